"""Acts on the organisation in tests: prepared and confirmed in one step."""

from datetime import date
from typing import Any

from tests.factories import NOW, TODAY
from units.models import Reorganisation, Unit, User
from units.services.reorganisations.acts import confirm_act, prepare_act
from units.services.reorganisations.rules import Outcome


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
