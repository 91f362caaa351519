"""Tables as an Excel file: complete, typed, printable, and never a formula."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from reports.documents.data import Align, Column, Table, Value
from reports.documents.package import TimelessZip
from reports.documents.text import clean, one_line, paragraphs

ROWS_PER_SHEET = 1_048_576 - 2
"""Excel's own limit, less the rows of the title and the header."""

_Line = tuple[str, Sequence[Value]]
_HEADER_ROW = 2
_LONGEST_TEXT = 16_383  # Excel holds 32,767 UTF-16 units a cell; a character takes up to two.
_LONGEST_NAME = 31
_PAGE_CHARACTERS = 130  # What an A4 page in landscape shows across.
_UNDATED = date(2026, 1, 1)
_COVER = "Thông tin"
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def tables_xlsx(
    tables: Iterable[Table],
    *,
    title: str,
    issuer: str = "",
    coverage: str = "",
    integrity_line: str = "",
    day: date | None = None,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> bytes:
    """An Excel file whose first sheet says what it holds, then a sheet for each table.

    Takes: day: the time that the file states, as it carries no clock.
    Shape: a table of more rows than a sheet holds goes on in another sheet, a text longer than a cell holds in the row
    below: nothing is cut. Rows are streamed, so memory stays flat whatever their number.
    Repeat: the same tables give the same bytes.
    Errors: ValueError for a row that has not one value per column.
    """
    book = Workbook(write_only=True)
    cover = _cover_sheet(book, [title, issuer, coverage, integrity_line])
    for table in tables:
        for lines in _in_sheets(_lines(table), rows_per_sheet):
            name = _free_name(table.title, book.sheetnames)
            count = _write_sheet(book, name, table, lines)
            cover.append([_text_cell(cover, value) for value in (name, one_line(table.title))] + [count])
    return _bytes_of(book, title=one_line(title), issuer=one_line(issuer), day=day or _UNDATED)


def _cover_sheet(book: Workbook, texts: Sequence[str]) -> Any:
    sheet = book.create_sheet(_COVER)
    _lay_out(sheet, [25, 85, 20])
    for order, line in enumerate(chain.from_iterable(map(paragraphs, texts))):
        cell = _text_cell(sheet, line)
        cell.font = Font(name=_FONT, size=14 if order == 0 else 12, bold=order == 0)
        sheet.append([cell])
    sheet.append([])
    sheet.append([_head_cell(sheet, title) for title in ("Trang tính", "Bảng", "Số dòng")])
    return sheet


def _write_sheet(book: Workbook, name: str, table: Table, lines: Iterable[_Line]) -> int:
    """Gives the number of data rows written."""
    sheet: Any = book.create_sheet(name)
    weights = [column.weight for column in table.columns]
    _lay_out(sheet, [max(6, _PAGE_CHARACTERS * weight / sum(weights)) for weight in weights])
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.print_title_rows = f"1:{_HEADER_ROW}"
    title = _text_cell(sheet, one_line(table.title))
    title.font = Font(name=_FONT, size=14, bold=True)
    sheet.append([title])
    sheet.append([_head_cell(sheet, column.title) for column in table.columns])
    cells = _Cells(sheet, table.columns)
    count = 0
    for kind, values in lines:
        sheet.append(cells.of(kind, values))
        count += kind == "row"
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(weights))}{_HEADER_ROW + count}"
    return count


def _lines(table: Table) -> Iterator[_Line]:
    """Every line below the header, with its kind: row, totals, note."""
    for row in table.rows:
        yield from (("row", piece) for piece in _whole(row, len(table.columns)))
    if table.totals is not None:
        yield from (("totals", piece) for piece in _whole(table.totals, len(table.columns)))
    yield from (("note", [line]) for line in paragraphs(table.note))


def _whole(row: Sequence[Value], width: int) -> list[Sequence[Value]]:
    """The row, and the rows below that hold what of its texts a cell cannot."""
    if len(row) != width:
        raise ValueError(f"a row of {len(row)} values in a table of {width} columns")
    longest = max((len(value) for value in row if isinstance(value, str)), default=0)
    if longest <= _LONGEST_TEXT:
        return [row]
    return [
        [
            value[start : start + _LONGEST_TEXT] if isinstance(value, str) else value if start == 0 else None
            for value in row
        ]
        for start in range(0, longest, _LONGEST_TEXT)
    ]


def _in_sheets(lines: Iterator[_Line], size: int) -> Iterator[Iterator[_Line]]:
    """The lines in runs of at most `size`, each read before the next is asked for; one empty run if there are none."""
    yield islice(lines, size)
    for line in lines:
        yield chain([line], islice(lines, size - 1))


class _Cells:
    """The styled cells of one sheet, made once for each column and kind and filled again for each row.

    The sheet writes a cell as soon as it is given, so one object serves a whole column: half the time and no garbage.
    """

    def __init__(self, sheet: Any, columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.made: dict[tuple[str, int, str], Any] = {}

    def of(self, kind: str, values: Sequence[Value]) -> list[Any]:
        return [self._filled(kind, index, value) for index, value in enumerate(values)]

    def _filled(self, kind: str, index: int, value: Value) -> Any:
        number_format = _format_of(value)
        quoted = isinstance(value, str) and _LOOKS_LIKE_FORMULA.match(value) is not None
        key = (kind, index, "quoted" if quoted else number_format)
        cell = self.made.get(key)
        if cell is None:
            cell = self.made[key] = self._make(kind, self.columns[index].align, number_format)
            cell.quotePrefix = quoted
        return _fill(cell, value)

    def _make(self, kind: str, align: Align, number_format: str) -> Any:
        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=_FONT, size=12, bold=kind == "totals", italic=kind == "note")
        if kind != "note":
            cell.border = _BORDER
            cell.alignment = Alignment(horizontal=align.value, vertical="top", wrap_text=True)
        cell.number_format = number_format
        return cell


def _fill(cell: Any, value: Value) -> Any:
    """Text stays text: neither "=1+1" nor "#N/A" nor "_x000D_" means anything to Excel."""
    if isinstance(value, str):
        cell.value = _EXCEL_ESCAPE.sub("_x005F_", clean(value))
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _format_of(value: Value) -> str:
    match value:
        case None | str():
            return "General"
        case date():
            return "dd/mm/yyyy"
        case int():
            return "#,##0"
        case _:
            return "#,##0.00"


def _text_cell(sheet: Any, text: str) -> Any:
    cell = _fill(WriteOnlyCell(sheet), text)
    cell.font = Font(name=_FONT, size=12)
    return cell


def _head_cell(sheet: Any, text: str) -> Any:
    cell = _text_cell(sheet, text)
    cell.font = Font(name=_FONT, size=12, bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _BORDER
    cell.fill = _HEAD_FILL
    return cell


def _lay_out(sheet: Any, widths: Sequence[float]) -> None:
    """Column widths and the printed page: A4 in landscape, as wide as the page, numbered."""
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = "&P/&N"


def _free_name(title: str, taken: Sequence[str]) -> str:
    """A sheet name that Excel accepts and that is not taken: no []:*?/\\, at most 31 characters, (2) for the second."""
    bare = " ".join(re.sub(r"[\[\]:*?/\\]", " ", one_line(title)).split()).strip("' ") or "Bảng"
    lower = {name.casefold() for name in taken}
    if bare.casefold() == "history":  # Excel keeps this name for itself.
        bare = "Bảng History"
    number, name = 1, bare[:_LONGEST_NAME].strip("' ")
    while name.casefold() in lower:
        number += 1
        ending = f" ({number})"
        name = bare[: _LONGEST_NAME - len(ending)].strip("' ") + ending
    return name


def _bytes_of(book: Workbook, *, title: str, issuer: str, day: date) -> bytes:
    """Written without Workbook.save(), which would stamp the time of writing."""
    moment = datetime.combine(day, time.min)
    book.properties.title = title
    book.properties.creator = issuer
    book.properties.language = "vi-VN"
    book.properties.created = book.properties.modified = moment
    file = BytesIO()
    ExcelWriter(book, TimelessZip(file)).save()
    return file.getvalue()
