"""One leaves, another takes over: roles, sessions, history, the preview, and what is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_user
from units.models import Change, Membership, User
from units.services.handover import hand_over, what_passes
from units.services.people import grant_role
from units.services.substitution import lend_role

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def passing(cast: Cast, successor: User, last_on=TODAY) -> int:
    order = {"by": cast.administrator, "now": NOW, "reason": "Theo Quyết định số 5"}
    return hand_over(person=cast.secretary, successor=successor, last_on=last_on, **order)


def test_the_successor_has_the_roles_from_the_next_day(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.secretary)

    assert passing(cast, cast.stranger) == 1

    left, taken = cast.secretary.memberships.get(), cast.stranger.memberships.get()
    assert (left.to_on, taken.unit, taken.role, taken.from_on) == (TODAY, bloc.base_cell, "secretary", TOMORROW)
    assert not User.objects.get(pk=cast.secretary.pk).is_active
    assert client.get(reverse("mfa_index")).status_code == 302  # signed out
    told = {change.verb: change for change in Change.objects.of(cast.secretary)}
    assert sorted(told) == ["Bàn giao", "Khóa tài khoản", "Thôi vai trò"]
    assert told["Bàn giao"].after == {"successor": "Người nguoila"}


def test_a_role_to_come_passes_with_its_own_day(bloc: Bloc, cast: Cast):
    later = TODAY + timedelta(days=30)
    order = {"by": cast.administrator, "now": NOW}
    grant_role(user=cast.secretary, unit=bloc.sibling, role="deputy", from_on=later, **order)

    assert passing(cast, cast.stranger) == 2

    assert cast.stranger.memberships.get(unit=bloc.sibling).from_on == later
    assert not cast.secretary.memberships.filter(unit=bloc.sibling).exists()


def test_what_was_lent_goes_back_and_what_is_held_stays(bloc: Bloc, cast: Cast):
    deputy = make_user("pho", bloc.base_cell, "secretary")
    order = {"from_on": TODAY, "to_on": TOMORROW, "now": NOW}
    held = cast.sibling_secretary.memberships.get()
    lend_role(membership=held, user=cast.secretary, by=cast.sibling_secretary, **order)

    passed = what_passes(person=cast.secretary, successor=deputy, last_on=TODAY)
    assert [item.passes_on for item in passed] == [False, False]
    assert passing(cast, deputy) == 0

    assert deputy.memberships.count() == 1
    assert not Membership.objects.filter(user=cast.secretary, to_on__gt=TODAY).exists()


@pytest.mark.parametrize(
    ("who", "last_on", "field"), [("secretary", TODAY, "successor"), ("stranger", TOMORROW, "last_on")]
)
def test_nobody_succeeds_themselves_nor_in_the_future(cast: Cast, who: str, last_on, field: str):
    with pytest.raises(ValidationError) as refusal:
        passing(cast, getattr(cast, who), last_on)

    assert list(refusal.value.message_dict) == [field]
    assert User.objects.get(pk=cast.secretary.pk).is_active


def test_the_page_shows_first_and_does_what_it_showed(bloc: Bloc, cast: Cast, as_user):
    client, address = as_user(cast.administrator), reverse("units:user_hand_over", args=[cast.secretary.pk])
    form = {"successor": "bithu2", "last_on": TODAY.isoformat()}

    shown = client.post(address, form)

    assert "chuyển cho Người bithu2 từ 19/11/2026" in " ".join(shown.content.decode().split())
    assert cast.secretary.memberships.get().to_on is None
    again = client.post(address, form | {"seen": f"{cast.stranger.pk} {TODAY}"})  # another person than was shown
    assert (again.status_code, cast.secretary.memberships.get().to_on) == (200, None)
    done = client.post(address, form | {"seen": shown.context["seen"]})
    assert done["Location"] == reverse("units:user_detail", args=[cast.secretary.pk])
    assert cast.sibling_secretary.memberships.filter(unit=bloc.base_cell, from_on=TOMORROW).exists()


def test_a_branch_administrator_hands_over_inside_the_branch_only(bloc: Bloc, cast: Cast, as_user):
    """Neither from nor to somebody outside."""
    client = as_user(make_user("quantridb", bloc.committee, "administrator"))
    outside = client.get(reverse("units:user_hand_over", args=[cast.secretary.pk]))
    inside = client.post(
        reverse("units:user_hand_over", args=[cast.cell_secretary.pk]), {"successor": "bithu2", "last_on": "2026-11-18"}
    )

    assert outside.status_code == 404
    assert "Không tìm thấy người “bithu2”" in inside.content.decode()
