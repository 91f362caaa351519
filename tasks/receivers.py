"""What tasks does when it hears news of the units app, and what it answers when asked."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery
from django.dispatch import receiver

from tasks.models import Assignment
from tasks.services.tallies import rebuild_tallies
from units.models import Unit, User
from units.querysets import below
from units.selectors import UnitFact
from units.signals import unit_closing, unit_facts_asked, unit_moved


@receiver(unit_moved, dispatch_uid="tasks.assignments_follow_branch")
def assignments_follow_branch(*, unit: Unit, **_: Any) -> None:
    """The branch kept on assignments is again their unit's; the plans concerned are counted afresh."""
    strays = Assignment.objects.filter(below(unit.path, "unit__path")).exclude(branch=F("unit__branch")).order_by()
    plan_ids = list(strays.values_list("plan", flat=True).distinct())
    if plan_ids:
        branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
        strays.update(branch=Subquery(branch[:1]))
        rebuild_tallies(plan_ids)


@receiver(unit_closing, dispatch_uid="tasks.refuse_closing_with_work")
def refuse_closing_with_work(*, unit: Unit, closed_on: date, **_: Any) -> None:
    """A unit with work in force cannot close: somebody has to take the work over or end it first."""
    count = unit.assignments.in_force().exclude(state=Assignment.State.DONE).count()
    if count:
        raise ValidationError(
            f"Đơn vị còn {count} phân công đang thực hiện; hãy giao cho đơn vị khác hoặc thôi giao trước khi kết thúc."
        )


@receiver(unit_facts_asked, dispatch_uid="tasks.tell_assignments")
def tell_assignments(*, unit: Unit, user: User, **_: Any) -> list[UnitFact]:
    count = Assignment.objects.visible_to(user).in_force().filter(unit=unit).count()
    return [UnitFact("Phân công đang theo dõi", str(count))]
