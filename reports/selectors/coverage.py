"""How many reports are expected, sent, on time, returned and accepted; every total can state its coverage.

Source: product.md, rule 3: on time is judged by when the person pressed send. Blank is not zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, F, Q

from reports.models import Period
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
# Of a unit of today that several units have passed into: it has done what all of them have done.
_WHOLE = Q(n_expected__gt=0, n_sent=F("n_expected"))
_AS_ONE = {
    "expected_units": Count("who", filter=Q(n_expected__gt=0)),
    "sent_units": Count("who", filter=_WHOLE),
    "on_time_units": Count("who", filter=_WHOLE & Q(n_on_time=F("n_expected"))),
    "waiting_units": Count("who", filter=_WHOLE & Q(n_waiting__gt=0)),
    "accepted_units": Count("who", filter=_WHOLE & Q(n_accepted=F("n_expected"))),
    "returned_units": Count("who", filter=Q(n_returned__gt=0)),
    "extra_units": Count("who", filter=Q(n_expected=0, n_extra__gt=0)),
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


def coverage_of(look: Look, period: Period) -> Coverage:
    """The coverage of the period; each report by itself, or all that count for a unit of today as one. Queries: 1."""
    reports = look.reports().filter(period=period)
    if not look.as_now:
        return _coverage(reports.aggregate(**_MEASURES))
    return _coverage(reports.values(who=look.who).annotate(**_MEASURES).aggregate(**_AS_ONE))


def coverage_by_period(look: Look, periods: Iterable[Period]) -> dict[int, Coverage]:
    """The coverage of each period, by its key; a period without reports has none. Queries: 1."""
    rows = look.reports().filter(period__in=list(periods)).values("period").annotate(**_MEASURES)
    return {row["period"]: _coverage(row) for row in rows}


def _coverage(row: dict[str, Any]) -> Coverage:
    named = {name.removeprefix("n_").removesuffix("_units"): value for name, value in row.items()}
    return Coverage(**{field.name: named[field.name] for field in fields(Coverage)})
