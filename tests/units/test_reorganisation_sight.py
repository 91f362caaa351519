"""Who reads what a closed unit left, also when its successors are reorganised in their turn."""

from datetime import datetime, timedelta

import pytest
import time_machine

from tests.conftest import Bloc, Cast
from tests.factories import NOW, make_user
from tests.units.reorganising import fresh, new, reorganise, to, unit_facts
from units.models import Membership, Reorganisation, Unit, User
from units.querysets import scope_of
from units.selectors import life_of
from units.services.reorganisations.acts import undo_act
from units.services.reorganisations.rules import Outcome


def sees(user, unit: Unit) -> bool:
    user = type(user).objects.get(pk=user.pk)
    return Unit.objects.visible_to(user).filter(pk=unit.pk).exists()


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_successor_and_those_above_read_it_and_nobody_else(bloc: Bloc, cast: Cast):
    reorganise("merge", [bloc.cell], [to(bloc.sibling)], by=cast.administrator)

    seen = {name: sees(getattr(cast, name), bloc.cell) for name in ("sibling_secretary", "tracker", "inspector")}
    unseen = {name: sees(getattr(cast, name), bloc.cell) for name in ("secretary", "committee_secretary", "stranger")}
    assert (set(seen.values()), set(unseen.values())) == ({True}, {False})


def test_both_successors_of_a_split_read_it_also_after_a_move(bloc: Bloc, cast: Cast):
    reorganise(
        "split",
        [bloc.base_cell],
        [new(bloc.root, "CB81", "Chi bộ Một"), new(bloc.root, "CB82", "Chi bộ Hai")],
        by=cast.administrator,
    )
    keeper, other = Unit.objects.get(code="CB81"), Unit.objects.get(code="CB82")
    reorganise("transfer", [keeper], [Outcome(unit=keeper, parent=bloc.committee)], by=cast.administrator)
    people = [make_user("mot", keeper), make_user("hai", other), cast.sibling_secretary]

    assert [sees(person, bloc.base_cell) for person in people] == [True, True, False]
    assert scope_of(people[1]).own_unit_ids == {other.pk}


def test_a_second_successor_that_is_merged_hands_its_sight_on_and_gets_it_back(bloc: Bloc, cast: Cast):
    """Whoever comes after the second successor reads what it read; undone, it is the second successor again."""
    _, second = split(bloc, by=cast.administrator)
    people = [make_user("hai", second), cast.sibling_secretary, cast.committee_secretary]

    act = reorganise("merge", [second], [to(bloc.sibling)], by=cast.administrator, now=later(1))
    assert [sees(person, bloc.base_cell) for person in people] == [True, True, False]  # who acts goes with the unit
    assert lives(bloc.sibling, cast.tracker) == ["merge"]

    undo_act(act=act, by=cast.administrator, now=later(2))
    assert [sees(person, bloc.base_cell) for person in people] == [True, False, False]


def test_a_second_successor_that_is_split_leaves_its_sight_to_both(bloc: Bloc, cast: Cast):
    _, second = split(bloc, by=cast.administrator)
    parts = [new(bloc.root, "CB83", "Chi bộ Ba"), new(bloc.committee, "CB84", "Chi bộ Bốn")]

    act = reorganise("split", [second], parts, by=cast.administrator, now=later(1))
    people = [make_user(code, Unit.objects.get(code=code)) for code in ("CB83", "CB84")]
    above = [cast.committee_secretary, cast.sibling_secretary]
    assert [sees(person, bloc.base_cell) for person in [*people, *above]] == [True, True, True, False]

    Membership.objects.filter(user__in=people).delete()
    undo_act(act=act, by=cast.administrator, now=later(2))
    assert [sees(person, bloc.base_cell) for person in [make_user("hai", second), *above]] == [True, False, False]


def test_sight_goes_with_the_split_that_gave_it(bloc: Bloc, cast: Cast):
    before = unit_facts()
    act = prepared_split(bloc, by=cast.administrator)

    undo_act(act=act, by=cast.administrator, now=later(1))

    assert unit_facts() == before
    assert sees(cast.secretary, bloc.base_cell)
    assert Unit.objects.exclude(inherits=[]).count() == 0


def prepared_split(bloc: Bloc, *, by: User) -> Reorganisation:
    parts = [new(bloc.root, "CB81", "Chi bộ Một"), new(bloc.root, "CB82", "Chi bộ Hai")]
    return reorganise("split", [bloc.base_cell], parts, by=by)


def split(bloc: Bloc, *, by: User) -> list[Unit]:
    """The base cell ends; gives its two successors, the keeper first."""
    prepared_split(bloc, by=by)
    return [Unit.objects.get(code=code) for code in ("CB81", "CB82")]


def later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def lives(unit: Unit, reader: User) -> list[str]:
    """The acts on the timeline of the unit."""
    return [entry.act.kind for entry in life_of(fresh(unit), reader, planned=False)]
