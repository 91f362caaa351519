import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("tasks", "Tally").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_notice_key_first"), ("units", "0001_initial")]
    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveConstraint("tally", "tasks_tally_dated_once"),
        migrations.RemoveConstraint("tally", "tasks_tally_routine_once"),
        migrations.AddField(
            "tally",
            "task",
            models.ForeignKey(
                default=0, on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="tasks.task"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "tally",
            models.UniqueConstraint(
                condition=models.Q(("due_on__isnull", False)),
                fields=("task", "branch", "due_on"),
                name="tasks_tally_dated_once",
            ),
        ),
        migrations.AddConstraint(
            "tally",
            models.UniqueConstraint(
                condition=models.Q(("due_on", None)), fields=("task", "branch"), name="tasks_tally_routine_once"
            ),
        ),
    ]
