"""Locked periods that are open again for single units."""

from collections.abc import Iterable
from datetime import date

from reports.models import Period, UnitReport
from units.models import User


def reopened_reports(user: User, periods: Iterable[Period], today: date) -> list[UnitReport]:
    """The reports that their units may still send, the nearest day first. Queries: 1, none without a locked period."""
    locked = [period.pk for period in periods if period.is_locked]
    if not locked:
        return []
    rows = UnitReport.objects.visible_to(user).filter(period__in=locked, reopened_until__gte=today)
    return list(rows.select_related("unit").order_by("reopened_until", "unit__path"))
