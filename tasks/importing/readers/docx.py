"""Word files: the visible final text, with computed list labels, bold passages and tables.

Read straight from the XML inside the archive, parsed by defusedxml: no macro, entity or link is followed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from kehoach.lib.office_files.archive import OfficeFile
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.readers.word_lists import Numbering
from tasks.importing.readers.word_runs import BOX, FALLBACK, Fields, Letter, final, is_deleted, lines_of
from tasks.importing.readers.word_styles import Styles, W, value_of, whole
from tasks.importing.refusal import Limits, Progress
from tasks.importing.words import one_line

_FILE = OfficeFile("Word", ".docx", ".doc", "word/document.xml")
_PARTS = re.compile(
    r"word/(?:(?:document|numbering|styles|footnotes|endnotes|header\d*|footer\d*)\.xml|diagrams/data\d*\.xml)"
)
_ASIDES = {
    "word/footnotes": "chú thích",
    "word/endnotes": "chú thích cuối",
    "word/header": "đầu trang",
    "word/footer": "chân trang",
    "word/diagrams": "sơ đồ",
}
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ART = "{urn:schemas-microsoft-com:vml}textpath"
_WRAPPERS_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom", "sectPr", "sdtPr")} | {FALLBACK}
_MAX_GRID = 100
_REPORT_EVERY = 500  # paragraphs


def read(data: bytes, limits: Limits, progress: Progress) -> list[Piece]:
    """Blocks and tables of a Word file, text boxes after their paragraph; notes, page heads, hidden text as asides.

    Errors: Refused for a password, macros, a zip or XML bomb, and files that are not Word at all.
    """
    parts = _FILE.parts(data, limits.unpacked_bytes, lambda name: bool(_PARTS.fullmatch(name)))
    trees = {name: _FILE.tree(content) for name, content in parts.items()}
    try:
        return list(_Document(trees, progress).pieces())
    except RecursionError:
        raise _FILE.bomb from None


@dataclass(slots=True)
class _Open:
    """A paragraph whose mark was deleted in a tracked change: the next one goes on with it."""

    letters: list[Letter]
    properties: Element | None


class _Document:
    """Walks the parts of one file and counts its paragraphs and tables."""

    def __init__(self, trees: dict[str, Element], progress: Progress) -> None:
        self._trees = trees
        self._styles = Styles(trees.get("word/styles.xml"))
        self._numbering = Numbering(trees.get("word/numbering.xml"), self._styles)
        self._progress = progress
        self._all = sum(1 for _ in trees["word/document.xml"].iter(f"{W}p"))
        self._seen = self._paragraphs = self._tables = self._in_cells = 0
        self._fields = Fields()
        self._open: _Open | None = None
        self._asides: list[Block] = []

    def pieces(self) -> Iterator[Piece]:
        body = self._trees["word/document.xml"].find(f"{W}body")
        if body is None:
            raise _FILE.broken
        yield from self._walk(body)
        yield from self._rest()
        for name in sorted(self._trees):
            place = next((place for start, place in _ASIDES.items() if name.startswith(start)), None)
            if place:
                self._asides += [replace(block, aside=True) for block in self._aside(self._trees[name], place)]
        yield from _once(self._asides)

    def _aside(self, tree: Element, place: str) -> list[Block]:
        self._fields = Fields()
        if tree.tag in (f"{W}footnotes", f"{W}endnotes"):
            notes = [note for note in tree if note.get(f"{W}type", "normal") == "normal"]
            return [block for number, note in enumerate(notes, 1) for block in self._blocks(note, f"{place} {number}")]
        drawn = ("".join(node.text or "" for node in one.iter(f"{_DRAWN}t")) for one in tree.iter(f"{_DRAWN}p"))
        return self._blocks(tree, place) + [Block(text, place) for one in drawn if (text := one_line(one))]

    def _walk(self, parent: Element) -> Iterator[Piece]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self._table(child)
            elif child.tag not in _WRAPPERS_LEFT_OUT:
                yield from self._walk(child)  # content controls, inserted passages and other wrappers

    def _blocks(self, parent: Element, place: str) -> list[Block]:
        """All paragraphs below an element, tables flattened, under one place."""
        found: list[Block] = []
        for piece in (*self._walk(parent), *self._rest()):
            if isinstance(piece, Block):
                found.append(replace(piece, place=place))
            else:
                found.extend(replace(block, place=place) for row in _unmerged(piece) for block in row)
        return found

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        """The lines of one paragraph; each manual line break begins a new one."""
        self._seen += 1
        if self._seen % _REPORT_EVERY == 0:
            self._progress(self._seen, max(self._all, self._seen))
        properties = paragraph.find(f"{W}pPr")
        goes_on = is_deleted(properties)
        letters = self._letters(paragraph, properties)
        if self._open is not None:
            letters, properties = self._open.letters + letters, self._open.properties
            self._open = None
        if not goes_on:
            yield from self._lines(letters, properties)
        elif letters:
            self._open = _Open(letters, properties)
        yield from self._boxes(paragraph)

    def _rest(self) -> Iterator[Block]:
        """What is left of a paragraph that was to go on where nothing follows."""
        if self._open is not None:
            last, self._open = self._open, None
            yield from self._lines(last.letters, last.properties)

    def _letters(self, paragraph: Element, properties: Element | None) -> list[Letter]:
        style = self._styles.of(properties)
        return [
            letter
            for run in final(paragraph)
            if run.tag == f"{W}r"
            for letter in self._fields.letters(run, self._styles.letters(run.find(f"{W}rPr"), style.letters))
        ]

    def _lines(self, letters: list[Letter], properties: Element | None) -> Iterator[Block]:
        style = self._styles.of(properties)
        marker, level = self._numbering.label(style, value_of(properties, "pStyle"))
        lines = [line for line in lines_of(letter for letter in letters if not letter.hidden) if line.text]
        if lines:
            self._paragraphs += 1
        place = f"đoạn {self._paragraphs}"
        if marker and not lines and self._in_cells:
            yield Block("", place, marker, level)  # the number of a row, which Word counts in an empty cell
        for line in lines_of(letter for letter in letters if letter.hidden):
            if line.text:
                self._asides.append(Block(line.text, f"chữ ẩn ở {place}", aside=True))
        is_contents = self._fields.in_contents or style.name.startswith("toc ")
        for index, line in enumerate(lines):
            block = Block(
                line.text,
                "mục lục" if is_contents else place,
                "" if index else marker,
                level,
                line.bold,
                style.heading,
                centred=style.centred,
                broken=index > 0,
                bolds=line.bolds,
            )
            if is_contents:
                self._asides.append(replace(block, aside=True))
            else:
                yield block

    def _boxes(self, paragraph: Element) -> Iterator[Block]:
        place = f"khung chữ ở đoạn {self._paragraphs}"
        for node in list(final(paragraph)):
            if node.tag == BOX:
                fields, self._fields = self._fields, Fields()
                yield from self._blocks(node, place)
                self._fields = fields
            elif node.tag == _ART and (text := one_line(node.get("string", ""))):
                yield Block(text, place)

    def _table(self, table: Element) -> Table:
        self._tables += 1
        number = self._tables
        rows: list[tuple[tuple[Block, ...], ...]] = []
        above: dict[int, tuple[Block, ...]] = {}
        for row in (node for node in final(table, stop=f"{W}tr") if node.tag == f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            place = f"bảng {number}, dòng {len(rows) + 1}"
            skipped = min(max(whole(value_of(properties, "gridBefore")), 0), _MAX_GRID)
            cells: list[tuple[Block, ...]] = [()] * skipped
            for cell in (node for node in final(row, stop=f"{W}tc") if node.tag == f"{W}tc"):
                self._in_cells += 1
                content = tuple(self._blocks(cell, place))
                self._in_cells -= 1
                span, merged = _merge(cell)
                if merged == "continue" and not content:
                    content = above.get(len(cells), ())
                elif merged == "restart":
                    above[len(cells)] = content
                cells.extend([content] * span)
            rows.append(tuple(cells))
        return Table(number, tuple(rows))


def _once(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each text of a place once: the heads of the first, the odd and the even pages are often the same."""
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        if (block.place, block.full) not in seen:
            seen.add((block.place, block.full))
            yield block


def _merge(cell: Element) -> tuple[int, str]:
    """(columns the cell covers, "restart" or "continue" when it is merged downwards)."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, ""
    value = value_of(properties, "gridSpan") or "1"
    down = properties.find(f"{W}vMerge")
    columns = int(value) if value.isdecimal() and len(value) < 5 else 1
    return max(1, min(columns, _MAX_GRID)), "" if down is None else down.get(f"{W}val", "continue")


def _unmerged(table: Table) -> Iterator[list[Block]]:
    """The blocks of each row, a merged cell only once."""
    seen: set[int] = set()
    for row in table.rows:
        blocks: list[Block] = []
        for cell in row:
            if id(cell) not in seen:
                seen.add(id(cell))
                blocks.extend(cell)
        yield blocks
