"""A row for each run of a job, so that one that dies in silence is seen. Its steps fail apart, never together."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from tasks.models import JobRun

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
LONGEST = timedelta(minutes=10)  # a run that has not ended by then died
Step = Callable[[], dict[str, int]]


def run_steps(*, name: str, steps: dict[str, Step], clock: Callable[[], datetime]) -> JobRun:
    """Run each step whatever happened to the others, and write down what they counted and what failed.

    Takes: steps by name, each giving counts; clock: gives the time, because a run takes some.
    """
    started = clock()
    run = JobRun.objects.create(name=name, started_at=started)
    errors = []
    for label, step in steps.items():
        try:
            run.counts[label] = step()
        except Exception:
            log.exception("Job %s: step %s failed.", name, label)
            errors.append(f"{label}: {traceback.format_exc(limit=3)}")
    run.finished_at, run.error = clock(), "\n".join(errors)[:4000]
    run.save(update_fields=["finished_at", "counts", "error"])
    with transaction.atomic():
        JobRun.objects.filter(name=name, started_at__lt=started - KEPT_FOR).delete()
    return run


def is_under_way(name: str, now: datetime) -> bool:
    """Whether the last run of this job has begun and not ended; one that died counts for ten minutes."""
    last = JobRun.objects.filter(name=name).order_by("-started_at").values("started_at", "finished_at").first()
    return last is not None and last["finished_at"] is None and last["started_at"] > now - LONGEST
