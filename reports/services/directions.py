"""Ý kiến chỉ đạo: the Standing Committee directs, about a plan, one task or one unit."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.vietnamese import normalize
from reports.models import Direction
from reports.permissions import require_directing
from tasks.models import Notice, Plan, Task
from tasks.selectors.people import trackers_of
from tasks.services.notices import owe_notices
from units.models import Unit, User
from units.policy import Act
from units.selectors import people_for


@transaction.atomic
def give_direction(
    *,
    plan: Plan,
    text: str,
    key: UUID,
    task: Task | None = None,
    unit: Unit | None = None,
    by: User,
    today: date,
    now: datetime,
) -> Direction:
    """Write one direction and tell the plan's trackers, and the unit's people when one is named.

    Takes: key: made with the form. Repeat: the same row for the same key.
    """
    require_directing(by, plan)
    if given := Direction.objects.filter(key=key, by=by).first():
        return given
    if task and task.plan_id != plan.pk:
        raise ValidationError({"task": "Nhiệm vụ này thuộc kế hoạch khác."})
    direction = Direction(plan=plan, task=task, unit=unit, text=normalize(text).strip(), key=key, at=now, by=by)
    direction.full_clean()
    direction.save(force_insert=True)
    _tell(direction, trackers_of(plan, today), None, now)
    if unit:
        _tell(direction, people_for([unit.pk], Act.REPORT, today).get(unit.pk, []), unit, now)
    return direction


def _tell(direction: Direction, people: list[User], unit: Unit | None, now: datetime) -> None:
    owe_notices(
        people=people,
        kind=Notice.Kind.DIRECTION,
        key=f"direction:{direction.pk}",
        subject=f"direction:{direction.pk}",
        title=f"Ý kiến chỉ đạo: {direction.text}",
        detail=direction.text,
        link="/chi-dao/",
        unit=unit,
        plan=direction.plan,
        now=now,
    )
