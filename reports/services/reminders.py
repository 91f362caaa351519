"""Reminders of period reports: due soon, and missing after the due day. Source: reliability.md, promises 1 and 2."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kehoach.lib.days import vn_date
from reports.models import Period, UnitReport
from tasks.models import Notice
from tasks.services.notices import owe_steps
from units.models import Office
from units.policy import Act
from units.selectors import people_for

log = logging.getLogger(__name__)

BATCH = 2000
REPORT_KINDS = (Notice.Kind.REPORT_DUE, Notice.Kind.REPORT_MISSING)


def report_subject(pk: int) -> str:
    """What every notice about one unit's report is filed under."""
    return f"report:{pk}"


def owe_report_notices(*, office: Office, today: date, now: datetime) -> dict[str, int]:
    """Owe the people of each unit that has not sent an expected report the step that holds today.

    Gives: counts: "owed" new notices, "failed" periods that could not be read. Repeat: owes nothing new.
    """
    counts = {"owed": 0, "failed": 0}
    soon = today + timedelta(days=office.due_soon_days)
    periods = Period.objects.open().filter(due_on__lte=soon, plan__state="active").select_related("plan")
    for period in periods.order_by("due_on", "pk"):
        try:
            counts["owed"] += _owe_for(period, office, today, now)
        except Exception:  # one broken period must not silence the others
            log.exception("Report notices of period %s failed.", period.pk)
            counts["failed"] += 1
    return counts


def settle_report_notices(*, office: Office, today: date, now: datetime) -> int:
    """Stop reminding of reports that were sent, excused or locked meanwhile.

    Gives: how many notices ended. Repeat: 0. Queries: 2 or 3 a batch of 2,000 reports.
    """
    standing = Notice.objects.standing().filter(kind__in=REPORT_KINDS)
    subjects = standing.order_by("subject").values_list("subject", flat=True).distinct()
    settled, last = 0, ""
    while batch := list(subjects.filter(subject__gt=last)[:BATCH]):
        settled += settle_answered(subjects=batch, office=office, today=today, now=now)
        last = batch[-1]
    return settled


def settle_answered(*, subjects: Iterable[str], office: Office, today: date, now: datetime) -> int:
    """Stop reminding of those of these reports that are owed no longer. Queries: 1, and 1 more when there are any."""
    reports = {int(subject.removeprefix("report:")): subject for subject in subjects}
    owing = _owing(today + timedelta(days=office.due_soon_days)).filter(pk__in=reports).order_by()
    done = [reports[pk] for pk in reports.keys() - set(owing.values_list("pk", flat=True))]
    if not done:
        return 0
    return Notice.objects.standing().filter(subject__in=done, kind__in=REPORT_KINDS).update(settled_at=now)


def _owing(soon: date) -> QuerySet[UnitReport]:
    """Reports that are asked for and not sent, due by this day."""
    return UnitReport.objects.filter(
        expected=True,
        first_sent_at=None,
        period__locked_at=None,
        period__due_on__lte=soon,
        period__plan__state="active",
    )


def step_of(due_on: date, today: date, repeat_days: int) -> tuple[str, str]:
    """The kind of notice that holds today and the name of its step."""
    late = (today - due_on).days
    if late <= 0:
        return Notice.Kind.REPORT_DUE, "due"
    return Notice.Kind.REPORT_MISSING, f"missing:{(late - 1) // repeat_days}"


def _owe_for(period: Period, office: Office, today: date, now: datetime) -> int:
    owing = UnitReport.objects.filter(period=period, expected=True, first_sent_at=None)
    last, made = 0, 0
    while rows := list(owing.filter(pk__gt=last).order_by("pk").values("pk", "unit_id", "unit__name")[:BATCH]):
        made += _owe(rows, period, office, today, now)
        last = rows[-1]["pk"]
    return made


def _owe(rows: list[dict[str, Any]], period: Period, office: Office, today: date, now: datetime) -> int:
    kind, step = step_of(period.due_on, today, office.overdue_repeat_days)
    people = people_for({row["unit_id"] for row in rows}, Act.REPORT, today)
    notices = [
        Notice(
            person=person,
            kind=kind,
            key=f"{report_subject(row['pk'])}:{step}",
            subject=report_subject(row["pk"]),
            unit_id=row["unit_id"],
            plan_id=period.plan_id,
            title=_title(period, today),
            detail=row["unit__name"],
            link=f"/bao-cao/{row['pk']}/lap/",
            owed_at=now,
        )
        for row in rows
        for person in people.get(row["unit_id"], ())
    ]
    return owe_steps(notices, kinds=REPORT_KINDS, now=now)


def _title(period: Period, today: date) -> str:
    """Names the day and not how far it is: a notice is read days after it was owed."""
    if period.due_on < today:
        return f"Chưa gửi báo cáo {period.name}, đã quá hạn ngày {vn_date(period.due_on)}: {period.plan}"
    return f"Báo cáo {period.name} đến hạn ngày {vn_date(period.due_on)}: {period.plan}"
