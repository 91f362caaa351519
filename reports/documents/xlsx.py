"""Tables as an Excel file: complete, typed, printable, and never a formula."""

import math
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
from reports.documents.package import UNDATED, TimelessZip
from reports.documents.text import clean, one_line, paragraphs

_HEADER_ROW = 2
ROWS_PER_SHEET = 1_048_576 - _HEADER_ROW
"""Excel's own limit, less the rows of the title and the header."""

_COVER = "Thông tin"
_COVER_COLUMNS = (Column("Trang tính"), Column("Bảng"), Column("Số dòng", align=Align.RIGHT))
_COVER_WIDTHS = (32, 80, 16)
_LONGEST_TEXT = 16_383  # Excel holds 32,767 UTF-16 units a cell; a character takes up to two.
_LONGEST_NAME = 31
_PAGE_WIDTH = 130  # Columns together, in Excel's measure: an A4 page in landscape.
_NARROWEST = 6
_TALLEST_ROW = 409
_LINE_HEIGHT = 16  # Points of one line of 12.
_CHARACTERS_PER_WIDTH = 1.15  # Of 12 in a column as wide as one digit of 11.
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_FONT = "Times New Roman"
_SIDE = Side(style="thin", color="808080")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")

_Line = tuple[str, Sequence[Value]]


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
    try:
        _write_sheets(book, tables, one_line(title), [issuer, coverage, integrity_line], rows_per_sheet)
    except BaseException:
        for sheet in book.worksheets:  # Left half-written, they fail when they are thrown away.
            sheet.close()
        raise
    return _bytes_of(book, title=one_line(title), issuer=one_line(issuer), day=day or UNDATED)


def _write_sheets(
    book: Workbook, tables: Iterable[Table], title: str, about: Sequence[str], rows_per_sheet: int
) -> None:
    cover = _Sheet(book, _COVER, _COVER_COLUMNS, _COVER_WIDTHS)
    cover.text(title, size=14, bold=True)
    for line in chain.from_iterable(map(paragraphs, about)):
        cover.text(line)
    cover.text("")
    cover.head()
    for table in tables:
        for lines in _in_sheets(_lines(table), rows_per_sheet):
            name = _free_name(table.title, book.sheetnames)
            count = _write_table(_Sheet(book, name, table.columns, _widths(table)), table, lines)
            cover.row([name, one_line(table.title), count])


class _Sheet:
    """A sheet written row by row; the styled cells of a column are made once and filled again for each row.

    openpyxl writes a cell as soon as it is given, so one object serves a whole column: half the time and no garbage.
    """

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column], widths: Sequence[float]) -> None:
        self.sheet: Any = book.create_sheet(name)
        self.columns = columns
        self.rooms = [width * _CHARACTERS_PER_WIDTH for width in widths]
        self.cells: dict[tuple[int, bool, str], Any] = {}
        self.number = 0
        self._lay_out(widths)

    def text(self, text: str, **font: Any) -> None:
        """A line of its own, outside the table's body."""
        self._append([_filled(self._cell(**{"size": 12, **font}), text)])

    def head(self) -> None:
        cells = [_filled(self._cell(size=12, bold=True), column.title) for column in self.columns]
        for cell in cells:
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border, cell.fill = _BORDER, _HEAD_FILL
        self._append(cells)

    def row(self, values: Sequence[Value], *, bold: bool = False) -> None:
        """One row, as high as its longest wrapped text: not every reader works this out by itself."""
        cells, lines = [], 1
        for place, (room, value) in enumerate(zip(self.rooms, values, strict=True)):
            cells.append(self._body_cell(place, value, bold))
            if isinstance(value, str) and (len(value) > room or "\n" in value):
                lines = max(lines, sum(math.ceil(len(line) / room) or 1 for line in value.split("\n")))
        self._append(cells, height=min(_TALLEST_ROW, lines * _LINE_HEIGHT) if lines > 1 else None)

    def _append(self, cells: list[Any], height: float | None = None) -> None:
        self.number += 1
        if height is None:
            self.sheet.append(cells)
            return
        self.sheet.row_dimensions[self.number].height = height
        self.sheet.append(cells)
        del self.sheet.row_dimensions[self.number]  # Written; kept, it would grow with the rows.

    def _body_cell(self, place: int, value: Value, bold: bool) -> Any:
        quoted = isinstance(value, str) and _LOOKS_LIKE_FORMULA.match(value) is not None
        kind = "quoted" if quoted else _format_of(value)
        cell = self.cells.get((place, bold, kind))
        if cell is None:
            cell = self.cells[place, bold, kind] = self._cell(size=12, bold=bold)
            cell.alignment = Alignment(horizontal=self.columns[place].align.value, vertical="top", wrap_text=True)
            cell.border, cell.quotePrefix, cell.number_format = _BORDER, quoted, _format_of(value)
        return _filled(cell, value)

    def _cell(self, **font: Any) -> Any:
        cell = WriteOnlyCell(self.sheet)
        cell.font = Font(name=_FONT, **font)
        return cell

    def _lay_out(self, widths: Sequence[float]) -> None:
        """Column widths and the printed page: A4 in landscape, as wide as the page, numbered."""
        for place, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        self.sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.oddHeader.center.text = "&P/&N"


def _write_table(sheet: _Sheet, table: Table, lines: Iterable[_Line]) -> int:
    """Title, header kept in view and on every printed page, rows, filter. Gives the number of data rows."""
    sheet.sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.sheet.print_title_rows = f"1:{_HEADER_ROW}"
    sheet.text(one_line(table.title), size=14, bold=True)
    sheet.head()
    count = 0
    for kind, values in lines:
        if kind == "note":
            sheet.text(str(values[0]), italic=True)
        else:
            sheet.row(values, bold=kind == "totals")
            count += kind == "row"
    sheet.sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(table.columns))}{_HEADER_ROW + count}"
    return count


def _widths(table: Table) -> list[float]:
    total = sum(column.weight for column in table.columns)
    return [max(_NARROWEST, round(_PAGE_WIDTH * column.weight / total, 1)) for column in table.columns]


def _filled(cell: Any, value: Value) -> Any:
    """Text stays text: neither "=1+1" nor "#N/A" nor "_x000D_" means anything to Excel."""
    if isinstance(value, str):
        cell.value = _EXCEL_ESCAPE.sub("_x005F_", clean(value)) if "_x" in value else clean(value)
        cell.data_type = "s" if value else "n"
    else:
        cell.value = value
    return cell


def _format_of(value: Value) -> str:
    match value:
        case None | str():
            return "General"
        case date():
            return "dd/mm/yyyy" if value.month <= 2 else "dd/m/yyyy"  # as text.short_day writes it
        case int():
            return "#,##0"
        case _:
            return "#,##0.00"


def _lines(table: Table) -> Iterator[_Line]:
    """Every line below the header, with its kind: row, totals, note."""
    for row in table.rows:
        yield from (("row", piece) for piece in _whole(row))
    if table.totals is not None:
        yield from (("totals", piece) for piece in _whole(table.totals))
    yield from (("note", [line]) for line in paragraphs(table.note))


def _whole(row: Sequence[Value]) -> list[Sequence[Value]]:
    """The row, and the rows below that hold what of its texts a cell cannot."""
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


def _free_name(title: str, taken: Sequence[str]) -> str:
    """A sheet name that Excel accepts and that is not taken: no []:*?/\\, at most 31 characters, (2) for the second."""
    bare = " ".join(re.sub(r"[\[\]:*?/\\]", " ", one_line(title)).split()).strip("' ") or "Bảng"
    if bare.casefold() == "history":  # Excel keeps this name for itself.
        bare = "Bảng History"
    lower = {name.casefold() for name in taken}
    number, name = 1, _cut(bare, _LONGEST_NAME)
    while name.casefold() in lower:
        number += 1
        ending = f" ({number})"
        name = _cut(bare, _LONGEST_NAME - len(ending)) + ending
    return name


def _cut(name: str, longest: int) -> str:
    """The whole words of a name that fit; part of the first word if that alone is too long."""
    if len(name) <= longest:
        return name
    words, _, rest = name[: longest + 1].rpartition(" ")
    return (words or rest[:longest]).strip("' ")


def _bytes_of(book: Workbook, *, title: str, issuer: str, day: date) -> bytes:
    """Written without Workbook.save(), which would stamp the time of writing."""
    book.properties.title, book.properties.creator, book.properties.language = title, issuer, "vi-VN"
    book.properties.created = book.properties.modified = datetime.combine(day, time.min)
    file = BytesIO()
    ExcelWriter(book, TimelessZip(file)).save()
    return file.getvalue()
