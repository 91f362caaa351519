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
NEAR_DAYS = 7


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
    def is_near(self) -> bool:
        """Waits to be sent within a week, or is already late."""
        return self.report.expected and not self.report.is_sent and self.days_left <= NEAR_DAYS

    @property
    def waits_now(self) -> bool:
        """Whether the unit should turn to it first: returned, begun, near or late."""
        begun = self.report.state in (UnitReport.State.RETURNED, UnitReport.State.DRAFT)
        return begun or self.is_near

    @property
    def late_days(self) -> int:
        return max(0, -self.days_left)


def owed_reports(unit: Unit, *, user: User, today: date) -> list[OwedReport]:
    """The unit's reports in open periods that are not sent, and those of periods that ended lately. Queries: 2.

    Among them is what came back of a unit that has passed into this one.
    """
    recent = Q(period__ends_on__gte=today - timedelta(days=RECENT_DAYS))
    reports = list(
        UnitReport.objects.visible_to(user)
        .open_on(today)
        .filter(
            recent | Q(state__in=UnitReport.EDITABLE, expected=True),
            Q(unit=unit) | Q(unit__kept_by=unit, state=UnitReport.State.RETURNED),
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


def by_turn(owed: list[OwedReport]) -> tuple[list[OwedReport], list[OwedReport]]:
    """What waits now, else the next one to be sent; and the others. The order within both stays."""
    first = [item for item in owed if item.waits_now] or [item for item in owed if not item.report.is_sent][:1]
    return first, [item for item in owed if item not in first]


def return_reasons(reports: Iterable[UnitReport]) -> dict[int, str]:
    """Why reports were returned that still are. Queries: 1."""
    returned = [report.pk for report in reports if report.state == UnitReport.State.RETURNED]
    reviews = Review.objects.filter(report__in=returned, decision=Review.Decision.RETURNED).order_by("at", "pk")
    return {review.report_id: review.reason for review in reviews}
