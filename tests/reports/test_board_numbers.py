"""The board's figures against a hand-made office, and the tallies against the rows."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.selectors.board import board_of, progress_by_task
from reports.selectors.counts import PARTS, Counts, count_assignments, count_rows
from reports.selectors.coverage import Coverage, coverage_by_period, coverage_of
from reports.selectors.look import Look, default_period
from reports.selectors.picture import ranking_of, trend_of
from reports.selectors.standing import grouped, standing_of, unit_assignments
from reports.selectors.units import owed_by, unit_rows, units_in_need, units_in_state
from tasks.models import Assignment
from tasks.services.tallies import rebuild_tallies
from tests.factories import NOW, TODAY, make_assignment, make_period, make_report, make_task, make_unit, make_user

SOON = 7
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def done(by, on, **fields):
    return {"state": "done", "declared_on": on, "confirmed_at": NOW, "confirmed_by": by, **fields}


@pytest.fixture
def office(plan, bloc, cast):
    """Eleven assignments of three tasks, one of each standing."""
    first = plan.tasks.get()
    second, third = make_task(plan, "Bồi dưỡng cán bộ"), make_task(plan, "Xây dựng mô hình")
    tracker = cast.tracker
    make_assignment(first, bloc.committee, due_on=TODAY, **done(tracker, TODAY))
    make_assignment(first, bloc.cell, due_on=YESTERDAY, **done(tracker, TODAY), percent=100)
    make_assignment(first, bloc.base_cell, due_on=date(2026, 12, 31), percent=40, state="in_progress")
    make_assignment(first, bloc.sibling, due_on=YESTERDAY, percent=20, state="in_progress")
    make_assignment(second, bloc.committee, due_on=TODAY + timedelta(days=7))
    make_assignment(second, bloc.base_cell, due_on=date(2026, 10, 30), state="paused")
    make_assignment(second, bloc.sibling, due_on=YESTERDAY, state="awaiting", declared_on=TODAY)
    make_assignment(second, bloc.youth, due_on=TODAY)
    make_assignment(third, bloc.cell, percent=0)
    make_assignment(third, bloc.base_cell, **done(tracker, TODAY), percent=100)
    make_assignment(third, bloc.youth, state="awaiting", declared_on=TODAY)
    make_assignment(third, bloc.sibling, due_on=YESTERDAY, ended_on=TODAY)
    rebuild_tallies([plan.pk])
    return plan


EXPECTED = Counts(
    done_on_time=1,
    done_late=1,
    in_term=3,
    due_soon=2,
    overdue=2,
    awaiting=2,
    routine=2,
    routine_done=1,
    dated=8,
    total=11,
    percent_sum=260,
    percent_count=5,
)


def test_counts_equal_the_hand_made_office(office, cast):
    assert count_assignments(Look(cast.tracker, office), TODAY, SOON) == EXPECTED
    assert sum(getattr(EXPECTED, code) for code, _ in PARTS) == EXPECTED.total


def test_tallies_answer_for_plan_and_branch_and_rows_answer_alike(office, cast, bloc):
    for branch in (None, bloc.committee, bloc.sibling):
        look = Look(cast.tracker, office, branch=branch)
        assert look.tallies() is not None
        assert count_assignments(look, TODAY, SOON) == count_rows(look.assignments(), TODAY, SOON)


def test_kind_is_asked_of_the_rows_and_a_section_is_counted_alike(office, cast):
    look = Look(cast.tracker, office, kind="mass")
    assert look.tallies() is None
    assert count_assignments(look, TODAY, SOON) == Counts(in_term=1, due_soon=1, awaiting=1, dated=1, total=2)
    look = Look(cast.tracker, office, section=office.sections.get())
    assert count_assignments(look, TODAY, SOON) == count_rows(look.assignments(), TODAY, SOON)


def test_counts_do_not_need_anything_to_change_at_midnight(office, cast):
    later = count_assignments(Look(cast.tracker, office), date(2027, 1, 1), SOON)
    assert (later.overdue, later.in_term, later.due_soon) == (5, 0, 0)


def test_rates_leave_work_in_term_out_and_say_nothing_of_nothing():
    counts = Counts(done_on_time=14068, done_late=1983, in_term=5640, overdue=223, dated=21914, total=21914)
    assert round(counts.completion_rate, 2) == 98.63  # the government's own figures of 2017
    assert round(counts.share, 2) == 73.25
    assert (Counts(routine=4, total=4).completion_rate, Counts().share, Counts().mean_percent) == (None, None, None)


STATES = st.sampled_from(["not_started", "in_progress", "paused", "awaiting", "done"])
DAYS = st.sampled_from([None, *(TODAY + timedelta(days=step) for step in (-30, -1, 0, 1, 7, 8))])
ROWS = st.lists(st.tuples(STATES, DAYS, st.sampled_from([-31, -1, 0]), st.none() | st.integers(0, 100)), max_size=9)


@given(rows=ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_office_is_counted_alike_by_tallies_rows_and_buckets(rows, plan, cast, bloc):
    Assignment.objects.all().delete()
    units = [bloc.committee, bloc.cell, bloc.base_cell, bloc.sibling, bloc.youth]
    tasks = [plan.tasks.first(), plan.tasks.filter(position=2).first() or make_task(plan)]
    made = []
    for (task, unit), (state, due_on, declared, percent) in zip(product(tasks, units), rows, strict=False):
        fields = {"state": state, "due_on": due_on, "percent": percent}
        if state in ("awaiting", "done"):
            fields["declared_on"] = TODAY + timedelta(days=declared)
        if state == "done":
            fields |= {"confirmed_at": NOW, "confirmed_by": cast.tracker}
        made.append(make_assignment(task, unit, **fields))
    look = Look(cast.tracker, plan)

    counts = count_assignments(look, TODAY, SOON)

    assert counts == count_rows(look.assignments(), TODAY, SOON)
    buckets = Counter(row.bucket(TODAY, SOON) for row in made)
    assert counts.in_term == buckets["in_term"] + buckets["due_soon"]
    assert counts.done == buckets["done_on_time"] + buckets["done_late"] - counts.routine_done
    assert counts.routine == buckets["routine"] + counts.routine_done
    assert [counts.due_soon, counts.overdue, counts.awaiting, counts.done_late] == [
        buckets[name] for name in ("due_soon", "overdue", "awaiting", "done_late")
    ]
    listed = {row.pk: row.part for unit in units for row in unit_assignments(look, unit, TODAY, SOON)}
    assert listed == {row.pk: row.bucket(TODAY, SOON) for row in made}


# --- Coverage ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def period(office, bloc, cast):
    """Five expected, one more sends without having to; three are sent, one of them late, one returned."""
    period = make_period(office)
    make_report(period, bloc.base_cell, "accepted")
    make_report(period, bloc.sibling, "returned", on_time=False)
    make_report(period, bloc.committee, "sent")
    make_report(period, bloc.cell, "draft")
    make_report(period, bloc.youth)
    make_report(period, bloc.other_cell, "sent", expected=False, sent_by=cast.cell_secretary)
    return period


def test_coverage_counts_expected_units_only(office, period, cast):
    coverage = coverage_of(Look(cast.tracker, office), period)
    assert coverage == Coverage(expected=5, sent=3, on_time=2, waiting=1, accepted=1, returned=1, extra=1)
    assert (coverage.late, coverage.not_sent, coverage.sent_rate, coverage.on_time_rate) == (1, 2, 60, 40)
    assert sum(part["count"] for part in coverage.parts) == coverage.expected
    assert Coverage().sent_rate is None


def test_coverage_by_branch_and_kind(office, period, cast, bloc):
    branch = Look(cast.tracker, office, branch=bloc.committee)
    assert coverage_by_period(branch, [period]) == {
        period.pk: Coverage(expected=2, sent=1, on_time=1, waiting=1, extra=1)
    }
    mass = Look(cast.tracker, office, kind="mass")
    assert coverage_of(mass, period) == Coverage(expected=1)


def test_scope_leaves_siblings_out_of_every_figure(office, period, cast, bloc):
    board = board_of(Look(cast.committee_secretary, office), period, TODAY, SOON)
    assert (board.counts.total, board.counts.done, board.counts.overdue) == (4, 2, 0)
    assert board.coverage == Coverage(expected=2, sent=1, on_time=1, waiting=1, extra=1)
    cell = Look(cast.cell_secretary, office)
    assert cell.tallies() is None  # a scope inside a branch: its tally speaks of the sisters too
    assert count_assignments(cell, TODAY, SOON).total == 2
    assert count_assignments(Look(cast.stranger, office), TODAY, SOON) == Counts()
    assert coverage_of(Look(cast.stranger, office), period) == Coverage()


def test_default_period_is_the_latest_past_its_cut_off(office, period):
    running = make_period(office, starts_on=date(2026, 11, 15), ends_on=date(2027, 2, 14), due_on=date(2027, 2, 17))
    periods = [running, period]
    assert default_period(periods, TODAY) == period
    assert default_period(periods, period.ends_on) == period  # nothing past: the one that runs
    assert default_period(periods, date(2027, 3, 1)) == running
    assert default_period([], TODAY) is None


# --- Units and tasks --------------------------------------------------------------------------------------------------


def test_units_in_need_are_late_ones_first_then_missing_and_returned(office, period, cast, bloc):
    look = Look(cast.tracker, office)
    ids = units_in_need(look, period, TODAY)
    assert ids[0:10] == [bloc.base_cell.pk, bloc.sibling.pk, bloc.cell.pk, bloc.youth.pk]
    assert len(ids) == 4
    assert ids[1:3] == [bloc.sibling.pk, bloc.cell.pk]
    assert [ids[2:3], ids[3:9], ids[4:9]] == [[bloc.cell.pk], [bloc.youth.pk], []]
    assert units_in_need(look, period, period.ends_on)[0:9] == [bloc.base_cell.pk]  # nothing is owed before the cut-off


def test_unit_rows_carry_lateness_report_and_urges(office, period, cast, bloc, django_assert_num_queries):
    look = Look(cast.tracker, office)
    look.assignments()  # reads the scope
    with django_assert_num_queries(4):
        rows = unit_rows(look, period, [bloc.base_cell.pk, bloc.youth.pk], TODAY, SOON)
    assert [(row.unit, row.counts.overdue, row.days_late, row.report.state, row.urges) for row in rows] == [
        (bloc.base_cell, 1, 19, "accepted", 0),
        (bloc.youth, 0, 0, "owed", 0),
    ]
    with django_assert_num_queries(4):
        assert len(unit_rows(look, period, [bloc.base_cell.pk], TODAY, SOON)) == 1


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("", ["committee", "cell", "base_cell", "sibling", "youth"]),
        ("overdue", ["base_cell", "sibling"]),
        ("due_soon", ["youth", "committee"]),
        ("awaiting", ["sibling", "youth"]),
        ("missing", ["cell", "youth"]),
        ("returned", ["sibling"]),
        ("sent", ["committee", "other_cell"]),
    ],
)
def test_units_in_one_state(office, period, cast, bloc, state, names):
    ids = units_in_state(Look(cast.tracker, office), period, state, TODAY, SOON)
    assert sorted(ids[0:20]) == sorted(getattr(bloc, name).pk for name in names)
    assert len(ids) == len(names)


def test_progress_by_task_is_in_the_plans_order_and_shows_tasks_of_nobody(office, cast, django_assert_num_queries):
    make_task(office, "Chưa giao cho ai")
    look = Look(cast.tracker, office)
    look.assignments()
    with django_assert_num_queries(2):
        sections = progress_by_task(look, TODAY, SOON)
    assert [(row.task.label, row.counts.total, row.counts.overdue) for row in sections[0].rows] == [
        ("1", 4, 1),
        ("2", 4, 1),
        ("3", 3, 0),
        ("4", 0, 0),
    ]


def test_owed_names_late_work_and_reports_in_words(office, period, bloc, django_assert_num_queries):
    with django_assert_num_queries(2):
        owed = owed_by(office, [bloc.base_cell.pk, bloc.sibling.pk, bloc.youth.pk, bloc.committee.pk], TODAY)
        lines = {pk: item.lines(TODAY) for pk, item in owed.items()}
    assert lines == {
        bloc.base_cell.pk: ["II.2. Bồi dưỡng cán bộ: hạn 30/10/2026, quá 19 ngày."],
        bloc.sibling.pk: [
            "Báo cáo Quý thử nghiệm: bị trả lại, chưa gửi lại.",
            "II.1. Tuyên truyền về hợp tác xã kiểu mới: hạn 17/11/2026, quá 1 ngày.",
        ],
        bloc.youth.pk: ["Báo cáo Quý thử nghiệm: hạn gửi 17/11/2026, chậm 1 ngày."],
        bloc.committee.pk: [],
    }


def test_a_long_list_of_late_work_is_cut_with_its_number(plan, bloc):
    for number in range(12):
        make_assignment(make_task(plan, f"Việc {number}"), bloc.sibling, due_on=YESTERDAY)
    owed = owed_by(plan, [bloc.sibling.pk], TODAY)[bloc.sibling.pk]
    assert len(owed.lines(TODAY)) == 11
    assert owed.lines(TODAY)[-1] == "Và 2 việc quá hạn khác."


def test_standing_of_a_unit(office, period, cast, bloc, django_assert_num_queries):
    look = Look(cast.tracker, office)
    look.assignments()
    with django_assert_num_queries(5):
        standing = standing_of(look, bloc.base_cell, TODAY, SOON)
    assert (standing.counts.total, standing.counts.overdue, standing.urges) == (3, 1, 0)
    assert [report.state for report in standing.reports] == ["accepted"]
    groups = grouped(unit_assignments(look, bloc.base_cell, TODAY, SOON), TODAY)
    assert [(group.label, [days for _, days in group.assignments]) for group in groups] == [
        ("Quá hạn", [19]),
        ("Trong hạn", [0]),
        ("Hoàn thành", [0]),
    ]


# --- Picture ----------------------------------------------------------------------------------------------------------


def test_ranking_puts_overdue_work_last_and_nobody_in_both_lists(office, cast, bloc):
    ranking = ranking_of(Look(cast.tracker, office), TODAY, SOON)
    assert [row.unit for row in ranking.best] == [bloc.committee, bloc.youth, bloc.base_cell, bloc.sibling]
    assert ranking.worst == []
    for number in range(4):
        unit = make_unit(f"X{number}", "base_cell", bloc.root)
        make_assignment(office.tasks.first(), unit, due_on=YESTERDAY, percent=number)
    ranking = ranking_of(Look(cast.tracker, office), TODAY, SOON)
    assert len(ranking.best) == 5
    assert not {row.unit for row in ranking.best} & {row.unit for row in ranking.worst}


def test_ranking_inside_a_branch_is_of_units(office, cast, bloc):
    ranking = ranking_of(Look(cast.cell_secretary, office), TODAY, SOON)
    assert [row.unit for row in ranking.best] == [bloc.cell]


def test_trend_is_oldest_first_and_of_one_kind(office, period, cast):
    earlier = make_period(office, starts_on=date(2026, 5, 15), ends_on=date(2026, 8, 14), due_on=date(2026, 8, 18))
    make_period(
        office, kind="month", starts_on=date(2026, 9, 15), ends_on=date(2026, 10, 14), due_on=date(2026, 10, 16)
    )
    trend = trend_of(Look(cast.tracker, office), period)
    assert [(row, coverage.expected) for row, coverage in trend] == [(earlier, 0), (period, 5)]
    assert trend_of(Look(cast.tracker, office), None) == []


def test_a_closed_account_sees_no_figures(office, cast):
    cast.tracker.is_active = False
    assert count_assignments(Look(cast.tracker, office), TODAY, SOON) == Counts()


def test_sight_ends_with_the_membership(office, cast, bloc):
    former = make_user("cu", bloc.board, "tracker")
    former.memberships.update(to_on=date(2021, 1, 1))
    assert count_assignments(Look(former, office), TODAY, SOON) == Counts()
