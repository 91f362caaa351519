from textwrap import shorten

from django.db import models
from django.db.models import F, Q

from kehoach.lib.days import day_or_words
from kehoach.lib.document_numbers import number_and_symbol
from tasks.querysets import OfPlanQuerySet, PlanQuerySet, TaskQuerySet
from units.models import Unit


class PeriodKind(models.TextChoices):
    """How often an assignment is reported on; the calendar of periods follows from it (product.md, rule 11)."""

    MONTH = "month", "Hằng tháng"
    QUARTER = "quarter", "Hằng quý"
    HALF = "half", "6 tháng"
    NINE_MONTHS = "nine_months", "9 tháng"
    YEAR = "year", "Hằng năm"


class Plan(models.Model):
    """One issued document that gives work, with the head and foot it carries on paper.

    Written by: tasks.services.plans and, from an import, tasks.services.imports.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ACTIVE = "active", "Đang thực hiện"
        CLOSED = "closed", "Đã kết thúc"

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="cấp ủy ban hành")
    tracker = models.ForeignKey(
        Unit, models.PROTECT, related_name="tracked_plans", null=True, blank=True, verbose_name="đơn vị theo dõi"
    )
    type_name = models.CharField("loại văn bản", max_length=60, default="KẾ HOẠCH")
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    title = models.TextField("trích yếu")
    superior_name = models.CharField("cơ quan cấp trên", max_length=255, blank=True)
    issuer_name = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành")
    ends_on = models.DateField("thực hiện đến ngày", null=True, blank=True)
    bases = models.JSONField("căn cứ", default=list, blank=True)
    signer_authority = models.CharField("thẩm quyền ký", max_length=120, blank=True)
    signer_post = models.CharField("chức vụ người ký", max_length=120, blank=True)
    signer_name = models.CharField("người ký", max_length=150, blank=True)
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind, default=PeriodKind.QUARTER)
    reports_from = models.DateField("báo cáo từ ngày")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "type_name", "number", "symbol", "issued_on"],
                condition=~Q(number=""),
                name="tasks_plan_number_once",
                violation_error_message="Kế hoạch mang số, ký hiệu và ngày này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("issued_on")),
                name="tasks_plan_ends_after_issue",
                violation_error_message="Ngày kết thúc không được trước ngày ban hành.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_name.capitalize()} {self.number_and_symbol}".strip()

    @property
    def number_and_symbol(self) -> str:
        """12-KH/ĐUK; empty where the document carries none."""
        return number_and_symbol(self.number, self.symbol)

    @property
    def name(self) -> str:
        """What lists call the plan: type, number and symbol, then its abstract."""
        return f"{self} {self.title}"


class Recipient(models.Model):
    """One line of Nơi nhận. Written by: tasks.services.imports."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="recipients")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("nơi nhận", max_length=255)
    report = models.BooleanField("để báo cáo", default=False)
    internal = models.BooleanField(
        "lưu, đăng", default=False, help_text="Dòng lưu trữ hoặc đăng tải, không phải nơi nhận."
    )

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="tasks_recipient_position_once")]

    def __str__(self) -> str:
        return self.text


class Section(models.Model):
    """A numbered part of the plan in its own order and wording. Written by: tasks.services.imports."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    numeral = models.CharField("số mục", max_length=20, blank=True)
    title = models.TextField("tên mục", blank=True)
    text = models.TextField("nội dung", blank=True)
    purpose = models.BooleanField("mục đích, yêu cầu", default=False, help_text="Mục nêu mục đích, không giao việc.")

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "mục"
        verbose_name_plural = "mục"
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="tasks_section_position_once")]

    def __str__(self) -> str:
        return f"{self.numeral}. {self.title}" if self.numeral else self.title


class Task(models.Model):
    """A numbered line of the plan that somebody must do, or a dash item under one.

    Written by: tasks.services.imports and tasks.services.plans. Dated when due_on is set, else routine (rule 1).
    `position` orders all tasks of the plan as the document does. `closed_on`: a new version of the plan has it no
    longer; what was reported on it stays.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    section = models.ForeignKey(Section, models.PROTECT, related_name="tasks", verbose_name="mục")
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True, verbose_name="thuộc"
    )
    position = models.PositiveIntegerField()
    label = models.CharField("số thứ tự", max_length=20, blank=True)
    text = models.TextField("nội dung")
    is_task = models.BooleanField("là nhiệm vụ", default=True, help_text="Bỏ chọn nếu dòng này chỉ là lời dẫn.")
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    due_text = models.CharField("thời hạn trong văn bản", max_length=255, blank=True)
    product = models.TextField("sản phẩm, kết quả", blank=True)
    quote = models.TextField("nguyên văn", blank=True)
    quote_place = models.CharField("vị trí trong văn bản", max_length=60, blank=True)
    search_text = models.TextField(editable=False)
    closed_on = models.DateField("không còn trong kế hoạch từ ngày", null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="tasks_task_position_once"),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="tasks_task_not_under_itself",
                violation_error_message="Nhiệm vụ không thể thuộc chính nó.",
            ),
        ]

    def __str__(self) -> str:
        text = shorten(self.text, 90, placeholder="…")
        return f"{self.label}. {text}" if self.label[:1].isalnum() else text

    @property
    def due_words(self) -> str:
        """When it is due, as pages tell it; empty where the document says nothing of it."""
        return day_or_words(self.due_on, self.due_text)
