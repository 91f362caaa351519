from django.conf import settings
from django.db import models

from tasks.models.updates import KeptFile
from tasks.querysets import DraftFileQuerySet, DraftQuerySet


class Draft(models.Model):
    """What a person typed into a form and has not sent, kept while they type; theirs alone.

    Written by: tasks.services.drafts. `form` is the address of the form, `fields` the text by the name of its field,
    `based_on` the version of what the form showed. `page` is the page that wrote last and `revision` counts its
    savings: two pages that go on from one draft part into two, so that neither writes over the other.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts", verbose_name="người gõ")
    form = models.CharField("biểu mẫu", max_length=200)
    page = models.CharField(max_length=32)
    based_on = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    fields = models.JSONField("nội dung", default=dict)
    at = models.DateTimeField("lưu lúc")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "bản nháp"
        verbose_name_plural = "bản nháp"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "form", "-at"], name="tasks_draft_of_form"),
            models.Index(fields=["at"], name="tasks_draft_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form", "page"],
                name="tasks_draft_once",
                violation_error_message="Trang này đã có bản nháp.",
            )
        ]

    def __str__(self) -> str:
        return self.form


def draft_file_path(kept: "DraftFile", filename: str) -> str:
    """Under the hash of its content, in a folder of its draft alone: what goes with one draft is no other's."""
    return f"{DraftFile.FOLDER}/{kept.draft_id}/{kept.sha256}"


class DraftFile(KeptFile):
    """A file chosen in a form that is not sent. Written by tasks.services.drafts; goes with its draft."""

    FOLDER = "drafts"

    file = models.FileField("tệp", upload_to=draft_file_path, max_length=200)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files", verbose_name="bản nháp")

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp của bản nháp"
        verbose_name_plural = "tệp của bản nháp"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "sha256"],
                name="tasks_draft_file_once",
                violation_error_message="Bản nháp này đã có tệp đó.",
            )
        ]
