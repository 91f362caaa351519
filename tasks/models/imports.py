from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.plans import PeriodKind, Plan
from tasks.querysets import PlanImportQuerySet
from units.models import Unit


def import_path(record: "PlanImport", filename: str) -> str:
    return f"plans/{record.sha256[:2]}/{record.sha256}"


class PlanImport(models.Model):
    """One uploaded plan on its way to a Plan: the file, what we read from it, what a person made of that.

    Written by: tasks.services.imports. `proposal` has the shape of tasks.importing.proposal.Proposal.to_dict(); it is
    corrected on the page, guarded by `version`, until a person confirms it and `plan` is set. `names` says once for the
    whole document who each name in it means: {"unit": code}, {"place": code, "kinds": […]} or {} for nobody; a name
    that is not a key is not decided yet.
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
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind, default=PeriodKind.QUARTER)
    reports_from = models.DateField("báo cáo từ ngày", null=True, blank=True)
    refusal = models.TextField("lý do không đọc được", blank=True)
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    plan = models.OneToOneField(Plan, models.PROTECT, related_name="source", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = "bản nạp kế hoạch"
        verbose_name_plural = "bản nạp kế hoạch"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="confirmed", plan__isnull=False) | ~Q(state="confirmed") & Q(plan=None),
                name="tasks_planimport_confirmed_has_plan",
            )
        ]

    def __str__(self) -> str:
        return self.name
