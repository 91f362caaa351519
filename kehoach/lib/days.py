"""Days and periods as Vietnamese offices count them.

A day is Vietnam's (Asia/Ho_Chi_Minh) and ends at midnight. A reporting month ends on its cut-off day (15th to 14th by
default), longer periods are made of such months. Source: product.md, rules 8 and 11.
"""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ROMAN = ("I", "II", "III", "IV")
_SPANS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}


@dataclass(frozen=True)
class Span:
    """One period of the calendar: its first and last day and what people call it."""

    starts_on: date
    ends_on: date
    name: str


def day_of(instant: datetime) -> date:
    """The Vietnam day on which an instant falls."""
    return instant.astimezone(VIETNAM).date()


def vn_date(day: date) -> str:
    """A day as people write it: 30/9/2026."""
    return f"{day.day}/{day.month}/{day.year}"


def names_day(text: str, day: date) -> bool:
    """Whether a text gives a day in full: "trước ngày 30/9/2026", "ngày 30 tháng 9 năm 2026"."""
    numbers = [int(number) for number in re.findall(r"\d{1,4}", text)]
    return any(numbers[at : at + 3] == [day.day, day.month, day.year] for at in range(len(numbers) - 2))


def day_or_words(day: date | None, text: str) -> str:
    """A day with the words of a document for it: 30/9/2026 (Quý III/2026); the words alone where they give the day."""
    if day is None or names_day(text, day):
        return text
    return f"{vn_date(day)} ({text})" if text else vn_date(day)


def vn_moment(instant: datetime) -> str:
    """A moment as people write it, on Vietnam's clock: 17:05 30/9/2026."""
    local = instant.astimezone(VIETNAM)
    return f"{local:%H:%M} {vn_date(local)}"


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The day that lies `count` working days after `day`; Saturdays, Sundays and holidays do not count."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            count -= 1
    return day


def span_of(kind: str, day: date, cutoff_day: int) -> Span:
    """The period of a kind that holds `day`.

    Takes: kind: month, quarter, half, nine_months or year; cutoff_day: the last day of a reporting month, 1 to 31
    (31: the calendar month).
    For nine_months a day of the last three reporting months belongs to the next year's period.
    """
    year, month = _reporting_month(day, cutoff_day)
    length = _SPANS[kind]
    if kind == "nine_months":
        if month > 9:
            year += 1
        first = 1
    else:
        first = (month - 1) // length * length + 1
    last = first + length - 1
    before = _cutoff(year, first - 1, cutoff_day)
    return Span(before + timedelta(days=1), _cutoff(year, last, cutoff_day), _name(kind, year, first))


def next_span(kind: str, span: Span, cutoff_day: int) -> Span:
    return span_of(kind, span.ends_on + timedelta(days=1), cutoff_day)


def _reporting_month(day: date, cutoff_day: int) -> tuple[int, int]:
    if day <= _cutoff(day.year, day.month, cutoff_day):
        return day.year, day.month
    return (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)


def _cutoff(year: int, month: int, cutoff_day: int) -> date:
    if month == 0:
        year, month = year - 1, 12
    return date(year, month, min(cutoff_day, calendar.monthrange(year, month)[1]))


def _name(kind: str, year: int, first_month: int) -> str:
    match kind:
        case "month":
            return f"Tháng {first_month}/{year}"
        case "quarter":
            return f"Quý {ROMAN[first_month // 3]}/{year}"
        case "half":
            return f"6 tháng {'đầu' if first_month == 1 else 'cuối'} năm {year}"
        case "nine_months":
            return f"9 tháng năm {year}"
        case _:
            return f"Năm {year}"
