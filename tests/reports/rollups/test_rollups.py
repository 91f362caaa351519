"""The roll-up: counted from accepted reports only, edited, issued and then frozen; mended only by a new one."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from kehoach.lib.conflicts import Conflict
from reports.models import Rollup, RollupFile, RollupPart
from reports.services.figures import Figures, TaskFigures, count_figures, percent_text
from reports.services.narrative import KEPT, QUOTED, Quotes, first_texts
from reports.services.rollup_builds import build_owed_files
from reports.services.rollup_files import file_is_whole
from reports.services.rollup_issue import issue_rollup, next_number
from reports.services.rollups import (
    compile_due_rollups,
    compile_rollup,
    correct_rollup,
    recompile_rollup,
    save_rollup,
)
from tests.factories import NOW, SIGNING, TODAY, make_assignment, make_line, make_period, make_report, make_task
from units.models import Change, Office
from units.selectors import get_office


@pytest.fixture
def period(plan, bloc, cast):
    """Three units owe; one is accepted with two lines, one only sent, one missing."""
    period = make_period(plan)
    first = plan.tasks.get()
    second = make_task(plan, "Vận động thành lập hợp tác xã")
    accepted = make_report(
        period, bloc.base_cell, "accepted", leadership="Đã quán triệt trong chi bộ.", difficulties="Thiếu kinh phí."
    )
    make_line(accepted, make_assignment(first, bloc.base_cell, state="in_progress"), percent=40, result="Hai buổi.")
    done = make_assignment(
        second, bloc.base_cell, due_on=date(2026, 10, 1), state="awaiting", declared_on=date(2026, 10, 5)
    )
    make_line(accepted, done, state="awaiting", percent=None)
    sent = make_report(period, bloc.sibling, "sent", on_time=False, leadership="Không được tính.")
    make_line(sent, make_assignment(first, bloc.sibling), percent=100, result="Chưa được xác nhận.")
    make_report(period, bloc.committee)
    return period


@pytest.fixture
def draft(period, cast):
    return compile_rollup(period=period, by=cast.tracker, now=NOW)


def issue(draft, by, number=1, version=None, **signing):
    """Ordered by a person, then built and frozen by a worker."""
    issue_rollup(
        rollup=draft,
        version=draft.version if version is None else version,
        number=number,
        issued_on=TODAY,
        signing=SIGNING | signing,
        by=by,
        now=NOW,
    )
    build_owed_files(clock=lambda: NOW)
    draft.refresh_from_db()
    return draft


def test_figures_come_from_accepted_reports_only(period):
    figures = count_figures(period=period)

    assert (figures.expected, figures.sent, figures.on_time, figures.accepted, figures.missing) == (3, 2, 1, 1, 1)
    assert figures.coverage == "33,3 %, từ 1/3 đơn vị"
    assert (figures.lines, figures.routine, figures.awaiting) == (2, 1, 1)
    assert [(task.units, task.mean_percent) for task in figures.tasks] == [(1, 40.0), (1, None)]


def test_the_completion_rate_leaves_out_work_in_its_term():
    figures = Figures(done_on_time=14068, done_late=1983, in_term=5640, overdue=223)

    assert f"{figures.completion_rate:.2f}" == "98.63"


@pytest.mark.parametrize(("part", "whole", "text"), [(0, 0, "–"), (1, 1, "100,0 %"), (1, 3, "33,3 %"), (0, 5, "0,0 %")])
def test_shares_in_words(part, whole, text):
    assert percent_text(part, whole) == text


def test_figures_survive_json(period):
    figures = count_figures(period=period)

    assert Figures.from_dict(figures.to_dict()) == figures


def test_queries_do_not_grow_with_the_units(period, bloc, django_assert_num_queries):
    with django_assert_num_queries(5):
        count_figures(period=period)


def test_a_draft_quotes_what_was_accepted(draft):
    texts = {part.code: part.text for part in draft.parts.exclude(code="task")}

    assert texts["leadership"] == "- Chi bộ Công ty Ánh Sáng: Đã quán triệt trong chi bộ."
    assert texts["difficulties"] == "- Chi bộ Công ty Ánh Sáng: Thiếu kinh phí."
    assert "lessons" not in texts
    assert draft.parts.filter(code="task").first().text == (
        "Theo báo cáo đã xác nhận của 1 đơn vị: 1 đơn vị đang thực hiện. "
        "Tiến độ bình quân 40,0 %, tính trên 1/1 đơn vị có ghi phần trăm.\n- Chi bộ Công ty Ánh Sáng: Hai buổi."
    )


def test_compiling_again_keeps_what_a_person_edited(draft, period, cast):
    part = draft.parts.get(code="leadership")
    save_rollup(
        rollup=draft,
        version=draft.version,
        abstract="kết quả",
        texts={part.pk: "Câu của tôi"},
        by=cast.tracker,
        now=NOW,
    )
    period.unit_reports.filter(state="sent").update(state="accepted")

    again = recompile_rollup(rollup=draft, version=draft.version, by=cast.tracker, now=NOW)

    assert again.pk == draft.pk
    assert (again.drafts, again.figures["accepted"]) == (2, 2)
    assert again.parts.get(code="leadership").text == "Câu của tôi"
    assert "Chi bộ Bảo tàng tỉnh" in again.parts.filter(code="task").first().text


def test_two_people_do_not_overwrite_each_other(draft, cast):
    seen = draft.version
    save_rollup(rollup=draft, version=seen, abstract="một", texts={}, by=cast.tracker, now=NOW)

    with pytest.raises(Conflict):
        save_rollup(rollup=draft, version=seen, abstract="hai", texts={}, by=cast.tracker, now=NOW)

    assert Rollup.objects.get().abstract == "một"


def test_a_part_of_another_rollup_cannot_be_written(draft, plan, cast):
    other = compile_rollup(period=make_period(plan, kind="month"), by=cast.tracker, now=NOW)
    part = other.parts.first()

    save_rollup(rollup=draft, version=draft.version, abstract="một", texts={part.pk: "lạc"}, by=cast.tracker, now=NOW)

    part.refresh_from_db()
    assert part.text != "lạc"


def test_issuing_numbers_signs_and_freezes(draft, cast):
    rollup = issue(draft, cast.tracker)

    files = {file.kind: file for file in rollup.files.all()}
    assert rollup.number_and_symbol == "01-BC/ĐU"
    assert sorted(files) == ["docx", "xlsx"]
    for file in files.values():
        assert hashlib.sha256(file.content).hexdigest() == file.sha256
        assert file_is_whole(file)
    assert Change.objects.of(rollup).filter(verb="Ban hành").get().after["SHA-256 tệp Word"] == files["docx"].sha256


def test_numbers_run_through_the_term(draft, plan, cast):
    issue(draft, cast.tracker)

    assert next_number(get_office()) == 2
    Office.objects.create(pk=1, term="2030-2035")
    assert next_number(get_office()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"signer_name": " "}, "signer_name"), ({}, "issued_on")],
)
def test_an_incomplete_issue_is_refused_and_changes_nothing(draft, cast, change, field):
    issued_on = TODAY if change else date(2026, 1, 1)
    with pytest.raises(ValidationError) as refused:
        issue_rollup(
            rollup=draft,
            version=draft.version,
            number=1,
            issued_on=issued_on,
            signing=SIGNING | change,
            by=cast.tracker,
            now=NOW,
        )

    assert list(refused.value.message_dict) == [field]
    assert Rollup.objects.values_list("state", "version").get() == ("draft", 0)


def test_a_used_number_is_refused(draft, plan, cast):
    issue(draft, cast.tracker, number=5)
    other = compile_rollup(period=make_period(plan, kind="month"), by=cast.tracker, now=NOW)

    with pytest.raises(ValidationError, match="Số 05-BC/ĐU đã dùng"):
        issue(other, cast.tracker, number=5)


def test_an_issued_rollup_is_not_edited_or_compiled_again(draft, period, cast):
    rollup = issue(draft, cast.tracker)

    with pytest.raises(ValidationError):
        save_rollup(rollup=rollup, version=rollup.version, abstract="khác", texts={}, by=cast.tracker, now=NOW)
    with pytest.raises(ValidationError):
        compile_rollup(period=period, by=cast.tracker, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Rollup.objects.filter(pk=row.pk).update(abstract="khác"),
        lambda row: Rollup.objects.filter(pk=row.pk).update(state="draft"),
        lambda row: RollupPart.objects.filter(rollup=row).update(text="khác"),
        lambda row: RollupPart.objects.filter(rollup=row).delete(),
        lambda row: RollupPart.objects.create(rollup=row, code="lessons", position=99),
        lambda row: RollupFile.objects.filter(rollup=row).update(content=b"khac"),
        lambda row: RollupFile.objects.filter(rollup=row, kind="docx").delete(),
        lambda row: Rollup.objects.filter(pk=row.pk)._raw_delete("default"),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_issued(draft, cast, change):
    rollup = issue(draft, cast.tracker)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(rollup)


def test_the_same_rows_give_the_same_bytes(draft, cast):
    from reports.services.rollup_documents import rollup_docx_bytes, rollup_xlsx_bytes

    office = get_office()

    assert rollup_docx_bytes(rollup=draft, office=office) == rollup_docx_bytes(rollup=draft, office=office)
    assert rollup_xlsx_bytes(rollup=draft, office=office) == rollup_xlsx_bytes(rollup=draft, office=office)


def test_a_correction_is_a_new_rollup_that_names_the_old_one(draft, period, cast):
    issued = issue(draft, cast.tracker)
    before = bytes(issued.files.get(kind="docx").content)
    with pytest.raises(ValidationError):
        correct_rollup(rollup=issued, reason=" ", by=cast.tracker, now=NOW)

    correction = correct_rollup(rollup=issued, reason="Sai số liệu", by=cast.tracker, now=NOW)
    with pytest.raises(ValidationError):
        correct_rollup(rollup=issued, reason="Lần nữa", by=cast.tracker, now=NOW)
    issue(correction, cast.tracker, number=2)

    assert correction.corrects == issued
    assert bytes(issued.files.get(kind="docx").content) == before


def test_drafts_of_ended_periods_are_compiled_once(period):
    first = compile_due_rollups(today=TODAY, now=NOW)
    second = compile_due_rollups(today=TODAY, now=NOW)

    assert (first["compiled"], second["compiled"]) == (1, 0)
    assert Rollup.objects.get().compiled_by is None


def test_a_period_still_due_is_not_compiled(period):
    assert compile_due_rollups(today=period.due_on, now=NOW)["compiled"] == 0


def test_one_broken_period_does_not_stop_the_rest(period, plan, bloc, monkeypatch):
    broken = make_period(plan, kind="month")
    make_report(broken, bloc.base_cell)
    from reports.services import rollups

    whole = rollups.count_figures
    monkeypatch.setattr(
        rollups, "count_figures", lambda *, period: 1 // (period.pk - broken.pk) and whole(period=period)
    )

    assert compile_due_rollups(today=TODAY, now=NOW) == {"compiled": 1, "failed": 1}


def test_what_units_wrote_alike_stands_once_and_first():
    quotes = Quotes()
    quotes.add("Chi bộ A", "- Thiếu kinh phí. (Nhiệm vụ II.1, ngày 4/10/2026)\n\n- Cán bộ kiêm nhiệm.")
    quotes.add("Chi bộ B", "Không có.")
    for name in "CDEF":
        quotes.add(f"Chi bộ {name}", "cán bộ kiêm nhiệm")

    assert str(quotes).splitlines() == [
        "- Chi bộ A, Chi bộ C, Chi bộ D và 2 đơn vị khác: Cán bộ kiêm nhiệm.",
        "- Chi bộ A: Thiếu kinh phí.",
    ]


def test_a_part_quotes_so_many_and_says_how_many_are_left():
    quotes = Quotes()
    for number in range(KEPT + 5):
        quotes.add(f"Chi bộ {number}", f"Việc {number}")

    lines = str(quotes).splitlines()

    assert (len(lines), len(quotes.said)) == (QUOTED + 1, KEPT)
    assert lines[-1] == f"(Còn {KEPT + 5 - QUOTED} nội dung khác, xem đầy đủ trong tệp số liệu kèm theo.)"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Tuyên truyền; vận động.", "Tuyên truyền"),
        ("Các đoàn thể vận động như: nông nghiệp, dịch vụ.", "Các đoàn thể vận động như: nông nghiệp, dịch vụ"),
        (
            "Quán triệt, " + "tuyên truyền sâu rộng " * 4 + ", " + "vận động " * 20,
            "Quán triệt, " + "tuyên truyền sâu rộng " * 4,
        ),
        ("chữ " * 60, "chữ " * 34 + "chữ…"),
    ],
)
def test_a_long_task_becomes_a_heading(text, heading):
    assert TaskFigures(1, "1", text).heading == heading.strip()


def test_first_texts_are_read_in_three_queries(period, django_assert_num_queries):
    figures, office = count_figures(period=period), get_office()

    with django_assert_num_queries(3):
        first_texts(period=period, figures=figures, office=office)
