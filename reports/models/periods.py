from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.querysets import PeriodQuerySet
from tasks.models import Plan


class Period(models.Model):
    """One reporting period of one plan: what days it speaks of, when figures are cut off and reports are due.

    Written by: reports.services.periods. Regular kinds follow the office's calendar; the special ones (sơ kết, tổng
    kết, đột xuất) are opened by hand and ask about every assignment of the plan.
    """

    class Kind(models.TextChoices):
        MONTH = "month", "Tháng"
        QUARTER = "quarter", "Quý"
        HALF = "half", "6 tháng"
        NINE_MONTHS = "nine_months", "9 tháng"
        YEAR = "year", "Năm"
        INTERIM = "interim", "Sơ kết"
        FINAL = "final", "Tổng kết"
        ONE_OFF = "one_off", "Đột xuất"

    SPECIAL_KINDS = frozenset({Kind.INTERIM, Kind.FINAL, Kind.ONE_OFF})

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods", verbose_name="kế hoạch")
    kind = models.CharField("loại kỳ", max_length=12, choices=Kind)
    name = models.CharField("tên kỳ", max_length=80)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("ngày chốt số liệu")
    due_on = models.DateField("hạn gửi báo cáo")
    locked_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-ends_on", "plan", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "starts_on"],
                name="reports_period_once",
                violation_error_message="Kỳ báo cáo này đã được mở.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="reports_period_ends_after_start",
                violation_error_message="Ngày chốt số liệu không được trước ngày bắt đầu kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("ends_on")),
                name="reports_period_due_after_cutoff",
                violation_error_message="Hạn gửi báo cáo không được trước ngày chốt số liệu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_special(self) -> bool:
        return self.kind in self.SPECIAL_KINDS

    def is_due(self, today: date) -> bool:
        """Whether the data cut-off has passed, so that reports are owed."""
        return today > self.ends_on
