"""WHO: people, units, who acts for which unit, and what was changed by whom."""

from units.models.changes import Change, LedgerEntry
from units.models.identities import Identity
from units.models.lists import ListUpload
from units.models.office import Office
from units.models.people import Membership, User
from units.models.reorganisations import Reorganisation, ReorganisedUnit
from units.models.tree import Unit

__all__ = [
    "Change",
    "Identity",
    "LedgerEntry",
    "ListUpload",
    "Membership",
    "Office",
    "Reorganisation",
    "ReorganisedUnit",
    "Unit",
    "User",
]
