"""A report beside what the unit wrote before: last period, or the revision that was returned."""

from datetime import date

import pytest
from django.urls import reverse

from reports.models import UnitReport
from reports.selectors.reading import PERIOD, REVISION, reading_of
from reports.services.reviews import return_report
from reports.services.unit_reports import lines_of
from tasks.services.files import check_files, keep_evidence
from tests.factories import (
    NOW,
    make_assignment,
    make_line,
    make_period,
    make_report,
    make_task,
    make_unit,
    make_update,
    make_user,
)
from tests.tasks.sample_files import PNG, upload
from units.selectors import get_office

BEFORE = {
    "name": "Quý trước",
    "starts_on": date(2026, 5, 15),
    "ends_on": date(2026, 8, 14),
    "due_on": date(2026, 8, 18),
}


@pytest.fixture
def report(plan, bloc, assignment, cast):
    report = make_report(make_period(plan), bloc.base_cell, "sent", leadership="Đã họp chi bộ 3 buổi.")
    make_line(report, assignment, percent=40, result="Đã tuyên truyền 3 buổi cho đảng viên.", state="in_progress")
    return report


@pytest.fixture
def earlier(plan, bloc, assignment, cast):
    earlier = make_report(make_period(plan, **BEFORE), bloc.base_cell, "accepted", leadership="Đã họp chi bộ 2 buổi.")
    make_line(earlier, assignment, percent=20, result="Đã tuyên truyền 2 buổi cho đảng viên.", state="not_started")
    return earlier


def read(report, user, against=""):
    report = UnitReport.objects.select_related("period__plan__issuer", "unit").get(pk=report.pk)
    return reading_of(report, list(lines_of(report)), user=user, against=against)


def words(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


def test_the_last_report_of_the_kind_stands_beside(report, earlier, plan, bloc, cast):
    make_report(make_period(plan, kind="month"), bloc.base_cell, "accepted")
    make_report(make_period(plan, **BEFORE | {"starts_on": date(2026, 2, 15)}), bloc.base_cell)  # never sent
    reading = read(report, cast.tracker)
    assert (reading.against, reading.name, reading.choices) == (PERIOD, "Quý trước", [(PERIOD, "Quý trước")])
    assert words(reading.parts[0].marked.after) == ["3"]
    [line] = reading.lines
    assert (line.state_before, line.percent_before) == ("Chưa bắt đầu", "20 %")
    assert (words(line.passages[0].marked.before), words(line.passages[0].marked.after)) == (["2"], ["3"])
    assert line.doubts == []


def test_without_an_earlier_report_nothing_stands_beside(report, cast):
    reading = read(report, cast.tracker)
    assert (reading.against, reading.choices) == ("", [])
    assert reading.parts[0].marked is None
    assert not reading.lines[0].is_same


def test_a_special_period_is_set_beside_any_kind(report, earlier, plan, bloc, cast):
    special = make_report(make_period(plan, kind="interim", name="Sơ kết"), bloc.base_cell, "sent")
    assert read(special, cast.tracker).name == "Quý trước"


def test_after_a_return_the_returned_revision_stands_beside(report, earlier, cast):
    line = report.lines.get()
    return_report(report=report, reason="", lines={line.pk: "Nêu số người."}, by=cast.tracker, now=NOW)
    UnitReport.objects.filter(pk=report.pk).update(state="sent", revision=2)
    line.result = "Đã tuyên truyền 3 buổi cho 40 đảng viên."
    line.save()
    reading = read(report, cast.tracker)
    assert (reading.against, [code for code, _ in reading.choices]) == (REVISION, [REVISION, PERIOD])
    assert all(part.marked.is_same for part in reading.parts)
    assert words(reading.lines[0].passages[0].marked.after) == ["40 "]
    assert reading.lines[0].verdict.reason == "Nêu số người."
    assert read(report, cast.tracker, PERIOD).against == PERIOD


def test_a_line_given_anew_is_found_by_its_task(report, earlier, assignment, bloc, cast):
    line = report.lines.get()
    assignment.ended_on = date(2026, 9, 1)
    assignment.save()
    line.assignment = make_assignment(assignment.task, bloc.base_cell)
    line.save()
    assert read(report, cast.tracker).lines[0].percent_before == "20 %"


def test_only_files_of_the_period_lie_beside_the_line(report, assignment, cast):
    for on, name in ((date(2026, 10, 1), "trong.png"), (date(2026, 7, 1), "truoc.png")):
        keep_evidence(make_update(assignment, cast.secretary, on=on), check_files([upload(name, PNG)], get_office()))
    assert [file.name for file in read(report, cast.tracker).lines[0].evidence] == ["trong.png"]
    assert read(report, cast.sibling_secretary).lines[0].evidence == []


def test_the_page_marks_words_and_shows_pictures_in_place(report, earlier, assignment, cast, as_user):
    update = make_update(assignment, cast.secretary, on=date(2026, 10, 1))
    [file] = keep_evidence(update, check_files([upload("anh.png", PNG)], get_office()))
    page = as_user(cast.tracker).get(reverse("reports:review", args=[report.pk])).content.decode()
    assert '<ins><span class="visually-hidden">[thêm: </span>3<span' in page
    assert '<del><span class="visually-hidden">[bỏ: </span>2<span' in page
    assert f'<img src="{reverse("tasks:evidence", args=[file.pk])}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_line_as_for_three(
    report, earlier, plan, bloc, cast, as_user, django_assert_num_queries, count
):
    for _ in range(count - 1):
        make_line(report, make_assignment(make_task(plan), bloc.base_cell))
    other = make_unit("QQ", "base_cell", bloc.root)
    make_report(report.period, other, "sent", sent_by=make_user("khacnua", other))
    client = as_user(cast.tracker)
    with django_assert_num_queries(21):
        client.get(reverse("reports:review", args=[report.pk]))
