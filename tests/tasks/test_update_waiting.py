"""What waited on a phone for a line: judged by when the person pressed, answered in sentences, kept once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kehoach.lib.waiting import pressed_at
from tasks.models import Assignment, Update
from tests.factories import NOW, TODAY, make_assignment, make_task, make_update
from tests.tasks.sample_files import MACRO_DOCX, upload
from tests.tasks.update_forms import form, urls_of

DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def waited(seconds: int) -> dict[str, str]:
    return {"Kehoach-Queued": str(seconds)}


@pytest.fixture
def dated(plan, bloc) -> Assignment:
    return make_assignment(make_task(plan, "Lập tổ tuyên truyền"), bloc.base_cell, due_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize(("seconds", "at"), [(0, None), (60, None), (61, NOW - timedelta(seconds=61))])
def test_a_slow_line_is_no_wait(seconds, at):
    assert pressed_at(waited(seconds), NOW) == at
    assert pressed_at({}, NOW) is None


@pytest.mark.parametrize("said", [str(30 * DAY + 1), "-5", "1e3", "", "mới đây", "²"])
def test_what_waited_too_long_or_says_nonsense_is_not_believed(said):
    with pytest.raises(ValidationError, match="quá 30 ngày"):
        pressed_at({"Kehoach-Queued": said}, NOW)


def test_work_declared_done_in_time_is_in_time_when_it_comes_late(dated, cast, as_user):
    done = form(dated, state="awaiting", on=(TODAY - timedelta(days=2)).isoformat())

    response = as_user(cast.secretary).post(urls_of(dated)[1], done, headers=waited(2 * DAY))

    update, dated = Update.objects.get(), Assignment.objects.get(pk=dated.pk)
    assert response.json() == {"url": urls_of(dated)[0]}
    assert (update.at, update.pressed_at) == (NOW, NOW - timedelta(days=2))
    assert not update.entered_late
    assert dated.declared_on == TODAY - timedelta(days=2)
    assert dated.last_update_at == NOW
    html = as_user(cast.tracker).get(urls_of(dated)[0]).content.decode()
    assert "khi không có mạng, đến máy chủ lúc" in html


def test_day_after_the_pressing_is_refused(dated, cast, as_user):
    response = as_user(cast.secretary).post(urls_of(dated)[1], form(dated), headers=waited(DAY))

    assert response.status_code == 422
    assert response.json() == {"reasons": ["Ngày: Ngày không được sau hôm nay."]}


def test_the_same_sent_twice_is_one(dated, cast, as_user):
    client, values = as_user(cast.secretary), form(dated)

    answers = [client.post(urls_of(dated)[1], values, headers=waited(5)).json() for _ in range(2)]

    assert answers == [{"url": urls_of(dated)[0]}] * 2
    assert Update.objects.count() == 1


def test_refusal_says_every_reason(dated, cast, as_user):
    client = as_user(cast.secretary)
    make_update(dated, cast.secretary)
    wrong = {"percent": "160", "result": "TỐI MẬT"}

    fields = client.post(urls_of(dated)[1], form(dated, **wrong), headers=waited(5))
    macro = client.post(
        urls_of(dated)[1], form(dated) | {"files": [upload("a.docx", MACRO_DOCX)]}, headers=waited(5)
    ).json()
    stale = client.post(urls_of(dated)[1], form(dated, version=dated.version + 1), headers=waited(5)).json()
    old = client.post(urls_of(dated)[1], form(dated), headers=waited(31 * DAY)).json()

    assert fields.status_code == 422
    assert [reason.split(":")[0] for reason in fields.json()["reasons"]] == ["Đã làm được (%)", "Kết quả đã làm được"]
    assert "có chứa macro" in macro["reasons"][0]
    assert "vừa được người khác cập nhật" in stale["reasons"][0]
    assert "quá 30 ngày" in old["reasons"][0]
    assert Update.objects.count() == 1


def test_pressing_after_it_came_is_refused_by_the_database(dated, cast):
    update = make_update(dated, cast.secretary)

    with pytest.raises(IntegrityError, match="tasks_update_pressed_before_it_came"), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(pressed_at=update.at)
