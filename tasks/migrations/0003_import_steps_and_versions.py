import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """An import keeps its document's paragraphs, its steps to undo, and the plan that it is a new version of."""

    dependencies = [
        ("tasks", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="không còn trong kế hoạch từ ngày"),
        ),
        migrations.AddField(
            model_name="planimport",
            name="paragraphs",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="planimport",
            name="gone",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="planimport",
            name="renews",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="tasks.plan",
                verbose_name="bản mới của kế hoạch",
            ),
        ),
        migrations.AlterField(
            model_name="planimport",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to="tasks.plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("renews", None), ("plan", None), ("plan", models.F("renews")), _connector="OR"),
                name="tasks_planimport_renews_its_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("renews", None)), fields=("plan",), name="tasks_planimport_makes_a_plan_once"
            ),
        ),
        migrations.CreateModel(
            name="ImportStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=60, verbose_name="việc")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("undone", models.BooleanField(default=False, verbose_name="đã hoàn tác")),
                ("draft", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người làm",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="tasks.planimport"
                    ),
                ),
            ],
            options={
                "verbose_name": "bước sửa bản nạp",
                "verbose_name_plural": "bước sửa bản nạp",
                "ordering": ["record", "version"],
                "constraints": [models.UniqueConstraint(fields=("record", "version"), name="tasks_importstep_once")],
            },
        ),
    ]
