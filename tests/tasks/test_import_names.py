"""Who the names of a document mean, as the register of units says it."""

from tasks.importing.proposal import Assignee, Head, Item, Passage, Proposal, Section
from tasks.services.imports.names import known_units, read_meanings, recognise
from tests.factories import NOW, make_unit
from units.services.tree import FACT_NAMES, UnitFacts, edit_unit


def naming(*assignees):
    item = Item("1", "Rà soát.", Passage("1. Rà soát.", "đoạn 1"), assignees=list(assignees))
    return Proposal(Head(), [Section("I", "NHIỆM VỤ", items=[item])])


def test_unit_is_known_by_the_names_it_bore_before(bloc, cast):
    facts = {name: getattr(bloc.partner, name) for name in FACT_NAMES} | {"name": "Liên minh Hợp tác xã khu vực"}
    edit_unit(unit=bloc.partner, facts=UnitFacts(**facts), version=bloc.partner.version, by=cast.administrator, now=NOW)
    assert recognise(["Liên minh HTX tỉnh"], bloc.root) == {"Liên minh HTX tỉnh": {"unit": "LMHTX"}}


def test_certain_names_mean_units_and_kinds_and_all_others_wait(bloc):
    names = ["BTG Đảng ủy", "Các chi ủy, đảng ủy cơ sở", "Các tiểu ban giúp việc", "Hội Khuyến học tỉnh"]
    assert recognise(names, bloc.root) == {
        "BTG Đảng ủy": {"unit": "BTG"},
        "Các chi ủy, đảng ủy cơ sở": {"place": "DUK", "kinds": ["base_cell", "base_committee"]},
    }


def test_bodies_concerned_are_nobody_in_particular(bloc):
    vague = Assignee("các cơ quan có liên quan", "support", collective=True)
    known = Assignee("Ban Tuyên giáo", "lead", unit="BTG")
    assert read_meanings(naming(known, vague), bloc.root) == {
        "Ban Tuyên giáo": {"unit": "BTG"},
        "các cơ quan có liên quan": {},
    }


def test_register_is_read_in_two_queries(bloc, django_assert_num_queries):
    for number in range(3):
        make_unit(f"X{number}", parent=bloc.root)
    with django_assert_num_queries(2):
        known_units(bloc.root)
