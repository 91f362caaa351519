"""What becomes of reports that are owed, begun or returned when an act closes the unit; what was sent stays."""

from datetime import date, timedelta

import pytest

from reports.models import UnitReport
from reports.services.periods import sync_expected_reports
from tests.conftest import Bloc, Cast
from tests.factories import NOW, make_assignment, make_line, make_period, make_report
from tests.units.reorganising import new, reorganise, to
from units.services.reorganisations.acts import undo_act

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
