"""What a person does with an act: prepare it, look at what it would do, confirm it, take it back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import normalize
from units.models import Reorganisation, ReorganisedUnit, Unit, User
from units.permissions import require_reorganises
from units.services.changes import facts_of, record_change
from units.services.reorganisations.carrying import carry_out, parts_of, unit_of
from units.services.reorganisations.handover import HoldingGroup
from units.services.reorganisations.journal import Journal
from units.services.reorganisations.own import own_groups
from units.services.reorganisations.rules import WRITES, Outcome, check_act
from units.services.reorganisations.size import moved_many, moves_many
from units.services.tree import lock_tree
from units.signals import holdings_asked, units_reorganised

State = Reorganisation.State
Side = ReorganisedUnit.Side
FACTS = ("kind", "number", "decided_on", "effective_on", "state")
OPEN_STATES = (State.DRAFT, State.PLANNED)


@transaction.atomic
def prepare_act(
    *,
    act: Reorganisation | None = None,
    kind: str,
    number: str,
    decided_on: date,
    effective_on: date,
    reason: str = "",
    before: Sequence[Unit],
    outcomes: Sequence[Outcome],
    by: User,
    now: datetime,
) -> Reorganisation:
    """Write an act down, to be looked at before it is confirmed; or write another text of one that is not done.

    Takes: before: the units there are; outcomes: those after; who stands in both goes on, who only before closes.
    Errors: ValidationError; PermissionDenied where the person does not administer a unit or its place.
    """
    units = [*before, *(item.unit for item in outcomes if item.unit)]
    require_reorganises(by, units, places=[item.parent for item in outcomes if item.parent])
    check_act(kind=kind, before=before, outcomes=outcomes, day=effective_on)
    if act is None:
        act = Reorganisation()
    else:
        act = _locked(act, OPEN_STATES)
        act.units.all().delete()
        act.version += 1
    act.kind, act.number, act.reason = kind, " ".join(number.split()), reason.strip()
    act.decided_on, act.effective_on, act.state = decided_on, effective_on, State.DRAFT
    act.prepared_at, act.prepared_by, act.choices, act.problem = now, by, {}, ""
    act.full_clean()
    act.save()
    rows = [_standing(act, Side.BEFORE, position, unit) for position, unit in enumerate(before)]
    rows += [_outcome(act, position, item) for position, item in enumerate(outcomes)]
    for row in rows:
        row.clean_fields()
    ReorganisedUnit.objects.bulk_create(rows)
    record_change(act, "Soạn việc sắp xếp", by=by, now=now, after=facts_of(act, FACTS), reason=act.reason)
    return act


def _standing(act: Reorganisation, side: str, position: int, unit: Unit) -> ReorganisedUnit:
    return ReorganisedUnit(
        act=act,
        side=side,
        position=position,
        unit=unit,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        parent=unit.parent,
    )


def _outcome(act: Reorganisation, position: int, item: Outcome) -> ReorganisedUnit:
    if item.unit:
        row, names = _standing(act, Side.AFTER, position, item.unit), WRITES.get(act.kind, ())
    else:
        row = ReorganisedUnit(act=act, side=Side.AFTER, position=position)
        names = ("code", "name", "short_name", "kind", "parent")
    for name in names:
        value = getattr(item, name)
        setattr(row, name, " ".join(normalize(value).split()) if isinstance(value, str) else value)
    return row


def holdings_of(act: Reorganisation) -> list[HoldingGroup]:
    """What would pass on or end, from units and from every app above; empty where the act passes nothing on."""
    if not act.passes_on:
        return []
    unit_ids = [part.unit_id for part in act.units.all() if part.side == Side.BEFORE and part.unit_id]
    groups = own_groups(unit_ids, act.effective_on)
    answers = holdings_asked.send(sender=Reorganisation, unit_ids=unit_ids, heir_ids=_heir_ids(act))
    for _, answer in reversed(answers):  # the lower app first
        groups += answer
    return [group for group in groups if group.total]


def _heir_ids(act: Reorganisation) -> list[int]:
    return [part.unit_id for part in act.units.all() if part.side == Side.AFTER and part.unit_id]


@transaction.atomic
def confirm_act(
    *, act: Reorganisation, choices: Mapping[str, Mapping[str, str]], version: int, by: User, now: datetime
) -> Reorganisation:
    """The act takes effect on its day; where that has come, at once, or by the job where many units move.

    Takes: choices: by group and key, see Reorganisation.choices; what is left out goes the usual way.
    Errors: ValidationError; Conflict when somebody changed or confirmed it meanwhile; PermissionDenied.
    """
    act = _locked(act, OPEN_STATES)
    if act.version != version:
        raise Conflict(act, "Việc sắp xếp này vừa được người khác sửa.")
    require_acts(by, act)
    before, after = parts_of(act)
    outcomes = [_as_outcome(part) for part in after]
    check_act(kind=act.kind, before=[unit_of(part) for part in before], outcomes=outcomes, day=act.effective_on)
    was = facts_of(act, ["state"])
    act.choices, act.state, act.problem = {code: dict(chosen) for code, chosen in choices.items()}, State.PLANNED, ""
    act.version += 1
    act.save(update_fields=["choices", "state", "problem", "version"])
    record_change(act, "Xác nhận sắp xếp", by=by, now=now, before=was, after=facts_of(act, ["state"]))
    if act.effective_on > day_of(now) or moves_many(act):
        return act
    return carry_out(act=act, by=by, now=now)


def _as_outcome(part: ReorganisedUnit) -> Outcome:
    return Outcome(
        unit=part.unit, code=part.code, name=part.name, short_name=part.short_name, kind=part.kind, parent=part.parent
    )


@transaction.atomic
def undo_act(*, act: Reorganisation, by: User, now: datetime, reason: str = "") -> Reorganisation:
    """Take an act back: one that is not done yet is dropped, a done one is undone as long as nothing hangs on it.

    Where many units moved the job does it (units.services.reorganisations.due).
    Errors: ValidationError when something was changed since or a later act touches the same units; PermissionDenied.
    """
    lock_tree()
    act = _locked(act, (*OPEN_STATES, State.DONE))
    require_acts(by, act)
    if act.state != State.DONE:
        return _ended(act, State.UNDONE, "Hủy sắp xếp", by=by, now=now, reason=reason)
    _require_last(act)
    if moved_many(act):
        return _ended(act, State.UNDOING, "Yêu cầu hoàn tác sắp xếp", by=by, now=now, reason=reason)
    _take_back(act, now)
    return _ended(act, State.UNDONE, "Hủy sắp xếp", by=by, now=now, reason=reason)


@transaction.atomic
def finish_undoing(*, act: Reorganisation, now: datetime) -> Reorganisation:
    """Take back an act whose undoing a person asked for.

    Errors: ValidationError when something was changed since; Conflict when it was taken back meanwhile.
    """
    lock_tree()
    act = _locked(act, (State.UNDOING,))
    _require_last(act)
    _take_back(act, now)
    return _ended(act, State.UNDONE, "Hủy sắp xếp", by=None, now=now)


def _ended(
    act: Reorganisation, state: State, verb: str, *, by: User | None, now: datetime, reason: str = ""
) -> Reorganisation:
    was = facts_of(act, ["state"])
    act.state, act.undone_at, act.problem = state, now if state == State.UNDONE else None, ""
    act.version += 1
    act.save(update_fields=["state", "undone_at", "problem", "version"])
    record_change(act, verb, by=by, now=now, before=was, after=facts_of(act, ["state"]), reason=reason)
    return act


def _require_last(act: Reorganisation) -> None:
    units = act.units.filter(unit__isnull=False).values("unit")
    states = (State.DONE, State.UNDOING)
    later = ReorganisedUnit.objects.filter(unit__in=units, act__state__in=states, act__done_at__gte=act.done_at)
    if later.exclude(act=act).exists():
        raise ValidationError("Sau việc này, đơn vị đã được sắp xếp lần nữa; hãy hủy việc sau trước.")


def _take_back(act: Reorganisation, now: datetime) -> None:
    before, after = parts_of(act)
    unit_ids = {part.unit_id for part in [*before, *after] if part.unit_id}
    founded = sorted(unit_ids & {pk for entry in act.journal if entry["act"] == "found" for pk in entry["keys"]})
    Journal([entry for entry in act.journal if entry["act"] != "found"]).undo()
    units_reorganised.send(
        sender=Reorganisation, act=act, unit_ids=sorted(unit_ids), founded_ids=founded, undone=True, now=now
    )
    act.units.filter(side=Side.AFTER, unit__in=founded).update(unit=None)
    Unit.objects.filter(pk__in=founded).update(branch=None)  # a branch of its own would hold itself back
    Journal([{"act": "make", "model": "units.unit", "keys": founded}]).undo()


def require_acts(by: User, act: Reorganisation) -> None:
    """Whoever administers every unit of the act and its place."""
    parts = list(act.units.select_related("unit", "parent"))
    require_reorganises(by, [part.unit for part in parts if part.unit], places=[p.parent for p in parts if p.parent])


def _locked(act: Reorganisation, states: Sequence[Any]) -> Reorganisation:
    current = Reorganisation.objects.select_for_update().get(pk=act.pk)
    if current.state not in states:
        raise Conflict(current, "Việc sắp xếp này đã được người khác thực hiện hoặc hủy.")
    return current
