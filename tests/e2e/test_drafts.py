"""Nothing typed is lost: a crash, a cut line, an ended session, another device, a sent form."""

import random
import re
from contextlib import suppress
from datetime import date

import pytest
from django.conf import settings
from playwright.sync_api import Error, Page, expect

from tasks.models import Assignment, Draft, DraftFile, Extension, Update
from tests.e2e.office import OVERDUE, fill
from tests.factories import NOW
from tests.tasks.sample_files import MACRO_DOCX, PNG, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Đã lập tổ tuyên truyền gồm 5 đồng chí."
SAVED = re.compile(r"Đã lưu nháp lúc \d\d:\d\d\.")


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    fill(plan, bloc, cast.secretary)


def open_form(page: Page):
    """The form of progress in its row of the list."""
    row = page.get_by_role("listitem").filter(has_text=OVERDUE)
    row.get_by_role("link", name="Cập nhật tiến độ").click()
    expect(result(row)).to_be_visible()
    return row


def result(page_or_row):
    return page_or_row.get_by_label("Kết quả đã làm được")


def said(page_or_row):
    return page_or_row.locator("[data-draft]")


def crash(page: Page) -> None:
    """The page dies at once, as with its process: closing it would give it its line back and let it send once more."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def type_until_all_is_saved(page: Page, field) -> None:
    """Slower than the first save: the one with the last letter is what counts."""
    with page.expect_response(lambda answer: TEXT in (answer.request.post_data or "")):
        field.press_sequentially(TEXT, delay=100)


def test_what_is_typed_is_saved_and_comes_back_on_another_device(open_as, cast, context, browser, assert_accessible):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    type_until_all_is_saved(page, result(row))
    expect(said(row)).to_have_text(SAVED)
    assert_accessible(page)
    crash(page)

    with_nothing = context.new_page()
    open_as(cast.secretary, "/healthz", with_nothing)
    with_nothing.evaluate("localStorage.clear()")
    other = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", with_nothing))
    expect(result(other)).to_have_value(TEXT)
    expect(other.get_by_text("Đã lấy lại nội dung đồng chí nhập lúc")).to_be_visible()
    assert_accessible(with_nothing)
    other.get_by_role("button", name="Lưu cập nhật").click()
    expect(other.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert [Update.objects.get().result, Draft.objects.count()] == [TEXT, 0]


def test_an_example_half_written_comes_back_after_a_crash(open_as, cast, context, assert_accessible):
    page = open_as(cast.secretary, "/mo-hinh/moi/")
    page.get_by_label("Tên mô hình").fill("Bữa trưa hợp tác")
    type_until_all_is_saved(page, page.get_by_label("Cách làm và kết quả"))
    expect(said(page)).to_have_text(SAVED)
    crash(page)

    page = open_as(cast.secretary, "/mo-hinh/moi/", context.new_page())

    expect(page.get_by_label("Tên mô hình")).to_have_value("Bữa trưa hợp tác")
    expect(page.get_by_label("Cách làm và kết quả")).to_have_value(TEXT)
    assert_accessible(page)


def test_a_wish_for_more_time_comes_back_after_a_crash(open_as, cast, context, assert_accessible):
    address = f"/phan-cong/{Assignment.objects.get(task__text=OVERDUE).pk}/"
    page = open_as(cast.secretary, address)
    page.get_by_text("Xin lùi hạn hoàn thành").click()
    page.get_by_label("Xin gia hạn đến ngày").fill("2026-12-10")
    type_until_all_is_saved(page, page.get_by_label("Lý do xin gia hạn"))
    crash(page)

    page = open_as(cast.secretary, address, context.new_page())

    expect(page.get_by_label("Lý do xin gia hạn")).to_have_value(TEXT)
    assert_accessible(page)
    page.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(page.get_by_text("Đã gửi đề nghị gia hạn")).to_be_visible()
    assert Extension.objects.values_list("reason", "wanted_due_on").get() == (TEXT, date(2026, 12, 10))
    assert not Draft.objects.exists()


def test_what_is_written_to_the_board_comes_back_after_a_crash(open_as, cast, context):
    address = f"/phan-cong/{Assignment.objects.get(task__text=OVERDUE).pk}/"
    page = open_as(cast.secretary, address)
    type_until_all_is_saved(page, page.get_by_label("Viết trao đổi"))
    crash(page)

    page = open_as(cast.secretary, address, context.new_page())

    expect(page.get_by_label("Viết trao đổi")).to_have_value(TEXT)
    page.get_by_role("button", name="Gửi trao đổi").click()
    expect(page.get_by_role("listitem").get_by_text(TEXT)).to_be_visible()
    expect(page.get_by_label("Viết trao đổi")).to_have_value("")
    assert not Draft.objects.exists()
    page.reload()
    expect(page.get_by_label("Viết trao đổi")).to_have_value("")


def test_what_is_typed_without_a_line_stays_in_the_browser_until_there_is_one(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.set_offline(True)
    result(row).fill(TEXT)
    result(row).blur()
    expect(said(row)).to_contain_text("Chưa có mạng")
    crash(page)
    context.set_offline(False)
    assert not Draft.objects.exists()

    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page()))

    expect(result(row)).to_have_value(TEXT)
    expect(said(row)).to_have_text(SAVED)
    assert Draft.objects.get().fields == {"result": TEXT}


def test_the_draft_goes_on_when_the_line_comes_back(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.set_offline(True)
    result(row).fill(TEXT)
    result(row).blur()
    expect(said(row)).to_contain_text("Chưa có mạng")

    context.set_offline(False)

    expect(said(row)).to_have_text(SAVED)


def test_the_session_ends_while_one_types(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    result(row).fill(TEXT)
    result(row).blur()
    expect(said(row)).to_contain_text("Phiên làm việc đã hết")
    crash(page)

    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page()))

    expect(result(row)).to_have_value(TEXT)


def test_the_token_is_lost_while_one_types(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.clear_cookies()
    open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page())  # another session and token
    result(row).fill(TEXT)
    result(row).blur()

    expect(said(row)).to_have_text(SAVED)


def test_two_devices_show_both_texts(open_as, cast, context):
    page, second = open_as(cast.secretary, "/viec-cua-don-vi/"), context.new_page()
    here = open_form(page)
    there = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", second))
    for row, text in ((here, "Đã họp hai buổi."), (there, "Đã họp ba buổi.")):
        result(row).fill(text)
        result(row).blur()
        expect(said(row)).to_contain_text(SAVED)
    expect(said(there)).to_contain_text("tải lại trang để xem cả hai")
    crash(second)

    page.reload()
    row = open_form(page)

    expect(result(row)).to_have_value("Đã họp ba buổi.")
    expect(row.get_by_text("Trang khác: Đã họp hai buổi.")).to_be_visible()
    row.get_by_role("button", name="Lưu cập nhật").click()
    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert not Draft.objects.exists()


def test_a_sent_form_leaves_no_draft_behind(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    page.get_by_role("link", name=OVERDUE).first.click()
    page.get_by_role("link", name="Cập nhật tiến độ").first.click()
    result(page).fill(TEXT)
    page.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.get_by_text("Đã ghi cập nhật tiến độ.")).to_be_visible()

    page.get_by_role("link", name="Cập nhật tiến độ").first.click()

    expect(result(page)).to_have_value("")
    assert [Update.objects.get().result, Draft.objects.count()] == [TEXT, 0]
    assert page.evaluate("Object.keys(localStorage)") == []


def choose(row, name="to.png", content=PNG, kind="image/png") -> None:
    row.get_by_label("Minh chứng").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def held(row):
    """The files that the server holds for the form."""
    return row.get_by_role("list", name="Tệp đã đính kèm, chưa gửi").get_by_role("listitem")


def send(row) -> None:
    row.get_by_role("button", name="Lưu cập nhật").click()
    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")


def evidence() -> list[str]:
    return [file.name for file in Update.objects.get().evidence.all()]


@pytest.fixture
def other_device(browser, browser_context_args):
    """A page of another browser, which knows nothing of the first."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


def test_chosen_files_follow_to_another_device(open_as, cast, other_device, assert_accessible):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    choose(row)
    expect(held(row)).to_contain_text("to.png")
    assert row.get_by_label("Minh chứng").evaluate("input => input.files.length") == 0
    choose(row, "anh.png", picture(colour="blue"))
    expect(held(row)).to_have_count(2)
    assert_accessible(page)
    crash(page)

    other = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", other_device))
    expect(held(other)).to_have_count(2)
    result(other).fill(TEXT)
    send(other)

    assert evidence() == ["to.png", "anh.png"]
    assert not DraftFile.objects.exists()


def test_a_removed_file_is_gone_on_every_device(open_as, cast, other_device):
    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/"))
    choose(row)
    row.get_by_role("button", name="Bỏ tệp to.png").click()
    expect(held(row)).to_have_count(0)
    expect(said(row)).to_have_text(SAVED)

    other = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", other_device))

    expect(held(other)).to_have_count(0)
    assert not DraftFile.objects.exists()


def test_a_refused_file_says_why_before_the_form_is_sent(open_as, cast):
    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/"))
    choose(row, "cong-van.docx", MACRO_DOCX, "application/octet-stream")

    expect(row.get_by_role("alert")).to_contain_text("macro")
    expect(said(row)).to_have_text("")
    assert row.get_by_label("Minh chứng").evaluate("input => input.files.length") == 0

    choose(row)
    expect(held(row)).to_contain_text("to.png")
    expect(row.get_by_role("alert")).to_have_text("")
    send(row)
    assert evidence() == ["to.png"]


def test_files_chosen_without_a_line_stay_in_the_browser_until_there_is_one(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.set_offline(True)
    choose(row)
    expect(said(row)).to_contain_text("Chưa có mạng")
    crash(page)
    context.set_offline(False)
    assert not DraftFile.objects.exists()

    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page()))

    expect(held(row)).to_contain_text("to.png")
    send(row)
    assert evidence() == ["to.png"]


def test_the_session_ends_before_a_file_is_chosen(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    choose(row)
    expect(said(row)).to_contain_text("Phiên làm việc đã hết")
    crash(page)

    row = open_form(open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page()))

    expect(held(row)).to_contain_text("to.png")


@pytest.mark.parametrize("browser_context_args", ["desk"], indirect=True)
def test_a_hundred_crashes_lose_ten_seconds_at_most(open_as, cast, context):
    """Each time the page dies at a random moment of typing, and the browser's own copy dies with it."""
    chance = random.Random(5)  # noqa: S311
    context.add_init_script("localStorage.clear(); delete Navigator.prototype.serviceWorker")
    address = f"/phan-cong/{Assignment.objects.get(task__text=OVERDUE).pk}/cap-nhat/"
    text, promised = "", ""
    for _ in range(100):
        page, waiting = context.new_page(), set()
        page.on("request", lambda request, waiting=waiting: waiting.add(request))
        page.on("requestfinished", lambda request, waiting=waiting: waiting.discard(request))
        page.on("requestfailed", lambda request, waiting=waiting: waiting.discard(request))
        page.clock.install(time=NOW)
        open_as(cast.secretary, address, page)
        found = result(page).input_value()
        assert found.startswith(promised)
        text, now, typed = found, 0, []
        for _ in range(chance.randint(3, 8)):
            text += chance.choice("abcdeghiklmnopqrstuvxy ") + "."
            result(page).fill(text)
            typed.append((now, text))
            wait = chance.choice((100, 400, 1200, 2500, 4000))
            page.clock.run_for(wait)
            now += wait
            while waiting:
                page.wait_for_timeout(1)
        promised = next((text for at, text in reversed(typed) if at <= now - 10_000), found)
        crash(page)
    assert len(promised) > 300


def test_what_was_typed_is_thrown_away_when_asked(open_as, cast):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    result(row).fill(TEXT)
    result(row).blur()
    expect(said(row)).to_have_text(SAVED)
    page.reload()
    row = open_form(page)
    row.get_by_role("button", name="Bỏ nội dung chưa gửi").click()

    expect(result(row)).to_have_value("")
    assert not Draft.objects.exists()


def test_signing_out_leaves_nothing_in_the_browser(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = open_form(page)
    page.route("**/cap-nhat/", lambda route: route.abort())
    result(row).fill(TEXT)
    assert page.evaluate("Object.keys(localStorage).length") == 1

    page.locator(".kh-menu summary:visible").first.click()
    page.get_by_role("button", name="Đăng xuất").locator("visible=true").click()
    page.wait_for_url("**/dang-nhap")

    assert page.evaluate("Object.keys(localStorage)") == []
