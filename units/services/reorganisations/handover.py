"""What units hold when an act closes or splits them, and where each thing goes.

Units knows people and units below; what the apps above keep for a unit they tell when asked (units.signals).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from units.models import Reorganisation, Unit, User
from units.services.reorganisations.journal import Journal

END = "end"  # the choice that a thing does not pass on
ALL = "all"  # the choice for all things of a group


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One thing that a unit holds. Takes: note: what a person should know before choosing."""

    pk: int
    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HoldingGroup:
    """Things of one sort. Takes: code: names it in Reorganisation.choices; end: what not passing on means, or empty
    where everything must go somewhere; items: at most SHOWN of them; total: how many there are.
    """

    code: str
    title: str
    end: str = ""
    items: list[Holding] = field(default_factory=list)
    total: int = 0


SHOWN = 100  # of a group one by one; the others follow the choice for the group


@dataclass(kw_only=True)
class Handover:
    """An act while it is carried out. `heirs` are the units after, by the key of their row as choices name them."""

    act: Reorganisation
    unit_ids: Collection[int]
    staying_ids: Collection[int]
    heirs: Mapping[str, Unit]
    journal: Journal
    by: User
    now: datetime
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def history(self) -> dict[str, Any]:
        """What every entry of the history says of the act."""
        return {"by": self.by, "now": self.now, "reason": str(self.act)}

    @property
    def heir_ids(self) -> list[int]:
        return [unit.pk for unit in self.heirs.values()]

    def heir(self, code: str, pk: int, unit_id: int | None) -> int | None:
        """The unit that has the thing from now on; None where it ends. What stays is with its own unit.

        A person's choice goes first; else a unit that goes on keeps its own, and the first unit after takes the rest.
        """
        chosen: dict[str, Any] = self.act.choices.get(code, {})
        choice = chosen.get(str(pk)) or chosen.get(ALL)
        if choice == END:
            return None
        if heir := self.heirs.get(str(choice)):
            return heir.pk
        if unit_id in self.staying_ids:
            return unit_id
        return next(iter(self.heir_ids), None)
