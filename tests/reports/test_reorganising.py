"""What becomes of reports that are owed, begun or returned when an act closes the unit; what was sent stays."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from reports.models import UnitReport
from reports.permissions import can_report
from reports.selectors.coverage import Coverage, coverage_of
from reports.selectors.look import Look
from reports.selectors.unit_reports import owed_reports
from reports.selectors.units import unit_rows, units_in_need, units_in_state
from reports.services.periods import sync_expected_reports
from reports.services.reviews import return_report
from tasks.models import Notice
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_assignment, make_line, make_period, make_report
from tests.units.reorganising import new, reorganise, to
from units.models import User
from units.services.reorganisations.acts import undo_act
from units.services.reorganisations.rules import Outcome

RUNNING = {"starts_on": date(2026, 11, 15), "ends_on": date(2027, 2, 14), "due_on": date(2027, 2, 16)}


@pytest.fixture
def period(plan):
    """A period whose reports are due now."""
    return make_period(plan)


def reports(period) -> list[tuple[str, str, bool]]:
    rows = UnitReport.objects.filter(period=period).order_by("unit__code")
    return list(rows.values_list("unit__code", "state", "expected"))


def test_an_owed_report_passes_to_a_new_unit(bloc: Bloc, cast: Cast, period):
    report = make_report(period, bloc.base_cell)

    reorganise("merge", [bloc.base_cell, bloc.youth], [new(bloc.root)], by=cast.administrator)

    report.refresh_from_db()
    assert (report.unit.code, report.branch.code, report.expected) == ("CB77", "CB77", True)


def test_where_both_owe_one_the_successor_owes_one(bloc: Bloc, cast: Cast, period):
    for unit in (bloc.base_cell, bloc.sibling):
        make_report(period, unit)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    assert reports(period) == [("CB02", "owed", False), ("CB03", "owed", True)]


def test_what_both_have_begun_becomes_one_draft(bloc: Bloc, cast: Cast, plan, period):
    work = make_assignment(plan.tasks.get(), bloc.base_cell)
    ours = make_report(period, bloc.base_cell, "draft", difficulties="Thiếu kinh phí.")
    theirs = make_report(period, bloc.sibling, "draft", difficulties="Ít người.")
    line = make_line(ours, work)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    theirs.refresh_from_db()
    line.refresh_from_db()
    assert theirs.difficulties == "Ít người.\nChi bộ Công ty Ánh Sáng: Thiếu kinh phí."
    assert line.report == theirs
    assert reports(period) == [("CB02", "draft", False), ("CB03", "draft", True)]


def test_what_was_begun_stays_readable_where_the_successor_has_sent(bloc: Bloc, cast: Cast, period):
    ours = make_report(period, bloc.base_cell, "draft", difficulties="Thiếu kinh phí.")
    theirs = make_report(period, bloc.sibling, "sent")

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.unit, ours.expected, theirs.difficulties, theirs.version) == (bloc.base_cell, False, "", 0)


def test_a_sent_report_keeps_its_unit_and_name(bloc: Bloc, cast: Cast, period):
    report = make_report(period, bloc.base_cell, "accepted")

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    report.refresh_from_db()
    assert (report.unit, report.unit_name, report.state) == (bloc.base_cell, "Chi bộ Công ty Ánh Sáng", "accepted")


def test_the_running_period_expects_the_successor(bloc: Bloc, cast: Cast, plan):
    make_assignment(plan.tasks.get(), bloc.base_cell)
    period = make_period(plan, name="Quý IV", **RUNNING)
    sync_expected_reports(period=period, now=NOW)

    reorganise("merge", [bloc.base_cell, bloc.youth], [new(bloc.root)], by=cast.administrator)

    assert reports(period) == [("CB77", "owed", True)]


def test_a_closed_unit_with_finished_work_is_not_asked(bloc: Bloc, cast: Cast, plan):
    done = {"state": "done", "declared_on": date(2026, 11, 1), "confirmed_at": NOW, "confirmed_by": cast.tracker}
    make_assignment(plan.tasks.get(), bloc.base_cell, due_on=date(2026, 11, 30), **done)
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=date(2026, 11, 10))

    period = make_period(plan, name="Quý IV", **RUNNING)
    sync_expected_reports(period=period, now=NOW)

    assert reports(period) == []


def test_a_locked_period_stays_as_it_is(bloc: Bloc, cast: Cast, plan):
    period = make_period(plan, locked_at=NOW, locked_by=cast.tracker)
    make_report(period, bloc.base_cell)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    assert reports(period) == [("CB02", "owed", True)]


def test_undone_the_reports_are_as_they_were(bloc: Bloc, cast: Cast, plan, period):
    make_assignment(plan.tasks.get(), bloc.base_cell)
    ours = make_report(period, bloc.base_cell, "draft", difficulties="Thiếu kinh phí.")
    make_report(period, bloc.sibling)
    make_line(ours, ours.period.plan.assignments.get())
    running = make_period(plan, name="Quý IV", **RUNNING)
    sync_expected_reports(period=running, now=NOW)

    def kept() -> list:
        rows = UnitReport.objects.filter(period__in=[period, running]).order_by("pk")
        return [*rows.values(), *(ours.lines.values())]

    before = kept()
    act = reorganise("merge", [bloc.base_cell, bloc.sibling], [new(bloc.root)], by=cast.administrator)
    assert kept() != before

    undo_act(act=act, by=cast.administrator, now=NOW + timedelta(hours=1))

    assert kept() == before


# --- By the name of then, or the unit of now ------------------------------------------------------------------------


def looks(cast: Cast, plan) -> tuple[Look, Look]:
    return Look(cast.tracker, plan), Look(cast.tracker, plan, as_now=True)


def listed(look: Look, period) -> list[tuple[str, str, int]]:
    ids = units_in_state(look, period, "", TODAY, 7)
    return [(row.name, row.report.state, row.counts.total) for row in unit_rows(look, period, ids[0:9], TODAY, 7)]


def test_totals_are_told_by_the_name_of_then_or_the_unit_of_now(bloc: Bloc, cast: Cast, plan, period):
    done = {"state": "done", "declared_on": TODAY, "confirmed_at": NOW, "confirmed_by": cast.tracker}
    make_assignment(plan.tasks.get(), bloc.base_cell, due_on=TODAY, **done)
    make_assignment(plan.tasks.get(), bloc.sibling)
    make_report(period, bloc.base_cell, "accepted")
    make_report(period, bloc.sibling, "sent")
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    then, now = looks(cast, plan)

    old, new_name = "Chi bộ Công ty Ánh Sáng", "Chi bộ Bảo tàng tỉnh"
    assert listed(then, period) == [(new_name, "sent", 1), (old, "accepted", 1)]
    assert listed(now, period) == [(new_name, "sent", 2)]
    assert coverage_of(then, period) == Coverage(expected=2, sent=2, on_time=2, waiting=1, accepted=1)
    assert coverage_of(now, period) == Coverage(expected=1, sent=1, on_time=1, waiting=1)


def test_a_unit_that_was_renamed_is_listed_as_it_reported(bloc: Bloc, cast: Cast, plan, period):
    make_assignment(plan.tasks.get(), bloc.sibling)
    make_report(period, bloc.sibling, "sent")
    outcome = Outcome(unit=bloc.sibling, name="Chi bộ Bảo tàng và Thư viện")
    reorganise("rename", [bloc.sibling], [outcome], by=cast.administrator)

    then, now = looks(cast, plan)

    assert [name for name, *_ in listed(then, period)] == ["Chi bộ Bảo tàng tỉnh"]
    assert [name for name, *_ in listed(now, period)] == ["Chi bộ Bảo tàng và Thư viện"]


def test_a_unit_of_now_is_late_where_one_that_passed_into_it_is(bloc: Bloc, cast: Cast, plan, period):
    make_report(period, bloc.sibling, "accepted")
    make_report(period, bloc.base_cell, "sent", on_time=False)
    make_report(period, bloc.youth, "returned", sent_by=cast.secretary)
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    _, now = looks(cast, plan)

    assert coverage_of(now, period) == Coverage(expected=2, sent=2, on_time=1, waiting=1, returned=1)
    assert units_in_need(now, period, TODAY)[0:9] == [bloc.youth.pk]
    assert units_in_state(now, period, "sent", TODAY, 7)[0:9] == [bloc.sibling.pk]


def test_the_switch_is_on_the_board_and_its_units(bloc: Bloc, cast: Cast, as_user, plan, period):
    make_report(period, bloc.base_cell, "accepted")
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    client = as_user(cast.tracker)

    pages = [client.get(reverse(f"reports:{name}") + "?units=now") for name in ("board", "board_units")]

    assert [[row.name for row in page.context["rows"]] for page in pages] == [[], ["Chi bộ Bảo tàng tỉnh"]]


def test_what_comes_back_of_a_closed_unit_is_the_successors_to_mend(bloc: Bloc, cast: Cast, plan, period):
    report = make_report(period, bloc.base_cell, "sent")
    make_line(report, make_assignment(plan.tasks.get(), bloc.base_cell))
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    report.refresh_from_db()

    return_report(report=report, reason="Thiếu số liệu.", by=cast.tracker, now=NOW)
    with time_machine.travel(NOW, tick=False):
        owed = owed_reports(bloc.sibling, user=User.objects.get(pk=cast.sibling_secretary.pk), today=TODAY)
        successor, other = (User.objects.get(pk=user.pk) for user in (cast.sibling_secretary, cast.committee_secretary))
        allowed = [can_report(user, report) for user in (successor, other)]

    assert (allowed, [item.report for item in owed if item.report.state == "returned"]) == ([True, False], [report])
    assert Notice.objects.filter(person=cast.sibling_secretary, kind="returned").exists()
