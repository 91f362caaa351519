"""Who may do what, and where: the one table that every `visible_to` and every permission reads.

A membership places a person in a unit in a role. What the role may do, it may do either for that unit alone (OWN) or
in its whole sight (TREE): the unit, for a serving body the committee that it serves, and everything below as the tree
stands today. What stands not in the table is refused: nothing reaches up, sideways or to a unit left behind. A closed
unit keeps its place, so it stays in the sight of who saw it; one that has passed into another lies below that one, and
who sees another of its successors reads it as well (Unit.inherits, decision 17). Rules of the work, such as
"not in a locked period" or "no work for a closed unit", are the services' business.
Source: product.md, "Who uses it"; reliability.md, promise 4.
"""

from collections.abc import Mapping
from enum import StrEnum, auto

from django.db import models


class Role(models.TextChoices):
    SECRETARY = "secretary", "Bí thư, người báo cáo"
    DEPUTY = "deputy", "Phó bí thư"
    TRACKER = "tracker", "Ban Tuyên giáo, người theo dõi"
    STANDING = "standing", "Ban Thường vụ"
    INSPECTION = "inspection", "Ủy ban Kiểm tra"
    ADMINISTRATOR = "administrator", "Quản trị"


class Act(StrEnum):
    SEE = auto()  # the unit's work, reports, files and people
    REPORT = auto()  # log progress, ask for a later day, send the unit's report
    WATCH = auto()  # the board, drafts of plans, roll-ups: what speaks of all units of a committee
    TRACK = auto()  # confirm and send back, review, urge, answer extensions, prepare roll-ups
    DIRECT = auto()  # give directions
    ISSUE = auto()  # give a roll-up its number
    KEEP_PERIODS = auto()  # open, lock and unlock periods
    SET_UP = auto()  # import and edit plans, assign work
    ADMINISTER = auto()  # units, people and the office's settings
    AUDIT = auto()  # read the ledger of all acts


class Relation(StrEnum):
    """What a unit is, today, to the place from which a person acts: their unit, or the committee it serves."""

    OWN = auto()  # the person's own unit
    BELOW = auto()  # that place and all below it
    ABOVE = auto()
    SIBLING = auto()  # beside it or anywhere else in the tree
    FORMER = auto()  # where the person acted once, or what lay below once


Reach = frozenset[Relation]
OWN: Reach = frozenset({Relation.OWN})
TREE: Reach = frozenset({Relation.OWN, Relation.BELOW})

POLICY: Mapping[Role, Mapping[Act, Reach]] = {
    Role.SECRETARY: {Act.SEE: TREE, Act.REPORT: OWN},
    Role.DEPUTY: {Act.SEE: TREE, Act.REPORT: OWN},
    Role.TRACKER: {
        Act.SEE: TREE,
        Act.REPORT: OWN,
        Act.WATCH: TREE,
        Act.TRACK: TREE,
        Act.ISSUE: TREE,
        Act.KEEP_PERIODS: TREE,
    },
    Role.STANDING: {Act.SEE: TREE, Act.WATCH: TREE, Act.DIRECT: TREE, Act.ISSUE: TREE},
    Role.INSPECTION: {Act.SEE: TREE, Act.WATCH: TREE, Act.AUDIT: TREE},
    Role.ADMINISTRATOR: {
        Act.SEE: TREE,
        Act.WATCH: TREE,
        Act.KEEP_PERIODS: TREE,
        Act.SET_UP: TREE,
        Act.ADMINISTER: TREE,
        Act.AUDIT: TREE,
    },
}


def roles_that(act: Act) -> frozenset[Role]:
    """The roles that may do this somewhere."""
    return frozenset(role for role, acts in POLICY.items() if act in acts)


def allows(role: Role, act: Act, relation: Relation) -> bool:
    """Whether who holds the role may do it for a unit that stands so to theirs."""
    return relation in POLICY[role].get(act, frozenset())
