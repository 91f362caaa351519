"""Django's admin of periods, reports and roll-ups, to look at; services are the only writers (see units.admin)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from reports.models import (
    Adoption,
    Comment,
    Direction,
    Example,
    ExampleFile,
    IndicatorValue,
    LineReturn,
    Period,
    Phrases,
    ReportLine,
    Review,
    Rollup,
    RollupBuild,
    RollupFile,
    RollupPart,
    UnitReport,
    Urge,
)
from units.admin import ViewOnlyAdmin
from units.models import User

OF_PLAN = ("plan", admin.RelatedOnlyFieldListFilter)


@admin.register(Period)
class PeriodAdmin(ViewOnlyAdmin):
    list_display = ["name", "plan", "kind", "starts_on", "ends_on", "due_on", "locked_at"]
    list_filter = [OF_PLAN, "kind", ("locked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["plan"]
    search_fields = ["name"]


@admin.register(UnitReport)
class UnitReportAdmin(ViewOnlyAdmin):
    list_display = ["unit", "period", "state", "expected", "sent_at", "on_time", "revision"]
    list_filter = ["state", "expected", "on_time", "period__kind"]
    list_select_related = ["unit", "period"]
    search_fields = ["unit__search_text", "unit_name"]
    readonly_fields = ["branch", "version"]


@admin.register(ReportLine)
class ReportLineAdmin(ViewOnlyAdmin):
    list_display = ["report", "assignment", "state", "percent", "result"]
    list_filter = ["state"]
    list_select_related = ["report", "assignment"]
    search_fields = ["report__unit__search_text", "result"]
    ordering = ["-pk"]


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ViewOnlyAdmin):
    list_display = ["indicator", "value", "denominator", "line"]
    list_select_related = ["indicator", "line"]
    search_fields = ["indicator__name", "line__report__unit__search_text"]
    ordering = ["-pk"]


@admin.register(Review)
class ReviewAdmin(ViewOnlyAdmin):
    list_display = ["at", "by", "decision", "report", "revision", "reason"]
    list_filter = ["decision", "at"]
    list_select_related = ["by", "report"]
    search_fields = ["report__unit__search_text", "reason"]


@admin.register(LineReturn)
class LineReturnAdmin(ViewOnlyAdmin):
    list_display = ["review", "line", "reason"]
    list_select_related = ["review", "line"]
    search_fields = ["line__report__unit__search_text", "reason"]
    ordering = ["-pk"]


@admin.register(Phrases)
class PhrasesAdmin(ViewOnlyAdmin):
    list_display = ["issuer", "texts"]
    list_select_related = ["issuer"]


@admin.register(Comment)
class CommentAdmin(ViewOnlyAdmin):
    list_display = ["at", "by", "report", "assignment", "text"]
    list_filter = ["at"]
    list_select_related = ["by", "report", "assignment"]
    search_fields = ["report__unit__search_text", "assignment__unit__search_text", "text"]
    ordering = ["-at", "-pk"]


@admin.register(Urge)
class UrgeAdmin(ViewOnlyAdmin):
    list_display = ["at", "by", "plan", "unit", "message"]
    list_filter = [OF_PLAN, "at"]
    list_select_related = ["by", "plan", "unit"]
    search_fields = ["unit__search_text", "message"]


@admin.register(Direction)
class DirectionAdmin(ViewOnlyAdmin):
    list_display = ["at", "by", "plan", "task", "unit", "text"]
    list_filter = [OF_PLAN, "at"]
    list_select_related = ["by", "plan", "task", "unit"]
    search_fields = ["text", "unit__search_text"]


@admin.register(Example)
class ExampleAdmin(ViewOnlyAdmin):
    list_display = ["title", "unit", "plan", "state", "proposed_at", "proposed_by", "decided_by"]
    list_filter = ["state", OF_PLAN, "proposed_at"]
    list_select_related = ["unit", "plan", "proposed_by", "decided_by"]
    search_fields = ["search_text", "unit__search_text"]
    readonly_fields = ["key", "search_text", "version"]


@admin.register(ExampleFile)
class ExampleFileAdmin(ViewOnlyAdmin):
    """The file itself goes out through its page only, which looks at the scope."""

    list_display = ["name", "example", "content_type", "size"]
    list_filter = ["content_type"]
    list_select_related = ["example"]
    search_fields = ["name", "example__search_text", "sha256"]
    exclude = ["file"]


@admin.register(Adoption)
class AdoptionAdmin(ViewOnlyAdmin):
    list_display = ["example", "unit", "on", "by"]
    list_filter = ["on"]
    list_select_related = ["example", "unit", "by"]
    search_fields = ["example__search_text", "unit__search_text"]


@admin.register(Rollup)
class RollupAdmin(ViewOnlyAdmin):
    """An issued one is refused any change by the database itself."""

    list_display = ["__str__", "plan", "period", "state", "issued_on", "signer_name", "corrects"]
    list_filter = [OF_PLAN, "state", "issued_on"]
    list_select_related = ["plan", "period", "corrects"]
    search_fields = ["symbol", "abstract", "signer_name"]
    readonly_fields = ["version"]


@admin.register(RollupPart)
class RollupPartAdmin(ViewOnlyAdmin):
    list_display = ["rollup", "code", "position", "text"]
    list_filter = ["code"]
    list_select_related = ["rollup"]
    search_fields = ["text"]


@admin.register(RollupFile)
class RollupFileAdmin(ViewOnlyAdmin):
    """The bytes go out through their page only, which looks at rights."""

    list_display = ["name", "rollup", "kind", "sha256"]
    list_filter = ["kind"]
    list_select_related = ["rollup"]
    search_fields = ["name", "sha256"]


@admin.register(RollupBuild)
class RollupBuildAdmin(ViewOnlyAdmin):
    """Files under way and files of drafts, without their bytes."""

    list_display = ["rollup", "state", "asked_at", "attempts", "leased_until", "failure"]
    list_filter = ["state"]
    list_select_related = ["rollup"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return super().narrowed(rows, user).defer("docx", "xlsx")
