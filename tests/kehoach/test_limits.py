"""How often one may try, whatever address one claims to come from; and no answer or time tells who has an account."""

import json

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from tests.factories import NOW, PASSWORD, make_user
from tests.kehoach.soft_key import SECOND, give_key, options_of
from units.services.people import disable_user, give_code

WRONG = "sai-mat-khau-roi"


@pytest.fixture(autouse=True)
def _no_counts_from_before():
    cache.clear()


def log_in(login: str = "bithu", password: str = PASSWORD, **headers: str):
    client = Client()
    return client, client.post("/dang-nhap", {"login": login, "password": password}, **headers)


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan").status_code == 200


# --- How often ------------------------------------------------------------------------------------------------------


def test_log_in_is_sent_sixty_times_a_minute_from_one_address(db):
    """Also with the right password, so that nobody counts out loud which names are open."""
    for number in range(60):
        Client().post("/dang-nhap", {"login": ""}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    _, response = log_in(HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert response.status_code == 429


def test_links_for_many_addresses_are_asked_for_ten_times(db):
    answers = [
        Client().post("/quen-mat-khau", {"email": f"{number}@vidu.vn"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
        for number in range(11)
    ]

    assert [response.status_code for response in answers] == [302] * 10 + [429]


def test_password_by_a_link_is_sent_twenty_times(db):
    answers = [
        Client().post("/mat-khau-moi/1.set-password/", {}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
        for number in range(21)
    ]

    assert [response.status_code for response in answers] == [200] * 20 + [429]


def test_one_confirms_oneself_eight_times_by_whatever_way(db):
    key = give_key(make_user("bithu"))
    client, _ = log_in()
    client.post(SECOND, {"credential": json.dumps(key.get(options_of(client, SECOND)))})
    ways = ["/xac-nhan-lai", "/xac-nhan-lai/lop-hai", "/xac-nhan-lai/khoa-truy-cap"]
    posted = {"password": WRONG, "code": "000000", "credential": "{}"}

    answers = [client.post(ways[number % 3], posted).status_code for number in range(8)]

    assert answers == [200] * 8
    assert [client.post(way, posted | {"password": PASSWORD}).status_code for way in ways] == [429] * 3


def test_setting_up_an_app_is_tried_eight_times(db):
    make_user("bithu")
    client, _ = log_in()
    client.get("/tai-khoan/lop-hai")
    pages = [client.post("/tai-khoan/lop-hai", {"code": "000000"}).content.decode() for _ in range(9)]

    assert ["Mã không đúng" in page for page in pages] == [True] * 8 + [False]
    assert "Thao tác quá nhanh" in pages[8]


def test_administrator_gives_sixty_codes_an_hour(cast: Cast, as_user, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"give_code": "3/h/user"}
    client, address = as_user(cast.administrator), reverse("units:user_code", args=[cast.secretary.pk])

    answers = [client.post(address, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code for number in range(4)]

    assert answers == [200, 200, 200, 429]


# --- Behind a proxy of one's own --------------------------------------------------------------------------------------


def test_address_that_the_proxy_saw_counts_and_none_before_it(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user("bithu")
    for number in range(20):
        log_in(f"nguoi{number}", WRONG, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.7")

    same, _ = log_in(HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.7")
    other, _ = log_in(HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8")

    assert (is_in(same), is_in(other)) == (False, True)


def test_list_of_sessions_names_the_address_that_the_proxy_saw(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user("bithu")

    client, _ = log_in(HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.7")

    page = client.get("/tai-khoan", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert [row["address"] for row in page.context["sessions"]] == ["203.0.113.7"]


# --- Nothing tells ----------------------------------------------------------------------------------------------------


def test_locked_account_and_waiting_code_cost_and_say_what_an_unknown_name_does(cast: Cast, settings, monkeypatch):
    """Counted in rounds of the hash, because a code's own is short (decision 18)."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    disable_user(user=cast.secretary, by=cast.administrator, now=NOW)
    give_code(user=cast.sibling_secretary, by=cast.administrator, now=NOW)
    rounds, encode = [], PBKDF2PasswordHasher.encode

    def counted(hasher: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        rounds.append(iterations or hasher.iterations)
        return encode(hasher, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 20_000)

    answers = []
    for name in ("bithu", "bithu2", "khongco"):
        rounds.clear()
        _, response = log_in(name, WRONG)
        answers.append((response.status_code, response.context["form"].non_field_errors(), sum(rounds)))

    assert answers == [(200, ["Tên đăng nhập hoặc mật khẩu không đúng."], 20_000)] * 3
