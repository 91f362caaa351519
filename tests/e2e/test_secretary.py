"""The secretary's job: see what is asked, write down what was done, send the period's report."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tasks.models import Assignment, Update
from tests.e2e.office import OVERDUE, fill
from tests.e2e.phone import ready
from tests.factories import PASSWORD
from tests.tasks.sample_files import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DONE = "Đã lập tổ tuyên truyền gồm 5 đồng chí."


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    fill(plan, bloc, cast.secretary)


def overdue_row(page: Page):
    return page.get_by_role("listitem").filter(has_text=OVERDUE)


def test_progress_is_logged_in_place_with_a_photo(open_as, cast, assert_accessible):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    expect(page.get_by_role("heading", name=re.compile("Quá hạn")).first).to_be_visible()
    assert_accessible(page)

    overdue_row(page).get_by_role("link", name="Cập nhật tiến độ").click()
    row = overdue_row(page)
    row.get_by_label("Đã làm được (%)").fill("60")
    row.get_by_label("Kết quả đã làm được").fill(DONE)
    row.get_by_label("Minh chứng").set_input_files({"name": "to.png", "mimeType": "image/png", "buffer": PNG})
    assert_accessible(page)
    row.get_by_role("button", name="Lưu cập nhật").click()

    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    expect(page).to_have_url(re.compile("/viec-cua-don-vi/$"))
    assert_accessible(page)
    row.get_by_role("link", name=f"II.2. {OVERDUE}").click()
    expect(page.get_by_role("link", name="to.png")).to_be_visible()
    assert_accessible(page)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(open_as, cast, assert_accessible):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    overdue_row(page).get_by_role("link", name="Cập nhật tiến độ").click()
    row = overdue_row(page)
    row.get_by_label("Đã làm được (%)").evaluate("field => field.form.noValidate = true")
    row.get_by_label("Đã làm được (%)").fill("160")
    row.get_by_label("Kết quả đã làm được").fill(DONE)
    row.get_by_role("button", name="Lưu cập nhật").click()

    expect(row.get_by_text("Xin ghi một số từ 0 đến 100").first).to_be_visible()
    expect(row.get_by_label("Kết quả đã làm được")).to_have_value(DONE)
    assert_accessible(page)


def test_progress_is_logged_by_keyboard_alone(open_as, cast):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = overdue_row(page)
    tab_to(page, row.get_by_role("link", name="Cập nhật tiến độ"))
    page.keyboard.press("Enter")
    result = row.get_by_label("Kết quả đã làm được")
    expect(result).to_be_visible()
    tab_to(page, result)
    page.keyboard.type("Đã họp.")
    tab_to(page, row.get_by_role("button", name="Lưu cập nhật"))
    page.keyboard.press("Enter")

    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert Update.objects.get().result == "Đã họp."


def test_work_is_said_to_be_done_and_taken_back(open_as, cast):
    """By a wrong press, too: taking it back needs no words."""
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = overdue_row(page)
    for choice, said, state in (
        ("Đã xong, báo hoàn thành", DONE, "Chờ xác nhận"),
        ("Đang thực hiện", "", "Đang thực hiện"),
    ):
        row.get_by_role("link", name="Cập nhật tiến độ").click()
        row.get_by_label(choice).check()
        row.get_by_label("Kết quả đã làm được").fill(said)
        row.get_by_role("button", name="Lưu cập nhật").click()
        expect(row.get_by_role("button", name="Lưu cập nhật")).to_be_hidden()
        expect(row.get_by_text(state, exact=True)).to_be_visible()

    work = Assignment.objects.get(task__text=OVERDUE)
    assert (work.state, work.declared_on) == ("in_progress", None)


def test_pressing_twice_writes_once(open_as, cast):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    overdue_row(page).get_by_role("link", name="Cập nhật tiến độ").click()
    overdue_row(page).get_by_label("Kết quả đã làm được").fill(DONE)
    overdue_row(page).get_by_role("button", name="Lưu cập nhật").dblclick()

    expect(overdue_row(page).get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert Update.objects.count() == 1


def test_text_typed_while_the_session_ended_is_sent_after_logging_in(open_as, cast, context):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    ready(page)  # an answer that is still on its way would bring the old token back
    # A draft that is saved meanwhile would bring the new token; here the form itself must get it.
    page.route("**/cap-nhat/", lambda route: route.abort() if "x-draft" in route.request.headers else route.fallback())
    row = overdue_row(page)
    row.get_by_role("link", name="Cập nhật tiến độ").click()
    row.get_by_label("Kết quả đã làm được").fill(DONE)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    row.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.locator("#kh-messages")).to_contain_text("Phiên làm việc đã hết")

    context.clear_cookies()
    open_as(cast.secretary, "/viec-cua-don-vi/", context.new_page())  # in a new tab: another session and token
    row.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.locator("#kh-messages")).to_contain_text("xin bấm gửi lần nữa")
    row.get_by_role("button", name="Lưu cập nhật").click()

    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert Update.objects.get().result == DONE


def tab_to(page: Page, target, steps: int = 60) -> None:
    """Press Tab until it has the focus."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab does not lead there.")


def test_the_report_is_prepared_checked_and_sent(open_as, cast, assert_accessible):
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    write_report(page, assert_accessible)

    expect(page.get_by_text("Đã gửi báo cáo")).to_be_visible()
    assert_accessible(page)


def write_report(page: Page, look=lambda page: None) -> None:
    prepare_report(page, look)
    page.get_by_role("button", name="Gửi báo cáo").click()


def prepare_report(page: Page, look=lambda page: None) -> None:
    page.get_by_role("button", name="Lập báo cáo").click()
    expect(page.get_by_label("Công tác lãnh đạo, quán triệt, tuyên truyền")).to_be_visible()
    look(page)
    for box in page.get_by_label("Kết quả", exact=True).all():
        box.fill("Đã triển khai đến toàn thể đảng viên.")
    page.get_by_label("Công tác lãnh đạo, quán triệt, tuyên truyền").fill("Chi ủy đã quán triệt kế hoạch.")
    page.get_by_label("Phương hướng, nhiệm vụ kỳ tới").fill("Tiếp tục tuyên truyền.")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    expect(page.get_by_role("heading", name="Kiểm tra lại trước khi gửi")).to_be_visible()
    look(page)


class TestWithoutScripts:
    """The same work in a browser that runs no script."""

    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict) -> dict:
        return {**browser_context_args, "java_script_enabled": False}

    def test_log_in(self, page, live_server, cast):
        page.goto(f"{live_server.url}/viec-cua-don-vi/")
        page.get_by_label(re.compile("^Tên đăng nhập")).fill("bithu")
        page.get_by_label("Mật khẩu", exact=True).fill("mat-khau-sai")
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", name="Việc của đơn vị")).to_be_visible()

    def test_progress_and_report(self, open_as, cast):
        page = open_as(cast.secretary, "/viec-cua-don-vi/")
        overdue_row(page).get_by_role("link", name="Cập nhật tiến độ").click()
        page.get_by_label("Kết quả đã làm được").fill(DONE)
        page.get_by_label("Minh chứng").set_input_files({"name": "to.png", "mimeType": "image/png", "buffer": PNG})
        page.get_by_role("button", name="Lưu cập nhật").click()
        expect(page.get_by_text("Đã ghi cập nhật tiến độ.")).to_be_visible()
        expect(page.get_by_role("link", name="to.png")).to_be_visible()

        page.goto(page.url.split("/phan-cong/")[0] + "/viec-cua-don-vi/")
        write_report(page)

        expect(page.get_by_text("Đã gửi báo cáo")).to_be_visible()
        assert Assignment.objects.get(task__text=OVERDUE).updates.get().result == DONE

    def test_text_typed_while_the_session_ended_comes_back(self, open_as, cast, context):
        page = open_as(cast.secretary, "/viec-cua-don-vi/")
        overdue_row(page).get_by_role("link", name="Cập nhật tiến độ").click()
        page.get_by_label("Kết quả đã làm được").fill(DONE)
        context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.get_by_role("button", name="Lưu cập nhật").click()
        expect(page.get_by_label("Nội dung đã nhập")).to_have_value(DONE)

        open_as(cast.secretary, "/healthz", context.new_page())
        page.get_by_role("button", name="Gửi lại").click()

        expect(page.get_by_text("Đã ghi cập nhật tiến độ.")).to_be_visible()
        assert Update.objects.get().result == DONE
