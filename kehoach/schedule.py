"""When the jobs are woken. A wake-up only starts a sweep of what the rows say is owed: a missed one loses nothing."""

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, object]] = {
    "sweep": {"task": "reports.sweep", "schedule": crontab(minute="5,35")},
    "carry_out_acts": {"task": "units.carry_out_acts", "schedule": crontab(minute="*/5")},
    "seal_changes": {"task": "units.seal_changes", "schedule": crontab()},
    "send_invitations": {"task": "units.send_invitations", "schedule": crontab(minute="*/2")},
    "take_in_lists": {"task": "units.take_in_lists", "schedule": crontab()},
    "read_imports": {"task": "tasks.read_import", "schedule": crontab()},
    "build_rollup_files": {"task": "reports.build_rollup_files", "schedule": crontab()},
    "send_digests": {"task": "tasks.send_digests", "schedule": crontab(minute="*/2")},
}
