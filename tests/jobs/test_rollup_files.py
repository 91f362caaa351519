"""Issuing under many hands at once: two people press, two workers build, somebody takes it back; one result."""

import pytest
from django.core.exceptions import ValidationError

from kehoach.lib.conflicts import Conflict
from reports.models import Rollup, RollupBuild, RollupFile
from reports.services.rollup_builds import build_owed_files
from reports.services.rollup_issue import issue_rollup, take_back_issue
from reports.services.rollups import compile_rollup
from tests.factories import NOW, SIGNING, TODAY, make_assignment, make_line, make_period, make_report
from tests.jobs.test_side_by_side import at_once
from units.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(plan, bloc, cast):
    period = make_period(plan)
    report = make_report(period, bloc.base_cell, "accepted")
    make_line(report, make_assignment(plan.tasks.get(), bloc.base_cell))
    return compile_rollup(period=period, by=cast.tracker, now=NOW)


def press(draft, by, refused):
    """Press the button of the page that was opened when the draft stood as it now stands."""
    rollup = Rollup.objects.get(pk=draft.pk)

    def act():
        try:
            issue_rollup(
                rollup=rollup, version=rollup.version, number=1, issued_on=TODAY, signing=SIGNING, by=by, now=NOW
            )
        except (ValidationError, Conflict) as error:
            refused.append(error)

    return act


def build():
    build_owed_files(clock=lambda: NOW)


def test_two_people_and_two_workers_issue_once(draft, cast):
    refused = []

    at_once(press(draft, cast.tracker, refused), press(draft, cast.standing, refused), build, build)
    at_once(build, build)

    assert len(refused) == 1
    assert Rollup.objects.values_list("state", "number").get() == ("issued", 1)
    assert RollupFile.objects.count() == 2
    assert not RollupBuild.objects.exists()
    assert Change.objects.filter(verb="Ban hành").count() == 1


def test_taken_back_and_built_at_once_it_is_one_or_the_other(draft, cast):
    press(draft, cast.tracker, [])()
    refused = []

    def take_back():
        try:
            take_back_issue(rollup=Rollup.objects.get(pk=draft.pk), by=cast.tracker, now=NOW)
        except ValidationError as error:
            refused.append(error)

    at_once(build, take_back, build)

    rollup = Rollup.objects.get()
    assert (rollup.state, rollup.number, rollup.files.count()) == (("issued", 1, 2) if refused else ("draft", None, 0))
    assert not RollupBuild.objects.exists()
