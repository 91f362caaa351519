"""Requests to move a deadline: all of one assignment, and those that wait for a tracker's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tasks.models import Assignment, Extension, Plan
from tasks.querysets import OPEN_STATES, ExtensionQuerySet
from units.models import User

MANY = 3  # from here on the page says "gia hạn nhiều lần" (rule 7)


@dataclass(frozen=True)
class Extensions:
    """What was asked about one assignment, newest first, and how late the work is by either day.

    Measured in: late_by_first and late_by_current in days, 0 when not late.
    """

    rows: Sequence[Extension]
    late_by_first: int
    late_by_current: int

    @property
    def open(self) -> Extension | None:
        return next((row for row in self.rows if row.state == Extension.State.OPEN), None)

    @property
    def answered(self) -> list[Extension]:
        return [row for row in self.rows if row.state != Extension.State.OPEN]

    @property
    def accepted(self) -> int:
        return sum(row.state == Extension.State.ACCEPTED for row in self.rows)

    @property
    def are_many(self) -> bool:
        return self.accepted >= MANY


def why_not_extended(assignment: Assignment) -> str:
    """Why this work cannot have another day now; empty when it can. Queries: none beyond the plan."""
    if assignment.ended_on:
        return "Nhiệm vụ này đã thôi giao cho đơn vị nên không gia hạn được."
    if assignment.plan.state != Plan.State.ACTIVE:
        return "Kế hoạch không còn trong thời gian thực hiện nên không gia hạn được."
    if assignment.due_on is None:
        return "Nhiệm vụ thường xuyên không có hạn để gia hạn."
    if assignment.state not in OPEN_STATES:
        return "Đơn vị đã báo hoàn thành nhiệm vụ này nên không gia hạn được."
    return ""


def extensions_of(assignment: Assignment, *, user: User, today: date) -> Extensions:
    """Queries: 1."""
    visible = Extension.objects.visible_to(user).filter(assignment=assignment)
    rows = list(visible.select_related("asked_by", "decided_by"))
    for row in rows:
        row.assignment = assignment
    until = assignment.declared_on or today
    late = [max(0, (until - day).days) if day else 0 for day in (assignment.first_due_on, assignment.due_on)]
    return Extensions(rows, *late)


def waiting_extensions(user: User) -> ExtensionQuerySet:
    """What the person is to answer as a tracker, the longest wait first."""
    rows = Extension.objects.for_tracker(user).waiting()
    return rows.select_related(
        "asked_by", "assignment__unit", "assignment__plan", "assignment__task__section", "assignment__task__parent"
    ).order_by("asked_at", "pk")
