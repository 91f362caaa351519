"""What a person may do, by the roles they hold today. Sight is the querysets' business (`visible_to`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from units.models import Membership, Unit, User
from units.querysets import PATH_STEP, scope_of

Role = Membership.Role
View = Callable[..., HttpResponse]


def has_role(user: User, *roles: str) -> bool:
    return scope_of(user).is_any(*roles)


def can_administer(user: User) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def can_set_office(user: User) -> bool:
    """The settings hold for every unit, so they are for who administers from the top."""
    return scope_of(user).administers_top


def can_edit_unit(user: User, unit: Unit) -> bool:
    return scope_of(user).administers(unit.path)


def can_place_unit(user: User, unit: Unit) -> bool:
    """Whether the person may move or close the unit or change its kind: who administers the unit above it.

    The top of one's own subtree is not one's own to place: as a serving body it would show the whole committee above.
    """
    return scope_of(user).administers(unit.path[:-PATH_STEP] or unit.path)


def can_edit_user(user: User, person: User) -> bool:
    """Whether the person acts only where `user` administers; whoever acts elsewhere too is for one above."""
    return User.objects.administered_by(user, timezone.localdate()).filter(pk=person.pk).exists()


def can_track(user: User) -> bool:
    return has_role(user, Role.TRACKER)


def reports_for(user: User, unit: Unit | int) -> bool:
    """Whether the person logs progress and sends reports for this unit."""
    return (unit if isinstance(unit, int) else unit.pk) in scope_of(user).own_unit_ids


def role_required(*roles: str, message: str = "Trang này dành cho vai trò khác.") -> Callable[[View], View]:
    """A view for people who hold one of these roles today; others get 403 with the sentence."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(request.user, *roles):
                raise PermissionDenied(message)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
