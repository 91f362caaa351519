from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.periods import Period
from reports.querysets import OfReportQuerySet, UnitReportQuerySet
from tasks.models import Assignment
from units.models import Unit


class UnitReport(models.Model):
    """What one unit owes and sends for one plan and one period: general parts, and a line for each assignment.

    Written by: reports.services.unit_reports. The row is made when the period opens: expected, sent and late are counts
    of rows. `expected` is false when the unit was not assigned for the whole period (rule 3): it may report, and is not
    counted. `unit_name` and `unit_above` are the unit and the one above it as they were called on the day of sending
    (rule 9). `reopened_until`: after its period was locked it is open again to the end of that day, by
    reports.services.periods; what is sent then stays marked `entered_late`.
    """

    class State(models.TextChoices):
        OWED = "owed", "Chưa lập"
        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi"
        RETURNED = "returned", "Trả lại"
        ACCEPTED = "accepted", "Đã xác nhận"

    EDITABLE = frozenset({State.OWED, State.DRAFT, State.RETURNED})
    PARTS = ("leadership", "examples", "difficulties", "causes", "proposals", "next_steps")

    period = models.ForeignKey(Period, models.PROTECT, related_name="unit_reports", verbose_name="kỳ báo cáo")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="đơn vị")
    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    expected = models.BooleanField("phải gửi", default=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OWED)
    leadership = models.TextField("công tác lãnh đạo, quán triệt, tuyên truyền", blank=True)
    examples = models.TextField("mô hình, điển hình", blank=True)
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    causes = models.TextField("nguyên nhân", blank=True)
    proposals = models.TextField("kiến nghị, đề xuất", blank=True)
    next_steps = models.TextField("phương hướng, nhiệm vụ kỳ tới", blank=True)
    unit_name = models.CharField("tên đơn vị khi gửi", max_length=255, blank=True)
    unit_above = models.CharField("đơn vị cấp trên khi gửi", max_length=255, blank=True, default="")
    first_sent_at = models.DateTimeField("gửi lần đầu lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    on_time = models.BooleanField("đúng hạn", null=True)
    revision = models.PositiveSmallIntegerField("lần gửi", default=0)
    reopened_until = models.DateField("mở lại riêng đến hết ngày", null=True, blank=True)
    reopened_reason = models.TextField("lý do mở lại riêng", blank=True, default="")
    entered_late = models.BooleanField("nhập sau", default=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = UnitReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của đơn vị"
        ordering = ["period", "unit__path"]
        indexes = [
            models.Index(fields=["period", "branch", "expected", "state", "on_time"], name="reports_unitreport_counts"),
            models.Index(fields=["unit", "-period"], name="reports_unitreport_unit"),
            models.Index(fields=["sent_at", "id"], condition=Q(state="sent"), name="reports_unitreport_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                name="reports_unitreport_once",
                violation_error_message="Đơn vị đã có báo cáo của kỳ này.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "returned", "accepted"])
                | Q(first_sent_at__isnull=False, sent_at__isnull=False, sent_by__isnull=False, on_time__isnull=False),
                name="reports_unitreport_sent_has_time",
                violation_error_message="Báo cáo đã gửi phải có người gửi và giờ gửi.",
            ),
            models.CheckConstraint(
                condition=Q(first_sent_at=None, on_time=None) | Q(first_sent_at__isnull=False, on_time__isnull=False),
                name="reports_unitreport_judged_when_sent",
                violation_error_message="Đúng hạn hay không được xét khi gửi lần đầu.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_until=None, reopened_reason="")
                | Q(reopened_until__isnull=False) & ~Q(reopened_reason=""),
                name="reports_unitreport_reopened_has_reason",
                violation_error_message="Mở lại riêng cho đơn vị thì phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name or self.unit}, {self.period.name}"

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_sent(self) -> bool:
        return self.first_sent_at is not None

    def is_closed(self, today: date) -> bool:
        """Its period is locked, and it is not open again for this unit."""
        return self.period.is_locked and not (self.reopened_until and today <= self.reopened_until)

    def is_missing(self, due_on: date, today: date) -> bool:
        """Owed and its day has passed."""
        return self.expected and not self.is_sent and today > due_on


class ReportLine(models.Model):
    """One assignment in one report: how the unit says it stands, prefilled from the period's updates."""

    TEXTS = ("result", "difficulties", "proposals", "next_steps")

    report = models.ForeignKey(UnitReport, models.PROTECT, related_name="lines")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="report_lines")
    state = models.CharField("trạng thái", max_length=12, choices=Assignment.State)
    percent = models.PositiveSmallIntegerField("phần trăm", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    proposals = models.TextField("kiến nghị", blank=True)
    next_steps = models.TextField("việc kỳ tới", blank=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng báo cáo"
        verbose_name_plural = "dòng báo cáo"
        ordering = ["report", "assignment__task__position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "assignment"], name="reports_reportline_once"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="reports_reportline_percent_in_range",
                violation_error_message="Phần trăm phải từ 0 đến 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.result[:80]
