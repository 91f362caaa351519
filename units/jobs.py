"""Background jobs of the units app."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from units.services.invitations import send_invitations
from units.services.ledger import seal_changes
from units.services.passwords import mail_password_link
from units.services.reorganisations.carrying import carry_out_due_acts

log = logging.getLogger(__name__)


@shared_task(name="units.seal_changes")
def seal_changes_job() -> None:
    """Take new changes into the ledger; see units.services.ledger."""
    seal_changes(now=timezone.now())


@shared_task(name="units.carry_out_acts")
def carry_out_acts_job() -> None:
    """Acts on the organisation whose day has come take effect; see units.services.reorganisations.carrying."""
    carry_out_due_acts(today=timezone.localdate(), now=timezone.now())


@shared_task(name="units.mail_password_link")
def mail_password_link_job(email: str) -> None:
    """Mail the way to a new password; see units.services.passwords."""
    mail_password_link(email=email, now=timezone.now())


@shared_task(name="units.send_invitations")
def send_invitations_job() -> None:
    """Mail the invitations that are owed; see units.services.invitations."""
    send_invitations(clock=timezone.now)


def ask_for_password_link(email: str) -> None:
    """Hand the address to a worker. Without a broker no mail goes out; the person asks again or asks the office."""
    try:
        mail_password_link_job.apply_async((email,), retry=False)
    except OperationalError:
        log.warning("no broker to wake %s", mail_password_link_job.name)
