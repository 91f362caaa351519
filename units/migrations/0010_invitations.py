from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0009_identities")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="invitation_due_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="thư mời cần gửi lúc"),
        ),
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="mời lần cuối lúc"),
        ),
    ]
