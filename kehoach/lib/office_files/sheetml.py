"""The few elements of SpreadsheetML that a table needs, written as text.

Why text and not an object for every cell: 50,000 rows take seconds instead of many. Every word of a sheet passes
through `_text`, which cleans and escapes it, and is given as text: nothing in it is ever a formula.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from kehoach.lib.office_files.package import XML
from kehoach.lib.office_files.tables import Align, Value
from kehoach.lib.office_files.text import clean

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINE_HEIGHT = 16  # Points of one line of 12.
_DAY_ZERO = date(1899, 12, 30)  # Excel counts days from here.
_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@]")
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS = ("General", "#,##0", "#,##0.00", "dd/mm/yyyy", "dd/m/yyyy")
_OWN_FORMATS_FROM = 164  # Numbers of formats below are Excel's own.
_FONT = "Times New Roman"
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FF808080"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/></patternFill></fill>'
)


@dataclass(frozen=True)
class Look:
    """How a cell looks. `boxed` cells have lines around and wrap their text; a `head` is grey and in the middle."""

    size: int = 12
    bold: bool = False
    italic: bool = False
    boxed: bool = False
    head: bool = False
    align: Align = Align.LEFT
    format: str = "General"
    quoted: bool = False


class Looks:
    """The looks that a file uses, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[Look, int] = {Look(): 0}

    def number(self, look: Look) -> int:
        return self._numbers.setdefault(look, len(self._numbers))

    def styles_xml(self) -> str:
        """The styles part, xl/styles.xml."""
        fonts = list(dict.fromkeys((look.size, look.bold, look.italic) for look in self._numbers))
        formats = "".join(
            f"<numFmt numFmtId={quoteattr(str(_OWN_FORMATS_FROM + place))} formatCode={quoteattr(code)}/>"
            for place, code in enumerate(_FORMATS)
        )
        cells = "".join(_look_xml(look, fonts.index((look.size, look.bold, look.italic))) for look in self._numbers)
        return (
            f'{XML}<styleSheet {NAMESPACE}><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
            f'<fonts count="{len(fonts)}">{"".join(_font_xml(*font) for font in fonts)}</fonts>'
            f'<fills count="3">{_FILLS}</fills>'
            f'<borders count="2"><border/><border>{_SIDES}</border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(self._numbers)}">{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def cell_xml(reference: str, look: int, value: Value) -> str:
    """One cell. Takes: reference: A1; look: its number in Looks."""
    if value is None or value == "":
        return f'<c r="{reference}" s="{look}"/>'
    if isinstance(value, str):
        return f'<c r="{reference}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    number = (value - _DAY_ZERO).days if isinstance(value, date) else value
    return f'<c r="{reference}" s="{look}"><v>{number}</v></c>'


def row_xml(number: int, cells: Iterable[str], *, height: int | None = None) -> str:
    tall = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{"".join(cells)}</row>'


def format_of(value: Value) -> str:
    match value:
        case None | str():
            return "General"
        case date():
            return "dd/mm/yyyy" if value.month <= 2 else "dd/m/yyyy"  # as text.short_day writes it
        case int():
            return "#,##0"
        case _:
            return "#,##0.00"


def is_like_a_formula(value: Value) -> bool:
    """Whether Excel, when somebody edits the cell, would take the text for a formula unless it is quoted."""
    return isinstance(value, str) and _LOOKS_LIKE_FORMULA.match(value) is not None


def sheet_opening(widths: Sequence[float], *, frozen_rows: int) -> str:
    """What stands before the rows: the columns' widths, and the rows that stay in view."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    pane = (
        f'<pane ySplit="{frozen_rows}" topLeftCell="A{frozen_rows + 1}" activePane="bottomLeft" state="frozen"/>'
        if frozen_rows
        else ""
    )
    return (
        f'{XML}<worksheet {NAMESPACE}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{LINE_HEIGHT}" customHeight="1"/><cols>{columns}</cols><sheetData>'
    )


def sheet_closing(filtered: str = "") -> str:
    """What stands after the rows: the filter over a range, and the page: A4 in landscape, as wide as it, numbered."""
    return (
        f"</sheetData>{f'<autoFilter ref={quoteattr(filtered)}/>' if filtered else ''}"
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddHeader>&amp;C&amp;P/&amp;N</oddHeader></headerFooter></worksheet>"
    )


def _text(value: str) -> str:
    """Neither "#N/A" nor "_x000D_" means anything to Excel."""
    return escape(_EXCEL_ESCAPE.sub("_x005F_", clean(value)) if "_x" in value else clean(value))


def _font_xml(size: int, bold: bool, italic: bool) -> str:
    return f'<font>{"<b/>" if bold else ""}{"<i/>" if italic else ""}<sz val="{size}"/><name val="{_FONT}"/></font>'


def _look_xml(look: Look, font: int) -> str:
    quoted = ' quotePrefix="1"' if look.quoted else ""
    inside = f'<alignment horizontal="{look.align}" vertical="{"center" if look.head else "top"}" wrapText="1"/>'
    return (
        f'<xf numFmtId="{_OWN_FORMATS_FROM + _FORMATS.index(look.format)}" fontId="{font}" '
        f'fillId="{2 if look.head else 0}" borderId="{1 if look.boxed else 0}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"{quoted}>'
        f"{inside if look.boxed else ''}</xf>"
    )
