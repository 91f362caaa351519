"""Uploaded lists on their way in: exactly once, whoever works on them, whatever dies; nothing of a file is left."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from kehoach.lib.conflicts import Conflict
from kehoach.lib.origin import acting_from
from tests.at_once import at_once
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_user
from tests.units.test_register import NEW, book
from units.jobs import take_in_lists_job
from units.models import Change, ListUpload, Membership, Unit
from units.services import uploads
from units.services.uploads import KEPT, LEASE, confirm_list, upload_list, work_on_list, work_on_owed_lists

State = ListUpload.State


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def clock():
    return NOW


def uploaded(by, *rows) -> ListUpload:
    file = SimpleUploadedFile("don-vi.xlsx", book(*(rows or [NEW])))
    return upload_list(kind="units", file=file, by=by, now=NOW)


def checked(by, *rows) -> ListUpload:
    record = uploaded(by, *rows)
    work_on_owed_lists(clock=clock)
    record.refresh_from_db()
    return record


def confirmed(by, *rows) -> ListUpload:
    record = checked(by, *rows)
    confirm_list(record=record, digest=record.digest, by=by)
    return record


def state_of(record: ListUpload) -> str:
    return ListUpload.objects.get(pk=record.pk).state


def test_what_is_owed_is_done_once_however_often_the_job_runs(bloc: Bloc, cast: Cast):
    record = confirmed(cast.administrator)
    path = record.file.path

    for _ in range(2):
        take_in_lists_job()

    record.refresh_from_db()
    assert (record.state, record.result, record.file.name) == (State.WRITTEN, {"new": 1, "changed": 0}, "")
    assert Unit.objects.filter(code="CB77").count() == 1
    assert not record.file.storage.exists(path)


def test_the_ledger_names_the_person_and_where_they_confirmed(bloc: Bloc, cast: Cast):
    record = checked(cast.administrator)
    with acting_from(lambda: "10.0.0.7"):
        confirm_list(record=record, digest=record.digest, by=cast.administrator)

    take_in_lists_job()

    change = Change.objects.of(Unit.objects.get(code="CB77")).get()
    assert (change.by, change.origin, change.on_behalf_of) == (cast.administrator, "10.0.0.7", None)


def test_the_same_file_twice_is_written_once(bloc: Bloc, cast: Cast):
    first, second = checked(cast.administrator), checked(cast.administrator)
    for record in (first, second):
        confirm_list(record=record, digest=record.digest, by=cast.administrator)

    work_on_owed_lists(clock=clock)

    second.refresh_from_db()
    assert (state_of(first), second.state, second.result["unchanged"]) == (State.WRITTEN, State.CHECKED, 1)
    assert "người khác thay đổi" in second.message


def test_confirming_twice_changes_nothing_and_another_result_is_refused(bloc: Bloc, cast: Cast):
    record = checked(cast.administrator)

    with pytest.raises(Conflict):
        confirm_list(record=record, digest="x", by=cast.administrator)
    for _ in range(2):
        confirm_list(record=record, digest=record.digest, by=cast.administrator)

    assert state_of(record) == State.WRITING


def test_who_dies_in_the_middle_loses_and_doubles_nothing(bloc: Bloc, cast: Cast, monkeypatch):
    record = confirmed(cast.administrator)

    def die(**_):
        raise SystemExit  # as by a signal: no handler of ours runs

    with monkeypatch.context() as patch:
        patch.setattr("units.services.register.create_units", die)
        with pytest.raises(SystemExit):
            work_on_list(pk=record.pk, clock=clock)
    work_on_owed_lists(clock=clock)
    assert (state_of(record), Unit.objects.filter(code="CB77").count()) == (State.WRITING, 0)

    work_on_owed_lists(clock=lambda: NOW + LEASE)
    assert (state_of(record), Unit.objects.filter(code="CB77").count()) == (State.WRITTEN, 1)


def test_a_list_that_kills_its_workers_is_given_up_and_the_rest_goes_on(bloc: Bloc, cast: Cast):
    record, other = uploaded(cast.administrator), uploaded(cast.administrator)
    ListUpload.objects.filter(pk=record.pk).update(attempts=uploads.MAX_ATTEMPTS)

    work_on_owed_lists(clock=clock)

    assert (state_of(record), state_of(other)) == (State.REFUSED, State.CHECKED)


def test_a_broken_list_does_not_stop_the_rest(bloc: Bloc, cast: Cast):
    record, other = uploaded(cast.administrator), uploaded(cast.administrator)
    record.file.storage.delete(record.file.name)

    work_on_owed_lists(clock=clock)

    record.refresh_from_db()
    assert (record.state, record.message, state_of(other)) == (State.REFUSED, uploads.CRASHED, State.CHECKED)


def test_who_administers_no_longer_has_nothing_written(bloc: Bloc, cast: Cast):
    record = confirmed(cast.administrator)
    Membership.objects.filter(user=cast.administrator).update(to_on=TODAY - timedelta(days=1))

    work_on_owed_lists(clock=clock)

    assert (state_of(record), Unit.objects.filter(code="CB77").exists()) == (State.REFUSED, False)


def test_a_branch_has_only_its_own_judged(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")

    record = checked(area)

    assert [problem["column"] for problem in record.result["problems"]] == ["Mã đơn vị cấp trên"]


def test_old_uploads_are_cleared_with_their_files(bloc: Bloc, cast: Cast):
    record, waiting = checked(cast.administrator), uploaded(cast.administrator)
    later = NOW + KEPT + timedelta(seconds=1)
    ListUpload.objects.filter(pk=waiting.pk).update(leased_until=later + LEASE)

    work_on_owed_lists(clock=lambda: later)

    assert list(ListUpload.objects.all()) == [waiting]
    storage = waiting.file.storage
    assert (storage.exists(record.file.name), storage.exists(waiting.file.name)) == (False, True)


@pytest.mark.parametrize("facts", [{"file": "", "state": "checking"}, {"file": "x", "state": "writing", "digest": ""}])
def test_the_database_refuses_what_nobody_could_go_on_with(cast: Cast, facts):
    facts |= {"kind": "units", "name": "x", "uploaded_at": NOW, "uploaded_by": cast.administrator}

    with pytest.raises(IntegrityError), transaction.atomic():
        ListUpload.objects.create(**facts)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_it_once(bloc: Bloc, cast: Cast):
    record = confirmed(cast.administrator)

    def work(wait):
        wait()
        work_on_list(pk=record.pk, clock=clock)

    assert at_once([work, work]) == [None, None]
    assert (state_of(record), Unit.objects.filter(code="CB77").count()) == (State.WRITTEN, 1)
