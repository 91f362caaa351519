"""What a unit owes: its reports that wait to be written, sent or sent again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from reports.models import Review, UnitReport
from tasks.models import Plan
from units.models import Unit, User
from units.permissions import reports_for

RECENT_DAYS = 31


@dataclass(frozen=True)
class OwedReport:
    """One report as the unit's list shows it.

    Measured in: days_left to the due day; negative when it has passed. Takes: reason: why it was returned, else empty.
    """

    report: UnitReport
    days_left: int
    reason: str
    can_write: bool

    @property
    def is_missing(self) -> bool:
        return self.report.expected and not self.report.is_sent and self.days_left < 0

    @property
    def late_days(self) -> int:
        return max(0, -self.days_left)


def owed_reports(unit: Unit, *, user: User, today: date) -> list[OwedReport]:
    """The unit's reports in open periods that are not sent, and those of periods that ended lately. Queries: 2."""
    recent = Q(period__ends_on__gte=today - timedelta(days=RECENT_DAYS))
    reports = list(
        UnitReport.objects.visible_to(user)
        .filter(
            recent | Q(state__in=UnitReport.EDITABLE, expected=True),
            unit=unit,
            period__locked_at=None,
            period__plan__state=Plan.State.ACTIVE,
        )
        .select_related("period__plan")
        .order_by("period__due_on", "period__plan", "pk")
    )
    reasons = return_reasons(reports)
    return [
        OwedReport(
            report=report,
            days_left=(report.period.due_on - today).days,
            reason=reasons.get(report.pk, ""),
            can_write=reports_for(user, unit),
        )
        for report in reports
    ]


def return_reasons(reports: Iterable[UnitReport]) -> dict[int, str]:
    """Why reports were returned that still are. Queries: 1."""
    returned = [report.pk for report in reports if report.state == UnitReport.State.RETURNED]
    reviews = Review.objects.filter(report__in=returned, decision=Review.Decision.RETURNED).order_by("at", "pk")
    return {review.report_id: review.reason for review in reviews}
