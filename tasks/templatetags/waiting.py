"""How long something has waited, in whole days as people count them; and what waits for a tracker."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from kehoach.lib.days import day_of
from tasks.models import Assignment
from units.models import User

register = template.Library()


@register.filter
def waited(since: datetime | date) -> str:
    """Chờ 6 ngày; what came in today says so."""
    days = (timezone.localdate() - (day_of(since) if isinstance(since, datetime) else since)).days
    return f"chờ {days} ngày" if days > 0 else "hôm nay"


@register.inclusion_tag("tasks/_awaiting.html")
def awaiting(user: User) -> dict[str, Any]:
    """A link to the work that the person is to confirm. Queries: 1."""
    return {"count": Assignment.objects.for_tracker(user).awaiting().count()}
