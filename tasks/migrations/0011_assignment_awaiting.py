from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_draft_files")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["declared_on", "id"],
                condition=Q(ended_on=None, state="awaiting"),
                name="tasks_assignment_awaiting",
            ),
        )
    ]
