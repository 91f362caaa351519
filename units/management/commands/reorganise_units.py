from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from units.services.reorganisations.due import carry_out_due_acts


class Command(BaseCommand):
    help = "Carry out the acts on the organisation whose day has come; what the schedule does, for cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = carry_out_due_acts(today=timezone.localdate(), now=timezone.now())
        self.stdout.write(f"done: {counts['done']}, failed: {counts['failed']}")
