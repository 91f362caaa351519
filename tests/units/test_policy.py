"""The policy table: what a role may do, where, and that a right from one place gives none at another."""

from datetime import date

import pytest

from reports import permissions as report_permissions
from tasks import permissions as task_permissions
from tasks.models import Plan
from tests.factories import make_plan, make_user
from units.models import Membership, User
from units.policy import OWN, POLICY, TREE, Act, Role, roles_that
from units.querysets import Scope, scope_of


def also(user: User, unit, role: str) -> User:
    """The person with one more place, as the next request would read them."""
    Membership.objects.create(user=user, unit=unit, role=role, from_on=date(2026, 1, 1))
    return User.objects.get(pk=user.pk)


def test_every_role_has_its_row():
    assert set(POLICY) == set(Role) == set(Membership.Role)
    assert all(acts[Act.SEE] == TREE for acts in POLICY.values())


def test_inspection_only_looks():
    assert POLICY[Role.INSPECTION] == dict.fromkeys((Act.SEE, Act.WATCH, Act.AUDIT), TREE)


def test_only_reporting_is_for_the_unit_alone():
    """The scope keeps the units of that act by number, those of the others as subtrees."""
    own = {act for acts in POLICY.values() for act, reach in acts.items() if reach == OWN}
    assert own == {Act.REPORT}
    assert roles_that(Act.REPORT) == {Role.SECRETARY, Role.DEPUTY, Role.TRACKER}


def test_nobody_without_a_place_may_do_anything(cast):
    assert scope_of(cast.stranger) == Scope()
    assert not any(scope_of(cast.stranger).may_somewhere(act) for act in Act)


def test_reporting_does_not_reach_the_cells_below(cast, bloc):
    scope = scope_of(cast.committee_secretary)
    assert scope.own_unit_ids == {bloc.committee.pk}
    assert scope.paths() == (bloc.committee.path,)


@pytest.fixture
def above(bloc) -> Plan:
    return make_plan(bloc.root)


def test_tracking_below_gives_no_tracking_above(bloc, above):
    """A member of the Standing Committee above who tracks the plans of a committee below."""
    person = also(make_user("hainoi", bloc.standing, "standing"), bloc.committee, "tracker")
    below = make_plan(bloc.committee)

    assert task_permissions.tracks(person, below)
    assert not task_permissions.tracks(person, above)
    assert report_permissions.directs(person, above)
    assert report_permissions.directs(person, below)
    assert not report_permissions.manages_periods(person, above)


def test_administering_below_sets_nothing_up_above(bloc):
    """Who inspects the whole tree and administers one committee sets up plans of that committee alone."""
    person = also(make_user("hainoi", bloc.inspection, "inspection"), bloc.committee, "administrator")

    assert task_permissions.can_set_up_for(person, bloc.committee)
    assert not task_permissions.can_set_up_for(person, bloc.root)


def test_watching_below_shows_no_plan_that_is_not_given_above(bloc, above):
    """A secretary of the top committee who tracks one below: plans above that give no work stay closed."""
    person = also(make_user("hainoi", bloc.root), bloc.committee, "tracker")
    below = make_plan(bloc.committee)
    scope = scope_of(person)

    assert scope.may(Act.SEE, bloc.root.path)
    assert not scope.may(Act.WATCH, bloc.root.path)
    assert scope.paths(Act.WATCH) == (bloc.committee.path,)
    assert list(Plan.objects.visible_to(person)) == [below]
