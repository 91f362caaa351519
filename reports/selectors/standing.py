"""One unit's standing in one plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from reports.models import Direction, UnitReport, Urge
from reports.selectors.counts import Counts, bucket_filters, count_rows
from reports.selectors.look import Look
from tasks.models import Assignment
from units.models import Unit

# The parts in the order of the list: what is wrong, then what runs, then what is done.
LABELS = {
    "overdue": "Quá hạn",
    "due_soon": "Sắp đến hạn",
    "in_term": "Trong hạn",
    "routine": "Thường xuyên",
    "awaiting": "Chờ xác nhận",
    "done_late": "Hoàn thành quá hạn",
    "done_on_time": "Hoàn thành",
}
REPORTS = 12
LATEST = 5


@dataclass(frozen=True)
class Group:
    """Assignments in one part, for a list with headings."""

    code: str
    label: str
    assignments: list[tuple[Assignment, int]]


@dataclass(frozen=True)
class Standing:
    """The unit's counts, and what was reported, urged and directed; `urges` is how many urges there were in all."""

    counts: Counts
    reports: list[UnitReport]
    urges: int
    latest_urges: list[Urge]
    directions: list[Direction]

    def owes(self, today: date) -> bool:
        """Whether there is anything to urge: late work, or a due report that is not with the tracker."""
        unsent = (row for row in self.reports if row.expected and row.state in UnitReport.EDITABLE)
        return self.counts.overdue > 0 or any(row.period.is_due(today) for row in unsent)


def standing_of(look: Look, unit: Unit, today: date, due_soon_days: int) -> Standing:
    """Queries: 5."""
    reports = look.reports().filter(unit=unit).select_related("period").order_by("-period__ends_on", "-pk")
    urges = Urge.objects.visible_to(look.user).filter(plan=look.plan, unit=unit).select_related("by")
    directions = Direction.objects.visible_to(look.user).filter(plan=look.plan, unit=unit).select_related("by", "task")
    return Standing(
        counts=count_rows(look.assignments().filter(unit=unit), today, due_soon_days),
        reports=list(reports[:REPORTS]),
        urges=urges.count(),
        latest_urges=list(urges[:LATEST]),
        directions=list(directions[:LATEST]),
    )


def unit_assignments(look: Look, unit: Unit, today: date, due_soon_days: int) -> QuerySet[Assignment]:
    """The unit's assignments in force, each with `part`, the bucket it stands in; what is wrong first."""
    filters = bucket_filters(today, due_soon_days)
    filters["routine"] &= ~Q(state="done")
    filters["done_on_time"] |= filters["routine_done"]
    part = Case(*(When(filters[name], then=Value(name)) for name in LABELS), output_field=CharField())
    rank = Case(*(When(filters[name], then=Value(place)) for place, name in enumerate(LABELS)))
    rows = look.assignments().filter(unit=unit).annotate(part=part, rank=rank)
    return rows.select_related("task__section", "task__parent").order_by("rank", "due_on", "task__position")


def grouped(assignments: Iterable[Any], today: date) -> list[Group]:
    """Assignments of unit_assignments under the label of their part, each with its lateness in days."""
    parts = groupby(assignments, key=lambda row: row.part)
    return [Group(part, LABELS[part], [(row, row.days_late(today)) for row in rows]) for part, rows in parts]
