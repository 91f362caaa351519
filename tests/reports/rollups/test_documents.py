"""What a roll-up says on paper: its parts in order, and how each unit stands to the day its report was due."""

from datetime import timedelta

from kehoach.lib.days import day_of
from reports.documents.data import Head
from reports.services.rollup_documents import document_of
from reports.services.rollups import recompile_rollup
from tests.factories import NOW, make_report, make_unit
from tests.reports.rollups.conftest import issue
from units.selectors import get_office


def document(rollup):
    return document_of(rollup, get_office())


def test_examples_stand_between_results_and_difficulties_without_a_number(draft):
    parts = document(draft).parts

    assert [(part.numeral, part.title) for part in parts] == [
        ("I", "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền"),
        ("II", "Kết quả thực hiện"),
        ("", "Mô hình, điển hình"),
        ("III", "Hạn chế, khó khăn, vướng mắc; nguyên nhân"),
        ("IV", "Phương hướng, nhiệm vụ kỳ tới"),
        ("V", "Kiến nghị, đề xuất"),
    ]
    assert [part.numeral for part in parts[1].parts] == ["1"]


def test_the_annex_says_how_late_each_report_is(draft, period, bloc, cast):
    due = NOW.replace(year=period.due_on.year, month=period.due_on.month, day=period.due_on.day)
    period.unit_reports.filter(unit=bloc.base_cell).update(first_sent_at=due, on_time=True)
    late = make_report(period, bloc.committee, "sent", on_time=False)
    period.unit_reports.filter(pk=late.pk).update(first_sent_at=due + timedelta(days=3))
    make_report(period, make_unit("CB099", "base_cell", bloc.committee), "draft")
    recompile_rollup(rollup=draft, version=draft.version, by=cast.tracker, now=NOW)

    annex = document(draft).annexes[-1]

    overdue = f"Quá hạn {(day_of(NOW) - period.due_on).days} ngày"
    assert {tuple(row[3:]) for row in annex.rows} == {
        (period.due_on, "Đúng hạn"),
        (period.due_on + timedelta(days=3), "Chậm 3 ngày"),
        ("Chưa gửi", overdue),
    }


def test_before_the_due_day_nobody_is_late(draft, period):
    draft.compiled_at = NOW.replace(year=period.due_on.year, month=period.due_on.month, day=period.due_on.day)

    assert [row[4] for row in document(draft).annexes[-1].rows if row[3] == "Chưa gửi"] == ["Chưa đến hạn"]


def test_the_head_of_an_issue_is_that_of_its_day(draft, cast):
    office = get_office()

    head = document(issue(draft, cast.tracker)).head

    assert head == Head(office.superior_name, office.name, 1, draft.symbol, office.place, draft.issued_on)
