import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0008_reorganisations")]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=255, verbose_name="hệ thống đăng nhập chung")),
                ("subject", models.CharField(max_length=255, verbose_name="mã định danh tại đó")),
                ("linked_at", models.DateTimeField(verbose_name="gắn lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài khoản đăng nhập chung",
                "verbose_name_plural": "tài khoản đăng nhập chung",
                "ordering": ["user", "issuer"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"),
                        name="units_identity_subject_once",
                        violation_error_message="Tài khoản đăng nhập chung này đã gắn với một người.",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "issuer"),
                        name="units_identity_one_each",
                        violation_error_message="Người này đã gắn với một tài khoản đăng nhập chung khác.",
                    ),
                ],
            },
        ),
    ]
