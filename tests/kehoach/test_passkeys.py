"""Passkeys as a second factor, past the browser: what is believed, what is refused, what the ledger tells."""

import json
import unicodedata
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from tests.factories import NOW, PASSWORD, make_user
from tests.kehoach.soft_key import ADD, SECOND, SoftKey, add_key, give_key, options_of
from units.models import Change, Office, User
from units.selectors import get_office
from units.services.office import save_office

REFUSED = "Khóa truy cập không được chấp nhận. Xin thử lại."
NONSENSE = [
    "không phải JSON",
    "[]",
    "{}",
    '"khóa"',
    '{"id": 1}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": "x"}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "eA", "authenticatorData": "YQ", "signature": "YQ"}}',
]


@pytest.fixture(autouse=True)
def _no_counts_from_before():
    cache.clear()


def log_in(name: str = "bithu") -> Client:
    client = Client()
    client.post("/dang-nhap", {"login": name, "password": PASSWORD})
    return client


def show(client: Client, answer: dict[str, Any]) -> str:
    return client.post(SECOND, {"credential": json.dumps(answer)}).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan").status_code == 200


def passkey_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)


def verbs(user: User) -> list[str]:
    return list(Change.objects.of(user).values_list("verb", flat=True))


def refusals(user: User) -> int:
    return Change.objects.filter(subject_id=user.pk, verb="Nhập sai mã xác nhận").count()


# --- In ------------------------------------------------------------------------------------------------------------


def test_passkey_is_asked_after_the_password_and_lets_in(db):
    key = give_key(make_user("bithu"))
    client = log_in()
    assert not is_in(client)

    show(client, key.get(options_of(client, SECOND)))

    assert is_in(client)


def test_answer_is_taken_once(db):
    key = give_key(make_user("bithu"))
    first, second = log_in(), log_in()
    answer = key.get(options_of(first, SECOND))
    options_of(second, SECOND)

    show(first, answer)
    page = show(second, answer)

    assert (is_in(first), is_in(second), REFUSED in page) == (True, False, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://testserver.ke-gian.vn"},
        {"origin": "http://testserver"},
        {"id": b"other key"},
        {},
    ],
    ids=["another site", "a page without https", "a key that nobody added", "another secret"],
)
def test_false_answer_is_refused_and_told(db, wrong: dict[str, Any]):
    user = make_user("bithu")
    true = give_key(user)
    secret = {"secret": true.secret} if wrong else {}
    client = log_in()

    page = show(client, SoftKey(**wrong, **secret).get(options_of(client, SECOND)))

    assert (is_in(client), REFUSED in page, refusals(user)) == (False, True, 1)


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_refused_in_words(db, answer: str):
    user = make_user("bithu")
    give_key(user)
    client = log_in()
    client.get(SECOND)

    response = client.post(SECOND, {"credential": answer})

    assert (response.status_code, is_in(client)) == (200, False)
    assert 'role="alert"' in response.content.decode()


def test_key_of_one_person_is_no_key_of_another(db):
    give_key(make_user("bithu"))
    other = give_key(make_user("bithu2"), id=b"other key")
    client = log_in()

    show(client, other.get(options_of(client, SECOND)))

    assert not is_in(client)


def test_passkey_is_tried_eight_times_together_with_codes(db):
    key = give_key(make_user("bithu"))
    client = log_in()
    for number in range(8):
        wrong = json.dumps(SoftKey().get(options_of(client, SECOND)))
        posted = {"code": "000000"} if number % 2 else {"credential": wrong}
        client.post(SECOND, posted, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    page = show(client, key.get(options_of(client, SECOND)))

    assert not is_in(client)
    assert "quá nhiều lần" in page


def test_recovery_code_stands_in_for_a_passkey(db, django_capture_on_commit_callbacks):
    user = make_user("bithu")
    client = log_in()
    with django_capture_on_commit_callbacks(execute=True):
        add_key(client)
    code = client.get("/tai-khoan/ma-du-phong").context["unused_codes"][0]

    again = log_in()
    again.post(SECOND, {"code": code})

    assert is_in(again)
    assert sorted(verbs(user)) == ["Dùng một mã dự phòng", "Lập mã dự phòng", "Thêm khóa truy cập"]


# --- One's own keys -------------------------------------------------------------------------------------------------


def test_passkey_is_what_the_office_asks_for(cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    client = log_in("tuyengiao")
    assert client.get(reverse("reports:board")).headers["Location"] == "/tai-khoan/lop-hai"

    add_key(client)

    assert client.get(reverse("reports:board")).status_code == 200


def test_last_second_factor_stays_where_the_office_asks_for_one(cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    client = log_in("tuyengiao")
    add_key(client)
    address = reverse("mfa_remove_webauthn", args=[passkey_of(cast.tracker).pk])

    pages = [client.get(address).content.decode(), client.post(address).content.decode()]

    assert ["không tắt được" in page for page in pages] == [True, True]
    assert passkey_of(cast.tracker)


def test_either_of_two_second_factors_may_go(cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    client = log_in("tuyengiao")
    add_key(client)
    TOTP.activate(cast.tracker, generate_totp_secret())

    client.post("/tai-khoan/lop-hai/tat")

    assert [factor.type for factor in Authenticator.objects.filter(user=cast.tracker).order_by("type")] == [
        "recovery_codes",
        "webauthn",
    ]


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_adds_no_key(db, answer: str):
    user = make_user("bithu")
    client = log_in()
    client.get(ADD)

    response = client.post(ADD, {"name": "Điện thoại", "credential": answer})

    assert response.status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()


def test_key_of_another_page_is_not_added(db):
    user = make_user("bithu")
    client = log_in()

    add_key(client, origin="https://ke-gian.vn")

    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_key_of_another_person_does_not_exist(db, name: str):
    other = make_user("bithu2")
    give_key(other)
    make_user("bithu")
    address = reverse(name, args=[passkey_of(other).pk])

    client = log_in()

    assert [client.get(address).status_code, client.post(address, {"name": "Của tôi"}).status_code] == [404, 404]
    assert passkey_of(other).wrap().name == "Điện thoại"


def test_names_are_bounded_and_kept_in_one_form(db):
    user = make_user("bithu")
    key = give_key(user)
    address = reverse("mfa_edit_webauthn", args=[passkey_of(user).pk])
    client = log_in()
    show(client, key.get(options_of(client, SECOND)))

    long = client.post(address, {"name": "a" * 61})
    client.post(address, {"name": unicodedata.normalize("NFD", "Đồng lúa")})

    assert long.status_code == 200
    assert passkey_of(user).wrap().name == "Đồng lúa"


def test_administrator_takes_off_lost_keys(cast: Cast, as_user):
    give_key(cast.tracker)

    as_user(cast.administrator).post(reverse("units:user_second_factor", args=[cast.tracker.pk]))

    assert is_in(log_in("tuyengiao"))
    assert verbs(cast.tracker)[0] == "Gỡ xác nhận hai lớp"


def test_demanding_a_second_factor_leaves_who_has_a_key(cast: Cast):
    client = log_in("tuyengiao")
    add_key(client)

    settings = {"second_factor_for": "trusted"}
    save_office(settings=settings, version=get_office().version, by=cast.administrator, now=NOW)

    assert is_in(client)
