"""One person leaves and another takes over, in one act."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from kehoach.lib.days import day_of
from units.models import Membership, User
from units.services.changes import record_change
from units.services.people import disable_user, end_role, grant_role


@dataclass(frozen=True)
class Passed:
    """One role of who leaves, and what becomes of it."""

    membership: Membership
    passes_on: bool  # not what was lent to them, nor what the successor holds already


def what_passes(*, person: User, successor: User, last_on: date) -> list[Passed]:
    """The roles that end with that day, in the order of the tree. Queries: 2."""
    ending = person.memberships.filter(Q(to_on=None) | Q(to_on__gt=last_on))
    held = set(successor.memberships.current(last_on + timedelta(days=1)).values_list("unit_id", "role"))
    return [
        Passed(membership, not membership.stands_for_id and (membership.unit_id, membership.role) not in held)
        for membership in ending.select_related("unit", "stands_for__user").order_by("unit__path", "pk")
    ]


@transaction.atomic
def hand_over(*, person: User, successor: User, last_on: date, by: User, now: datetime, reason: str = "") -> int:
    """End the roles of who leaves with `last_on`, give them to the successor from the next day, lock the account.

    What the person did stays theirs; what was lent to them goes back. Gives: how many roles passed on.
    Errors: ValidationError, each at its field.
    """
    if successor.pk == person.pk or not successor.is_active:
        raise ValidationError({"successor": "Hãy chọn một người khác, có tài khoản đang mở."})
    if last_on > day_of(now):
        raise ValidationError({"last_on": "Ngày cuối là hôm nay hoặc trước hôm nay, vì tài khoản bị khóa ngay."})
    passed = what_passes(person=person, successor=successor, last_on=last_on)
    disable_user(user=person, by=by, now=now, reason=reason)
    for item in passed:
        end_role(membership=item.membership, last_on=last_on, by=by, now=now, reason=reason)
    next_day = last_on + timedelta(days=1)
    given = [
        grant_role(
            user=successor,
            unit=item.membership.unit,
            role=item.membership.role,
            from_on=max(item.membership.from_on, next_day),
            to_on=item.membership.to_on,
            by=by,
            now=now,
        )
        for item in passed
        if item.passes_on
    ]
    record_change(person, "Bàn giao", by=by, now=now, after={"successor": str(successor)}, reason=reason)
    return len(given)
