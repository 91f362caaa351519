"""Days, months, quarters, halves and years as plans write them: where they stand in a flat text and what they span."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_TENTHS = {"thuong tuan": "dau", "trung tuan": "giua", "ha tuan": "cuoi"}
_HALVES = {"3": 3, "ba": 3, "9": 9, "chin": 9}  # of the months that are no half of a year
_WEEKS = {"1": 1, "2": 2, "3": 3, "4": 4, "nhat": 1, "hai": 2, "ba": 3, "tu": 4}
_YEAR = r"(?:\s*[/\-.]\s*|,?\s+nam\s+|\s+)(?P<year>20\d\d)(?!\d)"
_AND = r"\s*(?:,|;|-|–|va|den(?:\s+het)?|&)\s*"
_PART = r"(?P<part>dau|giua|cuoi)\s+"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days at a place in the text. `year` is None when it was not written; `ends_on` then guesses none."""

    at: int
    to: int
    unit: str  # day, days, week, month, part, end (of a longer one), quarter, half, year
    starts: tuple[int, int]  # (month, day) of the first day
    ends: tuple[int, int]
    year: int | None
    last_year: int | None = None

    def dated(self, year: int) -> "Span":
        return self if self.year else replace(self, year=year)

    @property
    def start(self) -> date | None:
        return day_of(self.year, *self.starts) if self.year else None

    @property
    def end(self) -> date | None:
        return day_of(self.last_year or self.year, *self.ends) if self.year else None

    @property
    def is_valid(self) -> bool:
        """The days are in the calendar (29 February is let through without its year), the first before the last."""
        leap = 2024
        start = day_of(self.year or leap, *self.starts)
        end = day_of(self.last_year or self.year or leap, *self.ends)
        return bool(start and end and start <= end)


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def spans(folded: str) -> list[Span]:
    """Every stretch of days in a flat text, in order and without overlaps; the longer reading wins."""
    if any(word in folded for word in (" hop ", "nam hoc ", "ky niem ")):
        folded = _NO_SPANS.sub(lambda match: " " * len(match[0]), folded)
    found: list[Span] = []
    for needed, pattern, read in _READERS:
        for match in pattern.finditer(folded) if needed in folded else ():
            if any(match.start() < one.to and one.at < match.end() for one in found) or _is_lunar(folded, match):
                continue
            span = read(match)
            if span and span.is_valid:
                found.append(span)
    found.sort(key=lambda one: one.at)
    return list(_joined(_with_shared_years(found, folded), folded))


def _with_shared_years(found: list[Span], folded: str) -> Iterator[Span]:
    """A year written once is that of the days it closes: ngày 15/6 và ngày 15/12/2026."""
    for index, span in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        joined = following and re.fullmatch(rf"{_AND}(?:truoc\s+)?(?:ngay\s+)?", folded[span.to : following.at])
        yield span.dated(following.year) if following and following.year and joined else span


def _joined(found: Iterable[Span], folded: str) -> Iterator[Span]:
    """Months or quarters of two years, each with its own, are one stretch: tháng 12/2026 và tháng 3/2027."""
    last: Span | None = None
    for span in found:
        if last and _is_listed(last, span, folded):
            last = replace(last, to=span.to, ends=span.ends, last_year=span.last_year or span.year)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _is_listed(first: Span, second: Span, folded: str) -> bool:
    is_pair = first.unit == second.unit and first.unit in ("month", "quarter") and first.year and second.year
    in_order = bool(is_pair and first.end and second.start and first.end < second.start)
    return in_order and bool(re.fullmatch(r"\s*(?:,|va|&|;)\s*", folded[first.to : second.at]))


def _is_lunar(folded: str, match: re.Match[str]) -> bool:
    """A day of the moon's calendar is none of ours: "10/3 âm lịch", "rằm tháng Giêng"."""
    return bool(_LUNAR.match(folded, match.end())) or folded[: match.start()].endswith("ram ")


# --- Readers of single forms -----------------------------------------------------------------------------------------


def _year_of(match: re.Match[str]) -> int | None:
    """The year as written; 26 is 2026."""
    return int(match["year"]) % 2000 + 2000 if match["year"] else None


def _whole(match: re.Match[str], unit: str, first: int, last: int) -> Span | None:
    """Whole months of one year."""
    if not 1 <= first <= last <= 12:
        return None
    year = _year_of(match)
    return Span(match.start(), match.end(), unit, (first, 1), (last, monthrange(year or 2025, last)[1]), year)


def _day(match: re.Match[str]) -> Span | None:
    day = (int(match["month"]), int(match["day"]))
    return Span(match.start(), match.end(), "day", day, day, _year_of(match))


def _days(match: re.Match[str]) -> Span | None:
    month = int(match["month"])
    return Span(
        match.start(), match.end(), "days", (month, int(match["first"])), (month, int(match["day"])), _year_of(match)
    )


def _part_of_month(match: re.Match[str]) -> Span | None:
    month, year = int(match["month"]), _year_of(match)
    if not 1 <= month <= 12:
        return None
    length = monthrange(year or 2025, month)[1]
    said, of = match["part"].removesuffix(" cung"), (match["of"] or "")[:3]
    part = _TENTHS.get(said, said)
    days = {"": (10, 20), "tua": (7, length - 7), "nua": (15, 15)}[of]
    if of == "tua" and part == "giua":
        days = (7, 21)
    first, last = {"dau": (1, days[0]), "giua": (days[0] + 1, days[1]), "cuoi": (days[1] + 1, length)}[part]
    unit = "end" if said == "cuoi" and of != "nua" else "week" if of == "tua" else "part"
    return Span(match.start(), match.end(), unit, (month, first), (month, last), year)


def _week(match: re.Match[str]) -> Span:
    month, first = int(match["month"]), 7 * _WEEKS[match["week"]] - 6
    return Span(match.start(), match.end(), "week", (month, first), (month, first + 6), _year_of(match))


def _months(match: re.Match[str]) -> Span | None:
    return _whole(match, "month", int(match["first"]), int(match["last"] or match["first"]))


def _quarters(match: re.Match[str]) -> Span | None:
    first, last = _QUARTERS[match["first"]], _QUARTERS[match["last"] or match["first"]]
    return _whole(match, "quarter", 3 * first - 2, 3 * last)


def _part_of_quarter(match: re.Match[str]) -> Span | None:
    first = 3 * _QUARTERS[match["first"]] - 2
    month = first + {"dau": 0, "giua": 1, "cuoi": 2}[match["part"]]
    return _whole(match, "end" if match["part"] == "cuoi" else "part", month, month)


def _half(match: re.Match[str]) -> Span | None:
    months = _HALVES.get(match["months"].lstrip("0"), 6)
    return _whole(match, "half", 1, months) if match["which"] == "dau" else _whole(match, "half", 13 - months, 12)


def _part_of_year(match: re.Match[str]) -> Span | None:
    first, last = {"dau": (1, 3), "giua": (5, 7), "cuoi": (10, 12), "het": (1, 12)}[match["part"]]
    return _whole(match, "end" if match["part"] in ("cuoi", "het") else "part", first, last)


def _years(match: re.Match[str]) -> Span | None:
    first, last = int(match["year"]), int(match["last"])
    return Span(match.start(), match.end(), "year", (1, 1), (12, 31), first, last) if first <= last else None


def _one_year(match: re.Match[str]) -> Span | None:
    return _whole(match, "year", 1, 12)


_D, _M, _Q = r"(?P<day>0?[1-9]|[12]\d|3[01])", r"(?P<month>0?[1-9]|1[0-2])", r"iv|i{1,3}|[1-4]"
_FREE, _WORD = r"(?<![\d/.,\-])", r"(?<![^\W_])"
_FREE_DAY = rf"(?:{_FREE}|(?<=\d/\d-)|(?<=/\d\d-))"  # 01/3-30/4
_TO = r"\s*(?:-|–|den(?:\s+het)?(?:\s+ngay)?)\s*"
_TO_YEAR = r"\s*(?:-|–|den(?:\s+het)?(?:\s+nam)?)\s*"
_WHICH = r"(?P<which>dau|cuoi)"
_Y = r"(?P<year>20\d\d)(?!\d)"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])(?!\d|\s+lan\b)"
_MORE_DAYS = r"(?:\s*,\s*[0-3]?\d(?=\s*(?:,|va)))*"
_NEXT_MONTH = rf"(?:thang\s+(?=\d)|(?=\d\d?\s*(?:(?:[/\-.]\s*|nam\s+)20\d\d|[).;]|$)))(?P<last>{_MONTH_NUMBER})"
_MORE_MONTHS = rf"(?:(?:{_AND}(?:thang\s+)?{_MONTH_NUMBER})*{_AND}{_NEXT_MONTH})?"
_ALONE = r"t(?:(?<=^t)|(?<=trong t)|(?<=vao t)|(?<=truoc t)|(?<=het t)|(?<=den t)|(?<=tu t)|(?<=xong t)|(?<=\(t))"
_CLOSED = r"(?=\s*(?:$|[),;:]|\.(?:\s|$)|den\b|hoan thanh\b))"
_LUNAR = re.compile(r"\s*\(?\s*am lich")
# Before a meeting and in a school year: when that is the plan does not say. Nor is an anniversary's day a due day.
_NO_SPANS = re.compile(
    r"(?P<day>\d{1,2}/\d{1,2})/\d{4}\s*[-–]\s*(?P=day)/20\d\d|"
    r"nam hoc\s+20\d\d\s*[-–]\s*20\d\d"
    r"|(?<![^\W_])truoc (?:cac )?(?:ky|phien) hop (?:(?:thuong|dinh) (?:le|ky) )?(?:giua|cuoi|dau) nam"
    rf"(?:\s+{_Y})?(?![^\W_])"
)
_FORMS: tuple[tuple[str, str, Callable[[re.Match[str]], Span | None]], ...] = (
    (
        "tuan",
        rf"{_WORD}tuan\s+(?:thu\s+)?(?P<week>1|2|3|4|nhat|hai|ba|tu)(?:\s*/\s*|\s+(?:cua\s+)?thang\s+){_M}(?!\d)(?:{_YEAR})?",
        _week,
    ),
    ("20", rf"{_FREE}(?:{_WORD}ngay\s+)?(?P<first>[0-3]?\d){_TO}{_D}\s*[/.]\s*{_M}\s*[/.]\s*{_Y}", _days),
    (
        "ngay",
        rf"{_WORD}ngay\s+(?P<first>[0-3]?\d){_MORE_DAYS}\s*(?:,|va)\s*{_D}\s*/\s*{_M}(?:\s*/\s*{_Y}|(?![/\d%]))",
        _days,
    ),
    (
        "thang",
        rf"{_WORD}ngay\s+(?P<first>[0-3]?\d){_MORE_DAYS}(?:{_TO}|\s*(?:,|va)\s*){_D}\s+thang\s+{_M}(?!\d)(?:{_YEAR})?",
        _days,
    ),
    ("20", rf"(?:{_WORD}ngay\s+)?{_FREE_DAY}(?<!thang ){_D}\s*(?P<sep>[/.\-])\s*{_M}\s*(?P=sep)\s*{_Y}", _day),
    ("/2", rf"(?:{_WORD}ngay\s+)?{_FREE_DAY}{_D}/{_M}/(?P<year>2\d)(?![\d/%])", _day),
    ("20", rf"{_FREE}{_Y}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d\-])", _day),
    ("thang", rf"(?:{_WORD}ngay\s+)?(?<!dot ){_FREE}{_D}\s+thang\s+{_M}(?!\d|\s+lan\b)(?:{_YEAR})?", _day),
    (
        "thang",
        rf"{_WORD}(?P<of>tuan\s+(?:le\s+)?|nua\s+)?(?P<part>dau|giua|cuoi(?:\s+cung)?|(?:thuong|trung|ha) tuan)"
        rf"\s+(?:cua\s+)?thang\s+{_M}(?!\d)(?:{_YEAR})?",
        _part_of_month,
    ),
    ("quy", rf"{_WORD}{_PART}quy\s+(?P<first>{_Q})\b(?:{_YEAR})?", _part_of_quarter),
    ("thang", rf"{_WORD}(?P<months>0?[369]|ba|sau|chin)\s+thang\s+{_WHICH}(?:\s+(?:cua\s+)?nam)?(?:\s+{_Y})?", _half),
    ("quy", rf"{_WORD}(?P<months>hai|0?2)\s+quy\s+{_WHICH}(?:\s+nam)?(?:\s+{_Y})?", _half),
    ("nua", rf"{_WORD}(?P<months>nua)\s+{_WHICH}\s+nam(?:\s+{_Y})?", _half),
    (
        "q",
        rf"{_WORD}(?:quy\s+|q\.\s*"
        rf"|q(?=[iv]|[1-4](?:{_AND}q[1-4])?(?:\s*/\s*20|\s*(?:$|[),;.]))))(?P<first>{_Q})\b(?!\s*lan\b)"
        rf"(?:(?:{_AND}(?:quy\s+|q)?(?:{_Q})\b)*{_AND}(?:quy\s+|q)?(?P<last>{_Q})\b)?(?:{_YEAR})?",
        _quarters,
    ),
    ("thang", rf"{_WORD}thang\s+(?P<first>{_MONTH_NUMBER}){_MORE_MONTHS}(?:{_YEAR})?", _months),
    (
        "/20",
        rf"{_WORD}t\.?\s?(?P<first>{_MONTH_NUMBER})(?:(?:{_AND}t\.?\s?{_MONTH_NUMBER})*{_AND}t\.?\s?(?P<last>{_MONTH_NUMBER}))?\s*/\s*{_Y}",
        _months,
    ),
    ("20", rf"{_WORD}(?:nam\s+)?(?<![\d/])(?P<year>20\d\d){_TO_YEAR}(?P<last>20\d\d)(?![/\d])", _years),
    (
        "/",
        rf"{_WORD}(?:^\s*|(?<=tu )|ngay\s+)(?P<first>[0-3]?\d){_TO}{_D}\s*/\s*{_M}(?P<year>)(?![/\d%])",
        _days,
    ),
    ("nam", rf"{_WORD}nam\s+(?P<year>20\d\d)\s*(?:,|va)\s*(?:nam\s+)?(?P<last>20\d\d)(?![/\d])", _years),
    ("het nam", rf"{_WORD}(?P<part>het)\s+nam(?P<year>)(?:\s+nay)?(?!\s+(?:hoc|thu|\d))", _part_of_year),
    ("nam", rf"{_WORD}{_PART}nam(?:\s+{_Y}|(?!\s+(?:hoc|sau|truoc|moi|\d)))", _part_of_year),
    ("/", rf"(?:{_WORD}ngay\s+)?{_FREE_DAY}{_D}\s*/\s*{_M}(?P<year>)(?![/\d%])", _day),
    ("-", rf"(?:{_WORD}ngay\s+|(?<=dip )|^(?=\d\d?-\d\d?\s*$))(?<![\d/]){_D}-{_M}(?P<year>)(?![/\d%-])", _day),
    ("20", rf"{_FREE}(?P<first>0?[1-9]|1[0-2])(?:\s*[-–]\s*(?P<last>0?[1-9]|1[0-2]))?\s*[/\-]\s*{_Y}", _months),
    (
        "t",
        rf"{_ALONE}\.?\s?(?P<first>{_MONTH_NUMBER})(?:(?:{_AND}t\.?\s?{_MONTH_NUMBER})*{_AND}t\.?\s?(?P<last>{_MONTH_NUMBER}))?(?P<year>){_CLOSED}",
        _months,
    ),
    ("nam", rf"{_WORD}nam\s+(?P<year>20\d\d)(?![\d/])(?!\s*[-–]\s*\d)", _one_year),
)
# (what must stand in the text, the form, its reader). Where two overlap, the first in this order is the right one.
_READERS = tuple((needed, re.compile(form), reader) for needed, form, reader in _FORMS)
