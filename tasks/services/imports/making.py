"""The rows that a new plan and a new version of one are made of; inside the transaction of the act."""

from collections.abc import Sequence
from datetime import date, datetime

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import fold
from tasks.models import Collective, Indicator, Plan, PlanImport, Task
from tasks.services.assignments import Terms, give, give_collective
from tasks.services.imports.draft import Draft, Line
from units.models import Unit, User
from units.services.tree import UnitFacts, create_unit


def make_units(record: PlanImport, draft: Draft, by: User, now: datetime) -> None:
    """Make the units that a person chose to make of names, below the issuer; their names then mean them."""
    for name in draft.new_units:
        facts = UnitFacts(code=_free_code(name), name=name, kind=record.names[name]["new"], opened_on=day_of(now))
        unit = create_unit(parent=record.issuer, facts=facts, by=by, now=now)
        record.names[name] = {"unit": unit.code}
    if draft.new_units:
        record.save(update_fields=["names"])


def insert_tasks(lines: Sequence[Line], plan: Plan) -> None:
    """Write the lines that are new, those above before those below; their sections are saved."""
    for depth in range(1 + max((line.depth for line in lines), default=0)):
        level = [line for line in lines if line.depth == depth and line.task.pk is None]
        for line in level:
            line.task.plan = plan
            line.task.section_id = line.task.section.pk
            line.task.parent = line.parent.task if line.parent else None
        Task.objects.bulk_create([line.task for line in level])


def insert_indicators(lines: Sequence[Line], plan: Plan) -> None:
    rows = [row for line in lines for row in line.indicators]
    for line in lines:
        for row in line.indicators:
            row.plan, row.task_id = plan, line.task.pk
    Indicator.objects.bulk_create(rows)


def give_line(line: Line, starts_on: date, by: User, now: datetime) -> list[int]:
    """Give a line to the units named, then to those of the collectives that have it not yet. Gives: the units."""
    unit_ids: list[int] = []
    for grant in line.units:
        unit = Unit.objects.filter(pk=grant.unit.pk)
        made = give(task=line.task, units=unit, terms=_terms(line, grant.role, starts_on), by=by, now=now)
        unit_ids += [row.unit_id for row in made]
    for each in line.collectives:
        place, kinds = each.place, sorted(set(each.kinds))
        standing = Collective.objects.filter(task=line.task, place=place, role=each.role, closed_on=None)
        if any(other.kinds == kinds for other in standing):
            continue
        _, members = give_collective(
            task=line.task,
            place=place,
            kinds=kinds,
            phrase=each.name[:255],
            terms=_terms(line, each.role, starts_on),
            by=by,
            now=now,
        )
        unit_ids += members
    return unit_ids


def _terms(line: Line, role: str, starts_on: date) -> Terms:
    return Terms(role=role, due_on=line.task.due_on, period_kind=line.period_kind, starts_on=starts_on)


def _free_code(name: str) -> str:
    """The first letters of the name, with a number where they are taken."""
    letters = "".join(word[0] for word in fold(name).upper().split() if word[0].isalnum())[:12] or "DV"
    taken = set(Unit.objects.filter(code__istartswith=letters).values_list("code", flat=True))
    return next(code for number in range(len(taken) + 2) if (code := f"{letters}{number or ''}") not in taken)
