"""Logging progress in place, and the page of one assignment with the tracker's answer."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tasks.models import Assignment, Update
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, TODAY, make_update, make_user
from tests.tasks.sample_files import MACRO_DOCX, PNG, picture, upload
from tests.tasks.update_forms import HTMX, form, urls_of

MY_WORK = reverse("tasks:my_work")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


# --- Logging in place -----------------------------------------------------------------------------------------------


def test_form_opens_in_its_row(assignment, cast, as_user):
    response = as_user(cast.secretary).get(urls_of(assignment)[1], headers=HTMX)

    html = response.content.decode()
    assert "<html" not in html
    assert f'hx-target="#assignment-{assignment.pk}"' in html
    assert response["HX-Retarget"] == f"#update-{assignment.pk}"


def test_form_is_a_page_without_script(assignment, cast, as_user):
    html = as_user(cast.secretary).get(urls_of(assignment)[1]).content.decode()

    assert "<html" in html
    assert "hx-post" not in html


def test_saved_update_answers_with_the_row_as_it_now_stands(assignment, cast, as_user):
    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment), headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 200
    assert "Đã ghi cập nhật tiến độ." in html
    assert "40 %" in html
    assert "HX-Retarget" not in response
    assert Update.objects.get().by == cast.secretary


def test_saved_update_without_script_leads_to_the_assignment(assignment, cast, as_user):
    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment), follow=True)

    assert response.redirect_chain == [(urls_of(assignment)[0], 302)]
    assert "Đã ghi cập nhật tiến độ." in response.content.decode()


def test_double_click_leaves_one_update(assignment, cast, as_user):
    client, values = as_user(cast.secretary), form(assignment)

    answers = [client.post(urls_of(assignment)[1], values, headers=HTMX).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Update.objects.count() == 1
    assert wrong_tallies([assignment.plan_id]) == set()


def test_conflict_shows_both_and_then_saves(assignment, bloc, cast, as_user):
    make_user("phobithu", bloc.base_cell, "deputy", full_name="Phó Bí thư")
    client = as_user(cast.secretary)
    before = form(assignment, result="Của người trước", percent="70", causes="Chưa phân bổ.")
    client.post(urls_of(assignment)[1], before)
    mine = form(assignment, result="Của tôi")

    shown = client.post(urls_of(assignment)[1], mine, headers=HTMX)

    html = shown.content.decode()
    assert shown.status_code == 422
    assert "Của người trước" in html
    assert "<b>Nguyên nhân:</b> Chưa phân bổ." in html
    assert "Của tôi" in html
    assert "vừa được người khác cập nhật" in html
    assert Update.objects.count() == 1
    saved = client.post(urls_of(assignment)[1], mine | {"version": shown.context["form"]["version"].value()})
    assert saved.status_code == 302
    assert [update.result for update in Update.objects.all()] == ["Của tôi", "Của người trước"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"percent": "101"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"percent": "-1"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"percent": "nhiều"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"on": "2026-11-19"}, "Ngày không được sau hôm nay."),
        ({"state": "awaiting", "result": ""}, "Khi báo hoàn thành, xin ghi kết quả đã làm được."),
        ({"result": "TUYỆT MẬT\nKết quả"}, "Nội dung có dấu chỉ độ mật"),
        ({"state": "x"}, "Tình hình thực hiện</a>"),
    ],
)
def test_wrong_entry_keeps_what_was_typed(assignment, cast, as_user, values, sentence):
    response = as_user(cast.secretary).post(
        urls_of(assignment)[1], form(assignment, difficulties="Thiếu người", **values), headers=HTMX
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "Thiếu người" in html
    assert Update.objects.count() == 0


def test_wrong_file_keeps_what_was_typed_and_says_which(assignment, cast, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = {"files": [upload("anh.png", PNG), upload("macro.docx", MACRO_DOCX)]}

    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment) | files)

    html = response.content.decode()
    assert response.status_code == 422
    assert "“macro.docx”: Tệp có chứa macro" in html
    assert "Xin chọn lại tệp minh chứng." in html
    assert "Đã họp chi bộ" in html
    assert list(tmp_path.rglob("*")) == []


def test_several_files_are_kept(assignment, cast, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = {"files": [upload("1.png", PNG), upload("2.png", picture(colour="blue"))]}

    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment) | files)

    assert [item.name for item in Update.objects.get().evidence.all()] == ["1.png", "2.png"]


# --- One assignment -------------------------------------------------------------------------------------------------


def test_assignment_of_a_sibling_is_not_found(assignment, cast, as_user):
    client = as_user(cast.sibling_secretary)

    assert [client.get(url).status_code for url in urls_of(assignment)] == [404, 404]
    for name in ("confirm_done", "send_back", "undo_decision"):
        assert client.post(reverse(f"tasks:{name}", args=[assignment.pk])).status_code == 404


def test_assignment_page_shows_the_plans_words_updates_and_history(assignment, cast, as_user):
    assignment.task.quote = "1. Nguyên văn trong kế hoạch"
    assignment.task.save()
    make_update(assignment, cast.secretary, result="<script>alert(1)</script>", on=TODAY - timedelta(days=2))

    html = as_user(cast.tracker).get(urls_of(assignment)[0]).content.decode()

    assert "1. Nguyên văn trong kế hoạch" in html
    assert "NHIỆM VỤ VÀ GIẢI PHÁP" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "Nhập sau" in html


@pytest.mark.parametrize("count", [1, 3])
def test_assignment_page_takes_as_many_queries_for_one_update_as_for_three(
    assignment, cast, as_user, django_assert_num_queries, count
):
    for _ in range(count):
        make_update(assignment, cast.secretary)
    client = as_user(cast.secretary)

    with django_assert_num_queries(16):
        client.get(urls_of(assignment)[0])


def test_tracker_confirms_and_undoes_on_the_page(assignment, cast, as_user):
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment, state="awaiting"))
    client = as_user(cast.tracker)

    def press(name, **values):
        version = Assignment.objects.get().version
        return client.post(
            reverse(f"tasks:{name}", args=[assignment.pk]), {"version": version} | values, follow=True
        ).content.decode()

    assert "Đã xác nhận hoàn thành." in press("confirm_done")
    assert "Đã hoàn tác." in press("undo_decision")
    assert "Đã yêu cầu làm lại" in press("send_back", reason="Thiếu số liệu")
    assert Assignment.objects.get().state == "in_progress"
    html = as_user(cast.secretary).get(MY_WORK).content.decode()
    assert "Thiếu số liệu" in html


def test_sending_back_without_a_reason_asks_for_one(assignment, cast, as_user):
    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment, state="awaiting"))

    response = as_user(cast.tracker).post(reverse("tasks:send_back", args=[assignment.pk]), {"version": 1})

    assert response.status_code == 422
    assert Assignment.objects.get().state == "awaiting"


def test_confirming_what_has_changed_since_is_refused(assignment, cast, as_user):
    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment, state="awaiting"))

    response = as_user(cast.tracker).post(
        reverse("tasks:confirm_done", args=[assignment.pk]), {"version": 0}, follow=True
    )

    assert "vừa được cập nhật" in response.content.decode()
    assert Assignment.objects.get().state == "awaiting"


@pytest.mark.parametrize("name", ["secretary", "standing", "inspector", "administrator"])
def test_others_in_scope_may_not_confirm(assignment, cast, as_user, name):
    response = as_user(getattr(cast, name)).post(reverse("tasks:confirm_done", args=[assignment.pk]), {"version": 0})

    assert response.status_code == 403


def test_decisions_are_not_made_by_a_link(assignment, cast, as_user):
    client = as_user(cast.tracker)

    assert client.get(reverse("tasks:confirm_done", args=[assignment.pk])).status_code == 405
    assert client.get(reverse("tasks:undo_decision", args=[assignment.pk])).status_code == 405
