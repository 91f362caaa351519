from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.unit_reports import UnitReport
from reports.querysets import CommentQuerySet
from tasks.models import Assignment


class Comment(models.Model):
    """What a unit or the board says to the other about a report or an assignment. Written once, never changed.

    Written by: reports.services.comments. `key` is made with the form, so that a double click leaves one row.
    """

    report = models.ForeignKey(
        UnitReport, models.PROTECT, related_name="comments", null=True, blank=True, verbose_name="báo cáo"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="comments", null=True, blank=True, verbose_name="phân công"
    )
    key = models.UUIDField(unique=True, editable=False)
    text = models.TextField("nội dung")
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người viết")

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến trao đổi"
        verbose_name_plural = "ý kiến trao đổi"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, assignment__isnull=False) | Q(report__isnull=False, assignment=None),
                name="reports_comment_about_one_thing",
                violation_error_message="Ý kiến trao đổi phải về một báo cáo hoặc một phân công.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reports_comment_has_text",
                violation_error_message="Hãy viết nội dung trao đổi.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
