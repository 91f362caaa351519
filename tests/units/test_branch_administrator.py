"""An administrator of a branch: rights end at its top."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Bloc, Cast
from tests.factories import make_user
from units.models import Membership, Unit, User


@pytest.fixture
def branch_administrator(bloc: Bloc, cast: Cast) -> User:
    return make_user("quantridb", bloc.committee, "administrator")


def test_branch_administrator_cannot_place_own_top(bloc: Bloc, branch_administrator: User, as_user):
    client = as_user(branch_administrator)

    page = reverse("units:reorganisation_create", args=["dissolve"])
    decision = {"number": "1", "decided_on": "2026-01-01", "effective_on": "2026-01-01"}

    assert [act for act, _ in client.get(reverse("units:unit_detail", args=[bloc.cell.pk])).context["acts"]]
    assert not client.get(reverse("units:unit_detail", args=[bloc.committee.pk])).context["acts"]
    assert "Không tìm thấy đơn vị" in client.post(page, decision | {"unit": "DB01"}).content.decode()
    assert client.post(page, decision | {"unit": "CB011"}).status_code == 302


def test_branch_administrator_cannot_make_own_top_a_serving_body(bloc: Bloc, branch_administrator: User, as_user):
    facts = {"name": "Ban mới", "code": "DB01", "kind": "board", "opened_on": "2020-01-01", "position": "0"}
    address = reverse("units:unit_edit", args=[bloc.committee.pk])

    as_user(branch_administrator).post(address, facts | {"version": "0"})

    unit = Unit.objects.get(pk=bloc.committee.pk)
    assert (unit.name, unit.kind) == ("Ban mới", "base_committee")


@pytest.mark.parametrize("name", ["user_edit", "user_disable", "user_code", "user_second_factor"])
def test_branch_administrator_cannot_touch_who_acts_elsewhere_too(
    bloc: Bloc, cast: Cast, branch_administrator: User, as_user, name: str
):
    Membership.objects.create(
        user=cast.administrator, unit=bloc.cell, role="deputy", from_on=timezone.localdate() - timedelta(days=9)
    )

    assert as_user(branch_administrator).post(reverse(f"units:{name}", args=[cast.administrator.pk])).status_code == 403
    assert as_user(branch_administrator).post(reverse(f"units:{name}", args=[cast.secretary.pk])).status_code == 404


def test_branch_administrator_gives_no_role_outside(bloc: Bloc, cast: Cast, branch_administrator: User, as_user):
    address = reverse("units:role_grant", args=[cast.cell_secretary.pk])

    response = as_user(branch_administrator).post(
        address, {"role": "administrator", "unit": "DUK", "from_on": "2026-01-01"}
    )

    assert "Không tìm thấy đơn vị “DUK”" in str(response.context["form"].errors["unit"])


def test_sight_by_another_role_gives_no_rights(bloc: Bloc, branch_administrator: User, as_user):
    Membership.objects.create(user=branch_administrator, unit=bloc.board, role="tracker", from_on="2020-01-01")
    client = as_user(branch_administrator)

    assert client.get(reverse("units:unit_detail", args=[bloc.sibling.pk])).status_code == 200
    assert client.get(reverse("units:unit_edit", args=[bloc.sibling.pk])).status_code == 403
