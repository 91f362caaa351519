"""Passkeys in a real browser, with an authenticator that the browser plays itself."""

import pytest
from django.conf import settings
from playwright.sync_api import CDPSession, Page, expect

from tests.factories import PASSWORD
from units.models import Change, Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A telephone that says yes at once, as by a fingerprint.
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def telephone(page: Page) -> tuple[CDPSession, str]:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
    return devices, made["authenticatorId"]


def log_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def add_key(page: Page, name: str) -> None:
    page.get_by_label("Tên khóa").fill(name)
    page.get_by_role("button", name="Thêm khóa").click()


def test_passkey_settles_what_the_office_asks_and_lets_in(page: Page, live_server, cast, telephone, assert_accessible):
    Office.objects.create(pk=1, second_factor_for=Office.SecondFactor.TRUSTED)
    log_in(page, live_server.url, "tuyengiao")
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Thêm khóa truy cập")).to_be_visible()
    assert_accessible(page)
    add_key(page, "Điện thoại")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.get_by_role("link", name="Đã chép, tiếp tục").click()
    page.goto(f"{live_server.url}/tai-khoan")
    expect(page.get_by_text("chưa dùng lần nào")).to_be_visible()
    expect(page.get_by_role("link", name="Gỡ Điện thoại")).to_have_count(0)
    assert_accessible(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    log_in(page, live_server.url, "tuyengiao")
    expect(page.get_by_role("heading", name="Xác nhận lớp hai")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page).to_have_url(f"{live_server.url}/tong-quan/")
    page.goto(f"{live_server.url}/tai-khoan")
    expect(page.get_by_text("chưa dùng lần nào")).to_have_count(0)


def test_passkeys_are_named_renamed_and_taken_off(page: Page, live_server, cast, telephone, assert_accessible):
    log_in(page, live_server.url, "bithu")
    page.goto(f"{live_server.url}/tai-khoan")
    page.get_by_role("link", name="Bật bằng khóa truy cập").click()
    add_key(page, "Máy cơ quan")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.goto(f"{live_server.url}/tai-khoan")
    page.get_by_role("link", name="Đổi tên Máy cơ quan").click()
    assert_accessible(page)
    page.get_by_label("Tên khóa").fill("Máy ở nhà")
    page.get_by_role("button", name="Lưu tên").click()
    page.get_by_role("link", name="Gỡ Máy ở nhà").click()
    assert_accessible(page)
    page.get_by_role("button", name="Gỡ").click()
    expect(page.get_by_role("link", name="Bật bằng khóa truy cập")).to_be_visible()
    told = Change.objects.of(cast.secretary).values_list("verb", "before", "after")
    assert list(told) == [
        ("Gỡ khóa truy cập", {"Khóa truy cập": "Máy ở nhà"}, {}),
        ("Đổi tên khóa truy cập", {"Khóa truy cập": "Máy cơ quan"}, {"Khóa truy cập": "Máy ở nhà"}),
        ("Lập mã dự phòng", {}, {}),
        ("Thêm khóa truy cập", {}, {"Khóa truy cập": "Máy cơ quan"}),
    ]


def test_device_that_holds_a_key_says_so(page: Page, live_server, cast, telephone):
    log_in(page, live_server.url, "bithu")
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    add_key(page, "Điện thoại")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    add_key(page, "Điện thoại")
    expect(page.get_by_role("alert")).to_have_text("Thiết bị này đã có khóa truy cập của tài khoản.")


def test_key_of_another_device_is_refused_in_words(page: Page, live_server, cast, telephone):
    devices, telephone_id = telephone
    log_in(page, live_server.url, "bithu")
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    add_key(page, "Điện thoại")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": telephone_id})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    log_in(page, live_server.url, "bithu")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa xong")
    expect(page.get_by_label("Mã xác nhận")).to_be_visible()


def test_browser_without_passkeys_is_told_and_uses_a_code(page: Page, live_server, cast, telephone):
    log_in(page, live_server.url, "bithu")
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    add_key(page, "Điện thoại")
    code = page.locator("li code").first.inner_text()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.add_init_script("delete window.PublicKeyCredential")
    log_in(page, live_server.url, "bithu")
    expect(page.get_by_text("không dùng được khóa truy cập")).to_be_visible()
    expect(page.get_by_role("button", name="Dùng khóa truy cập")).to_have_count(0)
    page.get_by_label("Mã xác nhận").fill(code)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Đăng nhập", exact=True)).to_have_count(0)
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    expect(page.get_by_text("không dùng được khóa truy cập")).to_be_visible()


def test_passkey_confirms_that_it_is_oneself(page: Page, live_server, cast, telephone, settings, assert_accessible):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0.001
    log_in(page, live_server.url, "bithu")
    page.goto(f"{live_server.url}/tai-khoan/khoa-truy-cap/them")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    add_key(page, "Điện thoại")
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0.001
    page.goto(f"{live_server.url}/tai-khoan/ma-du-phong/moi")
    assert_accessible(page)
    page.get_by_role("link", name="Xác nhận bằng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Xin xác nhận bằng khóa truy cập")).to_be_visible()
    assert_accessible(page)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Lập mã dự phòng mới?")).to_be_visible()
