"""The two ways to a password of one's own: a one-time code and a link in a mail."""

import re
from datetime import timedelta

import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Cast
from tests.factories import NOW, make_user
from tests.kehoach.getting_in import OWN_PASSWORD, is_in, log_in, refusal
from units.jobs import mail_password_link_job
from units.services.people import (
    disable_user,
    give_code,
)

# --- One-time codes --------------------------------------------------------------------------------------------------


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


# --- The link in a mail ----------------------------------------------------------------------------------------------


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
