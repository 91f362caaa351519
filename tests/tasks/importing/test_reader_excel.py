"""Excel files: title rows, the table of tasks, merged cells, and values as a person reads them in their cells."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks.importing import Refused, propose
from tests.tasks.importing.pieces import asides, pieces, rows, texts
from tests.tasks.importing.reading import tree, who

HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Thời gian")


def workbook(*fills: Callable[[Worksheet], object]) -> bytes:
    """A workbook with a sheet for each function."""
    book = Workbook()
    book.remove(book.active)
    for fill in fills:
        fill(book.create_sheet())
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(*lines: tuple[object, ...], head: tuple[str, ...] = HEAD) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for line in (head, *lines):
            sheet.append(line)

    return fill


def valued(value: object, form: str = "General") -> Callable[[Worksheet], None]:
    """A table whose first task has a value shown in a form."""

    def fill(sheet: Worksheet) -> None:
        table((1, "Họp", "Văn phòng", "", value))(sheet)
        sheet["E2"].number_format = form

    return fill


def test_title_rows_table_and_signature_are_told_apart():
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["D1"] = "ĐẢNG ỦY KHỐI\n*", "ĐẢNG CỘNG SẢN VIỆT NAM"
        sheet["A2"] = "PHỤ LỤC"
        sheet.merge_cells("A2:E2")
        table((1, "Mở lớp", "Ban Tuyên giáo", "Văn phòng", "Quý II/2026"))(sheet)
        sheet["A5"], sheet["D5"] = "Nơi nhận:\n- Lưu VP.", "T/M BAN THƯỜNG VỤ"

    data = workbook(fill)
    assert texts(data, "a.xlsx") == [
        "ĐẢNG ỦY KHỐI", "*", "ĐẢNG CỘNG SẢN VIỆT NAM", "PHỤ LỤC", "Nơi nhận:", "- Lưu VP.", "T/M BAN THƯỜNG VỤ",
    ]  # fmt: skip
    assert rows(data, "a.xlsx") == [list(HEAD), ["1", "Mở lớp", "Ban Tuyên giáo", "Văn phòng", "Quý II/2026"]]


def test_merged_cells_are_repeated_and_rows_keep_the_numbers_of_excel():
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Danh mục"
        table(("I", "Tuyên truyền"), (1, "Mở lớp", "Ban Tuyên giáo"), (2, "In tài liệu"))(sheet)
        sheet.merge_cells("B3:E3")
        sheet.merge_cells("C4:C5")
        sheet.row_dimensions[5].hidden = True

    data = workbook(fill)
    assert rows(data, "a.xlsx")[1:] == [
        ["I", *["Tuyên truyền"] * 4],
        ["1", "Mở lớp", "Ban Tuyên giáo", "", ""],
        ["2", "In tài liệu", "Ban Tuyên giáo", "", ""],
    ]
    assert [one.place(3) for one in pieces(data, "a.xlsx")[1:]] == ["bảng 1, dòng 5"]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (date(2026, 9, 30), "dd/mm/yyyy", "30/09/2026"),
        (date(2026, 9, 1), "mm/yyyy", "tháng 9/2026"),
        (date(2026, 9, 1), "mmm-yy", "tháng 9/2026"),
        (date(2026, 1, 1), "yyyy", "năm 2026"),
        (date(2026, 9, 30), '[$-42A]"Ngày "dd "tháng "mm yyyy', "30/09/2026"),
        (5.0, "General", "5"),
        (1.1, "General", "1.1"),
        (1.1, "0.00", "1.10"),
        (0.85, "0%", "85%"),
        (1200000, "#,##0", "1.200.000"),
        (True, "General", "Có"),
        ("  Thường\xa0xuyên ", "General", "Thường xuyên"),
    ],
)
def test_value_is_read_as_its_cell_shows_it(value, form, shown):
    assert rows(workbook(valued(value, form)), "a.xlsx")[1][4] == shown


@pytest.mark.parametrize(
    "head",
    [
        ("STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn"),
        ("Số TT", "Nhiệm vụ", "Cơ quan thực hiện", "Cơ quan phối hợp", "Mốc hoàn thành"),
        ("TT", "NỘI DUNG", "CHỦ TRÌ", "PHỐI HỢP", "THỜI GIAN HOÀN THÀNH"),
    ],
)
def test_usual_heads_give_tasks_with_who_and_when(head):
    data = workbook(table((1, "Mở lớp", "Ban Tuyên giáo", "Văn phòng", date(2026, 9, 30)), head=head))
    (annex,) = propose(data, "a.xlsx").annexes
    (item,) = annex.groups[0].items
    assert [role for _, role in who(item)] in (["lead", "support"], ["implement", "support"])
    assert item.deadline is not None
    assert str(item.deadline.on) == "2026-09-30"


def test_every_sheet_is_read():
    data = workbook(table((1, "Mở lớp", "Ban Tuyên giáo")), table((1, "Kiểm tra", "Ủy ban Kiểm tra")))
    proposal = propose(data, "a.xlsx")
    assert [tree(group.items) for annex in proposal.annexes for group in annex.groups] == [["1"], ["1"]]
    assert [items[0].quote.place for annex in proposal.annexes for group in annex.groups if (items := group.items)] == [
        "bảng 1, dòng 2",
        "bảng 2, dòng 2",
    ]


def test_text_box_over_the_sheet_is_not_lost():
    data = io.BytesIO(workbook(table((1, "Mở lớp", "Ban Tuyên giáo"))))
    drawn = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", f"<d {drawn}><a:p><a:r><a:t>Ghi chú chung</a:t></a:r></a:p></d>")
    assert asides(data.getvalue(), "a.xlsx") == [("khung chữ trong bảng tính", "Ghi chú chung")]


def test_cells_without_end_are_refused():
    def fill(sheet: Worksheet) -> None:
        for row in range(1, 200):
            sheet.cell(row, 16_384, "x")

    with pytest.raises(Refused, match="quá lớn"):
        pieces(workbook(fill), "a.xlsx")


def test_formula_that_was_never_worked_out_is_shown():
    found = rows(workbook(valued("=A1&B1")), "a.xlsx")
    assert any("=A1&B1" in cell for row in found for cell in row)


def test_first_row_of_the_table_is_no_second_row_of_its_head():
    line = (1, "Theo dõi tiến độ", "", "Ghi chú", "Kết quả phối hợp")
    book = workbook(table(line, head=("TT", "Nhiệm vụ", "Cơ quan chủ trì", "", "")))
    items = [item for annex in propose(book, "a.xlsx").annexes for group in annex.groups for item in group.items]
    assert [item.text for item in items] == ["Theo dõi tiến độ"]
