"""The few elements of WordprocessingML that a report needs, written as text.

Why text and not an object for every cell: a table of thousands of rows takes milliseconds instead of seconds. Every
word of a document passes through `run`, which cleans and escapes it.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from kehoach.lib.office_files.tables import Align, Column, Table, Value
from kehoach.lib.office_files.text import clean, shown

NAMESPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SPLIT_ROWS_LONGER_THAN = 900
_NO_CELL_MARGINS = '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
_CELL_MARGINS = '<w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_JC = {Align.LEFT: "", Align.CENTER: '<w:jc w:val="center"/>', Align.RIGHT: '<w:jc w:val="right"/>'}


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point, the format's own measure."""
    return round(millimetres * 1440 / 25.4)


def run(text: str) -> str:
    """Text as it is, its line breaks and tabs included."""
    body = escape(clean(text)).replace("\n", "<w:br/>").replace("\t", "<w:tab/>")
    if "<w:" not in body:
        return f'<w:r><w:t xml:space="preserve">{body}</w:t></w:r>'
    opened = '<w:t xml:space="preserve">'
    for mark in ("<w:br/>", "<w:tab/>"):
        body = body.replace(mark, f"</w:t>{mark}{opened}")
    return f"<w:r>{opened}{body}</w:t></w:r>"


def paragraph(style: str, text: str, *, keep_next: bool = False) -> str:
    keep = "<w:keepNext/>" if keep_next else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{run(text) if text else ""}</w:p>'


def side_by_side(left: str, right: str, widths: tuple[int, int]) -> str:
    """Two blocks of paragraphs beside each other, without borders, kept on one page."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{block}</w:tc>'
        for width, block in zip(widths, (left, right), strict=True)
    )
    return (
        f"<w:tbl>{_table_properties(widths, '', _NO_CELL_MARGINS)}"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"
    )


def grid(table: Table, width: int) -> Iterable[str]:
    """A bordered table over a width, its header row repeated on each page, in pieces to be joined.

    Errors: ValueError for a row that has not one value per column.
    """
    widths = _shares([column.weight for column in table.columns], width)
    properties = [
        f'<w:tc><w:tcPr><w:tcW w:w="{cell}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>' for cell in widths
    ]
    yield f"<w:tbl>{_table_properties(widths, f'<w:tblBorders>{_BORDERS}</w:tblBorders>', _CELL_MARGINS)}"
    titles = "".join(
        f"{cell}{paragraph('TableHead', column.title)}</w:tc>"
        for cell, column in zip(properties, table.columns, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>"
    openings = _openings(properties, table.columns, "TableCell")
    for row in table.rows:
        yield _row(openings, row)
    if table.totals is not None:
        yield _row(_openings(properties, table.columns, "TableTotal"), table.totals)
    yield "</w:tbl>"


def section(width_mm: float, height_mm: float, margins: dict[str, float], *, header: str, first: bool = False) -> str:
    """The page of what came before: its size and margins in millimetres.

    Takes: header: the relationship of the header part, which the first page of the first section leaves out.
    """
    orientation = ' w:orient="landscape"' if width_mm > height_mm else ""
    edges = "".join(f' w:{edge}="{twips(size)}"' for edge, size in margins.items())
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width_mm)}" w:h="{twips(height_mm)}"{orientation}/>'
        f'<w:pgMar{edges} w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
    )


def section_end(section_xml: str) -> str:
    """The paragraph that closes a section which is not the last."""
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{section_xml}</w:pPr></w:p>'


def _table_properties(widths: Sequence[int], borders: str, cell_margins: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{cell_margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _openings(properties: Sequence[str], columns: Sequence[Column], style: str) -> list[str]:
    return [
        f'{cell}<w:p><w:pPr><w:pStyle w:val="{style}"/>{_JC[column.align]}</w:pPr>'
        for cell, column in zip(properties, columns, strict=True)
    ]


def _row(openings: Sequence[str], values: Sequence[Value]) -> str:
    texts = [shown(value) for value in values]
    cells = "".join(
        f"{opening}{run(text) if text else ''}</w:p></w:tc>" for opening, text in zip(openings, texts, strict=True)
    )
    # A row that may not break but is taller than what is left of the page would leave that room empty.
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if max(map(len, texts)) <= _SPLIT_ROWS_LONGER_THAN else ""
    return f"<w:tr>{whole}{cells}</w:tr>"


def _shares(weights: Sequence[float], width: int) -> list[int]:
    """The width cut by weight, to the last twip."""
    ends = [round(width * sum(weights[: index + 1]) / sum(weights)) for index in range(len(weights))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
