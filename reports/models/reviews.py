from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.periods import Period
from reports.models.unit_reports import UnitReport
from reports.querysets import OfReportQuerySet, OfUnitQuerySet
from tasks.models import Assignment, Plan, Task
from units.models import Unit


class Review(models.Model):
    """One decision of the tracker on one sent revision of a report. Written once, by reports.services.reviews."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Xác nhận"
        RETURNED = "returned", "Trả lại"

    report = models.ForeignKey(UnitReport, models.PROTECT, related_name="reviews")
    revision = models.PositiveSmallIntegerField("lần gửi")
    decision = models.CharField("quyết định", max_length=10, choices=Decision)
    reason = models.TextField("lý do", blank=True)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem xét")

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = "xem xét"
        verbose_name_plural = "xem xét"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "revision"],
                name="reports_review_once",
                violation_error_message="Lần gửi này đã được xem xét.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="reports_review_return_has_reason",
                violation_error_message="Khi trả lại phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.report_id}"


class Urge(models.Model):
    """A human reminder by the tracker to one unit; `key` groups those sent together and stops a double click.

    Written by: reports.services.urges. Counted apart from automatic reminders.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="urges", verbose_name="kế hoạch")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urges", verbose_name="đơn vị")
    period = models.ForeignKey(Period, models.PROTECT, related_name="urges", null=True, blank=True)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="urges", null=True, blank=True)
    message = models.TextField("nội dung đôn đốc")
    key = models.UUIDField()
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đôn đốc")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đôn đốc"
        verbose_name_plural = "đôn đốc"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["plan", "unit", "-at"], name="reports_urge_unit")]
        constraints = [
            models.UniqueConstraint(fields=["key", "unit"], name="reports_urge_once"),
            models.CheckConstraint(
                condition=~Q(message=""),
                name="reports_urge_has_message",
                violation_error_message="Hãy viết nội dung đôn đốc.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.message[:60]}"


class Direction(models.Model):
    """What the Standing Committee directs (ý kiến chỉ đạo) about a plan, one task or one unit.

    Written by: reports.services.directions. Told to the plan's trackers, and to the unit when one is named.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="directions", verbose_name="kế hoạch")
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="directions", null=True, blank=True, verbose_name="nhiệm vụ"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="directions", null=True, blank=True, verbose_name="đơn vị"
    )
    text = models.TextField("ý kiến chỉ đạo")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người chỉ đạo")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến chỉ đạo"
        verbose_name_plural = "ý kiến chỉ đạo"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reports_direction_has_text",
                violation_error_message="Hãy viết ý kiến chỉ đạo.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
