"""An act that moves many units is carried out and taken back by a worker; its page says so until it is done."""

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_unit
from tests.units.reorganising import State, fresh, new, reorganise, to, unit_facts
from units.models import Change, Membership, Unit
from units.services.reorganisations import size
from units.services.reorganisations.acts import undo_act
from units.services.reorganisations.due import carry_out_due_acts
from units.services.reorganisations.rules import Outcome

WORKING = "Việc này chuyển nhiều đơn vị"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(size, "AT_ONCE", 3)


@pytest.fixture
def woken(monkeypatch) -> list:
    jobs: list = []
    monkeypatch.setattr("units.views.reorganisations.wake", jobs.append)
    return jobs


def work() -> dict[str, int]:
    return carry_out_due_acts(today=TODAY, now=NOW)


def page_of(client, act) -> str:
    return client.get(reverse("units:reorganisation_detail", args=[act.pk])).content.decode()


def test_a_large_act_is_left_to_a_worker(bloc: Bloc, cast: Cast):
    facts = unit_facts()
    act = reorganise("merge", [bloc.committee, bloc.sibling], [new(bloc.root)], by=cast.administrator)
    assert (act.state, act.is_under_way(TODAY), unit_facts()) == (State.PLANNED, True, facts)

    assert work() == {"done": 1, "failed": 0}

    act.refresh_from_db()
    assert (act.state, fresh(bloc.cell).parent.code) == (State.DONE, "CB77")
    done = Change.objects.of(act).first()
    assert (done.verb, done.by) == ("Thực hiện sắp xếp", cast.administrator)


@pytest.mark.parametrize("kind", ["merge", "transfer", "rename"])
def test_what_moves_few_units_is_done_at_once(bloc: Bloc, cast: Cast, kind: str):
    outcomes = {
        "merge": [to(bloc.sibling)],
        "transfer": [Outcome(unit=bloc.base_cell, parent=bloc.committee)],
        "rename": [Outcome(unit=bloc.root, name="Đảng bộ Khác")],
    }
    before = [bloc.root if kind == "rename" else bloc.base_cell]
    act = reorganise(kind, before, outcomes[kind], by=cast.administrator)
    assert act.state == State.DONE

    assert undo_act(act=act, by=cast.administrator, now=NOW).state == State.UNDONE


def test_a_large_act_is_taken_back_by_a_worker(bloc: Bloc, cast: Cast):
    make_unit("CB013", parent=bloc.committee)
    make_unit("CB014", parent=bloc.committee)
    facts, people = unit_facts(), list(Membership.objects.order_by("pk").values())
    act = reorganise("merge", [bloc.committee], [to(bloc.sibling)], by=cast.administrator)
    work()
    act = undo_act(act=act, by=cast.administrator, now=NOW)
    assert (act.state, fresh(bloc.cell).parent) == (State.UNDOING, bloc.sibling)

    assert work() == {"done": 1, "failed": 0}

    act.refresh_from_db()
    assert (act.state, act.undone_at) == (State.UNDONE, NOW)
    assert (unit_facts(), list(Membership.objects.order_by("pk").values())) == (facts, people)
    assert [(change.verb, change.by) for change in Change.objects.of(act)[:2]] == [
        ("Hủy sắp xếp", None),
        ("Yêu cầu hoàn tác sắp xếp", cast.administrator),
    ]
    assert work() == {"done": 0, "failed": 0}


def test_what_cannot_be_taken_back_stays_done_and_says_why(bloc: Bloc, cast: Cast, as_user, woken):
    make_unit("CB013", parent=bloc.committee)
    make_unit("CB014", parent=bloc.committee)
    act = reorganise("merge", [bloc.committee], [to(bloc.sibling)], by=cast.administrator)
    work()
    act = undo_act(act=act, by=cast.administrator, now=NOW)
    Unit.objects.filter(pk=bloc.other_cell.pk).update(parent=bloc.root)

    assert work() == {"done": 0, "failed": 1}

    act.refresh_from_db()
    assert act.state == State.DONE
    assert "Chưa hoàn tác được: Dữ liệu đã thay đổi" in page_of(as_user(cast.administrator), act)


def test_the_page_waits_for_the_worker(bloc: Bloc, cast: Cast, as_user, woken):
    client = as_user(cast.administrator)
    act = reorganise("merge", [bloc.committee, bloc.sibling], [new(bloc.root)], by=cast.administrator, on=TODAY)
    page = page_of(client, act)
    assert WORKING in page
    assert "Xác nhận và thực hiện" not in page
    work()
    assert WORKING not in page_of(client, act)

    client.post(reverse("units:reorganisation_undo", args=[act.pk]))
    assert len(woken) == 1
    page = page_of(client, act)
    assert WORKING in page
    assert "Hoàn tác việc sắp xếp" not in page
    work()
    assert WORKING not in page_of(client, act)
