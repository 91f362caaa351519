"""Correcting an import with the keyboard and several lines at once; without scripts; and a new version of the plan."""

import pytest
from playwright.sync_api import Page, expect

from tasks.models import PlanImport, Task
from tasks.services import imports
from tests.factories import NOW
from tests.tasks.import_documents import DOCUMENT, corrected, read

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(bloc, cast) -> PlanImport:
    return read(DOCUMENT, bloc, cast)


def expect_settled(page: Page) -> None:
    """What was put into the page has its keys, and the focus stays where it is put now."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def expect_focus(page: Page, address: str) -> None:
    expect_settled(page)
    expect(page.locator(f"[id='dong-{address}']")).to_be_focused()


def test_keys_work_on_the_line_that_has_the_focus(open_as, cast, record, assert_accessible):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    assert_accessible(page)
    page.locator("[id='dong-1.0']").focus()
    expect(page.locator("[data-owner='1.0'].kh-mark")).to_be_visible()
    page.keyboard.press("j")
    expect_focus(page, "1.0.0")

    page.keyboard.press("<")
    expect(page.get_by_role("button", name="Hoàn tác: Đưa lên một cấp")).to_be_visible()
    expect_focus(page, "1.1")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Làm lại: Đưa lên một cấp")).to_be_visible()
    expect_focus(page, "1.0.0")

    page.locator("[id='dong-1.0']").focus()
    page.keyboard.press("e")
    expect(page.get_by_label("Nội dung")).to_be_focused()
    page.get_by_label("Nội dung").fill("Các chi bộ jk mở góc đọc sách.")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu dòng").click()
    expect(page.locator(".kh-doc-text", has_text="Các chi bộ jk mở góc đọc sách.")).to_be_visible()


def test_what_somebody_else_saved_comes_into_view(open_as, cast, record):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    page.locator("[id='dong-1.0']").focus()
    page.keyboard.press("e")
    expect(page.get_by_label("Nội dung")).to_be_focused()
    corrected(record, cast)
    page.get_by_role("button", name="Lưu dòng").click()
    told = page.get_by_role("alert").filter(has_text="Có người vừa sửa bản nạp này")
    expect(told).to_be_in_viewport()
    expect(told).to_be_focused()


def test_act_on_what_somebody_else_changed_is_told_in_view(open_as, cast, record):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    corrected(record, cast)
    page.locator("[id='dong-1.1']").focus()
    page.keyboard.press("t")
    expect(page.get_by_text("Bản nạp vừa được người khác thay đổi.")).to_be_in_viewport()
    expect_focus(page, "1.1")


def test_form_of_a_line_is_left_by_escape_and_undo_keeps_its_button(open_as, cast, record):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    for address in ("1.0", "1.1"):
        page.locator(f"[id='dong-{address}']").focus()
        page.keyboard.press("t")
        expect(page.locator(f"[id='dong-{address}'] .kh-doc-aside")).to_be_visible()
        expect_settled(page)
    page.keyboard.press("e")
    expect(page.get_by_label("Nội dung")).to_be_focused()
    page.get_by_label("Số thứ tự").press("Escape")
    expect(page.locator("#line-form")).to_have_count(0)
    expect_settled(page)

    undo = page.get_by_role("button", name="Hoàn tác: Đổi là nhiệm vụ hay không")
    undo.click()
    expect(page.locator("[id='dong-1.1'].kh-mark")).to_be_visible()
    expect_settled(page)
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(undo).to_have_count(0)
    expect_focus(page, "1.0")


def test_paragraph_and_line_show_each_other(open_as, cast, record):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    page.locator("[data-owner='1.1'] a").click()
    expect_focus(page, "1.1")
    expect(page.locator("[id='dong-1.1'].kh-mark")).to_be_visible()
    page.locator("[id='dong-1.1'] .kh-edit").click()
    expect(page.get_by_label("Số thứ tự")).to_be_in_viewport()


def test_several_lines_are_set_at_once(open_as, cast, record, assert_accessible):
    page = open_as(cast.administrator, f"/ke-hoach/nap/{record.pk}/")
    page.get_by_role("checkbox", name="Chọn dòng 1").nth(0).check()
    page.get_by_role("checkbox", name="Chọn dòng 2").check()
    page.get_by_text("Làm với các dòng đã chọn").click()
    page.get_by_label("Giao cho").fill("Đoàn Thanh niên Khối")
    page.get_by_label("Vai trò").select_option("support")
    assert_accessible(page)
    page.get_by_role("button", name="Đặt cho các dòng đã chọn").click()
    expect(page.get_by_role("button", name="Hoàn tác: Sửa 2 dòng")).to_be_visible()
    record.refresh_from_db()
    items = record.proposal["sections"][1]["items"]
    assert [item["assignees"][-1]["name"] for item in items] == ["Đoàn Thanh niên Khối"] * 2


def test_page_works_without_scripts(browser, browser_context_args, live_server, client, cast, record):
    client.force_login(cast.administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    cookies = [{"name": name, "value": each.value} for name, each in client.cookies.items()]
    context.add_cookies([cookie | {"url": live_server.url} for cookie in cookies])
    page = context.new_page()
    page.goto(f"{live_server.url}/ke-hoach/nap/{record.pk}/")
    page.locator("[data-owner='1.1'] a").click()
    assert page.url.endswith("#dong-1.1")
    page.locator("[id='dong-1.1'] summary").click()
    page.locator("[id='dong-1.1']").get_by_role("button", name="Xuống một cấp").click()
    expect(page.locator("[id='dong-1.0.1']")).to_contain_text("Hội Khuyến học")
    page.get_by_role("button", name="Hoàn tác: Đưa xuống một cấp").click()
    expect(page.locator("[id='dong-1.1']")).to_contain_text("Hội Khuyến học")
    context.close()


def test_new_version_renews_the_plan(open_as, bloc, cast, record, assert_accessible):
    record = corrected(record, cast)
    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    page = open_as(cast.administrator, f"/ke-hoach/{plan.pk}/")
    page.get_by_role("link", name="Nạp bản mới của kế hoạch này").click()
    assert_accessible(page)
    text = DOCUMENT.replace("2. Hội Khuyến học tỉnh vận động tặng sách cho các chi bộ.", "")
    file = {"name": "ban-moi.md", "mimeType": "text/markdown", "buffer": text.encode()}
    page.get_by_label("Tệp kế hoạch").set_input_files(file)
    page.get_by_role("button", name="Tải lên và so sánh").click()
    expect(page.get_by_role("heading", name="Đang đọc văn bản")).to_be_visible()
    newer = imports.read_import(pk=plan.renewals.get().pk, clock=lambda: NOW)
    corrected(newer, cast)
    page.goto(f"{page.url.split('/ke-hoach')[0]}/ke-hoach/nap/{newer.pk}/")
    page.get_by_role("link", name="Xem khác biệt với bản đang thực hiện").click()
    assert_accessible(page)
    page.get_by_label("Kết thúc", exact=True).check()
    page.get_by_role("button", name="Lưu các lựa chọn").first.click()
    page.get_by_role("link", name="Xem lại lần cuối và xác nhận").click()
    assert_accessible(page)
    page.get_by_role("button", name="Đưa bản mới vào kế hoạch").click()
    expect(page.get_by_text("Đã đưa bản mới vào kế hoạch.")).to_be_visible()
    assert Task.objects.get(text__contains="Khuyến học").closed_on
