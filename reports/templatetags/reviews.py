"""What the pages of a report show of its reviews: the decisions, and what a return said of single lines."""

from dataclasses import dataclass

from django import template
from django.utils import timezone

from reports import permissions
from reports.models import LineReturn, ReportLine, Review, UnitReport
from reports.selectors.queue import next_waiting, standing_review
from reports.selectors.reading import Verdict, returned_lines, verdict_on
from units.models import User

register = template.Library()


@dataclass(frozen=True)
class ReviewPanel:
    """`blocked`: why a tracker may not decide on this one; `undoable`: the decision that may be taken back."""

    reviews: list[Review]
    reviewing: bool
    waits: bool
    blocked: str
    undoable: Review | None
    following: UnitReport | None

    @property
    def can_decide(self) -> bool:
        return self.reviewing and self.waits and not self.blocked


@register.simple_tag
def review_panel(report: UnitReport, user: User) -> ReviewPanel:
    """The panel of one report for one person. Queries: 1, and for a person who reviews 1 or 2 more."""
    today = timezone.localdate()
    reviewing = permissions.tracks(user, report.period.plan)
    waits = report.state == UnitReport.State.SENT
    return ReviewPanel(
        reviews=list(report.reviews.select_related("by").defer("content")),
        reviewing=reviewing,
        waits=waits,
        blocked=permissions.why_not_review(user, report, today) if reviewing and waits else "",
        undoable=standing_review(report, today) if reviewing else None,
        following=next_waiting(report, user, today) if reviewing else None,
    )


@register.simple_tag
def lines_to_mend(report: UnitReport) -> list[LineReturn]:
    """The lines that a return named, while the report is with the unit. Queries: 1 for a returned report."""
    return returned_lines(report) if report.state == UnitReport.State.RETURNED else []


@register.filter
def said_of(returned: list[LineReturn], line: ReportLine) -> Verdict | None:
    """What the return said of this line."""
    return verdict_on(line, returned)


@dataclass(frozen=True)
class Reopening:
    """`is_open`: the period is locked and open again for the report's unit; `may_open`: the person may open it so."""

    is_open: bool
    may_open: bool


@register.simple_tag
def reopening(report: UnitReport, user: User) -> Reopening:
    """Whether a locked period is open again for this unit. Queries: none."""
    locked = report.period.is_locked
    return Reopening(
        is_open=locked and not report.is_closed(timezone.localdate()),
        may_open=locked and permissions.manages_periods(user, report.period.plan),
    )
