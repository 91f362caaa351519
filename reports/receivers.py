"""What reports does when it hears news of the apps below, and what it answers when asked."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver

from kehoach.lib.days import day_of
from reports.models import UnitReport
from reports.services import reorganising
from reports.services.periods import open_due_periods
from reports.services.reminders import REPORT_KINDS, settle_answered
from reports.services.rollup_issue import heads_on_rollups
from tasks.models import Notice, Plan
from tasks.signals import assignments_changed, digests_leased, work_handed_over
from units.models import Office, Reorganisation, Unit
from units.services.ledger import Head
from units.services.reorganisations.handover import Handover, HoldingGroup
from units.signals import heads_asked, holdings_asked, units_moved, units_reorganised


@receiver(units_moved, dispatch_uid="reports.reports_follow_branch")
def reports_follow_branch(*, start: str, end: str, **_: Any) -> None:
    """The branch kept on reports is again their unit's."""
    moved = UnitReport.objects.filter(unit__path__gte=start, unit__path__lt=end)
    branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
    moved.exclude(branch=F("unit__branch")).order_by().update(branch=Subquery(branch[:1]))


@receiver(holdings_asked, dispatch_uid="reports.tell_holdings")
def tell_holdings(*, unit_ids: list[int], **_: Any) -> list[HoldingGroup]:
    return [reorganising.group(unit_ids)]


@receiver(work_handed_over, dispatch_uid="reports.hand_over")
def hand_over(*, handover: Handover, **_: Any) -> None:
    """Lines follow the work that has just passed on."""
    reorganising.hand_over(handover)


@receiver(units_reorganised, dispatch_uid="reports.settle_reorganisation")
def settle_reorganisation(*, act: Reorganisation, unit_ids: list[int], **facts: Any) -> None:
    if act.passes_on:
        reorganising.settle(unit_ids=unit_ids, leaving_ids=facts["founded_ids"] if facts["undone"] else [])


@receiver(assignments_changed, dispatch_uid="reports.reports_follow_assignments")
def reports_follow_assignments(*, plan_id: int, now: datetime, **_: Any) -> None:
    """The plan's open periods expect reports of the units that have work now, without waiting for the next sweep."""
    plan = Plan.objects.get(pk=plan_id)
    if plan.state == Plan.State.ACTIVE:
        open_due_periods(plan=plan, today=day_of(now), now=now)


@receiver(digests_leased, dispatch_uid="reports.mails_look_again")
def mails_look_again(*, notices: list[Notice], office: Office, now: datetime, **_: Any) -> int:
    """A mail does not ask for a report that was sent since it was made."""
    subjects = {notice.subject for notice in notices if notice.kind in REPORT_KINDS}
    return settle_answered(subjects=subjects, office=office, today=day_of(now), now=now) if subjects else 0


@receiver(heads_asked, dispatch_uid="reports.tell_heads")
def tell_heads(**_: Any) -> list[Head]:
    """The heads of the ledger that stand on issued roll-ups."""
    return heads_on_rollups()
