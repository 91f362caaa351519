"""What other pages say of examples: how many wait for the tracker, and what a report holds that could become one."""

from typing import Any

from django import template

from reports.models import Example, UnitReport
from reports.permissions import tracks
from reports.selectors.examples import lines_to_name
from units.models import User

register = template.Library()


@register.inclusion_tag("reports/_examples_waiting.html")
def examples_waiting(user: User) -> dict[str, Any]:
    """A link to what the person is to answer. Queries: 1."""
    return {"count": Example.objects.waiting_for(user).count()}


@register.inclusion_tag("reports/_example_of_report.html")
def example_of_report(report: UnitReport, user: User) -> dict[str, Any]:
    """For the tracker: make what the report says a verified example. Queries: at most 1."""
    may = report.sent_by_id != user.pk and tracks(user, report.period.plan)
    return {"report": report, "shown": may and bool(lines_to_name(report))}
