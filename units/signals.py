"""News that the units app tells upwards, always inside the transaction that made it true, and what it asks."""

from django.dispatch import Signal

# start, end: the units whose paths lie in this range (end left out) lie in another place of the tree; their paths and
# branches are already new.
units_moved = Signal()
# unit_ids: an act closes or splits these units; a receiver answers a list of HoldingGroup
# (units.services.reorganisations.handover), what they hold in its app and how it may pass on.
holdings_asked = Signal()
# handover: the act is carried out; a receiver passes on what the units hold in its app, through handover.journal.
handing_over = Signal()
# act, unit_ids, founded_ids, undone, now: the act was done, or was undone and the units it founded are about to go.
units_reorganised = Signal()
# The ledger is read whole: a receiver answers a list of units.services.ledger.Head, the heads that its app keeps.
heads_asked = Signal()
# unit, user: its page asks what the other apps know of it; a receiver answers a list of units.selectors.UnitFact.
unit_facts_asked = Signal()
