"""The board: who is late, who has not reported, and how each section and task of the plan goes."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from reports.models import Period
from reports.selectors.counts import Counts, count_assignments, counts_from, measured_by
from reports.selectors.coverage import Coverage, coverage_of
from reports.selectors.look import Look
from tasks.models import Section, Task


@dataclass(frozen=True)
class Board:
    """The figures at the head of the board; `coverage` is None when the plan has no period yet."""

    counts: Counts
    period: Period | None
    coverage: Coverage | None


@dataclass(frozen=True)
class TaskRow:
    """One task and how its units stand."""

    task: Task
    counts: Counts


@dataclass(frozen=True)
class SectionRows:
    section: Section
    rows: list[TaskRow] = field(default_factory=list)


def board_of(look: Look, period: Period | None, today: date, due_soon_days: int) -> Board:
    """Queries: 2, without a period 1."""
    coverage = coverage_of(look, period) if period else None
    return Board(count_assignments(look, today, due_soon_days), period, coverage)


def progress_by_task(look: Look, today: date, due_soon_days: int) -> list[SectionRows]:
    """Every task of the plan with its counts, under its section, in the plan's own order. Queries: 2.

    A task given to nobody is there with zeros: it needs somebody.
    """
    counted = {row["task"]: row for row in measured_by(look, "task", today, due_soon_days)}
    tasks = Task.objects.visible_to(look.user).filter(plan=look.plan, is_task=True).select_related("section", "parent")
    tasks = tasks.filter(Q(closed_on=None) | Q(pk__in=counted))  # of closed ones only what was finished
    if look.section:
        tasks = tasks.filter(section=look.section)
    sections: dict[int, SectionRows] = {}
    for task in tasks.order_by("section__position", "position"):
        rows = sections.setdefault(task.section_id, SectionRows(task.section)).rows
        rows.append(TaskRow(task, counts_from(counted.get(task.pk, {}))))
    return list(sections.values())
