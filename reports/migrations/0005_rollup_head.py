"""The names in the head of a roll-up freeze with it; SQLite makes the table anew, so its triggers are made again."""

from importlib import import_module

from django.db import migrations, models

freeze = import_module("reports.migrations.0004_freeze_issued_rollups")
CODES = [
    ("opening", "Mở đầu"),
    ("leadership", "Công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền"),
    ("task", "Kết quả thực hiện nhiệm vụ"),
    ("examples", "Mô hình, điển hình"),
    ("difficulties", "Hạn chế, khó khăn, vướng mắc"),
    ("causes", "Nguyên nhân"),
    ("lessons", "Bài học kinh nghiệm"),
    ("next_steps", "Phương hướng, nhiệm vụ kỳ tới"),
    ("proposals", "Kiến nghị, đề xuất"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_freeze_issued_rollups")]
    operations = [
        migrations.RunPython(freeze.drop, freeze.create),
        migrations.AddField(
            "rollup", "issuer_name", models.CharField("cơ quan ban hành", blank=True, default="", max_length=255), False
        ),
        migrations.AddField(
            "rollup", "place", models.CharField("địa danh", blank=True, default="", max_length=100), False
        ),
        migrations.AddField(
            "rollup",
            "superior_name",
            models.CharField("cơ quan cấp trên", blank=True, default="", max_length=255),
            False,
        ),
        migrations.AlterField("rolluppart", "code", models.CharField("phần", choices=CODES, max_length=12)),
        migrations.RunPython(freeze.create, freeze.drop),
    ]
