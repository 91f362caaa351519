"""The Celery application; its jobs are the `jobs` module of each app, its times are in kehoach/schedule.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from kehoach.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")

app = Celery("kehoach")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks(related_name="jobs")


@worker_ready.connect
def wake_all(**_: Any) -> None:
    """After an outage the owed work starts with the worker, not at its next hour."""
    for entry in SCHEDULE.values():
        app.send_task(str(entry["task"]))
