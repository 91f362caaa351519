"""Getting in and out, in a real browser."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from units.models import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_wrong_password_is_refused_and_the_right_one_lets_in(page: Page, live_server, cast, assert_accessible):
    page.goto(f"{live_server.url}/dang-nhap")
    assert_accessible(page)
    page.get_by_label("Tên đăng nhập").fill("nguoila")
    page.get_by_label("Mật khẩu", exact=True).fill("khong-phai")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_have_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    assert_accessible(page)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(f"{live_server.url}/")


def test_the_page_of_a_password_change_is_accessible(open_as, cast, assert_accessible):
    assert_accessible(open_as(cast.stranger, "/doi-mat-khau"))


def test_a_page_that_does_not_exist_says_so(open_as, cast, assert_accessible):
    page = open_as(cast.stranger, "/khong-co-trang-nay")
    expect(page.get_by_role("heading", name="Không tìm thấy trang")).to_be_visible()
    assert_accessible(page)


def test_a_second_factor_is_set_up_and_asked_for(page: Page, live_server, cast, assert_accessible):
    Office.objects.create(pk=1, second_factor_for=Office.SecondFactor.TRUSTED)
    _log_in(page, live_server.url)
    expect(page.get_by_role("heading", name="Bật xác nhận hai lớp")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Không quét được").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã xác nhận").fill(_code_of_the_app(secret))
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    assert_accessible(page)
    recovery_code = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="Đã chép, tiếp tục").click()
    page.goto(f"{live_server.url}/tai-khoan")
    expect(page.get_by_text("Còn 10 mã dự phòng")).to_be_visible()
    assert_accessible(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    _log_in(page, live_server.url)
    assert_accessible(page)
    page.get_by_label("Mã xác nhận").fill(recovery_code)
    page.get_by_role("button", name="Tiếp tục").click()
    page.goto(f"{live_server.url}/tai-khoan")
    expect(page.get_by_text("Còn 9 mã dự phòng")).to_be_visible()


def _log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("tuyengiao")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def _code_of_the_app(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
