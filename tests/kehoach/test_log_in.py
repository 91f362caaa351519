"""Getting in by which name, and how often it may be tried."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tests.factories import PASSWORD, make_user
from tests.kehoach.getting_in import OWN_PASSWORD, current_code, is_in, log_in, refusal, with_totp

# --- By which name ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["bithu", "BITHU", " bithu ", "bithu@vidu.vn", "0912.345.678", "+84 912 345 678"])
def test_log_in_takes_name_address_and_number(db, login: str):
    make_user("bithu", phone="0912 345 678", phone_digits="0912345678")

    client, _ = log_in(login)

    assert is_in(client)


def test_number_of_two_people_is_nobodys(db):
    make_user("bithu", phone_digits="0912345678")
    make_user("phobithu", phone_digits="0912345678")

    client, _ = log_in("0912345678")

    assert not is_in(client)


@pytest.mark.parametrize("login", ["bithu", "bithu@vidu.vn", "0912345678"])
def test_known_and_unknown_cost_one_hash_and_say_the_same(db, monkeypatch, login: str):
    make_user("bithu", phone_digits="0912345678")
    make_user("dakhoa", is_active=False)
    hashes, encode = [], MD5PasswordHasher.encode

    def counted(*args: str) -> str:
        hashes.append(args)
        return encode(*args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    answers = []
    for name in (login, "khongco", "khongco@vidu.vn", "0999999999", "dakhoa"):
        hashes.clear()
        _, response = log_in(name, "sai-mat-khau-roi")
        answers.append((response.status_code, refusal(response), len(hashes)))

    assert {count for *_, count in answers} == {1}
    assert len(set(answers)) == 1


# --- How often -------------------------------------------------------------------------------------------------------


def test_forged_address_escapes_no_limit_of_log_in(db):
    make_user("bithu")
    for number in range(8):
        log_in(password="sai", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    client, response = log_in(HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert not is_in(client)
    assert "quá nhiều lần" in response.content.decode()


def test_other_names_of_an_account_share_its_limit(db):
    make_user("bithu", phone_digits="0912345678")
    for number in range(8):
        log_in(("bithu@vidu.vn", "0912345678")[number % 2], "sai")

    client, _ = log_in("bithu")

    assert not is_in(client)


def test_forged_address_escapes_no_limit_of_tries_over_many_accounts(db):
    make_user("bithu")
    for number in range(20):
        log_in(f"nguoi{number}", "sai", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    client, _ = log_in(HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert not is_in(client)


def test_second_factor_is_tried_eight_times(db):
    secret = with_totp(make_user("bithu"))
    client, _ = log_in()
    for number in range(8):
        client.post("/dang-nhap/lop-hai", {"code": "000000"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    client.post("/dang-nhap/lop-hai", {"code": current_code(secret)}, HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert not is_in(client)


def test_change_of_password_is_tried_eight_times(db):
    make_user("bithu")
    client, _ = log_in()
    wrong = {"oldpassword": "sai", "password1": OWN_PASSWORD, "password2": OWN_PASSWORD}
    for _ in range(8):
        client.post("/doi-mat-khau", wrong)

    assert client.post("/doi-mat-khau", wrong | {"oldpassword": PASSWORD}).status_code == 429


def test_link_is_asked_for_three_times(db):
    answers = [
        Client().post("/quen-mat-khau", {"email": "bithu@vidu.vn"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code
        for number in range(4)
    ]

    assert answers == [302, 302, 302, 429]
