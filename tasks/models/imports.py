from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tasks.models.plans import PeriodKind, Plan
from tasks.querysets import ImportStepQuerySet, PlanImportQuerySet
from units.models import Unit


def import_path(record: "PlanImport", filename: str) -> str:
    return f"plans/{record.sha256[:2]}/{record.sha256}"


class PlanImport(models.Model):
    """One uploaded plan on its way to a Plan: the file, what we read from it, what a person made of that.

    Written by: tasks.services.imports. `proposal` has the shape of tasks.importing.proposal.Proposal.to_dict(); it is
    corrected on the page, guarded by `version`, until a person confirms it and `plan` is set. `names` says once for the
    whole document who each name in it means: {"unit": code}, {"place": code, "kinds": […]}, {"new": kind} for a unit to
    be made with the plan, or {} for nobody; a name that is not a key is not decided yet. `paragraphs` are those of the
    document in its own order, {"text", "place"}. A document that is a new version of a plan names it in `renews`;
    `gone` then says of lines that it has no longer, by task id, whether they are "close"d or "keep"t.
    """

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        READY = "ready", "Chờ xác nhận"
        REFUSED = "refused", "Không đọc được"
        CONFIRMED = "confirmed", "Đã xác nhận"
        DISCARDED = "discarded", "Đã bỏ"

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="plan_imports", verbose_name="cấp ủy ban hành")
    file = models.FileField("tệp", upload_to=import_path, max_length=200)
    name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.READING)
    proposal = models.JSONField(default=dict)
    names = models.JSONField(default=dict, blank=True)
    paragraphs = models.JSONField(default=list, blank=True)
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind, default=PeriodKind.QUARTER)
    reports_from = models.DateField("báo cáo từ ngày", null=True, blank=True)
    refusal = models.TextField("lý do không đọc được", blank=True)
    read_percent = models.PositiveSmallIntegerField("đã đọc (%)", default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    renews = models.ForeignKey(
        Plan, models.PROTECT, related_name="renewals", null=True, blank=True, verbose_name="bản mới của kế hoạch"
    )
    gone = models.JSONField(default=dict, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="imports", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    content_type = "application/octet-stream"  # of the file when it is downloaded: nobody's to show

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = "bản nạp kế hoạch"
        verbose_name_plural = "bản nạp kế hoạch"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="confirmed", plan__isnull=False) | ~Q(state="confirmed") & Q(plan=None),
                name="tasks_planimport_confirmed_has_plan",
            ),
            models.CheckConstraint(
                condition=Q(renews=None) | Q(plan=None) | Q(plan=F("renews")), name="tasks_planimport_renews_its_plan"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(renews=None), name="tasks_planimport_makes_a_plan_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportStep(models.Model):
    """One act on an import that can be undone, also after leaving the page; gone once the plan is made.

    Written by: tasks.services.imports.steps. `draft` holds what a person corrects (DRAFT there) as it stood before the
    act; of an act that was undone, as it stood after it. `version` is that of the import which the act made.
    """

    record = models.ForeignKey(PlanImport, models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    what = models.CharField("việc", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc")
    undone = models.BooleanField("đã hoàn tác", default=False)
    draft = models.JSONField(default=dict)

    objects = ImportStepQuerySet.as_manager()

    class Meta:
        verbose_name = "bước sửa bản nạp"
        verbose_name_plural = "bước sửa bản nạp"
        ordering = ["record", "version"]
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="tasks_importstep_once")]

    def __str__(self) -> str:
        return self.what
