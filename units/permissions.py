"""What a person may do with units and people, by the table of units.policy.

Sight is the querysets' business (`visible_to`).
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from units.models import Membership, Office, Unit, User
from units.policy import Act
from units.querysets import PATH_STEP, Scope, scope_of
from units.selectors import get_office

View = Callable[..., HttpResponse]


def require_act(user: User, act: Act, unit: Unit, message: str) -> None:
    """Refuse who may not do this for the unit, with the sentence; and note who lent the right (see `_require`)."""
    _require(user, lambda scope: scope.may(act, unit.path), message)


def require_somewhere(user: User, act: Act, message: str) -> None:
    """Refuse who may do this nowhere today, as `require_act`."""
    _require(user, lambda scope: scope.may_somewhere(act), message)


def require_administers(user: User, unit: Unit) -> None:
    require_act(user, Act.ADMINISTER, unit, "Đơn vị này do người quản trị cấp trên quản lý.")


def require_reports_for(user: User, unit_id: int, message: str) -> None:
    """Refuse who does not report for the unit, as `require_act`."""
    _require(user, lambda scope: unit_id in scope.own_unit_ids, message)


def require_lends(user: User, membership: Membership) -> None:
    """Who has somebody stand in for the holder of a role: the holder, or an administrator of the unit."""
    if membership.user_id != user.pk:
        require_act(user, Act.ADMINISTER, membership.unit, "Chỉ người giữ vai trò và người quản trị được ủy quyền.")


def require_ends(user: User, membership: Membership) -> None:
    """Who ends a role: an administrator of the unit; one that was lent also the lender."""
    if membership.lender_id != user.pk:
        require_act(user, Act.ADMINISTER, membership.unit, "Chỉ người quản trị của đơn vị cho thôi vai trò này.")


def _require(user: User, allows: Callable[[Scope], bool], message: str) -> None:
    """Whoever uses a right that somebody lent does in their place what is written into the ledger next."""
    scope = scope_of(user)
    if not allows(scope):
        raise PermissionDenied(message)
    user.on_behalf_of_id = scope.lender_id(allows)


def may_somewhere(user: User, act: Act) -> bool:
    return scope_of(user).may_somewhere(act)


def can_administer(user: User) -> bool:
    return may_somewhere(user, Act.ADMINISTER)


def require_sets_office(user: User) -> None:
    """The settings hold for every unit, so they are for who administers from the top."""
    message = "Chỉ người quản trị của cấp ủy cao nhất được xem và sửa thiết lập."
    _require(user, lambda scope: scope.may_at_top(Act.ADMINISTER), message)


def can_audit(user: User) -> bool:
    """The ledger names rows of every unit, so it is for who watches over every tree. Queries: 1."""
    return not Unit.objects.filter(parent=None).exclude(scope_of(user).q(act=Act.AUDIT)).exists()


def can_edit_unit(user: User, unit: Unit) -> bool:
    return scope_of(user).may(Act.ADMINISTER, unit.path)


def can_place_unit(user: User, unit: Unit) -> bool:
    """Whether the person may move or close the unit or change its kind: who administers the unit above it.

    The top of one's own subtree is not one's own to place: as a serving body it would show the whole committee above.
    """
    return _places(scope_of(user), unit)


def _places(scope: Scope, unit: Unit) -> bool:
    return scope.may(Act.ADMINISTER, unit.path[:-PATH_STEP] or unit.path)


def can_reorganise(user: User, units: Iterable[Unit], places: Iterable[Unit] = ()) -> bool:
    """Whether the person may act on all these units at once, and put units under these places."""
    return _reorganises(scope_of(user), units, places)


def require_reorganises(user: User, units: Iterable[Unit], places: Iterable[Unit] = ()) -> None:
    units, places = list(units), list(places)
    message = "Việc sắp xếp này có đơn vị do người quản trị cấp trên quản lý."
    _require(user, lambda scope: _reorganises(scope, units, places), message)


def _reorganises(scope: Scope, units: Iterable[Unit], places: Iterable[Unit]) -> bool:
    return all(_places(scope, unit) for unit in units) and all(
        scope.may(Act.ADMINISTER, place.path) for place in places
    )


def can_edit_user(user: User, person: User) -> bool:
    """Whether the person acts only where `user` administers; whoever acts elsewhere too is for one above."""
    return _edits(scope_of(user), person)


def require_edits_user(user: User, person: User) -> None:
    message = "Người này còn giữ vai trò ở nơi đồng chí không quản trị; xin nhờ người quản trị cấp trên."
    _require(user, lambda scope: _edits(scope, person), message)


def _edits(scope: Scope, person: User) -> bool:
    return User.objects.administered_in(scope, timezone.localdate()).filter(pk=person.pk).exists()


def must_have_second_factor(user: User) -> bool:
    """Whether the office demands one of this person today."""
    if get_office().second_factor_for != Office.SecondFactor.TRUSTED:
        return False
    return may_somewhere(user, Act.ADMINISTER) or may_somewhere(user, Act.TRACK)


def can_track(user: User) -> bool:
    return may_somewhere(user, Act.TRACK)


def reports_for(user: User, unit: Unit | int) -> bool:
    """Whether the person logs progress and sends reports for this unit."""
    return (unit if isinstance(unit, int) else unit.pk) in scope_of(user).own_unit_ids


def act_required(act: Act, message: str = "Trang này dành cho vai trò khác.") -> Callable[[View], View]:
    """A view for people who may do this somewhere today; others get 403 with the sentence.

    The view tells which act it asks for as its attribute `act`, so that the access matrix can be held against it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require_somewhere(request.user, act, message)
            return view(request, *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded

    return decorate
