"""The report's pages: begun from the unit's list, written on one page, checked, sent, read by those above."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from reports.models import ReportLine, Review, UnitReport
from tests.factories import NOW, make_assignment, make_line, make_period, make_report, make_task, make_update

TEXTS = ("result", "difficulties", "proposals", "next_steps")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def report(plan, assignment, bloc):
    return make_report(make_period(plan), bloc.base_cell)


@pytest.fixture
def draft(report, assignment):
    UnitReport.objects.filter(pk=report.pk).update(state="draft")
    report.refresh_from_db()
    make_line(report, assignment)
    return report


def url(name, report):
    return reverse(f"reports:{name}", args=[report.pk])


def form(report, **values):
    data = {"version": report.version, "leadership": "Đã quán triệt đến đảng viên"}
    for line in report.lines.all():
        data |= {f"line-{line.pk}-{name}": getattr(line, name) for name in ("state", *TEXTS)}
        data[f"line-{line.pk}-percent"] = "" if line.percent is None else line.percent
    return data | values


def test_unit_begins_its_report_from_its_list(report, cast, as_user):
    client = as_user(cast.secretary)

    html = client.get(reverse("tasks:my_work")).content.decode()
    response = client.post(url("report_start", report), follow=True)

    assert "Quá hạn 1 ngày" in html
    assert "Lập báo cáo" in html
    assert response.redirect_chain == [(url("report_edit", report), 302)]
    assert "Tuyên truyền về hợp tác xã kiểu mới" in response.content.decode()


def test_link_of_a_reminder_leads_to_a_page_that_begins_it(report, cast, as_user):
    page = as_user(cast.secretary).get(url("report_edit", report))

    assert page.status_code == 200
    assert url("report_start", report) in page.content.decode()
    assert UnitReport.objects.get().state == "owed"


def test_draft_is_saved_and_read_back(draft, cast, as_user):
    client, line = as_user(cast.secretary), draft.lines.get()

    response = client.post(
        url("report_edit", draft), form(draft, **{f"line-{line.pk}-result": "Viết lại"}), follow=True
    )

    assert response.redirect_chain == [(url("report_edit", draft), 302)]
    html = response.content.decode()
    assert "Đã lưu bản nháp." in html
    assert "Viết lại" in html
    assert UnitReport.objects.get().leadership == "Đã quán triệt đến đảng viên"


def test_fields_of_foreign_lines_are_not_read(draft, plan, bloc, cast, as_user):
    foreign = make_line(
        make_report(draft.period, bloc.sibling, "draft"), make_assignment(plan.tasks.get(), bloc.sibling)
    )
    stolen = {f"line-{foreign.pk}-state": "done", f"line-{foreign.pk}-result": "Sửa trộm", "state": "accepted"}

    as_user(cast.secretary).post(url("report_edit", draft), form(draft) | stolen)

    foreign.refresh_from_db()
    assert foreign.result == "Đã triển khai đến toàn thể đảng viên."
    assert UnitReport.objects.get(pk=draft.pk).state == "draft"


def test_wrong_percent_keeps_what_was_typed(draft, cast, as_user):
    line = draft.lines.get()
    values = form(draft, **{f"line-{line.pk}-percent": "150", f"line-{line.pk}-result": "Vừa viết"})

    response = as_user(cast.secretary).post(url("report_edit", draft), values)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Vừa viết" in html
    assert "Xin ghi một số từ 0 đến 100, hoặc để trống." in html
    assert UnitReport.objects.get().leadership == ""


def test_conflict_shows_both_texts_and_then_saves(draft, cast, as_user):
    client, line = as_user(cast.secretary), draft.lines.get()
    client.post(url("report_edit", draft), form(draft, leadership="Bản của đồng chí A"))

    mine = form(draft, leadership="Bản của tôi", **{f"line-{line.pk}-percent": "50"})
    shown = client.post(url("report_edit", draft), mine)

    html = shown.content.decode()
    assert shown.status_code == 409
    assert "Bản của đồng chí A" in html
    assert "Bản của tôi" in html
    assert [difference.label for difference in shown.context["differences"]] == [
        "Công tác lãnh đạo, quán triệt, tuyên truyền",
        "Nhiệm vụ II.1: Đã làm được (%)",
    ]
    saved = client.post(url("report_edit", draft), mine | {"version": shown.context["form"]["version"].value()})
    assert saved.status_code == 302
    assert UnitReport.objects.get().leadership == "Bản của tôi"


def test_check_page_spells_out_what_is_missing(draft, cast, as_user):
    ReportLine.objects.update(result="")

    html = as_user(cast.secretary).get(url("report_check", draft)).content.decode()

    assert "Chưa gửi được, vì còn thiếu" in html
    assert "Nhiệm vụ II.1: chưa ghi gì." in html
    assert f"#id_line-{draft.lines.get().pk}-result" in html
    assert url("report_send", draft) in html
    assert "Gửi báo cáo</button>" not in html


def test_report_is_checked_and_sent(draft, cast, as_user):
    client = as_user(cast.secretary)

    checked = client.post(url("report_edit", draft), form(draft, check="1"), follow=True)
    version = checked.context["version_form"]["version"].value()
    sent = client.post(url("report_send", draft), {"version": version}, follow=True)

    assert checked.redirect_chain == [(url("report_check", draft), 302)]
    assert "Gửi báo cáo</button>" in checked.content.decode()
    assert sent.redirect_chain == [(url("report_detail", draft), 302)]
    assert "Đã gửi báo cáo Quý thử nghiệm lúc 10:00 18/11/2026." in sent.content.decode()
    kept = UnitReport.objects.get()
    assert (kept.state, kept.on_time, kept.sent_by) == ("sent", False, cast.secretary)


def test_sending_twice_sends_once(draft, cast, as_user):
    client = as_user(cast.secretary)

    answers = [client.post(url("report_send", draft), {"version": draft.version}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert UnitReport.objects.get().revision == 1


def test_what_a_phone_had_queued_is_answered_in_sentences(draft, cast, as_user):
    client, queued = as_user(cast.secretary), {"Kehoach-Queued": str(24 * 60 * 60)}

    stale = client.post(url("report_send", draft), {"version": draft.version + 1}, headers=queued)
    taken = [client.post(url("report_send", draft), {"version": draft.version}, headers=queued) for _ in range(2)]
    too_old = client.post(url("report_send", draft), {"version": 1}, headers={"Kehoach-Queued": "9999999"})

    assert (stale.status_code, "vừa được người khác sửa" in stale.json()["reasons"][0]) == (422, True)
    assert [answer.json() for answer in taken] == [{"url": url("report_detail", draft)}] * 2
    assert "quá 30 ngày" in too_old.json()["reasons"][0]
    kept = UnitReport.objects.get()
    assert (kept.revision, kept.on_time, kept.sent_at - kept.first_sent_at) == (1, True, timedelta(days=1))


def test_sending_an_older_version_asks_to_check_again(draft, cast, as_user):
    client = as_user(cast.secretary)
    client.post(url("report_edit", draft), form(draft))

    response = client.post(url("report_send", draft), {"version": 0}, follow=True)

    assert "vừa được người khác sửa" in response.content.decode()
    assert UnitReport.objects.get().state == "draft"


def test_returned_report_says_why_and_is_sent_again(plan, assignment, bloc, cast, as_user):
    report = make_report(make_period(plan), bloc.base_cell, "returned")
    make_line(report, assignment)
    Review.objects.create(
        report=report, revision=1, decision="returned", reason="Thiếu số buổi học", at=NOW, by=cast.tracker
    )
    client = as_user(cast.secretary)

    work = client.get(reverse("tasks:my_work")).content.decode()
    edit = client.get(url("report_edit", report)).content.decode()
    client.post(url("report_send", report), {"version": report.version})

    assert "Sửa và gửi lại" in work
    assert "Thiếu số buổi học" in work
    assert "Thiếu số buổi học" in edit
    kept = UnitReport.objects.get()
    assert (kept.state, kept.revision, kept.on_time) == ("sent", 2, True)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("sent", "Báo cáo đã gửi, đang chờ xem xét."), ("accepted", "Báo cáo đã được xác nhận nên không sửa được nữa.")],
)
def test_sent_report_says_why_it_is_not_edited(plan, assignment, bloc, cast, as_user, state, sentence):
    report = make_report(make_period(plan), bloc.base_cell, state)

    response = as_user(cast.secretary).get(url("report_edit", report), follow=True)

    assert response.redirect_chain == [(url("report_detail", report), 302)]
    assert sentence in response.content.decode()


def test_locked_period_says_so(draft, cast, as_user):
    draft.period.locked_at, draft.period.locked_by = NOW, cast.tracker
    draft.period.save()

    for name in ("report_edit", "report_check"):
        page = as_user(cast.secretary).get(url(name, draft), follow=True)
        assert "Kỳ báo cáo đã khóa" in page.content.decode()


def test_new_updates_are_offered_and_brought_in(draft, assignment, cast, as_user):
    make_update(assignment, cast.secretary, on=date(2026, 11, 10), result="Mới làm thêm", percent=70)
    client = as_user(cast.secretary)

    offered = client.get(url("report_edit", draft))
    pulled = client.post(url("report_pull", draft), {"version": draft.version}, follow=True)

    assert "Nạp cập nhật mới" in offered.content.decode()
    assert "Mới làm thêm" in pulled.content.decode()
    assert "Nạp cập nhật mới" not in pulled.content.decode()


def test_report_of_a_sibling_is_not_found(draft, cast, as_user):
    client = as_user(cast.sibling_secretary)

    reads = [client.get(url(name, draft)).status_code for name in ("report_detail", "report_edit", "report_check")]
    acts = [client.post(url(name, draft)).status_code for name in ("report_start", "report_pull", "report_send")]

    assert reads + acts == [404] * 6


@pytest.mark.parametrize("name", ["tracker", "standing", "inspector", "administrator"])
def test_those_above_read_and_do_not_write(draft, cast, as_user, name):
    client = as_user(getattr(cast, name))

    assert client.get(url("report_detail", draft)).status_code == 200
    assert client.get(url("report_edit", draft)).status_code == 403
    assert client.get(url("report_check", draft)).status_code == 403
    assert client.post(url("report_send", draft), {"version": 0}).status_code == 403


def test_draft_is_not_shown_above_before_it_is_sent(draft, cast, as_user):
    text = draft.lines.get().result

    above = as_user(cast.tracker).get(url("report_detail", draft)).content.decode()
    as_user(cast.secretary).post(url("report_send", draft), {"version": draft.version})
    sent = as_user(cast.tracker).get(url("report_detail", draft)).content.decode()

    assert text not in above
    assert "Đơn vị đang soạn báo cáo này, chưa gửi." in above
    assert text in sent


def test_committee_reads_the_report_of_its_cell(plan, bloc, cast, as_user):
    make_assignment(plan.tasks.get(), bloc.cell)
    report = make_report(make_period(plan), bloc.cell, "draft")
    client = as_user(cast.committee_secretary)

    assert client.get(url("report_detail", report)).status_code == 200
    assert client.get(url("report_edit", report)).status_code == 403


def test_blank_is_said_and_zero_is_shown(draft, cast, as_user):
    ReportLine.objects.update(percent=None)
    blank = as_user(cast.secretary).get(url("report_detail", draft)).content.decode()
    ReportLine.objects.update(percent=0)
    zero = as_user(cast.secretary).get(url("report_detail", draft)).content.decode()

    assert "Chưa báo" in blank
    assert "0 %</span>" not in blank
    assert "0 %</span>" in zero
    assert "Chưa ghi." in blank


@pytest.mark.parametrize(("name", "queries"), [("report_detail", 11), ("report_edit", 14), ("report_check", 10)])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_line_as_for_three(
    report, plan, bloc, cast, as_user, django_assert_num_queries, name, queries, count
):
    UnitReport.objects.update(state="draft")
    for _ in range(count):
        task = make_task(plan, "Việc có hạn", due_on=date(2026, 10, 1))
        make_line(report, make_assignment(task, bloc.base_cell, due_on=task.due_on + timedelta(days=1)))
    client = as_user(cast.secretary)

    with django_assert_num_queries(queries):
        client.get(url(name, report))
