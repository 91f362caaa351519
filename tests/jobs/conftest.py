"""Real worker processes for the tests of jobs: on the test's database and Redis, with mail to a sink."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from kombu import Connection

from kehoach.celery import app
from kehoach.lib.days import VIETNAM
from tests.factories import make_assignment, make_task, make_user
from tests.jobs.sink import Sink, running_sink
from units.models import Office, User

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds until a test gives a process up


def others_connected() -> bool:
    """Whether another process still speaks with the test's database."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid())"
        )
        return cursor.fetchone()[0]


class Worker:
    """One worker process, in a group of its own so that all of it can be killed."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        command = [sys.executable, "-m", "celery", "-A", "kehoach", "worker", "--loglevel", "WARNING", *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--without-mingle", "--without-gossip"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def works_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, "the worker died"
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)

    def kill(self) -> None:
        """As when the power fails; what PostgreSQL was doing for it at that moment still comes to its end."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + PATIENCE
        while others_connected():
            assert time.monotonic() < deadline, "its connections stay"
            time.sleep(0.05)

    def kill_children(self) -> None:
        """As when the machine runs out of memory."""
        for child in self._children():
            os.kill(child, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def _children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def process_env(database_url: str, sink: Sink, tmp_path: Path) -> dict[str, str]:
    """The environment of a process beside the test: same rows, mail to the sink, nothing else shared."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kehoach.settings",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "EMAIL_URL": sink.url,
    }


@pytest.fixture
def worker(process_env: dict[str, str], redis_url: str, tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(process_env | {"REDIS_URL": redis_url}, tmp_path / "worker.log")
    yield worker
    worker.stop()
    print(worker.log.read_text() if worker.log.exists() else "")  # noqa: T201  shown by pytest when the test fails


@pytest.fixture
def wake(redis_url: str) -> Callable[[str], None]:
    """Asks the worker to do a job, as the schedule does."""

    def send(job: str) -> None:
        with Connection(redis_url) as connection:
            app.send_task(job, connection=connection)

    return send


@pytest.fixture
def awake(db: None) -> None:
    """Quiet hours lie twelve hours from now: processes read the real clock."""
    then = timezone.now().astimezone(VIETNAM) + timedelta(hours=12)
    Office.objects.update_or_create(
        pk=1, defaults={"quiet_from": then.time(), "quiet_to": (then + timedelta(minutes=30)).time()}
    )


@pytest.fixture
def people_of_late_work(plan, bloc, awake: None) -> Callable[[int], list[User]]:
    """So many deputies of one unit whose work is late today, so that each is owed one mail."""

    def make(count: int) -> list[User]:
        day: datetime = timezone.now().astimezone(VIETNAM)
        make_assignment(make_task(plan), bloc.cell, due_on=day.date() - timedelta(days=2))
        return [make_user(f"phobithu{number}", bloc.cell, "deputy") for number in range(count)]

    return make
