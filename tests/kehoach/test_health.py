"""/healthz and /readyz: what a monitor sees."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from kehoach import health
from tasks.models import Digest, JobRun, Notice
from tests.factories import make_user

NOW = timezone.now()


@pytest.fixture
def now(time_machine):
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def swept(db, now):
    at = now - timedelta(minutes=10)
    return JobRun.objects.create(name="sweep", started_at=at, finished_at=at)


def owe_mail(made_at, state="owed"):
    person = make_user("nguoi1")
    sent_at = made_at if state == "sent" else None
    return Digest.objects.create(
        person=person, message_id="<a@b>", made_at=made_at, next_try_at=made_at, state=state, sent_at=sent_at
    )


def test_healthz_answers_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readyz_is_ready_after_a_recent_sweep(client, swept, django_assert_num_queries):
    with django_assert_num_queries(3):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "ready",
            "reasons": [],
            "last_sweep_seconds_ago": 600,
            "oldest_owed_mail_seconds": None,
            "oldest_owed_notice_seconds": None,
        },
    )


def test_readyz_names_a_sweep_that_never_ran(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (503, ["sweep"])


def test_readyz_names_a_sweep_that_began_and_did_not_finish(client, db, now):
    JobRun.objects.create(name="sweep", started_at=now)
    assert client.get("/readyz").json()["reasons"] == ["sweep"]


def test_readyz_names_a_sweep_long_ago(client, swept, now, time_machine):
    time_machine.move_to(now + timedelta(minutes=66), tick=False)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (503, ["sweep"])


def test_readyz_names_mail_that_does_not_leave(client, swept, now):
    owe_mail(now - timedelta(hours=2, seconds=1))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reasons"]) == (503, ["mail"])
    assert response.json()["oldest_owed_mail_seconds"] == 7201


def test_readyz_minds_no_mail_that_was_sent(client, swept, now):
    owe_mail(now - timedelta(days=1), state="sent")
    assert client.get("/readyz").json()["oldest_owed_mail_seconds"] is None


def test_readyz_gives_the_age_of_the_oldest_owed_notice(client, swept, now):
    Notice.objects.create(
        person=make_user("nguoi2"), kind="due", key="a", subject="a", title="a", owed_at=now - timedelta(minutes=5)
    )
    response = client.get("/readyz")
    assert (response.status_code, response.json()["oldest_owed_notice_seconds"]) == (200, 300)


def test_readyz_says_when_the_database_does_not_answer(client, monkeypatch):
    def broken(now):
        raise OperationalError("could not connect to server at 10.0.0.7, user kehoach")

    monkeypatch.setattr(health, "_look", broken)
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready", "reasons": ["database"]})
