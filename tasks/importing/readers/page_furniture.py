"""What is printed on a page and is no part of its text: running heads, page numbers, footnotes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kehoach.lib.vietnamese import fold
from tasks.importing.blocks import Block
from tasks.importing.readers.joining import join
from tasks.importing.readers.page_lines import Grid, Line

_PAGE_NUMBER = re.compile(r"[\s\-–|]*(?:trang|page)?\s*(\d{1,4})(?:\s*/\s*\d{1,4})?[\s\-–|.]*", re.IGNORECASE)
_NOTE = re.compile(r"[(\[]?(?:\d{1,2}|\*{1,3})[)\]]?[.\s]*[^\W\d]")
_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_SMALL = 0.88  # of the size of the text: a footnote


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and ruled tables of one page."""

    number: int
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()

    def every_line(self) -> Iterator[Line]:
        """The lines of the page, also those in the cells of its tables."""
        yield from self.lines
        yield from (line for grid in self.grids for row in grid.rows for cell in row for line in cell)


def is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None


def without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[Block]]:
    """(the pages with only their text, footnotes and repeated lines, each once)."""
    pages, repeated = _without_repeated(pages)
    pages, notes = _without_notes(pages, _body_size(pages))
    return pages, notes + repeated


def _without_repeated(pages: Sequence[Page]) -> tuple[list[Page], list[Block]]:
    """(pages without page numbers and without the lines repeated at their edges, each such line once)."""
    offsets = (_offset(line, page) for page in pages for line in (*page.lines[:_EDGE], *page.lines[-_EDGE:]))
    numbers = Counter(offset for offset in offsets if offset is not None)
    usual = {offset for offset, count in numbers.items() if 2 * count >= len(pages)}
    edges = [(*page.lines[:_EDGE], *page.lines[-_EDGE:]) for page in pages]
    seen = Counter(
        key for page, edge in zip(pages, edges, strict=True) for key in {_key(one, page, usual) for one in edge}
    )
    often = {key for key, count in seen.items() if count > 1 and 2 * count >= len(pages)}
    asides: dict[str, Block] = {}
    left: list[Page] = []
    for page in pages:
        lines = list(page.lines)
        for at, place in ((0, "đầu trang"), (-1, "chân trang")):
            for _ in range(_EDGE):
                if not lines:
                    break
                key = _key(lines[at], page, usual)
                if _offset(lines[at], page) in usual:
                    lines.pop(at)
                elif key in often:
                    asides.setdefault(key, Block(lines.pop(at).text.replace("\t", " "), place, aside=True))
                else:
                    break
        left.append(replace(page, lines=tuple(lines)))
    return left, list(asides.values())


def _offset(line: Line, page: Page) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text)
    return int(match[1]) - page.number if match else None


def _key(line: Line, page: Page, usual: set[int]) -> str:
    """What lines of a running head have in common: text and height, whatever the number of the page."""
    offsets = {0, *usual}
    text = re.sub("[0-9]{1,4}", lambda one: "#" if int(one[0]) - page.number in offsets else one[0], fold(line.text))
    return f"{text} {line.base / 20:.0f}"


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
