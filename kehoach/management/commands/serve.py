"""Everything one machine needs, under one supervisor: web server, worker and schedule."""

import fcntl
import socket
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from kehoach.demo.load import log_ins
from kehoach.supervisor import Program, Supervisor
from units.models import Unit
from units.selectors import get_office

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrates, then runs the web server, the worker and the schedule of one machine until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the invented demo when there is no unit yet")

    def handle(self, *args: Any, **options: Any) -> None:
        port = settings.PORT
        with _only_one():
            _refuse_taken_port(port)
            call_command("migrate", verbosity=0, interactive=False)
            if options["demo"] and not Unit.objects.exists():
                self._say("Loading the demo …")
                call_command("load_demo", stdout=StringIO())  # the log-ins are printed at every start
            self._welcome()
            connections.close_all()
            Supervisor(programs(port), settings.BASE_DIR).run()
            self._say("Kehoach has stopped.")

    def _welcome(self) -> None:
        self._say(f"\nKehoach: {settings.SITE_URL}    (Ctrl-C stops it)")
        if get_office().is_demo:
            self._say("\nInvented demo. Log in as:")
            for role, username, password in log_ins():
                self._say(f"  {username:<12} {password}    {role}")
        self._say("")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def programs(port: int) -> list[Program]:
    """The three programs of one machine; see docs/deploy.md for several machines."""
    # In a container everything runs as root; Celery's long warning about it would hide the log-ins.
    celery = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "-q", "-A", "kehoach"]
    web = [sys.executable, "-m", "gunicorn", "kehoach.wsgi", "--bind", f"{HOST}:{port}", "--log-level", "warning"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
    return [
        Program("web", web),
        Program("worker", [*celery, "worker", "-P", "threads", "-c", "2", "--loglevel", "WARNING", "--without-mingle"]),
        Program("schedule", [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]),
    ]


def _only_one() -> IO[str]:
    """A lock held while this process lives: two supervisors on the same data would disturb each other."""
    path = Path(settings.VAR_DIR) / "serve.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CommandError(f"Kehoach already runs on the data in {settings.VAR_DIR}.") from error
    return lock


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} of {HOST} is taken. Choose another one: make run PORT=8001") from error
