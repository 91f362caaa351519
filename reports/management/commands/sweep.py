from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.services.rollup_builds import build_owed_files
from reports.services.sweep import run_sweep
from tasks.services.digests import send_all_digests
from units.services.uploads import work_on_owed_lists


class Command(BaseCommand):
    help = "Owe all that is due by now, send and build what is owed; what the schedule does, for cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        for run in (run_sweep(clock=timezone.now), send_all_digests(clock=timezone.now)):
            self.stdout.write(f"{run.name}: {run.counts}")
            if run.error:
                self.stderr.write(self.style.ERROR(run.error))
                raise SystemExit(1)
        self.stdout.write(f"take_in_lists: {work_on_owed_lists(clock=timezone.now)}")
        self.stdout.write(f"build_rollup_files: {build_owed_files(clock=timezone.now)}")
