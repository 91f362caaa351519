"""Lines set in two columns beside each other, as in the head and the signature of a document."""

import re
from collections.abc import Sequence

from kehoach.lib.vietnamese import fold
from tasks.importing import labels
from tasks.importing.readers.page_lines import MOTTOES, Line

HALF = 0.9  # of the size: lines nearer than this stand beside each other, not one below the other
_LOOKED = 3  # lines: so far below its first line the other of two columns may begin
_ADDRESSED = re.compile(r"\s*Kính gửi", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:^|\t)V/v\b")  # of a letter, in the left column down to whom it is addressed to
_BELOW = 9.0  # of the size: how far below its neighbours a line of a column may stand


def by_column(lines: Sequence[Line]) -> list[tuple[Line, int]]:
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
    start, gutter = found
    if any(line.left <= gutter[0] or (line.left + line.right) / 2 <= gutter[1] for line in lines[:start]):
        return 0
    count = start
    while count < len(lines):
        above = lines[count - 1] if count else lines[0]
        wider = above.base - lines[count].base > _BELOW * lines[count].size
        anew = count > start and any(motto in fold(lines[count].text) for motto in MOTTOES)
        narrowed = None if wider or anew else _narrowed(gutter, lines[count])
        if narrowed is None:
            break
        gutter = narrowed
        count += 1
    return _without_flow(lines[:count], gutter)


def _narrowed(gutter: tuple[float, float], line: Line) -> tuple[float, float] | None:
    """The white space that is left between the columns with one more line; None when the line lies across it."""
    left, right = gutter
    if line.gaps or (space := _space_in(line, gutter)):
        gap = line.gaps[0] if line.gaps else space
        near = max(left, gap[0]), min(right, gap[1])
        return near if len(line.gaps) < 2 and near[0] < near[1] else None
    if line.left > left and (line.left + line.right) / 2 > right:
        return left, min(right, line.left)
    return (max(left, line.right), right) if line.left < left and line.right < right else None


def _space_in(line: Line, gutter: tuple[float, float]) -> tuple[float, float, int] | None:
    return next((space for space in line.spaces if space[0] < gutter[1] and gutter[0] < space[1]), None)


def _without_flow(lines: Sequence[Line], gutter: tuple[float, float]) -> int:
    """How many lines are left without those below the right column that go on with no list in the left one."""
    middle = (gutter[0] + gutter[1]) / 2
    last = max(index for index, line in enumerate(lines) if line.right > middle)
    addressed = next((at for at, line in enumerate(lines) if _ADDRESSED.match(line.text)), len(lines))
    count = min(last + 1, addressed)
    while count < addressed and any(_SUBJECT.search(line.text) for line in lines[: count + 1]):
        count += 1
    lines = lines[:addressed]
    listed = any(is_dashed(line) for line in lines[:count])
    while listed and count < len(lines) and (is_dashed(lines[count]) or not ends_entry(lines[count - 1])):
        count += 1
    return count


def _between(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The white space beside which the first line stands: in it, or between it and a line that stands half as high."""
    if not lines:
        return None
    first = lines[0]
    if first.gaps or len(lines) < 2 or lines[1].gaps or first.base - lines[1].base > HALF * first.size:
        return first.gaps[0] if len(first.gaps) == 1 else None
    left, right = sorted((first, lines[1]), key=lambda line: line.left)
    return (left.right, right.left) if left.right < right.left else None


def _gutter(lines: Sequence[Line]) -> float:
    """The middle of the white space between the two columns."""
    start = next(start for start in range(len(lines)) if _between(lines[start:]))
    gutter = _between(lines[start:]) or (0.0, 0.0)
    for line in lines:
        gutter = _narrowed(gutter, line) or gutter
    return (gutter[0] + gutter[1]) / 2


def _halves(line: Line, gutter: float) -> tuple[Line | None, Line | None]:
    if line.cuts:
        return line.cuts[0], line.cuts[1]
    if space := _space_in(line, (gutter, gutter)):
        return line.cut(space)
    return (line, None) if (line.left + line.right) / 2 < gutter else (None, line)


def ends_entry(line: Line) -> bool:
    return line.text.endswith((",", ";", "."))


def is_dashed(line: Line) -> bool:
    label = labels.read(line.text)
    return bool(label and label.kind in ("dash", "bullet", "plus"))
