"""Background jobs of the reports app: what time alone makes owed."""

from celery import shared_task
from django.utils import timezone

from reports.services.sweep import run_sweep


@shared_task(name="reports.sweep")
def run_sweep_job() -> None:
    """Owe everything that is due by now; see reports.services.sweep."""
    run_sweep(clock=timezone.now)
