"""The second factor: an app on the telephone."""

import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.conftest import Cast
from tests.factories import make_user
from tests.kehoach.getting_in import current_code, is_in, log_in, with_totp
from units.models import Change, Office


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


def test_code_of_the_app_is_taken_once_while_a_late_clock_would_still_make_it(db):
    """A code that came half a minute early is good for a minute and a half."""
    secret = with_totp(make_user("bithu"))
    with time_machine.travel(1_795_000_000 // 30 * 30 + 1, tick=False) as clock:
        code = current_code(secret)
        clients = [log_in()[0] for _ in range(2)]
        clock.shift(-30)
        clients[0].post("/dang-nhap/lop-hai", {"code": code})
        clock.shift(50)
        clients[1].post("/dang-nhap/lop-hai", {"code": f"{code[:3]} {code[3:]}"})

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
