"""The Celery application; its jobs are the `jobs` module of each app, its times are in kehoach/schedule.py."""

import os

from celery import Celery

from kehoach.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")

app = Celery("kehoach")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks(related_name="jobs")
