"""The tree of units: paths, branches, moves of whole branches, closing, many at once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kehoach.lib.conflicts import Conflict
from tasks.services.tallies import wrong_tallies
from tests.conftest import Bloc, Cast
from tests.factories import NOW, make_assignment, make_period, make_plan, make_report, make_task
from units.models import Change, Unit
from units.services.tree import (
    NewUnit,
    UnitFacts,
    create_unit,
    create_units,
    edit_unit,
    move_unit,
)

OPENED = date(2026, 1, 1)


def facts(code: str = "CB99", **others) -> UnitFacts:
    return UnitFacts(**{"code": code, "name": "Chi bộ Ủy ban", "kind": "cell", "opened_on": OPENED} | others)


def branches() -> dict[str, str]:
    return dict(Unit.objects.values_list("code", "branch__code"))


def test_root_is_its_own_branch(db):
    root = create_unit(parent=None, facts=facts("DUK", kind="committee"), by=None, now=NOW)

    assert (root.path, root.depth, root.branch) == ("00001", 0, root)


def test_second_root_takes_next_path(bloc: Bloc):
    assert create_unit(parent=None, facts=facts(), by=None, now=NOW).path == "00002"


def test_child_takes_next_free_step_and_branch_of_parent(bloc: Bloc, cast: Cast):
    unit = create_unit(parent=bloc.committee, facts=facts(), by=cast.administrator, now=NOW)

    assert (unit.path, unit.depth, unit.branch) == (bloc.committee.path + "00003", 2, bloc.committee)


def test_step_after_a_gap_is_not_taken_twice(bloc: Bloc, cast: Cast):
    move_unit(unit=bloc.cell, parent=bloc.base_cell, by=cast.administrator, now=NOW)

    unit = create_unit(parent=bloc.committee, facts=facts(), by=cast.administrator, now=NOW)

    assert unit.path == bloc.committee.path + "00003"


def test_new_unit_is_found_without_accents_and_sorted(bloc: Bloc, cast: Cast):
    unit = create_unit(
        parent=bloc.root,
        facts=facts(name="  Đảng bộ   Sở Y tế ", short_name="SYT", aliases=["Sở Y", " "]),
        by=cast.administrator,
        now=NOW,
    )

    assert (unit.name, unit.aliases) == ("Đảng bộ Sở Y tế", ["Sở Y"])
    assert [list(Unit.objects.search(text)) for text in ("dang bo y te", "SYT", "so y cb99")] == [[unit]] * 3


def test_new_unit_is_told_in_history(bloc: Bloc, cast: Cast):
    unit = create_unit(parent=bloc.root, facts=facts(), by=cast.administrator, now=NOW)

    change = Change.objects.of(unit).get()
    assert (change.verb, change.by, change.after["code"]) == ("Lập đơn vị", cast.administrator, "CB99")


def test_taken_code_is_refused_in_words(bloc: Bloc, cast: Cast):
    with pytest.raises(ValidationError, match="Mã này đã có đơn vị khác dùng"):
        create_unit(parent=bloc.root, facts=facts("CB02"), by=cast.administrator, now=NOW)


def test_child_of_closed_unit_is_refused(bloc: Bloc, cast: Cast):
    Unit.objects.filter(pk=bloc.sibling.pk).update(closed_on=OPENED)

    with pytest.raises(ValidationError, match="đã kết thúc hoạt động"):
        create_unit(parent=bloc.sibling, facts=facts(), by=cast.administrator, now=NOW)


def test_full_parent_is_refused_in_words(bloc: Bloc, cast: Cast):
    Unit.objects.filter(pk=bloc.cell.pk).update(path=bloc.committee.path + "99999")

    with pytest.raises(ValidationError, match="không còn chỗ"):
        create_unit(parent=bloc.committee, facts=facts(), by=cast.administrator, now=NOW)


def test_path_taken_meanwhile_is_tried_again(bloc: Bloc, cast: Cast, monkeypatch):
    from units.services import tree

    free = tree._next_path
    answers = iter([bloc.cell.path])
    monkeypatch.setattr(tree, "_next_path", lambda parent: next(answers, None) or free(parent))

    unit = create_unit(parent=bloc.committee, facts=facts(), by=cast.administrator, now=NOW)

    assert unit.path == bloc.committee.path + "00003"


def many(prefix: str, number: int) -> list[NewUnit]:
    """So many base cells, each with a cell below."""
    codes = [f"{prefix}{n}" for n in range(1, number + 1)]
    return [
        *(NewUnit(code=code, name=f"Chi bộ {code}", kind="base_cell", opened_on=OPENED) for code in codes),
        *(NewUnit(code=f"{code}.1", name="Tổ", kind="cell", opened_on=OPENED, parent_code=code) for code in codes),
    ]


def test_many_units_at_once_lie_as_if_made_one_by_one(bloc: Bloc):
    made = create_units(parent=bloc.root, units=many("A", 2), by=None, now=NOW)

    assert [(unit.code, unit.path, unit.depth, unit.branch.code) for unit in made.values()] == [
        ("A1", "0000100009", 1, "A1"),
        ("A2", "0000100010", 1, "A2"),
        ("A1.1", "000010000900001", 2, "A1"),
        ("A2.1", "000010001000001", 2, "A2"),
    ]
    assert branches() | {"A1": "A1", "A2": "A2", "A1.1": "A1", "A2.1": "A2"} == branches()
    assert Change.objects.filter(verb="Lập đơn vị").count() == 4


def test_whole_tree_at_once_has_one_root(db):
    units = [NewUnit(code="DUK", name="Khối", kind="committee", opened_on=OPENED)]
    below_root = [
        NewUnit(code=new.code, name=new.name, kind=new.kind, opened_on=OPENED, parent_code=new.parent_code or "DUK")
        for new in many("A", 1)
    ]

    create_units(parent=None, units=units + below_root, by=None, now=NOW)

    assert branches() == {"DUK": "DUK", "A1": "A1", "A1.1": "A1"}


def test_many_units_take_constant_queries(bloc: Bloc, django_assert_num_queries):
    with django_assert_num_queries(9):
        create_units(parent=bloc.root, units=many("A", 1), by=None, now=NOW)
    with django_assert_num_queries(9):
        create_units(parent=bloc.root, units=many("B", 3), by=None, now=NOW)


def test_edit_tells_only_what_changed(bloc: Bloc, cast: Cast):
    written = facts("CB02", name="Chi bộ Điện lực", kind="base_cell", opened_on=bloc.base_cell.opened_on)

    unit = edit_unit(unit=bloc.base_cell, facts=written, version=0, by=cast.administrator, now=NOW)

    change = Change.objects.of(unit).get()
    assert (change.before, change.after) == ({"name": "Chi bộ Công ty Ánh Sáng"}, {"name": "Chi bộ Điện lực"})
    assert Unit.objects.search("dien luc").get() == unit


def test_edit_without_change_writes_nothing(bloc: Bloc, cast: Cast):
    same = facts("CB02", name=bloc.base_cell.name, kind="base_cell", opened_on=bloc.base_cell.opened_on)

    edit_unit(unit=bloc.base_cell, facts=same, version=0, by=cast.administrator, now=NOW)

    assert not Change.objects.exists()


def test_saving_over_another_is_a_conflict(bloc: Bloc, cast: Cast):
    theirs, ours = (facts("CB02", name=name, kind="base_cell", opened_on=OPENED) for name in ("Tên họ", "Tên ta"))
    edit_unit(unit=bloc.base_cell, facts=theirs, version=0, by=cast.administrator, now=NOW)

    with pytest.raises(Conflict) as conflict:
        edit_unit(unit=bloc.base_cell, facts=ours, version=0, by=cast.administrator, now=NOW)

    assert (conflict.value.current.name, conflict.value.current.version) == ("Tên họ", 1)
    assert Unit.objects.get(pk=bloc.base_cell.pk).name == "Tên họ"


def test_moved_branch_takes_new_paths_depths_and_branch(bloc: Bloc, cast: Cast):
    group = create_unit(parent=bloc.cell, facts=facts("TO1"), by=cast.administrator, now=NOW)

    moved = move_unit(unit=bloc.cell, parent=bloc.base_cell, by=cast.administrator, now=NOW, reason="QĐ 12")

    group.refresh_from_db()
    assert (moved.path, moved.depth, moved.branch) == (bloc.base_cell.path + "00001", 2, bloc.base_cell)
    assert (group.path, group.depth, group.branch) == (moved.path + "00001", 3, bloc.base_cell)
    assert list(Unit.objects.below(bloc.base_cell.path)) == [bloc.base_cell, moved, group]


def test_move_to_the_top_makes_its_own_branch(bloc: Bloc, cast: Cast):
    group = create_unit(parent=bloc.cell, facts=facts("TO1"), by=cast.administrator, now=NOW)

    move_unit(unit=bloc.cell, parent=bloc.root, by=cast.administrator, now=NOW)

    assert {code: branches()[code] for code in ("CB011", "CB012", group.code)} == {
        "CB011": "CB011",
        "CB012": "DB01",
        "TO1": "CB011",
    }


def test_move_is_told_with_its_reason(bloc: Bloc, cast: Cast):
    move_unit(unit=bloc.cell, parent=bloc.sibling, by=cast.administrator, now=NOW, reason="QĐ 12")

    change = Change.objects.of(bloc.cell).get()
    assert (change.verb, change.before, change.after, change.reason) == (
        "Chuyển trực thuộc",
        {"parent": "Đảng bộ Sở Thử nghiệm"},
        {"parent": "Chi bộ Bảo tàng tỉnh"},
        "QĐ 12",
    )


@pytest.mark.parametrize("target", ["committee", "cell"])
def test_move_into_own_branch_is_refused(bloc: Bloc, cast: Cast, target: str):
    with pytest.raises(ValidationError, match="vào chính nó"):
        move_unit(unit=bloc.committee, parent=getattr(bloc, target), by=cast.administrator, now=NOW)


def test_move_to_the_same_place_is_refused(bloc: Bloc, cast: Cast):
    with pytest.raises(ValidationError, match="đúng nơi đã chọn"):
        move_unit(unit=bloc.cell, parent=bloc.committee, by=cast.administrator, now=NOW)


def test_move_takes_constant_queries(bloc: Bloc, cast: Cast, django_assert_num_queries):
    create_units(parent=bloc.other_cell, units=many("T", 3), by=None, now=NOW)

    with django_assert_num_queries(14):
        move_unit(unit=bloc.cell, parent=bloc.sibling, by=cast.administrator, now=NOW)
    with django_assert_num_queries(14):
        move_unit(unit=bloc.other_cell, parent=bloc.sibling, by=cast.administrator, now=NOW)


def test_assignments_tallies_and_reports_follow_the_branch(bloc: Bloc, cast: Cast):
    plan = make_plan(bloc.root, bloc.board)
    assignment = make_assignment(make_task(plan), bloc.cell)
    report = make_report(make_period(plan), bloc.cell)

    move_unit(unit=bloc.cell, parent=bloc.base_cell, by=cast.administrator, now=NOW)

    assignment.refresh_from_db()
    report.refresh_from_db()
    assert (assignment.branch, report.branch) == (bloc.base_cell, bloc.base_cell)
    assert list(plan.tallies.values_list("branch", "not_started")) == [(bloc.base_cell.pk, 1)]
    assert wrong_tallies([plan.pk]) == set()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"closed_on": date(2019, 1, 1)}, "units_unit_closes_after_opening"),
        ({"parent": None}, "units_unit_only_roots_have_no_parent"),
        ({"depth": 0}, "units_unit_only_roots_have_no_parent"),
        ({"path": "00001"}, "units_unit.path|path"),
        ({"code": "CB03"}, "units_unit.code|code"),
    ],
)
def test_database_refuses(bloc: Bloc, wrong: dict, constraint: str):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Unit.objects.filter(pk=bloc.base_cell.pk).update(**wrong)


def test_database_refuses_a_unit_under_itself(bloc: Bloc):
    with pytest.raises(IntegrityError, match="units_unit_not_its_own_parent"), transaction.atomic():
        Unit.objects.filter(pk=bloc.base_cell.pk).update(parent=bloc.base_cell)
