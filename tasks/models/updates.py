from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kehoach.lib.days import day_of
from tasks.models.assignments import Assignment
from tasks.querysets import EvidenceQuerySet, OfAssignmentQuerySet


class Update(models.Model):
    """One dated entry of progress on an assignment. Written once by tasks.services.updates, never changed.

    `key` is made with the form, so that a double click leaves one row. `on` is the day it speaks of, `at` when it came,
    `pressed_at` when the person pressed send, if it then had to wait on a phone: lateness counts from that.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="updates")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField("lúc")
    pressed_at = models.DateTimeField("bấm gửi lúc", null=True, blank=True)
    on = models.DateField("ngày")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="updates", verbose_name="người nhập")
    state = models.CharField("trạng thái", max_length=12, choices=Assignment.State)
    percent = models.PositiveSmallIntegerField("phần trăm", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    difficulties = models.TextField("khó khăn, vướng mắc", blank=True)
    causes = models.TextField("nguyên nhân", blank=True)
    proposals = models.TextField("kiến nghị, đề xuất", blank=True)
    next_steps = models.TextField("việc tiếp theo", blank=True)

    objects = OfAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "cập nhật tiến độ"
        verbose_name_plural = "cập nhật tiến độ"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["assignment", "-at"], name="tasks_update_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="tasks_update_percent_in_range",
                violation_error_message="Phần trăm phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(pressed_at=None) | Q(pressed_at__lt=F("at")),
                name="tasks_update_pressed_before_it_came",
                violation_error_message="Lúc bấm gửi phải trước lúc máy chủ nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.result[:60]}"

    @property
    def entered_late(self) -> bool:
        """Whether it was written down on a later day than it speaks of (shown as "nhập sau")."""
        return day_of(self.said_at) > self.on

    @property
    def said_at(self) -> datetime:
        """When the person said it, whenever it came."""
        return self.pressed_at or self.at


def evidence_path(kept: "KeptFile", filename: str) -> str:
    """Files lie under the hash of their content; the person's file name never reaches the disk."""
    return f"evidence/{kept.sha256[:2]}/{kept.sha256}"


class KeptFile(models.Model):
    """A file that somebody gave, found acceptable by tasks.services.files; its row says what it belongs to.

    Written once, served by a view that checks the scope.
    """

    file = models.FileField("tệp", upload_to=evidence_path, max_length=200)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


class Evidence(KeptFile):
    """A file attached to an update. Written by tasks.services.updates."""

    update = models.ForeignKey(Update, models.PROTECT, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["update", "sha256"], name="tasks_evidence_once")]
