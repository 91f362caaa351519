"""Getting in, by whom and how often: names, limits, one-time codes, second factors, sessions."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kehoach.lib.passwords import CommonVietnamesePasswordValidator
from tests.conftest import Bloc, Cast
from tests.factories import NOW, PASSWORD, make_user
from units.jobs import mail_password_link_job
from units.models import Change, Office, User
from units.selectors import get_office
from units.services.office import save_office
from units.services.people import (
    choose_password,
    disable_user,
    end_role,
    give_code,
    grant_role,
    remove_second_factor,
)

OWN_PASSWORD = "con đường làng xưa"


@pytest.fixture(autouse=True)
def _no_counts_from_before():
    cache.clear()


def log_in(login: str = "bithu", password: str = PASSWORD, client: Client | None = None, **headers: str):
    client = client or Client()
    response = client.post("/dang-nhap", {"login": login, "password": password}, **headers)
    return client, response


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan").status_code == 200


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_totp(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def refusal(response) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", response.content.decode())


# --- By which name -------------------------------------------------------------------------------------------------


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


# --- How often -----------------------------------------------------------------------------------------------------


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


# --- Passwords -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password", ["dangcongsanvietnam2026", "Mật khẩu 123456789", "quantri-quantri-1", "aaaaaaaaaaaaaaaa"]
)
def test_password_of_common_words_is_refused(password: str):
    with pytest.raises(ValidationError, match="nhiều người hay dùng"):
        CommonVietnamesePasswordValidator().validate(password)


@pytest.mark.parametrize("password", [OWN_PASSWORD, "kehoach-minh-hoa", "correct horse battery"])
def test_password_of_ones_own_words_is_taken(password: str):
    CommonVietnamesePasswordValidator().validate(password)


def test_password_typed_in_pieces_is_the_same(db):
    user = make_user("bithu")
    user.set_password("Đồng lúa chín vàng")

    assert user.check_password("Đồng lúa chín vàng")


# --- One-time codes ------------------------------------------------------------------------------------------------


def test_code_leads_to_a_password_of_ones_own_and_nowhere_else(cast: Cast):
    _, code = give_code(user=cast.secretary, by=cast.administrator, now=timezone.now())
    client, _ = log_in(password=code)

    assert client.get(reverse("tasks:my_work")).headers["Location"] == "/doi-mat-khau"
    assert client.get("/tai-khoan/lop-hai").headers["Location"] == "/doi-mat-khau"
    client.post("/doi-mat-khau", {"password1": OWN_PASSWORD, "password2": OWN_PASSWORD})

    assert client.get(reverse("tasks:my_work")).status_code == 200
    assert not is_in(log_in(password=code)[0])
    assert is_in(log_in(password=OWN_PASSWORD)[0])


def test_code_ends_after_three_days(cast: Cast):
    _, code = give_code(user=cast.secretary, by=cast.administrator, now=timezone.now() - timedelta(days=3))

    client, response = log_in(password=code)

    assert (response.status_code, is_in(client)) == (403, False)
    assert "Mã đã hết hạn" in response.content.decode()


# --- The link in a mail --------------------------------------------------------------------------------------------


def link_for(email: str) -> str:
    mail_password_link_job(email)
    return re.search(r"/mat-khau-moi/\S+", mail.outbox[-1].body)[0]


def choose_by_link(link: str) -> bool:
    client = Client()
    page = client.get(link, follow=True)
    if "password1" not in page.content.decode():
        return False
    client.post(page.request["PATH_INFO"], {"password1": OWN_PASSWORD, "password2": OWN_PASSWORD})
    return True


def test_link_sets_a_password_once(db):
    make_user("bithu")
    old, _ = log_in()
    link = link_for("BITHU@vidu.vn")

    assert [choose_by_link(link), choose_by_link(link)] == [True, False]
    assert (is_in(old), is_in(log_in(password=OWN_PASSWORD)[0])) == (False, True)


def test_link_ends_after_an_hour(db):
    make_user("bithu")
    link = link_for("bithu@vidu.vn")

    with time_machine.travel(timezone.localtime() + timedelta(minutes=61)):
        assert not choose_by_link(link)


def test_link_opens_no_locked_account(cast: Cast):
    link = link_for("bithu@vidu.vn")
    disable_user(user=cast.secretary, by=cast.administrator, now=NOW)

    assert not choose_by_link(link)
    mail_password_link_job("bithu@vidu.vn")
    assert len(mail.outbox) == 1


def test_asking_for_a_link_tells_nothing(db, django_assert_num_queries):
    make_user("bithu")
    answers = []
    for email in ("bithu@vidu.vn", "khongco@vidu.vn"):
        with django_assert_num_queries(0):
            response = Client().post("/quen-mat-khau", {"email": email}, follow=True)
        answers.append((response.redirect_chain, refusal(response)))

    assert answers[0] == answers[1]
    assert mail.outbox == []


def test_unknown_address_gets_no_mail(db):
    mail_password_link_job("khongco@vidu.vn")

    assert mail.outbox == []


# --- The second factor ---------------------------------------------------------------------------------------------


def test_second_factor_is_asked_after_the_password(db):
    secret = with_totp(make_user("bithu"))

    client, response = log_in()
    assert (response.headers["Location"], is_in(client)) == ("/dang-nhap/lop-hai", False)
    client.post("/dang-nhap/lop-hai", {"code": current_code(secret)})

    assert is_in(client)


def test_code_of_the_app_is_taken_once(db):
    secret = with_totp(make_user("bithu"))
    code = current_code(secret)
    clients = [log_in()[0] for _ in range(2)]
    for client in clients:
        client.post("/dang-nhap/lop-hai", {"code": code})

    assert [is_in(client) for client in clients] == [True, False]


def test_secret_lies_encrypted(db):
    secret = with_totp(make_user("bithu"))

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept


def test_who_must_have_a_second_factor_sets_it_up_first(cast: Cast, django_capture_on_commit_callbacks):
    Office.objects.create(pk=1, second_factor_for="trusted")
    client, _ = log_in("tuyengiao")

    assert client.get(reverse("reports:board")).headers["Location"] == "/tai-khoan/lop-hai"
    secret = client.get("/tai-khoan/lop-hai").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/tai-khoan/lop-hai", {"code": current_code(secret)}, follow=True)

    assert len(done.context["unused_codes"]) == 10
    assert client.get(reverse("reports:board")).status_code == 200
    assert {change.verb for change in Change.objects.of(cast.tracker)} == {"Bật xác nhận hai lớp", "Lập mã dự phòng"}
    code = done.context["unused_codes"][0]
    for expected in (True, False):
        again, _ = log_in("tuyengiao")
        again.post("/dang-nhap/lop-hai", {"code": code})
        assert is_in(again) is expected


def test_others_need_none(cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")

    client, _ = log_in("bithu")

    assert client.get(reverse("tasks:my_work")).status_code == 200


def test_who_must_have_one_cannot_turn_it_off(cast: Cast):
    Office.objects.create(pk=1, second_factor_for="trusted")
    secret = with_totp(cast.tracker)
    client, _ = log_in("tuyengiao")
    client.post("/dang-nhap/lop-hai", {"code": current_code(secret)})

    page = client.post("/tai-khoan/lop-hai/tat").content.decode()

    assert "không tắt được" in page
    assert Authenticator.objects.filter(user=cast.tracker).exists()


def test_administrator_takes_off_a_lost_second_factor(cast: Cast, as_user):
    with_totp(cast.tracker)

    as_user(cast.administrator).post(reverse("units:user_second_factor", args=[cast.tracker.pk]))

    assert is_in(log_in("tuyengiao")[0])
    assert Change.objects.of(cast.tracker).first().verb == "Gỡ xác nhận hai lớp"


# --- Sessions ------------------------------------------------------------------------------------------------------


def test_log_in_gives_the_session_a_new_key(db):
    make_user("bithu")
    client = Client()
    client.get("/dang-nhap")
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = planted.session_key

    log_in(client=client)

    assert client.cookies["sessionid"].value != planted.session_key


def ended_by_disabling(cast: Cast, bloc: Bloc) -> None:
    disable_user(user=cast.secretary, by=cast.administrator, now=NOW)


def ended_by_another_role(cast: Cast, bloc: Bloc) -> None:
    grant_role(
        user=cast.secretary, unit=bloc.sibling, role="deputy", from_on=NOW.date(), by=cast.administrator, now=NOW
    )


def ended_by_the_end_of_a_role(cast: Cast, bloc: Bloc) -> None:
    end_role(membership=cast.secretary.memberships.get(), last_on=NOW.date(), by=cast.administrator, now=NOW)


def ended_by_a_code(cast: Cast, bloc: Bloc) -> None:
    give_code(user=cast.secretary, by=cast.administrator, now=NOW)


def ended_by_a_password(cast: Cast, bloc: Bloc) -> None:
    choose_password(user=cast.secretary, password=PASSWORD, now=NOW)


def ended_by_a_removed_factor(cast: Cast, bloc: Bloc) -> None:
    with_totp(cast.secretary)
    remove_second_factor(user=cast.secretary, by=cast.administrator, now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        ended_by_disabling,
        ended_by_another_role,
        ended_by_the_end_of_a_role,
        ended_by_a_code,
        ended_by_a_password,
        ended_by_a_removed_factor,
    ],
)
def test_no_session_survives(cast: Cast, bloc: Bloc, act):
    client, _ = log_in()
    assert is_in(client)

    act(cast, bloc)

    assert client.get("/tai-khoan").status_code == 302


def test_demanding_a_second_factor_ends_sessions_without_one(cast: Cast):
    clients = [log_in(name)[0] for name in ("tuyengiao", "bithu")]

    settings = {"second_factor_for": "trusted"}
    save_office(settings=settings, version=get_office().version, by=cast.administrator, now=NOW)

    assert [is_in(client) for client in clients] == [False, True]


def test_own_change_of_password_keeps_this_session_only(db):
    make_user("bithu")
    other, _ = log_in()
    client, _ = log_in()

    client.post("/doi-mat-khau", {"oldpassword": PASSWORD, "password1": OWN_PASSWORD, "password2": OWN_PASSWORD})

    assert (is_in(client), is_in(other)) == (True, False)
    assert len(client.get("/tai-khoan").context["sessions"]) == 1


def test_other_sessions_are_listed_and_ended(db):
    user = make_user("bithu")
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    other, _ = log_in(HTTP_USER_AGENT=phone, REMOTE_ADDR="10.0.0.7")
    client, _ = log_in(REMOTE_ADDR="10.0.0.8")

    listed = {row["device"]: (row["address"], row["is_this"]) for row in client.get("/tai-khoan").context["sessions"]}
    assert listed == {
        "Chrome trên điện thoại Android": ("10.0.0.7", False),
        "Trình duyệt khác trên thiết bị khác": ("10.0.0.8", True),
    }
    client.post("/tai-khoan/cac-phien/ket-thuc")

    assert (is_in(client), is_in(other)) == (True, False)
    assert len(client.get("/tai-khoan").context["sessions"]) == 1
    assert Change.objects.of(user).first().verb == "Đăng xuất mọi thiết bị khác"


def test_session_is_noted_every_ten_minutes(db):
    make_user("bithu")
    client, _ = log_in(REMOTE_ADDR="10.0.0.7")

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        now = timezone.now()
        sessions = client.get("/tai-khoan", REMOTE_ADDR="10.0.0.9").context["sessions"]

    assert [(row["address"], row["seen_at"]) for row in sessions] == [("10.0.0.9", now)]


def test_session_signed_out_is_not_listed(db):
    make_user("bithu")
    (other, _), (client, _) = log_in(), log_in()
    other.post("/dang-xuat")

    assert len(client.get("/tai-khoan").context["sessions"]) == 1


@pytest.mark.parametrize("others", [0, 2])
def test_sessions_take_constant_queries(db, django_assert_num_queries, others: int):
    make_user("bithu")
    for _ in range(others):
        log_in()
    client, _ = log_in()
    client.get("/tai-khoan")

    with django_assert_num_queries(7):
        client.get("/tai-khoan")
