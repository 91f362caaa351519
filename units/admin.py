"""Django's admin of units and people; and how every app shows its tables there.

Services are the only writers: they keep the rules, the history and the derived rows. So every table is there to be
looked at and searched, by administrators, within the part of the tree they see; nothing is added, changed or deleted.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from units.models import (
    Change,
    Identity,
    LedgerEntry,
    ListUpload,
    Membership,
    Office,
    Reorganisation,
    ReorganisedUnit,
    Unit,
    User,
)
from units.permissions import can_administer, can_audit


class ViewOnlyAdmin(admin.ModelAdmin):
    """A table to look at. A subclass says what it shows, and `narrowed` where `visible_to` is not the answer."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.narrowed(super().get_queryset(request), request.user)

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows.visible_to(user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Without regard to accents, where the table has a folded text."""
        if hasattr(queryset, "search"):
            return queryset.search(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can_administer(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(ViewOnlyAdmin):
    list_display = ["name", "code", "kind", "parent", "opened_on", "closed_on"]
    list_filter = ["kind", ("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["search_text"]
    readonly_fields = ["path", "depth", "branch"]


@admin.register(User)
class UserAdmin(ViewOnlyAdmin):
    list_display = ["full_name", "username", "post", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["search_text"]
    fields = ["username", "full_name", "post", "phone", "email", "is_active", "last_login", "date_joined"]


@admin.register(Membership)
class MembershipAdmin(ViewOnlyAdmin):
    list_display = ["user", "role", "unit", "from_on", "to_on", "stands_for"]
    list_filter = ["role", ("to_on", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "unit", "stands_for__user", "stands_for__unit"]
    search_fields = ["user__search_text", "unit__search_text"]


@admin.register(Reorganisation)
class ReorganisationAdmin(ViewOnlyAdmin):
    list_display = ["kind", "number", "decided_on", "effective_on", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["number", "reason"]


@admin.register(ReorganisedUnit)
class ReorganisedUnitAdmin(ViewOnlyAdmin):
    list_display = ["name", "side", "act", "code", "kind", "parent"]
    list_filter = ["side", "act__kind"]
    list_select_related = ["act", "parent"]
    search_fields = ["name", "code"]


@admin.register(Identity)
class IdentityAdmin(ViewOnlyAdmin):
    list_display = ["user", "issuer", "subject", "linked_at"]
    list_select_related = ["user"]
    search_fields = ["user__search_text", "subject"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows.filter(user__in=User.objects.visible_to(user))


@admin.register(ListUpload)
class ListUploadAdmin(ViewOnlyAdmin):
    list_display = ["name", "kind", "state", "uploaded_by", "uploaded_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["name"]
    exclude = ["file", "result"]


@admin.register(Office)
class OfficeAdmin(ViewOnlyAdmin):
    """One row, set on its own page (units:office)."""

    list_display = ["name", "superior_name", "symbol", "term", "version"]
    readonly_fields = ["is_demo", "version"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows


@admin.register(Change)
class ChangeAdmin(ViewOnlyAdmin):
    list_display = ["at", "by", "on_behalf_of", "origin", "verb", "subject", "name", "reason"]
    list_filter = ["at", "subject", "verb"]
    list_select_related = ["by", "on_behalf_of"]
    search_fields = ["name", "reason", "by__search_text"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows if can_audit(user) else rows.none()


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ViewOnlyAdmin):
    list_display = ["number", "change", "hash", "sealed_at"]
    list_select_related = ["change"]

    def narrowed(self, rows: QuerySet[Any], user: User) -> QuerySet[Any]:
        return rows if can_audit(user) else rows.none()
