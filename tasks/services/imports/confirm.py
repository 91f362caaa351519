"""From a corrected proposal to the plan with its tasks and assignments: all or nothing, once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from tasks.models import ImportStep, Plan, PlanImport, Recipient, Section
from tasks.permissions import require_set_up_for
from tasks.services.assignments import settle_plan
from tasks.services.imports.draft import Draft, Problem, UnitCounter, draft_of
from tasks.services.imports.making import give_line, insert_indicators, insert_tasks, make_units
from units.models import User
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
    indicators: int
    new_units: list[str]
    left_out: int
    unread: int


def foresee(record: PlanImport, today: date, counter: UnitCounter | None = None) -> Outcome:
    """What confirming the import today would make.

    Takes: counter: one that is used for more than this. Queries: a few, and 1 a collective.
    """
    draft = draft_today(record, today)
    counter = counter or UnitCounter(today)
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
        new_units=draft.new_units,
        left_out=draft.left_out,
        unread=draft.unread,
    )


@transaction.atomic
def confirm_import(*, record: PlanImport, version: int, by: User, now: datetime) -> Plan:
    """Make the plan with its sections, tasks, recipients and assignments, and start it.

    Repeat: the plan that was made the first time. Errors: ValidationError with what stands in the way; Conflict.
    """
    draft = claimed_draft(record, version, by, now)
    if isinstance(draft, Plan):
        return draft
    plan = _save_plan(draft, by, now)
    given = {line.task.pk: units for line in draft.lines if (units := give_line(line, plan.issued_on, by, now))}
    settle_plan(plan.pk, given, now)
    finish(record, plan)
    return plan


def claimed_draft(record: PlanImport, version: int, by: User, now: datetime) -> Draft | Plan:
    """The draft, held for this transaction, with the units that are made with it; the plan when that was made before.

    Errors: ValidationError with what stands in the way; Conflict.
    """
    require_set_up_for(by, record.issuer)
    ready = PlanImport.objects.filter(pk=record.pk, version=version, state=PlanImport.State.READY)
    claimed = ready.update(version=F("version") + 1)  # holds the row until the end of the transaction
    record.refresh_from_db()
    if not claimed:
        if record.plan:
            return record.plan
        raise Conflict(record)
    draft = draft_today(record, day_of(now))
    if draft.problems:
        raise ValidationError([problem.text for problem in draft.problems])
    if not draft.new_units:
        return draft
    make_units(record, draft, by, now)
    return draft_today(record, day_of(now))


def draft_today(record: PlanImport, today: date) -> Draft:
    return draft_of(record, before_day_counts=get_office().before_day_counts, today=today)


def finish(record: PlanImport, plan: Plan) -> None:
    """The import is confirmed; what could be undone of it is past."""
    PlanImport.objects.filter(pk=record.pk).update(state=PlanImport.State.CONFIRMED, plan=plan)
    ImportStep.objects.filter(record=record).delete()


def _save_plan(draft: Draft, by: User, now: datetime) -> Plan:
    plan = draft.plan
    plan.save(force_insert=True)
    rows: list[Section | Recipient] = [*draft.sections, *draft.recipients]
    for row in rows:
        row.plan = plan
    Section.objects.bulk_create(draft.sections)
    Recipient.objects.bulk_create(draft.recipients)
    insert_tasks(draft.lines, plan)
    insert_indicators(draft.lines, plan)
    record_change(plan, "Lập kế hoạch", by=by, now=now, after=facts_of(plan, PLAN_FACTS))
    return plan
