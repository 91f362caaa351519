from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from units.services.invitations import send_invitations


class Command(BaseCommand):
    help = "Mail the invitations that are owed; what the schedule does every two minutes, for cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"sent: {send_invitations(clock=timezone.now)}")
