"""The numbers of a unit's report: what its lines ask for, what it gave, and what was accepted before (rule 10)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import F, QuerySet

from kehoach.lib.numbers import number_text
from reports.models import IndicatorValue, Period, ReportLine, UnitReport
from tasks.models import Indicator
from tasks.selectors.indicators import asked_by_task


@dataclass(frozen=True)
class Amount:
    """A number; a ratio also has what it is a part of. str() is 1.200, or 80 % (40/50)."""

    value: Decimal
    denominator: Decimal | None = None

    def __str__(self) -> str:
        if not self.denominator:
            return number_text(self.value)
        return f"{number_text(self.share)} % ({number_text(self.value)}/{number_text(self.denominator)})"

    def to_list(self) -> list[str | None]:
        """Plain JSON."""
        return [str(self.value), None if self.denominator is None else str(self.denominator)]

    @classmethod
    def from_list(cls, data: list[Any] | None) -> Self | None:
        if not data:
            return None
        value, denominator = data
        return cls(Decimal(value), None if denominator is None else Decimal(denominator))

    @property
    def share(self) -> Decimal:
        """The number itself, or a ratio in percent: what a target is compared with."""
        return 100 * self.value / self.denominator if self.denominator else self.value

    @classmethod
    def of(cls, row: IndicatorValue | None) -> Self | None:
        return cls(row.value, row.denominator) if row else None


@dataclass(frozen=True)
class LineNumber:
    """One number that a line asks for. None is not reported, never zero.

    Takes, all of what was accepted: earlier: before this period, as the number adds up; last: in the last period that
    has one; year_ago: in the same period a year before.
    """

    indicator: Indicator
    given: Amount | None
    earlier: Amount | None = None
    last: Amount | None = None
    year_ago: Amount | None = None

    @property
    def cumulative(self) -> Amount | None:
        """Lũy kế to the end of the period: the sum, or for what does not add up the last that is known."""
        if self.indicator.adds_up == Indicator.Adding.SUM and self.given and self.earlier:
            return Amount(self.earlier.value + self.given.value)
        return self.given or self.earlier

    @property
    def given_text(self) -> str:
        return self._text(self.given)

    @property
    def earlier_text(self) -> str:
        return self._text(self.earlier)

    @property
    def cumulative_text(self) -> str:
        return self._text(self.cumulative)

    @property
    def last_text(self) -> str:
        return self._text(self.last)

    @property
    def year_ago_text(self) -> str:
        return self._text(self.year_ago)

    @property
    def told(self) -> str:
        """20 tổ; lũy kế 36 tổ, đạt 18 % chỉ tiêu chung; tăng 8 so với kỳ trước (12 tổ). Blank is said: it is not 0."""
        if not self.given:
            return f"chưa báo; lũy kế {self.cumulative_text}" if self.cumulative else "chưa báo"
        parts = [self.given_text]
        if not self.indicator.is_ratio:
            parts.append(f"lũy kế {self.cumulative_text}")
        target, cumulative = self.indicator.target, self.cumulative
        if target and cumulative:
            parts[-1] += f", đạt {number_text(100 * cumulative.share / target)} % chỉ tiêu chung"
        parts += [
            f"{_change(self.given.share, before.share)} {when} ({self._text(before)})"
            for before, when in ((self.last, "kỳ trước"), (self.year_ago, "cùng kỳ năm trước"))
            if before
        ]
        return "; ".join(parts)

    def _text(self, amount: Amount | None) -> str:
        """The number with its unit of measure; empty where there is none."""
        if amount is None:
            return ""
        return str(amount) if self.indicator.is_ratio else f"{amount} {self.indicator.measure}"


def _change(now: Decimal, before: Decimal) -> str:
    if now == before:
        return "bằng"
    return f"{'tăng' if now > before else 'giảm'} {number_text(abs(now - before))} so với"


def numbers_of(report: UnitReport, lines: Iterable[ReportLine]) -> dict[int, list[LineNumber]]:
    """By line, the numbers it asks for. Queries: 1 where the plan asks for none, else 4."""
    asked = asked_by_task(report.period.plan_id)
    if not asked:
        return {}
    rows = IndicatorValue.objects.filter(line__report=report)
    given = {(row.line_id, row.indicator_id): row for row in rows}
    earlier = _earlier(report)
    return {
        line.pk: [
            LineNumber(each, Amount.of(given.get((line.pk, each.pk))), **earlier.get(each.pk, {}))
            for each in asked.get(line.assignment.task_id, [])
        ]
        for line in lines
    }


def accepted_values(period: Period) -> QuerySet[IndicatorValue]:
    """Accepted numbers of this period and of those of its kind before it; periods of one kind do not overlap."""
    return IndicatorValue.objects.filter(
        line__report__state=UnitReport.State.ACCEPTED,
        line__report__period__plan=period.plan_id,
        line__report__period__kind=period.kind,
        line__report__period__ends_on__lte=period.ends_on,
    )


def _earlier(report: UnitReport) -> dict[int, dict[str, Amount]]:
    """What the unit had reported before this period: earlier, last and year_ago of LineNumber. Queries: 1."""
    period = report.period
    rows = accepted_values(period).filter(
        line__report__unit=report.unit_id, line__report__period__ends_on__lt=period.starts_on
    )
    found: dict[int, dict[str, Amount]] = defaultdict(dict)
    rows = rows.annotate(starts_on=F("line__report__period__starts_on"))
    for row in rows.select_related("indicator").order_by("starts_on", "pk"):
        known, amount = found[row.indicator_id], Amount(row.value, row.denominator)
        before = known.get("earlier")
        sums_up = row.indicator.adds_up == Indicator.Adding.SUM
        known["earlier"] = Amount(before.value + row.value) if before and sums_up else amount
        known["last"] = amount
        if _is_year_before(row.starts_on, period.starts_on):
            known["year_ago"] = amount
    return found


def _is_year_before(earlier: date, day: date) -> bool:
    return (earlier.year + 1, earlier.month, earlier.day) == (day.year, day.month, day.day)
