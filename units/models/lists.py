from django.conf import settings
from django.db import models
from django.db.models import Q

from units.querysets import ListUploadQuerySet


def list_path(record: "ListUpload", filename: str) -> str:
    return f"lists/{record.sha256[:2]}/{record.sha256}"


class ListUpload(models.Model):
    """One list in Excel on its way in: what the file would do, until the person who uploaded it has it written.

    Written by: units.services.uploads. `result` has the shape of units.services.lists.Checked.to_dict() and `digest`
    stands for it; who confirms names the digest that was seen. `message` says why a file was refused, or why nothing
    was written yet. The file goes as soon as it is done with, the row a day after it was uploaded.
    """

    class Kind(models.TextChoices):
        UNITS = "units", "Danh sách đơn vị"
        PEOPLE = "people", "Danh sách người dùng"

    class State(models.TextChoices):
        CHECKING = "checking", "Đang kiểm tra"
        CHECKED = "checked", "Đã kiểm tra, chưa ghi"
        WRITING = "writing", "Đang ghi"
        WRITTEN = "written", "Đã ghi"
        REFUSED = "refused", "Không nhận được"

    kind = models.CharField("danh sách", max_length=6, choices=Kind)
    name = models.CharField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=list_path, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.CHECKING)
    result = models.JSONField("kết quả kiểm tra", default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    message = models.TextField("lời nhắn", blank=True)
    percent = models.PositiveSmallIntegerField("đã làm (%)", default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    origin = models.CharField("từ địa chỉ", max_length=45, blank=True)
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )

    objects = ListUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách tải lên"
        verbose_name_plural = "danh sách tải lên"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(state__in=["checking", "writing"]), name="units_listupload_has_what_it_reads"
            ),
            models.CheckConstraint(
                condition=~Q(digest="") | ~Q(state__in=["checked", "writing"]),
                name="units_listupload_shows_what_it_does",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.WRITING)
