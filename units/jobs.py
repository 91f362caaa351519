"""Background jobs of the units app."""

from celery import shared_task
from django.utils import timezone

from kehoach.lib.waking import wake
from units.services.invitations import send_invitations
from units.services.ledger import seal_changes
from units.services.passwords import mail_password_link
from units.services.reorganisations.due import carry_out_due_acts
from units.services.uploads import work_on_owed_lists


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


@shared_task(name="units.take_in_lists")
def take_in_lists_job() -> None:
    """Judge and write the uploaded lists that are owed; see units.services.uploads."""
    work_on_owed_lists(clock=timezone.now)


def ask_for_password_link(email: str) -> None:
    """Hand the address to a worker. Without a broker no mail goes out; the person asks again or asks the office."""
    wake(mail_password_link_job, email)
