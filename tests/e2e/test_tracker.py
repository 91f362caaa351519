"""The tracker's job: see who is late, review, urge, confirm; then the report to the Standing Committee."""

import re
from io import BytesIO

import docx
import pytest
from playwright.sync_api import expect

from reports.jobs import build_rollup_files_job
from reports.models import Rollup, UnitReport, Urge
from reports.services.reviews import accept_reports
from tasks.models import Assignment
from tests.e2e.office import FINISHED, fill
from tests.factories import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    fill(plan, bloc, cast.secretary)


def test_the_board_shows_who_is_late_and_two_are_urged(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.tracker, "/tong-quan/")
    expect(page.get_by_role("heading", name=re.compile("Đơn vị cần chú ý trước"))).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Xem tất cả đơn vị").click()
    expect(page.get_by_role("heading", name="Đơn vị thực hiện")).to_be_visible()
    for unit in (bloc.base_cell, bloc.sibling):
        page.get_by_role("checkbox", name=f"Chọn {unit.name}").check()
    assert_accessible(page)
    page.get_by_role("button", name="Đôn đốc đơn vị đã chọn").click()

    page.get_by_role("checkbox", name=bloc.sibling.name).check()
    page.get_by_label("Lời đôn đốc").fill("Đề nghị đồng chí khẩn trương.")
    assert_accessible(page)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Gửi đến 2 đơn vị")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Gửi đôn đốc").click()

    expect(page.get_by_text("Đã đôn đốc 2 đơn vị.")).to_be_visible()
    assert Urge.objects.count() == 2


def test_finished_work_is_confirmed(open_as, cast, assert_accessible):
    work = Assignment.objects.get(task__text=FINISHED)
    page = open_as(cast.tracker, "/xem-xet/")
    page.get_by_role("link", name="Hoàn thành chờ xác nhận 1").click()
    assert_accessible(page)
    page.get_by_role("main").get_by_role("link", name=work.unit.name).click()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận hoàn thành").click()

    expect(page.get_by_text("Đã xác nhận hoàn thành.")).to_be_visible()
    assert_accessible(page)
    work.refresh_from_db()
    assert (work.state, work.confirmed_by) == ("done", cast.tracker)

    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("dialog").get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác.")).to_be_visible()
    work.refresh_from_db()
    assert (work.state, work.confirmed_by) == ("awaiting", None)


def test_the_rollup_is_compiled_edited_issued_and_downloaded(open_as, cast, assert_accessible):
    accept_reports(reports=list(UnitReport.objects.filter(state="sent")), by=cast.tracker, now=NOW)
    page = open_as(cast.tracker, "/tong-hop/")
    assert_accessible(page)
    page.get_by_role("button", name="Lập dự thảo").click()
    expect(page.get_by_role("heading", name="Dự thảo báo cáo tổng hợp")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Sửa nội dung").click()
    page.get_by_label("Phương hướng, nhiệm vụ kỳ tới").fill("Tiếp tục nhân rộng tổ hợp tác Bến Đò.")
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Lưu")).first.click()
    expect(page.get_by_text("Đã lưu dự thảo.")).to_be_visible()

    page.get_by_role("link", name="Ban hành").click()
    page.get_by_label("Họ tên người ký").fill("Lê Thị Thử")
    assert_accessible(page)
    page.get_by_role("button", name="Xem lại toàn văn").click()
    expect(page.get_by_role("heading", name="Xem lại trước khi ban hành")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("Đang lập tệp để ban hành số 01-BC/ĐU")).to_be_visible()
    assert_accessible(page)
    build_rollup_files_job()
    expect(page.get_by_text("Đã ban hành Báo cáo 01-BC/ĐU")).to_be_visible()
    assert_accessible(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    content = download.value.path().read_bytes()
    assert content == bytes(Rollup.objects.get().files.get(kind="docx").content)
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)
    assert "Tiếp tục nhân rộng tổ hợp tác Bến Đò." in text
