"""The period's report while it is written: kept as typed, worked out, copied, met by a colleague, printed."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from reports.models import IndicatorValue, UnitReport
from tasks.models import Draft
from tasks.services.indicators import Stated, set_indicators
from tests.e2e.office import fill
from tests.factories import make_line, make_period, make_report, make_user
from tests.reports.test_indicator_values import SUMMER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADERSHIP = "Công tác lãnh đạo, quán triệt, tuyên truyền"
TEXT = "Chi ủy đã quán triệt kế hoạch."
SAVED = re.compile(r"Đã lưu nháp lúc \d\d:\d\d\.")


@pytest.fixture
def report(plan, bloc, cast) -> UnitReport:
    """A draft of one line that asks for a number, after an accepted one of the summer."""
    fill(plan, bloc, cast.secretary)
    assignment = bloc.base_cell.assignments.get(due_on=None)
    set_indicators(task=assignment.task, stated=[Stated("tổ hợp tác", Decimal(200), "tổ")])
    before = make_report(make_period(plan, **SUMMER), bloc.base_cell, "accepted", leadership="Mùa hè đã họp.")
    line = make_line(before, assignment, result="Mùa hè đã tuyên truyền.")
    IndicatorValue.objects.create(line=line, indicator=assignment.task.indicators.get(), value=12)
    report = UnitReport.objects.get(unit=bloc.base_cell, state="owed")
    UnitReport.objects.filter(pk=report.pk).update(state="draft")
    make_line(report, assignment, result="")
    return report


def edit(report):
    return f"/bao-cao/{report.pk}/lap/"


def said(page):
    return page.locator("[data-draft]")


def test_what_is_typed_comes_back_and_is_saved_in_the_report(open_as, report, cast, context, assert_accessible):
    page = open_as(cast.secretary, edit(report))
    page.get_by_label(LEADERSHIP).fill(TEXT)
    page.get_by_label("Tổ hợp tác: số trong kỳ").fill("120")
    expect(
        page.get_by_text("Lũy kế 132 tổ; đạt 66 % chỉ tiêu chung; tăng 108 so với kỳ trước (12 tổ).")
    ).to_be_visible()
    expect(said(page)).to_have_text(SAVED)
    page.close(run_before_unload=False)
    assert UnitReport.objects.get(pk=report.pk).leadership == ""

    page = open_as(cast.secretary, edit(report), context.new_page())
    expect(page.get_by_label(LEADERSHIP)).to_have_value(TEXT)
    expect(page.get_by_text(f"{len(TEXT)}/10.000 ký tự")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()

    expect(page.get_by_text("120 tổ, gấp 10 lần kỳ trước (12 tổ). Nếu đúng thì cứ gửi.")).to_be_visible()
    assert_accessible(page)
    assert UnitReport.objects.get(pk=report.pk).leadership == TEXT
    assert not Draft.objects.exists()


def test_text_of_the_last_period_is_copied_at_a_press(open_as, report, cast):
    page = open_as(cast.secretary, edit(report))
    general = page.locator("section").filter(has_text="Nội dung chung")
    general.get_by_text("Kỳ trước đã viết").first.click()
    general.get_by_role("button", name="Chép của kỳ trước").first.click()

    expect(page.get_by_label(LEADERSHIP)).to_have_value("Mùa hè đã họp.")
    expect(said(page)).to_have_text(SAVED)


def test_two_people_on_one_report_see_both_texts(open_as, report, bloc, cast, browser, live_server, context):
    colleague = make_user("phobithu", bloc.base_cell)
    page = open_as(cast.secretary, edit(report))
    page.get_by_label(LEADERSHIP).fill(TEXT)
    expect(said(page)).to_have_text(SAVED)
    page.close(run_before_unload=False)
    other = open_as(colleague, edit(report), context.new_page())
    expect(other.get_by_label(LEADERSHIP)).to_have_value("")
    other.get_by_label(LEADERSHIP).fill("Bản của phó bí thư.")
    other.get_by_role("button", name="Lưu nháp").click()
    expect(other.get_by_text("Đã lưu bản nháp.")).to_be_visible()

    page = open_as(cast.secretary, edit(report), context.new_page())

    expect(page.get_by_label(LEADERSHIP)).to_have_value(TEXT)
    expect(page.get_by_text("Đang lưu: Bản của phó bí thư.")).to_be_visible()
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    assert UnitReport.objects.get(pk=report.pk).leadership == TEXT


def test_a_sent_report_has_a_receipt_and_a_paper(open_as, report, cast, assert_accessible):
    page = open_as(cast.secretary, edit(report))
    page.get_by_label("Kết quả", exact=True).fill("Đã tuyên truyền.")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    page.get_by_role("button", name="Gửi báo cáo").click()
    page.get_by_role("link", name="Biên nhận").click()
    expect(page.get_by_text(f"{report.pk:06d}/1")).to_be_visible()
    expect(page.get_by_role("button", name="In", exact=True)).to_be_visible()
    assert_accessible(page)

    page.go_back()
    page.get_by_role("link", name="Bản in").click()

    expect(page.get_by_text("T/M CHI BỘ")).to_be_visible()
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.get_by_text("T/M CHI BỘ")).to_be_visible()


class TestWithoutScripts:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict) -> dict:
        return {**browser_context_args, "java_script_enabled": False}

    def test_all_work_and_the_report_need_no_script(self, open_as, report, cast):
        page = open_as(cast.secretary, "/viec-cua-don-vi/")
        page.get_by_role("link", name="Cập nhật tất cả").click()
        page.get_by_label("Kết quả đã làm được").first.fill("Đã làm.")
        page.get_by_role("button", name="Lưu cập nhật").click()
        expect(page.get_by_text("Đã ghi cập nhật tiến độ của 1 nhiệm vụ.")).to_be_visible()

        page.goto(page.url.split("/viec-cua")[0] + edit(report))
        page.get_by_label(LEADERSHIP).fill(TEXT)
        page.get_by_label("Tổ hợp tác: số trong kỳ").fill("1.200")
        page.get_by_role("button", name="Lưu nháp").click()
        expect(page.get_by_text("Đã lưu bản nháp.")).to_be_visible()
        expect(page.get_by_label(LEADERSHIP)).to_have_value(TEXT)
