"""What one person looks at: the rows of one plan that lie in their scope, narrowed by the board's filters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from reports.models import Period, UnitReport
from tasks.models import Assignment, Plan, Section, Tally
from units.models import Unit, User
from units.querysets import PATH_STEP, scope_of

BRANCH_PATH_LENGTH = 2 * PATH_STEP  # a branch lies one level below the root


@dataclass(frozen=True)
class Look:
    """A plan as one person may see it, and how far it is narrowed. Every question of the board takes one.

    `as_now`: a unit that has passed into another counts with it; else each as it was when it reported (rule 9).
    """

    user: User
    plan: Plan
    section: Section | None = None
    kind: str = ""
    branch: Unit | None = None
    as_now: bool = False

    @property
    def who(self) -> Any:
        """The unit that a row counts for, of rows that have a unit."""
        return Coalesce("unit__kept_by", "unit") if self.as_now else F("unit")

    def of_units(self, unit_ids: Collection[int]) -> Q:
        """The rows that count for these units."""
        own = Q(unit__in=unit_ids)
        return own | Q(unit__kept_by__in=unit_ids) if self.as_now else own

    def assignments(self) -> QuerySet[Assignment]:
        """Assignments in force."""
        rows = Assignment.objects.in_force().filter(self._sight(), self._place(), plan=self.plan).order_by()
        return rows.filter(task__section=self.section) if self.section else rows

    def reports(self) -> QuerySet[UnitReport]:
        """Reports of all periods of the plan; a report speaks of the whole unit, so the section does not narrow it."""
        return UnitReport.objects.filter(self._sight(), self._place(), period__plan=self.plan).order_by()

    def tallies(self) -> QuerySet[Tally] | None:
        """The derived counts, where they can answer: they know task, branch and due day, but not the kind of unit."""
        if self.kind or not self._sees_whole_branches():
            return None
        rows = Tally.objects.filter(self._sight(), self._place(), plan=self.plan).order_by()
        return rows.filter(task__section=self.section) if self.section else rows

    def _sight(self) -> Q:
        """The scope, asked of the branch where that is the same, so that the covering indexes can answer."""
        return scope_of(self.user).q("branch__path" if self._sees_whole_branches() else "unit__path")

    def _sees_whole_branches(self) -> bool:
        return all(len(path) <= BRANCH_PATH_LENGTH for path in scope_of(self.user).paths())

    def _place(self) -> Q:
        place = Q(branch=self.branch) if self.branch else Q()
        return place & Q(unit__kind=self.kind) if self.kind else place


def branches_for(user: User) -> QuerySet[Unit]:
    """The open branches in scope, by the alphabet: the units right below a root."""
    roots = Unit.objects.filter(parent=None)
    return Unit.objects.visible_to(user).filter(parent__in=roots, closed_on=None).order_by("sort_key", "pk")


def default_plan(plans: Sequence[Plan]) -> Plan | None:
    """The newest active plan, else the newest issued one. Takes: plans, the newest first."""
    issued = [plan for plan in plans if plan.state != Plan.State.DRAFT]
    return next((plan for plan in issued if plan.state == Plan.State.ACTIVE), issued[0] if issued else None)


def default_period(periods: Sequence[Period], today: date) -> Period | None:
    """The period whose reports are owed now: the latest past its cut-off, else the one running.

    Takes: periods, the latest first.
    """
    return next((period for period in periods if period.is_due(today)), periods[-1] if periods else None)
