"""Đôn đốc: the tracker reminds units by hand. Counted apart from automatic reminders, told to the unit's people.

What each unit owes is counted when the urge is sent and joins its text, so the record says what was late then.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.vietnamese import normalize
from reports.models import Period, Urge
from reports.permissions import require_tracking
from reports.selectors.units import Owed, owed_by
from reports.services.reminders import report_subject
from tasks.models import Assignment, Notice, Plan
from tasks.services.notices import assignment_subject, owe_notices
from units.models import Unit, User
from units.policy import Act
from units.selectors import people_for

OPENING = "Đề nghị đồng chí chỉ đạo thực hiện và cập nhật lên hệ thống các nội dung sau:"
AT_ONCE = 500
OWED = "owed:"  # begins the subject of an urge about several things


def urge_text(message: str, owed: Owed, today: date) -> str:
    """The whole text one unit gets: the tracker's words, then what this unit owes."""
    return "\n".join([normalize(message).strip(), *(f"- {line}" for line in owed.lines(today))])


@transaction.atomic
def urge_units(
    *,
    plan: Plan,
    units: Sequence[Unit],
    message: str,
    key: UUID,
    period: Period | None = None,
    assignment: Assignment | None = None,
    by: User,
    today: date,
    now: datetime,
) -> int:
    """Urge these units about a plan, one period of it or one assignment.

    Takes: key: made with the form, so that a second press sends nothing. Gives: how many units were urged now.
    """
    require_tracking(by, plan)
    _check(units, message)
    urged = set(Urge.objects.filter(key=key, unit__in=units).values_list("unit_id", flat=True))
    units = [unit for unit in units if unit.pk not in urged]
    ids = [unit.pk for unit in units]
    owed = owed_by(plan, ids, today, period=period, assignment=assignment.pk if assignment else None)
    people = people_for(ids, Act.REPORT, today)
    rows = [
        Urge(
            plan=plan,
            unit=unit,
            period=period,
            assignment=assignment,
            message=urge_text(message, owed[unit.pk], today),
            key=key,
            at=now,
            by=by,
        )
        for unit in units
    ]
    Urge.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        _tell(row, people.get(row.unit_id, []), owed[row.unit_id], now)
    return len(rows)


def settle_urges(*, today: date, now: datetime) -> int:
    """End the urges about several things of units that owe nothing more in the plan.

    Gives: how many notices ended. Repeat: 0. Queries: 2, and at most 3 a plan with such urges.
    """
    urges = Notice.objects.standing().filter(kind=Notice.Kind.URGED, subject__startswith=OWED)
    units: dict[int, list[int]] = {}
    for plan_id, unit_id in urges.order_by().values_list("plan", "unit").distinct():
        units.setdefault(plan_id, []).append(unit_id)
    settled = 0
    for plan in Plan.objects.filter(pk__in=units):
        done = [pk for pk, rest in owed_by(plan, units[plan.pk], today).items() if not rest]
        settled += urges.filter(plan=plan, unit__in=done).update(settled_at=now) if done else 0
    return settled


def _check(units: Sequence[Unit], message: str) -> None:
    problems: Mapping[str, str] = {
        "message": "" if message.strip() else "Hãy viết nội dung đôn đốc.",
        "units": "" if units else "Hãy chọn ít nhất một đơn vị.",
    }
    if len(units) > AT_ONCE:
        problems = {"units": f"Mỗi lần đôn đốc tối đa {AT_ONCE} đơn vị; hãy chia theo nhánh."}
    found = {name: text for name, text in problems.items() if text}
    if found:
        raise ValidationError(found)


def _tell(urge: Urge, people: list[User], owed: Owed, now: datetime) -> None:
    first, *rest = urge.message.split("\n", 1)
    owe_notices(
        people=people,
        kind=Notice.Kind.URGED,
        key=f"urge:{urge.key}:{urge.unit_id}",
        subject=_subject(urge, owed),
        title=f"Đôn đốc: {first}",
        detail=urge.message if rest else "",
        link=f"/phan-cong/{urge.assignment_id}/" if urge.assignment_id else "/viec-cua-don-vi/",
        unit=urge.unit,
        plan=urge.plan,
        assignment=urge.assignment,
        now=now,
    )


def _subject(urge: Urge, owed: Owed) -> str:
    """What ends the notice: the one thing it is about, or all that the unit owed; words alone stand until read."""
    if urge.assignment_id:
        return assignment_subject(urge.assignment_id)
    if len(owed.reports) == 1 and not owed.assignments:
        return report_subject(owed.reports[0].pk)
    if owed:
        return f"{OWED}{urge.plan_id}:{urge.unit_id}"
    return f"urge:{urge.key}:{urge.unit_id}"
