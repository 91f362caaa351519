"""Periods of a plan and the reports they expect.

A row of UnitReport is made for every unit when its period opens, so expected, sent and late are counts of rows.
Source: product.md, rules 3 and 11.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kehoach.lib.days import add_working_days, day_of, next_span, span_of, vn_date
from kehoach.lib.vietnamese import normalize
from reports.models import Period, UnitReport
from reports.permissions import require_managing_periods
from reports.services.reminders import report_subject
from tasks.models import Assignment, Notice, Plan
from tasks.services.inserting import insert_from
from tasks.services.notices import owe_notices, settle_notices
from units.models import Office, Unit, User
from units.policy import Act
from units.selectors import get_office, people_for
from units.services.changes import facts_of, record_change

BATCH = 2000
REOPENED, CLOSED_AGAIN = "Mở lại kỳ cho đơn vị", "Đóng lại kỳ cho đơn vị"
CLOSED: dict[str, Any] = {"reopened_until": None, "reopened_reason": ""}


@transaction.atomic
def open_due_periods(*, plan: Plan, today: date, now: datetime) -> list[Period]:
    """Open every regular period that has begun, for each kind of the plan's assignments; bring the reports in step.

    Gives: the periods opened now. Repeat: opens none twice; a period missed for any time is opened at the next call.
    """
    office = get_office()
    opened = []
    kinds = set(
        Assignment.objects.in_force().filter(plan=plan).order_by().values_list("period_kind", flat=True).distinct()
    )
    for kind in sorted(kinds):
        cutoff = office.cutoff_day(kind)
        span = span_of(kind, plan.reports_from, cutoff)
        while span.starts_on <= min(today, plan.ends_on or today):
            period, is_new = Period.objects.get_or_create(
                plan=plan,
                kind=kind,
                starts_on=span.starts_on,
                defaults={"name": span.name, "ends_on": span.ends_on, "due_on": due_day(office, kind, span.ends_on)},
            )
            if is_new:
                opened.append(period)
            span = next_span(kind, span, cutoff)
    for period in Period.objects.open().filter(Q(pk__in=[row.pk for row in opened]) | Q(ends_on__gte=today), plan=plan):
        sync_expected_reports(period=period, now=now)
    return opened


def due_day(office: Office, kind: str, ends_on: date) -> date:
    """The day a report is due: so many working days after the cut-off, holidays left out."""
    holidays = [date.fromisoformat(day) for day in office.holidays]
    return add_working_days(ends_on, office.due_days(kind), holidays)


@transaction.atomic
def open_special_period(
    *, plan: Plan, kind: str, name: str, starts_on: date, ends_on: date, due_on: date, by: User, now: datetime
) -> Period:
    """Open a sơ kết, tổng kết or one-off period by hand; it asks about every assignment of the plan."""
    if kind not in Period.SPECIAL_KINDS:
        raise ValidationError(
            {"kind": "Kỳ thường xuyên được mở tự động theo lịch; hãy chọn sơ kết, tổng kết hoặc đột xuất."}
        )
    period = Period(plan=plan, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on, due_on=due_on)
    period.full_clean()
    period.save(force_insert=True)
    record_change(period, "Mở kỳ báo cáo", by=by, now=now, after={"name": name, "due_on": due_on.isoformat()})
    sync_expected_reports(period=period, now=now)
    return period


def asked_assignments(period: Period) -> QuerySet[Assignment]:
    """The assignments that a period asks about: in force in it, and of its kind unless it is special.

    Who only tracks a task is not asked to report on it, nor a unit that was closed before it about what it finished.
    """
    asked = Assignment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=period.starts_on), plan=period.plan_id, starts_on__lte=period.ends_on
    ).exclude(Q(role=Assignment.Role.TRACKER) | Q(unit__closed_on__lte=period.starts_on))
    return asked if period.is_special else asked.filter(period_kind=period.kind)


@transaction.atomic
def sync_expected_reports(*, period: Period, now: datetime) -> int:
    """Make a row for each unit that the period asks, and set which are expected: those asked for the whole period.

    A unit whose work ended before it wrote anything owes nothing any more; what was written stays.
    Gives: how many rows were made. Repeat: same rows. Queries: 3, whatever the number of units.
    """
    asked = asked_assignments(period).order_by()
    whole = asked.filter(Q(starts_on__lte=period.starts_on) & (Q(ended_on=None) | Q(ended_on__gt=period.ends_on)))
    whole = whole.exclude(unit__closed_on__lte=period.ends_on)
    rows = UnitReport.objects.filter(period=period)
    made = insert_from(
        Unit.objects.filter(
            Exists(asked.filter(unit=OuterRef("pk"))), ~Exists(rows.filter(unit=OuterRef("pk")))
        ).order_by(),
        UnitReport,
        skip_known=True,
        period=period,
        unit=F("pk"),
        branch=Coalesce(F("branch"), F("pk")),
        expected=Exists(whole.filter(unit=OuterRef("pk"))),
    )
    is_asked = Exists(whole.filter(unit=OuterRef("unit")))
    rows.filter(is_asked, expected=False).update(expected=True)
    excused = list(rows.filter(~is_asked, expected=True).values_list("pk", flat=True))
    for start in range(0, len(excused), BATCH):
        UnitReport.objects.filter(pk__in=excused[start : start + BATCH]).update(expected=False)
    settle_notices(subjects=[report_subject(pk) for pk in excused], now=now)
    return made


@transaction.atomic
def lock_period(*, period: Period, by: User, now: datetime) -> None:
    """Close a period: nothing more is sent, changed or reviewed in it."""
    if not Period.objects.open().filter(pk=period.pk).update(locked_at=now, locked_by=by):
        raise ValidationError("Kỳ này đã được khóa.")
    period.refresh_from_db()
    UnitReport.objects.filter(period=period, reopened_until__isnull=False).update(**CLOSED)
    unsent = UnitReport.objects.filter(period=period, first_sent_at=None).values_list("pk", flat=True)
    settle_notices(subjects=[report_subject(pk) for pk in unsent], now=now)
    record_change(period, "Khóa kỳ báo cáo", by=by, now=now)


@transaction.atomic
def unlock_period(*, period: Period, reason: str, by: User, now: datetime) -> None:
    """Open a locked period again; the reason is kept."""
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do mở lại kỳ báo cáo."})
    if not Period.objects.filter(pk=period.pk, locked_at__isnull=False).update(locked_at=None, locked_by=None):
        raise ValidationError("Kỳ này đang mở.")
    period.refresh_from_db()
    record_change(period, "Mở lại kỳ báo cáo", by=by, now=now, reason=reason)


@transaction.atomic
def reopen_report(*, report: UnitReport, until: date, reason: str, by: User, now: datetime) -> None:
    """Open a locked period again for one unit, to the end of a day; tell its people why.

    The unit writes and sends, and the tracker reviews, as in an open period; what is sent is marked as entered late.
    Repeat: the later day and reason hold.
    """
    require_managing_periods(by, report.period.plan)
    if not report.period.is_locked:
        raise ValidationError("Kỳ này đang mở nên không cần mở lại riêng cho đơn vị.")
    if until < day_of(now):
        raise ValidationError({"until": "Ngày này đã qua; hãy chọn từ hôm nay trở đi."})
    if not (reason := normalize(reason).strip()):
        raise ValidationError({"reason": "Hãy ghi lý do mở lại cho đơn vị."})
    _set_reopened(report, until, reason, REOPENED, by, now)
    answering = report.unit.answering_id
    owe_notices(
        people=people_for([answering], Act.REPORT, day_of(now)).get(answering, []),
        kind=Notice.Kind.REOPENED,
        key=f"{report_subject(report.pk)}:reopened:{now.timestamp():.0f}",
        subject=report_subject(report.pk),
        title=f"{report.period.name} được mở lại cho đơn vị đến hết ngày {vn_date(until)}: {report.period.plan}",
        detail=reason,
        link=f"/bao-cao/{report.pk}/",
        unit=report.unit,
        plan=report.period.plan,
        now=now,
    )


@transaction.atomic
def close_report(*, report: UnitReport, by: User, now: datetime) -> None:
    """Close the period for this unit again, before its day."""
    require_managing_periods(by, report.period.plan)
    if report.reopened_until is None:
        raise ValidationError("Kỳ này không mở riêng cho đơn vị.")
    _set_reopened(report, None, "", CLOSED_AGAIN, by, now)
    settle_notices(subjects=[report_subject(report.pk)], now=now)


def _set_reopened(report: UnitReport, until: date | None, reason: str, verb: str, by: User, now: datetime) -> None:
    before = facts_of(report, ["reopened_until"])
    report.reopened_until, report.reopened_reason = until, reason
    report.save(update_fields=["reopened_until", "reopened_reason"])
    record_change(
        report, verb, by=by, now=now, before=before, after=facts_of(report, ["reopened_until"]), reason=reason
    )
