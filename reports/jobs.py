"""Background jobs of the reports app: what time alone makes owed, and the files of roll-ups."""

from celery import shared_task
from django.utils import timezone

from reports.services.rollup_builds import build_owed_files
from reports.services.sweep import run_sweep


@shared_task(name="reports.sweep")
def run_sweep_job() -> None:
    """Owe everything that is due by now; see reports.services.sweep."""
    run_sweep(clock=timezone.now)


@shared_task(name="reports.build_rollup_files")
def build_rollup_files_job() -> None:
    """Build the files that roll-ups wait for; see reports.services.rollup_builds."""
    build_owed_files(clock=timezone.now)
