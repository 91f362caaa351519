"""Directions of the Standing Committee on the pages of the work that they are about."""

from typing import Any

from django import template
from django.utils import timezone

from reports.models import UnitReport
from reports.selectors import directions as selectors
from tasks.models import Assignment, Task
from units.models import Unit

register = template.Library()


@register.inclusion_tag("reports/_directions.html", takes_context=True)
def directions_on(context: dict[str, Any], work: Task | Assignment | UnitReport | Unit) -> dict[str, Any]:
    """What was directed about a task, an assignment, a report or lately to a unit. Queries: 1."""
    user = context["request"].user
    if isinstance(work, Task):
        return {"directions": selectors.directions_on_task(work, user), "task_id": work.pk}
    if isinstance(work, Assignment):
        return {"directions": selectors.directions_on_assignment(work, user), "task_id": work.task_id}
    if isinstance(work, UnitReport):
        return {"directions": selectors.directions_on_report(work, user), "task_id": None}
    rows = selectors.directions_to_unit(work, user, timezone.localdate())
    return {"directions": rows, "task_id": None}
