"""Single sign-on, against a provider that can be told to lie: what is believed of its words."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kehoach.lib.openid import Provider, SignOnError, begin
from tests.factories import make_user
from tests.kehoach.openid_provider import PERSON, START, is_in, new_key, path_of, sign_on
from units.models import Identity


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another program"},
        {"aud": ["kehoach", "another program"], "azp": "another program"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_false_words_let_nobody_in(provider, db, lies: dict[str, Any]):
    make_user("bithu")
    provider.lies = lies

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (400, False)
    assert Identity.objects.count() == 0


@pytest.mark.parametrize(
    "forged",
    [
        {"signs_with": new_key()},
        {"kid": "key 2"},
        {"algorithm": "none", "signs_with": ""},
        {"algorithm": "HS256", "signs_with": "a secret of the forger's that is long enough"},
    ],
    ids=["another key", "a key that is not named", "no signature", "a shared secret"],
)
def test_false_signature_lets_nobody_in(provider, db, forged: dict[str, Any]):
    make_user("bithu")
    for name, value in forged.items():
        setattr(provider, name, value)

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (400, False)


def test_userinfo_of_somebody_else_is_not_believed(provider, db):
    make_user("bithu")
    provider.person, provider.userinfo = {"sub": "1"}, PERSON | {"sub": "2"}

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (400, False)


@pytest.mark.parametrize("state", ["", "khác", "a" * 43])
def test_answer_with_another_state_is_refused(provider, db, state: str):
    make_user("bithu")
    client = Client()
    back = urlsplit(provider.sign_on(client.get(START).headers["Location"]))

    response = client.get(back.path, {"code": parse_qs(back.query)["code"][0], "state": state})

    assert (response.status_code, is_in(client)) == (400, False)


def test_answer_of_another_browser_is_refused(provider, db):
    """Nobody is made to sign on as the one who planted the link."""
    make_user("bithu")
    mine, planted = Client(), Client()
    mine.get(START)
    back = provider.sign_on(planted.get(START).headers["Location"])

    assert mine.get(path_of(back)).status_code == 400
    assert not is_in(mine)


def test_answer_is_taken_once(provider, db):
    make_user("bithu")
    client = Client()
    back = provider.sign_on(client.get(START).headers["Location"])
    client.get(path_of(back))
    client.post("/dang-xuat")

    assert client.get(path_of(back)).status_code == 400
    assert not is_in(client)


def test_refusal_of_the_provider_is_told(provider, db):
    client = Client()
    query = parse_qs(urlsplit(client.get(START).headers["Location"]).query)

    response = client.get(f"{START}/xong", {"error": "access_denied", "state": query["state"][0]})

    assert response.status_code == 400
    assert "Xin làm lại từ đầu" in response.content.decode()


def test_way_out_asks_with_pkce_state_and_nonce(provider, db):
    query = parse_qs(urlsplit(Client().get(START).headers["Location"]).query)

    assert {name: query[name] for name in ("response_type", "client_id", "code_challenge_method", "redirect_uri")} == {
        "response_type": ["code"],
        "client_id": ["kehoach"],
        "code_challenge_method": ["S256"],
        "redirect_uri": ["http://127.0.0.1:8000/dang-nhap/tai-khoan-chung/xong"],
    }
    assert all(len(query[name][0]) == 43 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"authorization_endpoint": "http://dang-nhap.vidu.vn/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_provider_that_describes_itself_unsafely_is_not_used(provider, db, says: dict[str, Any]):
    provider.says = says

    response = Client().get(START)

    assert response.status_code == 503
    assert "không trả lời" in response.content.decode()


def test_provider_that_is_away_is_told(provider, settings, db):
    settings.SIGN_ON = Provider("http://127.0.0.1:9", "kehoach", "bí mật")

    assert Client().get(START).status_code == 503


def test_provider_without_https_is_not_asked():
    with pytest.raises(SignOnError, match="no https"):
        begin(Provider("http://dang-nhap.vidu.vn", "kehoach", "bí mật"), back_to="https://kehoach.vidu.vn/")
