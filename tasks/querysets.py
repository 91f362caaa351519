"""Narrowing of plans, tasks, assignments and what hangs on them; every `visible_to` uses the scope of units."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from kehoach.lib.vietnamese import fold
from units.policy import Act
from units.querysets import scope_of

OPEN_STATES = ("not_started", "in_progress", "paused")


class PlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Plans of committees in scope; and issued plans that give work to a unit in scope."""
        given = self.model._meta.get_field("assignments").related_model.objects.in_force().visible_to(user)
        own = scope_of(user).q("issuer__path", Act.WATCH)
        return self.filter(own | ~Q(state="draft") & Exists(given.filter(plan=OuterRef("pk"))))

    def active(self) -> Self:
        return self.filter(state="active")


class OfPlanQuerySet(models.QuerySet[Any]):
    """Sections, tasks and recipients: whoever sees the plan sees its words."""

    def visible_to(self, user: Any) -> Self:
        plans = self.model._meta.get_field("plan").related_model.objects.visible_to(user)
        return self.filter(plan__in=plans)


class TaskQuerySet(OfPlanQuerySet):
    def search(self, text: str) -> Self:
        return self.filter(*(Q(search_text__contains=word) for word in fold(text).split()))

    def standing(self) -> Self:
        """Lines that no new version of their plan has left out."""
        return self.filter(closed_on=None)


class PlanImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Imports of committees in scope, for administrators only: a plan is not public before it is confirmed."""
        return self.filter(scope_of(user).q("issuer__path", Act.SET_UP))


class ImportStepQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("record__issuer__path", Act.SET_UP))


class AssignmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("unit__path"))

    def in_force(self) -> Self:
        return self.filter(ended_on=None)

    def open(self) -> Self:
        """Not done and not waiting for confirmation."""
        return self.filter(ended_on=None, state__in=OPEN_STATES)

    def awaiting(self) -> Self:
        """What its unit says is done and a tracker has not confirmed, of plans under way."""
        return self.filter(ended_on=None, state="awaiting", plan__state="active")

    def for_tracker(self, user: Any) -> Self:
        """Those the person follows as a tracker: of plans of committees in scope."""
        return self.visible_to(user).filter(scope_of(user).q("plan__issuer__path", Act.TRACK))

    def reminded(self) -> Self:
        """Open work of plans under way whose people are told of its day: not while they wait to hear of a later one."""
        return self.open().filter(plan__state="active").exclude(extensions__state="open")

    def grouped(self, today: date, days: int) -> Self:
        """Annotate `group`: 0 overdue, 1 due soon, 2 in term, 3 routine, 4 awaiting, 5 done.

        The place in a unit's list; says in SQL what Assignment.bucket says of one row.
        """
        return self.annotate(
            group=Case(
                When(state="done", then=5),
                When(state="awaiting", then=4),
                When(due_on=None, then=3),
                When(due_on__lt=today, then=0),
                When(due_on__lte=today + timedelta(days=days), then=1),
                default=2,
                output_field=models.PositiveSmallIntegerField(),
            )
        )


class OfAssignmentQuerySet(models.QuerySet[Any]):
    """Updates: seen by whoever sees the assignment's unit."""

    unit_path = "assignment__unit__path"

    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q(self.unit_path))


class EvidenceQuerySet(OfAssignmentQuerySet):
    unit_path = "update__assignment__unit__path"


class ExtensionQuerySet(OfAssignmentQuerySet):
    def waiting(self) -> Self:
        """Asked and not answered, for work that still goes on; what was declared done needs no later day."""
        return self.filter(
            state="open",
            assignment__ended_on=None,
            assignment__state__in=OPEN_STATES,
            assignment__due_on__isnull=False,
            assignment__plan__state="active",
        )

    def for_tracker(self, user: Any) -> Self:
        """Those the person answers as a tracker: of plans of committees in scope."""
        return self.visible_to(user).filter(scope_of(user).q("assignment__plan__issuer__path", Act.TRACK))


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and of units still in scope."""
        return self.filter(Q(unit=None) | scope_of(user).q("unit__path"), person=user.pk)

    def standing(self) -> Self:
        """Still true: not settled by the thing being done."""
        return self.filter(settled_at=None)


class DraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own and nobody else's; whether the form is still one's business is asked by its page."""
        return self.filter(person=user.pk)


class DraftFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of one's own drafts, and nobody else's."""
        return self.filter(draft__person=user.pk)
