"""What tasks does when it hears news of the units app, and what it answers when asked."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver

from tasks.models import Assignment
from tasks.services import reorganising
from tasks.services.tallies import rebuild_tallies
from tasks.signals import work_handed_over
from units.models import Reorganisation, Unit, User
from units.selectors import UnitFact
from units.services.reorganisations.handover import Handover, HoldingGroup
from units.signals import handing_over, holdings_asked, unit_facts_asked, units_moved, units_reorganised


@receiver(units_moved, dispatch_uid="tasks.assignments_follow_branch")
def assignments_follow_branch(*, start: str, end: str, **_: Any) -> None:
    """The branch kept on assignments is again their unit's; the plans concerned are counted afresh."""
    moved = Assignment.objects.filter(unit__path__gte=start, unit__path__lt=end)
    strays = moved.exclude(branch=F("unit__branch")).order_by()
    plan_ids = list(strays.values_list("plan", flat=True).distinct())
    if plan_ids:
        branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
        strays.update(branch=Subquery(branch[:1]))
        rebuild_tallies(plan_ids)


@receiver(holdings_asked, dispatch_uid="tasks.tell_holdings")
def tell_holdings(*, unit_ids: list[int], heir_ids: list[int], **_: Any) -> list[HoldingGroup]:
    return reorganising.groups(unit_ids, heir_ids)


@receiver(handing_over, dispatch_uid="tasks.hand_over")
def hand_over(*, handover: Handover, **_: Any) -> None:
    reorganising.hand_over(handover)
    work_handed_over.send(sender=Assignment, handover=handover)


@receiver(units_reorganised, dispatch_uid="tasks.settle_reorganisation")
def settle_reorganisation(*, act: Reorganisation, unit_ids: list[int], now: datetime, **facts: Any) -> None:
    if act.passes_on:
        founded_ids = facts["founded_ids"] if facts["undone"] else []
        reorganising.settle(unit_ids=unit_ids, leaving_ids=founded_ids, now=now)


@receiver(unit_facts_asked, dispatch_uid="tasks.tell_assignments")
def tell_assignments(*, unit: Unit, user: User, **_: Any) -> list[UnitFact]:
    count = Assignment.objects.visible_to(user).in_force().filter(unit=unit).count()
    return [UnitFact("Phân công đang theo dõi", str(count))]
