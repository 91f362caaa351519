"""What becomes of work, plans and collectives when an act closes or splits the unit that holds them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Assignment, Collective, Extension, Notice
from tasks.services.assignments import offered_units
from tasks.services.tallies import wrong_tallies
from tasks.services.updates import log_update
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_unit, make_update
from tests.units.reorganising import new, reorganise, to
from units.models import Change, Unit, User
from units.querysets import scope_of
from units.services.reorganisations.acts import confirm_act, holdings_of, prepare_act, undo_act

LATER = NOW + timedelta(hours=1)


def holders(task) -> list[tuple[str, str, str]]:
    rows = Assignment.objects.in_force().filter(task=task).order_by("unit__code")
    return list(rows.values_list("unit__code", "role", "state"))


def standing() -> list[dict]:
    return list(Assignment.objects.order_by("pk").values())


def test_running_work_passes_on_with_all_that_hangs_on_it(bloc: Bloc, cast: Cast, plan):
    work = make_assignment(plan.tasks.get(), bloc.base_cell, state="in_progress", percent=40, due_on=date(2026, 11, 30))
    update = make_update(work, cast.secretary)
    asked = Extension.objects.create(
        assignment=work,
        key=uuid4(),
        asked_on_due=work.due_on,
        wanted_due_on=date(2026, 12, 20),
        reason="Chờ kinh phí",
        asked_at=NOW,
        asked_by=cast.secretary,
    )

    reorganise("merge", [bloc.base_cell, bloc.youth], [new(bloc.root)], by=cast.administrator)

    work.refresh_from_db()
    made = Unit.objects.get(code="CB77")
    assert (work.unit, work.branch, work.percent, work.first_due_on) == (made, made, 40, date(2026, 11, 30))
    assert (update.assignment.unit, asked.assignment.unit) == (made, made)
    assert wrong_tallies([plan.pk]) == set()
    change = Change.objects.of(work).first()
    assert (change.before, change.after) == ({"unit": bloc.base_cell.name}, {"unit": "Chi bộ Hợp nhất"})
    assert change.reason == "Sáp nhập, hợp nhất theo Quyết định số 15-QĐ/ĐUK"


@pytest.mark.usefixtures("on_the_day")
def test_the_successors_people_go_on_with_it(bloc: Bloc, cast: Cast, assignment):
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    assignment.refresh_from_db()

    log_update(
        assignment=assignment,
        key=uuid4(),
        state="in_progress",
        result="Tiếp tục tuyên truyền.",
        on=TODAY,
        version=assignment.version,
        by=User.objects.get(pk=cast.sibling_secretary.pk),
        now=LATER,
    )

    assert assignment.state == "in_progress"


@pytest.fixture
def on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def test_done_work_stays_with_who_did_it(bloc: Bloc, cast: Cast, plan):
    done = {"state": "done", "declared_on": TODAY, "confirmed_at": NOW, "confirmed_by": cast.tracker}
    work = make_assignment(plan.tasks.get(), bloc.base_cell, due_on=date(2026, 11, 30), **done)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    work.refresh_from_db()
    assert (work.unit, work.branch, work.ended_on) == (bloc.base_cell, bloc.sibling, None)
    assert wrong_tallies([plan.pk]) == set()


def test_doubled_work_becomes_one_with_the_stronger_role(bloc: Bloc, cast: Cast, plan):
    task = plan.tasks.get()
    make_assignment(task, bloc.base_cell, "lead", state="in_progress")
    make_assignment(task, bloc.sibling, "support", state="in_progress", percent=10)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    assert holders(task) == [("CB03", "lead", "in_progress")]
    ended = Assignment.objects.get(task=task, ended_on=TODAY)
    assert Change.objects.of(ended).first().verb == "Nhập vào phân công của đơn vị nhận"


def test_of_two_that_unite_the_lesser_progress_counts(bloc: Bloc, cast: Cast, plan):
    task = plan.tasks.get()
    make_assignment(task, bloc.base_cell, state="awaiting", declared_on=TODAY)
    make_assignment(task, bloc.sibling, state="in_progress")

    reorganise("merge", [bloc.base_cell, bloc.sibling], [new(bloc.root)], by=cast.administrator)

    assert holders(task) == [("CB77", "implement", "in_progress")]


def test_work_goes_where_a_person_says(bloc: Bloc, cast: Cast, plan):
    tasks = [plan.tasks.get(), make_task(plan), make_task(plan)]
    _, second, third = (make_assignment(task, bloc.base_cell) for task in tasks)
    act = prepare_act(
        kind="split",
        number="1",
        decided_on=TODAY,
        effective_on=TODAY,
        before=[bloc.base_cell],
        outcomes=[to(bloc.base_cell), new(bloc.root)],
        by=cast.administrator,
        now=NOW,
    )
    part = act.units.get(code="CB77")
    choices = {"tasks.assignment": {str(second.pk): str(part.pk), str(third.pk): "end"}}

    confirm_act(act=act, choices=choices, version=0, by=cast.administrator, now=NOW)

    assert [holders(task) for task in tasks] == [
        [("CB02", "implement", "not_started")],
        [("CB77", "implement", "not_started")],
        [],
    ]


def test_work_of_a_dissolved_unit_ends(bloc: Bloc, cast: Cast, assignment, plan):
    Notice.objects.create(
        person=cast.secretary,
        kind="overdue",
        key="x",
        subject=f"assignment:{assignment.pk}",
        owed_at=NOW,
        unit=bloc.base_cell,
        assignment=assignment,
    )

    reorganise("dissolve", [bloc.base_cell], [], by=cast.administrator)

    assignment.refresh_from_db()
    assert assignment.ended_on == TODAY
    assert not Notice.objects.standing().filter(assignment=assignment).exists()
    assert wrong_tallies([plan.pk]) == set()


def test_a_dissolved_unit_may_give_its_work_to_another(bloc: Bloc, cast: Cast, assignment):
    reorganise("dissolve", [bloc.base_cell], [to(bloc.committee)], by=cast.administrator)

    assignment.refresh_from_db()
    assert assignment.unit == bloc.committee


def test_the_successor_tracks_the_plans_and_is_the_place_of_collectives(bloc: Bloc, cast: Cast, plan):
    collective = Collective.objects.create(
        plan=plan, task=plan.tasks.get(), place=bloc.committee, kinds=["cell"], period_kind="quarter"
    )
    board = make_unit("BDV", "board", bloc.root, name="Ban Dân vận")

    reorganise("merge", [bloc.board], [to(board)], by=cast.administrator)
    reorganise("merge", [bloc.committee], [to(bloc.sibling)], by=cast.administrator)

    plan.refresh_from_db()
    collective.refresh_from_db()
    assert (plan.tracker, collective.place) == (board, bloc.sibling)
    assert list(offered_units(collective, TODAY)) == [bloc.cell, bloc.other_cell]


def test_a_founded_unit_is_offered_the_collective_work(bloc: Bloc, cast: Cast, plan):
    collective = Collective.objects.create(
        plan=plan, task=plan.tasks.get(), place=bloc.root, kinds=["base_cell"], period_kind="quarter"
    )
    for unit in (bloc.base_cell, bloc.sibling):
        make_assignment(plan.tasks.get(), unit, collective=collective)

    reorganise("found", [], [new(bloc.root)], by=cast.administrator)

    assert [unit.code for unit in offered_units(collective, TODAY)] == ["CB77"]


def test_undone_the_work_is_where_it_was(bloc: Bloc, cast: Cast, plan):
    task = plan.tasks.get()
    make_assignment(task, bloc.base_cell, "lead", state="in_progress", due_on=date(2026, 12, 1))
    make_assignment(task, bloc.sibling, "support")
    make_assignment(make_task(plan), bloc.base_cell)
    before = standing()
    act = reorganise("merge", [bloc.base_cell, bloc.sibling], [new(bloc.root)], by=cast.administrator)
    assert standing() != before

    undo_act(act=act, by=cast.administrator, now=LATER)

    assert standing() == before
    assert wrong_tallies([plan.pk]) == set()


def test_once_somebody_logged_progress_it_is_not_undone(bloc: Bloc, cast: Cast, assignment):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    Assignment.objects.filter(pk=assignment.pk).update(state="in_progress", version=2)

    with pytest.raises(ValidationError, match="đã thay đổi"):
        undo_act(act=act, by=cast.administrator, now=LATER)


def test_preview_tells_each_thing(bloc: Bloc, cast: Cast, plan):
    make_assignment(plan.tasks.get(), bloc.base_cell, due_on=date(2026, 12, 1))
    make_assignment(plan.tasks.get(), bloc.sibling)
    act = prepare_act(
        kind="merge",
        number="1",
        decided_on=TODAY,
        effective_on=TODAY,
        before=[bloc.base_cell],
        outcomes=[to(bloc.sibling)],
        by=cast.administrator,
        now=NOW,
    )

    group = next(group for group in holdings_of(act) if group.code == "tasks.assignment")

    assert (group.title, group.total, group.items[0].name) == (
        "Nhiệm vụ đang thực hiện",
        1,
        "II.1. Tuyên truyền về hợp tác xã kiểu mới",
    )
    assert group.items[0].note == (
        "Chi bộ Công ty Ánh Sáng, thực hiện, chưa bắt đầu, hạn 1/12/2026, "
        "đơn vị nhận cũng đang được giao: hai phân công nhập làm một"
    )


def test_a_merger_takes_constant_queries(bloc: Bloc, cast: Cast):
    """As many for three assignments and cells as for thirty."""
    pairs = []
    for number in (3, 30):
        plan = make_plan(bloc.root, bloc.board, number=str(number))
        giver, taker = (make_unit(f"D{side}{number}", "base_committee", bloc.root) for side in "AB")
        for position in range(1, number + 1):
            make_assignment(make_task(plan, position=position), giver)
            make_unit(f"C{number}.{position}", "cell", giver)
        pairs.append((giver, taker))
    counts = []
    scope_of(cast.administrator)  # read once
    for giver, taker in pairs:
        with CaptureQueriesContext(connection) as queries:
            reorganise("merge", [giver], [to(taker)], by=cast.administrator)
        counts.append(len(queries))

    assert counts == [126, 126]
