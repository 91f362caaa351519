"""An act takes effect: units are founded, changed, closed; what they held passes on; all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from units.models import Reorganisation, ReorganisedUnit, Unit, User
from units.services.changes import facts_of, record_change
from units.services.reorganisations.handover import Handover
from units.services.reorganisations.journal import Journal
from units.services.reorganisations.own import pass_children, pass_people
from units.services.reorganisations.rules import WRITES
from units.services.tree import FACT_NAMES, WRITTEN, UnitFacts, create_unit, lock_tree, move_unit, told, write_facts
from units.signals import handing_over, units_reorganised

State = Reorganisation.State
Side = ReorganisedUnit.Side
SNAPSHOT = ("code", "name", "short_name", "kind", "parent")
Parts = list[ReorganisedUnit]


@transaction.atomic
def carry_out(*, act: Reorganisation, by: User, now: datetime) -> Reorganisation:
    """Do what a confirmed act says.

    Errors: ValidationError when a unit has closed or a code was taken since; Conflict when it was done meanwhile.
    Queries: constant for each unit of the act, whatever they hold.
    """
    lock_tree()
    claimed = Reorganisation.objects.filter(pk=act.pk, state=State.PLANNED)
    if not claimed.update(state=State.DONE, done_at=now, problem="", version=F("version") + 1):
        raise Conflict(Reorganisation.objects.get(pk=act.pk), "Việc sắp xếp này đã được thực hiện hoặc hủy.")
    act = Reorganisation.objects.get(pk=act.pk)
    before, after = parts_of(act)
    for part in before:
        _require_open(unit_of(part))
        _keep_snapshot(part)
    journal, founded = Journal(), []
    for part in after:
        if part.unit is None:
            founded.append(_found(act, part, by, now).pk)
        else:
            _require_open(unit_of(part))
            _adapt(act, part, journal, by, now)
        _keep_snapshot(part)
    _pass_on(act, before, after, journal, by, now)
    act.journal = [{"act": "found", "model": "units.unit", "keys": founded}, *journal.entries]
    act.save(update_fields=["journal"])
    record_change(act, "Thực hiện sắp xếp", by=by, now=now, after=facts_of(act, ["state", "effective_on"]))
    unit_ids = sorted({unit_of(part).pk for part in [*before, *after]})
    units_reorganised.send(
        sender=Reorganisation, act=act, unit_ids=unit_ids, founded_ids=founded, undone=False, now=now
    )
    return act


def parts_of(act: Reorganisation) -> tuple[Parts, Parts]:
    """The rows before and after, each with its unit as it stands now. Queries: 1."""
    parts = list(act.units.select_related("unit__parent", "parent").order_by("position"))
    return [row for row in parts if row.side == Side.BEFORE], [row for row in parts if row.side == Side.AFTER]


def unit_of(part: ReorganisedUnit) -> Unit:
    """The unit of a row that has one."""
    if part.unit is None:
        raise ValueError(f"{part} is not founded yet")
    return part.unit


def _require_open(unit: Unit) -> None:
    if unit.closed_on:
        raise ValidationError(f"{unit} đã kết thúc hoạt động nên không thực hiện được.")


def _keep_snapshot(part: ReorganisedUnit) -> None:
    """Names and place as they are now: between the decision and its day they may have changed."""
    for name in SNAPSHOT:
        setattr(part, name, getattr(unit_of(part), name))
    part.save(update_fields=["unit", *SNAPSHOT])


def _found(act: Reorganisation, part: ReorganisedUnit, by: User, now: datetime) -> Unit:
    facts = UnitFacts(
        code=part.code, name=part.name, short_name=part.short_name, kind=part.kind, opened_on=act.effective_on
    )
    unit = create_unit(parent=part.parent, facts=facts, by=by, now=now, reason=str(act))
    part.unit = unit
    return unit


def _adapt(act: Reorganisation, part: ReorganisedUnit, journal: Journal, by: User, now: datetime) -> None:
    """Write on a unit that goes on what this kind of act changes; the former name is still understood in documents."""
    unit, names = unit_of(part), WRITES.get(act.kind, ())
    if "parent" in names:
        if part.parent and part.parent_id != unit.parent_id:
            journal.moved([unit], unit.parent_id, part.parent_id)
            part.unit = move_unit(unit=unit, parent=part.parent, by=by, now=now, reason=str(act))
        return
    if not names:
        return
    before, columns = told(unit), facts_of(unit, WRITTEN)
    facts = {name: getattr(unit, name) for name in FACT_NAMES} | {name: getattr(part, name) for name in names}
    if part.name != unit.name and unit.name not in unit.aliases:
        facts["aliases"] = [*unit.aliases, unit.name]
    write_facts(unit, UnitFacts(**facts))
    unit.full_clean()
    unit.version += 1
    journal.change(Unit, [(unit.pk, columns, facts_of(unit, WRITTEN))])
    verb = act.get_kind_display()
    record_change(unit, verb, by=by, now=now, before=before, after=told(unit), reason=str(act))


def _pass_on(act: Reorganisation, before: Parts, after: Parts, journal: Journal, by: User, now: datetime) -> None:
    """Hand over what the units before hold, then close those that do not go on."""
    if not act.passes_on:
        return
    before_ids, after_ids = ([unit_of(part).pk for part in side] for side in (before, after))
    handover = Handover(
        act=act,
        unit_ids=before_ids,
        staying_ids=[pk for pk in before_ids if pk in after_ids],
        heirs={str(part.pk): unit_of(part) for part in after},
        journal=journal,
        by=by,
        now=now,
        names={unit_of(part).pk: part.name for part in [*before, *after]},
    )
    pass_people(handover)
    pass_children(handover)
    handing_over.send(sender=Reorganisation, handover=handover)
    leaving = [pk for pk in before_ids if pk not in after_ids]
    units = sorted(Unit.objects.filter(pk__in=leaving), key=lambda unit: unit.depth, reverse=True)
    for unit in units:
        _close(handover, unit, after_ids)


def _close(handover: Handover, unit: Unit, heir_ids: Sequence[int]) -> None:
    """The unit ends and lies, with its papers, below its first successor; the other successors read them too."""
    keeper = Unit.objects.filter(pk__in=heir_ids[:1]).first()
    day, journal = handover.act.effective_on.isoformat(), handover.journal
    unit = Unit.objects.get(pk=unit.pk)  # its path may be another by now
    journal.change(
        Unit,
        [
            (
                unit.pk,
                {"closed_on": None, "kept_by_id": None},
                {"closed_on": day, "kept_by_id": keeper.pk if keeper else None},
            )
        ],
    )
    if keeper:
        kept = Unit.objects.filter(kept_by=unit).values_list("pk", flat=True)
        journal.change(Unit, [(pk, {"kept_by_id": unit.pk}, {"kept_by_id": keeper.pk}) for pk in kept])
        if unit.parent_id != keeper.pk:
            journal.move([unit], keeper)
        path = Unit.objects.values_list("path", flat=True).get(pk=unit.pk)
        heirs = Unit.objects.filter(pk__in=heir_ids)
        journal.change(Unit, [row for heir in heirs for row in _inherit(heir, unit, path, is_keeper=heir == keeper)])
    record_change(
        unit,
        "Kết thúc hoạt động",
        before={"closed_on": None},
        after={"closed_on": day},
        **handover.history,
    )


def _inherit(heir: Unit, unit: Unit, path: str, *, is_keeper: bool) -> list[tuple[int, dict, dict]]:
    """Paths that the heir's people read from now on; what lies below a unit is read anyway."""
    gained = [*unit.inherits, *([] if is_keeper else [path])]
    paths = list(dict.fromkeys([*heir.inherits, *gained]))
    return [(heir.pk, {"inherits": heir.inherits}, {"inherits": paths})] if paths != heir.inherits else []
