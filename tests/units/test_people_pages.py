"""Pages of people and their roles: who sees what, what is refused, what a list costs for 1 and 3 rows."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Bloc, Cast
from tests.factories import make_user
from tests.units.listing import names
from units.models import User
from units.services.people import mark_of


@pytest.mark.parametrize("name", ["user_list", "user_create", "office", "unit_create"])
@pytest.mark.parametrize("role", ["secretary", "tracker", "standing", "inspector", "stranger"])
def test_only_administrators_come_to_people_and_settings(cast: Cast, as_user, name: str, role: str):
    assert as_user(getattr(cast, role)).get(reverse(f"units:{name}")).status_code == 403


def test_stranger_sees_no_units(bloc: Bloc, cast: Cast, as_user):
    assert as_user(cast.stranger).get(reverse("units:unit_list")).status_code == 403
    assert as_user(cast.stranger).get(reverse("units:unit_detail", args=[bloc.root.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=tracker", ["Người tuyengiao"]),
        ("q=NGUOI tuyen", ["Người tuyengiao"]),
        ("unit=DB01", ["Người bithucb", "Người bithudb"]),
        ("unit=DB01&role=administrator", []),
        ("state=locked", []),
    ],
)
def test_people_are_filtered(cast: Cast, as_user, query: str, found: list[str]):
    assert names(as_user(cast.administrator).get(reverse("units:user_list") + f"?{query}")) == found


def test_unknown_unit_of_the_filter_is_said(cast: Cast, as_user):
    page = as_user(cast.administrator).get(reverse("units:user_list") + "?unit=khong+co")

    assert "Không tìm thấy đơn vị" in page.content.decode()


def test_people_take_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.administrator), reverse("units:user_list") + "?q=nguoi"
    User.objects.exclude(pk=cast.administrator.pk).update(search_text="")
    for number in range(1, 4):
        make_user(f"them{number}", bloc.sibling, "deputy")
        if number != 2:
            with django_assert_num_queries(7):
                client.get(address)


def test_person_is_made_with_a_role_and_the_password_shown_once(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    facts = {"username": "An", "full_name": "Nguyễn An", "role": "secretary", "unit": "CB03", "from_on": "2026-01-01"}

    response = client.post(reverse("units:user_create"), facts)

    person, password = User.objects.get(username="an"), response.context["code"]
    assert password in response.content.decode()
    assert person.check_password(password)
    assert password not in client.get(reverse("units:user_detail", args=[person.pk])).content.decode()
    assert [(item.role, item.unit) for item in person.memberships.all()] == [("secretary", bloc.sibling)]


def test_person_is_not_made_without_the_role(cast: Cast, as_user):
    facts = {"username": "an", "full_name": "Nguyễn An", "role": "secretary", "unit": "CB03", "from_on": "2026-01-01"}

    response = as_user(cast.administrator).post(reverse("units:user_create"), facts | {"to_on": "2025-01-01"})

    assert list(response.context["role_form"].errors) == ["to_on"]
    assert not User.objects.filter(username="an").exists()


def test_person_is_edited_and_gets_a_password_on_pages(cast: Cast, as_user):
    client, pk = as_user(cast.administrator), cast.secretary.pk

    facts = {"username": "bithu", "full_name": "Lê Bình", "post": "Bí thư", "seen": mark_of(cast.secretary)}
    client.post(reverse("units:user_edit", args=[pk]), facts)
    shown = client.post(reverse("units:user_code", args=[pk]))

    person = User.objects.get(pk=pk)
    assert (person.full_name, person.post, person.email) == ("Lê Bình", "Bí thư", "")
    assert person.check_password(shown.context["code"])


def test_two_who_edit_one_person_see_both_texts(cast: Cast, as_user):
    client, page = as_user(cast.administrator), reverse("units:user_edit", args=[cast.secretary.pk])
    facts = {"username": "bithu", "full_name": "Lê Bình", "seen": mark_of(cast.secretary)}
    client.post(page, facts | {"post": "Bí thư"})

    refused = client.post(page, facts | {"post": "Phó bí thư"})

    assert refused.status_code == 409
    assert [(item.theirs, item.ours) for item in refused.context["differences"]] == [("Bí thư", "Phó bí thư")]
    assert User.objects.get(pk=cast.secretary.pk).post == "Bí thư"
    again = facts | {"post": "Phó bí thư", "seen": refused.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert User.objects.get(pk=cast.secretary.pk).post == "Phó bí thư"


def test_account_is_locked_and_opened_on_pages(cast: Cast, as_user):
    client, pk = as_user(cast.administrator), cast.secretary.pk

    client.post(reverse("units:user_disable", args=[pk]))
    assert not User.objects.get(pk=pk).is_active
    shown = client.post(reverse("units:user_code", args=[pk]))

    person = User.objects.get(pk=pk)
    assert person.is_active
    assert person.check_password(shown.context["code"])


def test_role_is_given_and_ended_at_once_on_pages(bloc: Bloc, cast: Cast, as_user):
    client, today = as_user(cast.administrator), timezone.localdate()

    client.post(
        reverse("units:role_grant", args=[cast.secretary.pk]),
        {"role": "deputy", "unit": "CB03", "from_on": "2026-01-01"},
    )
    membership = cast.secretary.memberships.get(role="deputy")
    client.post(reverse("units:role_end", args=[membership.pk]), {"ends_on": today.isoformat()})

    assert not cast.secretary.memberships.current(today).filter(role="deputy").exists()


def test_last_role_of_administrator_is_kept_with_a_sentence(cast: Cast, as_user):
    membership = cast.administrator.memberships.get()

    page = as_user(cast.administrator).post(
        reverse("units:role_end", args=[membership.pk]), {"ends_on": timezone.localdate().isoformat()}
    )

    assert "vai trò quản trị cuối cùng" in page.content.decode()


def test_refused_forms_answer_422_and_stay(bloc: Bloc, cast: Cast, as_user):
    client, person, role = as_user(cast.administrator), cast.secretary, cast.secretary.memberships.get()
    of_units = {"unit_edit": bloc.base_cell.pk, "reorganisation_create": "found", "office": None}
    of_people = {"user_create": None, "user_edit": person.pk, "user_hand_over": person.pk, "role_grant": person.pk}
    of_roles = {"role_lend": role.pk, "role_end": role.pk}

    answers = {
        name: client.post(reverse(f"units:{name}", args=[pk] if pk else []), {"from_on": "hôm qua"})
        for name, pk in {**of_units, **of_people, **of_roles}.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 422)
    assert all(b"invalid-feedback" in answer.content for answer in answers.values())
