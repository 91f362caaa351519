"""The page of the ledger, its file, and what coming in and going leave in it."""

import pytest
from django.urls import reverse

from tests.factories import NOW, PASSWORD, make_unit
from units.models import Change
from units.services.changes import record_change
from units.services.ledger import seal_changes

URL = reverse("units:ledger")
EXPORT = reverse("units:ledger_export")


def act(unit, verb: str, by=None, now=NOW, **after) -> None:
    record_change(unit, verb, by=by, now=now, before=dict.fromkeys(after, ""), after=after)


@pytest.fixture
def acts(bloc, cast):
    act(bloc.cell, "Sửa đơn vị", cast.administrator, name="Chi bộ Văn phòng")
    act(bloc.sibling, "Đổi mã", cast.secretary, code="CB99")
    seal_changes(now=NOW)
    act(bloc.sibling, "Đóng đơn vị")


def test_page_shows_who_did_what_newest_first(acts, cast, as_user):
    page = as_user(cast.inspector).get(URL)

    assert [row.entry.what for row in page.context["rows"]] == ["Đóng đơn vị", "Đổi mã", "Sửa đơn vị"]
    assert [row.number for row in page.context["rows"]] == [None, 2, 1]
    assert [row.entry.by for row in page.context["rows"]] == ["Hệ thống", "Người bithu", "Người quantri"]
    assert "Đã vào sổ 2 dòng" in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "nguoi quantri"}, ["Sửa đơn vị"]),
        ({"subject": "tasks.plan"}, []),
        ({"first": "2026-11-19"}, []),
        ({"first": "2026-11-18", "last": "2026-11-18", "person": "bithu"}, ["Đổi mã"]),
        ({"origin": "10.0.0.9"}, []),
    ],
)
def test_filter_narrows(acts, cast, as_user, asked, found):
    page = as_user(cast.administrator).get(URL, asked)
    assert [row.entry.what for row in page.context["rows"]] == found


def test_days_the_wrong_way_round_are_named(acts, cast, as_user):
    page = as_user(cast.administrator).get(URL, {"first": "2026-11-19", "last": "2026-11-01"})
    assert "Ngày cuối không được trước ngày đầu." in page.text


def test_pages_follow_one_another_without_a_gap(bloc, cast, as_user):
    for number in range(103):
        act(bloc.cell, f"Việc {number}")
    client, seen, address = as_user(cast.administrator), [], URL
    while address:
        page = client.get(address)
        seen += [row.entry.what for row in page.context["rows"]]
        address = page.context["next_after"] and f"{URL}?after={page.context['next_after']}"
    assert seen == [f"Việc {number}" for number in reversed(range(103))]


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_for_one_row_as_for_three(bloc, cast, as_user, count, django_assert_num_queries):
    for number in range(count):
        act(bloc.cell, f"Việc {number}", cast.tracker)
    client = as_user(cast.administrator)
    client.get(URL)
    with django_assert_num_queries(7):
        client.get(URL)


def test_file_is_complete_and_holds_no_formula(bloc, cast, as_user):
    evil = make_unit("X1", parent=bloc.root, name="=1+1")
    act(evil, "Lập đơn vị", cast.administrator, name="=1+1")
    for number in range(60):
        act(bloc.cell, f"Việc {number}")
    answer = as_user(cast.inspector).post(EXPORT, {})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()

    assert answer["Content-Disposition"] == 'attachment; filename="so-nhat-ky.csv"'
    assert len(lines) == 1 + 62  # with the line that says it was taken
    assert "Xuất sổ nhật ký" in lines[1]
    assert sum(",'=1+1," in line for line in lines) == 1


def test_nobody_below_the_top_reads_it(acts, bloc, cast, as_user):
    for user in (cast.tracker, cast.secretary, cast.standing, cast.stranger):
        assert as_user(user).get(URL).status_code == 403
        assert as_user(user).post(EXPORT).status_code == 403


# --- Coming and going -------------------------------------------------------------------------------------------------


def test_coming_in_and_going_are_written_with_their_address(cast, client):
    client.post(reverse("account_login"), {"login": "bithu", "password": PASSWORD}, REMOTE_ADDR="10.0.0.7")
    client.post(reverse("account_logout"), REMOTE_ADDR="10.0.0.8")

    assert list(Change.objects.order_by("pk").values_list("verb", "by__username", "origin")) == [
        ("Đăng nhập", "bithu", "10.0.0.7"),
        ("Đăng xuất", "bithu", "10.0.0.8"),
    ]


def test_forged_header_does_not_change_the_address(cast, client):
    client.post(
        reverse("account_login"),
        {"login": "bithu", "password": PASSWORD},
        REMOTE_ADDR="10.0.0.7",
        HTTP_X_FORWARDED_FOR="1.2.3.4",
    )
    assert Change.objects.get().origin == "10.0.0.7"


@pytest.mark.parametrize(("typed", "name"), [("bithu", "Người bithu"), ("Mật khẩu của tôi", "Tài khoản không có")])
def test_refused_log_in_names_the_account_and_keeps_nothing_typed(cast, client, typed, name):
    client.post(reverse("account_login"), {"login": typed, "password": "sai-mat-khau-roi"})
    change = Change.objects.get()

    assert (change.verb, change.name, change.by) == ("Đăng nhập không thành", name, None)
    assert "Mật khẩu của tôi" not in str(change.facts())
