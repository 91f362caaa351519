"""Việc của đơn vị and one task: what each person sees there."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tasks.models import Assignment, Draft
from tasks.selectors.work import GROUPS, SENT_BACK, count_groups, listed, task_number
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task
from tests.tasks.update_forms import form, urls_of
from units.models import Change, Membership
from units.services.changes import record_change

MY_WORK = reverse("tasks:my_work")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


# --- The list -------------------------------------------------------------------------------------------------------


def test_groups_are_what_the_assignment_says_of_itself(plan, bloc):
    for days, values in (
        (-3, {}),
        (0, {}),
        (7, {}),
        (8, {}),
        (None, {}),
        (-3, {"state": "awaiting", "declared_on": TODAY}),
        (-3, {"state": "done", "declared_on": TODAY, "confirmed_at": NOW}),
        (-3, {"state": "paused"}),
    ):
        due_on = None if days is None else TODAY + timedelta(days=days)
        make_assignment(make_task(plan), bloc.base_cell, due_on=due_on, **values)

    rows = list(listed(Assignment.objects.all(), today=TODAY, due_soon_days=7))

    for row in rows:
        assert GROUPS[row.group][0] == row.bucket(TODAY, 7).replace("done_late", "done").replace("done_on_time", "done")
    counts = count_groups(Assignment.objects.all(), today=TODAY, due_soon_days=7)
    assert [group.count for group in counts] == [2, 2, 1, 1, 1, 1]


def test_number_of_a_dash_item_is_its_parents(plan):
    parent = plan.tasks.get()
    dash = make_task(plan, parent=parent, label="-")

    assert (task_number(parent), task_number(dash)) == ("II.1", "II.1 –")


def test_secretary_sees_own_work_only(assignment, plan, bloc, cast, as_user):
    make_assignment(make_task(plan, "Việc của đơn vị bạn"), bloc.sibling)

    page = as_user(cast.secretary).get(MY_WORK)

    assert [row.assignment for row in page.context["rows"]] == [assignment]
    assert "Việc của đơn vị bạn" not in page.content.decode()


def test_overdue_work_comes_first_with_its_age(assignment, plan, bloc, cast, as_user):
    late = make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY - timedelta(days=5))

    page = as_user(cast.secretary).get(MY_WORK)

    assert [row.assignment for row in page.context["rows"]] == [late, assignment]
    assert "Quá hạn 5 ngày" in page.content.decode()


def test_list_is_filtered_by_group_and_plan(assignment, plan, bloc, cast, as_user):
    other = make_plan(bloc.root, bloc.board, number="13")
    late = make_assignment(make_task(other), bloc.base_cell, due_on=TODAY - timedelta(days=5))
    client = as_user(cast.secretary)

    def shown(**query):
        return [row.assignment for row in client.get(MY_WORK, query).context["rows"]]

    assert shown(group="overdue") == [late]
    assert shown(plan=plan.pk) == [assignment]
    assert shown(plan=plan.pk, group="overdue") == []
    assert shown(plan="x", group="x") == [late, assignment]


def test_person_of_two_units_switches_between_them(assignment, plan, bloc, cast, as_user):
    Membership.objects.create(user=cast.secretary, unit=bloc.youth, role="secretary", from_on=TODAY)
    other = make_assignment(plan.tasks.get(), bloc.youth)
    client = as_user(cast.secretary)

    first = client.get(MY_WORK, {"unit": bloc.base_cell.pk})
    second = client.get(MY_WORK, {"unit": bloc.youth.pk})

    assert [row.assignment for row in first.context["rows"]] == [assignment]
    assert [row.assignment for row in second.context["rows"]] == [other]
    assert len(first.context["unit_tabs"]) == 2


def test_unit_of_somebody_else_is_not_chosen(assignment, bloc, cast, as_user):
    page = as_user(cast.secretary).get(MY_WORK, {"unit": bloc.sibling.pk})

    assert page.context["unit"] == bloc.base_cell


def test_committee_sees_the_work_of_its_cells_and_cannot_change_it(plan, bloc, cast, as_user):
    own = make_assignment(plan.tasks.get(), bloc.committee)
    below = make_assignment(plan.tasks.get(), bloc.cell)
    client = as_user(cast.committee_secretary)

    page = client.get(MY_WORK, {"view": "below"})

    assert [(row.assignment, row.can_log) for row in page.context["rows"]] == [(below, False)]
    assert [row.assignment for row in client.get(MY_WORK).context["rows"]] == [own]
    assert client.get(urls_of(below)[0]).status_code == 200
    assert client.post(urls_of(below)[1], form(below)).status_code == 403


def test_unit_without_cells_is_not_asked_about_them(assignment, cast, as_user):
    assert as_user(cast.secretary).get(MY_WORK).context["view_tabs"] == []


@pytest.mark.parametrize("name", ["stranger", "standing", "inspector", "administrator"])
def test_who_reports_for_no_unit_is_told_so(cast, as_user, name):
    page = as_user(getattr(cast, name)).get(MY_WORK)

    assert page.status_code == 403
    assert "chưa được giao báo cáo cho đơn vị nào" in page.content.decode()


def test_empty_list_says_so(cast, as_user):
    assert "Chưa có nhiệm vụ nào." in as_user(cast.secretary).get(MY_WORK).content.decode()


def test_list_is_paged(plan, bloc, cast, as_user):
    for _ in range(26):
        make_assignment(make_task(plan), bloc.base_cell)
    client = as_user(cast.secretary)

    assert len(client.get(MY_WORK).context["rows"]) == 25
    assert len(client.get(MY_WORK, {"page": 2}).context["rows"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    plan, bloc, cast, as_user, django_assert_num_queries, count
):
    for _ in range(count):
        make_assignment(make_task(plan), bloc.base_cell)
    client = as_user(cast.secretary)

    with django_assert_num_queries(17):
        client.get(MY_WORK)


# --- One task -------------------------------------------------------------------------------------------------------


def test_watcher_sees_all_units_of_a_task_and_a_secretary_the_own(assignment, bloc, cast, as_user):
    other = make_assignment(assignment.task, bloc.sibling, due_on=TODAY - timedelta(days=1))
    url = reverse("tasks:task_detail", args=[assignment.task_id])

    watched = as_user(cast.tracker).get(url)
    own = as_user(cast.secretary).get(url)

    assert [row.assignment for row in watched.context["rows"]] == [other, assignment]
    assert watched.context["total"] == 2
    assert [row.assignment for row in own.context["rows"]] == [assignment]
    assert "Chi bộ Bảo tàng tỉnh" not in own.content.decode()


def test_task_of_an_unseen_plan_is_not_found(assignment, cast, as_user):
    url = reverse("tasks:task_detail", args=[assignment.task_id])

    assert as_user(cast.sibling_secretary).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_task_page_takes_as_many_queries_for_one_unit_as_for_three(
    plan, bloc, cast, as_user, django_assert_num_queries, count
):
    task = plan.tasks.get()
    for unit in (bloc.base_cell, bloc.sibling, bloc.youth)[:count]:
        make_assignment(task, unit)
    client = as_user(cast.tracker)

    with django_assert_num_queries(14):
        client.get(reverse("tasks:task_detail", args=[task.pk]))


def test_history_of_progress_is_shown_in_words(assignment, cast, as_user):
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment))

    html = client.get(urls_of(assignment)[0]).content.decode()

    assert Change.objects.get().verb == "Cập nhật tiến độ"
    assert "<ins>Đang thực hiện</ins>" in html


def test_one_look_says_what_is_urgent_new_and_sent_back(plan, bloc, cast, as_user):
    make_assignment(make_task(plan, "Quá hạn"), bloc.base_cell, due_on=TODAY - timedelta(days=5))
    fresh = make_assignment(make_task(plan, "Mới giao"), bloc.base_cell, starts_on=TODAY - timedelta(days=6))
    make_assignment(make_task(plan, "Đã lâu"), bloc.base_cell, starts_on=TODAY - timedelta(days=7))
    again = make_assignment(make_task(plan, "Làm lại"), bloc.base_cell, state="in_progress")
    record_change(again, SENT_BACK, by=cast.tracker, now=NOW, reason="Thiếu số liệu.")
    client = as_user(cast.secretary)

    page = client.get(MY_WORK)

    look = page.context["look"]
    assert ([group.count for group in page.context["urgent"]], look.new, look.sent_back) == ([1, 0], 1, 1)
    assert "Mới giao 12/11/2026" in page.content.decode()
    rows = client.get(f"{MY_WORK}?group=new").context["rows"]
    assert [row.assignment for row in rows] == [fresh]


def test_a_row_says_that_something_typed_waits(assignment, cast, as_user):
    address = reverse("tasks:update_create", args=[assignment.pk])
    Draft.objects.create(person=cast.secretary, form=address, page="a", fields={"result": "Đã"}, at=NOW)

    assert "Có nội dung đồng chí nhập lúc 10:00 18/11/2026 mà chưa gửi." in (
        as_user(cast.secretary).get(MY_WORK).content.decode()
    )
