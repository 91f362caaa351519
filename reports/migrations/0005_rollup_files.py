"""A roll-up on its way to be issued, and its files as a job builds them.

SQLite makes a table anew for a new constraint and loses its triggers, so the triggers of 0003 step aside meanwhile.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

freeze = import_module("reports.migrations.0003_freeze_issued_rollups")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_examples"),
    ]

    operations = [
        migrations.RunPython(freeze.drop, freeze.create),
        migrations.CreateModel(
            name="RollupBuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("owed", "Đang lập"), ("built", "Đã lập"), ("failed", "Không lập được")],
                        default="owed",
                        max_length=6,
                        verbose_name="trạng thái",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="số lần thử")),
                ("lease", models.UUIDField(blank=True, editable=False, null=True)),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="giữ đến")),
                ("built_from", models.CharField(blank=True, editable=False, max_length=64)),
                ("docx", models.BinaryField(null=True)),
                ("xlsx", models.BinaryField(null=True)),
                ("failure", models.TextField(blank=True, verbose_name="lý do không lập được")),
            ],
            options={
                "verbose_name": "lượt lập tệp",
                "verbose_name_plural": "lượt lập tệp",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="rollup",
            name="reports_rollup_one_draft",
        ),
        migrations.RemoveConstraint(
            model_name="rollup",
            name="reports_rollup_number_once",
        ),
        migrations.RemoveConstraint(
            model_name="rollup",
            name="reports_rollup_issued_is_complete",
        ),
        migrations.AlterField(
            model_name="rollup",
            name="state",
            field=models.CharField(
                choices=[("draft", "Dự thảo"), ("issuing", "Đang ban hành"), ("issued", "Đã ban hành")],
                default="draft",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "issuing"])),
                fields=("period",),
                name="reports_rollup_one_draft",
                violation_error_message="Kỳ này đang có một dự thảo.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["issuing", "issued"])),
                fields=("symbol", "term", "number"),
                name="reports_rollup_number_once",
                violation_error_message="Số này đã dùng trong nhiệm kỳ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at", None), ("number", None), ("state", "draft")),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        ("issued_on__isnull", False),
                        ("number__gte", 1),
                        ("state__in", ["issuing", "issued"]),
                        models.Q(("signer_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reports_rollup_issued_is_complete",
                violation_error_message="Khi ban hành phải có số, ngày và người ký.",
            ),
        ),
        migrations.AddField(
            model_name="rollupbuild",
            name="rollup",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="build",
                to="reports.rollup",
                verbose_name="báo cáo tổng hợp",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollupbuild",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("docx__isnull", False), ("state", "built"), ("xlsx__isnull", False)),
                    models.Q(models.Q(("state", "built"), _negated=True), ("docx", None), ("xlsx", None)),
                    _connector="OR",
                ),
                name="reports_rollupbuild_built_has_files",
                violation_error_message="Chỉ lượt đã lập mới có tệp, và có đủ cả Word và Excel.",
            ),
        ),
        migrations.RunPython(freeze.create, freeze.drop),
    ]
