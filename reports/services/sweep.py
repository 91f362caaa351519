"""The sweep: all that time alone makes owed. It looks at everything due by now, so a missed run loses nothing."""

import logging
from collections.abc import Callable
from datetime import date, datetime

from kehoach.lib.days import day_of
from reports.services.periods import open_due_periods
from reports.services.reminders import owe_report_notices, settle_report_notices
from reports.services.rollups import compile_due_rollups
from reports.services.urges import settle_urges
from tasks.models import JobRun, Plan
from tasks.services.deadlines import owe_deadline_notices, settle_deadline_notices
from tasks.services.drafts import clear_leftovers, clear_old_drafts
from tasks.services.runs import run_steps
from units.selectors import get_office

log = logging.getLogger(__name__)


def run_sweep(*, clock: Callable[[], datetime]) -> JobRun:
    """Open periods, settle and owe reminders, compile drafts of ended periods. Repeat: changes nothing more."""
    now = clock()
    today = day_of(now)
    office = get_office()
    return run_steps(
        name="sweep",
        steps={
            "periods": lambda: _open_periods(today, now),
            "settled": lambda: {
                "deadlines": settle_deadline_notices(office=office, today=today, now=now),
                "reports": settle_report_notices(office=office, today=today, now=now),
                "urges": settle_urges(today=today, now=now),
            },
            "deadlines": lambda: owe_deadline_notices(office=office, today=today, now=now),
            "reports": lambda: owe_report_notices(office=office, today=today, now=now),
            "rollups": lambda: compile_due_rollups(today=today, now=now),
            "drafts": lambda: {"cleared": clear_old_drafts(now=now), "leftovers": clear_leftovers(now=now)},
        },
        clock=clock,
    )


def _open_periods(today: date, now: datetime) -> dict[str, int]:
    counts = {"opened": 0, "failed": 0}
    for plan in Plan.objects.active().order_by("pk"):
        try:
            counts["opened"] += len(open_due_periods(plan=plan, today=today, now=now))
        except Exception:  # one broken plan must not silence the others
            log.exception("Periods of plan %s could not be opened.", plan.pk)
            counts["failed"] += 1
    return counts
