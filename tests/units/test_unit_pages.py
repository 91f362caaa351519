"""Pages of units: who sees what, what is refused, what a list costs for 1 and 3 rows."""

import pytest
from django.urls import reverse

from tests.conftest import Bloc, Cast
from tests.factories import make_unit, make_user
from tests.units.listing import names
from units.models import Change, Unit

HTMX = {"HX-Request": "true"}


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
            with django_assert_num_queries(12):
                client.get(address)


@pytest.mark.parametrize("name", ["unit_detail", "unit_edit"])
def test_unit_out_of_scope_is_not_found(bloc: Bloc, cast: Cast, as_user, name: str):
    address = reverse(f"units:{name}", args=[bloc.sibling.pk])

    assert as_user(cast.secretary).get(address).status_code == 404


@pytest.mark.parametrize("role", ["secretary", "tracker", "standing", "inspector"])
def test_only_administrators_change_units(bloc: Bloc, cast: Cast, as_user, role: str):
    address = reverse("units:unit_edit", args=[bloc.base_cell.pk])

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


def test_unit_is_edited_on_the_page(bloc: Bloc, cast: Cast, as_user):
    client, pk = as_user(cast.administrator), bloc.cell.pk
    facts = {"name": "Chi bộ Văn phòng", "code": "VP", "kind": "cell", "opened_on": "2020-01-01", "position": "2"}

    client.post(reverse("units:unit_edit", args=[pk]), facts | {"version": "0"})

    unit = Unit.objects.get(pk=pk)
    assert (unit.name, unit.code) == ("Chi bộ Văn phòng", "VP")
    assert Change.objects.of(unit).get().verb == "Sửa thông tin"


def test_options_propose_units_in_scope(bloc: Bloc, cast: Cast, as_user):
    address = reverse("units:unit_options") + "?field=parent&parent=van phong"

    assert "CB011 – Chi bộ Văn phòng Sở" in as_user(cast.committee_secretary).get(address).content.decode()
    assert as_user(cast.secretary).get(address).content.decode().strip() == ""


def test_two_administrators_lose_neither_text(bloc: Bloc, cast: Cast, as_user):
    client, address = as_user(cast.administrator), reverse("units:unit_edit", args=[bloc.cell.pk])
    facts = {"name": "Chi bộ A", "code": "CB011", "kind": "cell", "opened_on": "2020-01-01", "position": "0"}
    client.post(address, facts | {"version": "0"})

    page = client.post(address, facts | {"version": "0", "name": "Chi bộ B", "opened_on": "2021-03-02"})

    assert page.status_code == 409
    assert [(item.label, item.theirs, item.ours) for item in page.context["differences"]] == [
        ("Tên", "Chi bộ A", "Chi bộ B"),
        ("Ngày thành lập", "1/1/2020", "2/3/2021"),
    ]
    again = facts | {"name": "Chi bộ B", "version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 302
    assert Unit.objects.get(pk=bloc.cell.pk).name == "Chi bộ B"
