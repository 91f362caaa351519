"""Excel files: each sheet a table of tasks under its title rows, merged cells repeated, days as Vietnam writes them."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

from kehoach.lib.office_files.sheets import EXCEL, workbook_parts
from tasks.importing import annexes, tail
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.refusal import Limits, Progress, Refused
from tasks.importing.words import one_line

_HUGE = "Bảng Excel quá lớn; hãy xóa các dòng, cột trống và chỉ giữ bảng phân công nhiệm vụ."
_MOST_CELLS = 2_000_000  # the empty ones between filled ones included
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_UNCOUNTED = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*><(?:\w+:)?f(?:\s[^>]*)?>([^<]*)</(?:\w+:)?f>"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

Row = tuple[str, ...]


def read(data: bytes, limits: Limits, progress: Progress) -> list[Piece]:
    """The title rows of every sheet as blocks, its table with the row numbers of Excel, and text boxes at the end.

    Errors: Refused for a password, macros, bombs, too many cells, and files that are not Excel at all.
    """
    parts = workbook_parts(data, limits.unpacked_bytes)
    try:
        pieces = list(_sheets(data, parts, progress))
    except Refused:
        raise
    except Exception as error:  # openpyxl meets what a broken file holds wherever it happens to look
        raise EXCEL.broken from error
    return [*pieces, *_boxes(parts)]


def _sheets(data: bytes, parts: dict[str, bytes], progress: Progress) -> Iterator[Piece]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    budget = _MOST_CELLS
    tables = 0
    paragraphs = 0
    for number, sheet in enumerate(book.worksheets, 1):
        sheet.reset_dimensions()
        rows: dict[int, Row] = {}
        for index, cells in enumerate(sheet.iter_rows(), 1):
            budget -= len(cells) + 1
            if budget < 0:
                raise Refused(_HUGE)
            if any(cell.value is not None for cell in cells):
                rows[index] = tuple(_shown(cell.value, cell.number_format) for cell in cells)
        part = sheet._worksheet_path.lstrip("/")  # type: ignore[attr-defined]  # read-only sheets know no merged cells
        _add_formulas(rows, parts.get(part, b""))
        _spread(rows, parts.get(part, b""))
        named = [Block(one_line(sheet.title), "", heading=1)] if rows and len(book.worksheets) > 1 else []
        for piece in (*named, *_pieces(rows, tables)):
            if isinstance(piece, Block):
                paragraphs += 1
                yield replace(piece, place=f"đoạn {paragraphs}")
            else:
                tables += 1
                yield piece
        progress(number, len(book.worksheets))
    book.close()


def _add_formulas(rows: dict[int, Row], sheet: bytes) -> None:
    """Show a formula whose result was never worked out, so that its cell is not taken for an empty one."""
    for place, formula in _UNCOUNTED.findall(sheet):
        column, index = coordinate_from_string(place.decode())
        at = column_index_from_string(column)
        cells = [*rows.get(index, ()), *[""] * (at - len(rows.get(index, ())))]
        cells[at - 1] = cells[at - 1] or f"={unescape(formula.decode(errors='replace'))}"
        rows[index] = tuple(cells)


def _spread(rows: dict[int, Row], sheet: bytes) -> None:
    """Repeat the text of merged cells in every place they cover that has a row."""
    width = max(map(len, rows.values()), default=0)
    for found in _MERGED.findall(sheet):
        left, top, right, bottom = range_boundaries(found.decode())
        source = rows.get(top, ())
        text = source[left - 1] if left <= len(source) else ""
        if not text:
            continue
        for index in (index for index in rows if top <= index <= bottom):
            cells = [*rows[index], *[""] * (min(right, width) - len(rows[index]))]
            cells[left - 1 : right] = [text] * (min(right, width) - left + 1)
            rows[index] = tuple(cells)


def _pieces(rows: dict[int, Row], tables: int) -> Iterator[Piece]:
    """The table from its header row to its last row, and the rows above and below it as lines."""
    numbers = sorted(rows)
    header = next((number for number in numbers if annexes.is_assignment(_table([number], rows, 0))), None)
    below = [number for number in numbers if header is not None and number > header and _begins_tail(rows[number])]
    if header is None:
        lines = [number for number in numbers if len(_distinct(rows[number])) < 3]
        table = [number for number in numbers if lines != numbers]
        above, below = ([], []) if table else (numbers, [])
    else:
        above = [number for number in numbers if number < header]
        below = numbers[numbers.index(below[0]) :] if below else []
        table = [number for number in numbers if number >= header and number not in below]
    yield from (block for number in above for block in _lines(rows[number]))
    if table:
        yield _table(table, rows, tables)
    yield from (block for number in below for block in _lines(rows[number]))


def _begins_tail(row: Row) -> bool:
    return any(tail.begins(Block(text.split("\n")[0], "")) for text in _distinct(row))


def _distinct(row: Row) -> list[str]:
    return list(dict.fromkeys(text for text in row if text))


def _lines(row: Row) -> Iterator[Block]:
    """A row outside the table: a line for each line of its cells, the cells beside each other parted by a tab."""
    cells = [text.split("\n") for text in _distinct(row)]
    if len(cells) == 2 and max(map(len, cells)) > 1:
        yield from (Block(line, "") for lines in cells for line in lines)
        return
    for index in range(max(map(len, cells), default=0)):
        line = "\t".join(lines[index] for lines in cells if index < len(lines))
        yield Block(line, "", centred=len(cells) == 1)


def _table(numbers: Sequence[int], rows: dict[int, Row], before: int) -> Table:
    places = tuple(f"bảng {before + 1}, dòng {number}" for number in numbers)
    width = max((len(rows[number]) for number in numbers), default=0)
    cells: list[tuple[tuple[Block, ...], ...]] = []
    for number, place in zip(numbers, places, strict=True):
        row: list[tuple[Block, ...]] = []
        for index, text in enumerate(rows[number]):
            same = index > 0 and text and text == rows[number][index - 1]
            lines = tuple(Block(line, place) for line in text.split("\n")) if text else ()
            row.append(row[-1] if same else lines)
        cells.append((*row, *[()] * (width - len(row))))
    return Table(before + 1, tuple(cells), places)


def _shown(value: Any, form: str) -> str:
    """A value as a person reads it in its cell, its lines parted by line feeds."""
    if value is None:
        return ""
    form = _QUOTED.sub("", str(form or "General")).lower()
    if isinstance(value, datetime | date):
        return _day(value, form)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        return _number(value, form)
    return "\n".join(line for part in str(value).splitlines() if (line := one_line(part)))


def _day(value: date, form: str) -> str:
    """A day; only its month or year when the cell shows no more: Excel keeps "9/2026" as the first of September."""
    if "d" not in form and "y" in form and "h" not in form:
        return f"tháng {value.month}/{value.year}" if "m" in form else f"năm {value.year}"
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def _number(value: float, form: str) -> str:
    """A number with the decimals of its cell; whole numbers without, thousands parted where the cell parts them."""
    form = form.split(";")[0]
    decimals = len(match[1]) if (match := re.search(r"\.(0+)", form)) else None
    if "%" in form:
        return f"{round(value * 100, decimals or 2):g}%"
    if "," in form:
        return f"{value:,.{decimals or 0}f}".translate(str.maketrans(",.", ".,"))
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"


def _boxes(parts: dict[str, bytes]) -> Iterator[Block]:
    """The text boxes drawn over the sheets."""
    for name in sorted(parts):
        if not re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
            continue
        for paragraph in EXCEL.tree(parts[name]).iter(f"{_DRAWN}p"):
            text = one_line("".join(node.text or "" for node in paragraph.iter(f"{_DRAWN}t")))
            if text:
                yield Block(text, "khung chữ trong bảng tính", aside=True)
