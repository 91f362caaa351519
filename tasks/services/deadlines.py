"""Reminders of deadlines: which notices are owed about open work by this day, and which are owed no longer.

A sweep may run at any time, twice, on two workers, or after days of silence: it looks at everything due by now and owes
the step that holds today, never one for each day it missed. Source: reliability.md, promises 1 and 2.
"""

import logging
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from textwrap import shorten
from typing import Any

from django.db.models import Exists, OuterRef, Q

from kehoach.lib.days import vn_date
from tasks.models import Assignment, Digest, Notice
from tasks.services.notices import assignment_subject, owe_steps
from units.models import Office, User
from units.policy import Act
from units.selectors import people_for

log = logging.getLogger(__name__)

BATCH = 2000
DEADLINE_KINDS = (Notice.Kind.DUE_SOON, Notice.Kind.DUE, Notice.Kind.OVERDUE)
FIELDS = ("pk", "due_on", "unit_id", "plan_id", "task__label", "task__text", "unit__name")


def owe_deadline_notices(*, office: Office, today: date, now: datetime) -> dict[str, int]:
    """Owe each person the step that holds today for each open dated assignment of their unit.

    Gives: counts: "owed" new notices, "failed" assignments that could not be read. Repeat: owes nothing new.
    Queries: 4 a batch of 2,000 assignments; memory does not grow with them.
    """
    counts = {"owed": 0, "failed": 0}
    for rows in _batches_due_by(today + timedelta(days=office.due_soon_days)):
        try:
            counts["owed"] += _owe(rows, office, today, now)
        except Exception:  # one broken row must not silence the others
            log.exception("A batch of deadline notices failed; trying its rows one by one.")
            for row in rows:
                try:
                    counts["owed"] += _owe([row], office, today, now)
                except Exception:
                    log.exception("Deadline notice of assignment %s failed.", row["pk"])
                    counts["failed"] += 1
    return counts


def settle_deadline_notices(
    *, office: Office, today: date, now: datetime, digests: Collection[Digest] | None = None
) -> int:
    """Stop reminding of work that is done, withdrawn, no longer due so soon, or waits for an answer about a later day.

    Takes: digests: within these mails only.
    Gives: how many notices ended. Repeat: 0. Queries: 1.
    """
    still_due = Assignment.objects.reminded().filter(due_on__lte=today + timedelta(days=office.due_soon_days))
    notices = Notice.objects.standing().filter(kind__in=DEADLINE_KINDS)
    if digests is not None:
        notices = notices.filter(digest__in=digests)
    return notices.exclude(Exists(still_due.filter(pk=OuterRef("assignment")))).update(settled_at=now)


def step_of(due_on: date, today: date, repeat_days: int) -> tuple[str, str]:
    """The kind of notice that holds today and the name of its step; a moved deadline starts new steps."""
    late = (today - due_on).days
    if late < 0:
        return Notice.Kind.DUE_SOON, f"due_soon:{due_on}"
    if late == 0:
        return Notice.Kind.DUE, f"due:{due_on}"
    return Notice.Kind.OVERDUE, f"overdue:{due_on}:{(late - 1) // repeat_days}"


def _batches_due_by(day: date) -> Iterator[list[dict[str, Any]]]:
    """Open dated work in the order of its index, a batch at a time, so that memory stays flat."""
    work = Assignment.objects.reminded().filter(due_on__lte=day).exclude(role=Assignment.Role.TRACKER)
    after = Q()
    while rows := list(work.filter(after).order_by("due_on", "pk").values(*FIELDS)[:BATCH]):
        yield rows
        last = rows[-1]
        after = Q(due_on__gt=last["due_on"]) | Q(due_on=last["due_on"], pk__gt=last["pk"])


def _owe(rows: list[dict[str, Any]], office: Office, today: date, now: datetime) -> int:
    people = people_for({row["unit_id"] for row in rows}, Act.REPORT, today)
    notices = [_notice(row, person, office, today, now) for row in rows for person in people.get(row["unit_id"], ())]
    return owe_steps(notices, kinds=DEADLINE_KINDS, now=now)


def _notice(row: dict[str, Any], person: User, office: Office, today: date, now: datetime) -> Notice:
    kind, step = step_of(row["due_on"], today, office.overdue_repeat_days)
    subject = assignment_subject(row["pk"])
    return Notice(
        person=person,
        kind=kind,
        key=f"{subject}:{step}",
        subject=subject,
        unit_id=row["unit_id"],
        plan_id=row["plan_id"],
        assignment_id=row["pk"],
        title=_title(row, today),
        detail=row["unit__name"],
        link=f"/phan-cong/{row['pk']}/",
        owed_at=now,
    )


def _title(row: dict[str, Any], today: date) -> str:
    """Names the day and not how far it is: a notice is read days after it was owed."""
    text = shorten(row["task__text"], 160, placeholder="…")
    if row["due_on"] < today:
        return f"Đã quá hạn ngày {vn_date(row['due_on'])}: {text}"
    return f"Đến hạn ngày {vn_date(row['due_on'])}: {text}"
