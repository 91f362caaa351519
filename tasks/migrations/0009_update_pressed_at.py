from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_notices_of_the_board")]

    operations = [
        migrations.AddField(
            "update", "pressed_at", models.DateTimeField(blank=True, null=True, verbose_name="bấm gửi lúc")
        ),
        migrations.AddConstraint(
            "update",
            models.CheckConstraint(
                condition=Q(pressed_at=None) | Q(pressed_at__lt=F("at")),
                name="tasks_update_pressed_before_it_came",
                violation_error_message="Lúc bấm gửi phải trước lúc máy chủ nhận.",
            ),
        ),
    ]
