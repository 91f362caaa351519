"""Several people change the tree at once; each test runs in real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from tests.factories import NOW, make_unit
from units.models import Unit
from units.querysets import PATH_STEP
from units.services.tree import UnitFacts, create_unit, move_unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> None:
    """Run the acts in threads of their own, each with its own connection."""

    def run(act):
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def create(parent: Unit | None, code: str):
    facts = UnitFacts(code=code, name=code, kind="cell", opened_on=date(2026, 1, 1))
    return lambda: create_unit(parent=parent, facts=facts, by=None, now=NOW)


def test_units_made_at_once_get_different_paths():
    root = make_unit("DUK", "committee")

    at_once(*(create(root, f"CB{number}") for number in range(6)))

    assert sorted(root.children.values_list("path", flat=True)) == [f"00001{number:05}" for number in range(1, 7)]


def test_first_units_made_at_once_are_two_trees():
    at_once(create(None, "A"), create(None, "B"))

    assert sorted(Unit.objects.values_list("path", "depth")) == [("00001", 0), ("00002", 0)]


def test_units_made_while_their_branch_moves_go_with_it():
    root = make_unit("DUK", "committee")
    moving, target = make_unit("DB1", "base_committee", root), make_unit("DB2", "base_committee", root)

    at_once(
        *(create(moving, f"CB{number}") for number in range(3)),
        lambda: move_unit(unit=moving, parent=target, by=None, now=NOW),
        *(create(moving, f"CB{number}") for number in range(3, 6)),
    )

    for unit in Unit.objects.select_related("parent").exclude(parent=None):
        assert unit.path[:-PATH_STEP] == unit.parent.path
        assert unit.depth == unit.parent.depth + 1
