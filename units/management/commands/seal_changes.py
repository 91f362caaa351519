from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from units.services.ledger import seal_changes


class Command(BaseCommand):
    help = "Take new changes into the ledger; what the schedule does each minute, for cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"sealed: {seal_changes(now=timezone.now())}")
