from django.db import migrations, models


class Migration(migrations.Migration):
    """An import says how far its reading is, and which worker's lease it is under."""

    dependencies = [
        ("tasks", "0004_example_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="planimport",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="planimport",
            name="leased_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="planimport",
            name="read_percent",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="đã đọc (%)"),
        ),
    ]
