"""Slips with one-time codes and mailed links for people who have never been in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.conftest import Bloc, Cast
from tests.factories import NOW, PASSWORD, make_user
from units.models import Change, User
from units.services.invitations import LEASE, owe_invitations, print_slips, send_invitations
from units.services.people import CODE_LASTS, CODE_ROUNDS

ADDRESS = reverse("units:invitations")
CODE = re.compile(r"\b(?:[a-z0-9]{4}-){3}[a-z0-9]{4}\b")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newcomers(bloc: Bloc) -> list[User]:
    """Two of the committee, one of them without an address, and one of a base cell elsewhere."""
    without = make_user("khongthu", bloc.cell, full_name="Đỗ Thị Hường", email="")
    return [without, make_user("cothu", bloc.other_cell), make_user("noikhac", bloc.base_cell)]


def everybody_else_was_in(newcomers: list[User]) -> None:
    User.objects.exclude(pk__in=[person.pk for person in newcomers]).update(last_login=NOW)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def at(moment):
    return lambda: moment


# --- On paper -------------------------------------------------------------------------------------------------------


def test_a_slip_lets_its_person_in(cast: Cast, newcomers, client):
    slips = text_of(print_slips(users=User.objects.filter(username="khongthu"), by=cast.administrator, now=NOW))

    [code] = CODE.findall(slips)
    for words in ("Đỗ Thị Hường", "Chi bộ Văn phòng Sở", "khongthu", "/dang-nhap", "10:00 21/11/2026"):
        assert words in slips
    person = User.objects.get(username="khongthu")
    assert (person.password_expires_at, person.invited_at) == (NOW + CODE_LASTS, NOW)
    answer = client.post(reverse("account_login"), {"login": "khongthu", "password": code}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_change_password")


def test_codes_are_kept_as_hashes_only_and_each_is_another(cast: Cast, newcomers):
    slips = text_of(print_slips(users=User.objects.filter(last_login=None), by=cast.administrator, now=NOW))

    codes = set(CODE.findall(slips))
    assert len(codes) == User.objects.count()
    kept = str(list(Change.objects.values())) + str(list(User.objects.values()))
    assert not [code for code in codes if code in kept]


def test_another_slip_ends_the_one_before_and_what_stood_there(cast: Cast, newcomers):
    users = User.objects.filter(username="cothu")
    first, second = (CODE.findall(text_of(print_slips(users=users, by=cast.administrator, now=NOW)))[0] for _ in "12")

    person = users.get()
    assert [person.check_password(text) for text in (PASSWORD, first, second)] == [False, False, True]


def test_a_log_in_makes_the_hash_of_a_code_as_slow_as_any(settings, cast: Cast, newcomers):
    """The random code needs no slow hash while 400 slips are printed; what stays does."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    users = User.objects.filter(username="cothu")
    [code] = CODE.findall(text_of(print_slips(users=users, by=cast.administrator, now=NOW)))
    assert f"${CODE_ROUNDS}$" in users.get().password

    assert users.get().check_password(code)

    assert f"${PBKDF2PasswordHasher.iterations}$" in users.get().password


def test_what_is_typed_is_text_on_paper(cast: Cast, newcomers):
    """Nothing in a name is run or changes the sheet."""
    User.objects.filter(username="cothu").update(full_name='#read("/etc/passwd") $x$ *An*')

    slips = text_of(print_slips(users=User.objects.filter(username="cothu"), by=cast.administrator, now=NOW))

    assert '#read("/etc/passwd") $x$ *An*' in slips


def test_eight_slips_go_on_a_sheet(bloc: Bloc, cast: Cast):
    for number in range(9):
        make_user(f"moi{number}", bloc.cell)

    pdf = print_slips(users=User.objects.filter(username__startswith="moi"), by=cast.administrator, now=NOW)

    assert len(PdfReader(BytesIO(pdf)).pages) == 2


# --- By mail --------------------------------------------------------------------------------------------------------


def test_a_link_lets_its_person_choose_a_password_for_three_days(cast: Cast, newcomers, client):
    assert owe_invitations(users=User.objects.filter(username="cothu"), by=cast.administrator, now=NOW) == 1

    assert send_invitations(clock=at(NOW)) == 1

    [letter] = mail.outbox
    assert (letter.to, "Người cothu" in letter.body) == (["cothu@vidu.vn"], True)
    [link] = re.findall(r"https?://\S+", letter.body)
    path = link[link.index("/", len("https://")) :]
    with time_machine.travel(NOW + CODE_LASTS - timedelta(minutes=1), tick=False):
        form = client.get(path, follow=True)
        assert 'name="password1"' in form.content.decode()
        password = {"password1": "Con đường làng xưa kia", "password2": "Con đường làng xưa kia"}
        client.post(form.redirect_chain[-1][0], password)
    assert User.objects.get(username="cothu").check_password("Con đường làng xưa kia")


@pytest.mark.parametrize("days", [CODE_LASTS + timedelta(minutes=1)])
def test_a_link_runs_out(cast: Cast, newcomers, client, days: timedelta):
    owe_invitations(users=User.objects.filter(username="cothu"), by=cast.administrator, now=NOW)
    send_invitations(clock=at(NOW))
    [link] = re.findall(r"https?://\S+", mail.outbox[0].body)

    with time_machine.travel(NOW + days, tick=False):
        form = client.get(link[link.index("/", len("https://")) :], follow=True)

    assert 'name="password1"' not in form.content.decode()


def test_who_has_no_address_is_owed_no_mail(cast: Cast, newcomers):
    assert owe_invitations(users=User.objects.filter(username="khongthu"), by=cast.administrator, now=NOW) == 0
    assert send_invitations(clock=at(NOW)) == 0


def test_invitations_go_out_once_however_often_they_are_swept(cast: Cast, newcomers):
    owe_invitations(users=User.objects.filter(username="cothu"), by=cast.administrator, now=NOW)

    late = NOW + timedelta(days=2)  # the days between were missed
    assert [send_invitations(clock=at(late)), send_invitations(clock=at(late))] == [1, 0]

    person = User.objects.get(username="cothu")
    assert (person.invitation_due_at, person.invited_at, len(mail.outbox)) == (None, late, 1)


def test_one_that_fails_stays_owed_and_stops_no_other(settings, cast: Cast, newcomers):
    users = User.objects.filter(username__in=["cothu", "noikhac"])
    owe_invitations(users=users, by=cast.administrator, now=NOW)
    User.objects.filter(username="cothu").update(email="a\nb@vidu.vn")  # no header takes that

    assert send_invitations(clock=at(NOW)) == 1

    failed = User.objects.get(username="cothu")
    assert (failed.invitation_due_at, failed.invited_at) == (NOW + LEASE, None)
    User.objects.filter(pk=failed.pk).update(email="cothu@vidu.vn")
    assert [send_invitations(clock=at(moment)) for moment in (NOW, NOW + LEASE)] == [0, 1]


def test_what_another_sweep_has_claimed_is_left_to_it(cast: Cast, newcomers, monkeypatch):
    """Both have read the same row; one claims it first."""
    owe_invitations(users=User.objects.filter(username="cothu"), by=cast.administrator, now=NOW)
    moments = iter([NOW])

    def clock():
        moment = next(moments, None)
        if moment is None:  # the moment of our claim: the other was quicker
            User.objects.filter(username="cothu").update(invitation_due_at=NOW + LEASE)
        return moment or NOW

    assert (send_invitations(clock=clock), mail.outbox) == (0, [])


# --- The page -------------------------------------------------------------------------------------------------------


def listed(response) -> list[str]:
    return [person.username for person in response.context["page_obj"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["cothu", "khongthu", "noikhac"]),
        ("?mail=without", ["khongthu"]),
        ("?unit=DB01", ["cothu", "khongthu"]),
        ("?unit=DB01&mail=with", ["cothu"]),
        ("?invited=yes", []),
        ("?q=huong", ["khongthu"]),
    ],
)
def test_who_has_never_been_in_is_listed(cast: Cast, newcomers, as_user, query: str, found: list[str]):
    client = as_user(cast.administrator)
    everybody_else_was_in(newcomers)

    assert sorted(listed(client.get(ADDRESS + query))) == found


def test_a_branch_is_printed_whole_and_no_more(cast: Cast, newcomers, as_user):
    client = as_user(cast.administrator)
    everybody_else_was_in(newcomers)

    answer = client.post(f"{ADDRESS}?unit=DB01&mail=without", {"who": "all", "by": "slip"})

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store, private")
    assert len(CODE.findall(text_of(answer.content))) == 1
    assert [person.username for person in User.objects.exclude(invited_at=None)] == ["khongthu"]


def test_a_branch_administrator_invites_nobody_outside(bloc: Bloc, cast: Cast, newcomers, as_user):
    client = as_user(make_user("quantridb", bloc.committee, "administrator"))
    everybody_else_was_in(newcomers)
    outside = User.objects.get(username="noikhac")

    assert sorted(listed(client.get(ADDRESS))) == ["cothu", "khongthu"]
    for form in ({"who": "ticked", "person": outside.pk}, {"who": "all"}):
        client.post(ADDRESS, form | {"by": "slip"})

    outside.refresh_from_db()
    assert (outside.invited_at, outside.check_password(PASSWORD)) == (None, True)


def test_who_was_in_keeps_the_password(cast: Cast, newcomers, as_user):
    User.objects.filter(username="cothu").update(last_login=NOW)
    client = as_user(cast.administrator)

    answer = client.post(ADDRESS, {"person": User.objects.get(username="cothu").pk, "by": "slip"}, follow=True)

    assert "Chưa chọn ai" in answer.content.decode()
    assert User.objects.get(username="cothu").check_password(PASSWORD)


def test_mails_are_owed_from_the_page(cast: Cast, newcomers, as_user):
    people = [person.pk for person in newcomers[:2]]

    page = as_user(cast.administrator).post(ADDRESS, {"person": people, "by": "mail"}, follow=True).content.decode()

    assert "Sẽ gửi 1 thư mời trong vài phút tới." in page
    assert "1 người không có địa chỉ thư" in page
    assert User.objects.get(username="cothu").invitation_due_at == timezone.now()


def test_the_list_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client = as_user(cast.administrator)
    everybody_else_was_in([])
    for number in range(1, 4):
        make_user(f"moi{number}", bloc.sibling)
        if number != 2:
            with django_assert_num_queries(7):
                client.get(ADDRESS)
