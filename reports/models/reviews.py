from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.periods import Period
from reports.models.unit_reports import ReportLine, UnitReport
from reports.querysets import OfLineQuerySet, OfReportQuerySet, OfUnitQuerySet, PhrasesQuerySet
from tasks.models import Assignment, Plan, Task
from units.models import Unit


class Review(models.Model):
    """One decision of the tracker on one sent revision of a report. Written once, by reports.services.reviews.

    A return names its whole reason in words, that of each returned line too; `content` is what the returned revision
    said (reports.services.revisions), because the unit goes on writing in the report itself.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Xác nhận"
        RETURNED = "returned", "Trả lại"

    report = models.ForeignKey(UnitReport, models.PROTECT, related_name="reviews")
    revision = models.PositiveSmallIntegerField("lần gửi")
    decision = models.CharField("quyết định", max_length=10, choices=Decision)
    reason = models.TextField("lý do", blank=True)
    content = models.JSONField("nội dung đã gửi", default=dict, blank=True, editable=False)
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


class LineReturn(models.Model):
    """One line that a return names, with its reason; the lines that it does not name are settled.

    A return that names no line returns the whole report. Written with its review, by reports.services.reviews.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="lines")
    line = models.ForeignKey(ReportLine, models.PROTECT, related_name="returns", verbose_name="dòng báo cáo")
    reason = models.TextField("lý do")

    objects = OfLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng bị trả lại"
        verbose_name_plural = "dòng bị trả lại"
        ordering = ["review", "line"]
        constraints = [
            models.UniqueConstraint(fields=["review", "line"], name="reports_linereturn_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reports_linereturn_has_reason",
                violation_error_message="Trả lại dòng nào thì phải ghi lý do của dòng đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.reason[:60]}"


class Phrases(models.Model):
    """The sentences that the trackers of one committee keep at hand for returning reports: at most one row each.

    Written by: reports.services.phrases. Without a row reports.services.phrases.FIRST stand in.
    """

    issuer = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name="cấp ủy")
    texts = models.JSONField("các câu", default=list)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = PhrasesQuerySet.as_manager()

    class Meta:
        verbose_name = "câu có sẵn"
        verbose_name_plural = "câu có sẵn"
        ordering = ["issuer"]

    def __str__(self) -> str:
        return f"Câu có sẵn của {self.issuer_id}"


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

    Written by: reports.services.directions. Told to the plan's trackers, and to the unit when one is named. It stays a
    note where the work is, or becomes a task of the plan: `became`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="directions", verbose_name="kế hoạch")
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="directions", null=True, blank=True, verbose_name="nhiệm vụ"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="directions", null=True, blank=True, verbose_name="đơn vị"
    )
    text = models.TextField("ý kiến chỉ đạo")
    became = models.OneToOneField(
        Task,
        models.PROTECT,
        related_name="source_direction",
        null=True,
        blank=True,
        verbose_name="đã giao thành nhiệm vụ",
    )
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
