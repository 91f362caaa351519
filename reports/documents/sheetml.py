"""The few elements of SpreadsheetML that a table needs, written as text.

Why text and not openpyxl: fifty thousand rows take about a second instead of ten, and nothing stands between a value
and its cell that would read a formula in it. A text is an inline string; there is no element for a formula here at all.
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from itertools import product
from xml.sax.saxutils import escape

from reports.documents.data import Align, Value
from reports.documents.text import clean

NAMESPACE = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
FONT = "Times New Roman"
HEADER_ROW = 2

_FIRST_DAY = date(1899, 12, 30)
_TALLEST_ROW = 409
_LINE_HEIGHT = 16  # Points of one line of 12.
_CHARACTERS_PER_WIDTH = 1.15  # Of 12 in a column as wide as one digit of 11.
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# Fonts by their place in the style sheet; number formats by Excel's own numbers (164 is the first free one).
_PLAIN, _BOLD, _TITLE, _ITALIC = range(4)
_TEXT, _INTEGER, _DECIMAL, _DAY = 0, 3, 4, 164
TITLE, HEAD, NOTE, LINE = 1, 2, 3, 4
_STYLES = {
    key: number
    for number, key in enumerate(
        product((False, True), Align, (_TEXT, _INTEGER, _DECIMAL, _DAY), (False, True)), LINE + 1
    )
}


def styles_xml() -> str:
    """The styles part: title, head, note and line first, then every style of a table's cell."""
    fonts = "".join(
        f'<font>{marks}<sz val="{size}"/><name val="{FONT}"/></font>'
        for marks, size in (("", 12), ("<b/>", 12), ("<b/>", 14), ("<i/>", 12))
    )
    edges = "".join(f'<{e} style="thin"><color rgb="FF808080"/></{e}>' for e in ("left", "right", "top", "bottom"))
    formats = [
        _format(_PLAIN),
        _format(_TITLE),
        _format(_BOLD, border=1, fill=2, align=Align.CENTER, vertical="center"),
        _format(_ITALIC),
        _format(_PLAIN),
        *(
            _format(_BOLD if bold else _PLAIN, border=1, align=align, number=number, quoted=quoted)
            for bold, align, number, quoted in _STYLES
        ),
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet {NAMESPACE}>'
        f'<numFmts count="1"><numFmt numFmtId="{_DAY}" formatCode="dd/mm/yyyy"/></numFmts>'
        f'<fonts count="4">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/></patternFill></fill></fills>'
        f'<borders count="2"><border/><border>{edges}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def sheet_opening(widths: Sequence[float], *, frozen: bool) -> str:
    """All that comes before the rows: page fitted to its width, the header kept in view, column widths."""
    pane = f'<pane ySplit="{HEADER_ROW}" topLeftCell="A{HEADER_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet {NAMESPACE}>'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane if frozen else ""}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE_HEIGHT}"/><cols>{columns}</cols><sheetData>'
    )


def sheet_closing(filtered: str = "") -> str:
    """All that comes after the rows: the filter over a range, A4 in landscape, page numbers."""
    auto_filter = f'<autoFilter ref="{filtered}"/>' if filtered else ""
    return (
        f"</sheetData>{auto_filter}"
        '<pageMargins left="0.6" right="0.4" top="0.8" bottom="0.6" header="0.4" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddHeader>&amp;C&amp;P/&amp;N</oddHeader></headerFooter></worksheet>"
    )


def letter(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def styled_row(number: int, texts: Sequence[str], style: int) -> str:
    """A row of texts outside the table's body, all in one style."""
    cells = "".join(_text_cell(f"{letter(place)}{number}", style, text) for place, text in enumerate(texts, 1))
    return f'<row r="{number}">{cells}</row>'


class Rows:
    """Writes the body rows of one sheet."""

    def __init__(self, aligns: Sequence[Align], widths: Sequence[float]) -> None:
        self.columns = [
            (letter(place), align, width * _CHARACTERS_PER_WIDTH)
            for place, (align, width) in enumerate(zip(aligns, widths, strict=True), 1)
        ]

    def row(self, number: int, values: Sequence[Value], *, bold: bool = False) -> str:
        """One row, as high as its longest wrapped text: not every reader works this out by itself."""
        cells, lines = [], 1
        for (name, align, room), value in zip(self.columns, values, strict=True):
            place = f"{name}{number}"
            if isinstance(value, str):
                quoted = _LOOKS_LIKE_FORMULA.match(value) is not None
                cells.append(_text_cell(place, _STYLES[bold, align, _TEXT, quoted], value))
                if len(value) > room or "\n" in value:
                    lines = max(lines, sum(math.ceil(len(line) / room) or 1 for line in value.split("\n")))
            else:
                cells.append(_number_cell(place, bold, align, value))
        height = f' ht="{min(_TALLEST_ROW, lines * _LINE_HEIGHT)}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _text_cell(place: str, style: int, text: str) -> str:
    """Text stays text: "=1+1", "#N/A" and "_x000D_" mean nothing to Excel."""
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    body = escape(_EXCEL_ESCAPE.sub("_x005F_", clean(text)))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{body}</t></is></c>'


def _number_cell(place: str, bold: bool, align: Align, value: Value) -> str:
    match value:
        case None:
            return f'<c r="{place}" s="{_STYLES[bold, align, _TEXT, False]}"/>'
        case date():
            kind, number = _DAY, str((value - _FIRST_DAY).days)
        case int():
            kind, number = _INTEGER, str(value)
        case _:
            kind, number = _DECIMAL, str(value)
    return f'<c r="{place}" s="{_STYLES[bold, align, kind, False]}"><v>{number}</v></c>'


def _format(
    font: int,
    *,
    border: int = 0,
    fill: int = 0,
    align: Align | None = None,
    vertical: str = "top",
    number: int = _TEXT,
    quoted: bool = False,
) -> str:
    alignment = f'<alignment horizontal="{align}" vertical="{vertical}" wrapText="1"/>' if align else ""
    quote = ' quotePrefix="1"' if quoted else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{quote} '
        f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
    )
