import gc
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from kehoach.lib.office_files.tables import Align, Column, Table
from kehoach.lib.office_files.xlsx import tables_xlsx
from tests.reports.documents.samples import result_table, status_annex

ODD = ["=1+1", "+84", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "  =2", "<c>&amp;", "TRUE", "0123"]


def opened(*tables, **how):
    return load_workbook(BytesIO(tables_xlsx(tables, title="Số liệu", **how)))


def one_column(*values, title="Bảng"):
    return Table(title, [Column("Cột", align=Align.CENTER)], [[value] for value in values])


def column(sheet):
    return [row[0].value for row in sheet.iter_rows(min_row=3)]


def test_first_sheet_says_what_the_file_holds():
    book = opened(
        result_table(),
        status_annex(),
        issuer="Đảng ủy Khối",
        coverage="Từ 58/62 đơn vị",
        integrity_line="Mã đối chiếu: 3f9c",
    )

    assert [[cell.value for cell in row if cell.value is not None] for row in book["Thông tin"].iter_rows()] == [
        ["Số liệu"],
        ["Đảng ủy Khối"],
        ["Từ 58/62 đơn vị"],
        ["Mã đối chiếu: 3f9c"],
        [],
        ["Trang tính", "Bảng", "Số dòng"],
        ["Kết quả sinh hoạt chuyên đề", "Kết quả sinh hoạt chuyên đề", 5],
        ["Tình hình gửi báo cáo của các", "Tình hình gửi báo cáo của các đơn vị", 62],
    ]


def test_table_is_title_header_rows_totals_and_note():
    sheet = opened(result_table()).worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert rows[0][0] == "Kết quả sinh hoạt chuyên đề"
    assert rows[1] == ["TT", "Đơn vị", "Số buổi", "Lượt người", "Tỷ lệ (%)", "Tình trạng"]
    assert rows[2] == [1, "Sở Nội vụ", 4, 1137, 91.5, "Đã báo cáo đúng hạn"]
    assert rows[7] == [None, "Tổng cộng", 30, 6655, 93.55, None]
    assert rows[8][0] == "Số liệu của 5/5 đơn vị được giao; chốt đến ngày 14/02/2026."
    assert sheet["B8"].font.b


def test_values_keep_their_types():
    sheet = opened(one_column(5, 0, None, 98.63, Decimal("1.5"), date(2026, 2, 5), "2026")).worksheets[1]

    assert column(sheet) == [5, 0, None, 98.63, 1.5, datetime(2026, 2, 5), "2026"]  # noqa: DTZ001
    assert [row[0].number_format for row in sheet.iter_rows(min_row=3)] == [
        "#,##0",
        "#,##0",
        "General",
        "#,##0.00",
        "#,##0.00",
        "dd/mm/yyyy",
        "General",
    ]


def test_text_is_never_a_formula():
    sheet = opened(one_column(*ODD)).worksheets[1]

    assert column(sheet) == ODD
    assert {row[0].data_type for row in sheet.iter_rows(min_row=3)} == {"s"}
    assert [row[0].quotePrefix for row in sheet.iter_rows(min_row=3)] == [True] * 5 + [False, True] + [False] * 3


def test_titles_are_never_formulas_either():
    book = opened(Table("=1+1", [Column("=2+2")], [["x"]], note="=3+3"), issuer="=4+4")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s", "n"}


def test_odd_characters_are_dropped_and_escapes_stay_text():
    data = tables_xlsx([one_column("a\x00b\ud800\u202ec\r\nd 🙂", "_x000D_")], title="x")

    assert column(load_workbook(BytesIO(data)).worksheets[1])[0] == "abc\nd 🙂"
    with ZipFile(BytesIO(data)) as archive:
        assert b">_x005F_x000D_</t>" in archive.read("xl/worksheets/sheet2.xml")


def test_header_is_frozen_filtered_and_printed_on_every_page():
    sheet = opened(result_table()).worksheets[1]

    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.auto_filter.ref == "A2:F7"


def test_page_is_a4_landscape_fitted_to_its_width():
    for sheet in opened(result_table()).worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_wrapped_texts_make_their_row_higher():
    sheet = opened(one_column("ngắn", "hai\ndòng", "dài " * 100)).worksheets[1]

    assert [sheet.row_dimensions[row].height for row in (3, 4, 5)] == [None, 32, 64]


def test_sheet_names_are_safe_and_differ():
    titles = ["Kết quả: [I/2026]*?\\", "KẾT QUẢ I 2026", "", "history", "'x'", "Thông tin", "a" * 40, "a" * 40]
    names = opened(*(one_column(1, title=title) for title in titles)).sheetnames

    assert names == [
        "Thông tin",
        "Kết quả I 2026",
        "KẾT QUẢ I 2026 (2)",
        "Bảng",
        "Bảng History",
        "x",
        "Thông tin (2)",
        "a" * 31,
        "a" * 27 + " (2)",
    ]


def test_rows_past_one_sheet_go_on_in_the_next():
    book = opened(one_column(*range(7)), rows_per_sheet=3)

    assert book.sheetnames == ["Thông tin", "Bảng", "Bảng (2)", "Bảng (3)"]
    assert [column(sheet) for sheet in book.worksheets[1:]] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [book["Thông tin"].cell(row, 3).value for row in (4, 5, 6)] == [3, 3, 1]


def test_full_sheet_is_not_followed_by_an_empty_one():
    assert opened(one_column(*range(3)), rows_per_sheet=3).sheetnames == ["Thông tin", "Bảng"]


def test_table_without_rows_has_its_header():
    sheet = opened(one_column()).worksheets[1]

    assert [cell.value for row in sheet.iter_rows() for cell in row] == ["Bảng", "Cột"]


def test_text_longer_than_a_cell_goes_on_below():
    text = "".join(str(number) for number in range(10_000))
    table = Table("Bảng", [Column("Chữ"), Column("Số")], [[text, 5]])
    rows = list(opened(table).worksheets[1].iter_rows(min_row=3, values_only=True))

    assert "".join(row[0] for row in rows) == text
    assert [row[1] for row in rows] == [5, None, None]


def test_rows_may_be_a_generator_and_many():
    table = Table("Bảng", [Column("TT")] * 30, ([number] * 30 for number in range(2000)))
    sheet = opened(table).worksheets[1]

    assert (sheet.max_row, sheet.max_column) == (2002, 30)
    assert sheet["AD2002"].value == 1999


def test_same_tables_give_the_same_bytes():
    first, second = (tables_xlsx([result_table()], title="x", day=date(2026, 2, 5)) for _ in range(2))

    assert first == second


def test_properties_state_title_and_day():
    properties = opened(result_table(), issuer="Đảng ủy Khối", day=date(2026, 2, 5)).properties

    assert (properties.title, properties.creator) == ("Số liệu", "Đảng ủy Khối")
    assert properties.created.date() == properties.modified.date() == date(2026, 2, 5)


def test_row_without_a_value_per_column_is_refused():
    with pytest.raises(ValueError, match="zip"):
        tables_xlsx([Table("Bảng", [Column("Một"), Column("Hai")], [["chỉ một"]])], title="x")


def test_rows_that_fail_leave_nothing_half_written():
    def rows():
        yield ["một"]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        tables_xlsx([Table("Bảng", [Column("Chữ")], rows())], title="x")
    gc.collect()  # what is left open fails here, as a warning that is an error
