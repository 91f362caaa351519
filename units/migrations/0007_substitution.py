import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A role that is lent for some days, and the ledger's word for whom an act was done.

    On SQLite both tables are altered in place: the column has no default, so the triggers of 0005 stay.
    """

    dependencies = [("units", "0006_accounts")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="on_behalf_of",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="làm thay",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("on_behalf_of__isnull", False)),
                fields=["on_behalf_of", "-at"],
                name="units_change_on_behalf",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to="units.membership",
                verbose_name="thay cho",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("stands_for", None), ("to_on__isnull", False), _connector="OR"),
                name="units_membership_stand_in_ends",
                violation_error_message="Ủy quyền phải có ngày kết thúc.",
            ),
        ),
    ]
