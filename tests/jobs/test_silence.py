"""Days without a sweep, without a schedule or without a mail server end in one mail with what holds then."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.beat import PersistentScheduler
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kehoach.celery import app
from kehoach.schedule import SCHEDULE
from reports.models import Period, UnitReport
from reports.services.sweep import run_sweep
from tasks.models import Digest, JobRun, Notice
from tasks.services.digests import send_all_digests
from tests.factories import NOW, TODAY, make_assignment, make_task

HALF_AN_HOUR = 30 * 60.0


def at(day: int) -> datetime:
    return NOW + timedelta(days=day)


def sweep(day: int) -> None:
    """What the schedule does many times a day."""
    for _ in range(2):
        run_sweep(clock=lambda: at(day))
        send_all_digests(clock=lambda: at(day))
    assert list(JobRun.objects.exclude(error="").values_list("error", flat=True)) == []


def told(kind: str) -> list[str]:
    """Who still stands reminded in this way."""
    return sorted(Notice.objects.standing().filter(kind=kind).values_list("person__username", flat=True))


@pytest.fixture
def work(plan, bloc, cast):
    """Dated work of one unit, due on day 2; of another, due on day 9; and done in the silence; and routine work."""
    plan.reports_from = TODAY - timedelta(days=200)
    plan.save(update_fields=["reports_from"])
    near = make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY + timedelta(days=2))
    far = make_assignment(make_task(plan), bloc.sibling, due_on=TODAY + timedelta(days=9))
    done = make_assignment(make_task(plan), bloc.sibling, due_on=TODAY + timedelta(days=1))
    return near, far, done


def test_three_silent_days_end_in_one_mail_a_person(work, plan, cast):
    near, far, done = work
    sweep(0)
    first_day = {message.to[0]: message for message in mail.outbox}
    assert len(first_day) == len(mail.outbox)
    mail.outbox.clear()

    done.state, done.declared_on = "awaiting", TODAY + timedelta(days=1)
    done.save(update_fields=["state", "declared_on"])
    sweep(4)

    assert sorted(message.to[0] for message in mail.outbox) == ["bithu2@vidu.vn", "bithu@vidu.vn"]
    assert told("overdue") == ["bithu"]
    assert told("due_soon") == ["bithu2"]
    assert Notice.objects.filter(assignment=near).count() == 2  # what held on day 0 and what holds on day 4
    assert Notice.objects.filter(assignment=far).count() == 1
    assert not Notice.objects.standing().filter(assignment=done).exists()
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Đã quá hạn ngày 20/11/2026" in bodies["bithu@vidu.vn"]
    assert "Đến hạn ngày 27/11/2026" in bodies["bithu2@vidu.vn"]


def test_what_was_owed_in_the_silence_is_made_up_for(work, plan, bloc, cast):
    """A period that began, was cut off and fell due in the silence: opened, its reports missing, its draft made."""
    assert not Period.objects.exists()
    sweep(0)
    opened = Period.objects.count()
    Notice.objects.all().delete()

    sweep(100)

    assert Period.objects.count() > opened
    asked = Period.objects.filter(unit_reports__expected=True).distinct()
    over = asked.filter(due_on__lt=TODAY + timedelta(days=100))
    assert over.filter(rollups__state="draft").distinct().count() == over.count()
    reports = UnitReport.objects.filter(period__in=over, expected=True).count()
    missing = Notice.objects.standing().filter(kind="report_missing")
    assert missing.count() == missing.values("subject").distinct().count() == reports  # one secretary a unit
    assert not Notice.objects.filter(kind="report_due", subject__in=missing.values("subject")).exists()


def test_days_without_a_mail_server_end_in_one_mail_a_person(work, cast, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", refuse, raising=False)
        for day in range(4):
            run_sweep(clock=lambda day=day: at(day))
            assert "ConnectionRefusedError" in send_all_digests(clock=lambda day=day: at(day)).error
    JobRun.objects.all().delete()

    sweep(4)

    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 2
    [late] = [message for message in mail.outbox if message.to == ["bithu@vidu.vn"]]
    assert "Đã quá hạn ngày 20/11/2026" in late.body
    assert "Đến hạn" not in late.body  # what was owed on the first day no longer holds
    assert set(Digest.objects.values_list("state", "attempts")) == {("sent", 1)}


def refuse(backend: EmailBackend) -> None:
    raise ConnectionRefusedError("máy chủ thư không trả lời")


# --- The schedule ---------------------------------------------------------------------------------------------------


@pytest.fixture
def schedule(tmp_path):
    """Opens the schedule's file as the schedule's process does."""

    def open_file() -> PersistentScheduler:
        scheduler = PersistentScheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
        scheduler.setup_schedule()
        return scheduler

    return open_file


def ours(scheduler: PersistentScheduler):
    return {name: entry for name, entry in scheduler.schedule.items() if name in SCHEDULE}


def test_a_schedule_that_stood_still_wakes_each_job_once(schedule):
    stopped = schedule()
    for entry in ours(stopped).values():
        entry.last_run_at = datetime.now(UTC) - timedelta(days=3)
    stopped.close()

    again = schedule()

    assert [entry.is_due().is_due for entry in ours(again).values()] == [True] * len(SCHEDULE)
    assert [next(entry).is_due().is_due for entry in ours(again).values()] == [False] * len(SCHEDULE)
    again.close()


def test_a_lost_schedule_file_delays_a_sweep_by_half_an_hour_at_most(schedule, tmp_path):
    schedule().close()
    for file in tmp_path.glob("schedule*"):
        file.unlink()

    fresh = schedule()

    assert set(ours(fresh)) == set(SCHEDULE)
    assert max(entry.is_due().next for entry in ours(fresh).values()) <= HALF_AN_HOUR
    fresh.close()
