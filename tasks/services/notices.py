"""What people are told: owed here in the transaction of the act, mailed later by the sweep.

Source: reliability.md, promises 1 and 2.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from tasks.models import Assignment, Notice, Plan
from units.models import Unit, User

BATCH = 2000


def assignment_subject(pk: int) -> str:
    """What every notice about one assignment is filed under."""
    return f"assignment:{pk}"


def owe_notices(
    *,
    people: Iterable[User],
    kind: str,
    key: str,
    subject: str,
    title: str,
    detail: str = "",
    link: str = "",
    unit: Unit | None = None,
    plan: Plan | None = None,
    assignment: Assignment | None = None,
    now: datetime,
) -> int:
    """Owe each of these people one notice.

    Takes: key: names the thing and the step ("report:12:returned:2"), so that a second call owes nothing; subject: the
    thing itself ("report:12"), by which settle_notices ends all its steps; link: a path of this site.
    Gives: how many were handed to the database. Repeat: same rows.
    """
    rows = [
        Notice(
            person=person,
            kind=kind,
            key=key,
            subject=subject,
            title=title[:300],
            detail=detail,
            link=link,
            unit=unit,
            plan=plan,
            assignment=assignment,
            owed_at=now,
        )
        for person in people
    ]
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def owe_steps(notices: list[Notice], *, kinds: Collection[str], now: datetime) -> int:
    """Owe those of these unsaved reminders that are not owed yet; each takes the place of its subject's earlier steps.

    Takes: kinds: the automatic kinds whose earlier steps end; what people wrote (urged, returned) stays.
    Gives: how many are new. Repeat: 0. Queries: 3.
    """
    keys = {notice.key for notice in notices}
    known = set(Notice.objects.filter(key__in=keys).order_by().values_list("person_id", "key"))
    new = [notice for notice in notices if (notice.person_id, notice.key) not in known]
    if new:
        earlier = Notice.objects.standing().filter(subject__in={notice.subject for notice in new}, kind__in=kinds)
        earlier.exclude(key__in={notice.key for notice in new}).update(settled_at=now)
        Notice.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return len(new)


def settle_notices(*, subjects: Iterable[str], now: datetime) -> int:
    """The things are done: stop reminding of them. Gives: how many notices ended. Repeat: 0."""
    subjects = list(subjects)
    return sum(
        Notice.objects.standing().filter(subject__in=subjects[start : start + BATCH]).update(settled_at=now)
        for start in range(0, len(subjects), BATCH)
    )


@transaction.atomic
def mark_read(*, person: User, notices: Iterable[int] | None = None, now: datetime) -> int:
    """The person has read these notices, or all of theirs. Gives: how many were unread."""
    rows = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        rows = rows.filter(pk__in=list(notices))
    return rows.update(read_at=now)
