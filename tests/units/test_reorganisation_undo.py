"""Acts on the organisation are taken back whole, as long as nothing hangs on them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY
from tests.units.reorganising import TOMORROW, State, fresh, new, reorganise, to, unit_facts
from units.models import Membership
from units.services.reorganisations.acts import undo_act
from units.services.reorganisations.due import carry_out_due_acts
from units.services.reorganisations.rules import Outcome


@pytest.mark.parametrize("kind", ["found", "rename", "convert", "transfer", "merge", "unite", "split", "dissolve"])
def test_an_act_is_undone_whole(bloc: Bloc, cast: Cast, kind: str):
    acts = {
        "found": ([], [new(bloc.committee)]),
        "rename": ([bloc.cell], [Outcome(unit=bloc.cell, name="Chi bộ Khác")]),
        "convert": ([bloc.cell], [Outcome(unit=bloc.cell, name="Đảng bộ", kind="sub_committee")]),
        "transfer": ([bloc.cell], [Outcome(unit=bloc.cell, parent=bloc.base_cell)]),
        "merge": ([bloc.committee], [to(bloc.sibling)]),
        "unite": ([bloc.committee, bloc.sibling], [new(bloc.root)]),
        "split": ([bloc.committee], [new(bloc.root, "A1"), new(bloc.root, "A2")]),
        "dissolve": ([bloc.committee], []),
    }
    before, people = unit_facts(), list(Membership.objects.order_by("pk").values())
    act = reorganise("merge" if kind == "unite" else kind, *acts[kind], by=cast.administrator)
    assert unit_facts() != before

    undo_act(act=act, by=cast.administrator, now=NOW)

    act.refresh_from_db()
    assert (unit_facts(), list(Membership.objects.order_by("pk").values())) == (before, people)
    assert act.state == State.UNDONE


def test_an_act_that_was_not_done_is_dropped(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)

    undo_act(act=act, by=cast.administrator, now=NOW)

    assert carry_out_due_acts(today=TOMORROW, now=NOW) == {"done": 0, "failed": 0}
    assert fresh(bloc.base_cell).closed_on is None


def test_what_was_changed_since_is_not_undone(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    cast.secretary.memberships.filter(to_on=None).update(to_on=TODAY)
    Membership.objects.filter(user=cast.secretary, unit=bloc.base_cell).update(to_on=date(2025, 1, 1))

    with pytest.raises(ValidationError, match="đã thay đổi"):
        undo_act(act=act, by=cast.administrator, now=NOW)

    assert fresh(bloc.base_cell).kept_by == bloc.sibling


def test_a_later_act_is_undone_first(bloc: Bloc, cast: Cast):
    first = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    reorganise("merge", [bloc.sibling], [to(bloc.youth)], by=cast.administrator, now=NOW + timedelta(hours=1))

    with pytest.raises(ValidationError, match="sắp xếp lần nữa"):
        undo_act(act=first, by=cast.administrator, now=NOW)
