"""Periods open by themselves, expect the right units, and lock."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from reports.models import Period, UnitReport
from reports.services.periods import (
    lock_period,
    open_due_periods,
    open_special_period,
    sync_expected_reports,
    unlock_period,
)
from tasks.services.assignments import assign_units
from tests.factories import NOW, TODAY, make_assignment, make_period, make_report, make_task
from units.models import Office, Unit


def test_every_begun_period_is_opened_once(plan, assignment):
    opened = open_due_periods(plan=plan, today=TODAY, now=NOW)

    again = open_due_periods(plan=plan, today=TODAY, now=NOW)

    assert [period.name for period in opened] == ["Quý I/2026", "Quý II/2026", "Quý III/2026", "Quý IV/2026"]
    assert again == []
    assert opened[2].due_on == date(2026, 9, 16)  # 14/9 is a Monday


def test_a_holiday_moves_the_due_day(plan, assignment):
    Office.objects.create(pk=1, holidays=["2026-09-15"])

    opened = open_due_periods(plan=plan, today=TODAY, now=NOW)

    assert opened[2].due_on == date(2026, 9, 17)


def test_only_units_assigned_for_the_whole_period_are_expected(plan, assignment, bloc):
    make_assignment(plan.tasks.get(), bloc.sibling, starts_on=date(2026, 9, 1))
    period = make_period(plan)

    sync_expected_reports(period=period, now=NOW)

    rows = UnitReport.objects.filter(period=period).values_list("unit__code", "expected")
    assert sorted(rows) == [("CB02", True), ("CB03", False)]


def test_a_unit_reports_only_on_work_of_the_periods_kind(plan, assignment, bloc):
    make_assignment(make_task(plan), bloc.sibling, period_kind="month")
    period = make_period(plan)

    sync_expected_reports(period=period, now=NOW)

    assert list(UnitReport.objects.values_list("unit__code", flat=True)) == ["CB02"]


def test_work_taken_away_excuses_the_report(plan, assignment):
    period = make_period(plan)
    sync_expected_reports(period=period, now=NOW)
    assignment.ended_on = date(2026, 10, 1)
    assignment.save(update_fields=["ended_on"])

    sync_expected_reports(period=period, now=NOW)

    assert list(UnitReport.objects.values_list("expected", flat=True)) == [False]


def test_queries_of_a_sync_do_not_grow(plan, assignment, bloc, django_assert_num_queries):
    period = make_period(plan)
    task = plan.tasks.get()
    for unit in (bloc.sibling, bloc.committee, bloc.youth):
        make_assignment(task, unit)

    with django_assert_num_queries(5):
        made = sync_expected_reports(period=period, now=NOW)

    assert made == 4


def test_a_special_period_asks_about_everything(plan, assignment, bloc, cast):
    make_assignment(make_task(plan), bloc.sibling, period_kind="month")

    period = open_special_period(
        plan=plan,
        kind="interim",
        name="Sơ kết 1 năm",
        starts_on=date(2026, 1, 10),
        ends_on=date(2026, 12, 1),
        due_on=date(2026, 12, 5),
        by=cast.tracker,
        now=NOW,
    )

    assert period.unit_reports.count() == 2


def test_a_regular_period_is_not_opened_by_hand(plan, cast):
    with pytest.raises(ValidationError):
        open_special_period(
            plan=plan,
            kind="quarter",
            name="Quý",
            starts_on=TODAY,
            ends_on=TODAY,
            due_on=TODAY,
            by=cast.tracker,
            now=NOW,
        )


def test_lock_and_unlock(plan, cast):
    period = make_period(plan)

    lock_period(period=period, by=cast.tracker, now=NOW)
    with pytest.raises(ValidationError):
        lock_period(period=period, by=cast.tracker, now=NOW)
    with pytest.raises(ValidationError):
        unlock_period(period=period, reason=" ", by=cast.tracker, now=NOW)
    unlock_period(period=period, reason="Bổ sung số liệu", by=cast.tracker, now=NOW)

    assert not period.is_locked


def test_the_database_refuses_a_second_report_of_a_unit(plan, bloc):
    period = make_period(plan)
    make_report(period, bloc.base_cell)

    with pytest.raises(IntegrityError):
        make_report(period, bloc.base_cell)


def test_the_database_refuses_days_out_of_order(plan):
    with pytest.raises(IntegrityError):
        Period.objects.create(
            plan=plan, kind="quarter", name="Sai", starts_on=TODAY, ends_on=date(2026, 1, 1), due_on=TODAY
        )


def test_work_given_today_is_reported_on_at_once(plan, bloc, cast):
    assign_units(
        task=plan.tasks.get(),
        units=Unit.objects.filter(pk=bloc.base_cell.pk),
        role="implement",
        due_on=None,
        period_kind="month",
        by=cast.administrator,
        now=NOW,
    )

    report = UnitReport.objects.get(period__starts_on="2026-11-15")
    assert (report.unit, report.expected) == (bloc.base_cell, False)  # not asked for the whole month
