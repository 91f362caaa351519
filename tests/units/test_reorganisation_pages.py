"""Pages of the acts on the organisation: from the form to the day, what they cost, and how a unit's life is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_assignment, make_unit, make_user
from tests.units.reorganising import new, reorganise, to
from units.jobs import carry_out_acts_job
from units.models import Reorganisation, Unit
from units.services.reorganisations.rules import Outcome

DECISION = {"number": "15-QĐ/ĐUK", "decided_on": "2026-11-18", "effective_on": "2026-11-18"}
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def written(client, kind: str, **typed: str) -> Reorganisation:
    response = client.post(reverse("units:reorganisation_create", args=[kind]), DECISION | typed)
    assert response.status_code == 302, response.context["form"].errors
    return Reorganisation.objects.latest("pk")


def confirmed(client, act: Reorganisation, **choices: str) -> Reorganisation:
    client.post(reverse("units:reorganisation_confirm", args=[act.pk]), {"version": act.version, **choices})
    act.refresh_from_db()
    return act


@pytest.mark.parametrize(
    ("kind", "typed", "outcome"),
    [
        ("found", {"parent": "DUK", "name": "Chi bộ Mới", "code": "M1", "unit_kind": "base_cell"}, "Chi bộ Mới"),
        ("dissolve", {"unit": "CB02"}, ""),
        ("dissolve", {"unit": "CB02", "receiver": "CB03"}, "Chi bộ Bảo tàng tỉnh"),
        ("merge", {"units": "CB02\nCB03", "receiver": "CB03"}, "Chi bộ Bảo tàng tỉnh"),
        (
            "merge",
            {"units": "CB02\nCB03", "parent": "DUK", "name": "Chi bộ Mới", "code": "M1", "unit_kind": "base_cell"},
            "Chi bộ Mới",
        ),
        (
            "split",
            {"unit": "CB02", "new_units": "M1 Chi bộ Mới", "goes_on": "on", "parent": "DUK", "unit_kind": "cell"},
            "Chi bộ Công ty Ánh Sáng; Chi bộ Mới",
        ),
        ("rename", {"unit": "CB02", "name": "Chi bộ Mới"}, "Chi bộ Mới"),
        ("convert", {"unit": "CB02", "name": "Đảng bộ Mới", "unit_kind": "base_committee"}, "Đảng bộ Mới"),
        ("transfer", {"units": "CB02", "parent": "DB01"}, "Chi bộ Công ty Ánh Sáng"),
    ],
)
def test_each_kind_goes_from_the_form_to_the_end_and_back(
    bloc: Bloc, cast: Cast, as_user, kind: str, typed: dict, outcome: str
):
    client = as_user(cast.administrator)

    act = written(client, kind, **typed)
    assert "; ".join(part.name for part in act.units.filter(side="after").order_by("position")) == outcome
    again = client.get(reverse("units:reorganisation_edit", args=[act.pk])).context["form"]
    for name, value in typed.items():
        shown = str(again[name].value() or "")
        assert value.split()[0] in shown or shown == "True"
    assert confirmed(client, act).state == "done"
    assert client.get(reverse("units:reorganisation_detail", args=[act.pk])).status_code == 200
    client.post(reverse("units:reorganisation_undo", args=[act.pk]))
    act.refresh_from_db()
    assert act.state == "undone"


def test_a_choice_of_the_page_is_kept(bloc: Bloc, cast: Cast, as_user, assignment):
    client = as_user(cast.administrator)
    act = written(client, "merge", units="CB02", receiver="CB03")

    confirmed(client, act, **{f"tasks.assignment-{assignment.pk}": "end"})

    assignment.refresh_from_db()
    assert (assignment.ended_on, act.choices) == (TODAY, {"tasks.assignment": {str(assignment.pk): "end"}})


def test_a_choice_that_is_none_is_refused(bloc: Bloc, cast: Cast, as_user, assignment):
    client = as_user(cast.administrator)
    act = written(client, "merge", units="CB02", receiver="CB03")

    assert confirmed(client, act, **{"tasks.assignment": "99"}).state == "draft"


def test_what_the_rules_refuse_stands_on_the_form(bloc: Bloc, cast: Cast, as_user):
    address = reverse("units:reorganisation_create", args=["split"])
    typed = {"unit": "CB02", "new_units": "M1", "parent": "DUK", "unit_kind": "cell"}

    assert "hãy ghi mã" in as_user(cast.administrator).post(address, DECISION | typed).content.decode()
    typed["new_units"] = "M1 Chi bộ Mới"
    assert "ít nhất hai đơn vị" in as_user(cast.administrator).post(address, DECISION | typed).content.decode()


def test_a_later_day_waits_for_the_job(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    act = confirmed(client, written(client, "rename", unit="CB02", name="Chi bộ Mới", effective_on=str(TOMORROW)))
    assert act.state == "planned"

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        carry_out_acts_job()
        call_command("reorganise_units", verbosity=0)

    assert Unit.objects.get(pk=bloc.base_cell.pk).name == "Chi bộ Mới"


def test_unknown_kind_is_not_found(cast: Cast, as_user):
    assert as_user(cast.administrator).get(reverse("units:reorganisation_create", args=["nuke"])).status_code == 404


def test_list_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.administrator), reverse("units:reorganisation_list")
    for number in range(1, 4):
        reorganise("found", [], [new(bloc.root, f"M{number}")], by=cast.administrator)
        reorganise("found", [], [new(bloc.root, f"N{number}")], by=cast.administrator, on=TOMORROW)
        if number != 2:
            with django_assert_num_queries(9):
                page = client.get(address)
    assert (len(page.context["waiting"]), page.context["page_obj"].paginator.count) == (3, 3)


def test_preview_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, plan, django_assert_num_queries):
    client = as_user(cast.administrator)
    act = written(client, "merge", units="DB01", receiver="CB03")
    for number in range(1, 4):
        make_user(f"nguoi{number}", bloc.committee, "deputy")
        make_unit(f"T{number}", "cell", bloc.committee)
        make_assignment(plan.tasks.get(), Unit.objects.get(code=f"T{number}"))
        if number == 1:
            make_assignment(plan.tasks.get(), bloc.committee)
        if number != 2:
            with django_assert_num_queries(23):
                client.get(reverse("units:reorganisation_detail", args=[act.pk]))


def life(client, unit: Unit) -> list[tuple]:
    page = client.get(reverse("units:unit_detail", args=[unit.pk]))
    return [
        (
            event.act.kind,
            [(side.label, [part.row.name for part in side.parts]) for side in event.sides],
            [(change.name, change.before, change.after) for change in event.changes],
        )
        for event in page.context["life"]
    ]


def test_the_life_of_a_unit_is_told(bloc: Bloc, cast: Cast, as_user):
    by, old = cast.administrator, "Chi bộ Công ty Ánh Sáng"
    reorganise("rename", [bloc.base_cell], [Outcome(unit=bloc.base_cell, name="Chi bộ Điện lực")], by=by)
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=by, now=NOW + timedelta(minutes=1))
    merged = ("merge", [("Từ", ["Chi bộ Điện lực"]), ("Thành", ["Chi bộ Bảo tàng tỉnh"])], [])

    assert life(as_user(cast.sibling_secretary), bloc.sibling) == [merged]
    assert life(as_user(cast.tracker), bloc.base_cell) == [merged, ("rename", [], [("Tên", old, "Chi bộ Điện lực")])]


def test_a_unit_that_passed_into_another_is_not_listed_below_it(bloc: Bloc, cast: Cast, as_user):
    reorganise("merge", [bloc.base_cell], [to(bloc.sibling)], by=cast.administrator)

    page = as_user(cast.tracker).get(reverse("units:unit_detail", args=[bloc.sibling.pk]))

    assert list(page.context["children"]) == []


def test_what_is_planned_is_told_to_who_plans_only(bloc: Bloc, cast: Cast, as_user):
    outcome = Outcome(unit=bloc.base_cell, name="Chi bộ Điện lực")
    reorganise("rename", [bloc.base_cell], [outcome], by=cast.administrator, on=TOMORROW)

    assert [len(life(as_user(user), bloc.base_cell)) for user in (cast.administrator, cast.secretary)] == [1, 0]


def test_the_life_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.tracker), reverse("units:unit_detail", args=[bloc.sibling.pk])
    for number in range(1, 4):
        unit = make_unit(f"M{number}", parent=bloc.root, name=f"Chi bộ {number}")
        reorganise("merge", [unit], [to(bloc.sibling)], by=cast.administrator)
        if number != 2:
            with django_assert_num_queries(12):
                client.get(address)
