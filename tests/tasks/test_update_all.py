"""Cập nhật tất cả: all open work on one page; what was changed is written, what is wrong holds nothing else up."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tasks.models import Assignment, Draft, Update
from tests.factories import NOW, TODAY, form_data, make_assignment, make_task, make_update


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def work(plan, bloc):
    """Three pieces of open work: one under way, one not begun, one overdue."""
    started = make_assignment(plan.tasks.get(), bloc.base_cell, state="in_progress", percent=30)
    fresh = make_assignment(make_task(plan, "Lập tổ"), bloc.base_cell)
    late = make_assignment(make_task(plan, "Họp"), bloc.base_cell, due_on=TODAY - timedelta(days=2))
    return started, fresh, late


def address(bloc):
    return reverse("tasks:update_all", args=[bloc.base_cell.pk])


def opened(client, bloc):
    """What the page sends back as it was opened."""
    context = client.get(address(bloc)).context
    data = form_data(context["day"])
    for form in context["rows"]:
        data |= form_data(form) | {name: "" if value is None else value for name, value in form.opened_with.items()}
    return data


def said():
    return [(row.assignment_id, row.state, row.percent, row.result) for row in Update.objects.order_by("pk")]


def test_only_what_was_changed_is_written(work, bloc, cast, as_user):
    started, fresh, late = work
    client = as_user(cast.secretary)
    data = opened(client, bloc) | {
        f"a{late.pk}-result": "Đã họp.", f"a{late.pk}-state": "awaiting", f"a{started.pk}-percent": "45"
    }  # fmt: skip

    answer = client.post(address(bloc), data, follow=True)

    assert "Đã ghi cập nhật tiến độ của 2 nhiệm vụ." in answer.content.decode()
    assert sorted(said()) == sorted([(started.pk, "in_progress", 45, ""), (late.pk, "awaiting", None, "Đã họp.")])
    assert Assignment.objects.get(pk=fresh.pk).last_update_at is None


def test_a_wrong_row_keeps_its_words_and_lets_the_others_through(work, bloc, cast, as_user):
    started, fresh, late = work
    client = as_user(cast.secretary)
    data = opened(client, bloc) | {
        f"a{started.pk}-result": "Đã viết bài.", f"a{fresh.pk}-percent": "160", f"a{fresh.pk}-result": "Đã lập.",
        f"a{late.pk}-state": "awaiting",
    }  # fmt: skip

    answer = client.post(address(bloc), data)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Đã ghi cập nhật tiến độ của 1 nhiệm vụ." in html
    assert "Còn 2 dòng chưa ghi được" in html
    assert "Xin ghi một số từ 0 đến 100" in html
    assert "Khi báo hoàn thành, xin ghi kết quả đã làm được." in html
    assert [form["result"].value() for form in answer.context["rows"]] == [None, None, "Đã lập."]
    assert said() == [(started.pk, "in_progress", 30, "Đã viết bài.")]


def test_a_row_that_nobody_touched_is_left_alone_whatever_others_logged(work, bloc, cast, as_user):
    started, *_ = work
    client = as_user(cast.secretary)
    data = opened(client, bloc)
    Assignment.objects.filter(pk=started.pk).update(version=1, percent=80)

    answer = client.post(address(bloc), data, follow=True)

    assert "Chưa có dòng nào thay đổi" in answer.content.decode()
    assert said() == []


def test_what_somebody_else_logged_meanwhile_stands_beside_the_row(work, bloc, cast, as_user):
    started, *_ = work
    client = as_user(cast.secretary)
    data = opened(client, bloc) | {f"a{started.pk}-percent": "45"}
    make_update(started, cast.secretary, result="Người khác ghi", percent=80)
    Assignment.objects.filter(pk=started.pk).update(version=1, percent=80)

    shown = client.post(address(bloc), data)

    assert shown.status_code == 422
    assert "Người khác ghi" in shown.content.decode()
    again = next(form for form in shown.context["rows"] if form.row.assignment == started)
    client.post(address(bloc), data | {f"a{started.pk}-version": again["version"].value()})
    assert Assignment.objects.get(pk=started.pk).percent == 45


def test_the_same_page_sent_twice_writes_once(work, bloc, cast, as_user):
    started, *_ = work
    client = as_user(cast.secretary)
    data = opened(client, bloc) | {f"a{started.pk}-result": "Đã viết bài."}

    for _ in range(2):
        client.post(address(bloc), data)

    assert Update.objects.count() == 1


def test_work_that_is_done_meanwhile_says_why_it_takes_nothing(work, bloc, cast, as_user):
    started, *_ = work
    client = as_user(cast.secretary)
    data = opened(client, bloc) | {f"a{started.pk}-result": "Đã viết bài."}
    done = {"state": "done", "declared_on": TODAY, "confirmed_at": NOW, "confirmed_by": cast.tracker}
    Assignment.objects.filter(pk=started.pk).update(**done)

    html = client.post(address(bloc), data).content.decode()

    assert "Nhiệm vụ đã được xác nhận hoàn thành nên không cập nhật được nữa." in html
    assert "Đã viết bài." in html


def test_rows_of_another_unit_are_not_read(work, plan, bloc, cast, as_user):
    foreign = make_assignment(plan.tasks.first(), bloc.sibling)
    client = as_user(cast.secretary)
    stolen = {"key": "00000000-0000-4000-8000-000000000000", "version": 0, "state": "paused", "result": "Sửa trộm"}

    client.post(address(bloc), opened(client, bloc) | {f"a{foreign.pk}-{name}": text for name, text in stolen.items()})

    assert said() == []


def test_only_its_own_people_open_it(work, bloc, cast, as_user):
    people = (cast.secretary, cast.tracker, cast.sibling_secretary, cast.stranger)

    assert [as_user(person).get(address(bloc)).status_code for person in people] == [200, 403, 404, 404]


def test_what_is_typed_is_a_draft_until_it_is_sent(work, bloc, cast, as_user):
    started, *_ = work
    client = as_user(cast.secretary)
    typed = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": json.dumps({f"a{started.pk}-result": "Đã họp"})}
    client.post(address(bloc), typed, headers={"X-Draft": "1"})

    html = client.get(address(bloc)).content.decode()
    assert ">\nĐã họp</textarea>" in html
    client.post(address(bloc), opened(client, bloc))

    assert said() == [(started.pk, "in_progress", 30, "Đã họp")]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_row_as_for_three(
    plan, bloc, cast, as_user, django_assert_num_queries, count
):
    for number in range(count):
        make_assignment(make_task(plan, f"Việc {number}"), bloc.base_cell)
    client = as_user(cast.secretary)

    with django_assert_num_queries(9):
        client.get(address(bloc))


def test_what_a_phone_had_queued_is_written_row_by_row_and_once(work, bloc, cast, as_user):
    started, _, late = work
    client, queued = as_user(cast.secretary), {"Kehoach-Queued": "86400"}
    pressed_on = (TODAY - timedelta(days=1)).isoformat()
    data = opened(client, bloc) | {"on": pressed_on, f"a{late.pk}-result": "Đã họp.", f"a{started.pk}-percent": "450"}

    refused = client.post(address(bloc), data, headers=queued)
    mended = data | {f"a{started.pk}-percent": "45"}
    taken = [client.post(address(bloc), mended, headers=queued).json() for _ in range(2)]

    assert refused.status_code == 422
    assert "Xin ghi một số từ 0 đến 100" in refused.json()["reasons"][0]
    assert taken == [{"url": f"{reverse('tasks:my_work')}?unit={bloc.base_cell.pk}"}] * 2
    assert [(row.assignment_id, row.pressed_at) for row in Update.objects.order_by("pk")] == [
        (late.pk, NOW - timedelta(days=1)),
        (started.pk, NOW - timedelta(days=1)),
    ]
