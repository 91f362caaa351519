"""The register out to Excel and in again: the round trip, every problem, all or nothing, never two minds."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kehoach.lib.conflicts import Conflict
from kehoach.lib.office_files.archive import Refused
from kehoach.lib.office_files.sheets import read_sheets
from tests.conftest import Bloc, Cast
from tests.factories import NOW, TODAY, make_unit, make_user
from units.documents.lists import seen
from units.documents.register import REGISTER
from units.models import Change, Unit
from units.services.lists import write_seen
from units.services.register import check_units as check_units_on
from units.services.register import export_units, template, write_units
from units.services.tree import UnitFacts, edit_unit, edit_units

HEAD = [field.title for field in REGISTER.fields]
NEW = {
    "Mã": "CB77", "Tên đơn vị": "Chi bộ Kho bạc", "Loại": "Chi bộ cơ sở", "Mã đơn vị cấp trên": "DUK",
    "Ngày thành lập": "1/9/2020",
}  # fmt: skip


def book(*rows: Mapping[str, object], head: list[str] = HEAD) -> bytes:
    file, out = Workbook(), BytesIO()
    file.active.append(head)
    for row in rows:
        file.active.append([row.get(title) for title in head])
    file.save(out)
    return out.getvalue()


def lines(*rows: Mapping[str, object], **options):
    return REGISTER.read(book(*rows, **options))


def told(checked) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.text) for problem in checked.problems]


def columns(checked) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in checked.problems]


def check_units(*, lines, by):
    return check_units_on(lines=lines, by=by, today=TODAY)


def import_units(*, lines, digest: str, by):
    """As the job does for who has seen the result of this digest."""
    checked = check_units(lines=lines, by=by)
    write_seen(checked, digest, lambda: write_units(checked=checked, by=by, now=NOW))
    return checked


def run(found, by):
    return import_units(lines=found, digest=check_units(lines=found, by=by).digest, by=by)


def of(unit: Unit, **others: str) -> dict[str, str]:
    """The unit's line as the export has it."""
    found = REGISTER.read(
        export_units(by=make_user(f"q{unit.code.lower()}", Unit.objects.get(parent=None), "administrator"), today=TODAY)
    )
    cells = next(line.cells for line in found if line.cells["code"] == unit.code)
    return {field.title: cells[field.name] for field in REGISTER.fields} | others


def test_export_is_imported_again_without_a_change(bloc: Bloc, cast: Cast):
    Unit.objects.filter(pk=bloc.cell.pk).update(
        name="=HYPERLINK(1) Chi bộ Ủy ban", aliases=["_x0041_", "Ủy ban; huyện"], contact="0071", short_name="007",
        closed_on=date(2026, 3, 1),
    )  # fmt: skip
    found = REGISTER.read(export_units(by=cast.administrator, today=TODAY))

    checked = check_units(lines=found, by=cast.administrator)

    assert (checked.problems, checked.new, checked.changed, checked.unchanged) == ([], [], [], Unit.objects.count())


def test_export_holds_what_the_person_administers(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")

    found = REGISTER.read(export_units(by=area, today=TODAY))

    codes = list(Unit.objects.below(bloc.committee.path).order_by("path").values_list("code", flat=True))
    assert [line.cells["code"] for line in found] == codes
    assert found[0].cells["parent"] == ""


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(
        st.fixed_dictionaries({field.name: TEXT.map(seen) for field in REGISTER.fields}), min_size=1, max_size=4
    )
)
def test_any_text_comes_back_as_it_was(rows):
    rows = [row | {"code": f"00{place}"} for place, row in enumerate(rows)]

    found = REGISTER.read(REGISTER.xlsx(rows, issuer="=1+1", day=TODAY))

    assert [dict(line.cells) for line in found] == rows


def test_no_cell_of_an_export_is_a_formula():
    row = {field.name: "=1+1" for field in REGISTER.fields}

    file = load_workbook(BytesIO(REGISTER.xlsx([row], issuer="", day=TODAY)))

    assert {cell.data_type for sheet in file for cells in sheet.iter_rows() for cell in cells} <= {
        "s",
        "n",
        "inlineStr",
    }


def test_template_is_empty_and_says_how():
    with pytest.raises(Refused, match="chưa có đơn vị nào"):
        REGISTER.read(template(today=TODAY))
    words = {cell.value for sheet in load_workbook(BytesIO(template(today=TODAY))) for row in sheet for cell in row}
    assert set(HEAD) | set(Unit.Kind.labels) <= words


def test_header_may_stand_lower_in_another_order_without_accents():
    file, out = Workbook(), BytesIO()
    file.active.append(["Danh sách"])
    file.active.append(["NGAY THANH LAP", "ma", "Loai", "TÊN ĐƠN VỊ", "mã đơn vị cấp trên"])
    file.active.append([date(2020, 9, 1), 7, "chi bo co so", "Chi bộ  Kho bạc", "DUK"])
    file.save(out)

    [line] = REGISTER.read(out.getvalue())

    assert (line.number, dict(line.cells)) == (
        3,
        {"opened_on": "01/09/2020", "code": "7", "kind": "chi bo co so", "name": "Chi bộ Kho bạc", "parent": "DUK"},
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"x", "không phải là .xlsx"),
        (book(head=["Mã", "Tên đơn vị"]), "còn thiếu “Loại”, “Mã đơn vị cấp trên”, “Ngày thành lập”"),
        (book(head=[*HEAD, "Ghi chú"]), "Không rõ cột “Ghi chú”"),
        (book(head=[*HEAD, "Tên"]), "Cột “Tên đơn vị” có hai lần"),
        (book(), "chưa có đơn vị nào"),
    ],
)
def test_unreadable_files_are_refused_with_what_to_do(data: bytes, sentence: str):
    with pytest.raises(Refused, match=sentence):
        REGISTER.read(data)


def test_a_file_too_large_to_wait_for_is_refused():
    with pytest.raises(Refused, match="chia thành nhiều tệp"):
        read_sheets(book(NEW), unpacked_bytes=10**6, most_cells=len(HEAD))


def test_many_edits_keep_what_somebody_else_saved_first(bloc: Bloc, cast: Cast):
    kept = UnitFacts(code="x", name="Tên khác", kind="cell", opened_on=TODAY)
    Unit.objects.filter(pk=bloc.cell.pk).update(version=1)

    with pytest.raises(Conflict):
        edit_units(edits=[(bloc.other_cell, kept), (bloc.cell, kept)], by=cast.administrator, now=NOW)

    assert not Unit.objects.filter(name="Tên khác").exists()


def test_units_are_made_with_those_above_them_in_any_order(bloc: Bloc, cast: Cast):
    below = NEW | {"Mã": "CB78", "Mã đơn vị cấp trên": "CB77", "Tên gọi khác": "Kho\nBạc", "Thứ tự": 3}

    done = run(lines(below, NEW), cast.administrator)

    made = Unit.objects.get(code="CB78")
    assert (len(done.new), made.parent.code, made.branch.code, made.aliases, made.position) == (
        2, "CB77", "CB77", ["Kho", "Bạc"], 3,
    )  # fmt: skip
    assert Change.objects.of(made).get().verb == "Lập đơn vị"


def test_changed_facts_are_shown_and_written_with_history(bloc: Bloc, cast: Cast):
    found = lines(of(bloc.cell, **{"Tên viết tắt": "Văn phòng", "Liên hệ": "0210"}))

    [changed] = check_units(lines=found, by=cast.administrator).changed
    run(found, cast.administrator)

    assert changed.fields == [("Tên viết tắt", "", "Văn phòng"), ("Liên hệ", "", "0210")]
    bloc.cell.refresh_from_db()
    assert (bloc.cell.short_name, bloc.cell.contact, bloc.cell.version) == ("Văn phòng", "0210", 1)
    change = Change.objects.of(bloc.cell).get()
    assert (change.verb, change.before, change.reason) == (
        "Sửa thông tin", {"short_name": "", "contact": ""}, "Nạp danh sách đơn vị từ Excel",
    )  # fmt: skip


def test_columns_left_out_stay_as_they_are(bloc: Bloc, cast: Cast):
    Unit.objects.filter(pk=bloc.cell.pk).update(contact="0210", aliases=["Phòng"])
    row = of(bloc.cell, **{"Tên đơn vị": "Chi bộ Tổng hợp"})

    run(lines(row, head=list(NEW)), cast.administrator)

    bloc.cell.refresh_from_db()
    assert (bloc.cell.name, bloc.cell.contact, bloc.cell.aliases) == ("Chi bộ Tổng hợp", "0210", ["Phòng"])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Mã": ""}, "Mã"),
        ({"Mã": "CB 77"}, "Mã"),
        ({"Mã": "db01"}, "Mã"),
        ({"Tên đơn vị": ""}, "Tên đơn vị"),
        ({"Tên đơn vị": "x" * 256}, "Tên đơn vị"),
        ({"Tên viết tắt": "x" * 121}, "Tên viết tắt"),
        ({"Loại": "Chi hội"}, "Loại"),
        ({"Loại": ""}, "Loại"),
        ({"Mã đơn vị cấp trên": ""}, "Mã đơn vị cấp trên"),
        ({"Mã đơn vị cấp trên": "KHONGCO"}, "Mã đơn vị cấp trên"),
        ({"Mã đơn vị cấp trên": "duk"}, "Mã đơn vị cấp trên"),
        ({"Mã đơn vị cấp trên": "CB77"}, "Mã đơn vị cấp trên"),
        ({"Thứ tự": "nhất"}, "Thứ tự"),
        ({"Thứ tự": "-1"}, "Thứ tự"),
        ({"Thứ tự": str(2**31)}, "Thứ tự"),
        ({"Ngày thành lập": "31/2/2020"}, "Ngày thành lập"),
        ({"Ngày thành lập": ""}, "Ngày thành lập"),
        ({"Ngày kết thúc": "1/1/2021"}, "Ngày kết thúc"),
    ],
)
def test_a_problem_is_told_by_row_and_column(bloc: Bloc, cast: Cast, cells, column: str):
    checked = check_units(lines=lines(NEW | cells), by=cast.administrator)

    assert columns(checked) == [(2, column)]


def test_all_problems_are_told_and_nothing_is_written(bloc: Bloc, cast: Cast):
    found = lines(NEW | {"Loại": "?", "Ngày thành lập": "?"}, NEW | {"Mã": "cb77"}, NEW | {"Mã": "CB79"})

    checked = check_units(lines=found, by=cast.administrator)
    with pytest.raises(ValidationError, match="chưa ghi gì"):
        import_units(lines=found, digest=checked.digest, by=cast.administrator)

    assert columns(checked) == [(2, "Loại"), (2, "Ngày thành lập"), (3, "Mã")]
    assert (len(told(checked)[0][2].split(":")), Unit.objects.filter(code__istartswith="CB7").count()) == (2, 0)


def test_lines_above_each_other_are_told(bloc: Bloc, cast: Cast):
    one, two = NEW | {"Mã đơn vị cấp trên": "CB78"}, NEW | {"Mã": "CB78", "Mã đơn vị cấp trên": "CB77"}

    checked = check_units(lines=lines(one, two), by=cast.administrator)

    assert columns(checked) == [(2, "Mã đơn vị cấp trên"), (3, "Mã đơn vị cấp trên")]


def test_what_needs_its_own_act_is_not_done_by_a_file(bloc: Bloc, cast: Cast):
    row = of(bloc.cell, **{"Mã đơn vị cấp trên": "DUK", "Ngày kết thúc": "1/1/2026"})

    checked = check_units(lines=lines(row), by=cast.administrator)

    assert columns(checked) == [(2, "Mã đơn vị cấp trên"), (2, "Ngày kết thúc")]


def test_units_elsewhere_and_the_kind_of_ones_own_top_are_not_ones_own(bloc: Bloc, cast: Cast):
    area = make_user("quantridb", bloc.committee, "administrator")
    top = of(bloc.committee, **{"Loại": "Ban tham mưu", "Mã đơn vị cấp trên": ""})

    checked = check_units(lines=lines(top, of(bloc.base_cell), NEW), by=area)

    assert columns(checked) == [(2, "Loại"), (3, "Mã"), (4, "Mã đơn vị cấp trên")]


def test_closed_units_take_no_new_ones_and_open_before_they_close(bloc: Bloc, cast: Cast):
    closed = make_unit("CB60", "base_cell", bloc.root, closed_on=date(2026, 1, 1))

    rows = [NEW | {"Mã đơn vị cấp trên": "CB60"}, of(closed, **{"Ngày thành lập": "2/1/2026"})]

    assert columns(check_units(lines=lines(*rows), by=cast.administrator)) == [
        (2, "Mã đơn vị cấp trên"),
        (3, "Ngày thành lập"),
    ]


def test_a_register_that_changed_meanwhile_is_left_alone(bloc: Bloc, cast: Cast):
    found = lines(of(bloc.cell, **{"Liên hệ": "0210"}), NEW)
    digest = check_units(lines=found, by=cast.administrator).digest
    kept = UnitFacts(code=bloc.cell.code, name="Tên khác", kind=bloc.cell.kind, opened_on=bloc.cell.opened_on)
    edit_unit(unit=bloc.cell, facts=kept, version=0, by=cast.administrator, now=NOW)

    with pytest.raises(ValidationError, match="người khác thay đổi"):
        import_units(lines=found, digest=digest, by=cast.administrator)

    bloc.cell.refresh_from_db()
    assert (bloc.cell.name, bloc.cell.contact, Unit.objects.filter(code="CB77").exists()) == ("Tên khác", "", False)


@pytest.mark.parametrize("number", [1, 3])
def test_judging_takes_as_many_queries_for_one_line_as_for_three(
    bloc: Bloc, cast: Cast, django_assert_num_queries, number: int
):
    found = lines(*(NEW | {"Mã": f"CB7{place}"} for place in range(number)))

    with django_assert_num_queries(3):
        check_units(lines=found, by=cast.administrator)
    with django_assert_num_queries(2):
        export_units(by=cast.administrator, today=TODAY)
