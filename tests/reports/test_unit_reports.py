"""A unit's report: prefilled from what it logged, saved without loss, checked, sent once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kehoach.lib.conflicts import Conflict
from reports.models import ReportLine, UnitReport
from reports.services.prefill import news_for
from reports.services.unit_reports import check_report, pull_updates, save_report, send_report, start_report
from tasks.models import Notice
from tasks.services.notices import owe_notices
from tests.factories import NOW, make_assignment, make_line, make_period, make_report, make_task, make_update
from units.models import Change

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def period(plan):
    return make_period(plan)


@pytest.fixture
def report(period, assignment, bloc):
    return make_report(period, bloc.base_cell)


@pytest.fixture
def draft(report, assignment):
    UnitReport.objects.filter(pk=report.pk).update(state="draft")
    report.refresh_from_db()
    make_line(report, assignment)
    return report


def save(report, by, lines=None, **data):
    version = data.pop("version", report.version)
    return save_report(report=report, data=data, lines=lines or {}, version=version, by=by, now=NOW)


# --- Beginning ------------------------------------------------------------------------------------------------------


def test_report_begins_with_a_line_for_each_assignment_asked(report, plan, bloc, cast):
    other = make_assignment(make_task(plan), bloc.base_cell)
    make_assignment(make_task(plan), bloc.base_cell, period_kind="year")
    make_assignment(make_task(plan), bloc.base_cell, ended_on=date(2026, 8, 15))
    make_assignment(make_task(plan), bloc.sibling)

    start_report(report=report, by=cast.secretary, now=NOW)

    assert report.state == "draft"
    assert set(report.lines.values_list("assignment", flat=True)) == {plan.assignments.first().pk, other.pk}
    assert Change.objects.of(report).get().verb == "Lập báo cáo"


def test_lines_hold_what_was_logged_in_the_period(report, assignment, cast):
    for day, percent, result in (
        (date(2026, 8, 14), 10, "Trước kỳ"),
        (date(2026, 8, 15), 30, "Đã phổ biến kế hoạch."),
        (date(2026, 11, 14), None, "Đã kiểm tra ba tổ."),
        (date(2026, 11, 15), 90, "Sau kỳ"),
    ):
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        make_update(assignment, cast.secretary, on=day, at=at, percent=percent, result=result)
    make_update(
        assignment,
        cast.secretary,
        on=date(2026, 9, 1),
        at=NOW - timedelta(days=5),
        state="paused",
        result="",
        difficulties="Thiếu kinh phí",
        causes="Chưa phân bổ",
        proposals="Bố trí kinh phí",
        next_steps="Tập huấn",
    )

    start_report(report=report, by=cast.secretary, now=NOW)

    line = report.lines.get()
    assert line.result == "- Đã phổ biến kế hoạch. (ngày 15/8/2026)\n- Đã kiểm tra ba tổ. (ngày 14/11/2026)"
    assert (line.percent, line.state) == (30, "in_progress")
    assert (line.difficulties, line.proposals, line.next_steps) == ("", "", "")
    report.refresh_from_db()
    assert report.difficulties == "- Thiếu kinh phí (Nhiệm vụ II.1, ngày 1/9/2026)"
    assert report.causes == "- Chưa phân bổ (Nhiệm vụ II.1, ngày 1/9/2026)"
    assert report.proposals == "- Bố trí kinh phí (Nhiệm vụ II.1, ngày 1/9/2026)"
    assert report.next_steps == "- Tập huấn (Nhiệm vụ II.1, ngày 1/9/2026)"


def test_percent_logged_before_the_period_carries_over(report, assignment, cast):
    make_update(assignment, cast.secretary, on=date(2026, 8, 1), percent=25, state="paused")

    start_report(report=report, by=cast.secretary, now=NOW)

    line = report.lines.get()
    assert (line.percent, line.state, line.result) == (25, "paused", "")


def test_work_done_before_the_period_needs_no_words(report, assignment, cast):
    at = NOW - timedelta(days=100)
    make_update(assignment, cast.secretary, on=date(2026, 8, 3), at=at, state="awaiting")
    done = {"state": "done", "declared_on": date(2026, 8, 3), "confirmed_at": at, "confirmed_by": cast.tracker}
    type(assignment).objects.filter(pk=assignment.pk).update(**done, last_update_at=at)

    start_report(report=report, by=cast.secretary, now=NOW)

    line = report.lines.get()
    assert (line.state, line.result) == ("done", "Đã hoàn thành ngày 3/8/2026.")


def test_percent_never_logged_stays_blank(report, assignment, cast):
    make_update(assignment, cast.secretary, on=date(2026, 9, 1), percent=None)

    start_report(report=report, by=cast.secretary, now=NOW)

    assert report.lines.get().percent is None


def test_beginning_twice_keeps_what_was_written(report, assignment, cast):
    start_report(report=report, by=cast.secretary, now=NOW)
    ReportLine.objects.update(result="Tự viết")

    start_report(report=UnitReport.objects.get(), by=cast.secretary, now=NOW)

    assert ReportLine.objects.get().result == "Tự viết"
    assert UnitReport.objects.get().version == 1


def test_new_updates_are_pulled_in_beside_what_was_typed(report, assignment, cast):
    make_update(assignment, cast.secretary, on=date(2026, 11, 9), percent=50, result="Viết lại rồi")
    start_report(report=report, by=cast.secretary, now=NOW)
    ReportLine.objects.update(result="Tự viết")
    assert news_for(report) == 0
    make_update(assignment, cast.secretary, on=date(2026, 11, 10), at=LATER, percent=60, result="Mới làm")
    assert news_for(report) == 1

    changed = pull_updates(report=report, version=report.version, by=cast.secretary, now=LATER)

    line = ReportLine.objects.get()
    assert (changed, line.percent) == (1, 60)
    assert line.result == "Tự viết\n- Mới làm (ngày 10/11/2026)"
    assert news_for(report) == 0


# --- Saving ---------------------------------------------------------------------------------------------------------


def test_saving_keeps_parts_and_lines_with_history(draft, cast):
    line = draft.lines.get()

    save(draft, cast.secretary, {line.pk: {"percent": None, "result": "Sửa lại"}}, leadership="Đã quán triệt")

    line.refresh_from_db()
    kept = UnitReport.objects.get()
    assert (kept.leadership, kept.version, kept.state) == ("Đã quán triệt", 1, "draft")
    assert (line.result, line.percent) == ("Sửa lại", None)
    change = Change.objects.of(draft).get()
    assert change.before == {
        "leadership": "",
        "Nhiệm vụ II.1": "kết quả: Đã triển khai đến toàn thể đảng viên.",
    }
    assert change.after == {"leadership": "Đã quán triệt", "Nhiệm vụ II.1": "kết quả: Sửa lại"}


def test_line_of_another_report_is_refused(draft, period, bloc, plan, cast):
    foreign = make_line(make_report(period, bloc.sibling), make_assignment(plan.tasks.get(), bloc.sibling))

    with pytest.raises(ValidationError):
        save(draft, cast.secretary, {foreign.pk: {"result": "Lạ"}})

    foreign.refresh_from_db()
    assert foreign.result == "Đã triển khai đến toàn thể đảng viên."


def test_old_version_is_a_conflict_and_nothing_is_written(draft, cast):
    line = draft.lines.get()
    save(draft, cast.secretary, leadership="Bản một")

    with pytest.raises(Conflict):
        save(UnitReport.objects.get(), cast.secretary, {line.pk: {"result": "Khác"}}, leadership="Bản hai", version=0)

    line.refresh_from_db()
    assert UnitReport.objects.get().leadership == "Bản một"
    assert line.result == "Đã triển khai đến toàn thể đảng viên."


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_sent_report_is_not_edited(period, bloc, assignment, cast, state):
    report = make_report(period, bloc.base_cell, state)

    for act in (
        lambda: save(report, cast.secretary, leadership="x"),
        lambda: send_report(report=report, version=5, by=cast.secretary, now=NOW),
        lambda: pull_updates(report=report, version=0, by=cast.secretary, now=NOW),
    ):
        with pytest.raises(ValidationError):
            act()


def test_locked_period_takes_nothing(draft, period, cast):
    period.locked_at = NOW
    period.locked_by = cast.tracker
    period.save()
    draft = UnitReport.objects.select_related("period").get()

    with pytest.raises(ValidationError) as refusal:
        save(draft, cast.secretary, leadership="x")

    assert refusal.value.messages == ["Kỳ báo cáo đã khóa nên báo cáo không sửa và không gửi được nữa."]


@pytest.mark.parametrize("name", ["sibling_secretary", "tracker", "administrator", "standing", "inspector", "stranger"])
def test_only_the_unit_writes_and_sends(draft, cast, name):
    person = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        start_report(report=draft, by=person, now=NOW)
    with pytest.raises(PermissionDenied):
        save(draft, person, leadership="x")
    with pytest.raises(PermissionDenied):
        send_report(report=draft, version=0, by=person, now=NOW)


# --- Checking -------------------------------------------------------------------------------------------------------


def test_missing_parts_are_spelled_out(draft, plan, bloc, cast):
    due = make_task(plan, "Mở lớp tập huấn", due_on=date(2026, 10, 1))
    make_line(draft, make_assignment(due, bloc.base_cell, due_on=date(2026, 10, 1)), percent=20)
    empty = make_line(draft, make_assignment(make_task(plan, "Lập danh sách"), bloc.base_cell), result="")

    problems = check_report(report=draft, now=NOW)

    assert [(problem.text, problem.anchor, problem.blocks) for problem in problems] == [
        (
            "Nhiệm vụ II.3: chưa ghi gì. Nếu chưa triển khai, xin ghi “Chưa triển khai” và lý do.",
            f"id_line-{empty.pk}-result",
            True,
        ),
        (
            "Nhiệm vụ II.1: để trống phần trăm nghĩa là chưa báo, không phải 0 %.",
            f"id_line-{draft.lines.first().pk}-percent",
            False,
        ),
        (
            "Nhiệm vụ II.2: đã quá hạn 1/10/2026 mà chưa ghi khó khăn.",
            "id_difficulties",
            False,
        ),
        ("Chưa ghi công tác lãnh đạo, quán triệt, tuyên truyền.", "id_leadership", False),
        ("Chưa ghi phương hướng, nhiệm vụ kỳ tới.", "id_next_steps", False),
    ]


def test_sending_before_the_cutoff_is_advised_against(draft):
    draft.leadership = draft.next_steps = "x"
    ReportLine.objects.update(percent=1)

    [problem] = check_report(report=draft, now=datetime(2026, 11, 14, 3, tzinfo=UTC))

    assert "chốt số liệu hết ngày 14/11/2026" in problem.text
    assert not problem.blocks


def test_a_difficulty_has_a_cause(draft):
    asked = "Đã ghi khó khăn, vướng mắc mà chưa ghi nguyên nhân."
    draft.difficulties = "Kinh phí còn ít."
    assert asked in [problem.text for problem in check_report(report=draft, now=NOW)]

    draft.causes = "Chưa phân bổ."

    assert asked not in [problem.text for problem in check_report(report=draft, now=NOW)]


def test_zero_percent_is_not_blank(draft):
    ReportLine.objects.update(percent=0)

    assert not any("phần trăm" in problem.text for problem in check_report(report=draft, now=NOW))


# --- Sending --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "on_time"),
    [
        (datetime(2026, 11, 17, 16, 59, 59, tzinfo=UTC), True),  # 23:59:59 of the due day in Viet Nam
        (datetime(2026, 11, 17, 17, 0, tzinfo=UTC), False),  # midnight: the next day has begun
    ],
)
def test_on_time_ends_at_midnight_in_viet_nam(draft, cast, instant, on_time):
    send_report(report=draft, version=draft.version, by=cast.secretary, now=instant)

    kept = UnitReport.objects.get()
    assert (kept.state, kept.on_time, kept.first_sent_at, kept.sent_at) == ("sent", on_time, instant, instant)
    assert (kept.revision, kept.sent_by, kept.unit_name) == (1, cast.secretary, "Chi bộ Công ty Ánh Sáng")
    assert kept.unit_above == "Đảng bộ Khối thử nghiệm"


def test_report_that_waited_for_a_line_is_in_time_by_when_it_was_pressed(draft, cast):
    pressed = datetime(2026, 11, 17, 16, 59, tzinfo=UTC)

    send_report(report=draft, version=draft.version, pressed_at=pressed, by=cast.secretary, now=NOW)

    kept = UnitReport.objects.get()
    assert (kept.on_time, kept.first_sent_at, kept.sent_at) == (True, pressed, NOW)
    assert Change.objects.of(draft).get(verb="Gửi báo cáo").after["pressed_at"] == pressed.isoformat()


def test_sending_twice_sends_once(draft, cast):
    for _ in range(2):
        send_report(report=UnitReport.objects.get(), version=0, by=cast.secretary, now=NOW)

    assert UnitReport.objects.get().revision == 1
    assert Change.objects.of(draft).filter(verb="Gửi báo cáo").count() == 1


def test_sending_settles_the_reminders(draft, cast):
    owe_notices(
        people=[cast.secretary], kind="report_due", key="r", subject=f"report:{draft.pk}", title="Sắp đến hạn", now=NOW
    )

    send_report(report=draft, version=0, by=cast.secretary, now=LATER)

    assert Notice.objects.get().settled_at == LATER


def test_report_with_an_empty_line_is_not_sent(draft, cast):
    ReportLine.objects.update(result="")

    with pytest.raises(ValidationError) as refusal:
        send_report(report=draft, version=0, by=cast.secretary, now=NOW)

    assert len(refusal.value.messages) == 1
    assert UnitReport.objects.get().state == "draft"


def test_owed_report_is_not_sent(report, cast):
    with pytest.raises(ValidationError):
        send_report(report=report, version=0, by=cast.secretary, now=NOW)


def test_sending_what_somebody_changed_is_a_conflict(draft, cast):
    save(draft, cast.secretary, leadership="Mới")

    with pytest.raises(Conflict):
        send_report(report=UnitReport.objects.get(), version=0, by=cast.secretary, now=NOW)


def test_resent_report_keeps_when_it_was_first_sent(period, bloc, assignment, cast):
    report = make_report(period, bloc.base_cell, "returned")
    make_line(report, assignment)
    first = report.first_sent_at
    save(report, cast.secretary, leadership="Bổ sung")

    send_report(report=report, version=report.version, by=cast.secretary, now=NOW)

    kept = UnitReport.objects.get()
    assert (kept.state, kept.first_sent_at, kept.sent_at, kept.on_time, kept.revision) == ("sent", first, NOW, True, 2)
    assert Change.objects.of(report).first().verb == "Gửi lại báo cáo"
