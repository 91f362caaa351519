"""Tables as an Excel file: complete, typed, printable, and never a formula."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice
from xml.sax.saxutils import escape, quoteattr

from kehoach.lib.office_files.package import (
    OFFICE,
    XML,
    Entry,
    content_types,
    core_properties,
    package_relationships,
    relationships,
    zipped,
)
from kehoach.lib.office_files.sheetml import (
    LINE_HEIGHT,
    NAMESPACE,
    Look,
    Looks,
    cell_xml,
    format_of,
    is_like_a_formula,
    row_xml,
    sheet_closing,
    sheet_opening,
)
from kehoach.lib.office_files.tables import Align, Column, Table, Value
from kehoach.lib.office_files.text import one_line, paragraphs

_HEADER_ROW = 2
ROWS_PER_SHEET = 1_048_576 - _HEADER_ROW
"""Excel's own limit, less the rows of the title and the header."""

_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COVER = "Thông tin"
_COVER_COLUMNS = (Column("Trang tính"), Column("Bảng"), Column("Số dòng", align=Align.RIGHT))
_COVER_WIDTHS = (32, 80, 16)
_LONGEST_TEXT = 16_383  # Excel holds 32,767 UTF-16 units a cell; a character takes up to two.
_LONGEST_NAME = 31
_PAGE_WIDTH = 130  # Columns together, in Excel's measure: an A4 page in landscape.
_NARROWEST = 6
_TALLEST_ROW = 409
_AT_ONCE = 200  # Rows that are packed together.

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
    title, about = one_line(title), list(chain.from_iterable(map(paragraphs, [issuer, coverage, integrity_line])))
    properties = core_properties(title=title, creator=one_line(issuer), language="vi-VN", day=day)
    return zipped(chain(_book(tables, [title, *about], rows_per_sheet), [properties]))


@dataclass
class _Written:
    """A sheet in the book: its name, the table's title, how many rows of it, and where its filter lies."""

    name: str
    title: str
    count: int = 0
    filtered: str = ""


def _book(tables: Iterable[Table], about: Sequence[str], rows_per_sheet: int) -> Iterator[Entry]:
    """Every part but the properties. The tables come before the cover, which says how many rows they had."""
    looks, sheets = Looks(), [_Written(_COVER, "")]
    for table in tables:
        for lines in _in_sheets(_lines(table), rows_per_sheet):
            sheets.append(_Written(_free_name(table.title, [sheet.name for sheet in sheets]), one_line(table.title)))
            yield f"xl/worksheets/sheet{len(sheets)}.xml", _table_sheet(table, lines, sheets[-1], looks)
    yield "xl/worksheets/sheet1.xml", _cover_sheet(about, sheets[1:], looks)
    yield "xl/styles.xml", [looks.styles_xml()]
    yield "xl/workbook.xml", [_workbook_xml(sheets)]
    parts = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    yield relationships("xl/workbook.xml", [*(("worksheet", part) for part in parts), ("styles", "styles.xml")])
    kinds = {f"xl/{part}": f"{_SHEETML}.worksheet+xml" for part in parts}
    kinds |= {"xl/workbook.xml": f"{_SHEETML}.sheet.main+xml", "xl/styles.xml": f"{_SHEETML}.styles+xml"}
    yield content_types("application/xml", kinds)
    yield package_relationships("xl/workbook.xml")


class _Sheet:
    """Gives the rows of one sheet, numbered, each as high as its longest text."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[float], looks: Looks) -> None:
        self.columns = columns
        self.letters = [_letters(place) for place in range(1, len(columns) + 1)]
        self.rooms = widths
        self.looks = looks
        self.body: dict[tuple[int, bool, bool, str], int] = {}
        self.number = 0

    def text(self, text: str, look: Look) -> str:
        """A line of its own, outside the table's body."""
        self.number += 1
        return row_xml(self.number, [cell_xml(f"A{self.number}", self.looks.number(look), text)] if text else [])

    def head(self) -> str:
        look = self.looks.number(Look(bold=True, boxed=True, head=True, align=Align.CENTER))
        titles = [column.title for column in self.columns]
        self.number += 1
        named = zip(self.letters, titles, strict=True)
        cells = [cell_xml(f"{letter}{self.number}", look, title) for letter, title in named]
        return row_xml(self.number, cells, height=_height(max(map(_lines_of, titles, self.rooms))))

    def row(self, values: Sequence[Value], *, bold: bool = False) -> str:
        """One row, as high as its longest wrapped text: not every reader works this out by itself."""
        self.number += 1
        cells, lines = [], 1
        for place, (letter, room, value) in enumerate(zip(self.letters, self.rooms, values, strict=True)):
            cells.append(cell_xml(f"{letter}{self.number}", self._look(place, value, bold), value))
            if isinstance(value, str) and (len(value) > room or "\n" in value):
                lines = max(lines, _lines_of(value, room))
        return row_xml(self.number, cells, height=_height(lines))

    def _look(self, place: int, value: Value, bold: bool) -> int:
        key = place, bold, is_like_a_formula(value), format_of(value)
        if key not in self.body:
            _, _, quoted, code = key
            look = Look(bold=bold, boxed=True, align=self.columns[place].align, format=code, quoted=quoted)
            self.body[key] = self.looks.number(look)
        return self.body[key]


def _table_sheet(table: Table, lines: Iterable[_Line], written: _Written, looks: Looks) -> Iterator[str]:
    """Title, header kept in view and on every printed page, rows, filter. Fills in what was written."""
    widths = _widths(table)
    sheet = _Sheet(table.columns, widths, looks)
    yield sheet_opening(widths, frozen_rows=_HEADER_ROW)
    yield sheet.text(written.title, Look(size=14, bold=True))
    yield sheet.head()
    rows = (_line_xml(sheet, line, written) for line in lines)
    while some := "".join(islice(rows, _AT_ONCE)):
        yield some
    written.filtered = f"A{_HEADER_ROW}:{_letters(len(table.columns))}{_HEADER_ROW + written.count}"
    yield sheet_closing(written.filtered)


def _line_xml(sheet: _Sheet, line: _Line, written: _Written) -> str:
    kind, values = line
    if kind == "note":
        return sheet.text(str(values[0]), Look(italic=True))
    written.count += kind == "row"
    return sheet.row(values, bold=kind == "totals")


def _cover_sheet(about: Sequence[str], sheets: Sequence[_Written], looks: Looks) -> Iterator[str]:
    sheet = _Sheet(_COVER_COLUMNS, _COVER_WIDTHS, looks)
    yield sheet_opening(_COVER_WIDTHS, frozen_rows=0)
    yield sheet.text(about[0], Look(size=14, bold=True))
    yield from (sheet.text(line, Look()) for line in [*about[1:], ""])
    yield sheet.head()
    yield from (sheet.row([each.name, each.title, each.count]) for each in sheets)
    yield sheet_closing()


def _workbook_xml(sheets: Sequence[_Written]) -> str:
    named = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        f'{XML}<workbook {NAMESPACE} xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>{named}</sheets>'
        f"<definedNames>{''.join(_names_of(sheets))}</definedNames></workbook>"
    )


def _names_of(sheets: Sequence[_Written]) -> Iterator[str]:
    """What Excel calls the rows that it prints on every page, and the range that it filters."""
    for place, sheet in enumerate(sheets):
        if sheet.filtered:
            quoted = escape("'" + sheet.name.replace("'", "''") + "'")
            fixed = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", sheet.filtered)
            yield (
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{quoted}!{fixed}'
                "</definedName>"
            )
            printed = f"{quoted}!$1:${_HEADER_ROW}"
            yield f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{printed}</definedName>'


@cache
def _letters(place: int) -> str:
    """A, B … Z, AA: the name of a column."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _lines_of(text: str, room: float) -> int:
    """How many lines a text takes in a column."""
    return sum(math.ceil(len(line) / room) or 1 for line in text.split("\n"))


def _height(lines: int) -> int | None:
    return min(_TALLEST_ROW, lines * LINE_HEIGHT) if lines > 1 else None


def _widths(table: Table) -> list[float]:
    total = sum(column.weight for column in table.columns)
    return [max(_NARROWEST, round(_PAGE_WIDTH * column.weight / total, 1)) for column in table.columns]


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
