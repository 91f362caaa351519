"""What a unit has to do: its list in groups, one row of it, and how a task stands over all its units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from tasks.models import Assignment, Plan, Task, Update
from tasks.querysets import OPEN_STATES, AssignmentQuerySet
from units.models import Change, Unit, User
from units.permissions import reports_for
from units.querysets import scope_of

# In the order of AssignmentQuerySet.grouped.
GROUPS = (
    ("overdue", "Quá hạn"),
    ("due_soon", "Sắp đến hạn"),
    ("in_term", "Đang thực hiện"),
    ("routine", "Thường xuyên"),
    ("awaiting", "Chờ xác nhận"),
    ("done", "Hoàn thành"),
)
SENT_BACK = "Yêu cầu làm lại"
NEW = "new"
NEW_DAYS = 7
WORDS = 40


@dataclass(frozen=True)
class Group:
    """One group of a unit's list and how many assignments are in it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class WorkRow:
    """One assignment as the list shows it.

    Measured in: late_days and days_left in days; late_days is 0 when it is not late, days_left None without a deadline.
    Takes: draft_at: when the person last typed progress on it that is not sent.
    """

    assignment: Assignment
    number: str
    group: Group
    late_days: int
    days_left: int | None
    sent_back: str
    can_log: bool
    is_new: bool
    draft_at: datetime | None = None


@dataclass(frozen=True)
class Look:
    """What a unit must know before it reads its list: how much is new, and how much it was asked to do again."""

    new: int
    sent_back: int


def task_number(task: Task) -> str:
    """The number people find the task by in the plan: II.2, and "II.2 –" for a dash item under it; may be empty.

    Queries: none when the task comes with its section and parent.
    """
    numbered = task if task.label[:1].isalnum() else task.parent
    label = numbered.label if numbered and numbered.label[:1].isalnum() else ""
    number = ".".join(part for part in (task.section.numeral, label) if part)
    return number if numbered is task or not number else f"{number} –"


def task_name(task: Task) -> str:
    """What a sentence calls a task: its number in the plan, and for a dash item its first words."""
    number = task_number(task)
    if number and not number.endswith("–"):
        return f"Nhiệm vụ {number}"
    words = shorten(task.text, WORDS, placeholder="…")
    return f"Nhiệm vụ {number} “{words}”" if number else f"Nhiệm vụ “{words}”"


def task_title(task: Task) -> str:
    """The task's number in the plan and its words, as a list of tasks shows them: II.2. Bồi dưỡng cán bộ"""
    words, number = str(task).removeprefix(f"{task.label}. "), task_number(task)
    if not number:
        return words
    return f"{number} {words}" if number.endswith("–") else f"{number}. {words}"


def own_units(user: User) -> list[Unit]:
    """The units the person reports for, in the order of the tree. Queries: 1."""
    return list(Unit.objects.filter(pk__in=scope_of(user).own_unit_ids).order_by("path"))


def work_of(unit: Unit, *, user: User, below: bool) -> AssignmentQuerySet:
    """The unit's assignments in force in plans under way; or with `below` those of the units under it."""
    visible = Assignment.objects.visible_to(user).in_force().filter(plan__state=Plan.State.ACTIVE)
    if not below:
        return visible.filter(unit=unit)
    return visible.filter(unit__in=Unit.objects.below(unit.path).exclude(pk=unit.pk))


def has_units_below(unit: Unit) -> bool:
    return Unit.objects.filter(parent=unit, closed_on=None).exists()


def plans_in(work: AssignmentQuerySet) -> QuerySet[Plan]:
    """The plans that give this work, for the filter."""
    return Plan.objects.filter(pk__in=work.order_by().values("plan"))


def count_groups(work: AssignmentQuerySet, *, today: date, due_soon_days: int) -> list[Group]:
    """Every group with its count, empty ones too. Queries: 1."""
    rows = work.grouped(today, due_soon_days).order_by().values_list("group").annotate(count=Count("pk"))
    counts = dict(rows)
    return [Group(code, label, counts.get(index, 0)) for index, (code, label) in enumerate(GROUPS)]


def look_at(work: AssignmentQuerySet, *, today: date) -> Look:
    """Queries: 2."""
    rows = list(work.open().only("pk", "state", "last_update_at", "starts_on"))
    return Look(new=sum(_is_new(row, today) for row in rows), sent_back=len(sent_back_reasons(rows)))


def listed(work: AssignmentQuerySet, *, today: date, due_soon_days: int, group: str = "") -> AssignmentQuerySet:
    """The work in the order a person takes it up: the latest first, then by the plan's own order.

    Takes: group: a code of GROUPS, or NEW for what was given lately.
    """
    rows = work.grouped(today, due_soon_days).select_related("task__section", "task__parent", "plan", "unit")
    codes = [code for code, _ in GROUPS]
    if group in codes:
        rows = rows.filter(group=codes.index(group))
    elif group == NEW:
        rows = rows.open().filter(starts_on__gt=today - timedelta(days=NEW_DAYS))
    return rows.order_by("group", "due_on", "plan_id", "task__position", "unit__path")


def work_rows(assignments: Iterable[Any], groups: list[Group], *, user: User, today: date) -> list[WorkRow]:
    """One page of `listed` with what each row says. Queries: 1."""
    assignments = list(assignments)
    reasons = sent_back_reasons(assignments)
    return [
        WorkRow(
            assignment=item,
            number=task_number(item.task),
            group=groups[item.group],
            late_days=item.days_late(today) if item.is_overdue(today) else 0,
            days_left=(item.due_on - today).days if item.due_on else None,
            sent_back=reasons.get(item.pk, ""),
            can_log=reports_for(user, item.unit_id) and item.state != Assignment.State.DONE,
            is_new=item.state in OPEN_STATES and _is_new(item, today),
        )
        for item in assignments
    ]


def _is_new(assignment: Assignment, today: date) -> bool:
    """Given to the unit within the last days."""
    return assignment.starts_on > today - timedelta(days=NEW_DAYS)


def sent_back_reasons(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Why work was sent back, for what has not been written about since. Queries: 1."""
    still_open = {item.pk: item for item in assignments if item.state in OPEN_STATES}
    changes = Change.objects.filter(
        subject=Assignment._meta.label_lower, subject_id__in=still_open, verb=SENT_BACK
    ).order_by("at", "pk")
    return {
        change.subject_id: change.reason
        for change in changes
        if not (last := still_open[change.subject_id].last_update_at) or last <= change.at
    }


def units_of_task(task: Task, *, user: User, today: date, due_soon_days: int) -> AssignmentQuerySet:
    """All units in scope that a task is given to, those that need attention first."""
    rows = Assignment.objects.visible_to(user).in_force().filter(task=task).grouped(today, due_soon_days)
    return rows.select_related("unit", "task__section", "task__parent").order_by("group", "due_on", "unit__path")


def awaiting_work(user: User) -> AssignmentQuerySet:
    """What the person is to confirm as a tracker, the longest wait first; `said` is what the unit wrote with it."""
    last = Update.objects.filter(assignment=OuterRef("pk"), state=Assignment.State.AWAITING).order_by("-at", "-pk")
    rows = Assignment.objects.for_tracker(user).awaiting().annotate(said=Subquery(last.values("result")[:1]))
    return rows.select_related("unit", "plan", "task__section", "task__parent").order_by("declared_on", "pk")
