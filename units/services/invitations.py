"""How people who have never been in are invited: by a slip of paper with a one-time code, or by a link in a mail.

A mail is owed as soon as somebody asks for it, and a sweep sends what is owed: a claim of LEASE keeps two sweeps from
sending the same one, and what was not sent within it is owed again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from kehoach.lib.days import day_of, vn_moment
from kehoach.lib.mail import render_mail
from units.documents.slips import Slip, slips_pdf
from units.models import User
from units.selectors import get_office, with_roles
from units.services.changes import new_change, record_change, record_changes
from units.services.passwords import link_with
from units.services.people import CODE_LASTS, set_code

LEASE = timedelta(minutes=10)
log = logging.getLogger(__name__)


class _InvitationKeys(PasswordResetTokenGenerator):
    """Keys for the page of forgotten passwords, dated ahead: so they last as long as a code on paper."""

    def _now(self) -> datetime:
        return super()._now() + CODE_LASTS - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


@transaction.atomic
def print_slips(*, users: QuerySet[User], by: User, now: datetime) -> bytes:
    """Give everybody a one-time code and print it, in the order of the tree. Gives: PDF; the codes stand nowhere else.

    What was handed out to them before ends, for it stood in the place of the password or hung on it.
    """
    people: list[Any] = list(with_roles(users.select_for_update(), day_of(now)))
    people.sort(key=lambda person: [role.unit.path for role in person.roles_now])
    slips = []
    for person in people:
        unit = next((role.unit.name for role in person.roles_now), "")
        slips.append(Slip(person.full_name, unit, person.username, set_code(person, now)))
        person.invited_at = now
    User.objects.bulk_update(people, ["password", "password_expires_at", "invited_at"], batch_size=500)
    record_changes(new_change(person, "Cấp mã dùng một lần", by=by, now=now) for person in people)
    return slips_pdf(
        slips,
        issuer=get_office().name,
        address=f"{settings.SITE_URL}{reverse('account_login')}",
        given=vn_moment(now),
        until=vn_moment(now + CODE_LASTS),
        fonts=settings.PAPER_FONTS,
    )


@transaction.atomic
def owe_invitations(*, users: QuerySet[User], by: User, now: datetime) -> int:
    """Owe a mail to each that has an address. Gives: how many."""
    people = list(users.exclude(email=""))
    User.objects.filter(pk__in=[person.pk for person in people]).update(invitation_due_at=now)
    record_changes(new_change(person, "Mời qua thư", by=by, now=now) for person in people)
    return len(people)


def send_invitations(*, clock: Callable[[], datetime]) -> int:
    """Mail every invitation that is owed by now. Gives: how many went out.

    Repeat: 0. One that fails stays owed and stops none of the others; a crash between the mail server's word and ours
    may repeat one.
    """
    sent, now = 0, clock()
    for user in User.objects.filter(invitation_due_at__lte=now, is_active=True).order_by("invitation_due_at", "pk"):
        due_at = user.invitation_due_at
        claimed = User.objects.filter(pk=user.pk, invitation_due_at=due_at).update(invitation_due_at=clock() + LEASE)
        if not claimed:
            continue
        try:
            _mail_invitation(user)
        except Exception:
            log.exception("invitation to person %s failed", user.pk)
            continue
        _note_sent(user, clock())
        sent += 1
    return sent


@transaction.atomic
def _note_sent(user: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(invitation_due_at=None, invited_at=now)
    record_change(user, "Gửi thư mời", by=None, now=now)


def _mail_invitation(user: User) -> None:
    link = link_with(_InvitationKeys(), user)
    subject, body = render_mail("units/email/invitation", {"person": user, "link": link, "office": get_office()})
    send_mail(subject, body, None, [user.email])
