"""Reviewing one report on one page: by hand, by keys alone, without scripts; several at once; and taking it back."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from reports.models import Comment, Direction, LineReturn, Period, Review, UnitReport
from tasks.models import Assignment
from tasks.services.files import check_files, keep_evidence
from tests.e2e.office import fill
from tests.factories import NOW, make_line, make_period, make_report, make_update
from tests.tasks.sample_files import PNG, upload
from units.selectors import get_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    """Three reports wait: of the sibling, the committee and the youth; the youth's has an earlier one and a photo."""
    fill(plan, bloc, cast.secretary)
    before = {"starts_on": date(2026, 5, 15), "ends_on": date(2026, 8, 14), "due_on": date(2026, 8, 18)}
    earlier = make_report(make_period(plan, name="Quý trước", **before), bloc.youth, "accepted", sent_by=cast.secretary)
    work = Assignment.objects.get(unit=bloc.youth)
    make_line(earlier, work, percent=10, result="Đã tuyên truyền một buổi.")
    update = make_update(work, cast.secretary, on=date(2026, 10, 1))
    keep_evidence(update, check_files([upload("buoi-hop.png", PNG)], get_office()))


def report_of(unit) -> UnitReport:
    return UnitReport.objects.get(unit=unit, period__name="Quý thử nghiệm")


def test_a_line_is_returned_beside_last_period_and_taken_back(open_as, bloc, cast, assert_accessible):
    report = report_of(bloc.youth)
    page = open_as(cast.tracker, "/xem-xet/")
    assert_accessible(page)
    page.get_by_role("link", name=bloc.youth.name).click()
    line = page.locator(f"#dong-{report.lines.get().pk}")
    expect(line.locator("ins")).to_contain_text("hai")
    expect(line.locator("del")).to_contain_text("một")
    expect(line.get_by_text("Quý trước: 10 %")).to_be_visible()
    line.get_by_text("Minh chứng (1)").click()
    photo = line.get_by_role("img", name=re.compile("buoi-hop.png"))
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert_accessible(page)

    line.get_by_text("Trả lại dòng này", exact=True).click()
    line.get_by_label("Lý do trả lại dòng này").fill("Chưa nêu số người dự.")
    page.locator("#decision").get_by_text("Trả lại để đơn vị bổ sung").click()
    assert_accessible(page)
    page.get_by_role("button", name="Trả lại báo cáo").click()
    expect(page.get_by_text("Đã trả lại báo cáo")).to_be_visible()
    assert LineReturn.objects.get().reason == "Chưa nêu số người dự."

    page.get_by_role("button", name="Hủy kết quả xem xét").first.click()
    expect(page.get_by_text("báo cáo trở lại hàng chờ")).to_be_visible()
    report.refresh_from_db()
    assert (report.state, Review.objects.filter(report=report).count()) == ("sent", 0)


def test_a_revision_after_a_return_shows_what_changed(open_as, bloc, cast, assert_accessible):
    report = report_of(bloc.youth)
    line = report.lines.get()
    page = open_as(cast.tracker, f"/xem-xet/{report.pk}/")
    page.locator(f"#dong-{line.pk}").get_by_text("Trả lại dòng này", exact=True).click()
    page.get_by_label("Lý do trả lại dòng này").fill("Nêu số người dự.")
    page.get_by_label("Lý do trả lại dòng này").press("Enter")
    expect(page.get_by_text("Đã trả lại báo cáo")).to_be_visible()

    line.result = "Đã tuyên truyền hai buổi, 40 người dự."
    line.save()
    UnitReport.objects.filter(pk=report.pk).update(state="sent", revision=2)
    page = open_as(cast.tracker, f"/xem-xet/{report.pk}/")
    expect(page.get_by_text("Đã trả lại vì: Nêu số người dự.")).to_be_visible()
    expect(page.locator(f"#dong-{line.pk} ins")).to_contain_text("40 người dự")
    assert_accessible(page)
    page.get_by_role("link", name="Quý trước").click()
    expect(page.get_by_text("Quý trước: 10 %")).to_be_visible()


def test_keys_alone_review_three_reports(open_as, bloc, cast, assert_accessible):
    """Accepting takes one key, returning a line two and its text; all is taken back with one."""
    page = open_as(cast.tracker, f"/xem-xet/{report_of(bloc.youth).pk}/")
    expect(page.get_by_text("Phím tắt: A xác nhận")).to_be_visible()
    press(page, "a", "Đã xác nhận báo cáo")
    press(page, "u", "báo cáo trở lại hàng chờ")
    press(page, "a", "Đã xác nhận báo cáo")

    wait_for_keys(page)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Chưa ghi số liệu, ai dự.")  # the keys of the page do not act inside a field
    press(page, "Enter", "Đã trả lại báo cáo")
    assert_accessible(page)
    press(page, "a", "Đã xác nhận báo cáo")

    expect(page.get_by_role("heading", name="Báo cáo chờ xem xét")).to_be_visible()
    assert sorted(Review.objects.values_list("decision", flat=True)) == ["accepted", "accepted", "returned"]
    assert LineReturn.objects.get().reason == "Chưa ghi số liệu, ai dự."


def test_whole_report_is_returned_by_three_keys(open_as, bloc, cast):
    page = open_as(cast.tracker, f"/xem-xet/{report_of(bloc.youth).pk}/")
    wait_for_keys(page)
    page.keyboard.press("r")
    page.keyboard.type("Đề nghị bổ sung số liệu.")
    page.keyboard.press("Tab")
    press(page, "Enter", "Đã trả lại báo cáo")

    assert Review.objects.values_list("decision", "reason").get() == ("returned", "Đề nghị bổ sung số liệu.")
    assert not LineReturn.objects.exists()


def test_keys_rest_when_they_are_switched_off(open_as, bloc, cast):
    page = open_as(cast.tracker, f"/xem-xet/{report_of(bloc.youth).pk}/")
    page.get_by_text("Phím tắt: A xác nhận").click()
    page.get_by_label("Dùng phím tắt trên trang này").uncheck()
    page.reload()
    wait_for_keys(page)
    page.keyboard.press("a")
    page.get_by_text("Phím tắt: A xác nhận").click()
    expect(page.get_by_label("Dùng phím tắt trên trang này")).not_to_be_checked()
    assert not Review.objects.exists()


def test_all_on_the_page_are_ticked_and_accepted_at_once(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.tracker, "/xem-xet/")
    boxes = page.get_by_role("checkbox")
    page.get_by_role("button", name="Chọn tất cả").click()
    assert [box.is_checked() for box in boxes.all()] == [True, True, True]
    page.get_by_role("button", name="Chọn tất cả").click()
    assert [box.is_checked() for box in boxes.all()] == [False, False, False]
    page.get_by_role("button", name="Chọn tất cả").click()
    page.get_by_role("button", name="Xác nhận báo cáo đã chọn").click()
    assert_accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận 3 báo cáo.")).to_be_visible()
    assert_accessible(page)


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_reviewing_needs_no_scripts(open_as, plain_page, bloc, cast):
    page = open_as(cast.tracker, "/xem-xet/", plain_page)
    page.get_by_role("link", name=bloc.youth.name).click()
    report = report_of(bloc.youth)
    line = page.locator(f"#dong-{report.lines.get().pk}")
    line.get_by_text("Trả lại dòng này", exact=True).click()
    line.get_by_label("Lý do trả lại dòng này").fill("Chưa nêu số người dự.")
    page.get_by_text("Trả lại để đơn vị bổ sung").click()
    page.get_by_role("button", name="Trả lại báo cáo").click()
    expect(page.get_by_text("Đã trả lại báo cáo")).to_be_visible()
    page.get_by_role("button", name="Xác nhận báo cáo").click()
    expect(page.get_by_text("Đã xác nhận báo cáo")).to_be_visible()
    page.get_by_role("button", name="Hủy kết quả xem xét").click()
    expect(page.get_by_text("báo cáo trở lại hàng chờ")).to_be_visible()
    assert list(Review.objects.filter(report__period__name="Quý thử nghiệm").values_list("decision", flat=True)) == [
        "returned"
    ]


def test_board_and_unit_write_to_each_other(open_as, bloc, cast, assert_accessible):
    report = report_of(bloc.sibling)
    page = open_as(cast.tracker, f"/xem-xet/{report.pk}/")
    page.get_by_label("Viết trao đổi").fill("Xin bổ sung ảnh buổi họp.")
    page.get_by_role("button", name="Gửi trao đổi").click()
    expect(page.locator("#trao-doi").get_by_text("Xin bổ sung ảnh buổi họp.")).to_be_visible()
    assert page.url.endswith(f"/xem-xet/{report.pk}/")
    assert_accessible(page)

    page = open_as(cast.sibling_secretary, "/nhac-viec/")
    page.get_by_role("link", name=re.compile("trao đổi về báo cáo")).click()
    expect(page.locator("#trao-doi").get_by_text("Xin bổ sung ảnh buổi họp.")).to_be_visible()
    page.get_by_label("Viết trao đổi").fill("Sẽ gửi trong chiều nay.")
    page.get_by_role("button", name="Gửi trao đổi").click()
    expect(page.locator("#trao-doi").get_by_text("Sẽ gửi trong chiều nay.")).to_be_visible()
    assert_accessible(page)
    assert [comment.by for comment in Comment.objects.all()] == [cast.tracker, cast.sibling_secretary]


def test_a_period_is_locked_then_opened_for_one_unit_and_for_all(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.tracker, "/ky-bao-cao/")
    page.get_by_role("button", name="Khóa", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Khóa kỳ").click()
    expect(page.get_by_text("Đã khóa kỳ")).to_be_visible()
    page.get_by_role("link", name="Mở cho một đơn vị").first.click()
    page.locator("[name=unit]").fill(bloc.base_cell.code)
    page.get_by_label("Mở đến hết ngày").fill("2026-11-25")
    page.get_by_label("Lý do mở lại").fill("Đơn vị mất điện cả tuần.")
    assert_accessible(page)
    page.get_by_role("button", name="Mở lại cho đơn vị").click()
    expect(page.get_by_text("Đến hết ngày 25/11/2026: Đơn vị mất điện cả tuần.")).to_be_visible()
    assert_accessible(page)

    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    expect(
        page.get_by_role("link", name=re.compile("Lập báo cáo"))
        .or_(page.get_by_role("button", name=re.compile("Lập báo cáo")))
        .first
    ).to_be_visible()
    assert Period.objects.filter(locked_at__isnull=False).count() == 1

    page = open_as(cast.tracker, "/ky-bao-cao/")
    page.get_by_role("link", name="Mở lại", exact=True).click()
    page.get_by_label("Lý do").fill("Còn ba đơn vị chưa gửi.")
    assert_accessible(page)
    page.get_by_role("button", name="Mở lại kỳ báo cáo").click()
    expect(page.get_by_role("button", name="Khóa", exact=True).first).to_be_visible()
    assert not Period.objects.filter(locked_at__isnull=False).exists()


def test_a_direction_becomes_a_task(open_as, plan, bloc, cast, assert_accessible):
    given = {"plan": plan, "unit": bloc.base_cell, "at": NOW, "by": cast.standing}
    Direction.objects.create(**given, text="Mở ngay lớp tập huấn.", key="6a1c1a8e-5d0e-4c53-9d9e-3c1f6f3a7b19")
    page = open_as(cast.tracker, "/chi-dao/")
    page.get_by_role("link", name="Giao thành nhiệm vụ").click()
    assert_accessible(page)
    page.get_by_label("Hạn hoàn thành").fill("2026-12-20")
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_text("Đã giao thành nhiệm vụ")).to_be_visible()
    expect(page.get_by_text("Nhiệm vụ này được giao theo ý kiến chỉ đạo:")).to_be_visible()
    assert_accessible(page)

    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    expect(page.get_by_role("link", name=re.compile("^II.*Mở ngay lớp tập huấn"))).to_be_visible()
    assert_accessible(page)


def wait_for_keys(page: Page) -> None:
    """They act once the page says that there are any."""
    page.locator("[data-keys]:not([hidden])").wait_for()


def press(page: Page, key: str, said: str) -> None:
    wait_for_keys(page)
    page.keyboard.press(key)
    expect(page.get_by_text(said)).to_be_visible()
