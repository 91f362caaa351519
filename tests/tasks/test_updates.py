"""Logging progress and answering it: a double click is one row, done takes two, counts stay right."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Evidence, Notice, Update
from tasks.services.notices import owe_notices
from tasks.services.tallies import wrong_tallies
from tasks.services.updates import confirm_done, log_update, send_back, undo_confirm, undo_send_back
from tasks.signals import progress_logged
from tests.factories import NOW, TODAY, make_assignment, make_task, make_user
from tests.tasks.sample_files import PNG, archive, upload
from units.models import Change, Office

LATER = NOW + timedelta(hours=1)


def log(assignment, by, **values):
    values = {
        "key": uuid.uuid4(),
        "state": "in_progress",
        "result": "Đã tổ chức hai buổi tuyên truyền.",
        "on": TODAY,
        "version": assignment.version,
        "now": NOW,
    } | values
    return log_update(assignment=assignment, by=by, **values)


def assert_tallies_right(assignment):
    assert wrong_tallies([assignment.plan_id]) == set()


@pytest.fixture
def declared(assignment, cast):
    """The secretary said it is done."""
    log(assignment, cast.secretary, state="awaiting", percent=100)
    return assignment


# --- Logging --------------------------------------------------------------------------------------------------------


def test_update_changes_the_assignment_and_keeps_history(assignment, cast):
    update = log(assignment, cast.secretary, percent=40, difficulties="Thiếu kinh phí")

    kept = Assignment.objects.get()
    assert (kept.state, kept.percent, kept.last_update_at, kept.version) == ("in_progress", 40, NOW, 1)
    assert (update.on, update.by, update.difficulties) == (TODAY, cast.secretary, "Thiếu kinh phí")
    change = Change.objects.get()
    assert (change.verb, change.by, change.at) == ("Cập nhật tiến độ", cast.secretary, NOW)
    assert change.before == {"state": "not_started", "percent": None}
    assert change.after == {"state": "in_progress", "percent": 40}
    assert_tallies_right(assignment)


def test_same_key_twice_is_one_update(assignment, cast):
    key = uuid.uuid4()

    first = log(assignment, cast.secretary, key=key, version=0)
    second = log(Assignment.objects.get(), cast.secretary, key=key, version=0)

    assert first == second
    assert Update.objects.count() == 1
    assert Assignment.objects.get().version == 1


def test_key_of_another_assignment_is_refused(assignment, plan, bloc, cast):
    other = make_assignment(make_task(plan), bloc.base_cell)
    update = log(assignment, cast.secretary)

    with pytest.raises(ValidationError):
        log(other, cast.secretary, key=update.key)

    assert Update.objects.count() == 1


def test_old_version_is_a_conflict_and_changes_nothing(assignment, cast):
    log(assignment, cast.secretary, percent=40)

    with pytest.raises(Conflict) as conflict:
        log(Assignment.objects.get(), cast.secretary, percent=10, version=0)

    assert conflict.value.current.percent == 40
    assert Update.objects.count() == 1
    assert_tallies_right(assignment)


def test_stale_row_in_memory_is_a_conflict(assignment, cast):
    stale = Assignment.objects.get()
    log(assignment, cast.secretary)

    with pytest.raises(Conflict):
        log(stale, cast.secretary)


def test_blank_percent_keeps_the_last_one_and_is_not_zero(assignment, cast):
    log(assignment, cast.secretary, percent=40)

    update = log(assignment, cast.secretary, percent=None)

    assert (update.percent, Assignment.objects.get().percent) == (None, 40)
    assert_tallies_right(assignment)


def test_blank_percent_from_the_start_stays_unknown(assignment, cast):
    log(assignment, cast.secretary)

    assert Assignment.objects.get().percent is None


def test_zero_percent_is_zero(assignment, cast):
    log(assignment, cast.secretary, percent=0)

    assert Assignment.objects.get().percent == 0


def test_declared_done_waits_for_the_tracker_and_stops_reminders(assignment, cast):
    owe_notices(
        people=[cast.secretary],
        kind="overdue",
        key="x",
        subject=f"assignment:{assignment.pk}",
        title="Quá hạn",
        now=NOW,
    )

    update = log(assignment, cast.secretary, state="awaiting")

    kept = Assignment.objects.get()
    assert (update.state, kept.state, kept.declared_on, kept.confirmed_at) == ("awaiting", "awaiting", TODAY, None)
    assert Notice.objects.get().settled_at == NOW
    assert_tallies_right(assignment)


def test_declared_day_is_the_vietnam_day_of_saying_so(plan, bloc, cast):
    due = make_assignment(make_task(plan, due_on=TODAY), bloc.base_cell, due_on=TODAY)

    log(
        due, cast.secretary, state="awaiting", on=TODAY, now=datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    )  # 00:00 next day

    assert due.declared_on == TODAY + timedelta(days=1)
    assert due.bucket(TODAY, 7) == "awaiting"
    assert_tallies_right(due)


def test_unit_that_confirms_itself_is_done_at_once(assignment, cast):
    Office.objects.create(pk=1, confirmer="unit")

    update = log(assignment, cast.secretary, state="awaiting")

    kept = Assignment.objects.get()
    assert (update.state, kept.state, kept.confirmed_by, kept.confirmed_at) == ("done", "done", cast.secretary, NOW)
    assert_tallies_right(assignment)


def test_progress_after_a_declaration_takes_it_back(declared, cast):
    log(declared, cast.secretary, state="in_progress")

    kept = Assignment.objects.get()
    assert (kept.state, kept.declared_on) == ("in_progress", None)
    assert_tallies_right(declared)


def test_files_come_with_the_update(assignment, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    update = log(assignment, cast.secretary, files=[upload("anh.png", PNG)])

    assert [item.name for item in update.evidence.all()] == ["anh.png"]


def test_wrong_file_changes_nothing(assignment, cast):
    with pytest.raises(ValidationError) as refusal:
        log(assignment, cast.secretary, files=[upload("a.docx", archive("a.txt"))])

    assert list(refusal.value.message_dict) == ["files"]
    assert (Update.objects.count(), Evidence.objects.count(), Assignment.objects.get().version) == (0, 0, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": date(2025, 12, 14)}, "on"),
        ({"state": "not_started"}, "state"),
        ({"state": "lost"}, "state"),
        ({"percent": 101}, "percent"),
        ({"state": "awaiting", "result": " "}, "result"),
        ({"state": "paused", "result": ""}, "result"),
    ],
)
def test_wrong_entry_names_its_field(assignment, cast, values, field):
    with pytest.raises(ValidationError) as refusal:
        log(assignment, cast.secretary, **values)

    assert list(refusal.value.message_dict) == [field]
    assert Update.objects.count() == 0


def test_entry_that_says_nothing_is_refused(assignment, cast):
    log(assignment, cast.secretary, percent=40)

    with pytest.raises(ValidationError):
        log(assignment, cast.secretary, percent=40, result="")


def test_ended_done_and_closed_work_is_not_updated(plan, assignment, cast):
    for values in ({"ended_on": TODAY}, {"state": "done", "declared_on": TODAY, "confirmed_at": NOW}):
        for name, value in values.items():
            setattr(assignment, name, value)
        with pytest.raises(ValidationError):
            log(assignment, cast.secretary)
        assignment.refresh_from_db()
    assignment.plan.state = "closed"
    with pytest.raises(ValidationError):
        log(assignment, cast.secretary)


@pytest.mark.parametrize("name", ["sibling_secretary", "tracker", "standing", "administrator", "inspector", "stranger"])
def test_only_the_unit_logs(assignment, cast, name):
    with pytest.raises(PermissionDenied):
        log(assignment, getattr(cast, name))


def test_news_is_told_upwards(assignment, cast):
    heard = []

    def hear(sender, assignment, update, **kwargs):
        heard.append((assignment.pk, update.pk))

    progress_logged.connect(hear)
    try:
        update = log(assignment, cast.secretary)
    finally:
        progress_logged.disconnect(hear)

    assert heard == [(assignment.pk, update.pk)]


def test_logging_takes_few_queries(assignment, cast, django_assert_num_queries):
    with django_assert_num_queries(9):  # two of them open and close the savepoint
        log(assignment, cast.secretary, percent=40)


# --- The tracker's answer -------------------------------------------------------------------------------------------


def test_tracker_confirms(declared, cast):
    confirm_done(assignments=[declared], by=cast.tracker, now=LATER)

    kept = Assignment.objects.get()
    assert (kept.state, kept.confirmed_by, kept.confirmed_at, kept.declared_on) == ("done", cast.tracker, LATER, TODAY)
    assert Change.objects.of(declared).first().verb == "Xác nhận hoàn thành"
    assert_tallies_right(declared)


def test_confirming_twice_confirms_once(declared, cast):
    for _ in range(2):
        confirm_done(assignments=[Assignment.objects.get()], by=cast.tracker, now=LATER)

    assert Change.objects.filter(verb="Xác nhận hoàn thành").count() == 1


def test_nobody_confirms_what_they_declared(bloc, plan, cast):
    own = make_assignment(make_task(plan), bloc.board)
    log(own, cast.tracker, state="awaiting")

    with pytest.raises(PermissionDenied):
        confirm_done(assignments=[own], by=cast.tracker, now=LATER)
    confirm_done(assignments=[own], by=make_user("tuyengiao2", bloc.board, "tracker"), now=LATER)

    assert Assignment.objects.get(pk=own.pk).state == "done"


@pytest.mark.parametrize("name", ["secretary", "sibling_secretary", "standing", "administrator", "inspector"])
def test_only_the_plans_tracker_answers(declared, cast, name):
    person = getattr(cast, name)

    with pytest.raises(PermissionDenied):
        confirm_done(assignments=[declared], by=person, now=LATER)
    with pytest.raises(PermissionDenied):
        send_back(assignment=declared, reason="Thiếu số liệu", version=declared.version, by=person, now=LATER)


def test_tracker_of_another_committee_does_not_answer(declared, bloc):
    lower = make_user("tuyengiao-cs", bloc.committee, "tracker")

    with pytest.raises(PermissionDenied):
        confirm_done(assignments=[declared], by=lower, now=LATER)


def test_sent_back_work_goes_on_and_its_people_are_told_why(declared, cast):
    send_back(assignment=declared, reason="Thiếu số liệu", version=declared.version, by=cast.tracker, now=LATER)

    kept = Assignment.objects.get()
    assert (kept.state, kept.declared_on) == ("in_progress", None)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.detail) == (cast.secretary, "returned", "Thiếu số liệu")
    assert notice.link == f"/phan-cong/{declared.pk}/"
    assert Change.objects.of(declared).first().reason == "Thiếu số liệu"
    assert_tallies_right(declared)


def test_sending_back_needs_a_reason_and_a_declaration(declared, cast):
    with pytest.raises(ValidationError) as refusal:
        send_back(assignment=declared, reason="  ", version=declared.version, by=cast.tracker, now=LATER)
    confirm_done(assignments=[declared], by=cast.tracker, now=LATER)
    with pytest.raises(ValidationError):
        send_back(assignment=declared, reason="Thiếu", version=declared.version, by=cast.tracker, now=LATER)

    assert list(refusal.value.message_dict) == ["reason"]
    assert Notice.objects.count() == 0


def test_answer_to_an_older_state_is_a_conflict(declared, cast):
    seen = Assignment.objects.select_related("plan__issuer").get()
    log(declared, cast.secretary, state="awaiting", result="Bổ sung số liệu", now=LATER)

    with pytest.raises(Conflict):
        send_back(assignment=seen, reason="Thiếu số liệu", version=seen.version, by=cast.tracker, now=LATER)


def test_confirmation_can_be_undone(declared, cast):
    confirm_done(assignments=[declared], by=cast.tracker, now=LATER)

    undo_confirm(assignment=declared, version=declared.version, by=cast.tracker, now=LATER)

    kept = Assignment.objects.get()
    assert (kept.state, kept.confirmed_at, kept.confirmed_by, kept.declared_on) == ("awaiting", None, None, TODAY)
    assert_tallies_right(declared)


def test_sending_back_can_be_undone_until_the_unit_writes(declared, cast):
    send_back(assignment=declared, reason="Thiếu", version=declared.version, by=cast.tracker, now=LATER)
    undo_send_back(assignment=declared, version=declared.version, by=cast.tracker, now=LATER)

    kept = Assignment.objects.get()
    assert (kept.state, kept.declared_on) == ("awaiting", TODAY)
    assert Notice.objects.get().settled_at == LATER
    assert_tallies_right(declared)

    send_back(assignment=declared, reason="Thiếu", version=declared.version, by=cast.tracker, now=LATER)
    log(declared, cast.secretary, now=LATER)
    with pytest.raises(ValidationError):
        undo_send_back(assignment=declared, version=declared.version, by=cast.tracker, now=LATER)


def test_nothing_to_undo_is_said(assignment, cast):
    with pytest.raises(ValidationError):
        undo_confirm(assignment=assignment, version=0, by=cast.tracker, now=LATER)
    with pytest.raises(ValidationError):
        undo_send_back(assignment=assignment, version=0, by=cast.tracker, now=LATER)
