from django.conf import settings
from django.db import models

from units.querysets import ChangeQuerySet


class Change(models.Model):
    """One act on one row: who, when, what, before and after. Written in the transaction of the act, never changed.

    Written by: units.services.changes.record_change.
    """

    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="người làm"
    )
    verb = models.CharField("việc", max_length=60)
    subject = models.CharField("loại dữ liệu", max_length=60)
    subject_id = models.BigIntegerField("số dữ liệu")
    name = models.CharField("tên dữ liệu", max_length=255, blank=True)
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    reason = models.TextField("lý do", blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký thay đổi"
        verbose_name_plural = "nhật ký thay đổi"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "subject_id", "at"], name="units_change_subject")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.name}"
