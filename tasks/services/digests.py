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
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from kehoach.lib.days import VIETNAM, day_of
from kehoach.lib.mail import render_mail
from tasks.models import Digest, JobRun, Notice
from tasks.services.deadlines import DEADLINE_KINDS, settle_deadline_notices
from tasks.services.runs import run_steps
from tasks.signals import digest_leased
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
    Queries: 4 a batch of people.
    """
    if is_quiet(office, now):
        return 0
    made, last = 0, 0
    owed = _people_owed(now).order_by("pk").values_list("pk", flat=True)
    while people := list(owed.filter(pk__gt=last)[:BATCH]):
        made += _make_for(people, now)
        last = people[-1]
    return made


def is_quiet(office: Office, now: datetime) -> bool:
    """Whether no mail goes out at this time of the Vietnam day; hours may run over midnight."""
    clock = now.astimezone(VIETNAM).time()
    if office.quiet_from < office.quiet_to:
        return office.quiet_from <= clock < office.quiet_to
    return clock >= office.quiet_from or clock < office.quiet_to


def _people_owed(now: datetime) -> QuerySet[User]:
    midnight = datetime.combine(day_of(now), time(), VIETNAM)
    mails = Digest.objects.filter(person=OuterRef("pk"))
    waiting = mails.filter(state=Digest.State.OWED)
    today = mails.filter(Q(made_at__gte=midnight) | Q(sent_at__gte=midnight)).exclude(state=Digest.State.SETTLED)
    owed = Notice.objects.standing().filter(person=OuterRef("pk"), digest=None, owed_at__lte=now)
    at_once = Exists(owed.filter(kind__in=Notice.FROM_PEOPLE))
    people = User.objects.filter(Exists(owed), at_once | ~Exists(today), ~Exists(waiting), is_active=True)
    return people.exclude(email="")


@transaction.atomic
def _make_for(people: list[int], now: datetime) -> int:
    """A mail for each of these people; where another worker was faster, its mail stands and ours is not kept."""
    ids = {person: make_msgid(domain=_mail_domain()) for person in people}
    rows = [Digest(person_id=person, message_id=ids[person], made_at=now, next_try_at=now) for person in people]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Digest.objects.filter(message_id__in=ids.values())
    made = dict(mine.values_list("person", "pk"))
    gathered = Notice.objects.standing().filter(person__in=made, digest=None, owed_at__lte=now)
    gathered.update(digest=Subquery(mine.filter(person=OuterRef("person")).values("pk")[:1]))
    mine.filter(notices=None).delete()
    return mine.count()


def _mail_domain() -> str:
    return settings.SITE_URL.split("//")[-1].split(":")[0].split("/")[0]


def send_digests(*, clock: Callable[[], datetime], limit: int = BATCH) -> dict[str, int]:
    """Send mails that are due to be sent, at most `limit`, over one connection.

    Gives: counts: "sent", "settled" (nothing was left to say), "failed" (to be tried again, or given up), "taken" (by
    another worker). Errors: OSError when the mail server does not answer: that ends the run and costs no mail a try.
    Repeat: sends only what is still owed.
    """
    counts = {"sent": 0, "settled": 0, "failed": 0, "taken": 0}
    office, now = get_office(), clock()
    if is_quiet(office, now):
        return counts
    due = _free(now).filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:limit])
    if not pks:
        return counts
    connection = get_connection()
    connection.open()
    try:
        for pk in pks:
            outcome = _send_one(pk, office, connection, clock())
            counts[outcome] += 1
            if outcome == "failed":  # the server may have hung up
                connection.close()
                connection.open()
    finally:
        connection.close()
    return counts


def _free(now: datetime) -> QuerySet[Digest]:
    """Waiting mails that no worker holds."""
    return Digest.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=Digest.State.OWED)


def _send_one(pk: int, office: Office, connection: BaseEmailBackend, now: datetime) -> str:
    """Lease one mail, look again at what it says, send it, mark it. The lease must begin now, not with the batch."""
    lease = uuid.uuid4()
    if not _free(now).filter(pk=pk).update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1):
        return "taken"
    mine = Digest.objects.filter(pk=pk, lease=lease, state=Digest.State.OWED)
    try:
        digest = mine.select_related("person").get()
        notices = _notices_of(digest, office, now)
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


def _notices_of(digest: Digest, office: Office, now: datetime) -> list[Notice]:
    """What still holds, with what was owed since the mail was made; a mail that was tried before takes in no more.

    So an outage ends in one mail, and a mail that is repeated after a crash says nothing that the first did not.
    """
    if digest.attempts == 1:
        later = Notice.objects.standing().filter(person=digest.person_id, digest=None, owed_at__lte=now)
        later.update(digest=digest)
    held = digest.notices.standing().select_related("plan").order_by("kind", "-owed_at", "pk")
    notices, today = list(held), day_of(now)
    settled = 0
    if any(notice.kind in DEADLINE_KINDS for notice in notices):
        settled = settle_deadline_notices(office=office, today=today, now=now, digest_id=digest.pk)
    answers = digest_leased.send(sender=Digest, notices=notices, office=office, now=now)
    settled += sum(int(count or 0) for _, count in answers)
    return list(held.all()) if settled else notices


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
    while any((counts := send_digests(clock=clock)).values()):
        total.update(counts)
    return dict(total)
