"""What reports does when it hears news of the apps below, and what it answers when asked."""

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver

from reports.models import UnitReport
from units.models import Unit
from units.querysets import below
from units.signals import unit_moved


@receiver(unit_moved, dispatch_uid="reports.reports_follow_branch")
def reports_follow_branch(*, unit: Unit, **_: Any) -> None:
    """The branch kept on reports is again their unit's."""
    strays = UnitReport.objects.filter(below(unit.path, "unit__path")).exclude(branch=F("unit__branch")).order_by()
    branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
    strays.update(branch=Subquery(branch[:1]))
