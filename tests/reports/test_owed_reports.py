"""The reports that a unit owes, in the order of its page."""

from datetime import date, timedelta

import pytest

from reports.models import Review, UnitReport
from reports.selectors.unit_reports import by_turn, owed_reports
from tests.factories import NOW, TODAY, make_period, make_report


@pytest.fixture
def report(plan, assignment, bloc):
    return make_report(make_period(plan), bloc.base_cell)


def test_owed_reports_show_what_waits_and_why_it_was_returned(plan, bloc, cast):
    def quarter(year, month, end):
        return make_period(plan, starts_on=date(year, month, 15), ends_on=end, due_on=end + timedelta(days=3))

    old = quarter(2026, 2, date(2026, 5, 14))
    past = quarter(2026, 5, date(2026, 8, 14))
    now = quarter(2026, 8, date(2026, 11, 14))
    make_report(old, bloc.base_cell, "accepted")
    returned = make_report(past, bloc.base_cell, "returned")
    Review.objects.create(report=returned, revision=1, decision="returned", reason="Thiếu số", at=NOW, by=cast.tracker)
    sent = make_report(now, bloc.base_cell, "sent")
    make_report(now, bloc.sibling)

    rows = owed_reports(bloc.base_cell, user=cast.secretary, today=TODAY)

    assert [(row.report, row.reason, row.days_left) for row in rows] == [(returned, "Thiếu số", -93), (sent, "", -1)]


def test_what_waits_now_comes_first_and_else_the_next_one(plan, bloc, cast):
    def period(starts, ends):
        return make_period(plan, starts_on=starts, ends_on=ends, due_on=ends + timedelta(days=3))

    sent = make_report(period(date(2026, 8, 15), date(2026, 10, 24)), bloc.base_cell, "sent")
    returned = make_report(period(date(2026, 10, 25), date(2026, 11, 14)), bloc.base_cell, "returned")
    coming = make_report(period(date(2026, 11, 15), date(2027, 1, 14)), bloc.base_cell)

    def shown():
        first, others = by_turn(owed_reports(bloc.base_cell, user=cast.secretary, today=TODAY))
        return [item.report for item in first], [item.report for item in others]

    assert shown() == ([returned], [sent, coming])
    UnitReport.objects.filter(pk=returned.pk).update(state="accepted")
    assert shown() == ([coming], [sent, returned])


def test_missing_is_only_what_is_expected_and_late(report, bloc, cast):
    [row] = owed_reports(bloc.base_cell, user=cast.secretary, today=date(2026, 11, 17))
    assert (row.is_missing, row.days_left) == (False, 0)

    [row] = owed_reports(bloc.base_cell, user=cast.secretary, today=TODAY)
    assert (row.is_missing, row.late_days) == (True, 1)

    UnitReport.objects.update(expected=False)
    [row] = owed_reports(bloc.base_cell, user=cast.secretary, today=TODAY)
    assert not row.is_missing
