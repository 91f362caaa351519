from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tasks.models.assignments import Assignment
from tasks.querysets import ExtensionQuerySet


class Extension(models.Model):
    """A unit asks to move the deadline of its work, and the tracker's answer (rule 7). Decided once.

    Written by: tasks.services.extensions. `asked_on_due` is the deadline as it stood at asking. A counter-proposal is
    an acceptance whose `decided_due_on` is not the day wanted. Of a withdrawn one, `decided_by` is who withdrew it.
    `key` is made with the form, so that a double click leaves one row.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chờ trả lời"
        ACCEPTED = "accepted", "Chấp thuận"
        REFUSED = "refused", "Không chấp thuận"
        WITHDRAWN = "withdrawn", "Đã rút"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions", verbose_name="phân công")
    key = models.UUIDField(unique=True, editable=False)
    asked_on_due = models.DateField("hạn khi xin")
    wanted_due_on = models.DateField("xin đến ngày")
    reason = models.TextField("lý do xin")
    asked_at = models.DateTimeField("xin lúc")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xin")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN)
    decided_due_on = models.DateField("gia hạn đến ngày", null=True, blank=True)
    decision_reason = models.TextField("lý do trả lời", blank=True)
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trả lời"
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "xin gia hạn"
        verbose_name_plural = "xin gia hạn"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at", "id"], condition=Q(state="open"), name="tasks_extension_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state="open"),
                name="tasks_extension_one_open",
                violation_error_message="Nhiệm vụ này đang có một đề nghị gia hạn chờ trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(wanted_due_on__gt=F("asked_on_due")),
                name="tasks_extension_wants_later",
                violation_error_message="Ngày xin phải sau hạn hiện nay.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | ~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="tasks_extension_decided_whole",
                violation_error_message="Đề nghị đã trả lời phải có người trả lời và lúc trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", decided_due_on__isnull=False, decided_due_on__gt=F("asked_on_due"))
                | ~Q(state="accepted") & Q(decided_due_on=None),
                name="tasks_extension_accepted_has_day",
                violation_error_message="Chấp thuận thì phải có ngày, sau hạn khi xin.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""),
                name="tasks_extension_refused_has_reason",
                violation_error_message="Không chấp thuận thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"]) | ~Q(decided_by=F("asked_by")),
                name="tasks_extension_decided_by_another",
                violation_error_message="Người xin gia hạn không tự trả lời đề nghị của mình.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_on_due} → {self.wanted_due_on}"

    @property
    def is_countered(self) -> bool:
        """Whether another day was granted than the one asked for."""
        return self.state == self.State.ACCEPTED and self.decided_due_on != self.wanted_due_on
