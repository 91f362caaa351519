"""Two workers at once: no error, nothing doubled, nothing lost; on SQLite as on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from reports.models import Period, Rollup, UnitReport
from reports.services.periods import open_due_periods
from reports.services.rollups import compile_rollup
from reports.services.sweep import run_sweep
from tasks.models import Digest, JobRun, Notice, Plan
from tasks.services.digests import send_all_digests
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_unit, make_user
from units.models import Change

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 30


def at_once(*acts: Callable[[], object]) -> None:
    """Do these at the same moment, each over a connection of its own; what one raises, this raises."""
    start, errors = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def sweep(day: int = 0) -> Callable[[], object]:
    return lambda: run_sweep(clock=lambda: NOW + timedelta(days=day))


def send(day: int = 0) -> Callable[[], object]:
    return lambda: send_all_digests(clock=lambda: NOW + timedelta(days=day))


@pytest.fixture
def secretaries(bloc, cast):
    """Two plans whose work is late in thirty units, each with one secretary."""
    units = [make_unit(f"CS{number:02}", parent=bloc.root) for number in range(UNITS)]
    for number in range(2):
        plan = make_plan(bloc.root, bloc.board, number=str(20 + number))
        task = make_task(plan)
        for unit in units:
            make_assignment(task, unit, due_on=TODAY - timedelta(days=1))
    return [make_user(f"bithucs{number}", unit) for number, unit in enumerate(units)]


def assert_no_failure() -> None:
    assert list(JobRun.objects.exclude(error="").values_list("error", flat=True)) == []
    for run in JobRun.objects.filter(name="sweep"):
        assert [step.get("failed", 0) for step in run.counts.values()] == [0] * len(run.counts), run.counts


def test_sweeps_side_by_side_do_what_one_does(secretaries):
    at_once(sweep(), sweep(), sweep())

    assert_no_failure()
    late = Notice.objects.filter(kind="overdue")
    assert late.count() == 2 * UNITS
    periods = Period.objects.count()
    assert UnitReport.objects.count() == UNITS * periods
    over = Period.objects.filter(due_on__lt=TODAY)
    assert over.count() > 0
    assert list(Rollup.objects.values_list("state", "drafts")) == [("draft", 1)] * over.count()
    assert Change.objects.filter(verb="Tổng hợp dự thảo").count() == over.count()


def test_the_next_step_takes_the_place_of_the_last_one_once(secretaries):
    sweep()()
    at_once(sweep(7), sweep(7), sweep(7))

    assert_no_failure()
    late = Notice.objects.filter(kind="overdue")
    assert (late.count(), late.standing().count()) == (4 * UNITS, 2 * UNITS)


def test_mails_made_and_sent_side_by_side_reach_each_person_once(secretaries):
    sweep()()

    at_once(send(), send(), send())

    assert_no_failure()
    assert set(Counter(message.to[0] for message in mail.outbox).values()) == {1}
    assert len(mail.outbox) == Digest.objects.filter(state="sent").count() == Digest.objects.count() == UNITS
    assert not Notice.objects.standing().filter(digest=None).exists()


def test_sweeping_and_sending_side_by_side_tells_nobody_twice(secretaries):
    at_once(sweep(), send(), sweep(), send())
    send()()

    assert_no_failure()
    assert set(Counter(message.to[0] for message in mail.outbox).values()) == {1}


def test_a_roll_up_pressed_and_due_at_once_is_one_draft(secretaries, cast):
    for plan in Plan.objects.active():
        open_due_periods(plan=plan, today=TODAY, now=NOW)
    period = Period.objects.filter(due_on__lt=TODAY).first()

    at_once(
        sweep(),
        lambda: compile_rollup(period=period, by=cast.tracker, now=NOW),
        lambda: compile_rollup(period=period, by=cast.tracker, now=NOW),
    )

    assert_no_failure()
    assert Rollup.objects.filter(period=period).count() == 1
