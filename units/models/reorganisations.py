from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from units.models.tree import Unit
from units.querysets import ReorganisationQuerySet, ReorganisedUnitQuerySet


class Reorganisation(models.Model):
    """One act on the organisation, by a decision: from a day on, these units become those (product.md, rule 9).

    A unit before that is not among those after is closed and kept by its successor; one after that is no unit yet is
    founded; one on both sides goes on with another name, kind or place. Written by: units.services.reorganisations.
    `choices` says what becomes of what the units held, where a person chose otherwise than usual; `journal` is what
    the act changed, row by row, so that it can be undone; `problem` is why a job could not do or undo it.
    """

    class Kind(models.TextChoices):
        FOUND = "found", "Thành lập"
        DISSOLVE = "dissolve", "Giải thể"
        MERGE = "merge", "Sáp nhập, hợp nhất"
        SPLIT = "split", "Chia tách"
        RENAME = "rename", "Đổi tên"
        CONVERT = "convert", "Chuyển đổi loại hình"
        TRANSFER = "transfer", "Chuyển giao"

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        PLANNED = "planned", "Chờ đến ngày"
        DONE = "done", "Đã thực hiện"
        UNDOING = "undoing", "Đang hoàn tác"
        UNDONE = "undone", "Đã hủy"

    kind = models.CharField("việc", max_length=10, choices=Kind)
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    effective_on = models.DateField("có hiệu lực từ ngày")
    reason = models.TextField("nội dung, lý do", blank=True)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.DRAFT)
    choices = models.JSONField("lựa chọn", default=dict, blank=True)
    journal = models.JSONField("đã thay đổi", default=list, blank=True, editable=False)
    problem = models.TextField("vướng mắc khi thực hiện", blank=True)
    prepared_at = models.DateTimeField("soạn lúc")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    done_at = models.DateTimeField("thực hiện lúc", null=True, blank=True)
    undone_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "sắp xếp tổ chức"
        verbose_name_plural = "sắp xếp tổ chức"
        ordering = ["-effective_on", "-pk"]
        indexes = [
            models.Index(
                fields=["effective_on", "id"],
                condition=Q(state__in=["planned", "undoing"]),
                name="units_reorganisation_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number=""),
                name="units_reorganisation_has_number",
                violation_error_message="Việc sắp xếp tổ chức phải có số quyết định.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "undoing"], done_at__isnull=False)
                | Q(state__in=["draft", "planned"], done_at=None)
                | Q(state="undone"),
                name="units_reorganisation_done_has_time",
                violation_error_message="Việc đã thực hiện phải có giờ thực hiện.",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | ~Q(state="undone") & Q(undone_at=None),
                name="units_reorganisation_undone_has_time",
                violation_error_message="Việc đã hủy phải có giờ hủy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} theo Quyết định số {self.number}"

    @property
    def passes_on(self) -> bool:
        """Whether what units hold may go to others."""
        return self.kind in {self.Kind.DISSOLVE, self.Kind.MERGE, self.Kind.SPLIT}

    def is_under_way(self, today: date) -> bool:
        """Whether a worker is about to carry it out or to take it back."""
        due = self.state == self.State.PLANNED and self.effective_on <= today and not self.problem
        return due or self.state == self.State.UNDOING


class ReorganisedUnit(models.Model):
    """How one unit stands before or after one act: its name, kind and the unit above, kept as they were that day.

    A unit to be founded has no `unit` until the act is done. Written by: units.services.reorganisations.
    """

    class Side(models.TextChoices):
        BEFORE = "before", "Trước"
        AFTER = "after", "Sau"

    act = models.ForeignKey(Reorganisation, models.CASCADE, related_name="units", verbose_name="việc sắp xếp")
    side = models.CharField("trước hay sau", max_length=6, choices=Side)
    position = models.PositiveSmallIntegerField("thứ tự")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="reorganised", null=True, blank=True, verbose_name="đơn vị"
    )
    code = models.CharField("mã", max_length=40)
    name = models.CharField("tên", max_length=255)
    short_name = models.CharField("tên viết tắt", max_length=120, blank=True)
    kind = models.CharField("loại", max_length=20, choices=Unit.Kind)
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="đơn vị cấp trên"
    )

    objects = ReorganisedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị được sắp xếp"
        verbose_name_plural = "đơn vị được sắp xếp"
        ordering = ["act", "-side", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "side", "unit"],
                name="units_reorganisedunit_once",
                violation_error_message="Mỗi đơn vị chỉ ghi một lần.",
            ),
            models.CheckConstraint(
                condition=Q(side="after") | Q(unit__isnull=False),
                name="units_reorganisedunit_before_is_a_unit",
                violation_error_message="Đơn vị trước khi sắp xếp phải là đơn vị đang có.",
            ),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(parent=None) | ~Q(unit=F("parent")),
                name="units_reorganisedunit_not_its_own_parent",
                violation_error_message="Đơn vị không thể là cấp trên của chính mình.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
