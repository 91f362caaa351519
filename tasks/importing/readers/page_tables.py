"""Tables drawn without lines: columns under a head of the usual wordings, told by where the pieces of lines stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tasks.importing import columns, labels, tail
from tasks.importing.readers.page_furniture import Page, is_page_number
from tasks.importing.readers.page_lines import Grid, Line, cells_of, joined_line
from tasks.importing.words import is_capitals, starts_lower

_HEAD_LINES = 4
_FAR = 3.0  # of the size: a wider space above a line ends the table
_WIDER = 1.2  # of the least distance between lines: a wider one parts rows that have no numbers
_MARGIN = 5.0  # points between the text of a column and its edge
_TOP = 2  # lines of a page that may stand above the rest of a table
_NUMERAL = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVXL]{1,6}|[A-HĐ])[.)]?")


@dataclass(slots=True)
class _Column:
    """From where to where the text of a column reaches, as far as is known."""

    left: float
    right: float

    def overlaps(self, part: Line) -> bool:
        return part.left < self.right and self.left < part.right

    def distance(self, part: Line) -> float:
        return max(self.left - part.right, part.left - self.right, 0.0)

    def take(self, part: Line) -> None:
        self.left, self.right = min(self.left, part.left), max(self.right, part.right)


@dataclass(slots=True)
class _Table:
    """A table while its lines are gathered, page after page."""

    columns: list[_Column]
    names: dict[str, int]
    pages: dict[int, tuple[int, list[Line], int]] = field(default_factory=dict)  # first line, lines, how many are head

    def goes_on(self, line: Line) -> bool:
        """Whether a line stands in the columns, or across them as the title of a group of rows."""
        parts = cells_of(line)
        if tail.is_recipients(parts[0].text) or any(tail.begins_authority(part.text) for part in parts):
            return False
        if self.crosses(line):
            return _is_title(parts)
        at = self.names.get("label")
        if any(at == self.column_of(part) and not _NUMERAL.fullmatch(part.text) for part in parts):
            return False
        for part in parts:
            found = [column for column in self.columns if column.overlaps(part)]
            if found:
                found[0].take(part)
        return True

    def crosses(self, line: Line) -> bool:
        return any(sum(column.overlaps(part) for column in self.columns) > 1 for part in cells_of(line))

    def column_of(self, part: Line) -> int:
        """The column a piece of a line stands in, or the nearest one; numbers alone stand in that of the numbers."""
        order = sorted(range(len(self.columns)), key=lambda index: self.columns[index].distance(part))
        if order[0] == self.names.get("label") and not self.columns[order[0]].overlaps(part):
            return order[0] if _NUMERAL.fullmatch(part.text) else order[1]
        return order[0]

    def grid(self, page: int) -> Grid:
        """The rows of one page, with the edges that the columns have on all pages."""
        _, lines, head = self.pages[page]
        middles = [(one.right + other.left) / 2 for one, other in pairwise(self.columns)]
        edges = (self.columns[0].left - _MARGIN, *middles, self.columns[-1].right + _MARGIN)
        rows = [self._row(lines[:head]), *map(self._row, self._body(lines[head:]))]
        size = lines[0].size
        return Grid(tuple(row for row in rows if any(row)), edges, lines[0].base + size, lines[-1].base - size / 2)

    def _row(self, lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
        if lines and self.crosses(lines[0]):
            title = tuple(joined_line(cells_of(line)) for line in lines)
            return (title,) * len(self.columns)
        cells: list[list[Line]] = [[] for _ in self.columns]
        for line in lines:
            found: dict[int, list[Line]] = {}
            for part in cells_of(line):
                found.setdefault(self.column_of(part), []).append(part)
            for index, parts in found.items():
                cells[index].append(joined_line(parts))
        return tuple(map(tuple, cells))

    def _body(self, lines: Sequence[Line]) -> Iterator[list[Line]]:
        """The lines of each row; a title across the columns is one."""
        run: list[Line] = []
        title: list[Line] = []
        for line in lines:
            crosses = self.crosses(line)
            if run and crosses:
                yield from self._rows(run)
                run = []
            if title and (not crosses or _label(line)):
                yield title
                title = []
            (title if crosses else run).append(line)
        yield from [title] if title else []
        yield from self._rows(run) if run else []

    def _rows(self, lines: Sequence[Line]) -> Iterator[list[Line]]:
        at = self.names.get("label")
        begins = self._by_number(lines, at) if at is not None else self._by_space(lines)
        starts = sorted({0, *begins})
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield list(lines[start:end])

    def _by_number(self, lines: Sequence[Line], at: int) -> list[int]:
        """Rows begin at their numbers, or reach as far above these as below where numbers stand in the middle."""
        numbered = [index for index, line in enumerate(lines) if self.column_of(cells_of(line)[0]) == at]
        if not numbered or numbered[0] == 0 or starts_lower(lines[0].text):
            return numbered
        starts, top = [0], 0
        for number in numbered[:-1]:
            bottom = 2 * lines[number].base - lines[top].base - lines[number].size / 2
            top = next((index for index in range(number, len(lines)) if lines[index].base < bottom), number)
            starts.append(top)
        return starts

    def _by_space(self, lines: Sequence[Line]) -> list[int]:
        """Rows begin below a wider space; without any, where all columns have text and the task a new sentence."""
        steps = [above.base - below.base for above, below in pairwise(lines)]
        wide = _WIDER * min(steps, default=0.0)
        if any(step > wide for step in steps):
            return [index for index, step in enumerate(steps, 1) if step > wide]
        return [
            index
            for index, line in enumerate(lines)
            if len({self.column_of(part) for part in cells_of(line)}) == len(self.columns)
            and not any(starts_lower(part.text) for part in cells_of(line))
        ]


def with_bare_tables(pages: Sequence[Page]) -> list[Page]:
    """The pages with the lines of tables that are not ruled taken together."""
    tables: list[_Table] = []
    for page in pages:
        at = 0
        if tables and (start := _rest(tables[-1], page, pages)) is not None:
            at = _gather(tables[-1], page, start, 0)
        while at < len(page.lines):
            head = _head(page.lines[at:])
            if head is None:
                at += 1
                continue
            table, count = head
            end = _gather(table, page, at, count)
            if page.number in table.pages:
                tables.append(table)
            at = max(end, at + 1)
    return [_filled(page, [table for table in tables if page.number in table.pages]) for page in pages]


def _rest(table: _Table, page: Page, pages: Sequence[Page]) -> int | None:
    """Where the rest of a table stands that reached the foot of the page before; None when nothing of it is here."""
    before = pages[pages.index(page) - 1]
    if page.grids or before.number not in table.pages:
        return None
    first, lines, _ = table.pages[before.number]
    below = before.lines[first + len(lines) :]
    if any(not is_page_number(line.text) for line in below):
        return None
    skipped = (index for index, line in enumerate(page.lines[: _TOP + 1]) if not is_page_number(line.text))
    return next(skipped, None)


def _gather(table: _Table, page: Page, start: int, head: int) -> int:
    """Take the lines of a page that belong to the table. Gives: where they end."""
    lines = list(page.lines[start : start + head])
    for line in page.lines[start + head :]:
        far = lines and lines[-1].base - line.base > _FAR * line.size
        ruled = any(lines and line.base < grid.high < lines[-1].base for grid in page.grids)
        if far or ruled or not table.goes_on(line):
            break
        lines.append(line)
    while len(lines) > head and _is_heading(lines[-1], table):
        lines.pop()  # of what stands below the table
    if len(lines) > head or (head and start + head == len(page.lines)):
        table.pages[page.number] = start, lines, head
    return start + len(lines)


def _head(lines: Sequence[Line]) -> tuple[_Table, int] | None:
    """(the table whose head stands here, how many lines that has): its columns have the usual names."""
    if len(cells_of(lines[0])) < 2:
        return None
    found: tuple[_Table, int] | None = None
    taken: list[_Column] = []
    texts: list[str] = []
    for count, line in enumerate(lines[:_HEAD_LINES], 1):
        parts = cells_of(line)
        if count > 1 and not _is_head_line(parts, lines[count - 2], line):
            break
        for part in parts:
            over = [index for index, column in enumerate(taken) if column.overlaps(part)]
            if len(over) > 1:
                return found
            if over:
                taken[over[0]].take(part)
                texts[over[0]] += f" {part.text}"
            else:
                taken.append(_Column(part.left, part.right))
                texts.append(part.text)
        order = sorted(range(len(taken)), key=lambda index: taken[index].left)
        names = columns.named_by([texts[index] for index in order])
        if len(taken) > 2 and columns.is_head(names):
            found = _Table([replace(taken[index]) for index in order], names), count
    return found


def _is_head_line(parts: Sequence[Line], above: Line, line: Line) -> bool:
    """Whether a line goes on with the head above it and is no row yet."""
    if above.base - line.base > _FAR * line.size or _NUMERAL.fullmatch(parts[0].text):
        return False
    return all(starts_lower(part.text) or part.bold == part.text or is_capitals(part.text) for part in parts) or bool(
        columns.named_by([parts[0].text]).keys() & {"label"}
    )


def _is_title(parts: Sequence[Line]) -> bool:
    """Pieces across the columns are the title of a group of rows, not the text below the table."""
    text = " ".join(part.text for part in parts)
    label = labels.read(text)
    return all(part.bold == part.text for part in parts) or is_capitals(text) or bool(label and label.kind == "roman")


def _is_heading(line: Line, table: _Table) -> bool:
    """A title across the columns, or alone in the first one with its own number."""
    parts = cells_of(line)
    return table.crosses(line) or (len(parts) == 1 and _is_title(parts) and table.column_of(parts[0]) == 0)


def _label(line: Line) -> bool:
    return labels.read(cells_of(line)[0].text) is not None


def _filled(page: Page, tables: Sequence[_Table]) -> Page:
    taken = {id(line) for table in tables for line in table.pages[page.number][1]}
    rest = tuple(line for line in page.lines if id(line) not in taken)
    return replace(page, lines=rest, grids=(*page.grids, *(table.grid(page.number) for table in tables)))
