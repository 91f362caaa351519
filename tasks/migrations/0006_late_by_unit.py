"""Which units of a plan are late is answered by the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_reading_in_a_job")]

    operations = [
        migrations.RemoveIndex(model_name="assignment", name="tasks_assignment_plan_late"),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["plan", "due_on", "unit", "branch"],
                condition=models.Q(ended_on=None, state__in=("not_started", "in_progress", "paused")),
                name="tasks_assignment_plan_late",
            ),
        ),
    ]
