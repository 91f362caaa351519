from django.conf import settings
from django.db import models
from django.db.models import Q

from kehoach.lib.days import vn_moment
from tasks.models.assignments import Assignment
from tasks.models.plans import Plan
from tasks.querysets import NoticeQuerySet
from units.models import Unit


class Digest(models.Model):
    """One mail to one person with all that was owed to them then. Its row is made before the mail and leased to send.

    Written by: tasks.services.digests. `message_id` is fixed with the row, so a crash between the mail server's OK and
    our commit can only repeat the same message (reliability.md, promise 1).
    """

    class State(models.TextChoices):
        OWED = "owed", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"
        SETTLED = "settled", "Không còn cần gửi"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests", verbose_name="người nhận"
    )
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OWED)
    made_at = models.DateTimeField("lập lúc")
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    next_try_at = models.DateTimeField("thử lại lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)
    error = models.TextField("lỗi gần nhất", blank=True)

    class Meta:
        verbose_name = "thư nhắc"
        verbose_name_plural = "thư nhắc"
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="owed"), name="tasks_digest_owed"),
            models.Index(fields=["person", "-made_at"], name="tasks_digest_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="owed"),
                name="tasks_digest_one_owed",
                violation_error_message="Người này đang có một thư chờ gửi.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="tasks_digest_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class Notice(models.Model):
    """One thing one person is told, once: shown in the application at once, mailed in that person's next digest.

    Written by: tasks.services.notices; upper apps owe theirs through it. `key` names the thing and the step, so that
    the same notice cannot be owed twice. `settled_at`: the thing was done, or a later step took its place.
    """

    class Kind(models.TextChoices):
        DUE_SOON = "due_soon", "Sắp đến hạn"
        DUE = "due", "Đến hạn hôm nay"
        OVERDUE = "overdue", "Quá hạn"
        REPORT_DUE = "report_due", "Sắp đến hạn báo cáo"
        REPORT_MISSING = "report_missing", "Chưa gửi báo cáo"
        RETURNED = "returned", "Bị trả lại"
        URGED = "urged", "Đôn đốc"
        DIRECTION = "direction", "Ý kiến chỉ đạo"
        EXTENSION = "extension", "Xin gia hạn"
        EXAMPLE = "example", "Mô hình, điển hình"
        REOPENED = "reopened", "Mở lại kỳ báo cáo"
        COMMENT = "comment", "Trao đổi"

    # Told by a person: these do not wait for the next day's digest.
    FROM_PEOPLE = frozenset(
        {Kind.RETURNED, Kind.URGED, Kind.DIRECTION, Kind.EXTENSION, Kind.EXAMPLE, Kind.REOPENED, Kind.COMMENT}
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="người nhận"
    )
    kind = models.CharField("loại", max_length=16, choices=Kind)
    key = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, verbose_name="đơn vị")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", null=True, verbose_name="kế hoạch")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="notices", null=True)
    subject = models.CharField(max_length=80, help_text="Nhóm các bước của cùng một việc; bước sau thay bước trước.")
    title = models.CharField("nội dung", max_length=300)
    detail = models.TextField("chi tiết", blank=True)
    link = models.CharField("đường dẫn", max_length=200, blank=True)
    owed_at = models.DateTimeField("ghi lúc")
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="notices", null=True)
    settled_at = models.DateTimeField("không còn cần nhắc từ", null=True)
    read_at = models.DateTimeField("đọc lúc", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        ordering = ["-owed_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-owed_at"], name="tasks_notice_person"),
            models.Index(fields=["person"], condition=Q(read_at=None, settled_at=None), name="tasks_notice_unread"),
            models.Index(
                fields=["person", "owed_at"], condition=Q(digest=None, settled_at=None), name="tasks_notice_owed"
            ),
            models.Index(fields=["subject"], condition=Q(settled_at=None), name="tasks_notice_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person"], name="tasks_notice_once", violation_error_message="Nhắc việc này đã được ghi."
            )
        ]

    def __str__(self) -> str:
        return self.title


class JobRun(models.Model):
    """One run of one job, so that a job which died in silence is seen. Written by: the jobs' services."""

    name = models.CharField("việc nền", max_length=60)
    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("xong", null=True)
    counts = models.JSONField("kết quả", default=dict)
    error = models.TextField("lỗi", blank=True)

    class Meta:
        verbose_name = "lần chạy việc nền"
        verbose_name_plural = "lần chạy việc nền"
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["name", "-started_at"], name="tasks_jobrun_latest")]

    def __str__(self) -> str:
        return f"{self.name} {vn_moment(self.started_at)}"
