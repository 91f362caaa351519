"""What waits for the tracker's decision, the longest wait first."""

from datetime import date

from django.db.models import Case, QuerySet, When

from reports.models import Period, Review, UnitReport
from tasks.models import Plan
from units.models import Unit, User
from units.policy import Act
from units.querysets import scope_of


def waiting_reports(
    user: User, today: date, plan: Plan | None = None, period: Period | None = None, branch: Unit | None = None
) -> QuerySet[UnitReport]:
    """Sent reports in the person's scope that are still open, the longest wait first."""
    rows = UnitReport.objects.visible_to(user).to_review().open_on(today)
    narrowed = {"period__plan": plan, "period": period, "branch": branch}
    return rows.filter(**{name: value for name, value in narrowed.items() if value is not None})


def next_waiting(report: UnitReport, user: User, today: date) -> UnitReport | None:
    """The report to decide on after this one, of the same plan as long as one waits. Queries: 1.

    Gives: one of a plan that the person tracks, not one that they sent.
    """
    tracked = scope_of(user).q("period__plan__issuer__path", Act.TRACK)
    rows = waiting_reports(user, today).filter(tracked).exclude(pk=report.pk).exclude(sent_by=user)
    of_other_plan = Case(When(period__plan=report.period.plan_id, then=0), default=1)
    return rows.select_related("unit", "period").order_by(of_other_plan, "sent_at", "pk").first()


def standing_review(report: UnitReport, today: date) -> Review | None:
    """The last decision, as long as it may be taken back. Queries: 1; none while the report is not decided."""
    if report.is_closed(today) or report.state not in Review.Decision.values:
        return None
    return report.reviews.defer("content").filter(revision=report.revision, decision=report.state).first()
