"""Narrowing of periods, unit reports, what the board says about them, examples, and roll-ups."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kehoach.lib.days import VIETNAM
from kehoach.lib.vietnamese import fold
from tasks.querysets import OfPlanQuerySet
from units.policy import Act
from units.querysets import scope_of


class PeriodQuerySet(OfPlanQuerySet):
    def open(self) -> Self:
        return self.filter(locked_at=None)


class UnitReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("unit__path"))

    def open_on(self, today: date) -> Self:
        """Whose period is not locked, or which are open again for their unit alone; as UnitReport.is_closed says it."""
        return self.filter(Q(period__locked_at=None) | Q(reopened_until__gte=today))

    def sent(self) -> Self:
        """What has left the unit at least once."""
        return self.filter(first_sent_at__isnull=False)

    def to_review(self) -> Self:
        """Waiting for the tracker, the longest wait first."""
        return self.filter(state="sent").order_by("sent_at", "pk")


class OfReportQuerySet(models.QuerySet[Any]):
    """Lines and reviews: seen by whoever sees the report's unit."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("report__unit__path"))


class OfLineQuerySet(models.QuerySet[Any]):
    """Numbers of a line: seen by whoever sees the report's unit."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("line__report__unit__path"))


class OfUnitQuerySet(models.QuerySet[Any]):
    """Urges and directions: seen by the unit they speak to and by who watches the plan."""

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.filter(scope.q("plan__issuer__path", Act.WATCH) | Q(unit__isnull=False) & scope.q("unit__path"))


class CommentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Seen by whoever sees the unit of the report or of the assignment."""
        scope = scope_of(user)
        return self.filter(scope.q("report__unit__path") | scope.q("assignment__unit__path"))


class PhrasesQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """They are the trackers' own."""
        return self.filter(scope_of(user).q("issuer__path", Act.TRACK))


class RollupQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Roll-ups speak of all units of a plan, so only those who watch the issuing committee's tree see them."""
        return self.filter(scope_of(user).q("plan__issuer__path", Act.WATCH))

    def issued(self) -> Self:
        return self.filter(state="issued")


class OfRollupQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        rollups = self.model._meta.get_field("rollup").related_model.objects.visible_to(user)
        return self.filter(rollup__in=rollups)


class ExampleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What is verified is for everybody with a role; else the unit and those above see it."""
        scope = scope_of(user)
        if not scope.may_somewhere(Act.SEE):
            return self.none()
        return self.filter(Q(state="verified") | scope.q("unit__path"))

    def waiting_for(self, user: Any) -> Self:
        """Proposed, and for the person to answer as a tracker, the longest wait first."""
        return self.filter(scope_of(user).q("plan__issuer__path", Act.TRACK), state="proposed").order_by(
            "proposed_at", "pk"
        )

    def of_period(self, period: Any) -> Self:
        """Named during its days; or in or for a report of this period, or of one that lies within it."""
        first = datetime.combine(period.starts_on, time.min, VIETNAM)
        end = datetime.combine(period.ends_on + timedelta(days=1), time.min, VIETNAM)
        during = Q(report=None, proposed_at__gte=first, proposed_at__lt=end)
        within = {"report__period__starts_on__gte": period.starts_on, "report__period__ends_on__lte": period.ends_on}
        return self.filter(during | Q(**within), plan=period.plan_id)

    def search(self, text: str) -> Self:
        """Whose title, text or unit holds the words, without regard to accents or case."""
        words = fold(text).split()
        return self.filter(*(Q(search_text__contains=word) | Q(unit__search_text__contains=word) for word in words))


class ExampleFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        examples = self.model._meta.get_field("example").related_model.objects.visible_to(user)
        return self.filter(example__in=examples)


class AdoptionQuerySet(models.QuerySet[Any]):
    """Which units take an example up: each unit's own business and of those above; the others see how many."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("unit__path"))
