"""From pieces of text on a page to its lines and ruled tables, by where they stand. Knows no file format."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kehoach.lib.vietnamese import fold, normalize
from tasks.importing import labels
from tasks.importing.readers.pdf_page import Ruling, Run

_SPACE = 0.13  # of the size of the letters: a wider gap is a space
COLUMN = 1.5  # of the size: a wider gap parts two columns
_WIDE = 0.6  # of the size: a space so wide may part two columns as well
_SAME_BASE = 0.45  # of the size: pieces whose bases differ less stand on one line
_FEW = 2  # letters
MOTTOES = ("cong hoa xa hoi chu nghia", "dang cong san viet nam")  # at the head of the right column
_TOUCHING = 3.0  # points: lines nearer than this are one line, or meet


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `gaps` are the wide white spaces in it, where `text` has a tab."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: str = ""  # the bold beginning of the text
    bolds: tuple[str, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    cuts: tuple["Line", ...] = ()  # the columns of the line, when it has gaps
    spaces: tuple[tuple[float, float, int], ...] = ()  # spaces a little wide: from, to, and where in the text

    def cut(self, space: tuple[float, float, int]) -> tuple["Line", "Line"]:
        """The two parts beside a space, when other lines show that it parts columns."""
        left, right, at = space
        before, after = self.text[:at].rstrip(), self.text[at:].lstrip()
        bold = self.bold[:at].strip(), self.bold[at:].strip()
        bolds: list[tuple[str, ...]] = [(part,) if part else () for part in bold]
        for passage in self.bolds:
            for side, part in enumerate((before, after)):
                if passage in part and passage not in bolds[side]:
                    bolds[side] = (*bolds[side], passage)
        return (
            replace(self, text=before, right=left, bold=bold[0], bolds=bolds[0], spaces=()),
            replace(self, text=after, left=right, bold=bold[1], bolds=bolds[1], spaces=()),
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: for each row its cells, each the lines in it; a merged cell is repeated in every place."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    edges: tuple[float, ...]  # where its columns are parted
    high: float
    low: float


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """The lines of a page or of a cell, from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        near = rows[-1] if rows else []
        if near and abs(near[0].base - run.base) <= _SAME_BASE * max(near[0].size, run.size):
            near.append(run)
        else:
            rows.append([run])
    return [line for row in rows if (line := _line(sorted(row, key=lambda run: run.left))).text]


def _line(runs: Sequence[Run]) -> Line:
    """One line; the same letters drawn twice over each other, as some programs embolden, count once."""
    columns: list[list[Run]] = [[]]
    gaps: list[tuple[float, float]] = []
    right = runs[0].left
    for at, run in enumerate(runs):
        if columns[-1] and any(_is_double(run, other) for other in columns[-1][-3:]):
            continue
        gap = run.left - right
        wide = gap > COLUMN * max(run.size, 4.0) or (gap > _SPACE * run.size and _is_motto(runs[at:]))
        if columns[-1] and wide and not labels.is_bare("".join(one.text for one in columns[-1])):
            gaps.append((right, run.left))
            columns.append([])
        columns[-1].append(run)
        right = max(right, run.right)
    parts = [_column(column) for column in columns]
    parts = [part for part in parts if part.text]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Line("", runs[0].left, right, runs[0].base, runs[0].size)
    return Line(
        "\t".join(part.text for part in parts),
        parts[0].left,
        parts[-1].right,
        parts[0].base,
        max(part.size for part in parts),
        parts[0].bold,
        tuple(bold for part in parts for bold in part.bolds),
        tuple((one.right, other.left) for one, other in pairwise(parts)),
        tuple(parts),
    )


def _is_motto(runs: Sequence[Run]) -> bool:
    """The head's other column begins here, however near it comes to a long name beside it."""
    return runs[0].text[:1] in ("C", "Đ") and fold("".join(run.text for run in runs)).startswith(MOTTOES)


def _is_double(run: Run, other: Run) -> bool:
    return run.text == other.text and abs(run.left - other.left) < 0.2 * run.size and len(run.text.strip()) > 0


def _column(runs: Sequence[Run]) -> Line:
    pieces: list[tuple[str, bool]] = []
    spaces: list[tuple[float, float, int]] = []
    right = runs[0].left
    for run in runs:
        gap = run.left - right
        if pieces and gap > _WIDE * run.size:
            spaces.append((right, run.left, len(_tidy("".join(piece for piece, _ in pieces)))))
        if pieces and gap > _SPACE * run.size and not (pieces[-1][0].endswith(" ") or run.text.startswith(" ")):
            pieces.append((" ", pieces[-1][1] and run.bold))
        pieces.append((run.text, run.bold))
        right = max(right, run.right)
    text = _tidy("".join(piece for piece, _ in pieces))
    bolds = _bolds(_emboldened(pieces))
    bold = bolds[0] if bolds and text.startswith(bolds[0]) else ""
    size = max(runs, key=lambda run: len(run.text)).size
    return Line(text, runs[0].left, right, _base(runs), size, bold, bolds, spaces=tuple(spaces))


def _base(runs: Sequence[Run]) -> float:
    return max(runs, key=lambda run: (run.size, len(run.text))).base


def _emboldened(pieces: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The pieces, a letter from another font inside a bold word bold as well."""
    for index, (text, bold) in enumerate(pieces):
        before, after = ("", False), ("", False)
        if index:
            before = pieces[index - 1]
        if index + 1 < len(pieces):
            after = pieces[index + 1]
        joined = (
            not (before[0].endswith(" ") or text.startswith(" ")),
            not (text.endswith(" ") or after[0].startswith(" ")),
        )
        inside = (before[1] and joined[0]) or (after[1] and joined[1])
        yield text, bold or (inside and len(text) <= _FEW and not text.isspace())


def _bolds(pieces: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    found = [""]
    for text, is_bold in pieces:
        if is_bold or (not text.strip() and found[-1]):
            found[-1] += text
        elif found[-1]:
            found.append("")
    return tuple(bold for one in found if (bold := _tidy(one)))


def _tidy(text: str) -> str:
    return " ".join(normalize(text).split())


def cells_of(line: Line) -> list[Line]:
    """The pieces of a line between its gaps and wide spaces, from left to right."""
    found: list[Line] = []
    for part in line.cuts or (line,):
        behind: list[Line] = []
        rest = part
        for space in reversed(part.spaces):
            rest, after = rest.cut(space)
            behind.append(after)
        found += [rest, *reversed(behind)]
    return [part for part in found if part.text]


def joined_line(parts: Sequence[Line]) -> Line:
    """Pieces that stand beside each other as one line."""
    first = parts[0]
    if len(parts) == 1:
        return first
    text = " ".join(part.text for part in parts)
    is_bold = all(part.bold == part.text for part in parts)
    return replace(
        first,
        text=text,
        right=parts[-1].right,
        bold=text if is_bold else first.bold,
        bolds=(text,) if is_bold else tuple(bold for part in parts for bold in part.bolds),
        gaps=(),
        cuts=(),
        spaces=(),
    )


def grids_of(runs: Sequence[Run], rulings: Sequence[Ruling]) -> tuple[list[Grid], list[Run]]:
    """(the ruled tables of a page, the pieces of text outside them)."""
    grids: list[Grid] = []
    rest = list(runs)
    for group in _connected(rulings):
        grid = _Grid(group)
        if not grid.is_table:
            continue
        inside = [run for run in rest if grid.holds(run)]
        if inside:
            rest = [run for run in rest if not grid.holds(run)]
            grids.append(grid.filled(inside))
    return grids, rest


def _connected(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    """The lines in groups that touch each other."""
    groups: list[list[Ruling]] = []
    boxes: list[Ruling] = []
    for ruling in rulings:
        near = [index for index, box in enumerate(boxes) if _touch(box, ruling)]
        members = [one for index in near for one in groups[index]] + [ruling]
        for index in reversed(near):
            del groups[index], boxes[index]
        groups.append(members)
        boxes.append(
            Ruling(
                min(one.left for one in members),
                min(one.low for one in members),
                max(one.right for one in members),
                max(one.high for one in members),
            )
        )
    return groups


def _touch(one: Ruling, other: Ruling) -> bool:
    return (
        one.left - _TOUCHING <= other.right
        and other.left - _TOUCHING <= one.right
        and one.low - _TOUCHING <= other.high
        and other.low - _TOUCHING <= one.high
    )


class _Grid:
    """The cells that a group of touching lines encloses."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self._lying = [one for one in rulings if one.lies]
        self._standing = [one for one in rulings if not one.lies]
        self.edges = _places(one.left for one in self._standing)
        self.levels = _places(one.low for one in self._lying)[::-1]  # from top to bottom

    @property
    def is_table(self) -> bool:
        return len(self.edges) > 2 and len(self.levels) > 1

    def holds(self, run: Run) -> bool:
        middle = (run.left + run.right) / 2, run.base + run.size / 4
        return self.edges[0] < middle[0] < self.edges[-1] and self.levels[-1] < middle[1] < self.levels[0]

    def filled(self, runs: Sequence[Run]) -> Grid:
        owner = self._owners()
        cells: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            row = sum(level > run.base + run.size / 4 for level in self.levels) - 1
            column = sum(edge < (run.left + run.right) / 2 for edge in self.edges) - 1
            cells.setdefault(owner[row, column], []).append(run)
        lines = {place: tuple(lines_of(found)) for place, found in cells.items()}
        rows = tuple(
            tuple(lines.get(owner[row, column], ()) for column in range(len(self.edges) - 1))
            for row in range(len(self.levels) - 1)
        )
        return Grid(tuple(row for row in rows if any(row)), tuple(self.edges), self.levels[0], self.levels[-1])

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each place of the grid the upper left place of the cell that covers it."""
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for row, (high, low) in enumerate(pairwise(self.levels)):
            for column, (left, right) in enumerate(pairwise(self.edges)):
                if column and not self._is_parted(left, (high + low) / 2):
                    owner[row, column] = owner[row, column - 1]
                elif row and not self._is_ruled(high, (left + right) / 2):
                    owner[row, column] = owner[row - 1, column]
                else:
                    owner[row, column] = row, column
        return owner

    def _is_parted(self, at: float, height: float) -> bool:
        return any(abs(one.left - at) <= _TOUCHING and one.low <= height <= one.high for one in self._standing)

    def _is_ruled(self, level: float, middle: float) -> bool:
        return any(abs(one.low - level) <= _TOUCHING and one.left <= middle <= one.right for one in self._lying)


def _places(values: Iterable[float]) -> list[float]:
    """Where lines stand, those that nearly coincide once."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _TOUCHING:
            places.append(value)
    return places
