"""When the jobs are woken. A wake-up only starts a sweep of what the rows say is owed, so a missed one loses nothing."""

SCHEDULE: dict[str, dict[str, object]] = {}
