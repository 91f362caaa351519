from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.models.unit_reports import UnitReport
from reports.querysets import AdoptionQuerySet, ExampleFileQuerySet, ExampleQuerySet
from tasks.models import KeptFile, Plan, Task
from units.models import Unit


class Example(models.Model):
    """A good way of working that a unit names; once verified, every unit sees it and may take it up.

    Written by: reports.services.examples. `proposed_at` is when the unit named it, last after it was declined;
    `proposed_by` is who wrote the words that stand. `report` is the one that it belongs to, where it was named in or
    for one. `key` is made with the form, so that a double click leaves one row.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ xác nhận"
        VERIFIED = "verified", "Đã xác nhận"
        DECLINED = "declined", "Không xác nhận"

    TITLE_LENGTH = 200

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="examples", verbose_name="kế hoạch")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="examples", verbose_name="đơn vị")
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="examples", null=True, blank=True, verbose_name="nhiệm vụ"
    )
    report = models.ForeignKey(
        UnitReport, models.PROTECT, related_name="named_examples", null=True, blank=True, verbose_name="báo cáo"
    )
    key = models.UUIDField(unique=True, editable=False)
    title = models.CharField("tên mô hình", max_length=TITLE_LENGTH)
    text = models.TextField("nội dung")
    search_text = models.TextField(editable=False, default="")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField("nêu lúc")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nêu"
    )
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trả lời"
    )
    decision_reason = models.TextField("lý do không xác nhận", blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        verbose_name = "mô hình, điển hình"
        verbose_name_plural = "mô hình, điển hình"
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-proposed_at"], name="reports_example_list"),
            models.Index(fields=["plan", "-proposed_at"], name="reports_example_plan"),
            models.Index(fields=["proposed_at", "id"], condition=Q(state="proposed"), name="reports_example_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""),
                name="reports_example_has_words",
                violation_error_message="Mô hình phải có tên và nội dung.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="reports_example_decided_whole",
                violation_error_message="Mô hình đã trả lời phải có người trả lời và lúc trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") & ~Q(decision_reason="") | ~Q(state="declined") & Q(decision_reason=""),
                name="reports_example_declined_has_reason",
                violation_error_message="Không xác nhận thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="reports_example_decided_by_another",
                violation_error_message="Người nêu mô hình không tự xác nhận mô hình của mình.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_verified(self) -> bool:
        return self.state == self.State.VERIFIED

    @property
    def line(self) -> str:
        """The whole example in one line, as reports and roll-ups quote it."""
        return " ".join(f"{self.title}: {self.text}".split())


class ExampleFile(KeptFile):
    """A photo or document that shows an example. Written by reports.services.examples."""

    example = models.ForeignKey(Example, models.PROTECT, related_name="files", verbose_name="mô hình")

    objects = ExampleFileQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh, tệp của mô hình"
        verbose_name_plural = "ảnh, tệp của mô hình"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["example", "sha256"], name="reports_examplefile_once")]


class Adoption(models.Model):
    """A unit says that it has taken up a verified example (làm theo). Written by reports.services.examples."""

    example = models.ForeignKey(Example, models.PROTECT, related_name="adoptions", verbose_name="mô hình")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name="đơn vị")
    on = models.DateField("làm theo từ ngày")
    note = models.TextField("ghi chú", blank=True)
    at = models.DateTimeField("ghi lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = "làm theo mô hình"
        verbose_name_plural = "làm theo mô hình"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["example", "unit"],
                name="reports_adoption_once",
                violation_error_message="Đơn vị này đã ghi làm theo mô hình này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.on}"
