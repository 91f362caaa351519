"""Giving work, changing it, ending it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Collective, Notice, Plan
from tasks.services.assignments import (
    assign_collective,
    assign_units,
    close_collective,
    edit_assignments,
    end_assignments,
    join_collective,
    offered_units,
)
from tasks.services.notices import owe_notices
from tasks.services.tallies import wrong_tallies
from tasks.signals import assignments_changed
from tests.factories import NOW, TODAY, make_assignment, make_unit
from units.models import Change, Unit

DUE = date(2026, 12, 15)


@pytest.fixture
def task(plan):
    return plan.tasks.get()


@pytest.fixture
def statements():
    """How many statements an act takes."""

    def count(act) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def heard():
    """What the apps above were told."""
    told = []

    def hear(sender, **news):
        told.append((news["plan_id"], news["task_ids"], news["unit_ids"]))

    assignments_changed.connect(hear)
    yield told
    assignments_changed.disconnect(hear)


def assign(task, units, cast, **terms):
    terms = {"role": "implement", "due_on": None, "period_kind": "quarter"} | terms
    wanted = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    return assign_units(task=task, units=wanted, by=cast.administrator, now=NOW, **terms)


def fan_out(task, place, cast, kinds=("base_cell", "base_committee"), **terms):
    return assign_collective(
        task=task,
        place=place,
        kinds=list(kinds),
        phrase="các chi ủy, đảng ủy cơ sở",
        period_kind="quarter",
        by=cast.administrator,
        now=NOW,
        **terms,
    )


# --- Giving -----------------------------------------------------------------------------------------------------------


def test_units_are_given_the_task_with_history_tallies_and_news(task, cast, bloc, heard):
    made = assign(task, [bloc.base_cell, bloc.sibling], cast, due_on=DUE)
    assert [(row.due_on, row.first_due_on, row.starts_on) for row in made] == [(DUE, DUE, TODAY)] * 2
    assert Change.objects.of(made[0]).get().after == {
        "role": "implement",
        "due_on": "2026-12-15",
        "period_kind": "quarter",
    }
    assert wrong_tallies([task.plan_id]) == set()
    assert heard == [(task.plan_id, [task.pk], sorted([bloc.base_cell.pk, bloc.sibling.pk]))]


def test_ledger_names_the_unit_and_the_task(task, cast, bloc):
    units = Unit.objects.filter(pk=bloc.youth.pk)
    terms = {"role": "implement", "due_on": None, "period_kind": "quarter", "by": cast.administrator, "now": NOW}
    [row] = assign_units(task=task, units=units, **terms)
    edit_assignments(rows=[row], changes={"period_kind": "month"}, by=cast.administrator, now=NOW)

    names = set(Change.objects.of(row).values_list("name", flat=True))
    assert names == {"Thực hiện: Đoàn Khối – 1. Tuyên truyền về hợp tác xã kiểu mới"}


def test_unit_that_has_the_task_keeps_what_it_has(task, cast, bloc, assignment):
    made = assign(task, [bloc.base_cell, bloc.sibling], cast, due_on=DUE)
    assert [row.unit_id for row in made] == [bloc.sibling.pk]
    assignment.refresh_from_db()
    assert assignment.due_on is None


def test_nobody_left_to_give_to_is_said(task, cast, bloc, assignment):
    with pytest.raises(ValidationError, match="Chưa giao thêm được"):
        assign(task, [bloc.base_cell], cast)


def test_closed_unit_is_not_given_work(task, cast, bloc):
    Unit.objects.filter(pk=bloc.sibling.pk).update(closed_on=TODAY)
    with pytest.raises(ValidationError, match="đang hoạt động"):
        assign(task, [bloc.sibling], cast)


def test_two_leads_are_refused_with_a_sentence(task, cast, bloc):
    assign(task, [bloc.board], cast, role="lead")
    with pytest.raises(ValidationError, match="đã có đơn vị chủ trì: Ban Tuyên giáo Đảng ủy Khối"):
        assign(task, [bloc.sibling], cast, role="lead")
    with pytest.raises(ValidationError, match="chỉ có một đơn vị chủ trì"):
        assign(task, [bloc.base_cell, bloc.sibling], cast, role="lead")


def test_two_leads_are_refused_by_the_database(task, bloc):
    make_assignment(task, bloc.base_cell, "lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_assignment(task, bloc.sibling, "lead")


def test_same_unit_twice_is_refused_by_the_database(task, bloc, assignment):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_assignment(task, bloc.base_cell)


def test_others_do_not_give_work(task, cast, bloc):
    units = Unit.objects.filter(pk=bloc.sibling.pk)
    for person in (cast.tracker, cast.secretary, cast.standing):
        with pytest.raises(PermissionDenied):
            assign_units(task=task, units=units, role="support", due_on=None, period_kind="month", by=person, now=NOW)


# --- Collectives ------------------------------------------------------------------------------------------------------


def test_collective_fans_out_by_kind_and_place(task, cast, bloc, assignment):
    collective = fan_out(task, bloc.root, cast, due_on=DUE)
    rows = collective.assignments.order_by("unit__path")
    assert [row.unit for row in rows] == [bloc.committee, bloc.sibling]  # base_cell has the task already
    assert wrong_tallies([task.plan_id]) == set()


def test_fan_out_takes_as_many_statements_for_thirty_units_as_for_one(task, cast, bloc, statements):
    small, large = (make_unit(code, "base_committee", bloc.root) for code in ("DB90", "DB91"))
    make_unit("DB90-1", "cell", small)
    for number in range(30):
        make_unit(f"DB91-{number}", "cell", large)
    first = statements(lambda: fan_out(task, small, cast, kinds=["cell"]))
    second = statements(lambda: fan_out(task, large, cast, kinds=["cell"]))
    assert second - first <= 0  # one tally moved or the plan counted again, never a statement a unit


def test_collective_cannot_lead(task, cast, bloc):
    with pytest.raises(ValidationError, match="Chỉ một đơn vị được chủ trì"):
        fan_out(task, bloc.root, cast, role="lead")
    assert Collective.objects.count() == 0


def test_unit_that_comes_later_is_offered_and_joins(task, cast, bloc):
    collective = fan_out(task, bloc.root, cast)
    assert list(offered_units(collective, TODAY)) == []
    later = make_unit("CB99", "base_cell", bloc.root)
    assert list(offered_units(collective, TODAY)) == [later]
    made = join_collective(collective=collective, by=cast.administrator, now=NOW)
    assert [(row.unit, row.collective) for row in made] == [(later, collective)]
    assert join_collective(collective=collective, by=cast.administrator, now=NOW) == []
    assert wrong_tallies([task.plan_id]) == set()


def test_unit_whose_work_was_ended_is_not_offered_again(task, cast, bloc):
    collective = fan_out(task, bloc.root, cast)
    row = collective.assignments.get(unit=bloc.sibling)
    end_assignments(rows=[row], reason="Bảo tàng chuyển về Sở", by=cast.administrator, now=NOW)
    assert list(offered_units(collective, TODAY)) == []


def test_closed_collective_takes_nobody(task, cast, bloc):
    collective = fan_out(task, bloc.root, cast)
    close_collective(collective=collective, by=cast.administrator, now=NOW)
    collective.refresh_from_db()
    with pytest.raises(ValidationError, match="đã ngừng"):
        join_collective(collective=collective, by=cast.administrator, now=NOW)


# --- Changing and ending ----------------------------------------------------------------------------------------------


def test_new_deadline_keeps_the_first_and_needs_a_reason(task, cast, bloc, heard):
    rows = assign(task, [bloc.base_cell, bloc.sibling], cast, due_on=DUE)
    with pytest.raises(ValidationError, match="lý do"):
        edit_assignments(rows=rows, changes={"due_on": None}, by=cast.administrator, now=NOW)
    later = date(2027, 1, 31)
    done = edit_assignments(
        rows=rows, changes={"due_on": later}, reason="Chờ hướng dẫn", by=cast.administrator, now=NOW
    )
    assert done == 2
    kept = Assignment.objects.get(pk=rows[0].pk)
    assert (kept.due_on, kept.first_due_on, kept.version) == (later, DUE, 1)
    change = Change.objects.of(kept).first()
    assert (change.verb, change.before, change.after, change.reason) == (
        "Sửa hạn",
        {"due_on": "2026-12-15"},
        {"due_on": "2027-01-31"},
        "Chờ hướng dẫn",
    )
    assert wrong_tallies([task.plan_id]) == set()
    assert len(heard) == 2


def test_routine_work_that_gets_a_deadline_keeps_it_as_the_first(task, cast, assignment):
    edit_assignments(rows=[assignment], changes={"due_on": DUE}, reason="Có hạn mới", by=cast.administrator, now=NOW)
    assignment.refresh_from_db()
    assert (assignment.due_on, assignment.first_due_on) == (DUE, DUE)


def test_change_of_many_rows_recounts_the_plan(cast, bloc, plan, task):
    units = [make_unit(f"Y{number}", "cell", bloc.committee) for number in range(25)]
    rows = assign(task, units, cast)
    edit_assignments(
        rows=rows, changes={"due_on": DUE, "role": "support"}, reason="Có hạn", by=cast.administrator, now=NOW
    )
    assert Assignment.objects.filter(due_on=DUE, role="support").count() == 25
    assert wrong_tallies([plan.pk]) == set()


def test_change_settles_reminders_of_the_old_deadline(task, cast, assignment):
    owe_notices(
        people=[cast.secretary],
        kind="overdue",
        key="x",
        subject=f"assignment:{assignment.pk}",
        title="Quá hạn",
        assignment=assignment,
        now=NOW,
    )
    edit_assignments(rows=[assignment], changes={"due_on": DUE}, reason="Gia hạn", by=cast.administrator, now=NOW)
    assert Notice.objects.get().settled_at == NOW


def test_lead_moves_only_when_there_is_none(task, cast, bloc, assignment):
    make_assignment(task, bloc.sibling, "lead")
    with pytest.raises(ValidationError, match="Chi bộ Bảo tàng tỉnh"):
        edit_assignments(rows=[assignment], changes={"role": "lead"}, by=cast.administrator, now=NOW)


def test_row_changed_by_somebody_else_is_a_conflict(task, cast, assignment):
    stale = Assignment.objects.get(pk=assignment.pk)
    edit_assignments(rows=[assignment], changes={"role": "support"}, by=cast.administrator, now=NOW)
    with pytest.raises(Conflict):
        edit_assignments(rows=[stale], changes={"role": "tracker"}, by=cast.administrator, now=NOW)
    assert Assignment.objects.get().role == "support"


def test_ended_work_leaves_the_counts_and_keeps_its_history(task, cast, assignment, heard):
    with pytest.raises(ValidationError, match="lý do"):
        end_assignments(rows=[assignment], reason=" ", by=cast.administrator, now=NOW)
    end_assignments(rows=[assignment], reason="Giao nhầm", by=cast.administrator, now=NOW)
    row = Assignment.objects.get()
    assert row.ended_on == TODAY
    assert Change.objects.of(row).get().reason == "Giao nhầm"
    assert wrong_tallies([task.plan_id]) == set()
    with pytest.raises(ValidationError, match="đã thôi giao"):
        end_assignments(rows=[assignment], reason="Lần nữa", by=cast.administrator, now=NOW)


def test_closed_plan_takes_no_change(task, cast, bloc, assignment):
    Plan.objects.update(state="closed")
    row = Assignment.objects.select_related("plan__issuer").get()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        end_assignments(rows=[row], reason="x", by=cast.administrator, now=NOW)
