"""What the page of a report shows its reviewer, for reports/_review_panel.html."""

from dataclasses import dataclass

from django import template
from django.utils import timezone

from reports import permissions
from reports.forms.reviews import ReturnForm
from reports.models import Review, UnitReport
from reports.selectors.queue import next_waiting
from units.models import User

register = template.Library()


@dataclass(frozen=True)
class ReviewPanel:
    """`blocked`: why a tracker may not decide on this one; `undoable`: the decision that may be taken back."""

    reviews: list[Review]
    waits: bool
    can_decide: bool
    blocked: str
    undoable: Review | None
    following: UnitReport | None
    form: ReturnForm


@register.simple_tag
def review_panel(report: UnitReport, user: User) -> ReviewPanel:
    """The panel of one report for one person. Queries: 1, and 1 for the next report of a person who reviews."""
    reviews = list(report.reviews.select_related("by"))
    reviewing = permissions.tracks(user, report.period.plan)
    waits = report.state == UnitReport.State.SENT
    today = timezone.localdate()
    blocked = permissions.why_not_review(user, report, today) if reviewing and waits else ""
    standing = next((row for row in reviews if row.revision == report.revision and row.decision == report.state), None)
    return ReviewPanel(
        reviews=reviews,
        waits=waits,
        can_decide=reviewing and waits and not blocked,
        blocked=blocked,
        undoable=standing if reviewing and not report.is_closed(today) else None,
        following=next_waiting(report, user, today) if reviewing else None,
        form=ReturnForm(initial={"revision": report.revision}),
    )
