"""Whether an act is too large for a page to wait for it."""

from collections.abc import Iterable

from units.models import Reorganisation, ReorganisedUnit, Unit
from units.querysets import below_any

AT_ONCE = 500  # units that move with all their work; these take about half a second


def moves_many(act: Reorganisation) -> bool:
    """Whether carrying it out moves more than AT_ONCE units. Queries: 2."""
    if not (act.passes_on or act.kind == Reorganisation.Kind.TRANSFER):
        return False
    before = act.units.filter(side=ReorganisedUnit.Side.BEFORE)
    return _are_many(before.values_list("unit__path", flat=True))


def moved_many(act: Reorganisation) -> bool:
    """Whether taking it back moves more than AT_ONCE units. Queries: at most 2."""
    keys = [pk for entry in act.journal if entry["act"] == "move" for pk in entry["keys"]]
    return len(keys) > AT_ONCE or _are_many(Unit.objects.filter(pk__in=keys).values_list("path", flat=True))


def _are_many(paths: Iterable[str]) -> bool:
    """Counted no further than needed."""
    return Unit.objects.filter(below_any(paths)).order_by()[: AT_ONCE + 1].count() > AT_ONCE
