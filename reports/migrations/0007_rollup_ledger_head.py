"""An issued roll-up states where the ledger of all acts ended then; the triggers of 0003 step aside, as in 0005."""

from importlib import import_module

from django.db import migrations, models

freeze = import_module("reports.migrations.0003_freeze_issued_rollups")


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_line_returns_comments_reopening")]

    operations = [
        migrations.RunPython(freeze.drop, freeze.create),
        migrations.AddField(
            model_name="rollup",
            name="ledger_number",
            field=models.BigIntegerField(blank=True, editable=False, null=True, verbose_name="số dòng cuối sổ nhật ký"),
        ),
        migrations.AddField(
            model_name="rollup",
            name="ledger_hash",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64, verbose_name="mã của dòng cuối sổ nhật ký"
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ledger_hash", ""), ("ledger_number", None)),
                    models.Q(
                        ("ledger_number__gte", 1),
                        ("state__in", ["issuing", "issued"]),
                        models.Q(("ledger_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reports_rollup_ledger_head_is_whole",
                violation_error_message="Dòng cuối sổ nhật ký ghi trên báo cáo phải có cả số và mã.",
            ),
        ),
        migrations.RunPython(freeze.create, freeze.drop),
    ]
