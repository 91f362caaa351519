"""Acts on the organisation in tests: prepared and confirmed in one step."""

from datetime import date, timedelta
from typing import Any

from tests.factories import NOW, TODAY
from units.models import Reorganisation, Unit, User
from units.services.reorganisations.acts import confirm_act, prepare_act
from units.services.reorganisations.rules import Outcome

TOMORROW = TODAY + timedelta(days=1)
State = Reorganisation.State


def reorganise(
    kind: str, before: list[Unit], outcomes: list[Outcome], *, by: User, on: date = TODAY, choices: Any = None, now=NOW
) -> Reorganisation:
    """An act of today, done at once, unless another day is given."""
    act = prepare_act(
        kind=kind,
        number="15-QĐ/ĐUK",
        decided_on=TODAY,
        effective_on=on,
        before=before,
        outcomes=outcomes,
        by=by,
        now=now,
    )
    return confirm_act(act=act, choices=choices or {}, version=act.version, by=by, now=now)


def to(unit: Unit) -> Outcome:
    return Outcome(unit=unit)


def new(parent: Unit, code: str = "CB77", name: str = "Chi bộ Hợp nhất", kind: str = "base_cell") -> Outcome:
    return Outcome(code=code, name=name, kind=kind, parent=parent)


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def unit_facts() -> list[tuple]:
    """All that is kept of units but the order of sisters, which a return to a place does not restore."""
    rows = Unit.objects.order_by("code").values_list(
        "code",
        "name",
        "short_name",
        "kind",
        "parent__code",
        "depth",
        "branch__code",
        "closed_on",
        "kept_by",
        "inherits",
    )
    return list(rows)
