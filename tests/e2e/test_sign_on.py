"""Single sign-on in a real browser: out to a provider on another address and back, and the end of both sessions."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.kehoach.openid_provider import FakeProvider, running_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def provider(live_server, settings) -> Iterator[FakeProvider]:
    with running_provider() as provider:
        settings.SITE_URL = live_server.url
        settings.SIGN_ON = provider.setting
        yield provider


def test_button_leads_out_and_back_in_and_sign_out_leads_out_again(
    page: Page, live_server, cast, provider, assert_accessible
):
    provider.person = {"sub": "1", "email": "bithu@vidu.vn", "email_verified": True}
    page.goto(f"{live_server.url}/dang-nhap?next=/tai-khoan")
    assert_accessible(page)
    page.get_by_role("link", name="Đăng nhập bằng tài khoản chung").click()
    expect(page).to_have_url(f"{live_server.url}/tai-khoan")
    expect(page.get_by_text("tên đăng nhập bithu")).to_be_visible()
    page.goto(f"{live_server.url}/dang-xuat")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_role("heading", name="Đã đăng xuất khỏi Kehoach")).to_be_visible()
    assert_accessible(page)
    href = page.get_by_role("link", name="Đăng xuất tài khoản chung").get_attribute("href")
    assert href.startswith(f"{provider.issuer}/end_session?")


def test_who_has_no_account_is_told(page: Page, live_server, cast, provider, assert_accessible):
    provider.person = {"sub": "1", "email": "nguoi-ngoai@vidu.vn", "email_verified": True}
    page.goto(f"{live_server.url}/dang-nhap")
    page.get_by_role("link", name="Đăng nhập bằng tài khoản chung").click()
    expect(page.get_by_role("heading", name="Chưa đăng nhập được")).to_be_visible()
    expect(page.get_by_text("chưa gắn với người dùng nào")).to_be_visible()
    assert_accessible(page)
