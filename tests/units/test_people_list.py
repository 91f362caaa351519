"""The list of people out to Excel and in again: the round trip, every problem, all or nothing, no reach outside."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_user
from tests.units.test_register import book as written
from tests.units.test_register import columns, told
from tests.units.test_register_pages import confirm
from units.documents.lists import Line
from units.documents.people import PEOPLE
from units.models import Change, Membership, User
from units.services.lists import Checked, write_seen
from units.services.people import edit_users, grant_role
from units.services.people_list import check_people, export_people, template, write_people
from units.services.substitution import lend_role

HEAD = [field.title for field in PEOPLE.fields]
NEW = {
    "Tên đăng nhập": "An.Moi", "Họ và tên": "Nguyễn Văn An", "Điện thoại": "0912 345 678", "Thư điện tử": "An@Vidu.vn",
    "Vai trò": "Phó bí thư", "Mã đơn vị": "CB02", "Từ ngày": "1/11/2026",
}  # fmt: skip
SECOND = NEW | {"Vai trò": "Bí thư, người báo cáo", "Mã đơn vị": "CB03", "Đến hết ngày": "31/12/2026"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def book(*rows: Mapping[str, object]) -> bytes:
    return written(*rows, head=HEAD)


def lines(*rows: Mapping[str, object]) -> list[Line]:
    return PEOPLE.read(book(*rows))


def checked(found: list[Line], by: User) -> Checked:
    return check_people(lines=found, by=by, today=TODAY)


def run(found: list[Line], by: User) -> Checked:
    seen = checked(found, by)
    write_seen(seen, seen.digest, lambda: write_people(checked=seen, by=by, now=NOW))
    return seen


def of(person: User, by: User, **others: str) -> dict[str, str]:
    """The person's first line as the export has it."""
    found = PEOPLE.read(export_people(by=by, today=TODAY))
    cells = next(line.cells for line in found if line.cells["username"] == person.username)
    return {field.title: cells[field.name] for field in PEOPLE.fields} | others


def test_export_is_imported_again_without_a_change(bloc: Bloc, cast: Cast):
    """Ended roles and locked accounts too; what was lent is left out, it ends by itself."""
    cast.sibling_secretary.memberships.update(to_on=date(2026, 5, 1))
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False, full_name="=1+1", phone="0071")
    order = {"from_on": TODAY, "to_on": TODAY, "by": cast.tracker, "now": NOW}
    lend_role(membership=cast.tracker.memberships.get(), user=cast.standing, **order)

    found = PEOPLE.read(export_people(by=cast.administrator, today=TODAY))

    assert len(found) == Membership.objects.filter(stands_for=None).count() == 8
    seen = checked(found, cast.administrator)
    assert (seen.problems, seen.new, seen.changed, seen.unchanged) == ([], [], [], 8)


def test_a_branch_administrator_takes_away_the_branch_only(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")

    found = PEOPLE.read(export_people(by=area, today=TODAY))

    assert sorted(line.cells["username"] for line in found) == ["bithucb", "bithudb", "quantridb"]


def test_new_people_get_their_roles_and_no_way_in_yet(bloc: Bloc, cast: Cast):
    done = run(lines(NEW, SECOND), cast.administrator)

    person = User.objects.get(username="an.moi")
    assert (len(done.new), person.full_name, person.email, person.phone_digits) == (
        1, "Nguyễn Văn An", "an@vidu.vn", "0912345678",
    )  # fmt: skip
    assert [(role.role, role.unit, role.to_on) for role in person.memberships.order_by("unit__path")] == [
        ("deputy", bloc.base_cell, None),
        ("secretary", bloc.sibling, date(2026, 12, 31)),
    ]
    assert (person.has_usable_password(), User.objects.search("nguyen van an").get()) == (False, person)
    verbs = [change.verb for change in Change.objects.of(person)]
    assert sorted(verbs) == ["Giao vai trò", "Giao vai trò", "Lập tài khoản"]
    assert Change.objects.of(bloc.base_cell).get().after["user"] == "Nguyễn Văn An"


def test_changed_facts_and_further_roles_are_shown_and_written(bloc: Bloc, cast: Cast):
    row = of(cast.secretary, cast.administrator, **{"Chức vụ": "Bí thư"})
    further = row | {"Vai trò": "Phó bí thư", "Mã đơn vị": "cb03", "Từ ngày": "1/12/2026"}
    found = lines(row, further)

    [effect] = checked(found, cast.administrator).changed
    run(found, cast.administrator)

    assert effect.fields == [
        ("Chức vụ", "", "Bí thư"),
        ("Vai trò", "", f"Phó bí thư, {bloc.sibling.label}, từ 01/12/2026"),
    ]
    assert User.objects.get(pk=cast.secretary.pk).post == "Bí thư"
    assert cast.secretary.memberships.get(unit=bloc.sibling).from_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"Tên đăng nhập": ""}, "Tên đăng nhập", "Hãy ghi tên đăng nhập."),
        ({"Tên đăng nhập": "nguoila"}, "Tên đăng nhập", "đồng chí không quản trị"),
        ({"Tên đăng nhập": "a b"}, "Tên đăng nhập", ""),
        ({"Họ và tên": ""}, "Họ và tên", ""),
        ({"Điện thoại": "912345"}, "Điện thoại", "cả số 0 ở đầu"),
        ({"Thư điện tử": "bithu@vidu.vn"}, "Thư điện tử", "đã có người khác dùng"),
        ({"Thư điện tử": "an"}, "Thư điện tử", ""),
        ({"Vai trò": "Trưởng ban"}, "Vai trò", "Hãy ghi một trong các vai trò"),
        ({"Mã đơn vị": "KHONG"}, "Mã đơn vị", "Không có đơn vị nào mang mã này"),
        ({"Từ ngày": "hôm nay"}, "Từ ngày", "Hãy ghi ngày như 30/9/2020."),
        ({"Từ ngày": ""}, "Từ ngày", "Hãy ghi ngày như 30/9/2020."),
        ({"Đến hết ngày": "1/1/2020"}, "Đến hết ngày", "không được trước ngày bắt đầu"),
        ({"Tài khoản": "Đã khóa"}, "Tài khoản", "ở trang của người dùng"),
    ],
)
def test_each_problem_is_told_at_its_cell_and_nothing_is_written(cast: Cast, cells, column: str, words: str):
    found = lines(NEW, NEW | {"Tên đăng nhập": "khac", "Thư điện tử": ""} | cells)

    [problem] = told(checked(found, cast.administrator))
    with pytest.raises(ValidationError, match="chỗ cần sửa"):
        run(found, cast.administrator)

    assert (problem[:2], words in problem[2], User.objects.filter(username="an.moi").exists()) == (
        (3, column),
        True,
        False,
    )


def test_lines_of_one_person_agree(cast: Cast):
    other = SECOND | {"Họ và tên": "Nguyễn Văn Anh"}

    assert told(checked(lines(NEW, other), cast.administrator)) == [
        (3, "Họ và tên", "Khác với dòng 2 của cùng tên đăng nhập; hãy ghi như nhau.")
    ]


def test_two_new_people_share_no_address(cast: Cast):
    assert columns(checked(lines(NEW, NEW | {"Tên đăng nhập": "binh"}), cast.administrator)) == [(3, "Thư điện tử")]


def test_a_role_twice_or_on_other_days_is_told(bloc: Bloc, cast: Cast):
    row = of(cast.secretary, cast.administrator)

    assert columns(checked(lines(NEW, NEW), cast.administrator)) == [(3, "Vai trò")]
    assert told(checked(lines(row | {"Từ ngày": "1/1/2021"}), cast.administrator)) == [
        (2, "Từ ngày", "Người này giữ vai trò đó từ 01/01/2020; hãy ghi đúng như vậy, hoặc bỏ dòng này.")
    ]


def test_a_closed_unit_takes_nobody_new(bloc: Bloc, cast: Cast):
    bloc.sibling.closed_on = TODAY
    bloc.sibling.save()

    assert columns(checked(lines(NEW | {"Mã đơn vị": "CB03"}), cast.administrator)) == [(2, "Mã đơn vị")]


# --- No reach outside -----------------------------------------------------------------------------------------------


def test_a_branch_administrator_makes_and_changes_nobody_outside(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")
    outside = of(cast.secretary, cast.administrator, **{"Họ và tên": "Bị Sửa"})

    assert columns(checked(lines(NEW), area)) == [(2, "Mã đơn vị")]
    assert {column for _, column in columns(checked(lines(outside), area))} == {"Tên đăng nhập", "Mã đơn vị"}
    assert columns(checked(lines(outside | {"Mã đơn vị": "DB01"}), area)) == [(2, "Tên đăng nhập")]


def test_who_acts_elsewhere_too_keeps_their_facts(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")
    Membership.objects.create(user=cast.cell_secretary, unit=bloc.sibling, role="deputy", from_on=TODAY)
    row = of(cast.cell_secretary, area)

    assert checked(lines(row), area).unchanged == 1
    assert columns(checked(lines(row | {"Thư điện tử": "khac@vidu.vn"}), area)) == [(2, "Thư điện tử")]


def test_no_column_writes_what_the_list_does_not_have(cast: Cast, as_user):
    """A heading for a right of the account is refused; a line from elsewhere carries nothing in."""
    file = SimpleUploadedFile("a.xlsx", written(NEW | {"is_superuser": "1"}, head=[*HEAD, "is_superuser"]))
    answer = as_user(cast.administrator).post(reverse("units:people_import"), {"file": file}, follow=True)
    assert "Không rõ cột “is_superuser”" in answer.content.decode()

    [line] = lines(NEW)
    run([Line(2, {**line.cells, "is_superuser": "1", "password": "x"})], cast.administrator)
    person = User.objects.get(username="an.moi")
    assert (person.is_superuser, person.has_usable_password()) == (False, False)


# --- Pages ----------------------------------------------------------------------------------------------------------


def upload(client, *rows):
    file = SimpleUploadedFile("a.xlsx", book(*rows))
    return client.post(reverse("units:people_import"), {"file": file}, follow=True)


def test_a_file_is_shown_first_and_leads_to_the_invitations(cast: Cast, as_user):
    client = as_user(cast.administrator)

    shown = upload(client, NEW)

    assert (shown.status_code, User.objects.filter(username="an.moi").exists()) == (200, False)
    assert "an.moi – Nguyễn Văn An" in shown.content.decode()
    done = confirm(client, shown).content.decode()
    assert "Đã nạp: 1 người mới, 0 người thay đổi." in done
    assert f"{reverse('units:invitations')}?invited=no" in done


def test_what_changed_since_is_shown_again(cast: Cast, as_user):
    client = as_user(cast.administrator)
    shown = upload(client, of(cast.secretary, cast.administrator, **{"Chức vụ": "Bí thư"}))
    User.objects.filter(pk=cast.secretary.pk).update(post="Phó bí thư")

    assert "Phó bí thư → Bí thư" in confirm(client, shown).content.decode()


def test_template_and_list_are_taken_away(cast: Cast, as_user):
    client = as_user(cast.administrator)

    assert (
        client.get(reverse("units:people_template"))["Content-Disposition"]
        == 'attachment; filename="mau-nguoi-dung.xlsx"'
    )
    assert len(PEOPLE.read(client.get(reverse("units:people_export")).content)) == 8
    assert template(today=TODAY)


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_takes_constant_queries(bloc: Bloc, cast: Cast, django_assert_num_queries, count: int):
    rows = [NEW | {"Tên đăng nhập": f"an{number}", "Thư điện tử": ""} for number in range(count)]

    with django_assert_num_queries(5):
        assert len(checked(lines(*rows), cast.administrator).new) == count


@pytest.mark.parametrize("count", [1, 3])
def test_writing_takes_constant_queries(bloc: Bloc, cast: Cast, django_assert_num_queries, count: int):
    people = [cast.secretary, cast.cell_secretary, cast.committee_secretary][:count]
    rows = [of(person, cast.administrator, **{"Chức vụ": "Ủy viên"}) for person in people]
    rows += [row | {"Vai trò": "Phó bí thư", "Từ ngày": "1/12/2026"} for row in rows]
    rows += [NEW | {"Tên đăng nhập": f"an{number}", "Thư điện tử": ""} for number in range(count)]
    seen = checked(lines(*rows), cast.administrator)

    with django_assert_num_queries(13):
        write_people(checked=seen, by=cast.administrator, now=NOW)

    assert (len(seen.changed), len(seen.new)) == (count, count)
    assert {User.objects.get(pk=person.pk).post for person in people} == {"Ủy viên"}
    assert {person.memberships.count() for person in people} == {2}


def test_many_edits_keep_what_somebody_else_saved_first(bloc: Bloc, cast: Cast):
    facts = {"username": "x", "full_name": "Tên khác", "post": "", "phone": "", "email": ""}
    User.objects.filter(pk=cast.secretary.pk).update(post="Bí thư")

    with pytest.raises(Conflict):
        edit_users(edits=[(cast.secretary, facts, bloc.base_cell)], by=cast.administrator, now=NOW)

    assert not User.objects.filter(full_name="Tên khác").exists()


def test_lines_are_written_in_the_place_of_who_lent_the_right(bloc: Bloc, cast: Cast):
    grant_role(user=cast.tracker, unit=bloc.committee, role="administrator", from_on=TODAY, by=None, now=NOW)
    days = {"from_on": TODAY, "to_on": TODAY}
    lend_role(membership=cast.administrator.memberships.get(), user=cast.tracker, **days, by=cast.tracker, now=NOW)
    acting = User.objects.get(pk=cast.tracker.pk)
    own, lent = cast.cell_secretary, cast.secretary

    run(lines(*(of(person, acting, **{"Chức vụ": "Ủy viên"}) for person in (own, lent)), NEW), acting)

    made = User.objects.get(username="an.moi")
    assert Change.objects.of(own).first().on_behalf_of is None
    assert [Change.objects.of(person).first().on_behalf_of for person in (lent, made)] == [cast.administrator] * 2
