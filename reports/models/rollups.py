from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.periods import Period
from reports.querysets import OfRollupQuerySet, RollupQuerySet
from tasks.models import Plan, Task


class Rollup(models.Model):
    """The report to the Standing Committee for one plan and period: a draft to edit, then issued and frozen.

    Written by: reports.services.rollups and rollup_issue. `figures` are counted when the draft is compiled and frozen
    with it (shape: reports.services.figures.Figures), and the names in the head when it is issued, with the place where
    the ledger of all acts ended then (reliability.md, promise 7). Between draft and issued it is "issuing": it has its
    number, nobody may edit it, and a job builds its files. An issued row, its parts and its files are refused any
    change or deletion by triggers of the database; a mistake is mended by a new roll-up that `corrects` it (promise 6).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUING = "issuing", "Đang ban hành"
        ISSUED = "issued", "Đã ban hành"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rollups", verbose_name="kế hoạch")
    period = models.ForeignKey(Period, models.PROTECT, related_name="rollups", verbose_name="kỳ báo cáo")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, blank=True, verbose_name="đính chính báo cáo"
    )
    abstract = models.TextField("trích yếu")
    figures = models.JSONField("số liệu", default=dict)
    compiled_at = models.DateTimeField("tổng hợp lúc")
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    drafts = models.PositiveSmallIntegerField("dự thảo lần", default=1)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    term = models.CharField("nhiệm kỳ", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    superior_name = models.CharField("cơ quan cấp trên", max_length=255, blank=True)
    issuer_name = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    signing_authority = models.CharField("thẩm quyền ký", max_length=120, blank=True)
    signing_post = models.CharField("chức vụ người ký", max_length=120, blank=True)
    signer_name = models.CharField("người ký", max_length=150, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    ledger_number = models.BigIntegerField("số dòng cuối sổ nhật ký", null=True, blank=True, editable=False)
    ledger_hash = models.CharField("mã của dòng cuối sổ nhật ký", max_length=64, blank=True, editable=False, default="")
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"
        ordering = ["-period__ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(state__in=["draft", "issuing"]),
                name="reports_rollup_one_draft",
                violation_error_message="Kỳ này đang có một dự thảo.",
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(state="issued", corrects=None),
                name="reports_rollup_issued_once",
                violation_error_message="Báo cáo của kỳ này đã ban hành; hãy lập bản đính chính.",
            ),
            models.UniqueConstraint(
                fields=["symbol", "term", "number"],
                condition=Q(state__in=["issuing", "issued"]),
                name="reports_rollup_number_once",
                violation_error_message="Số này đã dùng trong nhiệm kỳ.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number=None, issued_at=None)
                | Q(
                    state__in=["issuing", "issued"],
                    number__gte=1,
                    issued_on__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                )
                & ~Q(signer_name=""),
                name="reports_rollup_issued_is_complete",
                violation_error_message="Khi ban hành phải có số, ngày và người ký.",
            ),
            models.CheckConstraint(
                condition=Q(ledger_number=None, ledger_hash="")
                | Q(ledger_number__gte=1, state__in=["issuing", "issued"]) & ~Q(ledger_hash=""),
                name="reports_rollup_ledger_head_is_whole",
                violation_error_message="Dòng cuối sổ nhật ký ghi trên báo cáo phải có cả số và mã.",
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo {self.number_and_symbol}".strip()

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED

    @property
    def number_and_symbol(self) -> str:
        """05-BC/ĐUK; numbers below 10 get a leading 0; empty until it is given."""
        return f"{self.number:02d}-{self.symbol}" if self.number else ""


class RollupPart(models.Model):
    """One editable piece of a roll-up's text, in the order of document-form.md; one for each task under II."""

    class Code(models.TextChoices):
        OPENING = "opening", "Mở đầu"
        LEADERSHIP = "leadership", "Công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền"
        TASK = "task", "Kết quả thực hiện nhiệm vụ"
        EXAMPLES = "examples", "Mô hình, điển hình"
        DIFFICULTIES = "difficulties", "Hạn chế, khó khăn, vướng mắc"
        CAUSES = "causes", "Nguyên nhân"
        LESSONS = "lessons", "Bài học kinh nghiệm"
        NEXT_STEPS = "next_steps", "Phương hướng, nhiệm vụ kỳ tới"
        PROPOSALS = "proposals", "Kiến nghị, đề xuất"

    rollup = models.ForeignKey(Rollup, models.PROTECT, related_name="parts")
    code = models.CharField("phần", max_length=12, choices=Code)
    task = models.ForeignKey(Task, models.PROTECT, related_name="+", null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    text = models.TextField("nội dung", blank=True)
    edited = models.BooleanField("đã sửa", default=False, help_text="Phần đã sửa giữ nguyên khi tổng hợp lại.")

    objects = OfRollupQuerySet.as_manager()

    class Meta:
        verbose_name = "phần của báo cáo tổng hợp"
        verbose_name_plural = "phần của báo cáo tổng hợp"
        ordering = ["rollup", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rollup", "position"], name="reports_rolluppart_position_once"),
            models.CheckConstraint(
                condition=Q(code="task", task__isnull=False) | ~Q(code="task") & Q(task=None),
                name="reports_rolluppart_task_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.task}" if self.task_id else self.get_code_display()


class RollupFile(models.Model):
    """The bytes of an issued roll-up, kept in the database so that every backup holds them with their hash."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    rollup = models.ForeignKey(Rollup, models.PROTECT, related_name="files")
    kind = models.CharField("loại", max_length=4, choices=Kind)
    name = models.CharField("tên tệp", max_length=160)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = OfRollupQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp ban hành"
        verbose_name_plural = "tệp ban hành"
        ordering = ["rollup", "kind"]
        constraints = [models.UniqueConstraint(fields=["rollup", "kind"], name="reports_rollupfile_once")]

    def __str__(self) -> str:
        return self.name


class RollupBuild(models.Model):
    """The Word and Excel files of a roll-up as a job builds them: at most one row a roll-up.

    Written by: reports.services.rollup_files and rollup_builds. A draft's files stay here until they are built anew or
    swept away; those of an issue become its RollupFiles and the row goes. `built_from` names what a draft's bytes say
    (rollup_files.content_of). `failure` is what the reader is told. `lease` and `leased_until` are a worker's.
    """

    class State(models.TextChoices):
        OWED = "owed", "Đang lập"
        BUILT = "built", "Đã lập"
        FAILED = "failed", "Không lập được"

    rollup = models.OneToOneField(Rollup, models.PROTECT, related_name="build", verbose_name="báo cáo tổng hợp")
    state = models.CharField("trạng thái", max_length=6, choices=State, default=State.OWED)
    asked_at = models.DateTimeField("yêu cầu lúc")
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField("giữ đến", null=True, blank=True)
    built_from = models.CharField(max_length=64, blank=True, editable=False)
    docx = models.BinaryField(null=True)
    xlsx = models.BinaryField(null=True)
    failure = models.TextField("lý do không lập được", blank=True)

    objects = OfRollupQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt lập tệp"
        verbose_name_plural = "lượt lập tệp"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="built", docx__isnull=False, xlsx__isnull=False)
                | ~Q(state="built") & Q(docx=None, xlsx=None),
                name="reports_rollupbuild_built_has_files",
                violation_error_message="Chỉ lượt đã lập mới có tệp, và có đủ cả Word và Excel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rollup_id}: {self.get_state_display()}"
