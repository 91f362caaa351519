"""One mail to one person with all that is owed: made as a row, leased, looked at again, sent, marked.

The lease lets many workers share the rows and survives one that dies; the Message-ID is fixed with the row, so a crash
between the mail server's OK and our commit can only repeat the same message. Source: reliability.md, promises 1 and 2.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kehoach.lib.days import VIETNAM, day_of
from kehoach.lib.mail import render_mail
from tasks.models import Digest, JobRun, Notice
from tasks.services.deadlines import settle_deadline_notices
from tasks.services.runs import run_steps
from units.models import Office, User
from units.selectors import get_office

log = logging.getLogger(__name__)

BATCH = 200
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(minutes=2)


def make_digests(*, office: Office, now: datetime) -> int:
    """Gather what is owed to each person into a mail waiting to be sent.

    What people did (returned, urged, directed) goes at once, automatic reminders once a day, nothing in quiet hours.
    People without an address read their notices in the application. Gives: how many mails were made. Repeat: 0.
    """
    if is_quiet(office, now):
        return 0
    made = 0
    for person_id in _people_owed(now).values_list("pk", flat=True):
        try:
            made += _make_digest(person_id, now)
        except IntegrityError:  # another worker made it first
            continue
    return made


def is_quiet(office: Office, now: datetime) -> bool:
    """Whether no mail goes out at this time of the Vietnam day; hours may run over midnight."""
    clock = now.astimezone(VIETNAM).time()
    if office.quiet_from < office.quiet_to:
        return office.quiet_from <= clock < office.quiet_to
    return clock >= office.quiet_from or clock < office.quiet_to


def _people_owed(now: datetime) -> QuerySet[User]:
    midnight = datetime.combine(day_of(now), time(), VIETNAM)
    owed = Notice.objects.standing().filter(person=OuterRef("pk"), digest=None, owed_at__lte=now)
    today = Digest.objects.filter(person=OuterRef("pk"), made_at__gte=midnight)
    waiting = Digest.objects.filter(person=OuterRef("pk"), state=Digest.State.OWED)
    at_once = Exists(owed.filter(kind__in=Notice.FROM_PEOPLE))
    return (
        User.objects.filter(Exists(owed), at_once | ~Exists(today), ~Exists(waiting), is_active=True)
        .exclude(email="")
        .order_by("pk")
    )


@transaction.atomic
def _make_digest(person_id: int, now: datetime) -> int:
    digest = Digest.objects.create(
        person_id=person_id, message_id=make_msgid(domain=_mail_domain()), made_at=now, next_try_at=now
    )
    return int(bool(Notice.objects.standing().filter(person=person_id, digest=None).update(digest=digest)))


def _mail_domain() -> str:
    return settings.SITE_URL.split("//")[-1].split(":")[0].split("/")[0]


def send_digests(*, now: datetime, limit: int = BATCH) -> dict[str, int]:
    """Send mails that are due to be sent, at most `limit`, over one connection.

    Gives: counts: "sent", "settled" (nothing was left to say), "failed" (to be tried again, or given up), "taken" (by
    another worker). Repeat: sends only what is still owed.
    """
    counts = {"sent": 0, "settled": 0, "failed": 0, "taken": 0}
    office = get_office()
    if is_quiet(office, now):
        return counts
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Digest.objects.filter(free, state=Digest.State.OWED, next_try_at__lte=now).order_by("next_try_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:limit])
    if not pks:
        return counts
    connection = get_connection()
    try:
        for pk in pks:
            counts[_send_one(pk, office, connection, now)] += 1
    finally:
        connection.close()
    return counts


def _send_one(pk: int, office: Office, connection: BaseEmailBackend, now: datetime) -> str:
    lease = uuid.uuid4()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    claimed = Digest.objects.filter(free, pk=pk, state=Digest.State.OWED).update(
        lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return "taken"
    mine = Digest.objects.filter(pk=pk, lease=lease, state=Digest.State.OWED)
    try:
        settle_deadline_notices(office=office, today=day_of(now), now=now, digest_id=pk)
        digest = mine.select_related("person").get()
        notices = list(digest.notices.standing().select_related("plan").order_by("kind", "-owed_at"))
        if not notices or not digest.person.is_active or not digest.person.email:
            mine.update(state=Digest.State.SETTLED, leased_until=None)
            return "settled"
        connection.send_messages([_message(digest, notices, connection, day_of(now))])
        mine.update(state=Digest.State.SENT, sent_at=now, leased_until=None, error="")
        return "sent"
    except Exception as error:
        log.exception("Digest %s could not be sent.", pk)
        _give_back(mine, str(error), now)
        return "failed"


def _give_back(mine: QuerySet[Digest], error: str, now: datetime) -> None:
    """Try again later, each time twice as late; after the last attempt the failure stays visible."""
    attempts = mine.values_list("attempts", flat=True).first() or 1
    state = Digest.State.FAILED if attempts >= MAX_ATTEMPTS else Digest.State.OWED
    mine.update(state=state, leased_until=None, next_try_at=now + FIRST_RETRY * 2**attempts, error=error[:2000])


def _message(digest: Digest, notices: list[Notice], connection: BaseEmailBackend, today: date) -> EmailMessage:
    subject, body = render_mail(
        "tasks/email/digest",
        {"person": digest.person, "notices": notices, "site_url": settings.SITE_URL, "today": today},
    )
    return EmailMessage(
        subject,
        body,
        to=[digest.person.email],
        connection=connection,
        headers={"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"},
    )


def send_all_digests(*, clock: Callable[[], datetime]) -> JobRun:
    """Make and send every mail that is owed by now, a batch at a time. Repeat: nothing more to send."""
    return run_steps(name="send_digests", steps={"mails": lambda: _make_and_send(clock)}, clock=clock)


def _make_and_send(clock: Callable[[], datetime]) -> dict[str, int]:
    total = Counter(made=make_digests(office=get_office(), now=clock()))
    while any((counts := send_digests(now=clock())).values()):
        total.update(counts)
    return dict(total)
