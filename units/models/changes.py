from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.querysets import ChangeQuerySet


class Change(models.Model):
    """One act on one row: who, when, from where, what, before and after. Written in the transaction of the act.

    Triggers of the database refuse any update and delete; `mark` shows an entry that this installation did not write.
    Written by: units.services.changes.record_change.
    """

    at = models.DateTimeField("lúc")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="người làm"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name="làm thay",
    )
    verb = models.CharField("việc", max_length=60)
    subject = models.CharField("loại dữ liệu", max_length=60)
    subject_id = models.BigIntegerField("số dữ liệu")
    name = models.CharField("tên dữ liệu", max_length=255, blank=True)
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    reason = models.TextField("lý do", blank=True)
    origin = models.CharField("từ địa chỉ", max_length=45, blank=True, default="")
    mark = models.CharField("mã của dòng", max_length=64, blank=True, default="", editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký thay đổi"
        verbose_name_plural = "nhật ký thay đổi"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "subject_id", "at"], name="units_change_subject"),
            models.Index(fields=["-at", "-id"], name="units_change_latest"),
            models.Index(fields=["by", "-at"], name="units_change_by"),
            models.Index(
                fields=["on_behalf_of", "-at"], condition=Q(on_behalf_of__isnull=False), name="units_change_on_behalf"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.name}"

    def facts(self) -> dict[str, Any]:
        """What the mark stands for, as JSON can keep it; who acts for themselves is marked as ever."""
        on_behalf = {"on_behalf_of": self.on_behalf_of_id} if self.on_behalf_of_id else {}
        return on_behalf | {
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": self.by_id,
            "verb": self.verb,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
            "origin": self.origin,
        }


class LedgerEntry(models.Model):
    """One link of the chain through all changes: the next number, and a hash over the link before and the change.

    Triggers refuse any update and delete. Written by: units.services.ledger.seal_changes, shortly after the act, so
    that people who act at the same time do not wait for each other.
    """

    number = models.BigIntegerField("số thứ tự", primary_key=True)
    change = models.OneToOneField(Change, models.PROTECT, related_name="entry", verbose_name="thay đổi")
    hash = models.CharField("mã băm", max_length=64)
    sealed_at = models.DateTimeField("vào sổ lúc")

    class Meta:
        verbose_name = "dòng sổ nhật ký"
        verbose_name_plural = "sổ nhật ký"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="units_ledgerentry_number_from_one",
                violation_error_message="Sổ nhật ký đánh số từ 1.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"
