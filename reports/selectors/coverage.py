"""How many reports are expected, sent, on time, returned and accepted; every total can state its coverage.

Source: product.md, rule 3: on time is judged by when the person pressed send. Blank is not zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from reports.models import Period, UnitReport
from reports.selectors.counts import bar_parts, rate
from reports.selectors.look import Look

SENT = Q(on_time__isnull=False)  # judged at the first sending, and in the covering index
_EXPECTED = Q(expected=True)
# Counted by columns of the covering index, so that the index alone can answer.
_MEASURES = {
    "n_expected": Count("period", filter=_EXPECTED),
    "n_sent": Count("period", filter=_EXPECTED & SENT),
    "n_on_time": Count("period", filter=_EXPECTED & SENT & Q(on_time=True)),
    "n_waiting": Count("period", filter=_EXPECTED & Q(state="sent")),
    "n_accepted": Count("period", filter=_EXPECTED & Q(state="accepted")),
    "n_returned": Count("period", filter=_EXPECTED & Q(state="returned")),
    "n_extra": Count("period", filter=Q(expected=False) & SENT),
}


@dataclass(frozen=True)
class Coverage:
    """The reports of one period. All but `extra` count units that must report; `extra` sent without having to."""

    expected: int = 0
    sent: int = 0
    on_time: int = 0
    waiting: int = 0
    accepted: int = 0
    returned: int = 0
    extra: int = 0

    @property
    def late(self) -> int:
        return self.sent - self.on_time

    @property
    def not_sent(self) -> int:
        return self.expected - self.sent

    @property
    def sent_rate(self) -> float | None:
        return rate(self.sent, self.expected)

    @property
    def on_time_rate(self) -> float | None:
        """On time ÷ expected, in percent."""
        return rate(self.on_time, self.expected)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The expected reports as components/_bar.html takes them."""
        back = self.sent - self.accepted - self.waiting
        return bar_parts(
            [
                ("accepted", "Đã xác nhận", self.accepted),
                ("sent", "Chờ xem xét", self.waiting),
                ("returned", "Trả lại, chưa gửi lại", back),
                ("missing", "Chưa gửi", self.not_sent),
            ]
        )


def coverage_of(reports: QuerySet[UnitReport]) -> Coverage:
    """The coverage of these reports. Queries: 1."""
    return _coverage(reports.aggregate(**_MEASURES))


def coverage_by_period(look: Look, periods: Iterable[Period]) -> dict[int, Coverage]:
    """The coverage of each period, by its key; a period without reports has none. Queries: 1."""
    rows = look.reports().filter(period__in=list(periods)).values("period").annotate(**_MEASURES)
    return {row["period"]: _coverage(row) for row in rows}


def _coverage(row: dict[str, Any]) -> Coverage:
    return Coverage(**{name[2:]: value for name, value in row.items() if name.startswith("n_")})
