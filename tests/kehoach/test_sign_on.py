"""Single sign-on, against a provider that answers over HTTP: who comes in, who does not, by which rules."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from tests.factories import NOW, make_user
from tests.kehoach.openid_provider import PERSON, START, is_in, sign_on
from units.models import Change, Identity, Office, User
from units.services.people import disable_user, edit_user, give_code, mark_of


def verbs(user: User) -> list[str]:
    return list(Change.objects.of(user).values_list("verb", flat=True))


# --- Who comes in ---------------------------------------------------------------------------------------------------


def test_person_with_a_verified_address_comes_in_and_is_linked(provider, db):
    user = make_user("bithu")

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (302, True)
    assert list(Identity.objects.values_list("user", "issuer", "subject")) == [
        (user.pk, provider.issuer, "248289761001")
    ]
    assert verbs(user) == ["Gắn tài khoản đăng nhập chung"]


def test_linked_person_is_known_by_the_subject_whatever_the_address(provider, cast: Cast):
    sign_on(provider)
    facts = {name: getattr(cast.secretary, name) for name in ("username", "full_name", "post", "phone")}
    edit_user(
        user=cast.secretary, **facts, email="khac@vidu.vn", seen=mark_of(cast.secretary), by=cast.administrator, now=NOW
    )
    cast.stranger.email = "bithu@vidu.vn"
    cast.stranger.save()

    client, _ = sign_on(provider)

    assert client.get("/tai-khoan").context["user"] == cast.secretary


def test_page_that_was_asked_for_comes_after(provider, cast: Cast):
    _, response = sign_on(provider, start=f"{START}?next=/ke-hoach/")
    _, elsewhere = sign_on(provider, start=f"{START}?next=https://ke-gian.vn/")

    assert [response.headers["Location"], elsewhere.headers["Location"]] == ["/ke-hoach/", "/viec-cua-don-vi/"]


def test_user_name_may_be_the_claim(provider, settings, db):
    settings.SIGN_ON_CLAIM = "preferred_username"
    make_user("bithu")
    provider.person = {"sub": "1", "preferred_username": "BiThu"}

    client, _ = sign_on(provider)

    assert is_in(client)


def test_address_is_asked_for_separately_where_the_signed_answer_lacks_it(provider, db):
    make_user("bithu")
    provider.person, provider.userinfo = {"sub": "1"}, PERSON | {"sub": "1"}

    client, _ = sign_on(provider)

    assert (is_in(client), "/userinfo" in provider.asked) == (True, True)


def test_person_with_a_code_on_a_slip_needs_no_password(provider, cast: Cast):
    give_code(user=cast.secretary, by=cast.administrator, now=timezone.now() - timezone.timedelta(days=9))

    client, _ = sign_on(provider)

    assert client.get(reverse("tasks:my_work")).status_code == 200


# --- Who does not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nguoikhac@vidu.vn"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
        {"email": ["bithu@vidu.vn"]},
    ],
    ids=["unknown", "unverified", "verified in words", "nothing said", "no address", "several addresses"],
)
def test_who_is_not_surely_known_is_told_so(provider, db, person: dict[str, Any]):
    user = make_user("bithu")
    provider.person |= person

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (403, False)
    assert "chưa gắn với người dùng nào" in response.content.decode()
    assert (User.objects.count(), Identity.objects.count(), verbs(user)) == (1, 0, [])
    assert Change.objects.filter(verb="Đăng nhập không thành").count() == 1


def test_disabled_person_stays_out_linked_or_not(provider, cast: Cast):
    sign_on(provider)
    disable_user(user=cast.secretary, by=cast.administrator, now=NOW)
    linked, closed = sign_on(provider)
    Identity.objects.all().delete()
    new, unknown = sign_on(provider)

    assert [is_in(linked), is_in(new)] == [False, False]
    assert "Tài khoản đã ngừng dùng" in closed.content.decode()
    assert "chưa gắn với người dùng nào" in unknown.content.decode()


def test_another_subject_does_not_take_a_linked_account(provider, cast: Cast):
    sign_on(provider)
    provider.person["sub"] = "another"

    client, response = sign_on(provider)

    assert (response.status_code, is_in(client)) == (403, False)


def test_administrator_unlinks_and_the_next_is_linked(provider, cast: Cast, as_user):
    earlier, _ = sign_on(provider)
    provider.person["sub"] = "another"

    as_user(cast.administrator).post(reverse("units:user_identities", args=[cast.secretary.pk]))
    client, _ = sign_on(provider)

    assert (is_in(earlier), is_in(client)) == (False, True)
    assert verbs(cast.secretary)[1] == "Gỡ tài khoản đăng nhập chung"


@pytest.mark.parametrize("both", [{"subject": "1"}, {"issuer": "https://a.vn"}])
def test_database_keeps_one_link_each_way(cast: Cast, both: dict[str, str]):
    first = {"issuer": "https://a.vn", "subject": "1", "linked_at": NOW}
    Identity.objects.create(user=cast.secretary, **first)
    other = cast.secretary if "issuer" in both else cast.tracker

    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(user=other, **first | {"subject": "2" if "issuer" in both else "1"})


# --- The office's rules still hold ----------------------------------------------------------------------------------


def test_second_factor_is_asked_after_single_sign_on(provider, db):
    TOTP.activate(make_user("bithu"), generate_totp_secret())

    client, response = sign_on(provider)

    assert (response.headers["Location"], is_in(client)) == ("/dang-nhap/lop-hai", False)


def test_who_must_have_a_second_factor_sets_it_up(provider, cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    provider.person["email"] = cast.tracker.email

    client, _ = sign_on(provider)

    assert client.get(reverse("reports:board")).headers["Location"] == "/tai-khoan/lop-hai"


def test_second_factor_of_the_provider_counts_where_the_setting_says_so(provider, settings, cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    settings.SIGN_ON_IS_SECOND_FACTOR = True
    provider.person["email"] = cast.tracker.email

    first, _ = sign_on(provider)
    TOTP.activate(cast.tracker, generate_totp_secret())
    second, _ = sign_on(provider)

    assert [client.get(reverse("reports:board")).status_code for client in (first, second)] == [200, 200]


def test_password_still_asks_for_the_second_factor_then(provider, settings, cast: Cast):
    settings.SIGN_ON_IS_SECOND_FACTOR = True
    TOTP.activate(cast.secretary, generate_totp_secret())
    client = Client()

    client.post("/dang-nhap", {"login": "bithu", "password": "kehoach-minh-hoa"})

    assert not is_in(client)


def test_attempts_are_counted_with_those_of_log_in(provider, settings, db):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}

    answers = [Client().get(START, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code for number in range(4)]

    assert answers == [302, 302, 302, 429]


def test_sign_out_leads_to_the_end_of_the_provider_session(provider, db):
    make_user("bithu")
    client, _ = sign_on(provider)

    page = client.post("/dang-xuat").content.decode()

    assert not is_in(client)
    assert f"{provider.issuer}/end_session?client_id=kehoach&amp;post_logout_redirect_uri=" in page


def test_sign_out_after_a_password_is_as_ever(provider, cast: Cast, as_user):
    assert as_user(cast.secretary).post("/dang-xuat").headers["Location"] == "/dang-nhap"


def test_tables_sign_out_by_the_same_page(provider, cast: Cast, as_user):
    assert as_user(cast.administrator).post(reverse("admin:logout")).headers["Location"] == "/dang-xuat"


def test_who_has_no_password_is_told_how_to_confirm(provider, db):
    make_user("bithu")
    client, _ = sign_on(provider)

    assert "xin đăng xuất rồi đăng nhập lại" in client.get("/xac-nhan-lai").content.decode()


# --- Where none is set ----------------------------------------------------------------------------------------------


def test_nothing_is_there_without_the_setting(db):
    client = Client()

    assert [client.get(START).status_code, client.get(f"{START}/xong").status_code] == [404, 404]
    assert START not in client.get("/dang-nhap").content.decode()


def test_log_in_page_shows_the_way_with_the_page_that_was_asked_for(provider, settings, db):
    settings.SIGN_ON_BUTTON = "Đăng nhập bằng tài khoản tỉnh"

    page = Client().get("/dang-nhap?next=/viec-cua-don-vi/?a=1&b=2").content.decode()

    assert "Đăng nhập bằng tài khoản tỉnh" in page
    assert f'href="{START}?next=%2Fviec-cua-don-vi%2F%3Fa%3D1"' in page
