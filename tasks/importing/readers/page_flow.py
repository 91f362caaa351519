"""From printed pages to paragraphs and tables: columns one after the other, without running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from kehoach.lib.vietnamese import fold
from tasks.importing import labels
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.readers.joining import join
from tasks.importing.readers.page_lines import Grid, Line
from tasks.importing.words import is_capitals, is_finished, is_rule, starts_lower

_PAGE_NUMBER = re.compile(r"[\s\-–|]*(?:trang|page)?\s*(\d{1,4})(?:\s*/\s*\d{1,4})?[\s\-–|.]*", re.IGNORECASE)
_NOTE = re.compile(r"[(\[]?(?:\d{1,2}|\*{1,3})[)\]]?[.\s]*[^\W\d]")
_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_SMALL = 0.88  # of the size of the text: a footnote
_INDENT = 0.8  # of the size: a line that begins so far right begins a paragraph
_WIDER = 1.3  # of the usual distance between lines
_LOOKED = 3  # lines: so far below its first line the other of two columns may begin
_HALF = 0.9  # of the size: lines nearer than this stand beside each other, not one below the other
_BELOW = 9.0  # of the size: how far below its neighbours a line of a column may stand
_SAME_EDGES = 6.0  # points


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and ruled tables of one page."""

    number: int
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class _Set:
    """A line in the column it is set in; `column` is 0 for the flow of the page, else one of two beside each other."""

    line: Line
    left: float
    right: float
    page: int
    column: int = 0

    @property
    def centred(self) -> bool:
        before, after = self.line.left - self.left, self.right - self.line.right
        return before > 2 * self.line.size and abs(before - after) < 1.5 * self.line.size


def pieces_of(pages: Sequence[Page]) -> list[Piece]:
    """The document in reading order; what is repeated on every page and footnotes come last, as asides."""
    pages, asides = _without_furniture(pages)
    size = _body_size(pages)
    pages, notes = _without_notes(pages, size)
    flow = _Flow(_pitch(pages), _margins(pages))
    for page in pages:
        flow.add(page)
    return [*flow.finished(), *notes, *asides]


# --- What is no part of the text -------------------------------------------------------------------------------------


def _without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[Block]]:
    """(pages without page numbers and without lines repeated at their edges, each such line once)."""
    numbers = Counter(
        offset for page in pages for line in _at_edge(page) if (offset := _offset(line, page)) is not None
    )
    usual = {offset for offset, count in numbers.items() if 2 * count >= len(pages)}
    repeated = Counter(key for page in pages for key in {_key(line) for line in _at_edge(page)})
    often = {key for key, count in repeated.items() if count > 1 and 2 * count >= len(pages)}
    asides: dict[str, Block] = {}
    left: list[Page] = []
    for page in pages:
        kept: list[Line] = []
        edge = _at_edge(page)
        for line in page.lines:
            if line in edge and _offset(line, page) in usual:
                continue
            if line in edge and _key(line) in often:
                place = "đầu trang" if line.base > median(one.base for one in page.lines) else "chân trang"
                asides.setdefault(_key(line), Block(line.text.replace("\t", " "), place, aside=True))
            else:
                kept.append(line)
        left.append(replace(page, lines=tuple(kept)))
    return left, list(asides.values())


def _at_edge(page: Page) -> list[Line]:
    """The outermost lines; what stands between them and the edge of a table is no part of its text."""
    if len(page.lines) <= 2 * _EDGE:
        return [line for line in page.lines if _PAGE_NUMBER.fullmatch(line.text)]
    return [*page.lines[:_EDGE], *page.lines[-_EDGE:]]


def _offset(line: Line, page: Page) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match[1]) - page.number if match else None


def _key(line: Line) -> str:
    return f"{re.sub(r'[0-9]+', '#', fold(line.text))} {line.base / 20:.0f}"


def _body_size(pages: Sequence[Page]) -> float:
    sizes = Counter[float]()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _without_notes(pages: Sequence[Page], size: float) -> tuple[list[Page], list[Block]]:
    """(pages without their footnotes, the footnotes): small lines at the foot, of which the first has a number."""
    left: list[Page] = []
    notes: list[Block] = []
    for page in pages:
        start = len(page.lines)
        while start and page.lines[start - 1].size <= _SMALL * size and not page.lines[start - 1].gaps:
            start -= 1
        while start < len(page.lines) and not _NOTE.match(page.lines[start].text):
            start += 1
        lowest = min((grid.low for grid in page.grids), default=page.lines[start].base if page.lines[start:] else 0)
        if any(line.base > lowest for line in page.lines[start:]):
            start = len(page.lines)
        text = ""
        for line in page.lines[start:]:
            if text and _NOTE.match(line.text):
                notes.append(Block(text, f"chú thích, trang {page.number}", aside=True))
                text = ""
            text = join(text, line.text)
        if text:
            notes.append(Block(text, f"chú thích, trang {page.number}", aside=True))
        left.append(replace(page, lines=page.lines[:start]))
    return left, notes


def _pitch(pages: Sequence[Page]) -> float:
    """The usual distance between two lines of a paragraph."""
    distances = sorted(
        upper.base - lower.base
        for page in pages
        for upper, lower in pairwise(page.lines)
        if 0.8 * upper.size < upper.base - lower.base < 3 * upper.size
    )
    return distances[len(distances) // 3] if distances else 0.0


def _margins(pages: Sequence[Page]) -> tuple[float, float]:
    """Where the text of most pages begins and ends."""
    full = [line for page in pages for line in page.lines if len(line.text) > 50] or [
        line for page in pages for line in page.lines
    ]
    lefts, rights = sorted(line.left for line in full), sorted(line.right for line in full)
    return (lefts[0], rights[int(0.9 * (len(rights) - 1))]) if full else (0.0, 0.0)


# --- The flow --------------------------------------------------------------------------------------------------------


class _Flow:
    """Takes page after page and keeps the paragraph and the table that may go on over the page."""

    def __init__(self, pitch: float, margins: tuple[float, float]) -> None:
        self._pieces: list[Piece] = []
        self._pitch = pitch
        self._margins = margins
        self._open: list[_Set] = []
        self._columns = 0
        self._tables = 0
        self._edges: tuple[float, ...] = ()
        self._count: Counter[int] = Counter()

    def finished(self) -> list[Piece]:
        self._close()
        return self._pieces

    def add(self, page: Page) -> None:
        left, right = self._margins_of(page)
        tops = sorted(page.grids, key=lambda grid: -grid.high)
        rest = list(page.lines)
        for grid in tops:
            above = [line for line in rest if line.base > grid.high]
            rest = rest[len(above) :]
            self._add_lines(above, page.number, left, right)
            self._add_grid(grid)
        self._add_lines(rest, page.number, left, right)

    def _margins_of(self, page: Page) -> tuple[float, float]:
        """The margins of the page, those of most pages when it has too few lines; a page laid across has its own."""
        left, right = _margins([page])
        usual_left, usual_right = self._margins
        if right > usual_right + 40 or not page.lines:
            return left, right
        return min(left, usual_left), usual_right

    def _add_lines(self, lines: Sequence[Line], page: int, left: float, right: float) -> None:
        if lines:
            self._edges = ()
        for line, column in _by_column(lines):
            if column:
                both = [one for one, name in _by_column(lines) if name == column]
                margins = min(one.left for one in both), max(one.right for one in both)
                self._add(_Set(line, *margins, page, self._columns + column))
            else:
                self._add(_Set(line, left, right, page))
        self._columns += len(lines) + 1

    def _add(self, line: _Set) -> None:
        if self._open and not _goes_on(self._open, line, self._pitch):
            self._close()
        self._open.append(line)

    def _close(self) -> None:
        if self._open:
            page = self._open[0].page
            self._count[page] += 1
            self._pieces.append(_block(self._open, f"trang {page}, đoạn {self._count[page]}"))
        self._open = []

    def _add_grid(self, grid: Grid) -> None:
        self._close()
        last = self._pieces[-1] if self._pieces else None
        goes_on = (
            isinstance(last, Table)
            and len(self._edges) == len(grid.edges)
            and all(abs(one - other) < _SAME_EDGES for one, other in zip(self._edges, grid.edges, strict=True))
        )
        if not goes_on:
            self._tables += 1
        before = last.rows if goes_on and isinstance(last, Table) else ()
        rows = [
            self._row(row, grid.edges, f"bảng {self._tables}, dòng {len(before) + index + 1}")
            for index, row in enumerate(grid.rows)
        ]
        if goes_on:
            self._pieces.pop()
        self._pieces.append(Table(self._tables, (*before, *rows)))
        self._edges = grid.edges

    def _row(
        self, row: Sequence[tuple[Line, ...]], edges: Sequence[float], place: str
    ) -> tuple[tuple[Block, ...], ...]:
        cells: list[tuple[Block, ...]] = []
        for index, lines in enumerate(row):
            if index and lines and lines is row[index - 1]:
                cells.append(cells[-1])
                continue
            span = next((end for end in range(index + 1, len(row)) if row[end] is not lines), len(row)) if lines else 1
            cells.append(self._cell(lines, edges[index], edges[span] if lines else edges[index], place))
        return tuple(cells)

    def _cell(self, lines: Sequence[Line], left: float, right: float, place: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        padding = max(min((line.left for line in lines), default=left) - left, 0.0)
        open_lines: list[_Set] = []
        for line in lines:
            one = _Set(line, left + padding, right - min(padding, 8.0), 0)
            if open_lines and not _goes_on(open_lines, one, 0.0):
                blocks.append(_block(open_lines, place))
                open_lines = []
            open_lines.append(one)
        return (*blocks, _block(open_lines, place)) if open_lines else ()


def _by_column(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """The lines in reading order with the column they stand in: 0 for the flow, other numbers for a column."""
    found: list[tuple[Line, int]] = []
    at = 0
    while at < len(lines):
        count = _beside(lines[at:])
        if count:
            parts = [_halves(line, _gutter(lines[at : at + count])) for line in lines[at : at + count]]
            found += [(left, 2 * at + 1) for left, _ in parts if left]
            found += [(right, 2 * at + 2) for _, right in parts if right]
        else:
            found.append((lines[at], 0))
        at += count or 1
    return found


def _beside(lines: Sequence[Line]) -> int:
    """How many lines from here on are set in two columns beside each other; 0 when the first is not."""
    found = next(((start, gap) for start in range(_LOOKED) if (gap := _between(lines[start:]))), None)
    if found is None:
        return 0
    start, (left, right) = found
    if any(line.left <= left or (line.left + line.right) / 2 <= right for line in lines[:start]):
        return 0
    for count, line in enumerate(lines[start:], start):
        above = lines[count - 1] if count else line
        if len(line.gaps) == 1:
            near = max(left, line.gaps[0][0]), min(right, line.gaps[0][1])
            if near[0] >= near[1]:
                return count
            left, right = near
        elif line.gaps or above.base - line.base > _BELOW * line.size:
            return count
        elif line.left > left and (line.left + line.right) / 2 > right:
            right = min(right, line.left)
        elif line.left < left and line.right < right:
            left = max(left, line.right)
        else:
            return count
    return len(lines)


def _between(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The white space beside which the first line stands: in it, or between it and a line that stands half as high."""
    if not lines:
        return None
    first = lines[0]
    if first.gaps or len(lines) < 2 or lines[1].gaps or first.base - lines[1].base > _HALF * first.size:
        return first.gaps[0] if len(first.gaps) == 1 else None
    left, right = sorted((first, lines[1]), key=lambda line: line.left)
    return (left.right, right.left) if left.right < right.left else None


def _gutter(lines: Sequence[Line]) -> float:
    """The middle of the white space between the two columns."""
    gaps = [gap for start in range(len(lines)) if (gap := _between(lines[start:]))]
    return (max(left for left, _ in gaps) + min(right for _, right in gaps)) / 2


def _halves(line: Line, gutter: float) -> tuple[Line | None, Line | None]:
    if line.cuts:
        return line.cuts[0], line.cuts[1]
    return (line, None) if (line.left + line.right) / 2 < gutter else (None, line)


def _goes_on(paragraph: Sequence[_Set], line: _Set, pitch: float) -> bool:
    """Whether a line belongs to the paragraph above it. Takes: `pitch`, 0 where distances say nothing."""
    last = paragraph[-1]
    above, here = last.line, line.line
    if last.column != line.column or above.gaps or here.gaps or is_rule(above.text) or is_rule(here.text):
        return False
    unfinished = not is_finished(above.text)
    label = labels.read(here.text)
    if starts_lower(here.text) and not label:
        return not _would_fit(last, here) or (unfinished and not is_capitals(above.text))
    if len(here.text) > 1 and is_capitals(above.text) != is_capitals(here.text):
        return False
    if bool(above.bold == above.text) != bool(here.bold) and (above.bold == above.text or here.bold == here.text):
        return False
    if line.column:  # short lines set beside each other end where their writer wanted
        listed = labels.read(paragraph[0].line.text) is not None and not above.text.endswith((",", ";", "."))
        return not label and unfinished and (listed or here.text[:1].isdigit())
    if _would_fit(last, here):
        return False
    if pitch and last.page == line.page and above.base - here.base > _WIDER * pitch:
        return False
    hangs = len(paragraph) == 1 and labels.read(above.text) is not None
    if here.left > above.left + _INDENT * here.size and not hangs and not (last.centred and line.centred):
        return False
    return not (label and (not unfinished or abs(here.left - paragraph[0].line.left) < _INDENT * here.size))


def _would_fit(last: _Set, line: Line) -> bool:
    """The first word of a line would have found room on the line above: that line was ended on purpose."""
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * (len(word) + 0.5) / max(len(line.text), 1)
    room = last.right - last.line.right
    if last.centred:
        room += last.line.left - last.left
    return room > 0.9 * width + 0.2 * line.size


def _block(lines: Sequence[_Set], place: str) -> Block:
    text = bold = ""
    bolds: list[str] = []
    for one in lines:
        line = one.line
        if bold == text:
            bold = join(bold, line.bold)
        if bolds and line.bold and text.endswith(bolds[-1]):
            bolds[-1] = join(bolds[-1], line.bold)
            bolds += line.bolds[1:]
        else:
            bolds += line.bolds
        text = join(text, line.text)
    return Block(text, place, bold=bold, centred=lines[0].column == 0 and any(one.centred for one in lines), bolds=tuple(bolds))
