"""Background jobs of the tasks app: thin; what they do is in the services and may run at any time, also twice."""

from celery import shared_task
from django.utils import timezone

from tasks.services.digests import send_all_digests
from tasks.services.imports import read_owed_imports


@shared_task(name="tasks.send_digests")
def send_digests_job() -> None:
    """Mail what is owed by now; see tasks.services.digests."""
    send_all_digests(clock=timezone.now)


@shared_task(name="tasks.read_import")
def read_import_job() -> None:
    """Read the uploaded plans that wait to be read; see tasks.services.imports."""
    read_owed_imports(clock=timezone.now)
