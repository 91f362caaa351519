from django.db import models
from django.db.models import Q

from tasks.models.plans import Plan, Task
from tasks.querysets import OfPlanQuerySet

PERCENT = "%"


class Indicator(models.Model):
    """A number that a line of the plan asks for (product.md, rule 10).

    Written by: tasks.services.indicators. Name, measure and adding say what is counted, so a number that was reported
    on keeps them; target and at_least may change. The target is of the whole plan, not of one unit; None: no target.
    """

    class Adding(models.TextChoices):
        """How values of several periods make the cumulative one; over units they are summed, a ratio by its parts."""

        SUM = "sum", "Cộng dồn"
        LATEST = "latest", "Số mới nhất"
        RATIO = "ratio", "Tỷ lệ"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="indicators")
    task = models.ForeignKey(Task, models.PROTECT, related_name="indicators", verbose_name="nhiệm vụ")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("tên", max_length=255)
    measure = models.CharField("đơn vị tính", max_length=80)
    target = models.DecimalField("chỉ tiêu", max_digits=15, decimal_places=2, null=True, blank=True)
    at_least = models.BooleanField("ít nhất", default=False)
    adds_up = models.CharField("cách cộng", max_length=6, choices=Adding, default=Adding.SUM)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["task__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "name"],
                name="tasks_indicator_once",
                violation_error_message="Nhiệm vụ đã có chỉ tiêu mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=0),
                name="tasks_indicator_target_not_negative",
                violation_error_message="Chỉ tiêu không được là số âm.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ratio(self) -> bool:
        return self.adds_up == self.Adding.RATIO
