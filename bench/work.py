"""One job in a process of its own, undone at the end: python -m bench.work sweep

The mails are really made and marked, batch by batch as in an installation, and forgotten at the end.

Prints a line of JSON: seconds, peak memory of the process in MB, and what was done.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from kehoach.lib.days import VIETNAM  # noqa: E402
from reports.models import Period, Rollup  # noqa: E402
from reports.services.figures import count_figures  # noqa: E402
from reports.services.reminders import owe_report_notices  # noqa: E402
from reports.services.rollup_documents import rollup_docx_bytes, rollup_xlsx_bytes  # noqa: E402
from reports.services.rollups import compile_rollup  # noqa: E402
from reports.services.sweep import run_sweep  # noqa: E402
from tasks.models import Digest, Notice, Plan, Task  # noqa: E402
from tasks.services.assignments import assign_collective  # noqa: E402
from tasks.services.deadlines import owe_deadline_notices  # noqa: E402
from tasks.services.digests import send_all_digests  # noqa: E402
from units.models import User  # noqa: E402
from units.selectors import get_office  # noqa: E402

NOON = datetime.combine(timezone.localdate(), datetime.min.time(), VIETNAM).replace(hour=12)  # outside quiet hours
Work = Callable[[], Any]


def sweep() -> Work:
    return lambda: run_sweep(clock=lambda: NOON).counts


def sweep_again() -> Work:
    sweep()()
    return sweep()


def figures() -> Work:
    period = _ended_period()
    return lambda: f"{count_figures(period=period).lines} lines"


def rollup() -> Work:
    period = _ended_period()
    return lambda: f"{compile_rollup(period=period, by=None, now=NOON).parts.count()} parts"


def word() -> Work:
    draft = _draft()
    return lambda: f"{len(rollup_docx_bytes(rollup=draft, office=get_office())) // 1024} KB"


def excel() -> Work:
    draft = _draft()
    return lambda: f"{len(rollup_xlsx_bytes(rollup=draft, office=get_office())) // 1024} KB"


def fan_out() -> Work:
    """A new task of the plan with the most units, given to all its base units and cells."""
    plan = _ended_period().plan
    task = Task.objects.create(plan=plan, section=plan.sections.get(), position=999, label="mới", text="Việc mới")
    kinds, by = ["base_committee", "base_cell", "cell"], User.objects.get(username="quantri")

    def give() -> str:
        collective = assign_collective(
            task=task, place=plan.issuer, kinds=kinds, period_kind="quarter", by=by, now=NOON
        )
        return f"{collective.assignments.count()} units"

    return give


def _ended_period() -> Period:
    """The latest period that is over, of the plan with the most assignments."""
    plan = Plan.objects.annotate(given=Count("assignments")).order_by("-given", "pk").first()
    return plan.periods.filter(ends_on__lt=timezone.localdate()).order_by("-ends_on").select_related("plan")[0]


def _draft() -> Rollup:
    return compile_rollup(period=_ended_period(), by=None, now=NOON)


JOBS = {job.__name__: job for job in (sweep, sweep_again, figures, rollup, word, excel, fan_out)}


def time_undone(job: Callable[[], Work]) -> tuple[float, Any]:
    with transaction.atomic():
        timed = _time(job())
        transaction.set_rollback(True)
    return timed


def time_mails() -> tuple[float, Any]:
    """One long transaction would leave every older version of a row in the way of the next mail."""
    office = get_office()
    owe_deadline_notices(office=office, today=NOON.date(), now=NOON)
    owe_report_notices(office=office, today=NOON.date(), now=NOON)
    try:
        return _time(lambda: send_all_digests(clock=lambda: NOON).counts)
    finally:
        Notice.objects.all().delete()
        Digest.objects.all().delete()


def _time(work: Work) -> tuple[float, Any]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def main() -> None:
    seconds, done = time_mails() if sys.argv[1] == "mails" else time_undone(JOBS[sys.argv[1]])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(seconds, 3), "peak_mb": round(peak), "done": str(done)}))


if __name__ == "__main__":
    main()
