"""What waits for the tracker's decision, the longest wait first."""

from datetime import date

from django.db.models import QuerySet

from reports.models import Period, Review, UnitReport
from tasks.models import Plan
from units.models import Unit, User


def waiting_reports(
    user: User, today: date, plan: Plan | None = None, period: Period | None = None, branch: Unit | None = None
) -> QuerySet[UnitReport]:
    """Sent reports in the person's scope that are still open, the longest wait first."""
    rows = UnitReport.objects.visible_to(user).to_review().open_on(today)
    narrowed = {"period__plan": plan, "period": period, "branch": branch}
    return rows.filter(**{name: value for name, value in narrowed.items() if value is not None})


def next_waiting(report: UnitReport, user: User, today: date) -> UnitReport | None:
    """The report to read after this one: the same plan's, not one that the person sent. Queries: 1."""
    rows = waiting_reports(user, today, plan=report.period.plan).exclude(pk=report.pk).exclude(sent_by=user)
    return rows.select_related("unit", "period").first()


def standing_review(report: UnitReport, today: date) -> Review | None:
    """The last decision, as long as it may be taken back. Queries: 1; none while the report is not decided."""
    if report.is_closed(today) or report.state not in Review.Decision.values:
        return None
    return report.reviews.defer("content").filter(revision=report.revision, decision=report.state).first()
