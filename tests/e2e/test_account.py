"""Getting in and out, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD

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
