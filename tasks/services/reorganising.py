"""What units hold of plans when an act closes or splits them: work, plans that they track, collectives below them.

Work that runs or waits for confirmation passes on as it stands, with its updates, requests and first deadline; what is
done stays with the unit that did it. Where the successor has the task already the two become one: the stronger role
and the lesser progress remain, so that nothing counts as done that one of them has not done.
Source: product.md, rules 6, 7 and 9; decision 17.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from kehoach.lib.days import vn_date
from tasks.models import Assignment, Collective, Extension, Notice, Plan
from tasks.selectors.work import task_title
from tasks.services.notices import assignment_subject, settle_notices
from tasks.services.tallies import rebuild_tallies
from tasks.signals import assignments_changed
from units.models import Unit
from units.services.changes import new_change, record_changes
from units.services.reorganisations.handover import SHOWN, Handover, Holding, HoldingGroup
from units.services.reorganisations.journal import Row

WORK, PLANS, COLLECTIVES = "tasks.assignment", "tasks.plan", "tasks.collective"
WEIGHTS = Assignment.Role.values  # the stronger role first
PROGRESS = Assignment.State.values  # the least done first
PASSED, JOINED, ENDED = "Bàn giao theo sắp xếp tổ chức", "Nhập vào phân công của đơn vị nhận", "Thôi giao"


def groups(unit_ids: Sequence[int], heir_ids: Sequence[int]) -> list[HoldingGroup]:
    """Queries: 6, or 7 where there is work."""
    return [_work_group(unit_ids, heir_ids), _plan_group(unit_ids), _collective_group(unit_ids)]


def _work_group(unit_ids: Sequence[int], heir_ids: Sequence[int]) -> HoldingGroup:
    work = _open_work(unit_ids).select_related("task__section", "task__parent", "unit", "plan")
    rows = list(work.order_by("unit__path", "plan", "task__position")[:SHOWN])
    given = Assignment.objects.in_force().filter(unit__in=heir_ids, task__in=[row.task_id for row in rows])
    doubled = set(given.values_list("task", flat=True))
    asked = dict(Extension.objects.filter(assignment__in=rows, state="open").values_list("assignment", "wanted_due_on"))
    return HoldingGroup(
        code=WORK,
        title="Nhiệm vụ đang thực hiện",
        end="Thôi giao",
        total=work.count(),
        items=[Holding(pk=row.pk, name=task_title(row.task), note=_note(row, asked, doubled)) for row in rows],
    )


def _note(row: Assignment, asked: dict[int, date], doubled: Collection[int]) -> str:
    notes = [row.unit.name, row.get_role_display().lower(), row.get_state_display().lower()]
    if row.due_on:
        notes.append(f"hạn {vn_date(row.due_on)}")
    if row.pk in asked:
        notes.append(f"đang xin gia hạn đến {vn_date(asked[row.pk])}")
    if row.task_id in doubled:
        notes.append("đơn vị nhận cũng đang được giao: hai phân công nhập làm một")
    return ", ".join(notes)


def _plan_group(unit_ids: Sequence[int]) -> HoldingGroup:
    plans = _tracked(unit_ids)
    items = [Holding(pk=row.pk, name=row.name) for row in plans[:SHOWN]]
    return HoldingGroup(code=PLANS, title="Kế hoạch đang theo dõi", total=plans.count(), items=items)


def _collective_group(unit_ids: Sequence[int]) -> HoldingGroup:
    rows = _collectives(unit_ids).select_related("task__section", "task__parent")
    items = [Holding(pk=row.pk, name=task_title(row.task), note=str(row)) for row in rows[:SHOWN]]
    title, end = "Phân công tập thể trong phạm vi đơn vị", "Ngừng giao cho đơn vị mới"
    return HoldingGroup(code=COLLECTIVES, title=title, end=end, total=rows.count(), items=items)


def _open_work(unit_ids: Collection[int]) -> QuerySet[Assignment]:
    return Assignment.objects.in_force().filter(unit__in=unit_ids).exclude(state=Assignment.State.DONE)


def _tracked(unit_ids: Collection[int]) -> QuerySet[Plan]:
    return Plan.objects.filter(tracker__in=unit_ids).exclude(state=Plan.State.CLOSED).order_by("pk")


def _collectives(unit_ids: Collection[int]) -> QuerySet[Collective]:
    return Collective.objects.filter(place__in=unit_ids, closed_on=None).order_by("pk")


@dataclass
class _Sorted:
    """Rows of work by what becomes of them, as the journal takes them."""

    passed: list[Row] = field(default_factory=list)
    joined: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    raised: list[Row] = field(default_factory=list)
    rows: dict[int, Assignment] = field(default_factory=dict)


def hand_over(handover: Handover) -> None:
    """Queries: constant, whatever the number of assignments (but for batches of 2,000)."""
    found = _sort(handover)
    for rows in (found.ended, found.joined, found.raised, found.passed):  # in this order no task has two leads
        handover.journal.change(Assignment, rows)
    record_changes(_histories(handover, found))
    gone = [pk for pk, _, _ in [*found.ended, *found.joined]]
    settle_notices(subjects=[assignment_subject(pk) for pk in gone], now=handover.now)
    _pass_column(handover, PLANS, Plan, "tracker_id", _tracked(handover.unit_ids))
    _pass_collectives(handover)


def _sort(handover: Handover) -> _Sorted:
    found, day = _Sorted(), handover.act.effective_on
    work = _open_work(handover.unit_ids)
    rows = sorted(work.select_related("unit", "task"), key=lambda row: (*_rank(row), row.pk))
    given = Assignment.objects.in_force().filter(unit__in=handover.heir_ids, task__in=work.values("task"))
    given = given.select_related("unit", "task")
    taken = {(row.task_id, row.unit_id): row for row in given}
    for row in rows:
        heir = handover.heir(WORK, row.pk, row.unit_id)
        if heir == row.unit_id:
            continue
        found.rows[row.pk] = row
        before, version = {"version": row.version}, row.version + 1
        end = {"ended_on": max(day, row.starts_on).isoformat(), "version": version}
        standing = taken.get((row.task_id, heir)) if heir else None
        if heir is None:
            found.ended.append((row.pk, before | {"ended_on": None}, end))
        elif standing is None:
            taken[row.task_id, heir] = row
            found.passed.append((row.pk, before | {"unit_id": row.unit_id}, {"unit_id": heir, "version": version}))
        else:
            found.joined.append((row.pk, before | {"ended_on": None}, end))
            if _rank(row)[0] < _rank(standing)[0]:
                found.rows[standing.pk] = standing
                values = {"role": row.role, "version": standing.version + 1}
                found.raised.append((standing.pk, {"role": standing.role, "version": standing.version}, values))
                standing.role = row.role
    return found


def _rank(row: Assignment) -> tuple[int, int]:
    return WEIGHTS.index(row.role), PROGRESS.index(row.state)


def _histories(handover: Handover, found: _Sorted) -> Any:
    for pk, before, after in found.passed:
        names = {"unit": handover.names[before["unit_id"]]}, {"unit": handover.names[after["unit_id"]]}
        yield new_change(found.rows[pk], PASSED, before=names[0], after=names[1], **handover.history)
    for verb, rows in ((JOINED, found.joined), (ENDED, found.ended)):
        for pk, _, after in rows:
            yield new_change(found.rows[pk], verb, after={"ended_on": after["ended_on"]}, **handover.history)
    for pk, before, after in found.raised:
        roles = {"role": before["role"]}, {"role": after["role"]}
        yield new_change(found.rows[pk], "Sửa phân công", before=roles[0], after=roles[1], **handover.history)


def _pass_column(handover: Handover, code: str, model: Any, column: str, rows: QuerySet[Any]) -> None:
    """Rows that only name the unit name its successor from now on; without one they name nobody."""
    moved = [(pk, unit_id, handover.heir(code, pk, unit_id)) for pk, unit_id in rows.values_list("pk", column)]
    handover.journal.change(model, [(pk, {column: old}, {column: new}) for pk, old, new in moved if new != old])


def _pass_collectives(handover: Handover) -> None:
    """An open collective goes on within the successor; one that nobody takes over is closed."""
    rows = list(_collectives(handover.unit_ids))
    heirs = {row.pk: handover.heir(COLLECTIVES, row.pk, row.place_id) for row in rows}
    day = handover.act.effective_on.isoformat()
    handover.journal.change(
        Collective,
        [
            (row.pk, {"place_id": row.place_id}, {"place_id": heirs[row.pk]})
            if heirs[row.pk]
            else (row.pk, {"closed_on": None}, {"closed_on": day})
            for row in rows
            if heirs[row.pk] != row.place_id
        ],
    )


def settle(*, unit_ids: Sequence[int], leaving_ids: Sequence[int], now: datetime) -> None:
    """After an act was done or undone: branches, tallies and expected reports follow where the work is now.

    Takes: leaving_ids: units that an undone act founded and that are about to go.
    """
    work = Assignment.objects.filter(unit__in=unit_ids)
    branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
    work.exclude(branch=F("unit__branch")).order_by().update(branch=Subquery(branch[:1]))
    if leaving_ids:
        _take_home(leaving_ids)
    plan_ids = set(work.order_by().values_list("plan", flat=True).distinct())
    if not plan_ids:
        return
    rebuild_tallies(plan_ids)
    for plan_id in sorted(plan_ids):
        assignments_changed.send(sender=Assignment, plan_id=plan_id, task_ids=[], unit_ids=list(unit_ids), now=now)


def _take_home(leaving_ids: Sequence[int]) -> None:
    """What was told of units that are about to go speaks of the units that have the work again."""
    notices = Notice.objects.filter(Q(assignment__isnull=False), unit__in=leaving_ids).order_by()
    unit = Assignment.objects.filter(pk=OuterRef("assignment")).values("unit")
    notices.update(unit=Subquery(unit[:1]))
