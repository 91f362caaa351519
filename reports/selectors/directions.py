"""What the Standing Committee directed, as the page of a piece of work shows it."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from reports.models import Direction, UnitReport
from tasks.models import Assignment, Plan, Task
from units.models import Unit, User

RECENT_DAYS = 31


def _shown(user: User) -> QuerySet[Direction]:
    return Direction.objects.visible_to(user).select_related("plan", "task", "unit", "by")


def directions_on_task(task: Task, user: User) -> QuerySet[Direction]:
    """About this task, and the one that it comes from."""
    return _shown(user).filter(Q(task=task) | Q(became=task))


def directions_on_assignment(assignment: Assignment, user: User) -> QuerySet[Direction]:
    """About this unit's work on the task: said of the task to all or to this unit, and the one that it comes from."""
    of_task = Q(task=assignment.task_id) & (Q(unit=None) | Q(unit=assignment.unit_id))
    return _shown(user).filter(of_task | Q(became=assignment.task_id))


def directions_on_report(report: UnitReport, user: User) -> QuerySet[Direction]:
    """Said to the unit about the plan since the period began."""
    rows = _shown(user).filter(unit=report.unit_id, plan=report.period.plan_id)
    return rows.filter(at__date__gte=report.period.starts_on)


def directions_to_unit(unit: Unit, user: User, today: date) -> QuerySet[Direction]:
    """Said to the unit lately, about plans under way."""
    recent = {"at__date__gte": today - timedelta(days=RECENT_DAYS), "plan__state": Plan.State.ACTIVE}
    return _shown(user).filter(unit=unit, **recent)
