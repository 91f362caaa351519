"""Days and periods as offices count them: to the 14th by default, due some working days later."""

from datetime import UTC, date, datetime

import pytest

from kehoach.lib.days import add_working_days, day_of, day_or_words, next_span, span_of, vn_date, vn_moment


@pytest.mark.parametrize(
    ("kind", "day", "starts_on", "ends_on", "name"),
    [
        ("month", date(2026, 9, 14), date(2026, 8, 15), date(2026, 9, 14), "Tháng 9/2026"),
        ("month", date(2026, 9, 15), date(2026, 9, 15), date(2026, 10, 14), "Tháng 10/2026"),
        ("month", date(2026, 12, 15), date(2026, 12, 15), date(2027, 1, 14), "Tháng 1/2027"),
        ("quarter", date(2026, 9, 14), date(2026, 6, 15), date(2026, 9, 14), "Quý III/2026"),
        ("half", date(2026, 1, 1), date(2025, 12, 15), date(2026, 6, 14), "6 tháng đầu năm 2026"),
        ("half", date(2026, 6, 15), date(2026, 6, 15), date(2026, 12, 14), "6 tháng cuối năm 2026"),
        ("nine_months", date(2026, 9, 14), date(2025, 12, 15), date(2026, 9, 14), "9 tháng năm 2026"),
        ("nine_months", date(2026, 10, 1), date(2026, 12, 15), date(2027, 9, 14), "9 tháng năm 2027"),
        ("year", date(2026, 12, 14), date(2025, 12, 15), date(2026, 12, 14), "Năm 2026"),
    ],
)
def test_a_day_lies_in_its_period(kind, day, starts_on, ends_on, name):
    span = span_of(kind, day, 14)

    assert (span.starts_on, span.ends_on, span.name) == (starts_on, ends_on, name)


def test_cut_off_on_the_31st_gives_calendar_months():
    span = span_of("month", date(2028, 2, 29), 31)

    assert (span.starts_on, span.ends_on) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize("kind", ["month", "quarter", "half", "year"])
@pytest.mark.parametrize("cutoff", [1, 14, 28, 30, 31])
def test_periods_follow_each_other_without_gap(kind, cutoff):
    span = span_of(kind, date(2026, 1, 20), cutoff)
    for _ in range(13):
        following = next_span(kind, span, cutoff)
        assert (following.starts_on - span.ends_on).days == 1
        assert following.ends_on > following.starts_on
        span = following


@pytest.mark.parametrize(
    ("day", "text", "shown"),
    [
        (date(2026, 9, 30), "", "30/9/2026"),
        (None, "khi có hướng dẫn", "khi có hướng dẫn"),
        (date(2026, 9, 30), "Quý III/2026", "30/9/2026 (Quý III/2026)"),
        (date(2026, 9, 30), "trước ngày 30/9/2026", "trước ngày 30/9/2026"),
        (
            date(2026, 9, 5),
            "xong trong 02 ngày, đến ngày 05 tháng 9 năm 2026",
            "xong trong 02 ngày, đến ngày 05 tháng 9 năm 2026",
        ),
        (date(2026, 9, 29), "trước ngày 30/9/2026", "29/9/2026 (trước ngày 30/9/2026)"),
    ],
)
def test_a_day_is_told_once(day, text, shown):
    assert day_or_words(day, text) == shown


def test_weekends_and_holidays_are_no_working_days():
    friday, monday = date(2026, 8, 28), date(2026, 8, 31)

    assert add_working_days(friday, 1) == monday
    assert add_working_days(monday, 2, {date(2026, 9, 1), date(2026, 9, 2)}) == date(2026, 9, 4)
    assert add_working_days(friday, 0) == friday


def test_the_day_ends_at_midnight_in_viet_nam():
    assert day_of(datetime(2026, 9, 30, 16, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert day_of(datetime(2026, 9, 30, 17, 0, tzinfo=UTC)) == date(2026, 10, 1)


def test_days_as_people_write_them():
    assert vn_date(date(2026, 9, 3)) == "3/9/2026"


def test_a_moment_is_told_by_the_clock_of_vietnam_without_leading_zeros_in_its_day():
    assert vn_moment(datetime(2026, 9, 4, 18, 5, tzinfo=UTC)) == "01:05 5/9/2026"
