"""Start empty: the office, the top of its tree and the first administrator."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from units.models import Membership, Office, Unit, User
from units.selectors import get_office
from units.services.office import save_office
from units.services.people import create_user, grant_role
from units.services.tree import UnitFacts, create_unit


class Command(BaseCommand):
    help = "Make the office, the top unit of its tree and its first administrator in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="name of the committee, as documents carry it")
        parser.add_argument("--code", default="GOC", help="code of the top unit (default: GOC)")
        parser.add_argument("--admin-username", required=True, help="log-in name of the first administrator")
        parser.add_argument("--admin-name", default="Quản trị", help="full name of the first administrator")
        parser.add_argument("--admin-email", default="", help="work address of the first administrator")
        parser.add_argument("--ask-password", action="store_true", help="ask for the password instead of making one")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass("Password of the administrator: ") if options["ask_password"] else ""
        try:
            user, shown = self._create(options, password)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(self.style.SUCCESS(f"Office “{options['name']}” is ready. Log in as: {user.username}"))
        if not password:
            self.stdout.write(f"One-time code in place of the password, for three days, shown this once: {shown}")

    @transaction.atomic
    def _create(self, options: dict[str, Any], password: str) -> tuple[User, str]:
        if Unit.objects.exists():
            raise CommandError("There are units already; this command starts an empty database only.")
        now, today = timezone.now(), timezone.localdate()
        user, shown = create_user(
            username=options["admin_username"],
            full_name=options["admin_name"],
            email=options["admin_email"],
            password=password,
            by=None,
            now=now,
        )
        facts = UnitFacts(code=options["code"], name=options["name"], kind=Unit.Kind.COMMITTEE, opened_on=today)
        root = create_unit(parent=None, facts=facts, by=user, now=now)
        grant_role(user=user, unit=root, role=Membership.Role.ADMINISTRATOR, from_on=today, by=user, now=now)
        settings = {"name": options["name"], "second_factor_for": Office.SecondFactor.TRUSTED}
        save_office(settings=settings, version=get_office().version, by=user, now=now)
        return user, shown
