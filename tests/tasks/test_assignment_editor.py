"""The editor of assignments: many rows at once, units and collectives added."""

from datetime import date

import pytest
from django.urls import reverse

from tasks.models import Assignment, Collective
from tests.factories import make_assignment, make_plan, make_task, make_unit

DUE = date(2026, 12, 15)
EDITOR_QUERIES = 13


@pytest.fixture
def task(plan):
    return plan.tasks.get()


def editor(plan) -> str:
    return reverse("tasks:assignment_editor", args=[plan.pk])


def test_editor_changes_several_rows_at_once(as_user, cast, bloc, plan, task):
    rows = [make_assignment(task, unit) for unit in (bloc.base_cell, bloc.sibling, bloc.committee)]
    client = as_user(cast.administrator)
    page = client.get(editor(plan)).content.decode()
    assert all(row.unit.name in page for row in rows)
    response = client.post(
        reverse("tasks:assignments_change", args=[plan.pk]),
        {
            "act": "change",
            "filter": f"task={task.pk}",
            "row": [f"{row.pk}:{row.version}" for row in rows[:2]],
            "due_on": "2026-12-15",
            "reason": "Đẩy nhanh",
        },
    )
    assert response.headers["Location"] == f"{editor(plan)}?task={task.pk}"
    assert list(Assignment.objects.order_by("pk").values_list("due_on", flat=True)) == [DUE, DUE, None]


def test_editor_changes_all_that_the_filter_finds(as_user, cast, bloc, plan, task):
    for unit in (bloc.base_cell, bloc.sibling, bloc.committee):
        make_assignment(task, unit)
    as_user(cast.administrator).post(
        reverse("tasks:assignments_change", args=[plan.pk]),
        {"act": "end", "filter": f"task={task.pk}&kind=base_cell", "all": "1", "reason": "Thu gọn"},
    )
    assert [row.unit for row in Assignment.objects.in_force()] == [bloc.committee]


def test_editor_keeps_what_was_typed_when_it_refuses(as_user, cast, plan, task, assignment):
    response = as_user(cast.administrator).post(
        reverse("tasks:assignments_change", args=[plan.pk]),
        {"act": "end", "filter": "", "row": f"{assignment.pk}:0", "reason": ""},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Thôi giao thì phải ghi lý do." in page
    assert "checked" in page


def test_editor_says_when_nothing_was_ticked(as_user, cast, plan, assignment):
    response = as_user(cast.administrator).post(
        reverse("tasks:assignments_change", args=[plan.pk]), {"act": "change", "role": "support"}
    )
    assert "Chưa chọn phân công nào." in response.content.decode()


def test_editor_ignores_rows_of_another_plan(as_user, cast, bloc, plan, assignment):
    other = make_assignment(make_task(make_plan(bloc.root, number="13")), bloc.sibling)
    as_user(cast.administrator).post(
        reverse("tasks:assignments_change", args=[plan.pk]),
        {"act": "change", "row": f"{other.pk}:0", "role": "support"},
    )
    other.refresh_from_db()
    assert other.role == "implement"


def test_units_are_found_in_the_register_and_added(as_user, cast, bloc, task):
    client = as_user(cast.administrator)
    url = reverse("tasks:assignment_add", args=[task.pk])
    part = client.get(url, {"q": "bao tang"}, headers={"HX-Request": "true"}).content.decode()
    assert bloc.sibling.name in part
    assert "<html" not in part
    assert bloc.sibling.name in client.get(url, {"q": "BẢO TÀNG"}).content.decode()
    client.post(url, {"act": "units", "unit": bloc.sibling.pk, "role": "support", "period_kind": "month"})
    row = Assignment.objects.get()
    assert (row.unit, row.role, row.period_kind) == (bloc.sibling, "support", "month")


def test_collective_is_added_and_new_units_join_by_button(as_user, cast, bloc, plan, task):
    client = as_user(cast.administrator)
    terms = {"role": "implement", "period_kind": "quarter", "act": "collective"}
    client.post(
        reverse("tasks:assignment_add", args=[task.pk]), terms | {"place": bloc.root.code, "kinds": ["base_cell"]}
    )
    collective = Collective.objects.get()
    assert collective.assignments.count() == 2
    make_unit("CB98", "base_cell", bloc.root, name="Chi bộ Mới")
    assert "Chi bộ Mới" in client.get(editor(plan)).content.decode()
    client.post(reverse("tasks:collective_join", args=[collective.pk]))
    assert collective.assignments.count() == 3
    client.post(reverse("tasks:collective_close", args=[collective.pk]))
    assert Collective.objects.get().closed_on is not None


@pytest.mark.parametrize(
    ("person", "status"),
    [("secretary", 403), ("tracker", 403), ("standing", 403), ("inspector", 403), ("stranger", 404)],
)
def test_only_administrators_edit_assignments(as_user, cast, plan, task, assignment, person, status):
    client = as_user(getattr(cast, person))
    assert client.get(editor(plan)).status_code == status
    change = reverse("tasks:assignments_change", args=[plan.pk])
    assert client.post(change, {"act": "end", "row": f"{assignment.pk}:0", "reason": "x"}).status_code == status
    assert client.get(reverse("tasks:assignment_add", args=[task.pk])).status_code == status
    assert Assignment.objects.get().ended_on is None


def test_editor_takes_as_many_queries_for_three_rows_as_for_one(
    as_user, cast, bloc, plan, assignment, django_assert_num_queries
):
    client = as_user(cast.administrator)
    with django_assert_num_queries(EDITOR_QUERIES):
        client.get(editor(plan))
    for unit in (bloc.sibling, bloc.committee):
        make_assignment(assignment.task, unit)
    with django_assert_num_queries(EDITOR_QUERIES):
        client.get(editor(plan))
