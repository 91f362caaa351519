"""News that the units app tells upwards, always inside the transaction that made it true, and what it asks."""

from django.dispatch import Signal

# unit: it and all below lie in another place of the tree; their paths and branches are already new.
unit_moved = Signal()
# unit, closed_on: it is about to close; a receiver that still needs it open raises ValidationError.
unit_closing = Signal()
# unit, user: its page asks what the other apps know of it; a receiver answers a list of units.selectors.UnitFact.
unit_facts_asked = Signal()
