"""Numbers that look wrong are pointed at, those that may be right are left alone."""

from datetime import date
from decimal import Decimal

import pytest

from reports.models import IndicatorValue
from reports.selectors.indicators import Amount, LineNumber, numbers_of
from reports.selectors.magnitudes import doubts_of, number_doubts, percent_doubts
from reports.services.unit_reports import lines_of
from tasks.models import Indicator
from tasks.services.indicators import Stated, set_indicators
from tests.factories import make_line, make_period, make_report
from tests.reports.test_indicator_values import SUMMER

DAYS = (date(2026, 8, 15), date(2026, 11, 14), date(2026, 11, 17))


def number(given, *, last=None, earlier=None, target=None, adds_up="sum", whole=None):
    def amount(value):
        return None if value is None else Amount(Decimal(value), whole and Decimal(whole))

    indicator = Indicator(
        pk=7, name="tổ hợp tác được giúp", measure="tổ", target=target and Decimal(target), adds_up=adds_up
    )
    return LineNumber(indicator, amount(given), earlier=amount(earlier or last), last=amount(last))


def texts(asked):
    return [doubt.text for doubt in number_doubts(asked)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (number("1200", last="120"), ["Tổ hợp tác được giúp: 1.200 tổ, gấp 10 lần kỳ trước (120 tổ)."]),
        (number("1199", last="120"), []),
        (number("12", last="120"), ["Tổ hợp tác được giúp: 12 tổ, kém 10 lần kỳ trước (120 tổ)."]),
        (number("0", last="120"), []),
        (number("120", last="0"), []),
        (number("120"), []),
        (number(None, last="120"), []),
    ],
)
def test_a_slipped_digit_is_pointed_at(asked, said):
    assert texts(asked) == said


def test_a_number_as_it_stands_that_became_smaller_is_pointed_at():
    assert texts(number("7", last="8", adds_up="latest")) == [
        "Tổ hợp tác được giúp: 7 tổ, nhỏ hơn số lũy kế đã báo (8 tổ)."
    ]
    assert texts(number("8", last="8", adds_up="latest")) == []
    assert texts(number("7", last="8")) == []


def test_one_unit_above_the_target_of_all_is_pointed_at():
    over = number("6", earlier="5", target="10")
    assert texts(over) == [
        "Tổ hợp tác được giúp: lũy kế 11 tổ, vượt chỉ tiêu chung của kế hoạch (10 tổ).",
    ]
    assert texts(number("5", earlier="5", target="10")) == []


def test_a_part_larger_than_its_whole_is_pointed_at():
    assert texts(number("50", whole="40", adds_up="ratio", target="80")) == [
        "Tổ hợp tác được giúp: 125 % (50/40), số đạt lớn hơn tổng số."
    ]
    assert texts(number("40", whole="40", adds_up="ratio", target="80")) == []


def test_a_percent_that_shrank_is_pointed_at():
    assert [doubt.text for doubt in percent_doubts(40, 60)] == ["Đã làm được 40 %, ít hơn kỳ trước (60 %)."]
    assert percent_doubts(60, 60) == percent_doubts(None, 60) == percent_doubts(40, None) == []


@pytest.fixture
def before(plan, bloc, cast, assignment):
    """The summer's accepted report with a percent and a number."""
    set_indicators(task=assignment.task, stated=[Stated("tổ hợp tác", None, "tổ")])
    report = make_report(make_period(plan, **SUMMER), bloc.base_cell, "accepted")
    line = make_line(report, assignment, percent=60)
    IndicatorValue.objects.create(line=line, indicator=assignment.task.indicators.get(), value=12)
    return report


def test_a_report_is_held_against_the_last_accepted_one(before, plan, bloc, assignment, django_assert_num_queries):
    report = make_report(make_period(plan), bloc.base_cell, "draft")
    line = make_line(report, assignment, percent=50)
    asked = assignment.task.indicators.get()
    IndicatorValue.objects.create(line=line, indicator=asked, value=120)
    lines = list(lines_of(report))
    numbers = numbers_of(report, lines)

    with django_assert_num_queries(1):
        doubts = doubts_of(report, lines, numbers)

    assert {pk: [(doubt.field, doubt.text) for doubt in found] for pk, found in doubts.items()} == {
        line.pk: [
            ("percent", "Đã làm được 50 %, ít hơn kỳ trước (60 %)."),
            (f"number_{asked.pk}", "Tổ hợp tác: 120 tổ, gấp 10 lần kỳ trước (12 tổ)."),
        ]
    }


def test_a_report_not_accepted_is_no_measure(before, plan, bloc, assignment):
    type(before).objects.update(state="returned")
    report = make_report(make_period(plan), bloc.base_cell, "draft")
    make_line(report, assignment, percent=50)
    lines = list(lines_of(report))

    assert doubts_of(report, lines, numbers_of(report, lines)) == {}


def test_last_period_and_the_same_period_a_year_ago_are_known(plan, bloc, cast, assignment):
    set_indicators(task=assignment.task, stated=[Stated("tổ hợp tác", None, "tổ")])
    asked = assignment.task.indicators.get()
    last_year = {key: day.replace(year=2025) for key, day in zip(("starts_on", "ends_on", "due_on"), DAYS, strict=True)}
    for given, fields in ((4, last_year), (12, SUMMER)):
        line = make_line(make_report(make_period(plan, **fields), bloc.base_cell, "accepted"), assignment)
        IndicatorValue.objects.create(line=line, indicator=asked, value=given)
    report = make_report(make_period(plan), bloc.base_cell, "draft")
    line = make_line(report, assignment)

    [known] = numbers_of(report, [line])[line.pk]

    assert (known.earlier_text, known.last_text, known.year_ago_text) == ("16 tổ", "12 tổ", "4 tổ")


def test_a_number_is_told_with_what_it_adds_up_to():
    known = {"earlier": Amount(Decimal(16)), "last": Amount(Decimal(12)), "year_ago": Amount(Decimal(20))}
    asked = Indicator(name="tổ hợp tác", measure="tổ", target=Decimal(200), adds_up="sum")

    assert LineNumber(asked, Amount(Decimal(20)), **known).told == (
        "20 tổ; lũy kế 36 tổ, đạt 18 % chỉ tiêu chung; tăng 8 so với kỳ trước (12 tổ); bằng cùng kỳ năm trước (20 tổ)"
    )
    assert LineNumber(asked, None, **known).told == "chưa báo; lũy kế 16 tổ"
    assert LineNumber(asked, None).told == "chưa báo"
    ratio = Indicator(name="chi bộ", measure="%", target=Decimal(80), adds_up="ratio")
    half = LineNumber(ratio, Amount(Decimal(20), Decimal(40)), last=Amount(Decimal(30), Decimal(40)))
    assert half.told == "50 % (20/40), đạt 62,5 % chỉ tiêu chung; giảm 25 so với kỳ trước (75 % (30/40))"
