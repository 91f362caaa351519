"""Reminders of deadlines: each step once, the latest only after silence, none for what is done."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tasks.models import Extension, Notice
from tasks.services.deadlines import owe_deadline_notices, settle_deadline_notices, step_of
from tests.factories import NOW, TODAY, make_assignment, make_task, make_user
from units.selectors import get_office


def owe(today: date = TODAY) -> dict[str, int]:
    return owe_deadline_notices(office=get_office(), today=today, now=NOW + (today - TODAY))


def standing() -> list[tuple[str, str]]:
    return sorted(Notice.objects.standing().values_list("person__username", "kind"))


@pytest.fixture
def dated(plan, bloc, cast):
    return make_assignment(make_task(plan), bloc.base_cell, "lead", due_on=TODAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-7, ("due_soon", "due_soon:2026-11-18")),
        (0, ("due", "due:2026-11-18")),
        (1, ("overdue", "overdue:2026-11-18:0")),
        (7, ("overdue", "overdue:2026-11-18:0")),
        (8, ("overdue", "overdue:2026-11-18:1")),
    ],
)
def test_the_step_that_holds_today(days, step):
    assert step_of(TODAY, TODAY + timedelta(days=days), 7) == step


def test_work_due_soon_is_told_to_the_units_people_once(dated):
    first, second = owe(), owe()

    assert (first["owed"], second["owed"]) == (1, 0)
    assert standing() == [("bithu", "due_soon")]


def test_everybody_who_reports_for_the_unit_is_told(dated, bloc):
    make_user("phobithu", bloc.base_cell, "deputy")
    left = make_user("danghi", bloc.base_cell)
    left.memberships.update(to_on=TODAY - timedelta(days=1))

    owe()

    assert standing() == [("bithu", "due_soon"), ("phobithu", "due_soon")]


def test_eight_days_out_is_not_yet_owed(dated):
    assert owe(TODAY - timedelta(days=1))["owed"] == 0


def test_nobody_is_reminded_while_a_later_day_is_asked_for(dated, cast):
    owe()
    asked = Extension.objects.create(
        assignment=dated,
        key=uuid4(),
        asked_on_due=dated.due_on,
        wanted_due_on=dated.due_on + timedelta(days=30),
        reason="Chờ kinh phí",
        asked_at=NOW,
        asked_by=cast.secretary,
    )

    settle_deadline_notices(office=get_office(), today=TODAY, now=NOW)
    assert (standing(), owe(TODAY + timedelta(days=8))["owed"]) == ([], 0)

    Extension.objects.filter(pk=asked.pk).update(state="withdrawn", decided_at=NOW, decided_by=cast.secretary)
    assert owe(TODAY + timedelta(days=8))["owed"] == 1
    assert standing() == [("bithu", "overdue")]


def test_routine_work_is_never_due(assignment, cast):
    assert owe(TODAY + timedelta(days=400))["owed"] == 0


def test_after_three_silent_days_only_the_latest_step_stands(dated):
    owe(TODAY)
    owe(TODAY + timedelta(days=10))

    assert standing() == [("bithu", "overdue")]
    assert Notice.objects.count() == 2


def test_days_without_any_sweep_leave_one_notice_not_many(dated):
    owe(TODAY + timedelta(days=40))

    assert Notice.objects.count() == 1


def test_a_new_deadline_is_reminded_of_again(dated):
    owe(TODAY + timedelta(days=8))
    dated.due_on = TODAY + timedelta(days=12)
    dated.save(update_fields=["due_on"])

    owe(TODAY + timedelta(days=8))

    assert standing() == [("bithu", "due_soon")]


def test_done_withdrawn_and_moved_work_is_no_longer_reminded_of(plan, bloc, cast, dated):
    withdrawn = make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY)
    moved = make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY)
    owe()
    dated.state, dated.declared_on = "awaiting", TODAY
    dated.save(update_fields=["state", "declared_on"])
    withdrawn.ended_on = TODAY
    withdrawn.save(update_fields=["ended_on"])
    moved.due_on = TODAY + timedelta(days=90)
    moved.save(update_fields=["due_on"])

    settled = settle_deadline_notices(office=get_office(), today=TODAY, now=NOW)
    again = settle_deadline_notices(office=get_office(), today=TODAY, now=NOW)

    assert (settled, again, standing()) == (3, 0, [])


def test_a_closed_plan_is_silent(plan, dated):
    plan.state = "closed"
    plan.save(update_fields=["state"])

    assert owe(TODAY + timedelta(days=30))["owed"] == 0


def test_one_broken_row_does_not_stop_the_rest(plan, bloc, cast, dated, monkeypatch):
    broken = make_assignment(make_task(plan), bloc.sibling, due_on=TODAY)
    from tasks.services import deadlines

    whole = deadlines._title
    monkeypatch.setattr(deadlines, "_title", lambda row, today: 1 // (row["pk"] - broken.pk) and whole(row, today))

    counts = owe()

    assert counts == {"owed": 1, "failed": 1}
    assert standing() == [("bithu", "due_soon")]


def test_queries_do_not_grow_with_the_work(plan, bloc, cast, dated, django_assert_num_queries):
    with django_assert_num_queries(9):
        owe()
    for unit in (bloc.sibling, bloc.committee, bloc.cell):
        make_assignment(make_task(plan), unit, due_on=TODAY)
    with django_assert_num_queries(9):
        owe()
