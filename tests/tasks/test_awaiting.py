"""What units say is done and a tracker is to confirm, in one list (product.md, rule 4)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tasks.selectors.work import awaiting_work
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_update

LIST = reverse("tasks:awaiting_list")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def declared(task, unit, days: int = 0, **fields):
    """Work whose unit said so many days ago that it is done."""
    return make_assignment(task, unit, state="awaiting", declared_on=TODAY - timedelta(days=days), **fields)


def test_the_longest_wait_is_first_and_only_trackers_are_asked(plan, bloc, cast):
    newer = declared(plan.tasks.get(), bloc.base_cell, days=1)
    older = declared(plan.tasks.get(), bloc.sibling, days=3)
    make_assignment(plan.tasks.get(), bloc.youth, state="in_progress")

    assert list(awaiting_work(cast.tracker)) == [older, newer]
    for name in ("secretary", "standing", "inspector", "administrator", "stranger"):
        assert not awaiting_work(getattr(cast, name)).exists()


def test_ended_work_and_closed_plans_wait_for_nobody(plan, bloc, cast):
    declared(plan.tasks.get(), bloc.base_cell, ended_on=TODAY)
    declared(make_task(make_plan(bloc.root, number="99", state="closed")), bloc.base_cell)

    assert not awaiting_work(cast.tracker).exists()


def test_the_page_says_who_what_and_since_when(plan, bloc, cast, as_user):
    work = declared(plan.tasks.get(), bloc.base_cell, days=6)
    make_update(work, cast.secretary, on=TODAY, state="in_progress", result="Đã họp.")
    make_update(work, cast.secretary, on=TODAY, state="awaiting", result="Đã lập ba tổ.")

    html = as_user(cast.tracker).get(LIST).content.decode()

    assert bloc.base_cell.name in html
    assert "Đã lập ba tổ." in html
    assert "Đã họp." not in html
    assert "Báo xong 12/11/2026, chờ 6 ngày" in html


def test_the_queue_of_reports_leads_there_and_says_how_many(plan, bloc, cast, as_user):
    declared(plan.tasks.get(), bloc.base_cell)

    html = as_user(cast.tracker).get(reverse("reports:review_queue")).content.decode()

    assert f'href="{LIST}">Hoàn thành chờ xác nhận <span class="kh-tally">1</span>' in html


def test_an_empty_list_says_so(plan, cast, as_user):
    assert "Không có nhiệm vụ nào chờ xác nhận" in as_user(cast.tracker).get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(plan, bloc, cast, as_user, django_assert_num_queries, count):
    for _ in range(count):
        declared(make_task(plan), bloc.base_cell)
    client = as_user(cast.tracker)
    client.get(LIST)

    with django_assert_num_queries(6):
        response = client.get(LIST)

    assert len(response.context["rows"]) == count
