"""Who is given what: one unit, a whole collective, until when, in which role, and how it ends.

Every act writes its history, keeps the tallies in step and tells the apps above, in one transaction, and works on sets:
a fan-out to 50,000 units is a handful of statements. Source: product.md, rules 1, 6 and 7.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from tasks.models import Assignment, Collective, PeriodKind, Plan, Task
from tasks.models.assignments import Role
from tasks.permissions import require_plan_editor
from tasks.services.inserting import insert_from
from tasks.services.notices import assignment_subject, settle_notices
from tasks.services.tallies import Place, move_tally, place_of, rebuild_tallies
from tasks.signals import assignments_changed
from units.models import Unit, User
from units.querysets import UnitQuerySet
from units.services.changes import facts_of, new_change, record_change, record_changes

BATCH = 2000
FEW = 20  # up to here moving single tallies is cheaper than counting the plan again
FACTS = ("role", "due_on", "period_kind")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms work is given."""

    role: str = Role.IMPLEMENT
    due_on: date | None = None
    period_kind: str = PeriodKind.QUARTER
    starts_on: date


@transaction.atomic
def assign_units(
    *, task: Task, units: UnitQuerySet, role: str, due_on: date | None, period_kind: str, by: User, now: datetime
) -> list[Assignment]:
    """Give the task to these units from today on; units that have it already keep what they have.

    Gives: the new assignments. Repeat: none. Errors: ValidationError: no unit, a second lead, a closed unit or plan.
    """
    require_plan_editor(by, task.plan)
    _require_open(task.plan)
    _require_standing(task)
    today = day_of(now)
    terms = Terms(role=role, due_on=due_on, period_kind=period_kind, starts_on=today)
    made = list(give(task=task, units=units.open_on(today), terms=terms, by=by, now=now))
    if not made:
        raise ValidationError("Chưa giao thêm được: hãy chọn đơn vị đang hoạt động và chưa được giao nhiệm vụ này.")
    settle_plan(task.plan_id, {task.pk: [row.unit_id for row in made]}, now)
    return made


@transaction.atomic
def assign_collective(
    *,
    task: Task,
    place: Unit,
    kinds: Sequence[str],
    phrase: str = "",
    role: str = Role.IMPLEMENT,
    due_on: date | None = None,
    period_kind: str,
    by: User,
    now: datetime,
) -> Collective:
    """Give the task to every open unit of these kinds below a place (rule 6).

    Errors: ValidationError: the role lead, no kinds, no such unit.
    """
    require_plan_editor(by, task.plan)
    _require_open(task.plan)
    _require_standing(task)
    terms = Terms(role=role, due_on=due_on, period_kind=period_kind, starts_on=day_of(now))
    collective, unit_ids = give_collective(
        task=task, place=place, kinds=kinds, phrase=phrase, terms=terms, by=by, now=now
    )
    if not unit_ids:
        raise ValidationError("Không có đơn vị nào thuộc loại đã chọn mà chưa được giao nhiệm vụ này.")
    settle_plan(task.plan_id, {task.pk: unit_ids}, now)
    return collective


def members_of(place: Unit, kinds: Sequence[str], day: date) -> QuerySet[Unit]:
    """The open units of these kinds below a place; the place itself is not one of its own members."""
    return Unit.objects.below(place.path).open_on(day).filter(kind__in=kinds).exclude(pk=place.pk).order_by("path")


def offered_units(collective: Collective, day: date) -> QuerySet[Unit]:
    """Units that belong to the collective by kind and place and were never given its task through it (rule 6)."""
    had = Assignment.objects.filter(Q(ended_on=None) | Q(collective=collective), task=collective.task_id)
    return members_of(collective.place, collective.kinds, day).exclude(pk__in=had.values("unit"))


@transaction.atomic
def join_collective(
    *, collective: Collective, units: QuerySet[Unit] | None = None, by: User, now: datetime
) -> list[Assignment]:
    """Give units that came later the task of their collective, from today, on its terms; by default all offered."""
    require_plan_editor(by, collective.plan)
    _require_open(collective.plan)
    if collective.closed_on:
        raise ValidationError("Phân công tập thể này đã ngừng.")
    today = day_of(now)
    offered = offered_units(collective, today)
    if units is not None:
        offered = offered.filter(pk__in=units.values("pk"))
    terms = Terms(role=collective.role, due_on=collective.due_on, period_kind=collective.period_kind, starts_on=today)
    made = list(give(task=collective.task, units=offered, terms=terms, collective=collective, by=by, now=now))
    if made:
        settle_plan(collective.plan_id, {collective.task_id: [row.unit_id for row in made]}, now)
    return made


@transaction.atomic
def edit_assignments(
    *, rows: Sequence[Assignment], changes: Mapping[str, Any], reason: str = "", by: User, now: datetime
) -> int:
    """Change role, deadline or reporting period of these assignments of one plan; the first deadline is never lost.

    Takes: rows: as the person saw them: their `version` is compared; changes: of "role", "due_on", "period_kind", those
    to set (due_on None makes routine work of it).
    Gives: how many really changed. Errors: ValidationError; Conflict when a row was changed since.
    """
    plan = _require_rows(rows, by)
    if unknown := set(changes) - set(FACTS):
        raise ValueError(f"cannot change {unknown}")
    if "due_on" in changes and not reason.strip():
        raise ValidationError({"reason": "Đổi hạn thì phải ghi lý do."})
    current = _lock(rows)
    moved = [row for row in current if any(getattr(row, name) != value for name, value in changes.items())]
    if changes.get("role") == Role.LEAD:
        _require_one_lead(current)
    before = {row.pk: (facts_of(row, FACTS), place_of(row)) for row in moved}
    for row in moved:
        for name, value in changes.items():
            setattr(row, name, value)
        row.first_due_on = row.first_due_on or row.due_on
        row.version += 1
    sets: dict[str, Any] = dict(changes) | {"version": F("version") + 1}
    if changes.get("due_on"):
        sets["first_due_on"] = Coalesce("first_due_on", changes["due_on"])
    _update(moved, sets)
    verb = "Sửa hạn" if "due_on" in changes else "Sửa phân công"
    record_changes(
        new_change(row, verb, by=by, now=now, before=before[row.pk][0], after=facts_of(row, FACTS), reason=reason)
        for row in moved
    )
    _settle_change(plan.pk, moved, [before[row.pk][1] for row in moved], now)
    if "due_on" in changes:
        settle_notices(subjects=[assignment_subject(row.pk) for row in moved], now=now)
    return len(moved)


@transaction.atomic
def end_assignments(*, rows: Sequence[Assignment], reason: str, by: User, now: datetime) -> int:
    """These units no longer have the work from today on; history and updates stay. Reason required."""
    plan = _require_rows(rows, by)
    if not reason.strip():
        raise ValidationError({"reason": "Thôi giao thì phải ghi lý do."})
    current = _lock(rows)
    before = [place_of(row) for row in current]
    for row in current:
        row.ended_on = max(day_of(now), row.starts_on)
    for day in {row.ended_on for row in current}:
        _update([row for row in current if row.ended_on == day], {"ended_on": day, "version": F("version") + 1})
    record_changes(
        new_change(row, "Thôi giao", by=by, now=now, after=facts_of(row, ["ended_on"]), reason=reason)
        for row in current
    )
    settle_notices(subjects=[assignment_subject(row.pk) for row in current], now=now)
    _settle_change(plan.pk, current, before, now)
    return len(current)


@transaction.atomic
def close_collective(*, collective: Collective, by: User, now: datetime) -> None:
    """Units that join later are no longer offered this task; what was given stays."""
    require_plan_editor(by, collective.plan)
    if Collective.objects.filter(pk=collective.pk, closed_on=None).update(closed_on=day_of(now)):
        record_change(collective, "Ngừng giao cho đơn vị mới", by=by, now=now, after={"closed_on": str(day_of(now))})


def give(
    *,
    task: Task,
    units: QuerySet[Unit],
    terms: Terms,
    collective: Collective | None = None,
    by: User,
    now: datetime,
) -> QuerySet[Assignment]:
    """Write the assignments and their history; the caller counts and tells (see settle_plan).

    Gives: the new rows, to be read at once. Queries: 4, whatever the number of units.
    """
    Task.objects.select_for_update().get(pk=task.pk)  # who gives the same task waits, so the rows after `last` are ours
    rows = Assignment.objects.filter(task=task)
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    wanted = units.exclude(pk__in=rows.in_force().values("unit"))
    if terms.role == Role.LEAD:
        _require_one_lead([Assignment(task=task, unit=unit) for unit in wanted[:2]])
    try:
        insert_from(
            wanted,
            Assignment,
            plan_id=task.plan_id,
            task=task,
            unit_id=F("pk"),
            branch_id=Coalesce("branch_id", "pk"),
            collective=collective,
            **asdict(terms),
            first_due_on=terms.due_on,
        )
    except IntegrityError as error:  # somebody else gave it in the same moment
        raise ValidationError("Nhiệm vụ này vừa được người khác giao. Xin tải lại trang rồi thử lại.") from error
    made = rows.filter(pk__gt=last).order_by("pk")
    _record_giving(made, task, terms, by, now)
    return made


def _record_giving(made: QuerySet[Assignment], task: Task, terms: Terms, by: User, now: datetime) -> None:
    given = asdict(terms)
    after = facts_of(Assignment(**given), FACTS)
    rows = made.values_list("pk", "unit__name", "unit__short_name").iterator(chunk_size=1000)
    record_changes(
        new_change(
            Assignment(pk=pk, task=task, unit=Unit(name=name, short_name=short_name), **given),
            "Giao việc",
            by=by,
            now=now,
            after=after,
        )
        for pk, name, short_name in rows
    )


def give_collective(
    *, task: Task, place: Unit, kinds: Sequence[str], phrase: str, terms: Terms, by: User, now: datetime
) -> tuple[Collective, list[int]]:
    """A collective and the units that have the task through it; the caller counts and tells."""
    collective = Collective(
        plan_id=task.plan_id,
        task=task,
        place=place,
        kinds=sorted(set(kinds)),
        phrase=phrase,
        role=terms.role,
        due_on=terms.due_on,
        period_kind=terms.period_kind,
    )
    collective.full_clean(exclude=["plan", "task", "place"])
    collective.save(force_insert=True)
    record_change(collective, "Giao tập thể", by=by, now=now, after=facts_of(collective, ("place", "kinds", *FACTS)))
    members = members_of(place, kinds, day_of(now))
    made = give(task=task, units=members, terms=terms, collective=collective, by=by, now=now)
    return collective, list(made.values_list("unit", flat=True))


def settle_plan(plan_id: int, given: Mapping[int, Sequence[int]], now: datetime) -> None:
    """After giving: count the plan again and tell the apps above, once. Takes: given: unit ids by task id."""
    rebuild_tallies([plan_id])
    _tell(plan_id, given.keys(), {unit_id for units in given.values() for unit_id in units}, now)


def _settle_change(plan_id: int, rows: Sequence[Assignment], before: Sequence[Place | None], now: datetime) -> None:
    """After changing rows: the tallies follow, one by one where that is cheaper, and the apps above are told."""
    if not rows:
        return
    if len(rows) > FEW:
        rebuild_tallies([plan_id])
    else:
        for row, place in zip(rows, before, strict=True):
            move_tally(place, place_of(row))
    _tell(plan_id, {row.task_id for row in rows}, {row.unit_id for row in rows}, now)


def _tell(plan_id: int, task_ids: Iterable[int], unit_ids: Iterable[int], now: datetime) -> None:
    assignments_changed.send(
        sender=Assignment, plan_id=plan_id, task_ids=sorted(task_ids), unit_ids=sorted(unit_ids), now=now
    )


def _update(rows: Sequence[Assignment], sets: Mapping[str, Any]) -> None:
    for start in range(0, len(rows), BATCH):
        Assignment.objects.filter(pk__in=[row.pk for row in rows[start : start + BATCH]]).update(**sets)


def _lock(rows: Sequence[Assignment]) -> list[Assignment]:
    """The rows as they stand now, locked; SQLite's immediate transactions lock by themselves."""
    seen = {row.pk: row.version for row in rows}
    pks = sorted(seen)
    current: list[Assignment] = []
    for start in range(0, len(pks), BATCH):
        batch = Assignment.objects.filter(pk__in=pks[start : start + BATCH], ended_on=None)
        current += batch.select_related("unit", "task").select_for_update(of=("self",)).order_by("pk")
    changed = next((row for row in current if row.version != seen[row.pk]), None)
    if changed is None and len(current) == len(pks):
        return current
    if changed is None:
        raise ValidationError("Có phân công đã thôi giao trong lúc đồng chí sửa. Xin tải lại trang rồi chọn lại.")
    raise Conflict(changed, "Có phân công vừa được người khác thay đổi. Xin xem lại rồi lưu lần nữa.")


def _require_open(plan: Plan) -> None:
    if plan.state == Plan.State.CLOSED:
        raise ValidationError("Kế hoạch đã kết thúc. Hãy mở lại kế hoạch trước khi sửa phân công.")


def _require_standing(task: Task) -> None:
    if task.closed_on:
        raise ValidationError("Nhiệm vụ này không còn trong bản mới của kế hoạch nên không giao thêm được.")


def _require_rows(rows: Sequence[Assignment], by: User) -> Plan:
    if not rows:
        raise ValidationError("Chưa chọn phân công nào.")
    plan = rows[0].plan
    if any(row.plan_id != plan.pk for row in rows):
        raise ValueError("rows of several plans")
    require_plan_editor(by, plan)
    _require_open(plan)
    return plan


def _require_one_lead(rows: Sequence[Assignment]) -> None:
    """One lead a task (the database says so too); the sentence names who leads already."""
    tasks = [row.task_id for row in rows]
    if len(set(tasks)) < len(tasks):
        raise ValidationError("Mỗi nhiệm vụ chỉ có một đơn vị chủ trì; hãy chọn một đơn vị.")
    leads = Assignment.objects.in_force().filter(task__in=tasks, role=Role.LEAD)
    other = leads.exclude(pk__in=[row.pk for row in rows if row.pk]).select_related("unit").first()
    if other:
        raise ValidationError(f"Nhiệm vụ này đã có đơn vị chủ trì: {other.unit.name}.")
