"""Sessions: what ends them, and where one is signed in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.conftest import Bloc, Cast
from tests.factories import NOW, PASSWORD, make_user
from tests.kehoach.getting_in import OWN_PASSWORD, is_in, log_in, with_totp
from units.models import Change
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


def test_session_ends_a_day_after_its_log_in_however_often_it_is_used(db):
    make_user("bithu")
    client, _ = log_in()

    seen = []
    for hours in (10, 20, 30):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            seen.append(is_in(client))

    assert seen == [True, True, False]
    assert [change.verb for change in Change.objects.order_by("pk")] == ["Đăng nhập", "Đăng xuất"]


def test_unused_session_ends_after_half_a_day(db):
    make_user("bithu")
    client, _ = log_in()

    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1), tick=False):
        assert not is_in(client)


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

    with django_assert_num_queries(8):
        client.get("/tai-khoan")
