"""Ý kiến chỉ đạo: the Standing Committee directs; what it says stays a note or becomes a task of the plan."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import normalize
from reports.models import Direction
from reports.permissions import require_directing
from tasks.models import Assignment, Notice, Plan, Section, Task
from tasks.selectors.people import trackers_of
from tasks.services.notices import owe_notices
from tasks.services.plans import add_directed_task
from units.models import Unit, User
from units.policy import Act
from units.selectors import people_for
from units.services.changes import record_change


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


@transaction.atomic
def make_directed_task(
    *,
    direction: Direction,
    section: Section,
    text: str,
    unit: Unit,
    due_on: date | None,
    by: User,
    now: datetime,
) -> Assignment:
    """Make a direction a task of its plan, for one unit to lead; the task keeps its source, and the unit is told.

    Takes: section: where it stands; a direction about a task stands below that task. Repeat: refused.
    """
    parent = direction.task
    assignment = add_directed_task(
        plan=direction.plan,
        section=parent.section if parent else section,
        parent=parent,
        text=normalize(text).strip(),
        unit=unit,
        due_on=due_on,
        by=by,
        now=now,
    )
    if not Direction.objects.filter(pk=direction.pk, became=None).update(became=assignment.task):
        raise ValidationError("Ý kiến chỉ đạo này vừa được giao thành nhiệm vụ.")
    record_change(direction, "Giao thành nhiệm vụ", by=by, now=now, after={"became": str(assignment.task)})
    owe_notices(
        people=people_for([unit.pk], Act.REPORT, day_of(now)).get(unit.pk, []),
        kind=Notice.Kind.DIRECTION,
        key=f"direction:{direction.pk}:task",
        subject=f"direction:{direction.pk}",
        title=f"Nhiệm vụ mới theo ý kiến chỉ đạo: {assignment.task.text}",
        detail=direction.text,
        link=f"/phan-cong/{assignment.pk}/",
        unit=unit,
        plan=direction.plan,
        assignment=assignment,
        now=now,
    )
    return assignment


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
