"""What the policy says about a row of the matrix: told from units.policy and the tree, without asking the program."""

from dataclasses import dataclass
from typing import Self

from tests.access.world import World
from units.models import Membership, Unit
from units.policy import Act, Relation, Role, allows, roles_that

SIGNED_IN = "anyone"


@dataclass(frozen=True)
class Need:
    """One thing that a person must be allowed, and the answer to who is not.

    Written `act` (somewhere), `act@place` (for a unit of that place of the world), `is@person`; `/404` names the answer
    where it is not the usual one: what one does not see does not exist (404), all else is refused (403). Either of two
    is enough where they are joined by a comma.
    """

    act: Act | None
    place: str
    refusal: int
    other: Self | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        text, _, other = text.partition(",")
        words, _, refusal = text.partition("/")
        act, _, place = words.partition("@")
        usual = 404 if act == Act.SEE and place else 403
        return cls(None if act == "is" else Act(act), place, int(refusal or usual), cls.read(other) if other else None)

    def is_met(self, world: World, person: str) -> bool:
        if self.other and self.other.is_met(world, person):
            return True
        if self.act is None:
            return person == self.place
        held = [role for role in world.roles_of(person) if role.to_on is None]
        if not self.place:
            return any(role.role in roles_that(self.act) for role in held)
        return any(
            allowed(role, self.act, unit) for role in world.roles_of(person) for unit in world.places[self.place]
        )


def allowed(membership: Membership, act: Act, unit: Unit) -> bool:
    return allows(Role(membership.role), act, relation(membership, unit))


def relation(membership: Membership, unit: Unit) -> Relation:
    """What a unit is to the place from which somebody acts; a role that has ended leaves nothing but the past."""
    if membership.to_on:
        return Relation.FORMER
    own = membership.unit
    if unit == own:
        return Relation.OWN
    place = own.parent if own.serves and own.parent else own
    if place in [unit, *_above(unit)]:
        return Relation.BELOW
    return Relation.ABOVE if unit in _above(own) else Relation.SIBLING


def _above(unit: Unit) -> list[Unit]:
    return [unit.parent, *_above(unit.parent)] if unit.parent else []
