"""The Standing Committee's one page: key figures, the way they went, who stands best and worst, what was raised."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast, NullIf

from reports.models import Direction, Period, Rollup, UnitReport
from reports.selectors.counts import Counts, counts_from, live_measures, tally_measures
from reports.selectors.coverage import Coverage, coverage_by_period
from reports.selectors.look import Look
from units.models import Unit

TREND = 6
BEST = 5
LATEST = 3  # of each list, so that the page fits on one sheet


@dataclass(frozen=True)
class Ranked:
    """One branch in the order of standing."""

    unit: Unit
    counts: Counts


@dataclass(frozen=True)
class Ranking:
    """The best and the worst; a unit is never in both. By overdue work first, then by mean percent."""

    best: list[Ranked]
    worst: list[Ranked]


def trend_of(look: Look, period: Period | None) -> list[tuple[Period, Coverage]]:
    """The last periods of the same kind up to this one, oldest first, each with its coverage. Queries: 2."""
    if period is None:
        return []
    same = look.plan.periods.filter(kind=period.kind, ends_on__lte=period.ends_on).order_by("-ends_on")[:TREND]
    periods = list(same)[::-1]
    coverage = coverage_by_period(look, periods)
    return [(row, coverage.get(row.pk, Coverage())) for row in periods]


def ranking_of(look: Look, today: date, due_soon_days: int) -> Ranking:
    """Branches by their standing; units where the person's scope lies inside one branch. Queries: 3."""
    tallies = look.tallies()
    rows: Any
    if tallies is not None:
        group, rows = "branch", tallies.values("branch").annotate(**tally_measures(today, due_soon_days))
    else:
        group, rows = "unit", look.assignments().values("unit").annotate(**live_measures(today, due_soon_days))
    mean = Cast("n_percent_sum", FloatField()) / NullIf("n_percent_count", 0)
    rows = rows.filter(n_total__gt=0).annotate(mean=mean)
    best = list(rows.order_by("n_overdue", F("mean").desc(nulls_last=True), group)[:BEST])
    worst = list(rows.order_by("-n_overdue", F("mean").asc(nulls_first=True), group)[: 2 * BEST])
    shown = {row[group] for row in best}
    worst = [row for row in worst if row[group] not in shown][:BEST]
    units = Unit.objects.visible_to(look.user).in_bulk([row[group] for row in [*best, *worst]])
    return Ranking(_ranked(best, group, units), _ranked(worst, group, units))


def _ranked(rows: list[dict[str, Any]], group: str, units: dict[int, Unit]) -> list[Ranked]:
    return [Ranked(units[row[group]], counts_from(row)) for row in rows if row[group] in units]


def difficulties_of(look: Look) -> QuerySet[UnitReport]:
    """The latest difficulties that units raised in reports which stand."""
    rows = look.reports().filter(state__in=("sent", "accepted")).exclude(difficulties="")
    return rows.select_related("unit", "period").order_by("-sent_at", "-pk")[:LATEST]


def directions_of(look: Look) -> QuerySet[Direction]:
    rows = Direction.objects.visible_to(look.user).filter(plan=look.plan)
    return rows.select_related("by", "unit", "task")[:LATEST]


def issued_rollups(look: Look) -> QuerySet[Rollup]:
    rows = Rollup.objects.visible_to(look.user).issued().filter(plan=look.plan)
    return rows.select_related("period").order_by("-issued_at", "-pk")[:LATEST]
