"""Pages of units, people and the office: who sees what, what is refused, what a list costs for 1 and 3 rows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Bloc, Cast
from tests.factories import make_unit, make_user
from units.models import Change, Membership, Office, Unit, User

HTMX = {"HX-Request": "true"}


def names(response) -> list[str]:
    return [str(row) for row in response.context["page_obj"]]


# --- The tree -------------------------------------------------------------------------------------------------------


def test_tree_opens_at_the_top_in_vietnamese_order(bloc: Bloc, cast: Cast, as_user):
    response = as_user(cast.tracker).get(reverse("units:unit_list"))

    assert names(response) == [
        "Ban Thường vụ Đảng ủy Khối",
        "Ban Tuyên giáo Đảng ủy Khối",
        "Chi bộ Bảo tàng tỉnh",
        "Chi bộ Công ty Ánh Sáng",
        "Đảng bộ Sở Thử nghiệm",
        "Đoàn Thanh niên Khối",
        "Liên minh Hợp tác xã tỉnh",
        "Ủy ban Kiểm tra Đảng ủy Khối",
    ]


def test_position_goes_before_the_alphabet(bloc: Bloc, cast: Cast, as_user):
    Unit.objects.filter(parent=bloc.root).exclude(pk=bloc.youth.pk).update(position=1)

    assert names(as_user(cast.tracker).get(reverse("units:unit_list")))[0] == "Đoàn Thanh niên Khối"


def test_branch_opens_in_place_or_on_its_own_page(bloc: Bloc, cast: Cast, as_user):
    client, address = as_user(cast.tracker), reverse("units:unit_list") + f"?parent={bloc.committee.pk}"

    assert (
        names(client.get(address))
        == names(client.get(address, headers=HTMX))
        == [
            "Chi bộ Thanh tra Sở",
            "Chi bộ Văn phòng Sở",
        ]
    )
    assert "<html" not in client.get(address, headers=HTMX).content.decode()


def test_secretary_sees_own_branch_only(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.committee_secretary)

    assert names(client.get(reverse("units:unit_list"))) == ["Chi bộ Thanh tra Sở", "Chi bộ Văn phòng Sở"]
    assert names(client.get(reverse("units:unit_list") + "?state=all&q=chi bo")) == [
        "Chi bộ Thanh tra Sở",
        "Chi bộ Văn phòng Sở",
    ]
    assert client.get(reverse("units:unit_list") + f"?parent={bloc.root.pk}").status_code == 404


@pytest.mark.parametrize("parent", ["0", "x", "9" * 40])
def test_unknown_branch_is_not_found(cast: Cast, as_user, parent: str):
    assert as_user(cast.tracker).get(reverse("units:unit_list") + f"?parent={parent}").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=anh sang", ["Chi bộ Công ty Ánh Sáng"]),
        ("q=ÁNH+SÁNG", ["Chi bộ Công ty Ánh Sáng"]),
        ("q=uỷ ban kiem", ["Ủy ban Kiểm tra Đảng ủy Khối"]),
        ("q=LMHTX", ["Liên minh Hợp tác xã tỉnh"]),
        ("q=doan khoi", ["Đoàn Thanh niên Khối"]),
        ("kind=cell", ["Chi bộ Thanh tra Sở", "Chi bộ Văn phòng Sở"]),
        ("kind=cell&q=van phong", ["Chi bộ Văn phòng Sở"]),
        ("state=closed", []),
        ("q=khong co", []),
    ],
)
def test_search_and_filter(bloc: Bloc, cast: Cast, as_user, query: str, found: list[str]):
    assert names(as_user(cast.tracker).get(reverse("units:unit_list") + f"?{query}")) == found


def test_tree_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.administrator), reverse("units:unit_list") + f"?parent={bloc.base_cell.pk}"
    for number in range(1, 4):
        make_unit(f"T{number}", "cell", bloc.base_cell)
        if number != 2:
            with django_assert_num_queries(8):
                client.get(address)


def test_found_units_take_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.administrator), reverse("units:unit_list") + "?q=to"
    for number in range(1, 4):
        make_unit(f"T{number}", "cell", bloc.base_cell, name="Tổ đảng")
        if number != 2:
            with django_assert_num_queries(6):
                client.get(address)


# --- One unit -------------------------------------------------------------------------------------------------------


def test_unit_tells_people_children_work_and_history(bloc: Bloc, cast: Cast, as_user, assignment):
    make_unit("CB021", "cell", bloc.base_cell, name="Chi bộ Phân xưởng")

    page = as_user(cast.tracker).get(reverse("units:unit_detail", args=[bloc.base_cell.pk]))

    assert [str(membership.user) for membership in page.context["memberships"]] == ["Người bithu"]
    assert [str(unit) for unit in page.context["children"]] == ["Chi bộ Phân xưởng"]
    assert [(fact.label, fact.value) for fact in page.context["facts"]] == [("Phân công đang theo dõi", "1")]


def test_unit_takes_constant_queries(bloc: Bloc, cast: Cast, as_user, django_assert_num_queries):
    client, address = as_user(cast.tracker), reverse("units:unit_detail", args=[bloc.sibling.pk])
    for number in range(1, 4):
        make_unit(f"T{number}", "cell", bloc.sibling)
        make_user(f"nguoi{number}", bloc.sibling, "deputy")
        if number != 2:
            with django_assert_num_queries(11):
                client.get(address)


@pytest.mark.parametrize("name", ["unit_detail", "unit_edit", "unit_move", "unit_close"])
def test_unit_out_of_scope_is_not_found(bloc: Bloc, cast: Cast, as_user, name: str):
    address = reverse(f"units:{name}", args=[bloc.sibling.pk])

    assert as_user(cast.secretary).get(address).status_code == 404


@pytest.mark.parametrize("name", ["unit_edit", "unit_move", "unit_close"])
@pytest.mark.parametrize("role", ["secretary", "tracker", "standing", "inspector"])
def test_only_administrators_change_units(bloc: Bloc, cast: Cast, as_user, name: str, role: str):
    address = reverse(f"units:{name}", args=[bloc.base_cell.pk])

    assert as_user(getattr(cast, role)).get(address).status_code == 403
    assert as_user(getattr(cast, role)).post(address).status_code == 403


def test_unit_is_made_on_the_page(bloc: Bloc, cast: Cast, as_user):
    facts = {
        "parent": "CB02 – Chi bộ Công ty Ánh Sáng",
        "name": "Tổ đảng số 1",
        "code": "TD1",
        "kind": "cell",
        "opened_on": "2026-01-01",
        "position": "0",
        "aliases": "Tổ 1\nTổ một\n",
    }

    response = as_user(cast.administrator).post(reverse("units:unit_create"), facts)

    unit = Unit.objects.get(code="TD1")
    assert response.url == reverse("units:unit_detail", args=[unit.pk])
    assert (unit.parent, unit.branch, unit.aliases) == (bloc.base_cell, bloc.base_cell, ["Tổ 1", "Tổ một"])


@pytest.mark.parametrize(
    ("parent", "sentence"),
    [
        ("bao tang", None),
        ("CB03", None),
        ("chi bo", "Nhiều đơn vị có tên gần giống"),
        ("khong co", "Không tìm thấy đơn vị “khong co”"),
        ("", "Trường này là bắt buộc"),
    ],
)
def test_parent_is_found_by_code_or_name(bloc: Bloc, cast: Cast, as_user, parent: str, sentence: str | None):
    facts = {"parent": parent, "name": "Tổ", "code": "TD1", "kind": "cell", "opened_on": "2026-01-01", "position": "0"}

    response = as_user(cast.administrator).post(reverse("units:unit_create"), facts)

    if sentence is None:
        assert Unit.objects.get(code="TD1").parent == bloc.sibling
    else:
        assert sentence in str(response.context["form"].errors["parent"])


def test_taken_code_is_said_at_its_field(bloc: Bloc, cast: Cast, as_user):
    facts = {"parent": "CB02", "name": "Tổ", "code": "CB03", "kind": "cell", "opened_on": "2026-01-01", "position": "0"}

    response = as_user(cast.administrator).post(reverse("units:unit_create"), facts)

    assert response.context["form"].errors == {"code": ["Mã này đã có đơn vị khác dùng."]}


def test_unit_is_edited_moved_closed_and_reopened_on_pages(bloc: Bloc, cast: Cast, as_user):
    client, pk = as_user(cast.administrator), bloc.cell.pk
    facts = {"name": "Chi bộ Văn phòng", "code": "VP", "kind": "cell", "opened_on": "2020-01-01", "position": "2"}

    client.post(reverse("units:unit_edit", args=[pk]), facts)
    client.post(reverse("units:unit_move", args=[pk]), {"parent": "CB02", "reason": "QĐ 5"})
    client.post(reverse("units:unit_close", args=[pk]), {"closed_on": "2026-10-01", "reason": "QĐ 6"})
    client.post(reverse("units:unit_reopen", args=[pk]))

    unit = Unit.objects.get(pk=pk)
    assert (unit.name, unit.code, unit.parent, unit.closed_on) == ("Chi bộ Văn phòng", "VP", bloc.base_cell, None)
    assert [(change.verb, change.reason) for change in Change.objects.of(unit)] == [
        ("Hoạt động trở lại", ""),
        ("Kết thúc hoạt động", "QĐ 6"),
        ("Chuyển trực thuộc", "QĐ 5"),
        ("Sửa thông tin", ""),
    ]


def test_refusal_of_the_service_stands_at_the_field(bloc: Bloc, cast: Cast, as_user):
    address = reverse("units:unit_move", args=[bloc.committee.pk])

    response = as_user(cast.administrator).post(address, {"parent": "CB011", "reason": "QĐ 5"})

    assert list(response.context["form"].errors) == ["parent"]


def test_closing_with_units_below_is_refused_on_the_page(bloc: Bloc, cast: Cast, as_user):
    address = reverse("units:unit_close", args=[bloc.committee.pk])

    response = as_user(cast.administrator).post(address, {"closed_on": "2026-10-01", "reason": "QĐ 6"})

    assert "Còn đơn vị cấp dưới" in response.content.decode()
    assert Unit.objects.get(pk=bloc.committee.pk).closed_on is None


def test_options_propose_units_in_scope(bloc: Bloc, cast: Cast, as_user):
    address = reverse("units:unit_options") + "?field=parent&parent=van phong"

    assert "CB011 – Chi bộ Văn phòng Sở" in as_user(cast.committee_secretary).get(address).content.decode()
    assert as_user(cast.secretary).get(address).content.decode().strip() == ""


# --- An administrator of a branch -----------------------------------------------------------------------------------


@pytest.fixture
def branch_administrator(bloc: Bloc, cast: Cast) -> User:
    return make_user("quantridb", bloc.committee, "administrator")


def test_branch_administrator_cannot_place_own_top(bloc: Bloc, branch_administrator: User, as_user):
    client = as_user(branch_administrator)

    assert client.get(reverse("units:unit_move", args=[bloc.committee.pk])).status_code == 403
    assert client.get(reverse("units:unit_close", args=[bloc.committee.pk])).status_code == 403
    assert client.get(reverse("units:unit_move", args=[bloc.cell.pk])).status_code == 200


def test_branch_administrator_cannot_make_own_top_a_serving_body(bloc: Bloc, branch_administrator: User, as_user):
    facts = {"name": "Ban mới", "code": "DB01", "kind": "board", "opened_on": "2020-01-01", "position": "0"}

    as_user(branch_administrator).post(reverse("units:unit_edit", args=[bloc.committee.pk]), facts)

    unit = Unit.objects.get(pk=bloc.committee.pk)
    assert (unit.name, unit.kind) == ("Ban mới", "base_committee")


@pytest.mark.parametrize("name", ["user_edit", "user_disable", "user_password"])
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


# --- People ---------------------------------------------------------------------------------------------------------


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

    person, password = User.objects.get(username="an"), response.context["password"]
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

    client.post(reverse("units:user_edit", args=[pk]), {"username": "bithu", "full_name": "Lê Bình", "post": "Bí thư"})
    shown = client.post(reverse("units:user_password", args=[pk]))

    person = User.objects.get(pk=pk)
    assert (person.full_name, person.post, person.email) == ("Lê Bình", "Bí thư", "")
    assert person.check_password(shown.context["password"])


def test_account_is_locked_and_opened_on_pages(cast: Cast, as_user):
    client, pk = as_user(cast.administrator), cast.secretary.pk

    client.post(reverse("units:user_disable", args=[pk]))
    assert not User.objects.get(pk=pk).is_active
    shown = client.post(reverse("units:user_password", args=[pk]))

    person = User.objects.get(pk=pk)
    assert person.is_active
    assert person.check_password(shown.context["password"])


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


# --- The office -----------------------------------------------------------------------------------------------------


def office_facts(client) -> dict[str, str]:
    """What the browser would send back of the page untouched."""
    form = client.get(reverse("units:office")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    times = {name: f"{values[name]:%H:%M}" for name in ("quiet_from", "quiet_to")}
    return {name: "" if value is None else value for name, value in values.items()} | times


def test_office_goes_round(cast: Cast, as_user):
    client = as_user(cast.administrator)
    facts = office_facts(client) | {"name": "Đảng ủy Khối", "holidays": "2/9/2026\n1/1/2027\n\n02-09-2026"}

    assert client.post(reverse("units:office"), facts).status_code == 302

    office = Office.objects.get()
    assert (office.name, office.holidays, office.version) == ("Đảng ủy Khối", ["2026-09-02", "2027-01-01"], 1)
    again = office_facts(client)
    assert again["holidays"] == "2/9/2026\n1/1/2027"
    client.post(reverse("units:office"), again)
    assert Office.objects.get().version == 1


def test_every_setting_says_its_default(cast: Cast, as_user):
    form = as_user(cast.administrator).get(reverse("units:office")).context["form"]

    silent = [name for name in form.fields if name != "version" and "Mặc định" not in form.fields[name].help_text]
    assert silent == []


def test_every_setting_is_on_the_page(cast: Cast, as_user):
    page = as_user(cast.administrator).get(reverse("units:office"))

    content = page.content.decode()
    assert [name for name in page.context["form"].fields if f'name="{name}"' not in content] == []


def test_wrong_day_is_said_and_the_text_kept(cast: Cast, as_user):
    client = as_user(cast.administrator)

    page = client.post(reverse("units:office"), office_facts(client) | {"holidays": "2/9/2026\nTết"})

    assert page.context["form"].errors == {"holidays": ["“Tết” không phải là một ngày. Hãy viết như 2/9/2026."]}
    assert page.context["form"]["holidays"].value() == "2/9/2026\nTết"


def test_two_administrators_lose_neither_text(cast: Cast, as_user):
    client = as_user(cast.administrator)
    mine = office_facts(client) | {"place": "Đà Lạt"}
    client.post(reverse("units:office"), office_facts(client) | {"place": "Bảo Lộc"})

    page = client.post(reverse("units:office"), mine)

    assert page.status_code == 409
    assert [(item.label, item.theirs, item.ours) for item in page.context["differences"]] == [
        ("Địa danh", "Bảo Lộc", "Đà Lạt")
    ]
    again = mine | {"version": page.context["form"]["version"].value()}
    assert client.post(reverse("units:office"), again).status_code == 302
    assert Office.objects.get().place == "Đà Lạt"
