"""Narrowing of periods, unit reports, what the board says about them, and roll-ups."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from tasks.querysets import OfPlanQuerySet
from units.policy import Act
from units.querysets import scope_of


class PeriodQuerySet(OfPlanQuerySet):
    def open(self) -> Self:
        return self.filter(locked_at=None)


class UnitReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(scope_of(user).q("unit__path"))

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
