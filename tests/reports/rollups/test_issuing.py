"""Issuing and correcting, through the client: looked at, ordered, frozen; mended only by a new one."""

import pytest

from reports.jobs import build_rollup_files_job
from reports.models import Rollup
from reports.services.rollup_issue import next_number
from reports.services.rollups import compile_rollup, save_rollup
from tests.factories import (
    NOW,
    TODAY,
    make_period,
    make_report,
)
from tests.reports.rollups.conftest import issue, order, orders, said, texts, url
from units.models import Change
from units.selectors import get_office


def test_issuing_takes_a_last_look_and_then_freezes(as_user, cast, draft):
    client = as_user(cast.standing)
    form = client.get(url("issue", draft)).context["form"]
    assert (form["number"].value(), form["issued_on"].value(), form["signing_post"].value()) == (1, TODAY, "BÍ THƯ")

    look = client.post(url("issue", draft), orders(step="look"))
    back = client.post(url("issue", draft), orders(step="back", signer_name="Người Sửa Lại"))

    assert "không sửa được nữa" in look.content.decode()
    assert "Số 01-BC/ĐU" in look.content.decode()
    assert "Người Sửa Lại" in back.content.decode()
    assert Rollup.objects.get().state == "draft"

    page = client.post(url("issue", draft), orders(), follow=True).content.decode()
    assert "Đang lập tệp để ban hành số 01-BC/ĐU" in page
    assert "Đang lập tệp" in client.get(url("files", draft)).content.decode()
    assert Rollup.objects.get().state == "issuing"

    build_rollup_files_job()
    answer = client.get(url("files", draft))
    assert answer.headers["HX-Refresh"] == "true"
    assert said(client.get(url("detail", draft))) == [
        "Đã ban hành Báo cáo 01-BC/ĐU. Tệp Word và Excel đã lưu cùng mã kiểm tra."
    ]
    assert Rollup.objects.get().issued_by == cast.standing


def test_a_double_click_issues_once(as_user, cast, draft):
    client = as_user(cast.tracker)

    answers = [client.post(url("issue", draft), orders(), follow=True) for _ in range(2)]
    build_rollup_files_job()
    answers.append(client.post(url("issue", draft), orders(), follow=True))

    assert said(answers[1]) == ["Báo cáo đang được ban hành, số 01-BC/ĐU."]
    assert said(answers[2]) == ["Báo cáo này đã ban hành, số 01-BC/ĐU."]
    assert Rollup.objects.get().files.count() == 2


@pytest.mark.parametrize("name", ["edit", "recompile"])
def test_nothing_is_edited_while_it_is_issued(as_user, cast, draft, name):
    order(draft, cast.tracker)

    answer = as_user(cast.tracker).post(url(name, draft), texts(draft), follow=True)

    assert said(answer) == ["Báo cáo đang được ban hành nên không sửa được; muốn sửa thì thôi ban hành trước."]


def test_an_issue_is_taken_back_until_it_is_frozen(as_user, cast, draft):
    client = as_user(cast.standing)
    order(draft, cast.tracker)

    answers = [client.post(url("take_back", draft), follow=True) for _ in range(2)]
    build_rollup_files_job()

    assert said(answers[0]) == ["Đã thôi ban hành; số chưa dùng, dự thảo lại sửa được."]
    assert said(answers[1]) == ["Báo cáo này không còn ở bước đang ban hành."]
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.issued_by) == ("draft", None, None)
    assert next_number(get_office()) == 1
    assert [each.verb for each in Change.objects.of(draft)][:2] == ["Thôi ban hành", "Lấy số để ban hành"]
    issue(draft, cast.tracker)
    assert said(client.post(url("take_back", draft), follow=True)) == ["Báo cáo này không còn ở bước đang ban hành."]


def test_reports_that_change_while_it_is_issued_stop_it(as_user, bloc, cast, draft, period):
    order(draft, cast.tracker)
    make_report(period, bloc.committee, "accepted")

    build_rollup_files_job()

    page = as_user(cast.tracker).get(url("detail", draft)).content.decode()
    assert "không thành: Báo cáo của đơn vị đã thay đổi sau khi tổng hợp." in page
    assert Rollup.objects.values_list("state", "number").get() == ("draft", None)


@pytest.mark.parametrize("step", ["look", "issue"])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer_name": " "}, "signer_name"),
        ({"number": "0"}, "number"),
        ({"number": "7"}, "number"),
        ({"issued_on": "2026-11-13"}, "issued_on"),
        ({"issued_on": "2062-11-18"}, "issued_on"),
    ],
)
def test_a_wrong_order_is_refused_and_keeps_what_was_typed(as_user, cast, plan, draft, step, change, field):
    other = compile_rollup(period=make_period(plan, kind="month"), by=cast.tracker, now=NOW)
    order(other, cast.tracker, number=7)

    answer = as_user(cast.tracker).post(url("issue", draft), orders(step=step, recipients="Giữ tôi") | change)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Giữ tôi" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("draft", 0)


@pytest.mark.parametrize("step", ["look", "issue"])
def test_what_somebody_changed_meanwhile_is_looked_at_first(as_user, cast, draft, step):
    client = as_user(cast.tracker)
    save_rollup(rollup=draft, version=0, abstract="câu khác", texts={}, by=cast.tracker, now=NOW)

    answer = client.post(url("issue", draft), orders(step=step))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Dự thảo vừa được người khác sửa. Xin xem lại bản mới nhất rồi ban hành."
    ]
    again = client.post(url("issue", draft), orders(answer.context["form"]["version"].value(), step="look"))
    assert "câu khác" in again.content.decode()


def test_outdated_figures_are_not_issued(as_user, bloc, cast, draft, period):
    make_report(period, bloc.committee, "accepted")

    answer = as_user(cast.tracker).post(url("issue", draft), orders())

    assert answer.context["form"].non_field_errors() == [
        "Báo cáo của đơn vị đã thay đổi sau khi tổng hợp. Hãy tổng hợp lại rồi ban hành."
    ]
    assert Rollup.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["edit", "issue", "recompile"])
def test_an_issued_one_answers_with_a_sentence(as_user, cast, issued, name):
    answer = as_user(cast.tracker).post(url(name, issued), texts(issued), follow=True)

    assert answer.status_code == 200
    assert "đã ban hành" in said(answer)[0]


def test_a_correction_needs_a_reason_and_is_made_once(as_user, cast, issued):
    client = as_user(cast.tracker)
    assert client.post(url("correct", issued), {"reason": " "}).status_code == 422

    answers = [client.post(url("correct", issued), {"reason": "Sai số liệu"}, follow=True) for _ in range(2)]

    draft = Rollup.objects.get(corrects=issued)
    assert [answer.context["rollup"] for answer in answers] == [draft, draft]
    assert said(answers[1]) == ["Báo cáo này đã có bản đính chính, đang mở ở đây."]
    assert "Đính chính và thay thế Báo cáo số 01-BC/ĐU, ngày 18/11/2026" in answers[0].content.decode()


def test_a_draft_is_not_corrected(as_user, cast, draft):
    answer = as_user(cast.tracker).get(url("correct", draft), follow=True)

    assert said(answer) == ["Dự thảo thì sửa ngay được, không cần đính chính."]
