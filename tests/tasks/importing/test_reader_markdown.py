"""Markdown as converters of Word files write it: drawn tables, emphasis inside emphasis."""

import pytest

from tasks.importing.blocks import Block, Table, cell_text
from tasks.importing.readers.markdown import read
from tasks.importing.refusal import Limits
from tests.tasks.importing.reading import read as propose

GRID = """
+-------------------+-----------------------------+
| ĐẢNG ỦY XÃ A      | **ĐẢNG CỘNG SẢN VIỆT NAM**  |
|                   |                             |
| Số 12-KH/ĐU       | *A, ngày 05 tháng 02 năm    |
|                   | 2026*                       |
+-------------------+-----------------------------+
"""
RULED = """
  ------------------- -----------------------------
  ĐẢNG ỦY XÃ A        **ĐẢNG CỘNG SẢN VIỆT NAM**

  Số 12-KH/ĐU         *A, ngày 05 tháng 02 năm 2026*
  ------------------- -----------------------------
"""
NAMED = """
  ------------------------------------
  TT   Nhiệm vụ          Chủ trì
  ---- ----------------- -------------
  1    Rà soát           Văn phòng
       hồ sơ

  2    Trồng cây         Đoàn xã
  ------------------------------------
"""


def cells(text: str) -> list[list[str]]:
    (table,) = (piece for piece in pieces(text) if isinstance(piece, Table))
    return [[cell_text(cell) for cell in row] for row in table.rows]


def pieces(text: str):
    return read(text.encode(), Limits(), lambda done, total: None)


def test_table_between_borders_keeps_its_cells_and_joins_what_was_too_long():
    assert cells(GRID) == [["ĐẢNG ỦY XÃ A Số 12-KH/ĐU", "ĐẢNG CỘNG SẢN VIỆT NAM A, ngày 05 tháng 02 năm 2026"]]


def test_table_between_rulers_has_a_row_for_each_blank_line():
    assert cells(RULED) == [
        ["ĐẢNG ỦY XÃ A", "ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["Số 12-KH/ĐU", "A, ngày 05 tháng 02 năm 2026"],
    ]


def test_names_of_columns_above_the_ruler_are_the_first_row():
    assert cells(NAMED) == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát hồ sơ", "Văn phòng"],
        ["2", "Trồng cây", "Đoàn xã"],
    ]


@pytest.mark.parametrize("drawn", [GRID, RULED], ids=["grid", "ruled"])
def test_head_of_a_plan_is_read_from_a_drawn_table(drawn):
    head = propose(f"{drawn}\n**KẾ HOẠCH**\n\n**thử**\n\n**I. NHIỆM VỤ**\n\n1. Rà soát hồ sơ.\n", "a.md").head
    assert (head.family, head.number, head.symbol, head.issuer) == ("party", "12", "KH/ĐU", "ĐẢNG ỦY XÃ A")


@pytest.mark.parametrize("text", ["--- ---\nmột câu dài không có cột", "+---+---+\n| a | b |\nrồi thôi", "+--+--+"])
def test_what_only_looks_like_a_table_stays_text(text):
    assert all(isinstance(piece, Block) for piece in pieces(text) if "câu" in text or "+--+" in text)
    assert pieces(text)


def test_bold_and_italic_at_once_leave_no_stars():
    (block,) = pieces("***Nơi nhận:***")
    assert (block.text, block.bold) == ("Nơi nhận:", "Nơi nhận:")


def test_time_beside_the_names_of_a_cell_is_no_body():
    table = "| TT | Nội dung | Đơn vị thực hiện |\n|---|---|---|\n"
    table += "| 1 | Học tập | Ban Tổ chức<br>Thời gian: Quý II |\n| 2 | Viết bài | Quý III |\n"
    (group,) = propose(f"**KẾ HOẠCH**\n\n**năm 2026**\n\n{table}", "a.md").annexes[0].groups
    told = [([one.name for one in item.assignees], str(item.deadline.on)) for item in group.items]
    assert told == [(["Ban Tổ chức"], "2026-06-30"), ([], "2026-09-30")]
