"""From printed pages to paragraphs and tables: columns one after the other, without running heads and page numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kehoach.lib.vietnamese import fold
from tasks.importing import bodies, labels
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.readers.joining import join
from tasks.importing.readers.page_columns import HALF, by_column, ends_entry, is_dashed
from tasks.importing.readers.page_furniture import Page, without_furniture
from tasks.importing.readers.page_lines import MOTTOES, Grid, Line
from tasks.importing.readers.page_tables import with_bare_tables
from tasks.importing.words import is_capitals, is_finished, is_rule, starts_lower

Cells = tuple[tuple[Block, ...], ...]

_NUMERAL = 5  # letters of the longest Roman number or abbreviation
_FULL = 50  # letters: a longer line tells where the margins are
_INDENT = 0.8  # of the size: a line that begins so far right begins a paragraph
_WIDER = 1.22  # of the usual distance between lines
_FAR = 150.0  # points: room for any word
_PADDING = 5.0  # points between the edge of a cell and its text, at least
_SAME_EDGES = 6.0  # points


@dataclass(frozen=True, slots=True)
class _Set:
    """A line in the column it is set in; `column` is 0 for the flow of the page, else one of two beside each other."""

    line: Line
    left: float
    right: float
    page: int
    column: int = 0
    in_cell: bool = False

    @property
    def centred(self) -> bool:
        before, after = self.line.left - self.left, self.right - self.line.right
        return before > 2 * self.line.size and abs(before - after) < 1.5 * self.line.size


def pieces_of(pages: Sequence[Page]) -> list[Piece]:
    """The document in reading order; what is repeated on every page and footnotes come last, as asides."""
    pages, asides = without_furniture(with_bare_tables(pages))
    flow = _Flow(_pitch(pages), _margins(pages))
    for page in pages:
        flow.add(page)
    return [*flow.finished(), *asides]


def _pitch(pages: Sequence[Page]) -> float:
    """The usual distance between two lines of a paragraph. Measured in: the size of the letters."""
    distances = sorted(
        (upper.base - lower.base) / upper.size
        for page in pages
        for upper, lower in pairwise(page.lines)
        if upper.base - lower.base > HALF * upper.size and not (upper.gaps or lower.gaps)
    )
    return distances[min(2 + len(distances) // 20, len(distances) - 1)] if distances else 0.0


def _margins(pages: Sequence[Page]) -> tuple[float, float]:
    """Where the text of most pages begins and ends; without a long line nobody knows, and each line ends on purpose."""
    lines = [line for page in pages for line in page.lines]
    full = [line for line in lines if len(line.text) > _FULL]
    if not full:
        return min((line.left for line in lines), default=0.0), max((line.right for line in lines), default=0.0) + _FAR
    rights = sorted(line.right for line in full)
    return min(line.left for line in full), rights[-1 - len(rights) // 10]


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
        for line, column in by_column(lines):
            if column:
                both = [one for one, name in by_column(lines) if name == column]
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
        if before and _is_rest(before[-1], rows[0]):
            rows[0] = tuple(_joined_cells(above, below) for above, below in zip(before[-1], rows[0], strict=True))
            before = before[:-1]
        self._pieces.append(Table(self._tables, (*before, *rows)))
        self._edges = grid.edges

    def _row(self, row: Sequence[tuple[Line, ...]], edges: Sequence[float], place: str) -> Cells:
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
            one = _Set(line, left + padding, right - max(padding, _PADDING), 0, in_cell=True)
            if open_lines and not _goes_on(open_lines, one, 0.0):
                blocks.append(_block(open_lines, place))
                open_lines = []
            open_lines.append(one)
        return (*blocks, _block(open_lines, place)) if open_lines else ()


def _is_rest(above: Cells, below: Cells) -> bool:
    """The row is the rest of the one above, cut by the end of the page: without a number and with no new sentence."""
    if len(above) != len(below) or len(below) < 2 or below[0] or not above[0]:
        return False
    if any(rest and not begun for rest, begun in zip(below, above, strict=True)):
        return False
    first = below[1][0].text if below[1] else ""
    return not first or starts_lower(first) or (first[0].isdigit() and not _label(first))


def _joined_cells(above: tuple[Block, ...], below: tuple[Block, ...]) -> tuple[Block, ...]:
    """One cell; its last and first lines are one where the end of the page cut a line."""
    if not above or not below or _label(below[0].text):
        return above + below
    last = replace(above[-1], text=join(above[-1].text, below[0].text), bolds=above[-1].bolds + below[0].bolds)
    return (*above[:-1], last, *below[1:])


def _label(text: str) -> labels.Label | None:
    """The label of a line; "III/2026" has none."""
    label = labels.read(text)
    return None if label and text[label.end - 1] == "/" and text[label.end :][:1].isdigit() else label


def _goes_on(paragraph: Sequence[_Set], line: _Set, pitch: float) -> bool:
    """Whether a line belongs to the paragraph above it. Takes: `pitch`, 0 where distances say nothing."""
    last = paragraph[-1]
    above, here = last.line, line.line
    if last.column != line.column or above.gaps or here.gaps or is_rule(above.text) or is_rule(here.text):
        return False
    unfinished = not is_finished(above.text)
    label = _label(here.text)
    if label and label.kind == "dash" and unfinished and not is_dashed(paragraph[0].line) and not line.column:
        label = None if not _would_fit(last, here) and here.left <= above.left else label
    if starts_lower(here.text) and not label:
        return not _would_fit(last, here) or (unfinished and not is_capitals(above.text))
    if _clash(above.text, here.text):
        return False
    if line.in_cell and bodies.begins_another(" ".join(one.line.text for one in paragraph), here.text):
        return False
    if bool(above.bold == above.text) != bool(here.bold) and (above.bold == above.text or here.bold == here.text):
        return False
    if line.column:  # short lines set beside each other end where their writer wanted
        return not label and unfinished and _goes_on_in_column(paragraph[0].line, above, here)
    if _would_fit(last, here) or (label and label.kind in ("roman", "capital") and here.bold == here.text):
        return False
    if pitch and last.page == line.page and above.base - here.base > _WIDER * pitch * above.size:
        return False
    hangs = len(paragraph) == 1 and labels.read(above.text) is not None
    if here.left > above.left + _INDENT * here.size and not hangs and not (last.centred and line.centred):
        return False
    return not (label and (not unfinished or abs(here.left - paragraph[0].line.left) < _INDENT * here.size))


def _goes_on_in_column(first: Line, above: Line, here: Line) -> bool:
    """A line of a head or signature: the rest of a recipient, of a day, or of a name cut by the edge of its column."""
    if labels.read(first.text) is not None:
        return not ends_entry(above)
    is_rest = is_capitals(here.text) and " " not in here.text and not is_rule(here.text)
    is_motto = fold(above.text).startswith(MOTTOES[0]) and fold(here.text).endswith("viet nam")
    return here.text[:1].isdigit() or is_rest or is_motto


def _clash(one: str, other: str) -> bool:
    """One line is set in capitals, the other is not; a Roman number or an abbreviation goes with either."""
    if is_capitals(one) == is_capitals(other):
        return False
    return sum(map(str.isalpha, one if is_capitals(one) else other)) > _NUMERAL


def _would_fit(last: _Set, line: Line) -> bool:
    """The first word of a line would have found room on the line above: that line was ended on purpose."""
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * (len(word) + 0.5) / max(len(line.text), 1)
    room = last.right - last.line.right
    if last.centred:
        room += last.line.left - last.left
    return room > (1.2 if last.in_cell else 0.9) * width + 0.2 * line.size  # widths in cells are guessed


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
    return Block(
        text, place, bold=bold, centred=lines[0].column == 0 and any(one.centred for one in lines), bolds=tuple(bolds)
    )
