"""The derived counts of assignments by task, branch and due day, kept in step by every service; one act rebuilds them.

A count of what is overdue on any day is a sum over due days, so no row changes at midnight.
Source: performance.md, "a row per plan × top branch"; by task as well, so that the board need not count rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, Sum

from tasks.models import Assignment, Tally

ROW = ("plan_id", "task_id", "branch_id", "due_on")
Row = tuple[Any, ...]  # the values of ROW
COUNTERS = (
    "not_started",
    "in_progress",
    "paused",
    "awaiting_on_time",
    "awaiting_late",
    "done_on_time",
    "done_late",
    "percent_sum",
    "percent_count",
)


@dataclass(frozen=True)
class Place:
    """Where one assignment is counted: the row of the tally, its column, and the percent it adds."""

    plan_id: int
    task_id: int
    branch_id: int
    due_on: date | None
    column: str
    percent: int | None


def place_of(assignment: Assignment) -> Place | None:
    """Where the assignment counts now; None once it is no longer in force."""
    if assignment.ended_on:
        return None
    column = assignment.state
    if column in ("awaiting", "done"):
        due_on, declared_on = assignment.due_on, assignment.declared_on
        late = due_on is not None and declared_on is not None and declared_on > due_on
        column += "_late" if late else "_on_time"
    return Place(
        plan_id=assignment.plan_id,
        task_id=assignment.task_id,
        branch_id=assignment.branch_id,
        due_on=assignment.due_on,
        column=column,
        percent=assignment.percent,
    )


def move_tally(before: Place | None, after: Place | None) -> None:
    """Take one assignment from where it counted to where it counts; the last statement of a service's transaction.

    Queries: 0 when nothing moved, 1 within a row, 2 between rows.
    """
    if before == after:
        return
    if before and after and _row(before) == _row(after):
        _add(_row(before), _merged(_steps(before, -1), _steps(after, 1)))
        return
    if before:
        _add(_row(before), _steps(before, -1))
    if after:
        _add(_row(after), _steps(after, 1))


@transaction.atomic
def rebuild_tallies(plan_ids: Iterable[int]) -> None:
    """Count these plans afresh. For bulk acts and for repair. Repeat: same result."""
    plan_ids = list(plan_ids)
    Tally.objects.filter(plan__in=plan_ids).delete()
    Tally.objects.bulk_create((Tally(**row) for row in _recount(plan_ids)), batch_size=500)


def wrong_tallies(plan_ids: Iterable[int]) -> set[Row]:
    """Rows where the tally differs from a recount; empty when all is well."""
    plan_ids = list(plan_ids)
    kept = {
        (*_row_of(row), *(row[name] for name in COUNTERS))
        for row in Tally.objects.filter(plan__in=plan_ids).values(*ROW, *COUNTERS)
        if any(row[name] for name in COUNTERS)
    }
    counted = {(*_row_of(row), *(row[name] for name in COUNTERS)) for row in _recount(plan_ids)}
    return {difference[: len(ROW)] for difference in kept ^ counted}


def _row_of(values: Mapping[str, Any]) -> Row:
    return tuple(values[name] for name in ROW)


def _recount(plan_ids: list[int]) -> Iterable[dict[str, Any]]:
    late = Q(due_on__isnull=False, declared_on__gt=F("due_on"))
    counts = {state: Count("pk", filter=Q(state=state)) for state in ("not_started", "in_progress", "paused")}
    for state in ("awaiting", "done"):
        counts[f"{state}_on_time"] = Count("pk", filter=Q(state=state) & ~late)
        counts[f"{state}_late"] = Count("pk", filter=Q(state=state) & late)
    return (
        Assignment.objects.in_force()
        .filter(plan__in=plan_ids)
        .order_by()
        .values(*ROW)
        .annotate(**counts, percent_sum=Sum("percent", default=0), percent_count=Count("percent"))
    )


def _row(place: Place) -> Row:
    return place.plan_id, place.task_id, place.branch_id, place.due_on


def _steps(place: Place, sign: int) -> dict[str, int]:
    steps = {place.column: sign}
    if place.percent is not None:
        steps |= {"percent_sum": sign * place.percent, "percent_count": sign}
    return steps


def _merged(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in one.keys() | other.keys()}


def _add(row: Row, steps: dict[str, int]) -> None:
    key = dict(zip(ROW, row, strict=True))
    rows = Tally.objects.filter(**key)
    change = {name: F(name) + step for name, step in steps.items() if step}
    if not change or rows.update(**change):
        return
    try:
        with transaction.atomic():
            Tally.objects.create(**key, **steps)
    except IntegrityError:  # another writer made the row first
        rows.update(**change)
