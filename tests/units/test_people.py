"""Accounts and roles: what the services do and what they refuse."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.conftest import Bloc, Cast
from tests.factories import NOW, PASSWORD, TODAY, make_user
from units.models import Change, Membership, User
from units.policy import Act
from units.selectors import people_for
from units.services.people import (
    create_user,
    disable_user,
    edit_user,
    end_role,
    give_code,
    grant_role,
    mark_of,
)

FACTS = {
    "username": "An.Nguyen",
    "full_name": "  Nguyễn  Văn An ",
    "post": "Bí thư chi bộ",
    "phone": "0912 345 678",
    "email": "An@Vidu.vn",
}


def test_new_person_gets_a_random_password_that_works(cast: Cast):
    user, password = create_user(**FACTS, by=cast.administrator, now=NOW)

    assert (user.username, user.full_name, user.email) == ("an.nguyen", "Nguyễn Văn An", "an@vidu.vn")
    assert user.check_password(password)
    assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]


def test_password_is_in_no_history(cast: Cast):
    user, password = create_user(**FACTS, by=cast.administrator, now=NOW)
    give_code(user=user, by=cast.administrator, now=NOW)

    kept = str(list(Change.objects.of(user).values()))
    assert password not in kept
    assert "password" not in kept


def test_people_are_found_without_accents_and_sorted_by_given_name(cast: Cast):
    for number, name in enumerate(["Trần Thị Bình", "Lê Văn Ân", "Phạm Thị An", "Đỗ Văn An"]):
        create_user(username=f"nguoi{number}", full_name=name, by=cast.administrator, now=NOW)

    found = User.objects.filter(username__startswith="nguoi", email="")
    assert [user.full_name for user in found] == ["Đỗ Văn An", "Phạm Thị An", "Lê Văn Ân", "Trần Thị Bình"]
    assert [user.full_name for user in User.objects.search("do van")] == ["Đỗ Văn An"]


def test_weak_password_is_refused(cast: Cast):
    with pytest.raises(ValidationError):
        create_user(**FACTS, password="12345", by=cast.administrator, now=NOW)


@pytest.mark.parametrize("taken", [{"username": "bithu"}, {"username": "BITHU"}, {"email": "bithu@vidu.vn"}])
def test_taken_name_or_address_is_refused(cast: Cast, taken: dict):
    with pytest.raises(ValidationError):
        create_user(**FACTS | taken, by=cast.administrator, now=NOW)


def test_edit_is_told_before_and_after(cast: Cast):
    facts = {"username": "bithu", "full_name": "Người bithu", "phone": "", "email": "bithu@vidu.vn"}

    edit_user(user=cast.secretary, **facts, post="Bí thư", seen=mark_of(cast.secretary), by=cast.administrator, now=NOW)

    change = Change.objects.of(cast.secretary).get()
    assert (change.before, change.after) == ({"post": ""}, {"post": "Bí thư"})


def test_disabled_person_is_out_at_once_and_stays_out_of_old_sessions(cast: Cast, as_user):
    client = as_user(cast.secretary)
    session_page = "/tai-khoan"
    assert client.get(session_page).status_code == 200

    disable_user(user=cast.secretary, by=cast.administrator, now=NOW)
    assert client.get(session_page).status_code == 302
    _, password = give_code(user=cast.secretary, by=cast.administrator, now=NOW)

    assert client.get(session_page).status_code == 302
    assert client.login(username="bithu", password=password)


def test_nobody_disables_their_own_account(cast: Cast):
    with pytest.raises(ValidationError, match="tự khóa"):
        disable_user(user=cast.administrator, by=cast.administrator, now=NOW)


def test_new_password_ends_sessions(cast: Cast, as_user):
    client = as_user(cast.secretary)

    _, password = give_code(user=cast.secretary, by=cast.administrator, now=NOW)

    assert client.get("/doi-mat-khau").status_code == 302
    cast.secretary.refresh_from_db()
    assert (cast.secretary.check_password(password), cast.secretary.check_password(PASSWORD)) == (True, False)


def test_granted_role_is_told_to_person_and_unit(bloc: Bloc, cast: Cast):
    grant_role(user=cast.stranger, unit=bloc.sibling, role="deputy", from_on=TODAY, by=cast.administrator, now=NOW)

    assert Change.objects.of(cast.stranger).get().after == {
        "role": "deputy",
        "from_on": "2026-11-18",
        "to_on": None,
        "unit": "Chi bộ Bảo tàng tỉnh",
    }
    assert Change.objects.of(bloc.sibling).get().after["user"] == "Người nguoila"


def test_role_held_already_is_refused_in_words(bloc: Bloc, cast: Cast):
    with pytest.raises(ValidationError, match="đang giữ vai trò đó"):
        grant_role(
            user=cast.secretary, unit=bloc.base_cell, role="secretary", from_on=TODAY, by=cast.administrator, now=NOW
        )


def test_role_held_between_two_days_is_not_given_twice(bloc: Bloc, cast: Cast):
    week = TODAY + timedelta(days=7)
    given = {"user": cast.stranger, "unit": bloc.sibling, "role": "deputy", "by": cast.administrator, "now": NOW}
    grant_role(from_on=TODAY, to_on=week, **given)

    for days in ({"from_on": TODAY, "to_on": week}, {"from_on": week}):
        with pytest.raises(ValidationError, match="từ ngày 18/11/2026 đến hết ngày 25/11/2026; hãy chọn những ngày"):
            grant_role(**days, **given)
    grant_role(from_on=week + timedelta(days=1), **given)

    assert cast.stranger.memberships.count() == 2


def test_ended_role_lasts_to_the_end_of_its_day(cast: Cast):
    end_role(membership=cast.secretary.memberships.get(), last_on=TODAY, by=cast.administrator, now=NOW)

    assert cast.secretary.memberships.current(TODAY).exists()
    assert not cast.secretary.memberships.current(TODAY + timedelta(days=1)).exists()


def test_role_that_has_not_begun_is_taken_back_with_its_trace(bloc: Bloc, cast: Cast):
    membership = grant_role(
        user=cast.stranger, unit=bloc.sibling, role="deputy", from_on=TODAY, by=cast.administrator, now=NOW
    )

    end_role(membership=membership, last_on=TODAY - timedelta(days=1), by=cast.administrator, now=NOW)

    assert not cast.stranger.memberships.exists()
    assert [change.verb for change in Change.objects.of(cast.stranger)] == ["Thu hồi vai trò", "Giao vai trò"]


def test_last_own_role_of_administrator_stays(cast: Cast):
    with pytest.raises(ValidationError, match="cuối cùng"):
        end_role(membership=cast.administrator.memberships.get(), last_on=TODAY, by=cast.administrator, now=NOW)


def test_another_administrator_may_end_it(bloc: Bloc, cast: Cast):
    other = make_user("quantri2", bloc.root, "administrator")

    end_role(membership=cast.administrator.memberships.get(), last_on=TODAY, by=other, now=NOW)

    assert cast.administrator.memberships.get().to_on == TODAY


def test_people_for_takes_roles_days_and_open_accounts(bloc: Bloc, cast: Cast):
    make_user("khoa", bloc.base_cell, is_active=False)
    ended = make_user("cu", bloc.base_cell)
    ended.memberships.update(to_on=TODAY - timedelta(days=1))
    units = [bloc.base_cell.pk, bloc.sibling.pk, bloc.cell.pk]

    found = people_for(units[:2], Act.REPORT, TODAY)

    assert found == {bloc.base_cell.pk: [cast.secretary], bloc.sibling.pk: [cast.sibling_secretary]}


def test_database_refuses_a_role_that_ends_before_it_begins(cast: Cast):
    with pytest.raises(IntegrityError, match="units_membership_ends_after_start"), transaction.atomic():
        cast.secretary.memberships.update(to_on=date(2019, 1, 1))


def test_database_refuses_the_same_open_role_twice(bloc: Bloc, cast: Cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.secretary, unit=bloc.base_cell, role="secretary", from_on=TODAY)


def test_database_refuses_an_address_twice_but_none_often(cast: Cast):
    User.objects.filter(pk__in=[cast.stranger.pk, cast.standing.pk]).update(email="")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.stranger.pk).update(email="bithu@vidu.vn")
