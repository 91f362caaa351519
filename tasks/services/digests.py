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
from tasks.services.runs import is_under_way, run_steps
from tasks.signals import digests_leased
from units.models import Office, User
from units.selectors import get_office

log = logging.getLogger(__name__)

BATCH = 200
SLICE = 20  # mails leased and looked at together
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(minutes=2)


class BrokenNotice(Exception):
    """Something that a mail would say cannot be read."""


def make_digests(*, office: Office, now: datetime) -> int:
    """Gather what is owed to each person into a mail waiting to be sent.

    What people did (returned, urged, directed) goes at once, automatic reminders once a day, nothing in quiet hours.
    While a sweep still finds out what is owed none is made, or the second half would wait for tomorrow's mail. People
    without an address read their notices in the application. Gives: how many mails were made. Repeat: 0.
    Queries: 1, and 4 a batch of people.
    """
    if is_quiet(office, now) or is_under_way("sweep", now):
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
    Repeat: sends only what is still owed. Queries: 1 a mail, and 6 to 10 a slice.
    """
    counts = Counter({"sent": 0, "settled": 0, "failed": 0, "taken": 0})
    office, now = get_office(), clock()
    if is_quiet(office, now):
        return dict(counts)
    due = _free(now).filter(next_try_at__lte=now).order_by("next_try_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:limit])
    if not pks:
        return dict(counts)
    connection = get_connection()
    connection.open()
    try:
        for start in range(0, len(pks), SLICE):
            counts.update(_send_slice(pks[start : start + SLICE], office, connection, clock))
    finally:
        connection.close()
    return dict(counts)


def _free(now: datetime) -> QuerySet[Digest]:
    """Waiting mails that no worker holds."""
    return Digest.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=Digest.State.OWED)


def _send_slice(
    pks: list[int], office: Office, connection: BaseEmailBackend, clock: Callable[[], datetime]
) -> Counter[str]:
    """Lease a few mails, look again at what they say, send and mark each.

    Few, so that what they say is looked at just before they go, and a worker that dies holds up no more than these.
    """
    lease, now = uuid.uuid4(), clock()
    free = _free(now).filter(pk__in=pks)
    leased = free.update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1)
    mine = Digest.objects.filter(lease=lease, state=Digest.State.OWED)
    counts = Counter(taken=len(pks) - leased)
    try:
        digests = list(mine.select_related("person").order_by("next_try_at", "pk"))
        said = _notices_of(digests, office, now)
        for digest in digests:
            at = clock()
            if at > now + LEASE / 2:  # a slow mail server: the rest is for whoever comes next
                break
            counts[_send_one(digest, said[digest.pk], mine, connection, at)] += 1
        return counts
    except BrokenNotice as error:
        if leased == 1:
            _give_back(mine, str(error.__cause__), now)
            return counts + Counter(failed=1)
    finally:
        mine.filter(leased_until__isnull=False).update(leased_until=None, attempts=F("attempts") - 1)
    for pk in pks:  # one alone is broken; the others go out
        counts.update(_send_slice([pk], office, connection, clock))
    return counts


def _send_one(
    digest: Digest, notices: list[Notice], mine: QuerySet[Digest], connection: BaseEmailBackend, now: datetime
) -> str:
    """Send one mail and mark it, or say why not. A server that hung up is called once more for the next mail."""
    row = mine.filter(pk=digest.pk)
    if not notices or not digest.person.is_active or not digest.person.email:
        row.update(state=Digest.State.SETTLED, leased_until=None)
        return "settled"
    try:
        connection.send_messages([_message(digest, notices, connection, day_of(now))])
        row.update(state=Digest.State.SENT, sent_at=now, leased_until=None, error="")
        return "sent"
    except Exception as error:
        log.exception("Digest %s could not be sent.", digest.pk)
        _give_back(row, str(error), now)
        connection.close()
        connection.open()
        return "failed"


def _notices_of(digests: list[Digest], office: Office, now: datetime) -> dict[int, list[Notice]]:
    """What still holds, by mail, with what was owed since it was made; a mail that was tried before takes in no more.

    So an outage ends in one mail, and a mail that is repeated after a crash says nothing that the first did not.
    """
    first = Digest.objects.filter(pk__in=[digest.pk for digest in digests if digest.attempts == 1])
    later = Notice.objects.standing().filter(person__in=first.values("person"), digest=None, owed_at__lte=now)
    later.update(digest=Subquery(first.filter(person=OuterRef("person")).values("pk")[:1]))
    held = Notice.objects.standing().filter(digest__in=[digest.pk for digest in digests])
    held = held.select_related("plan").order_by("kind", "-owed_at", "pk")
    notices = list(held)
    settled = _settle_done(digests, notices, office, now)
    said: dict[int, list[Notice]] = {digest.pk: [] for digest in digests}
    for notice in held.all() if settled else notices:
        said[notice.digest_id].append(notice)
    return said


def _settle_done(digests: list[Digest], notices: list[Notice], office: Office, now: datetime) -> int:
    """End what need not be said any more. Errors: BrokenNotice when one of the rows cannot be read."""
    settled = 0
    try:
        if any(notice.kind in DEADLINE_KINDS for notice in notices):
            settled = settle_deadline_notices(office=office, today=day_of(now), now=now, digests=digests)
        answers = digests_leased.send(sender=Digest, notices=notices, office=office, now=now)
    except Exception as error:
        log.exception("Digests %s could not be looked at.", [digest.pk for digest in digests])
        raise BrokenNotice from error
    return settled + sum(int(count or 0) for _, count in answers)


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
