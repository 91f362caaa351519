"""Drafts: what is typed is kept for its writer alone, no page writes over another, and it goes when it was sent."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from tasks.models import Assignment, Draft, Update
from tasks.services.drafts import KEPT_FOR, MOST, clear_old_drafts, forget_drafts, keep_draft
from tests.factories import NOW, form_data, make_update

FORM = "/phan-cong/1/cap-nhat/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def keep(by, page="a", draft=None, *, now=NOW, form=FORM, **fields):
    known = {"draft": draft.pk, "revision": draft.revision} if draft else {"draft": None, "revision": 0}
    return keep_draft(form=form, page=page, based_on=0, fields=fields, by=by, now=now, **known)


def kept(person):
    return [draft.fields for draft in Draft.objects.visible_to(person).order_by("pk")]


def test_a_page_goes_on_writing_its_own_draft(cast):
    first = keep(cast.secretary, result="Đã")
    keep(cast.secretary, result="Đã họp", percent="40")
    keep(cast.secretary, result="Đã họp.")

    assert kept(cast.secretary) == [{"result": "Đã họp.", "percent": "40"}]
    assert Draft.objects.get().pk == first.pk


def test_a_page_takes_over_what_it_showed(cast):
    shown = keep(cast.secretary, "a", result="Đã họp")

    keep(cast.secretary, "b", shown, percent="40")

    assert kept(cast.secretary) == [{"result": "Đã họp", "percent": "40"}]


def test_two_pages_that_go_on_from_one_draft_part_into_two(cast):
    shown = keep(cast.secretary, "a", result="Đã họp")
    keep(cast.secretary, "b", shown, result="Đã họp hai buổi")
    keep(cast.secretary, "a", shown, result="Đã họp ba buổi")

    assert kept(cast.secretary) == [{"result": "Đã họp hai buổi"}, {"result": "Đã họp ba buổi"}]


def test_a_draft_is_its_writers_alone(cast):
    mine = keep(cast.secretary, result="Của tôi")
    keep(cast.sibling_secretary, "a", mine, result="Của tôi")
    forget_drafts(form=FORM, by=cast.sibling_secretary)

    assert kept(cast.secretary) == [{"result": "Của tôi"}]
    assert kept(cast.sibling_secretary) == kept(cast.administrator) == []


def test_only_the_newest_drafts_of_a_form_are_kept(cast):
    for number in range(MOST + 2):
        keep(cast.secretary, str(number), now=NOW + timedelta(minutes=number), result=str(number))

    assert [draft["result"] for draft in kept(cast.secretary)] == [str(number) for number in range(2, MOST + 2)]


def test_what_nobody_came_back_to_is_let_go(cast):
    keep(cast.secretary, now=NOW - KEPT_FOR - timedelta(seconds=1), result="Cũ")
    keep(cast.secretary, "b", now=NOW - KEPT_FOR, result="Mới")

    assert [clear_old_drafts(now=NOW), clear_old_drafts(now=NOW)] == [1, 0]
    assert kept(cast.secretary) == [{"result": "Mới"}]


def test_the_database_refuses_two_drafts_of_one_page(cast):
    draft = keep(cast.secretary, result="Đã họp")
    draft.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)


# --- At the address of the form --------------------------------------------------------------------------------------


@pytest.fixture
def type_into(as_user, assignment):
    """What the page of a form sends while a person types into it."""

    def send(person, fields, **values):
        data = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": json.dumps(fields)} | values
        return as_user(person).post(address(assignment), data, headers={"X-Draft": "1"})

    return send


def address(assignment):
    return reverse("tasks:update_create", args=[assignment.pk])


def test_what_is_typed_is_kept_and_stands_in_the_form_again(type_into, assignment, cast, as_user):
    answer = type_into(cast.secretary, {"result": "Đã họp", "percent": "ba mươi"})

    assert answer.json() == {"draft": Draft.objects.get().pk, "revision": 2, "said": "Đã lưu nháp lúc 10:00."}
    html = as_user(cast.secretary).get(address(assignment)).content.decode()
    assert "Đã lấy lại nội dung đồng chí nhập lúc 10:00 ngày 18/11/2026" in html
    assert ">\nĐã họp</textarea>" in html
    assert 'value="ba mươi"' in html
    assert not Update.objects.exists()


def test_nobody_types_into_a_form_that_is_not_theirs(type_into, cast):
    answers = [type_into(person, {"result": "Đã họp"}) for person in (cast.sibling_secretary, cast.tracker)]

    assert [answer.status_code for answer in answers] == [404, 403]
    assert not Draft.objects.exists()


def test_a_page_whose_session_ended_is_told_so_and_nothing_is_kept(client, assignment):
    data = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": json.dumps({"result": "Đã họp"})}

    answer = client.post(address(assignment), data, headers={"X-Draft": "1"})

    assert [answer.status_code, Draft.objects.count()] == [401, 0]


@pytest.mark.parametrize("fields", [["result"], {"result": 5}, {"result": "a" * 30_000}, {"r" * 200: "a"}])
def test_what_no_page_sends_is_refused(type_into, cast, fields):
    assert type_into(cast.secretary, fields).status_code == 422
    assert not Draft.objects.exists()


def test_a_text_marked_secret_is_kept_nowhere(type_into, cast):
    answer = type_into(cast.secretary, {"result": "TUYỆT MẬT\nVề việc"})

    assert answer.status_code == 422
    assert "mật" in answer.json()["said"].lower()
    assert not Draft.objects.exists()


def test_what_others_logged_since_stands_beside_the_draft(type_into, assignment, cast, as_user):
    type_into(cast.secretary, {"percent": "30"})
    make_update(assignment, cast.secretary, result="Người khác ghi")
    Assignment.objects.update(version=1, percent=50)

    html = as_user(cast.secretary).get(address(assignment)).content.decode()

    assert "Người khác ghi" in html
    assert "Đang lưu: 50<br>Đồng chí nhập: 30" in html


def test_sending_the_form_ends_its_drafts(type_into, assignment, cast, as_user):
    type_into(cast.secretary, {"result": "Đã họp"})
    client = as_user(cast.secretary)
    form = client.get(address(assignment)).context["form"]

    answer = client.post(address(assignment), form_data(form))

    assert answer.status_code == 302
    assert client.cookies["kehoach_sent"].value == address(assignment)
    assert [Update.objects.get().result, Draft.objects.count()] == ["Đã họp", 0]
