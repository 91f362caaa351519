from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from units.querysets import UnitQuerySet


class Unit(models.Model):
    """Who is given work: one node of the tree of Party organisations and the bodies around them.

    Written by: units.services.tree. `path` answers "this unit and all below" by one range of its index. A unit that
    has passed into others lies closed below the one that keeps its papers, `kept_by`; `inherits` are the paths of those
    that passed into this unit too and are kept by another (units.services.reorganisations, decision 17).
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "Đảng bộ cấp trên"
        BASE_COMMITTEE = "base_committee", "Đảng bộ cơ sở"
        BASE_CELL = "base_cell", "Chi bộ cơ sở"
        SUB_COMMITTEE = "sub_committee", "Đảng bộ bộ phận"
        CELL = "cell", "Chi bộ trực thuộc"
        STANDING = "standing", "Ban thường vụ"
        BOARD = "board", "Ban tham mưu"
        MASS = "mass", "Đoàn thể"
        PARTNER = "partner", "Cơ quan phối hợp"

    # Bodies that serve the committee above them: who works there sees that committee's whole tree.
    SERVING_KINDS = frozenset({Kind.STANDING, Kind.BOARD})

    code = models.CharField(
        "mã",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9._-]+$", "Mã chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối.")],
        error_messages={"unique": "Mã này đã có đơn vị khác dùng."},
    )
    name = models.CharField("tên", max_length=255)
    short_name = models.CharField("tên viết tắt", max_length=120, blank=True)
    aliases = models.JSONField(
        "tên gọi khác", default=list, blank=True, help_text="Các cách gọi khác trong văn bản, mỗi dòng một tên."
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name="đơn vị cấp trên"
    )
    path = models.CharField(max_length=120, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(editable=False)
    branch = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="nhánh",
    )
    position = models.PositiveIntegerField("thứ tự", default=0)
    contact = models.CharField("liên hệ", max_length=255, blank=True)
    opened_on = models.DateField("ngày thành lập")
    closed_on = models.DateField("ngày kết thúc", null=True, blank=True)
    kept_by = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="keeps",
        null=True,
        blank=True,
        editable=False,
        verbose_name="nơi giữ hồ sơ",
    )
    inherits = models.JSONField(default=list, editable=False)
    search_text = models.TextField(editable=False)
    sort_key = models.CharField(max_length=400, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["path"]
        indexes = [
            models.Index(fields=["parent", "position", "sort_key"], name="units_unit_children"),
            models.Index(fields=["kind", "path"], name="units_unit_kind_path"),
            models.Index(fields=["path"], name="units_unit_heirs", condition=~Q(inherits=[])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="units_unit_closes_after_opening",
                violation_error_message="Ngày kết thúc không được trước ngày thành lập.",
            ),
            models.CheckConstraint(
                condition=Q(kept_by=None) | Q(closed_on__isnull=False),
                name="units_unit_kept_when_closed",
                violation_error_message="Chỉ đơn vị đã kết thúc mới có nơi giữ hồ sơ.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=0) | Q(parent__isnull=False, depth__gt=0),
                name="units_unit_only_roots_have_no_parent",
                violation_error_message="Chỉ đơn vị cao nhất không có cấp trên.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="units_unit_not_its_own_parent",
                violation_error_message="Đơn vị không thể là cấp trên của chính mình.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def answering_id(self) -> int:
        """The unit whose people answer for what is asked of this one now: itself, or the one that keeps its papers."""
        return self.kept_by_id or self.pk

    @property
    def serves(self) -> bool:
        return self.kind in self.SERVING_KINDS
