from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kehoach.demo.load import load_demo, log_ins


class Command(BaseCommand):
    help = "Fill an empty database with the invented demo; refused in production, because its password is known."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's password is known to everybody: it is not loaded where others may reach it.")
        try:
            load_demo(now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for role, username, password in log_ins():
            self.stdout.write(f"{role}: {username} / {password}")
