"""Numbers that look wrong: ten times the last one, below the cumulative, above the target, a share above the whole.

Pointed at for the secretary before sending and for the reviewer; never refused, for a number may be right and unusual.

    doubts = doubts_of(report, lines, numbers_of(report, lines))   # by the line's key, empty where nothing is odd

Source: product.md, rules 5 and 10.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kehoach.lib.numbers import number_text
from reports.models import ReportLine, UnitReport
from reports.selectors.indicators import Amount, LineNumber

TENFOLD = 10


@dataclass(frozen=True)
class Doubt:
    """One number that looks wrong. Takes: field: its field in the form of the line; text: a whole sentence."""

    field: str
    text: str


def doubts_of(
    report: UnitReport, lines: Iterable[ReportLine], numbers: Mapping[int, Sequence[LineNumber]]
) -> dict[int, list[Doubt]]:
    """What looks wrong, by line; lines without a doubt are left out. Queries: 1."""
    lines = list(lines)
    percents = _percents_before(report, lines)
    found = {
        line.pk: [
            *percent_doubts(line.percent, percents.get(line.assignment_id)),
            *(doubt for number in numbers.get(line.pk, ()) for doubt in number_doubts(number)),
        ]
        for line in lines
    }
    return {pk: doubts for pk, doubts in found.items() if doubts}


def percent_doubts(percent: int | None, before: int | None) -> list[Doubt]:
    """A share of the work that is done seldom shrinks."""
    if percent is None or before is None or percent >= before:
        return []
    return [Doubt("percent", f"Đã làm được {percent} %, ít hơn kỳ trước ({before} %).")]


def number_doubts(number: LineNumber) -> list[Doubt]:
    """What looks wrong about one number; nothing of one that is blank."""
    if number.given is None:
        return []
    field, told = f"number_{number.indicator.pk}", (each(number, number.given) for each in (_jump, _shrunk, _too_much))
    return [Doubt(field, text) for text in told if text]


def _jump(number: LineNumber, given: Amount) -> str:
    """Ten times the last number or a tenth of it: a slipped digit, or the cumulative typed for the period's."""
    now, last = given.share, number.last.share if number.last else Decimal(0)
    if not now or not last:
        return ""
    more = now >= TENFOLD * last
    if not more and now * TENFOLD > last:
        return ""
    times = number_text(Decimal(round(now / last if more else last / now)))
    word = "gấp" if more else "kém"
    return f"{_named(number)}: {number.given_text}, {word} {times} lần kỳ trước ({number.last_text})."


def _shrunk(number: LineNumber, given: Amount) -> str:
    """A number that is told as it stands by now has become smaller; a sum cannot, and a share may."""
    is_latest = number.indicator.adds_up == number.indicator.Adding.LATEST
    if not is_latest or not number.earlier or given.value >= number.earlier.value:
        return ""
    return f"{_named(number)}: {number.given_text}, nhỏ hơn số lũy kế đã báo ({number.earlier_text})."


def _too_much(number: LineNumber, given: Amount) -> str:
    """More than the whole, or one unit has more than the target of the whole plan."""
    indicator, cumulative = number.indicator, number.cumulative
    if indicator.is_ratio:
        more = given.denominator and given.value > given.denominator
        return f"{_named(number)}: {number.given_text}, số đạt lớn hơn tổng số." if more else ""
    if indicator.target is None or cumulative is None or cumulative.value <= indicator.target:
        return ""
    target = f"{number_text(indicator.target)} {indicator.measure}"
    return f"{_named(number)}: lũy kế {number.cumulative_text}, vượt chỉ tiêu chung của kế hoạch ({target})."


def _named(number: LineNumber) -> str:
    name = number.indicator.name
    return name[:1].upper() + name[1:]


def _percents_before(report: UnitReport, lines: Sequence[ReportLine]) -> dict[int, int]:
    """By assignment, the percent of the last accepted report before this one. Queries: 1."""
    rows = ReportLine.objects.filter(
        assignment__in=[line.assignment_id for line in lines],
        percent__isnull=False,
        report__state=UnitReport.State.ACCEPTED,
        report__period__ends_on__lt=report.period.starts_on,
    )
    return dict(rows.order_by("report__period__ends_on", "pk").values_list("assignment_id", "percent"))
