"""From a corrected proposal to the plan with its tasks and assignments: all or nothing, once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from tasks.models import Indicator, Plan, PlanImport, Recipient, Section, Task
from tasks.permissions import require_set_up_for
from tasks.services.assignments import Terms, give, give_collective, settle_plan
from tasks.services.imports.draft import Draft, Line, Problem, UnitCounter, draft_of
from units.models import Unit, User
from units.selectors import get_office
from units.services.changes import facts_of, record_change

PLAN_FACTS = ("type_name", "number", "symbol", "title", "issued_on", "period_kind", "reports_from", "tracker")


@dataclass(frozen=True)
class Outcome:
    """What confirming would make, said before it is done; a line under an assigned one is not unassigned."""

    plan: Plan
    sections: int
    tasks: int
    assignments: int
    units: int
    unassigned: int
    undecided: list[str]
    problems: list[Problem]
    indicators: int = 0


def foresee(record: PlanImport, today: date) -> Outcome:
    """What confirming the import today would make. Queries: a few, and 1 a collective."""
    draft = _draft(record, today)
    counter = UnitCounter(today)
    reached = {line.address: counter.reached(line.grants) for line in draft.lines}
    tasks = [line for line in draft.lines if line.task.is_task]
    return Outcome(
        plan=draft.plan,
        sections=len(draft.sections),
        tasks=len(tasks),
        assignments=sum(map(len, reached.values())),
        units=len(set().union(*reached.values())),
        unassigned=sum(1 for line in tasks if not any(reached[each.address] for each in line.upwards)),
        undecided=draft.undecided,
        problems=draft.problems,
        indicators=sum(len(line.indicators) for line in draft.lines),
    )


@transaction.atomic
def confirm_import(*, record: PlanImport, version: int, by: User, now: datetime) -> Plan:
    """Make the plan with its sections, tasks, recipients and assignments, and start it.

    Repeat: the plan that was made the first time. Errors: ValidationError with what stands in the way; Conflict.
    """
    require_set_up_for(by, record.issuer)
    ready = PlanImport.objects.filter(pk=record.pk, version=version, state=PlanImport.State.READY)
    claimed = ready.update(version=F("version") + 1)  # holds the row until the end of the transaction
    record = PlanImport.objects.select_related("issuer", "plan").get(pk=record.pk)
    if not claimed:
        if record.plan:
            return record.plan
        raise Conflict(record)
    draft = _draft(record, day_of(now))
    if draft.problems:
        raise ValidationError([problem.text for problem in draft.problems])
    plan = _save_plan(draft, by, now)
    given = {line.task.pk: units for line in draft.lines if (units := _give(line, plan, by, now))}
    settle_plan(plan.pk, given, now)
    PlanImport.objects.filter(pk=record.pk).update(state=PlanImport.State.CONFIRMED, plan=plan)
    return plan


def _draft(record: PlanImport, today: date) -> Draft:
    return draft_of(record, before_day_counts=get_office().before_day_counts, today=today)


def _save_plan(draft: Draft, by: User, now: datetime) -> Plan:
    plan = draft.plan
    plan.save(force_insert=True)
    rows: list[Section | Recipient | Task] = [*draft.sections, *draft.recipients, *(line.task for line in draft.lines)]
    for row in rows:
        row.plan = plan
    Section.objects.bulk_create(draft.sections)
    Recipient.objects.bulk_create(draft.recipients)
    for depth in range(1 + max((line.depth for line in draft.lines), default=0)):
        level = [line for line in draft.lines if line.depth == depth]
        for line in level:
            line.task.section_id = line.task.section.pk
            line.task.parent = line.parent.task if line.parent else None
        Task.objects.bulk_create([line.task for line in level])
    _save_indicators(plan, draft.lines)
    record_change(plan, "Lập kế hoạch", by=by, now=now, after=facts_of(plan, PLAN_FACTS))
    return plan


def _save_indicators(plan: Plan, lines: list[Line]) -> None:
    rows = [row for line in lines for row in line.indicators]
    for row in rows:
        row.plan, row.task_id = plan, row.task.pk
    Indicator.objects.bulk_create(rows)


def _give(line: Line, plan: Plan, by: User, now: datetime) -> list[int]:
    """Give one line to the units named, then to those of the collectives that have it not yet. Gives: the units."""
    unit_ids: list[int] = []
    due_on, period_kind = line.task.due_on, plan.period_kind
    for grant in line.units:
        terms = Terms(role=grant.role, due_on=due_on, period_kind=period_kind, starts_on=plan.issued_on)
        unit = Unit.objects.filter(pk=grant.meaning.unit.pk)
        unit_ids += [row.unit_id for row in give(task=line.task, units=unit, terms=terms, by=by, now=now)]
    for grant in line.collectives:
        terms = Terms(role=grant.role, due_on=due_on, period_kind=period_kind, starts_on=plan.issued_on)
        _, members = give_collective(
            task=line.task,
            place=grant.meaning.place,
            kinds=grant.meaning.kinds,
            phrase=grant.name[:255],
            terms=terms,
            by=by,
            now=now,
        )
        unit_ids += members
    return unit_ids
