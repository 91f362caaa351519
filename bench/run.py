"""Times the main pages through a real server, and the main jobs: python -m bench.run

Measures the database of DATABASE_URL, which bench.generate has filled. Prints two tables and writes them as JSON to
bench/results/. A page gets at most --rounds askings and --seconds seconds, a job ten minutes.
"""

import argparse
import json
import math
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.client import Answer, Person  # noqa: E402
from bench.sizes import PASSWORD  # noqa: E402
from reports.models import UnitReport  # noqa: E402
from tasks.models import Assignment, Plan  # noqa: E402
from units.models import Unit, User  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
JOBS = ("sweep", "sweep_again", "mails", "figures", "rollup", "word", "excel", "fan_out")
WARM = 3  # askings that do not count
JOB_TIMEOUT = 600.0

Row = dict[str, Any]
Ask = Callable[[], Answer]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--only", choices=("pages", "jobs"))
    arguments = parser.parse_args()
    counts = {model.__name__: model.objects.count() for model in (Unit, Assignment, UnitReport)}
    result: Row = {
        "at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **counts,
    }
    print(f"{connection.vendor}, {counts}, load {result['load']:.1f} on {result['cores']} cores\n")
    if arguments.only != "jobs":
        print(f"{'':39} {'status':>3} {'p50':>5} {'p95':>8}    {'processor':>10}")
        with server() as port:
            result["pages"] = [time_page(*page, arguments.rounds, arguments.seconds) for page in pages(port)]
    if arguments.only != "pages":
        print()
        result["jobs"] = [time_job(name) for name in JOBS]
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{connection.vendor}-{counts['Unit']}-{timezone.now():%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(result, indent=2, ensure_ascii=False))
    print(f"\n{file.relative_to(ROOT)}")


# --- Pages ----------------------------------------------------------------------------------------------------------


@contextmanager
def server() -> Iterator[int]:
    """The web server as `make run` starts it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "kehoach.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--keep-alive",
        "60",
        "--log-level",
        "error",
    ]
    env = {**os.environ, "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("The server did not start.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def pages(port: int) -> Iterator[tuple[str, str, Ask]]:
    """(who, page, asking) of the main pages, with a unit in the middle of the tree as the example."""
    unit = Assignment.objects.filter(unit__kind="base_cell", due_on__isnull=False).order_by("-pk")[0].unit
    work = Assignment.objects.open().filter(unit=unit).order_by("pk")[0]
    report = UnitReport.objects.filter(unit=unit).order_by("-period__ends_on", "pk")
    sent = report.filter(first_sent_at__isnull=False)[0]
    plan = Plan.objects.order_by("pk")[0]  # the root's: all units have it
    who = User.objects.get(memberships__unit=unit)

    def person(username: str) -> Person:
        return Person(port, username, PASSWORD)

    def each(someone: Person, title: str, named: dict[str, str]) -> Iterator[tuple[str, str, Ask]]:
        for name, path in named.items():
            yield title, name, lambda path=path: someone.get(path)

    secretary = person(who.username)
    yield from each(
        secretary,
        "secretary",
        {
            "work of the unit": reverse("tasks:my_work"),
            "assignment": reverse("tasks:assignment_detail", args=[work.pk]),
            "task": reverse("tasks:task_detail", args=[work.task_id]),
            "form of progress": reverse("tasks:update_create", args=[work.pk]),
            "report, sent": reverse("reports:report_detail", args=[sent.pk]),
            "report, form": reverse("reports:report_edit", args=[_form_of(report).pk]),
            "notices": reverse("tasks:notice_list"),
        },
    )
    yield "secretary", "save progress (POST)", saving(secretary, reverse("tasks:update_create", args=[work.pk]))
    yield from each(
        person("tuyengiao"),
        "tracker",
        {
            "board": reverse("reports:board"),
            "board of one plan": f"{reverse('reports:board')}?plan={plan.pk}",
            "board, units": f"{reverse('reports:board_units')}?plan={plan.pk}",
            "one unit": reverse("reports:unit_status", args=[unit.pk]),
            "review queue": reverse("reports:review_queue"),
            "urge": f"{reverse('reports:urge')}?plan={plan.pk}&unit={unit.pk}",
            "plans": reverse("tasks:plan_list"),
            "plan": reverse("tasks:plan_detail", args=[plan.pk]),
            "task": reverse("tasks:task_detail", args=[work.task_id]),
            "periods": reverse("reports:period_list"),
            "roll-ups": reverse("reports:rollup_list"),
        },
    )
    yield from each(person("thuongvu"), "standing", {"picture": reverse("reports:picture")})
    yield from each(
        person("quantri"),
        "administrator",
        {
            "assignment editor": reverse("tasks:assignment_editor", args=[plan.pk]),
            "units": reverse("units:unit_list"),
            "units, search": f"{reverse('units:unit_list')}?q=binh+minh",
            "people": reverse("units:user_list"),
        },
    )


def _form_of(reports: Any) -> UnitReport:
    """The unit's running report, opened for writing."""
    from reports.services.unit_reports import start_report

    report = reports.filter(state__in=UnitReport.EDITABLE)[0]
    by = User.objects.get(memberships__unit=report.unit)
    return start_report(report=report, by=by, now=timezone.now()) if report.state == "owed" else report


def saving(someone: Person, path: str) -> Ask:
    """Write progress once: a fresh form each time, of which only the sending is timed."""

    def save() -> Answer:
        form = someone.get(path).hidden()
        today = timezone.localdate().isoformat()
        return someone.post(
            path, form | {"state": "in_progress", "percent": "40", "result": "Đã họp chi bộ.", "on": today}
        )

    return save


def time_page(who: str, page: str, ask: Ask, rounds: int, seconds: float) -> Row:
    end = time.monotonic() + seconds
    answers = [ask() for _ in range(WARM)]
    while len(answers) < rounds + WARM and time.monotonic() < end:
        answers.append(ask())
    times = sorted(answer.milliseconds for answer in answers[WARM:]) or [answers[-1].milliseconds]
    last = answers[-1]
    row = {
        "who": who,
        "page": page,
        "status": last.status,
        "p50": round(statistics.median(times), 1),
        "p95": round(times[math.ceil(0.95 * len(times)) - 1], 1),
        "processor": round(statistics.median(answer.processor for answer in answers[-len(times) :]), 1),
        "queries": last.queries,
        "kb": round(len(last.body) / 1024, 1),
        "times": len(times),
    }
    print(
        f"{who:14} {page:24} {row['status']} {row['p50']:8.1f} {row['p95']:8.1f} ms {row['processor']:7.1f} ms "
        f"{row['queries']:4} queries {row['kb']:8.1f} KB  × {row['times']}",
        flush=True,
    )
    return row


# --- Jobs -----------------------------------------------------------------------------------------------------------


def time_job(name: str) -> Row:
    command = [sys.executable, "-m", "bench.work", name]
    env = {**os.environ, "LOG_LEVEL": "ERROR"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=JOB_TIMEOUT, check=True
        )
        row = {"job": name, **json.loads(done.stdout.splitlines()[-1])}
    except subprocess.TimeoutExpired:
        row = {"job": name, "seconds": JOB_TIMEOUT, "peak_mb": 0, "done": "not done in this time"}
    print(f"{name:14} {row['seconds']:9.2f} s {row['peak_mb']:6} MB  {row['done']}", flush=True)
    return row


if __name__ == "__main__":
    main()
