"""Tables drawn without lines on the pages of a PDF."""

import re

from tasks.importing.blocks import Table, cell_text
from tasks.importing.readers.page_flow import pieces_of
from tasks.importing.readers.page_furniture import Page
from tasks.importing.readers.page_lines import lines_of
from tasks.importing.readers.pdf_page import Run

HEAD = "TT@60 Nhiệm vụ@150 Chủ trì@320 Thời hạn@430"


def page(number, *rows):
    """A page whose rows say where each piece of text begins: "TT@60 Nhiệm vụ@150"; a blank row leaves room."""
    runs = [run for at, row in enumerate(rows) for run in _runs(row, 800.0 - 14.0 * at)]
    return Page(number, tuple(lines_of(runs)))


def _runs(row, base):
    for text, left in re.findall(r"\s*([^@]+)@(\d+)", row):
        yield Run(text, float(left), float(left) + 5.5 * len(text), base, 12.0)


def rows_of(*pages):
    [table] = [piece for piece in pieces_of(pages) if isinstance(piece, Table)]
    return [[cell_text(cell) for cell in row] for row in table.rows]


def paragraphs_of(*pages):
    return [piece.text for piece in pieces_of(pages) if not isinstance(piece, Table)]


def test_lines_under_a_usual_head_are_rows():
    found = rows_of(
        page(
            1,
            HEAD,
            "1@60 Mở lớp tập huấn@110 Văn phòng@320 30/6/2026@430",
            "cho cán bộ thôn@110",
            "2@60 Phát tờ rơi@110 Công an xã@320 Quý III@430",
        )
    )
    assert found == [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"],
        ["1", "Mở lớp tập huấn cho cán bộ thôn", "Văn phòng", "30/6/2026"],
        ["2", "Phát tờ rơi", "Công an xã", "Quý III"],
    ]


def test_numbers_in_the_middle_of_their_rows_hold_the_lines_around_them():
    found = rows_of(
        page(
            1,
            HEAD,
            "Mở lớp tập huấn@110 Văn phòng@320 30/6/2026@430",
            "1@60 cho cán bộ thôn@110",
            "và tổ trưởng@110",
            "Phát tờ rơi@110 Công an xã@320 Quý III@430",
            "2@60 tới các hộ@110",
            "trong xã@110",
        )
    )
    assert [row[:2] for row in found[1:]] == [
        ["1", "Mở lớp tập huấn cho cán bộ thôn và tổ trưởng"],
        ["2", "Phát tờ rơi tới các hộ trong xã"],
    ]


def test_rows_without_numbers_are_parted_by_space():
    found = rows_of(
        page(
            1,
            "Nhiệm vụ@60 Chủ trì@320 Thời hạn@430",
            "Mở lớp tập huấn@60 Văn phòng@320 Quý II@430",
            "cho cán bộ thôn@60",
            "",
            "Phát tờ rơi@60 Công an xã@320 Quý III@430",
        )
    )
    assert [row[0] for row in found[1:]] == ["Mở lớp tập huấn cho cán bộ thôn", "Phát tờ rơi"]


def test_table_goes_on_over_the_page_below_the_number_of_the_page():
    first = page(1, HEAD, "1@60 Mở lớp tập huấn@110 Văn phòng@320 Quý II@430")
    second = page(2, "2@290", "2@60 Phát tờ rơi@110 Công an xã@320 Quý III@430")
    assert [row[0] for row in rows_of(first, second)] == ["TT", "1", "2"]


def test_heading_and_text_below_the_table_stay_outside():
    one = page(
        1,
        HEAD,
        "1@60 Mở lớp tập huấn@110 Văn phòng@320 Quý II@430",
        "III. TỔ CHỨC THỰC HIỆN VÀ BÁO CÁO KẾT QUẢ VỀ ĐẢNG ỦY@60",
        "1. Văn phòng theo dõi, đôn đốc việc thực hiện bảng phân công này hằng quý.@60",
    )
    assert len(rows_of(one)) == 2
    assert len(paragraphs_of(one)) == 2


def test_signature_below_the_table_stays_outside():
    one = page(1, HEAD, "1@60 Mở lớp tập huấn@110 Văn phòng@320 Quý II@430", "Nơi nhận:@60 T/M ĐẢNG ỦY@320")
    assert len(rows_of(one)) == 2
    assert paragraphs_of(one) == ["Nơi nhận:", "T/M ĐẢNG ỦY"]


def test_two_whole_names_in_a_narrow_cell_stay_two():
    one = page(
        1,
        HEAD,
        "1@60 Mở lớp tập huấn cho cán bộ@110 Trung tâm Chính trị@320 Quý II@450",
        "Văn phòng Đảng ủy@320",
        "2@60 Phát tờ rơi@110 Ban Thường vụ@320 Quý III@450",
        "Hội Nông dân@320",
    )
    [table] = [piece for piece in pieces_of([one]) if isinstance(piece, Table)]
    assert [[block.text for block in row[2]] for row in table.rows[1:]] == [
        ["Trung tâm Chính trị", "Văn phòng Đảng ủy"],
        ["Ban Thường vụ Hội Nông dân"],
    ]
