"""Who the names in a document mean, as far as the register says it for certain."""

from collections.abc import Iterable, Iterator
from typing import Any

from tasks.importing import KnownUnit, Proposal
from tasks.importing.bodies import Register
from tasks.importing.collectives import is_collective, is_vague, kinds_named
from tasks.importing.corrections import walk
from tasks.importing.proposal import Assignee
from units.models import Change, Unit

Meanings = dict[str, dict[str, Any]]


def read_meanings(proposal: Proposal, issuer: Unit) -> Meanings:
    """What the importer was certain of; a name it was not certain of is left for a person to decide."""
    return _certain(assignees_of(proposal), issuer)


def recognise(names: Iterable[str], issuer: Unit) -> Meanings:
    """What the register says of names typed by a person. Queries: 2."""
    register = Register(known_units(issuer), issuer.name)
    typed = [
        Assignee(name, "implement", True)
        if is_collective(name)
        else Assignee(name, "implement", False, register.code(name))
        for name in names
    ]
    return _certain(typed, issuer)


def names_in(proposal: Proposal) -> dict[str, int]:
    """Every name with the number of tasks it stands in, in the document's order."""
    counts: dict[str, int] = {}
    for _, item in walk(proposal):
        for each in item.assignees if item.is_task else ():
            counts[each.name] = counts.get(each.name, 0) + 1
    return counts


def known_units(issuer: Unit) -> list[KnownUnit]:
    """The units that a plan of this committee may name: itself and those below it. Queries: 2."""
    rows = Unit.objects.below(issuer.path).filter(closed_on=None).order_by("depth", "path")
    former = _former_names(issuer)
    return [
        KnownUnit(code, name, short_name, tuple(aliases), kind, tuple(former.get(pk, ())))
        for pk, code, name, short_name, aliases, kind in rows.values_list(
            "pk", "code", "name", "short_name", "aliases", "kind"
        )
    ]


def _former_names(issuer: Unit) -> dict[int, list[str]]:
    """The names that units bore before, by unit. Queries: 1."""
    below = Unit.objects.below(issuer.path).filter(closed_on=None).values("pk")
    changes = Change.objects.filter(subject=Unit._meta.label_lower, subject_id__in=below, before__has_key="name")
    names: dict[int, list[str]] = {}
    for pk, before in changes.order_by("pk").values_list("subject_id", "before"):
        names.setdefault(pk, []).append(before["name"])
    return names


def assignees_of(proposal: Proposal) -> Iterator[Assignee]:
    for _, item in walk(proposal):
        yield from item.assignees


def _certain(assignees: Iterable[Assignee], issuer: Unit) -> Meanings:
    """A unit, some kinds of units, or nobody for "các cơ quan có liên quan"; anything else is left out."""
    found: Meanings = {}
    for each in assignees:
        if each.unit:
            found[each.name] = {"unit": each.unit}
        elif each.collective and is_vague(each.name):
            found[each.name] = {}
        elif each.collective and (kinds := kinds_named(each.name)):
            found[each.name] = {"place": issuer.code, "kinds": kinds}
    return found
