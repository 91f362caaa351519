"""Excel files read as rows of text: what a person sees in the cells."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from kehoach.lib.office_files.archive import OfficeFile, Refused

EXCEL = OfficeFile("Excel", ".xlsx", ".xls", "xl/workbook.xml")
_HUGE = "Bảng Excel quá lớn; hãy xóa các dòng, cột trống hoặc chia thành nhiều tệp."

Row = tuple[str, ...]


def workbook_parts(data: bytes, unpacked_bytes: int) -> dict[str, bytes]:
    """The XML parts of an Excel file by name.

    Errors: Refused for a password, macros, bombs, definitions of entities, and files that are not Excel at all.
    """
    parts = EXCEL.parts(data, unpacked_bytes, lambda name: name.startswith("xl/") and name.endswith((".xml", ".rels")))
    for name, content in parts.items():
        if b"<!DOCTYPE" in content or "<!DOCTYPE".encode("utf-16-le") in content:
            raise EXCEL.bomb
        if name.startswith("xl/worksheets/") and b"\0" in content[:64]:
            raise EXCEL.broken  # never written by Excel, and its merged cells could not be found
    return parts


def read_sheets(data: bytes, *, unpacked_bytes: int, most_cells: int) -> list[list[tuple[int, Row]]]:
    """The rows of each sheet that hold something, with Excel's own numbers.

    Errors: Refused as `workbook_parts`, and for more cells than that, empty ones between filled ones included.
    """
    workbook_parts(data, unpacked_bytes)
    try:
        return list(_sheets(data, most_cells))
    except Refused:
        raise
    except Exception as error:  # openpyxl meets what a broken file holds wherever it happens to look
        raise EXCEL.broken from error


def _sheets(data: bytes, budget: int) -> Iterator[list[tuple[int, Row]]]:
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows: list[tuple[int, Row]] = []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            budget -= len(cells) + 1
            if budget < 0:
                raise Refused(_HUGE)
            if any(cell.value is not None for cell in cells):
                rows.append((number, tuple(_shown(cell.value, cell.number_format) for cell in cells)))
        yield rows
    book.close()


def _shown(value: Any, form: str | None) -> str:
    """A value as text: days as 30/09/2026, whole numbers without a point, with the leading zeros of their format."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case datetime() | date():
            return f"{value.day:02d}/{value.month:02d}/{value.year}"
        case int() | float() if float(value).is_integer():
            return str(int(value)).zfill(len(form) if form and re.fullmatch("0+", form) else 0)
    return str(value).replace("_x005F_", "_").strip()
