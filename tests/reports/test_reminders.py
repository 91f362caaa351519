"""Reminders of period reports: due, then missing, until sent; one step after any silence."""

from datetime import timedelta

import pytest

from reports.services.periods import lock_period
from reports.services.reminders import owe_report_notices, settle_report_notices, step_of
from tasks.models import Notice
from tasks.services.digests import make_digests, send_digests
from tests.factories import NOW, TODAY, make_period, make_report
from units.selectors import get_office


def owe(today):
    return owe_report_notices(office=get_office(), today=today, now=NOW + (today - TODAY))


def standing():
    return sorted(Notice.objects.standing().values_list("person__username", "kind"))


@pytest.fixture
def period(plan):
    return make_period(plan, due_on=TODAY)


@pytest.fixture
def report(period, bloc, cast):
    return make_report(period, bloc.base_cell)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-3, ("report_due", "due")),
        (0, ("report_due", "due")),
        (1, ("report_missing", "missing:0")),
        (8, ("report_missing", "missing:1")),
    ],
)
def test_the_step_that_holds_today(days, step):
    assert step_of(TODAY, TODAY + timedelta(days=days), 7) == step


def test_a_report_due_soon_is_told_once(report):
    assert (owe(TODAY)["owed"], owe(TODAY)["owed"]) == (1, 0)
    assert standing() == [("bithu", "report_due")]


def test_a_missing_report_takes_the_place_of_the_earlier_step(report):
    owe(TODAY)
    owe(TODAY + timedelta(days=3))

    assert standing() == [("bithu", "report_missing")]


def test_weeks_without_a_sweep_leave_one_notice(report):
    owe(TODAY + timedelta(days=30))

    assert Notice.objects.count() == 1


def test_sent_excused_and_locked_reports_are_not_asked_for(plan, period, bloc, cast):
    make_report(period, bloc.base_cell, "sent")
    make_report(period, bloc.sibling, expected=False)
    locked = make_period(plan, kind="month", due_on=TODAY)
    make_report(locked, bloc.base_cell)
    lock_period(period=locked, by=cast.tracker, now=NOW)

    assert owe(TODAY + timedelta(days=3))["owed"] == 0


def test_locking_a_period_ends_its_reminders(period, report, cast):
    owe(TODAY)

    lock_period(period=period, by=cast.tracker, now=NOW)

    assert standing() == []


def test_a_report_sent_while_the_sweep_looked_is_not_reminded_of(report, plan, bloc, cast):
    """The notice was made after the unit had sent and settled: the next look ends it."""
    make_report(make_period(plan, kind="month", due_on=TODAY), bloc.base_cell)
    owe(TODAY)
    report.state, report.first_sent_at, report.sent_at, report.sent_by, report.on_time = (
        "sent",
        NOW,
        NOW,
        cast.secretary,
        True,
    )
    report.save()

    settled = [settle_report_notices(office=get_office(), today=TODAY, now=NOW) for _ in range(2)]

    assert (settled, standing()) == ([1, 0], [("bithu", "report_due")])


def test_a_mail_does_not_ask_for_what_was_sent_meanwhile(report, cast):
    owe(TODAY)
    make_digests(office=get_office(), now=NOW)
    report.expected = False
    report.save(update_fields=["expected"])

    assert send_digests(clock=lambda: NOW)["settled"] == 1


def test_one_broken_period_does_not_stop_the_rest(plan, period, report, bloc, monkeypatch):
    broken = make_period(plan, kind="month", due_on=TODAY)
    make_report(broken, bloc.base_cell)
    from reports.services import reminders

    whole = reminders._owe_for
    monkeypatch.setattr(reminders, "_owe_for", lambda row, *rest: 1 // (row.pk - broken.pk) and whole(row, *rest))

    assert owe(TODAY) == {"owed": 1, "failed": 1}


def test_queries_do_not_grow_with_the_reports(period, report, bloc, django_assert_num_queries):
    with django_assert_num_queries(10):
        owe(TODAY)
    make_report(period, bloc.sibling)
    make_report(period, bloc.committee)
    with django_assert_num_queries(10):
        owe(TODAY)
