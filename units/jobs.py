"""Background jobs of the units app."""

from celery import shared_task
from django.utils import timezone

from units.services.ledger import seal_changes


@shared_task(name="units.seal_changes")
def seal_changes_job() -> None:
    """Take new changes into the ledger; see units.services.ledger."""
    seal_changes(now=timezone.now())
