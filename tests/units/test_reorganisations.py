"""Acts on the organisation: what each kind does, what passes on, when, and by which rules."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from kehoach.lib.conflicts import Conflict
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_unit, make_user
from tests.units.reorganising import TOMORROW, State, fresh, new, reorganise, to
from units.models import Change, Membership, Reorganisation, ReorganisedUnit, Unit
from units.services.reorganisations.acts import confirm_act, holdings_of, prepare_act
from units.services.reorganisations.carrying import carry_out
from units.services.reorganisations.due import carry_out_due_acts
from units.services.reorganisations.rules import Outcome

# --- Each kind ------------------------------------------------------------------------------------------------------


def test_a_unit_is_founded(bloc: Bloc, cast: Cast):
    reorganise("found", [], [new(bloc.committee, kind="cell")], by=cast.administrator)

    unit = Unit.objects.get(code="CB77")
    assert (unit.parent, unit.name, unit.opened_on) == (bloc.committee, "Chi bộ Hợp nhất", TODAY)
    assert unit.reorganised.get().act.state == State.DONE


def test_a_unit_is_renamed_and_still_known_by_its_old_name(bloc: Bloc, cast: Cast):
    outcome = Outcome(unit=bloc.base_cell, name="Chi bộ Điện lực", short_name="")
    reorganise("rename", [bloc.base_cell], [outcome], by=cast.administrator)

    unit = fresh(bloc.base_cell)
    assert (unit.name, unit.aliases) == ("Chi bộ Điện lực", ["Chi bộ Công ty Ánh Sáng"])
    assert list(Unit.objects.search("cong ty anh sang")) == [unit]
    change = Change.objects.of(unit).first()
    assert (change.verb, change.reason) == ("Đổi tên", "Đổi tên theo Quyết định số 15-QĐ/ĐUK")


def test_a_cell_becomes_a_committee(bloc: Bloc, cast: Cast):
    outcome = Outcome(unit=bloc.base_cell, name="Đảng bộ Công ty Ánh Sáng", kind="base_committee")
    reorganise("convert", [bloc.base_cell], [outcome], by=cast.administrator)

    unit = fresh(bloc.base_cell)
    assert (unit.kind, unit.name) == ("base_committee", "Đảng bộ Công ty Ánh Sáng")


def test_units_go_to_another_parent(bloc: Bloc, cast: Cast):
    outcomes = [Outcome(unit=unit, parent=bloc.base_cell) for unit in (bloc.cell, bloc.other_cell)]
    reorganise("transfer", [bloc.cell, bloc.other_cell], outcomes, by=cast.administrator)

    assert [fresh(unit).parent for unit in (bloc.cell, bloc.other_cell)] == [bloc.base_cell] * 2


def test_a_merged_unit_is_closed_and_kept_by_the_receiver(bloc: Bloc, cast: Cast):
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    unit = fresh(bloc.base_cell)
    assert (unit.closed_on, unit.kept_by, unit.parent) == (TODAY, bloc.sibling, bloc.sibling)
    assert unit.path.startswith(fresh(bloc.sibling).path)


def test_two_units_become_a_new_one(bloc: Bloc, cast: Cast):
    reorganise("merge", [bloc.base_cell, bloc.sibling], [new(bloc.root)], by=cast.administrator)

    made = Unit.objects.get(code="CB77")
    assert list(made.keeps.order_by("code")) == [bloc.base_cell, bloc.sibling]
    assert made.branch == made
    assert [unit.branch for unit in made.keeps.all()] == [made, made]


def test_a_unit_kept_by_a_merged_one_is_kept_by_the_last(bloc: Bloc, cast: Cast):
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)
    reorganise("merge", [bloc.sibling], [to(bloc.youth)], by=cast.administrator, now=NOW + timedelta(hours=1))

    assert {fresh(unit).kept_by for unit in (bloc.base_cell, bloc.sibling)} == {bloc.youth}
    assert fresh(bloc.base_cell).path.startswith(fresh(bloc.youth).path)


def test_a_part_leaves_a_unit_that_goes_on(bloc: Bloc, cast: Cast):
    reorganise("split", [bloc.base_cell], [to(bloc.base_cell), new(bloc.root)], by=cast.administrator)

    assert fresh(bloc.base_cell).closed_on is None
    assert Membership.objects.get(user=cast.secretary, to_on=None).unit == bloc.base_cell


def test_a_dissolved_unit_stays_in_its_place(bloc: Bloc, cast: Cast):
    reorganise("dissolve", [bloc.committee], [], by=cast.administrator)

    committee = fresh(bloc.committee)
    assert (committee.closed_on, committee.kept_by, committee.parent) == (TODAY, None, bloc.root)
    assert [fresh(unit).parent for unit in (bloc.cell, bloc.other_cell)] == [bloc.root] * 2
    assert not Membership.objects.filter(unit=committee).current(TODAY).exists()


# --- People and units below -----------------------------------------------------------------------------------------


def test_people_act_for_the_successor_from_the_day_on(bloc: Bloc, cast: Cast):
    version = cast.secretary.sessions_version
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    rows = Membership.objects.filter(user=cast.secretary).order_by("from_on")
    assert list(rows.values_list("unit__code", "from_on", "to_on")) == [
        ("CB02", date(2020, 1, 1), TODAY - timedelta(days=1)),
        ("CB03", TODAY, None),
    ]
    cast.secretary.refresh_from_db()
    assert cast.secretary.sessions_version == version + 1


def test_a_person_may_be_left_out(bloc: Bloc, cast: Cast):
    deputy = make_user("phobithu", bloc.base_cell, "deputy")
    choices = {"units.membership": {str(deputy.memberships.get().pk): "end"}}

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, choices=choices)

    assert not deputy.memberships.current(TODAY).exists()
    assert cast.secretary.memberships.get(to_on=None).unit == bloc.sibling


def test_who_holds_the_role_there_already_does_not_get_it_twice(bloc: Bloc, cast: Cast):
    Membership.objects.create(user=cast.secretary, unit=bloc.sibling, role="secretary", from_on=TODAY)

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    assert cast.secretary.memberships.filter(to_on=None).count() == 1


def test_a_stand_in_stands_in_for_the_same_person_at_the_successor(bloc: Bloc, cast: Cast):
    lent = Membership.objects.create(
        user=cast.stranger,
        unit=bloc.base_cell,
        role="secretary",
        from_on=TODAY,
        to_on=TODAY + timedelta(days=9),
        stands_for=cast.secretary.memberships.get(),
    )

    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW, now=NOW)
    carry_out_due_acts(today=TOMORROW, now=NOW + timedelta(days=1))

    renewed = cast.stranger.memberships.exclude(pk=lent.pk).get()
    assert (renewed.unit, renewed.to_on) == (bloc.sibling, lent.to_on)
    assert renewed.stands_for == cast.secretary.memberships.get(to_on=None)


def test_units_below_follow_the_receiver_in_their_order(bloc: Bloc, cast: Cast):
    make_unit("TO1", "cell", bloc.cell)

    reorganise("merge", [bloc.committee], [to(bloc.sibling)], by=cast.administrator)

    sibling = fresh(bloc.sibling)
    below = Unit.objects.below(sibling.path).exclude(pk=sibling.pk)
    assert list(below.values_list("code", "path", "depth", "branch__code")) == [
        ("CB011", sibling.path + "00001", 2, "CB03"),
        ("TO1", sibling.path + "0000100001", 3, "CB03"),
        ("CB012", sibling.path + "00002", 2, "CB03"),
        ("DB01", sibling.path + "00003", 2, "CB03"),
    ]


def test_units_below_go_where_a_person_says(bloc: Bloc, cast: Cast):
    act = prepare_act(
        kind="split",
        number="1",
        decided_on=TODAY,
        effective_on=TODAY,
        before=[bloc.committee],
        outcomes=[new(bloc.root, "DB1", "Đảng bộ Một"), new(bloc.root, "DB2", "Đảng bộ Hai")],
        by=cast.administrator,
        now=NOW,
    )
    second = act.units.get(code="DB2")
    choices = {"units.unit": {str(bloc.other_cell.pk): str(second.pk)}}

    confirm_act(act=act, choices=choices, version=0, by=cast.administrator, now=NOW)

    assert [fresh(unit).parent.code for unit in (bloc.cell, bloc.other_cell)] == ["DB1", "DB2"]


# --- Days -----------------------------------------------------------------------------------------------------------


def test_nothing_happens_before_the_day(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)

    assert carry_out_due_acts(today=TODAY, now=NOW) == {"done": 0, "failed": 0}
    assert (act.state, fresh(bloc.base_cell).closed_on) == (State.PLANNED, None)


def test_the_job_does_it_once_also_after_missed_days(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)
    later = TODAY + timedelta(days=4)

    first = carry_out_due_acts(today=later, now=NOW + timedelta(days=4))
    second = carry_out_due_acts(today=later, now=NOW + timedelta(days=4))

    assert (first, second) == ({"done": 1, "failed": 0}, {"done": 0, "failed": 0})
    act.refresh_from_db()
    assert (act.state, fresh(bloc.base_cell).closed_on) == (State.DONE, TOMORROW)
    assert Membership.objects.get(user=cast.secretary, to_on=None).from_on == TOMORROW


def test_of_two_workers_one_does_it(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)
    carry_out(act=act, by=cast.administrator, now=NOW)

    with pytest.raises(Conflict):  # the other had read the row before
        carry_out(act=act, by=cast.administrator, now=NOW)

    assert Membership.objects.filter(user=cast.secretary).count() == 2


def test_one_that_cannot_be_done_says_why_and_keeps_back_no_other(bloc: Bloc, cast: Cast):
    broken = reorganise("found", [], [new(bloc.root)], by=cast.administrator, on=TOMORROW)
    make_unit("CB77", parent=bloc.root)
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)

    counts = carry_out_due_acts(today=TOMORROW, now=NOW + timedelta(days=1))

    broken.refresh_from_db()
    assert counts == {"done": 1, "failed": 1}
    assert (broken.state, broken.problem) == (State.PLANNED, "Mã này đã có đơn vị khác dùng.")


def test_an_error_of_the_program_keeps_back_no_other(bloc: Bloc, cast: Cast):
    broken = reorganise("found", [], [new(bloc.root)], by=cast.administrator, on=TOMORROW)
    ReorganisedUnit.objects.filter(act=broken).update(name="x" * 255, code="")
    Reorganisation.objects.filter(pk=broken.pk).update(kind="khong-co")
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)

    assert carry_out_due_acts(today=TOMORROW, now=NOW + timedelta(days=1)) == {"done": 1, "failed": 1}


def test_a_planned_act_is_not_confirmed_over_anothers_version(bloc: Bloc, cast: Cast):
    act = reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator, on=TOMORROW)

    with pytest.raises(Conflict):
        confirm_act(act=act, choices={}, version=0, by=cast.administrator, now=NOW)


# --- Rules ----------------------------------------------------------------------------------------------------------


def test_impossible_acts_are_refused_in_words(bloc: Bloc, cast: Cast):
    def refused(kind, before, outcomes) -> str:
        with pytest.raises(ValidationError) as refusal:
            reorganise(kind, before, outcomes, by=cast.administrator)
        return refusal.value.messages[0]

    assert "hai đơn vị" in refused("merge", [], [to(bloc.sibling)])
    assert "một đơn vị mới" in refused("split", [bloc.cell], [to(bloc.cell), to(bloc.sibling)])
    assert "đơn vị cao nhất" in refused("dissolve", [bloc.root], [])
    assert "nằm trong" in refused("merge", [bloc.committee], [to(bloc.cell)])
    assert "nằm trong" in refused("split", [bloc.committee], [new(bloc.cell, "A1"), new(bloc.root, "A2")])
    assert "vào chính nó" in refused("transfer", [bloc.committee], [Outcome(unit=bloc.committee, parent=bloc.cell)])
    assert "giống hệt" in refused("rename", [bloc.cell], [Outcome(unit=bloc.cell, name=bloc.cell.name)])
    assert "đã có đơn vị khác" in refused("found", [], [new(bloc.root, "CB02")])
    assert "một đơn vị khác" in refused("dissolve", [bloc.cell], [to(bloc.cell)])
    Unit.objects.filter(pk=bloc.sibling.pk).update(closed_on=TODAY)
    assert "đã kết thúc" in refused("merge", [bloc.cell], [to(bloc.sibling)])


def test_only_who_administers_all_of_it_acts(bloc: Bloc, cast: Cast):
    area = make_user("quantricoso", bloc.committee, "administrator")

    reorganise("merge", [bloc.cell], [to(bloc.other_cell)], by=area)
    for before, outcomes in (([bloc.other_cell], [to(bloc.sibling)]), ([bloc.committee], [to(bloc.sibling)])):
        with pytest.raises(PermissionDenied):
            reorganise("merge", before, outcomes, by=area)
    with pytest.raises(PermissionDenied):
        reorganise("found", [], [new(bloc.root)], by=area)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"number": ""}, "units_reorganisation_has_number"),
        ({"done_at": None}, "units_reorganisation_done_has_time"),
        ({"state": "planned"}, "units_reorganisation_done_has_time"),
        ({"state": "undone"}, "units_reorganisation_undone_has_time"),
    ],
)
def test_database_refuses_an_act(bloc: Bloc, cast: Cast, wrong: dict, constraint: str):
    act = reorganise("dissolve", [bloc.cell], [], by=cast.administrator)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Reorganisation.objects.filter(pk=act.pk).update(**wrong)


def test_database_refuses_wrong_units_of_an_act(bloc: Bloc, cast: Cast):
    act = reorganise("dissolve", [bloc.cell], [], by=cast.administrator)
    row = act.units.get()
    for wrong, constraint in (
        ({"unit": None}, "units_reorganisedunit_before_is_a_unit"),
        ({"parent": bloc.cell}, "units_reorganisedunit_not_its_own_parent"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            ReorganisedUnit.objects.filter(pk=row.pk).update(**wrong)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_database_refuses_an_open_unit_with_a_keeper(bloc: Bloc):
    with pytest.raises(IntegrityError, match="units_unit_kept_when_closed"), transaction.atomic():
        Unit.objects.filter(pk=bloc.cell.pk).update(kept_by=bloc.sibling)


# --- Preview --------------------------------------------------------------------------------------------------------


def test_preview_counts_people_and_units_below(bloc: Bloc, cast: Cast):
    act = prepare_act(
        kind="merge",
        number="1",
        decided_on=TODAY,
        effective_on=TOMORROW,
        before=[bloc.committee],
        outcomes=[to(bloc.sibling)],
        by=cast.administrator,
        now=NOW,
    )

    assert [(group.title, group.total) for group in holdings_of(act)] == [
        ("Người và vai trò", 1),
        ("Đơn vị cấp dưới", 2),
    ]
