"""Django's admin of plans and tasks: tables to look at; services are the only writers (see units.admin)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from tasks.models import (
    Assignment,
    Collective,
    Digest,
    Draft,
    DraftFile,
    Evidence,
    Extension,
    ImportStep,
    Indicator,
    JobRun,
    Notice,
    Plan,
    PlanImport,
    Recipient,
    Section,
    Tally,
    Task,
    Update,
)
from units.admin import ViewOnlyAdmin
from units.models import User
from units.querysets import scope_of

OF_PLAN = ("plan", admin.RelatedOnlyFieldListFilter)


@admin.register(Plan)
class PlanAdmin(ViewOnlyAdmin):
    list_display = ["__str__", "title", "issuer", "tracker", "issued_on", "state"]
    list_filter = ["state", "period_kind", "issued_on"]
    list_select_related = ["issuer", "tracker"]
    search_fields = ["number", "symbol", "title"]
    readonly_fields = ["version"]


@admin.register(PlanImport)
class PlanImportAdmin(ViewOnlyAdmin):
    """The uploaded file itself goes out through its page only, which looks at rights."""

    list_display = ["name", "issuer", "state", "uploaded_at", "uploaded_by", "plan"]
    list_filter = ["state", "uploaded_at"]
    list_select_related = ["issuer", "uploaded_by", "plan"]
    search_fields = ["name", "sha256"]
    exclude = ["file"]
    readonly_fields = ["version"]


@admin.register(ImportStep)
class ImportStepAdmin(ViewOnlyAdmin):
    """What can be undone of an import that is not confirmed yet."""

    list_display = ["record", "version", "what", "by", "at", "undone"]
    list_select_related = ["record", "by"]
    search_fields = ["what", "record__name"]


@admin.register(Section)
class SectionAdmin(ViewOnlyAdmin):
    list_display = ["__str__", "plan", "position", "purpose"]
    list_filter = [OF_PLAN, "purpose"]
    list_select_related = ["plan"]
    search_fields = ["numeral", "title"]


@admin.register(Recipient)
class RecipientAdmin(ViewOnlyAdmin):
    list_display = ["text", "plan", "position", "report", "internal"]
    list_filter = [OF_PLAN, "report", "internal"]
    list_select_related = ["plan"]
    search_fields = ["text"]


@admin.register(Task)
class TaskAdmin(ViewOnlyAdmin):
    list_display = ["__str__", "plan", "section", "position", "due_on", "is_task"]
    list_filter = [OF_PLAN, "is_task", ("due_on", admin.EmptyFieldListFilter)]
    list_select_related = ["plan", "section"]
    search_fields = ["search_text"]
    readonly_fields = ["search_text"]


@admin.register(Indicator)
class IndicatorAdmin(ViewOnlyAdmin):
    list_display = ["name", "target", "measure", "adds_up", "task", "plan"]
    list_filter = [OF_PLAN, "adds_up"]
    list_select_related = ["task", "plan"]
    search_fields = ["name", "task__search_text"]


@admin.register(Collective)
class CollectiveAdmin(ViewOnlyAdmin):
    list_display = ["__str__", "plan", "place", "role", "period_kind", "due_on", "closed_on"]
    list_filter = [OF_PLAN, "role", "period_kind"]
    list_select_related = ["plan", "place"]
    search_fields = ["phrase"]


@admin.register(Assignment)
class AssignmentAdmin(ViewOnlyAdmin):
    list_display = ["task", "unit", "role", "state", "percent", "due_on", "ended_on"]
    list_filter = [OF_PLAN, "role", "state", "period_kind", ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["task", "unit"]
    search_fields = ["unit__search_text", "task__search_text"]
    ordering = ["-pk"]
    readonly_fields = ["branch", "first_due_on", "version"]


@admin.register(Update)
class UpdateAdmin(ViewOnlyAdmin):
    list_display = ["at", "on", "by", "assignment", "state", "percent", "result"]
    list_filter = ["state", "at"]
    list_select_related = ["by", "assignment"]
    search_fields = ["assignment__unit__search_text", "result"]


@admin.register(Extension)
class ExtensionAdmin(ViewOnlyAdmin):
    list_display = ["asked_at", "asked_by", "assignment", "asked_on_due", "wanted_due_on", "state", "decided_due_on"]
    list_filter = ["state", "asked_at"]
    list_select_related = ["asked_by", "assignment"]
    search_fields = ["assignment__unit__search_text", "reason"]


@admin.register(Evidence)
class EvidenceAdmin(ViewOnlyAdmin):
    """The file itself goes out through its page only, which looks at rights."""

    list_display = ["name", "update", "content_type", "size", "sha256"]
    list_select_related = ["update"]
    search_fields = ["name", "sha256"]
    exclude = ["file"]


@admin.register(Draft)
class DraftAdmin(ViewOnlyAdmin):
    """That a draft exists, of oneself only; what is in it nobody reads but on its form."""

    list_display = ["at", "person", "form"]
    list_filter = ["at"]
    list_select_related = ["person"]
    search_fields = ["form"]
    exclude = ["fields"]


@admin.register(DraftFile)
class DraftFileAdmin(ViewOnlyAdmin):
    """That a file waits in a draft of oneself; it goes out nowhere before its form is sent."""

    list_display = ["draft", "content_type", "size"]
    list_select_related = ["draft"]
    search_fields = ["sha256"]
    exclude = ["file", "name"]


@admin.register(Tally)
class TallyAdmin(ViewOnlyAdmin):
    """Derived; rebuilt from the assignments."""

    list_display = ["plan", "branch", "due_on", "not_started", "in_progress", "paused", "done_on_time", "done_late"]
    list_filter = [OF_PLAN]
    list_select_related = ["plan", "branch"]
    search_fields = ["branch__search_text"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows.filter(scope_of(user).q("branch__path"))


@admin.register(Notice)
class NoticeAdmin(ViewOnlyAdmin):
    """All that the people in sight were told, not only one's own."""

    list_display = ["owed_at", "kind", "person", "title", "unit", "read_at", "settled_at"]
    list_filter = ["kind", "owed_at"]
    list_select_related = ["person", "unit"]
    search_fields = ["title", "person__search_text", "unit__search_text"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows.filter(person__in=User.objects.visible_to(user))


@admin.register(Digest)
class DigestAdmin(ViewOnlyAdmin):
    """The ledger of mails: what was sent to whom, and what could not be."""

    list_display = ["made_at", "person", "state", "attempts", "next_try_at", "sent_at", "error"]
    list_filter = ["state", "made_at"]
    list_select_related = ["person"]
    search_fields = ["message_id", "person__search_text"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows.filter(person__in=User.objects.visible_to(user))


@admin.register(JobRun)
class JobRunAdmin(ViewOnlyAdmin):
    """What the background work did last, and where it failed; it names no unit."""

    list_display = ["name", "started_at", "finished_at", "counts", "error"]
    list_filter = ["name", "started_at"]
    search_fields = ["name", "error"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows
