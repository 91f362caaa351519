"""Redis only wakes the work up (reliability.md, promise 3): without it the pages serve and `sweep` does everything."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from kombu import Connection, pools

from kehoach.celery import app
from kehoach.lib.waking import wake
from tasks.jobs import send_digests_job
from tasks.models import Digest, JobRun
from tests.jobs.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def closed_redis() -> Iterator[str]:
    """The address of a port that nobody listens on, and nobody can take while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.fixture
def sweep_command(process_env, closed_redis):
    """Runs `manage.py sweep` beside the test, without a broker."""

    def run() -> str:
        env = process_env | {"REDIS_URL": closed_redis}
        command = [sys.executable, "manage.py", "sweep"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_one_command_does_all_the_work(sweep_command, sink, people_of_late_work):
    people = people_of_late_work(3)

    said = sweep_command()

    assert "'sent': 3" in said
    assert sorted(sink.by_person()) == sorted(person.email for person in people)
    assert set(Digest.objects.values_list("state", flat=True)) == {"sent"}
    assert sorted(JobRun.objects.values_list("name", flat=True)) == ["send_digests", "sweep"]


def test_the_command_again_sends_nothing_more(sweep_command, sink, people_of_late_work):
    people_of_late_work(3)
    sweep_command()

    sweep_command()

    assert len(sink.mails) == 3


@pytest.fixture
def hung_redis() -> Iterator[str]:
    """The address of a server that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.mark.parametrize("broker", ["closed_redis", "hung_redis"])
def test_a_page_that_wakes_a_job_does_not_fail(broker, request, monkeypatch, caplog):
    limits = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}  # those of the settings, but sooner
    address = Connection(request.getfixturevalue(broker), transport_options=limits)
    monkeypatch.setattr(app.amqp, "_producer_pool", pools.producers[address])

    wake(send_digests_job)

    assert "no broker to wake tasks.send_digests" in caplog.text
