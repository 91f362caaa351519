"""Tables as an Excel file: complete, typed, printable, and never a formula."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from xml.sax.saxutils import escape, quoteattr

from reports.documents.data import Align, Table, Value
from reports.documents.package import (
    XML,
    Entry,
    content_types,
    core_properties,
    package_relationships,
    relationships,
    zipped,
)
from reports.documents.sheetml import (
    HEAD,
    HEADER_ROW,
    LINE,
    NAMESPACE,
    NOTE,
    TITLE,
    Rows,
    letter,
    sheet_closing,
    sheet_opening,
    styled_row,
    styles_xml,
)
from reports.documents.text import one_line, paragraphs

ROWS_PER_SHEET = 1_048_576 - HEADER_ROW
"""Excel's own limit, less the rows of the title and the header."""

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COVER = "Thông tin"
_COVER_WIDTHS = (32, 80, 16)
_LONGEST_TEXT = 16_383  # Excel holds 32,767 UTF-16 units a cell; a character takes up to two.
_LONGEST_NAME = 31
_PAGE_WIDTH = 130  # Columns together, in Excel's measure: an A4 page in landscape.
_NARROWEST = 6

_Line = tuple[str, Sequence[Value]]


@dataclass
class _Sheet:
    """What the first sheet and the workbook say of a sheet; `count` is known once it is written."""

    name: str
    title: str
    last_column: str
    count: int = 0

    @property
    def filtered(self) -> str:
        return f"$A${HEADER_ROW}:${self.last_column}${HEADER_ROW + self.count}"


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
    about = [line for text in (issuer, coverage, integrity_line) for line in paragraphs(text)]
    core = core_properties(title=title, creator=issuer, language="vi-VN", day=day)
    return zipped(_entries(tables, one_line(title), about, core, rows_per_sheet))


def _entries(
    tables: Iterable[Table], title: str, about: Sequence[str], core: Entry, rows_per_sheet: int
) -> Iterator[Entry]:
    sheets: list[_Sheet] = []
    yield content_types(
        f"{_SHEET}.worksheet+xml",
        {"xl/workbook.xml": f"{_SHEET}.sheet.main+xml", "xl/styles.xml": f"{_SHEET}.styles+xml"},
    )
    yield package_relationships("xl/workbook.xml")
    yield core
    yield "xl/styles.xml", [styles_xml()]
    for table in tables:
        for lines in _in_sheets(_lines(table), rows_per_sheet):
            name = _free_name(table.title, [_COVER, *(sheet.name for sheet in sheets)])
            sheets.append(_Sheet(name, one_line(table.title), letter(len(table.columns))))
            yield f"xl/worksheets/sheet{len(sheets) + 1}.xml", _sheet_xml(sheets[-1], table, lines)
    yield "xl/worksheets/sheet1.xml", _cover_xml(title, about, sheets)
    yield "xl/workbook.xml", [_workbook_xml(sheets)]
    parts = [("worksheet", f"worksheets/sheet{number + 1}.xml") for number in range(len(sheets) + 1)]
    yield relationships("xl/workbook.xml", [*parts, ("styles", "styles.xml")])


def _sheet_xml(sheet: _Sheet, table: Table, lines: Iterable[_Line]) -> Iterator[str]:
    total = sum(column.weight for column in table.columns)
    widths = [max(_NARROWEST, round(_PAGE_WIDTH * column.weight / total, 1)) for column in table.columns]
    rows = Rows([column.align for column in table.columns], widths)
    yield sheet_opening(widths, frozen=True)
    yield styled_row(1, [sheet.title], TITLE)
    yield styled_row(HEADER_ROW, [column.title for column in table.columns], HEAD)
    for number, (kind, values) in enumerate(lines, HEADER_ROW + 1):
        if kind == "note":
            yield styled_row(number, [str(value) for value in values], NOTE)
        else:
            yield rows.row(number, values, bold=kind == "totals")
            sheet.count += kind == "row"
    yield sheet_closing(sheet.filtered.replace("$", ""))


def _cover_xml(title: str, about: Sequence[str], sheets: Sequence[_Sheet]) -> Iterator[str]:
    """Title, issuer, coverage and hash, then the list of the sheets with their numbers of rows."""
    yield sheet_opening(_COVER_WIDTHS, frozen=False)
    yield styled_row(1, [title], TITLE)
    for number, line in enumerate(about, 2):
        yield styled_row(number, [line], LINE)
    header = len(about) + 3
    yield styled_row(header, ["Trang tính", "Bảng", "Số dòng"], HEAD)
    rows = Rows([Align.LEFT, Align.LEFT, Align.RIGHT], _COVER_WIDTHS)
    for number, sheet in enumerate(sheets, header + 1):
        yield rows.row(number, [sheet.name, sheet.title, sheet.count])
    yield sheet_closing()


def _workbook_xml(sheets: Sequence[_Sheet]) -> str:
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate([_COVER, *(sheet.name for sheet in sheets)], 1)
    )
    defined = "".join(_defined_names(place, sheet) for place, sheet in enumerate(sheets, 1))
    return (
        f"{XML}<workbook {NAMESPACE}><sheets>{names}</sheets>"
        f"{f'<definedNames>{defined}</definedNames>' if defined else ''}</workbook>"
    )


def _defined_names(place: int, sheet: _Sheet) -> str:
    """The filter's range, and the title and header to be repeated on each printed page."""
    quoted = escape("'" + sheet.name.replace("'", "''") + "'")
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{quoted}!{sheet.filtered}'
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{place}">{quoted}!$1:${HEADER_ROW}'
        "</definedName>"
    )


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
