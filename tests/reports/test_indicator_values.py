"""Numbers in reports: typed by units, added up over periods, counted in the roll-up with what they cover."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import IndicatorValue, UnitReport
from reports.selectors.indicators import Amount, numbers_of
from reports.services.figures import Figures, count_figures
from reports.services.rollup_documents import rollup_docx_bytes, rollup_xlsx_bytes
from reports.services.rollups import compile_rollup
from reports.services.unit_reports import check_report, lines_of, save_report
from tasks.models import Indicator
from tasks.services.indicators import Stated, set_indicators
from tests.factories import NOW, make_assignment, make_line, make_period, make_plan, make_report, make_task
from units.selectors import get_office

SUMMER = {"starts_on": date(2026, 5, 15), "ends_on": date(2026, 8, 14), "due_on": date(2026, 8, 18), "name": "Hè"}
STATED = [
    Stated("hợp tác xã thành lập", Decimal(10), "hợp tác xã", at_least=True),
    Stated("tổ hợp tác đang có", None, "tổ", adds_up="latest"),
    Stated("chi bộ sinh hoạt", Decimal(100), "%", adds_up="ratio"),
]


@pytest.fixture
def asked(assignment) -> list[Indicator]:
    """The plan's task asks for a sum, a latest number and a ratio."""
    set_indicators(task=assignment.task, stated=STATED)
    return list(assignment.task.indicators.order_by("position"))


@pytest.fixture
def draft(plan, bloc, cast, assignment, asked):
    report = make_report(make_period(plan), bloc.base_cell, "draft")
    make_line(report, assignment)
    return report


def give(report, assignment, *amounts):
    """A line with these numbers, in the order of the indicators; None is blank."""
    line = make_line(report, assignment)
    for indicator, amount in zip(assignment.task.indicators.order_by("position"), amounts, strict=False):
        if amount is not None:
            value, whole = amount if isinstance(amount, tuple) else (amount, None)
            IndicatorValue.objects.create(line=line, indicator=indicator, value=value, denominator=whole)
    return line


def form(report, **fields):
    line = report.lines.get()
    words = {"state": line.state, "result": line.result, "percent": ""} | fields
    return {"version": report.version, "leadership": "Đã quán triệt."} | {
        f"line-{line.pk}-{name}": value for name, value in words.items()
    }


def edit(report):
    return reverse("reports:report_edit", args=[report.pk])


def test_the_form_keeps_what_was_typed_and_blank_is_not_zero(draft, asked, as_user, cast):
    total, latest, ratio = asked
    typed = {f"number_{total.pk}": "0", f"number_{ratio.pk}": "40", f"whole_{ratio.pk}": "1.250,5"}

    answer = as_user(cast.secretary).post(edit(draft), form(draft, **typed))

    assert answer.status_code == 302
    rows = IndicatorValue.objects.values_list("indicator", "value", "denominator")
    assert sorted(rows) == [(total.pk, 0, None), (ratio.pk, 40, Decimal("1250.5"))]
    draft.refresh_from_db()
    as_user(cast.secretary).post(edit(draft), form(draft, **{f"number_{latest.pk}": "7"}))
    assert [row.indicator for row in IndicatorValue.objects.all()] == [latest]


@pytest.mark.parametrize("typed", [{0: "-1"}, {0: "năm"}, {2: "40"}, {2: "40", "whole": "0"}])
def test_a_wrong_number_is_refused_at_its_field(draft, asked, as_user, cast, typed):
    whole = {f"whole_{asked[2].pk}": typed.pop("whole")} if "whole" in typed else {}
    fields = {f"number_{asked[place].pk}": text for place, text in typed.items()} | whole

    assert as_user(cast.secretary).post(edit(draft), form(draft, **fields)).status_code == 422
    assert not IndicatorValue.objects.exists()


def test_foreign_numbers_change_nothing(draft, bloc, as_user, cast):
    other = make_plan(bloc.root, number="13")
    task = make_task(other)
    set_indicators(task=task, stated=STATED[:1])
    foreign = task.indicators.get()

    as_user(cast.secretary).post(edit(draft), form(draft, **{f"number_{foreign.pk}": "5"}))
    assert not IndicatorValue.objects.exists()

    draft.refresh_from_db()
    line = draft.lines.get()
    for numbers in ({line.pk: {foreign.pk: Amount(Decimal(5))}}, {line.pk + 1: {foreign.pk: Amount(Decimal(5))}}):
        with pytest.raises(ValidationError):
            save_report(
                report=draft, data={}, lines={}, numbers=numbers, version=draft.version, by=cast.secretary, now=NOW
            )
    assert not IndicatorValue.objects.exists()


def test_what_somebody_else_saved_is_shown(draft, asked, as_user, cast):
    name = f"number_{asked[0].pk}"
    client = as_user(cast.secretary)
    client.post(edit(draft), form(draft, **{name: "3"}))

    second = client.post(edit(draft), form(draft, **{name: "4"}))

    assert second.status_code == 409
    assert "Đang lưu: 3<br>Đồng chí nhập: 4" in second.content.decode()
    assert IndicatorValue.objects.get().value == 3


def test_a_missing_number_is_advice(draft, asked):
    problems = check_report(report=draft, now=NOW)
    missing = [problem for problem in problems if "chưa ghi số liệu" in problem.text]
    assert len(missing) == 3
    assert not any(problem.blocks for problem in missing)


def test_cumulative_over_two_periods(plan, bloc, draft, assignment, asked, as_user, cast):
    before = make_report(make_period(plan, **SUMMER), bloc.base_cell, "accepted")
    give(before, assignment, 2, 30, (3, 6))
    special = make_period(plan, kind="interim", **{**SUMMER, "name": "Sơ kết"})
    give(make_report(special, bloc.base_cell, "accepted"), assignment, 50, 50, (1, 1))
    line = draft.lines.get()
    IndicatorValue.objects.create(line=line, indicator=asked[0], value=Decimal("3.5"))

    total, latest, ratio = numbers_of(draft, lines_of(draft))[line.pk]

    assert (total.earlier_text, total.cumulative_text) == ("2 hợp tác xã", "5,5 hợp tác xã")
    assert (latest.given_text, latest.cumulative_text) == ("", "30 tổ")
    assert ratio.cumulative_text == "50 % (3/6)"
    page = as_user(cast.secretary).get(edit(draft)).content.decode()
    assert "Lũy kế trước kỳ này: 2 hợp tác xã. Chỉ tiêu chung của kế hoạch: ít nhất 10 hợp tác xã." in page
    check = as_user(cast.secretary).get(reverse("reports:report_check", args=[draft.pk])).content.decode()
    assert "lũy kế 5,5 hợp tác xã" in check


@pytest.fixture
def period(plan, bloc, cast, assignment, asked):
    """Two periods; of three units two were accepted, and one of these left a number blank."""
    earlier, period = make_period(plan, **SUMMER), make_period(plan)
    second = make_assignment(assignment.task, bloc.sibling)
    third = make_assignment(assignment.task, bloc.committee)
    give(make_report(earlier, bloc.base_cell, "accepted"), assignment, 2, 30, (1, 4))
    give(make_report(earlier, bloc.sibling, "accepted"), second, 1, 5, (2, 4))
    give(make_report(earlier, bloc.committee, "sent"), third, 100, 100, (1, 100))
    give(make_report(period, bloc.base_cell, "accepted"), assignment, Decimal("1.5"), 33, (4, 4))
    give(make_report(period, bloc.sibling, "accepted"), second, None, None, None)
    give(make_report(period, bloc.committee, "draft"), third, 100, 100, (1, 100))
    return period


def test_the_roll_up_adds_up_accepted_numbers_with_coverage(period):
    total, latest, ratio = count_figures(period=period).indicators

    assert (total.given_text, total.cumulative_text, total.target_share) == ("1,5", "4,5", "45,0 %")
    assert (total.units, total.of_units, total.target_text) == (1, 2, "ít nhất 10 hợp tác xã")
    assert (latest.given_text, latest.cumulative_text, latest.target_share) == ("33", "38", "")
    assert (ratio.given_text, ratio.cumulative_text) == ("100 % (4/4)", "75 % (6/8)")
    assert ratio.target_share == "75,0 %"


def test_no_number_is_blank_not_zero(period):
    IndicatorValue.objects.filter(line__report__period=period).delete()
    total, *_ = count_figures(period=period).indicators
    assert (total.given, total.units, total.cumulative_text) == (None, 0, "3")


def test_figures_survive_json_and_old_drafts_load(period):
    figures = count_figures(period=period)
    assert Figures.from_dict(figures.to_dict()) == figures
    old = figures.to_dict()
    del old["indicators"]
    assert Figures.from_dict(old).indicators == []


def test_page_and_files_carry_the_table(period, as_user, cast):
    rollup = compile_rollup(period=period, by=cast.tracker, now=NOW)

    page = as_user(cast.tracker).get(reverse("reports:rollup_detail", args=[rollup.pk])).content.decode()
    assert "lũy kế 4,5 (hợp tác xã); chỉ tiêu ít nhất 10 hợp tác xã, đạt 45,0 %" in page
    word = docx.Document(BytesIO(rollup_docx_bytes(rollup=rollup, office=get_office())))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "hợp tác xã thành lập" in cells
    assert "75 % (6/8)" in cells
    book = openpyxl.load_workbook(BytesIO(rollup_xlsx_bytes(rollup=rollup, office=get_office())))
    values = [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert "hợp tác xã thành lập" in values
    assert 4.5 in values


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_units_or_numbers(period, bloc, count, django_assert_num_queries, assignment):
    if count == 1:
        gone = assignment.task.indicators.filter(position__gt=1)
        IndicatorValue.objects.filter(indicator__in=gone).delete()
        gone.delete()
    with django_assert_num_queries(10):
        count_figures(period=period)
    report = UnitReport.objects.select_related("period").get(period=period, unit=bloc.base_cell)
    with django_assert_num_queries(5):
        numbers_of(report, lines_of(report))


@pytest.mark.parametrize("wrong", [{"value": -1}, {"denominator": 0}, {}])
def test_the_database_refuses(draft, asked, wrong):
    line = draft.lines.get()
    IndicatorValue.objects.create(line=line, indicator=asked[0], value=1)
    row = {"line": line, "indicator": asked[1 if wrong else 0], "value": 1} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue.objects.create(**row)


def test_a_reported_number_keeps_what_it_means(period, assignment):
    with pytest.raises(ValidationError, match="đã có số liệu báo cáo"):
        set_indicators(task=assignment.task, stated=STATED[1:])
    target = Stated("hợp tác xã thành lập", Decimal(12), "hợp tác xã")
    set_indicators(task=assignment.task, stated=[target, *STATED[1:]])
    assert count_figures(period=period).indicators[0].target == 12


def test_numbers_are_seen_with_the_report(period, cast):
    assert IndicatorValue.objects.visible_to(cast.secretary).count() == 6
    assert not IndicatorValue.objects.visible_to(cast.stranger).exists()
