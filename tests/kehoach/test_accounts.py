"""Getting in and out: the pages of the account, with and without an account that is open."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, make_user


def log_in(client: Client, password: str = PASSWORD):
    return client.post("/dang-nhap", {"login": "bithu", "password": password})


@pytest.mark.parametrize(
    ("username", "page"),
    [
        ("bithu", "/viec-cua-don-vi/"),
        ("tuyengiao", "/tong-quan/"),
        ("thuongvu", "/tong-quan/"),
        ("quantri", "/ke-hoach/"),
        ("nguoila", "/"),
    ],
)
def test_log_in_leads_straight_to_the_first_page(cast, username: str, page: str):
    """Without a detour: each costs a round trip on a slow line."""
    response = Client().post("/dang-nhap", {"login": username, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, page)


def test_log_in_with_a_wrong_password_keeps_the_name_and_says_so(db):
    make_user("bithu")

    page = log_in(Client(), "sai-mat-khau").content.decode()

    assert 'role="alert"' in page
    assert 'value="bithu"' in page
    assert "sai-mat-khau" not in page


def test_log_in_to_a_closed_account_says_that_it_is_closed(db):
    make_user("bithu", is_active=False)

    response = log_in(Client())

    assert response.status_code == 403
    assert "Tài khoản đã ngừng dùng" in response.content.decode()


def test_change_of_password_refused_says_why_at_its_field(db):
    make_user("bithu")
    client = Client()
    log_in(client)

    page = client.post(
        "/doi-mat-khau", {"oldpassword": "khác", "password1": "ngan", "password2": "ngan"}
    ).content.decode()

    assert page.count('aria-invalid="true"') == 2
    assert "Ít nhất 15 ký tự" in page
