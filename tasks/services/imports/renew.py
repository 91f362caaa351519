"""A new version of a plan takes the place of the one there is: what goes on keeps its row, and so all that hangs on it.

Progress, first deadlines and sent reports hang on assignments, and assignments on lines: a line that goes on keeps
both. What the new version has no longer is closed, with its history, or kept, as a person decided; nothing is deleted
but headings that nothing stands under.
"""

from collections import defaultdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import fold
from tasks.models import Assignment, Collective, Plan, PlanImport, Recipient, Section, Task
from tasks.models.assignments import Role
from tasks.services.assignments import close_collective, edit_assignments, end_assignments, settle_plan
from tasks.services.imports.confirm import claimed_draft, finish
from tasks.services.imports.difference import Difference, KeptRow, NewRow, compare
from tasks.services.imports.draft import Draft, Line
from tasks.services.imports.making import give_line, insert_indicators, insert_tasks
from tasks.services.indicators import Stated, set_indicators
from tasks.services.plans import HEAD, SHIFT, WORDS
from units.models import User
from units.services.changes import facts_of, new_change, record_change, record_changes

REASON = "Theo bản mới của kế hoạch."
NO_LONGER = "Bản mới của kế hoạch không còn nhiệm vụ này."
COLUMNS = (*WORDS, "section", "parent", "position", "quote", "quote_place", "search_text")
SECTION_SHIFT = 10_000  # as SHIFT, for the smaller numbers of sections


@transaction.atomic
def renew_plan(*, record: PlanImport, version: int, plan_version: int, by: User, now: datetime) -> Plan:
    """Let the new version take the place of the plan that it renews.

    Takes: version, plan_version: of the import and of the plan, as the person saw them. Repeat: the plan.
    Errors: ValidationError with what stands in the way, Conflict. Queries: grow with the lines that are given anew.
    """
    draft = claimed_draft(record, version, by, now)
    if isinstance(draft, Plan):
        return draft
    difference = compare(record, draft)
    if difference.problems:
        raise ValidationError([problem.text for problem in difference.problems])
    plan = difference.plan
    if not Plan.objects.filter(pk=plan.pk, version=plan_version).update(version=F("version") + 1):
        raise Conflict(plan)
    _renew_head(plan, draft, by, now)
    _renew_lines(plan, draft, difference, by, now)
    _end(plan, difference, by, now)
    _move_deadlines(plan, difference, by, now)
    given = _give(plan, difference, by, now)
    settle_plan(plan.pk, given, now)
    finish(record, plan)
    return plan


def _renew_head(plan: Plan, draft: Draft, by: User, now: datetime) -> None:
    before = facts_of(plan, HEAD)
    for name in (*HEAD, "bases"):
        setattr(plan, name, getattr(draft.plan, name))
    plan.save(update_fields=[*HEAD, "bases"])
    plan.recipients.all().delete()
    for recipient in draft.recipients:
        recipient.plan = plan
    Recipient.objects.bulk_create(draft.recipients)
    record_change(plan, "Nạp bản mới", by=by, now=now, before=before, after=facts_of(plan, HEAD))


def _renew_lines(plan: Plan, draft: Draft, difference: Difference, by: User, now: datetime) -> None:
    """Sections and lines as the new version has them; the old rows step aside first, so that no two meet."""
    going_on = difference.kept_rows
    before = {row.task.pk: facts_of(row.task, WORDS) for row in going_on}
    left = _renew_sections(plan, draft)
    Task.objects.filter(plan=plan).update(position=F("position") + SHIFT)
    for position, row in enumerate(difference.rows, 1):
        row.own.position = position
    for row in going_on:
        row.line.task.pk = row.task.pk
    insert_tasks(draft.lines, plan)
    Task.objects.bulk_update([_placed(row.line, plan) for row in going_on], COLUMNS, batch_size=100)
    staying = [row.own for row in difference.gone_rows]
    Task.objects.bulk_update(staying, ["position"], batch_size=500)
    _settle_sections(plan, draft, left)
    _renew_indicators(plan, difference)
    made = [new_change(row.own, "Thêm nhiệm vụ", by=by, now=now, reason=REASON) for row in difference.new_rows]
    edited = ((row.own, before[row.task.pk], facts_of(row.own, WORDS)) for row in going_on if row.changes)
    made += [
        new_change(task, "Sửa nhiệm vụ", by=by, now=now, before=old, after=new, reason=REASON)
        for task, old, new in edited
    ]
    record_changes(made)


def _placed(line: Line, plan: Plan) -> Task:
    """The row of a line that goes on, under the section and the line where the new version has it."""
    line.task.plan = plan
    line.task.section_id = line.task.section.pk
    line.task.parent = line.parent.task if line.parent else None
    return line.task


def _renew_sections(plan: Plan, draft: Draft) -> list[Section]:
    """Write the sections; one with the title of an old one is that one. Gives: the old ones that are left."""
    Section.objects.filter(plan=plan).update(position=F("position") + SECTION_SHIFT)
    left = list(plan.sections.order_by("position"))
    for section in draft.sections:
        section.plan = plan
        same = next((old for old in left if fold(old.title) == fold(section.title)), None)
        if same:
            left.remove(same)
            section.pk = same.pk
        section.save(force_update=bool(same), force_insert=not same)
    return left


def _settle_sections(plan: Plan, draft: Draft, left: list[Section]) -> None:
    """A heading that nothing stands under goes; one with lines that were closed or kept stands behind the others."""
    position = len(draft.sections)
    for section in left:
        if section.tasks.exists():
            position += 1
            Section.objects.filter(pk=section.pk).update(position=position)
        else:
            section.delete()


def _renew_indicators(plan: Plan, difference: Difference) -> None:
    insert_indicators([row.line for row in difference.new_rows], plan)
    kept: dict[int, list[Stated]] = defaultdict(list)
    for row in plan.indicators.order_by("task", "position", "pk"):
        kept[row.task_id].append(Stated.of(row))
    for each in difference.kept_rows:
        stated = [Stated.of(indicator) for indicator in each.line.indicators]
        if stated != kept[each.task.pk]:
            set_indicators(task=each.own, stated=stated, keep_reported=True)


def _end(plan: Plan, difference: Difference, by: User, now: datetime) -> None:
    """Close what a person said is over: open work ends, what was finished stays counted. A replaced lead ends too."""
    today = day_of(now)
    closed = [row.own for row in difference.of("gone") if row.decision == "close"]
    idle = [row.own for row in difference.kept_rows if row.task.is_task and not row.own.is_task]
    over = Assignment.objects.open().filter(task__in=[task.pk for task in (*closed, *idle)])
    if rows := _of(plan, over):
        end_assignments(rows=rows, reason=NO_LONGER, by=by, now=now)
    if leads := [row.lead_before for row in difference.kept_rows if row.lead_before]:
        pks = [lead.pk for lead in leads]
        end_assignments(rows=_of(plan, Assignment.objects.filter(pk__in=pks)), reason=REASON, by=by, now=now)
    for collective in Collective.objects.filter(task__in=[*closed, *idle], closed_on=None).select_related(
        "plan__issuer"
    ):
        close_collective(collective=collective, by=by, now=now)
    Task.objects.filter(pk__in=[task.pk for task in closed]).update(closed_on=today)
    record_changes(
        new_change(task, "Bỏ khỏi kế hoạch", by=by, now=now, after={"closed_on": str(today)}, reason=NO_LONGER)
        for task in closed
    )


def _move_deadlines(plan: Plan, difference: Difference, by: User, now: datetime) -> None:
    """Open work that has the plan's old deadline gets the new one; its first one is never lost."""
    moved: dict[date | None, list[Assignment]] = defaultdict(list)
    for row in difference.kept_rows:
        old, new = row.task.due_on, row.own.due_on
        if old == new:
            continue
        moved[new] += _of(plan, Assignment.objects.open().filter(task=row.task.pk, due_on=old))
        Collective.objects.filter(task=row.task.pk, due_on=old, closed_on=None).update(due_on=new)
    for day, rows in moved.items():
        if rows:
            edit_assignments(rows=rows, changes={"due_on": day}, reason=REASON, by=by, now=now)


def _give(plan: Plan, difference: Difference, by: User, now: datetime) -> dict[int, list[int]]:
    """Roles that are others now, a lead last; then what is given anew, from today. Gives: units by task."""
    roles: dict[str, list[Assignment]] = defaultdict(list)
    for row in difference.kept_rows:
        for assignment, role in row.roles:
            roles[role].append(assignment)
    for role in sorted(roles, key=lambda role: role == Role.LEAD):
        rows = _of(plan, Assignment.objects.filter(pk__in=[row.pk for row in roles[role]]))
        edit_assignments(rows=rows, changes={"role": role}, reason=REASON, by=by, now=now)
    given: dict[int, list[int]] = {}
    for each in difference.rows:
        if isinstance(each, NewRow | KeptRow) and each.gains and (units := give_line(each.line, day_of(now), by, now)):
            given[each.own.pk] = units
    return given


def _of(plan: Plan, rows: QuerySet[Assignment]) -> list[Assignment]:
    """The assignments as they stand, with the plan that is at hand."""
    found = list(rows)
    for row in found:
        row.plan = plan
    return found
