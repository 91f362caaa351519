"""What changes a plan after it was made: its head, its lines, its end. The plan's version guards all its words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import fold
from tasks.models import Assignment, Notice, Plan, Section, Task
from tasks.permissions import require_gives_directed_work, require_plan_editor
from tasks.services.assignments import Terms, edit_assignments, give, settle_plan
from tasks.services.indicators import Stated, set_indicators, stated_of
from units.models import Unit, User
from units.services.changes import facts_of, record_change

HEAD = (
    "tracker", "type_name", "number", "symbol", "title", "superior_name", "issuer_name", "place", "issued_on",
    "ends_on", "signer_authority", "signer_post", "signer_name", "period_kind", "reports_from",
)  # fmt: skip
WORDS = ("label", "text", "is_task", "due_on", "due_text", "product")
ASKED = "Chỉ tiêu, số liệu"  # how the history names what is no column of the row
SHIFT = 1_000_000  # far beyond any position, so that lines can step aside without meeting


@transaction.atomic
def edit_plan(*, plan: Plan, data: Mapping[str, Any], version: int, by: User, now: datetime) -> Plan:
    """Change the head of a plan. Takes: data: of HEAD. Errors: ValidationError, Conflict."""
    _claim(plan, version, by)
    before = facts_of(Plan.objects.select_related("tracker").get(pk=plan.pk), HEAD)
    for name, value in data.items():
        setattr(plan, name, value)
    plan.version = version + 1
    plan.full_clean()
    plan.save(update_fields=list(data))
    record_change(plan, "Sửa kế hoạch", by=by, now=now, before=before, after=facts_of(plan, HEAD))
    return plan


@transaction.atomic
def edit_task(
    *,
    task: Task,
    data: Mapping[str, Any],
    indicators: Sequence[Stated] | None = None,
    version: int,
    move_assignments: bool = False,
    reason: str = "",
    by: User,
    now: datetime,
) -> Task:
    """Change a line of the plan.

    Takes: data: of WORDS; indicators: all the numbers it asks for, None to leave them; version: of the plan;
    move_assignments: give the new deadline to those that still have the plan's old one (reason required then).
    Errors: ValidationError, Conflict.
    """
    _claim(task.plan, version, by)
    kept = Task.objects.get(pk=task.pk)
    for name, value in data.items():
        setattr(task, name, value)
    task.search_text = fold(task.text)
    task.full_clean(exclude=["plan", "section", "parent"])
    task.save(update_fields=[*data, "search_text"])
    before, after = facts_of(kept, WORDS), facts_of(task, WORDS)
    if indicators is not None:
        before[ASKED] = _asked_text(task)
        set_indicators(task=task, stated=indicators)
        after[ASKED] = _asked_text(task)
    record_change(task, "Sửa nhiệm vụ", by=by, now=now, before=before, after=after, reason=reason)
    if move_assignments and task.due_on != kept.due_on:
        rows = Assignment.objects.in_force().filter(task=task, due_on=kept.due_on).select_related("plan__issuer")
        if moved := list(rows):
            edit_assignments(rows=moved, changes={"due_on": task.due_on}, reason=reason, by=by, now=now)
    return task


@transaction.atomic
def add_task(
    *,
    plan: Plan,
    section: Section,
    parent: Task | None = None,
    data: Mapping[str, Any],
    indicators: Sequence[Stated] = (),
    version: int,
    by: User,
    now: datetime,
) -> Task:
    """A new line at the end of a section, or at the end of another line's own lines. Takes: data: of WORDS."""
    _claim(plan, version, by)
    return _add(plan, section, parent, data, indicators, by, now)


@transaction.atomic
def add_directed_task(
    *,
    plan: Plan,
    section: Section,
    parent: Task | None,
    text: str,
    unit: Unit,
    due_on: date | None,
    by: User,
    now: datetime,
) -> Assignment:
    """A new line that a direction of the Standing Committee adds, given at once to the unit that leads it.

    The plan's words are not touched, so its tracker may add it as well as its editor.
    Errors: ValidationError, PermissionDenied.
    """
    require_gives_directed_work(by, plan)
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    _step(current, current.version)
    task = _add(plan, section, parent, {"text": text, "due_on": due_on}, (), by, now)
    today = day_of(now)
    terms = Terms(role=Assignment.Role.LEAD, due_on=due_on, period_kind=plan.period_kind, starts_on=today)
    given = give(task=task, units=Unit.objects.filter(pk=unit.pk).open_on(today), terms=terms, by=by, now=now).first()
    if given is None:
        raise ValidationError({"unit": "Đơn vị này không còn hoạt động."})
    settle_plan(plan.pk, {task.pk: [unit.pk]}, now)
    return given


def _add(
    plan: Plan,
    section: Section,
    parent: Task | None,
    data: Mapping[str, Any],
    indicators: Sequence[Stated],
    by: User,
    now: datetime,
) -> Task:
    if parent and parent.section_id != section.pk:
        raise ValidationError({"parent": "Nhiệm vụ cấp trên phải ở cùng mục."})
    position = _free_position(plan, section, parent)
    task = Task(plan=plan, section=section, parent=parent, position=position, **data)
    task.search_text = fold(task.text)
    task.full_clean(exclude=["plan", "section", "parent"])
    task.save(force_insert=True)
    set_indicators(task=task, stated=indicators)
    asked = {ASKED: _asked_text(task)} if indicators else {}
    record_change(task, "Thêm nhiệm vụ", by=by, now=now, after=facts_of(task, WORDS) | asked)
    return task


@transaction.atomic
def close_plan(*, plan: Plan, reason: str, by: User, now: datetime) -> None:
    """End the plan: nothing is reported or reminded any more; everything stays readable. Repeat: nothing more."""
    if not reason.strip():
        raise ValidationError({"reason": "Kết thúc kế hoạch thì phải ghi lý do."})
    _turn(plan, Plan.State.ACTIVE, Plan.State.CLOSED, "Kết thúc kế hoạch", reason, by, now)


@transaction.atomic
def reopen_plan(*, plan: Plan, reason: str, by: User, now: datetime) -> None:
    """The plan goes on. Repeat: nothing more."""
    _turn(plan, Plan.State.CLOSED, Plan.State.ACTIVE, "Mở lại kế hoạch", reason, by, now)


def _turn(plan: Plan, old: str, new: str, verb: str, reason: str, by: User, now: datetime) -> None:
    require_plan_editor(by, plan)
    if Plan.objects.filter(pk=plan.pk, state=old).update(state=new, version=F("version") + 1):
        record_change(plan, verb, by=by, now=now, before={"state": old}, after={"state": new}, reason=reason)
        if new == Plan.State.CLOSED:
            Notice.objects.standing().filter(plan=plan).update(settled_at=now)


def _claim(plan: Plan, version: int, by: User) -> None:
    """Step the plan's version, once for everybody who saw this one; the row is ours until the end."""
    require_plan_editor(by, plan)
    _step(plan, version)


def _step(plan: Plan, version: int) -> None:
    if plan.state == Plan.State.CLOSED:
        raise ValidationError("Kế hoạch đã kết thúc. Hãy mở lại kế hoạch trước khi sửa.")
    if not Plan.objects.filter(pk=plan.pk, version=version).update(version=version + 1):
        raise Conflict(Plan.objects.get(pk=plan.pk))


def _asked_text(task: Task) -> str:
    return "; ".join(map(str, stated_of(task)))


def _free_position(plan: Plan, section: Section, parent: Task | None) -> int:
    """The position behind the last line of the parent, or of the section; the lines behind it step aside."""
    tasks = Task.objects.filter(plan=plan)
    if parent:
        last = max(_subtree_positions(plan, parent))
    else:
        before = tasks.filter(section__position__lte=section.position).aggregate(last=Max("position"))
        last = before["last"] or 0
    tasks.filter(position__gt=last).update(position=F("position") + SHIFT)
    tasks.filter(position__gt=SHIFT).update(position=F("position") - SHIFT + 1)
    return last + 1


def _subtree_positions(plan: Plan, top: Task) -> list[int]:
    positions, under = [top.position], {top.pk}
    for pk, parent_id, position in (
        Task.objects.filter(plan=plan).order_by("position").values_list("pk", "parent_id", "position")
    ):
        if parent_id in under:
            under.add(pk)
            positions.append(position)
    return positions
