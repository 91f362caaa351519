"""Waking a job from a page."""

import logging

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def wake(job: Task, *args: str) -> None:
    """Ask a worker to look now. Without a broker nothing is lost: the schedule looks by itself (reliability.md, 3)."""
    try:
        job.apply_async(args, retry=False)
    except OperationalError:
        log.warning("no broker to wake %s", job.name)
