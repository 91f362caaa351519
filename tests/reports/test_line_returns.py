"""Returning single lines, what stays of a returned revision, and taking it all back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import LineReturn, Review, UnitReport
from reports.selectors.reading import returned_lines, verdict_on
from reports.services.reviews import accept_reports, return_report, undo_review
from reports.services.unit_reports import check_report, save_report
from tasks.models import Notice
from tests.factories import NOW, make_assignment, make_line, make_period, make_report, make_task
from units.models import Change

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def report(plan, bloc, cast):
    return make_report(make_period(plan), bloc.base_cell, "sent", leadership="Đã quán triệt.")


@pytest.fixture
def lines(report, plan, bloc):
    rows = []
    for number in range(3):
        task = plan.tasks.first() if number == 0 else make_task(plan)
        rows.append(make_line(report, make_assignment(task, bloc.base_cell), result=f"Kết quả {number}"))
    return rows


def fresh(report):
    return UnitReport.objects.select_related("period__plan__issuer", "unit").get(pk=report.pk)


def give_back(report, lines, cast, **given):
    return return_report(report=fresh(report), by=cast.tracker, now=NOW, **{"reason": "", "lines": lines} | given)


def test_returned_lines_have_their_reasons_and_the_others_are_settled(report, lines, cast):
    review = give_back(report, {lines[1].pk: " Chưa nêu số buổi. "}, cast)
    assert (fresh(report).state, review.reason) == ("returned", "Nhiệm vụ II.2: Chưa nêu số buổi.")
    assert Notice.objects.get().detail == review.reason
    returned = returned_lines(fresh(report))
    assert [verdict_on(line, returned).reason for line in lines] == ["", "Chưa nêu số buổi.", ""]
    assert [verdict_on(line, returned).is_settled for line in lines] == [True, False, True]
    assert Change.objects.of(report).get().reason == review.reason


def test_a_common_reason_stands_before_those_of_the_lines(report, lines, cast):
    review = give_back(report, {lines[2].pk: "Sai số.", lines[0].pk: "Thiếu."}, cast, reason="Xin xem lại.")
    assert review.reason == "Xin xem lại.\nNhiệm vụ II.1: Thiếu.\nNhiệm vụ II.3: Sai số."


def test_a_whole_return_settles_no_line(report, lines, cast):
    give_back(report, {lines[0].pk: "  "}, cast, reason="Viết lại.")
    assert verdict_on(lines[0], returned_lines(fresh(report))) is None


def test_without_any_reason_and_with_a_foreign_line_nothing_is_returned(report, lines, bloc, cast):
    other = make_report(report.period, bloc.sibling, "sent")
    foreign = make_line(other, make_assignment(lines[0].assignment.task, bloc.sibling))
    with pytest.raises(ValidationError, match="ghi lý do trả lại"):
        give_back(report, {lines[0].pk: " "}, cast)
    with pytest.raises(ValidationError, match="không thuộc báo cáo này"):
        give_back(report, {foreign.pk: "Thiếu"}, cast)
    assert (fresh(report).state, Review.objects.count()) == ("sent", 0)


def test_a_return_keeps_what_the_revision_said(report, lines, cast):
    review = give_back(report, {}, cast, reason="Thiếu.")
    UnitReport.objects.filter(pk=report.pk).update(leadership="Viết lại")
    lines[0].result = "Viết lại"
    lines[0].save()
    review.refresh_from_db()
    assert review.content["parts"]["leadership"] == "Đã quán triệt."
    assert [line["result"] for line in review.content["lines"]] == ["Kết quả 0", "Kết quả 1", "Kết quả 2"]


def test_what_is_accepted_keeps_no_second_copy(report, cast):
    accept_reports(reports=[fresh(report)], by=cast.tracker, now=NOW)
    assert Review.objects.get().content == {}


def test_taking_a_return_back_takes_its_lines_back(report, lines, cast):
    give_back(report, {lines[0].pk: "Thiếu."}, cast)
    undo_review(report=fresh(report), by=cast.tracker, now=LATER)
    assert (fresh(report).state, LineReturn.objects.count()) == ("sent", 0)


@pytest.mark.parametrize("reason", ["", None])
def test_a_returned_line_has_a_reason(report, lines, cast, reason):
    review = give_back(report, {}, cast, reason="Thiếu.")
    with pytest.raises(IntegrityError), transaction.atomic():
        LineReturn.objects.create(review=review, line=lines[0], reason=reason)


def test_a_line_is_returned_once_in_a_review(report, lines, cast):
    review = give_back(report, {lines[0].pk: "Thiếu."}, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        LineReturn.objects.create(review=review, line=lines[0], reason="Nữa")


@pytest.mark.parametrize("name", ["report_edit", "report_detail"])
def test_the_unit_sees_which_lines_and_why(report, lines, cast, as_user, name):
    give_back(report, {lines[1].pk: "Chưa nêu số buổi."}, cast)
    page = as_user(cast.secretary).get(reverse(f"reports:{name}", args=[report.pk])).content.decode()
    assert f'href="#dong-{lines[1].pk}"' in page
    assert page.count("Dòng này đã đạt, không cần sửa.") == 2
    assert page.count("<strong>Trả lại vì:</strong> Chưa nêu số buổi.") == 1


def unmended(report):
    return [problem.text for problem in check_report(report=fresh(report), now=NOW) if "bị trả lại" in problem.text]


def mend(report, line, cast):
    report, values = fresh(report), {line.pk: {"result": "Đã họp ba buổi."}}
    save_report(report=report, data={}, lines=values, version=report.version, by=cast.secretary, now=LATER)


def test_the_unit_is_told_which_lines_it_has_not_mended(report, lines, cast):
    give_back(report, {lines[0].pk: "Thiếu.", lines[2].pk: "Sai số."}, cast)
    mend(report, lines[0], cast)
    assert unmended(report) == ["Nhiệm vụ II.3: bị trả lại mà chưa sửa."]

    mend(report, lines[2], cast)

    assert unmended(report) == []


def test_the_unit_is_told_that_it_has_mended_nothing(report, lines, cast):
    give_back(report, {}, cast, reason="Viết lại.")
    assert unmended(report) == ["Báo cáo bị trả lại mà chưa sửa gì."]

    mend(report, lines[1], cast)

    assert unmended(report) == []
