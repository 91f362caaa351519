"""A role lent to somebody for some days: người được ủy quyền.

A substitution is a membership that stands for another one. So all that reads memberships - sight, rights, reminders,
lists of who acts for a unit - knows it without a word, and it ends by itself with its last day (decision 18).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from kehoach.lib.days import day_of, vn_date
from units.models import Membership, User
from units.policy import POLICY, Role
from units.services.changes import facts_of
from units.services.people import end_sessions, record_role


@transaction.atomic
def lend_role(*, membership: Membership, user: User, from_on: date, to_on: date, by: User, now: datetime) -> Membership:
    """Let `user` act in the place of who holds the membership, from a day to the end of another.

    Errors: ValidationError, each at its field.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=membership.pk)
    refusals = dict(_refusals(membership, user, from_on, to_on, day_of(now)))
    if refusals:
        raise ValidationError(refusals)
    stand_in = Membership(
        user=user, unit=membership.unit, role=membership.role, from_on=from_on, to_on=to_on, stands_for=membership
    )
    stand_in.full_clean()
    stand_in.save(force_insert=True)
    end_sessions(user)
    record_role(stand_in, "Ủy quyền", by=by, now=now, after=facts_of(stand_in, ["role", "from_on", "to_on"]))
    return stand_in


def _refusals(membership: Membership, user: User, from_on: date, to_on: date, today: date) -> Iterator[tuple[str, str]]:
    """What forbids it, by field."""
    if membership.stands_for_id:
        yield "user", "Người đang thay người khác không ủy quyền tiếp được."
    elif user.pk == membership.user_id:
        yield "user", "Hãy chọn một người khác."
    elif not user.is_active:
        yield "user", f"Tài khoản của {user} đang khóa."
    elif _may_already(membership, user, from_on, to_on):
        yield "user", f"{user} đã có đủ quyền của vai trò này tại {membership.unit.label} nên không cần ủy quyền."
    if from_on < today:
        yield "from_on", "Ủy quyền bắt đầu từ hôm nay hoặc sau hôm nay."
    elif from_on < membership.from_on:
        yield "from_on", f"{membership.user} giữ vai trò này từ ngày {vn_date(membership.from_on)}."
    if to_on < from_on:
        yield "to_on", "Ngày cuối không được trước ngày đầu."
    elif membership.to_on and to_on > membership.to_on:
        yield "to_on", f"{membership.user} chỉ giữ vai trò này đến hết ngày {vn_date(membership.to_on)}."
    elif other := membership.stand_ins.filter(from_on__lte=to_on, to_on__gte=from_on).select_related("user").first():
        days = f"từ {vn_date(other.from_on)} đến hết {vn_date(other.to_on)}"
        yield "to_on", f"Vai trò này đã ủy quyền cho {other.user} {days}; hãy chọn những ngày khác."


def _may_already(membership: Membership, user: User, from_on: date, to_on: date) -> bool:
    """Whether a role of the person's own at that unit allows all of it on all these days."""
    own = user.memberships.filter(Q(to_on=None) | Q(to_on__gte=to_on), unit=membership.unit, from_on__lte=from_on)
    lent = POLICY[Role(membership.role)].items()
    return any(lent <= POLICY[Role(role)].items() for role in own.values_list("role", flat=True))
