"""Word files: the visible final text, with computed list labels, bold beginnings and tables.

Read straight from the XML inside the zip, parsed by defusedxml: no macro, entity, link or external part is followed.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.readers.word_styles import Numbering, Styles, W
from tasks.importing.refusal import Limits, Refused
from tasks.importing.words import one_line

_OLE = b"\xd0\xcf\x11\xe0"
_DOCUMENT = "word/document.xml"
_BROKEN = "Tệp Word bị hỏng hoặc không phải là .docx; hãy mở bằng Word, lưu lại rồi thử lại."
_BOMB = "Tệp Word có cấu tạo bất thường (nở quá lớn khi mở) nên không được nhận."
_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tbl", "sectPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
_MAX_GRID = 100


def read(data: bytes, limits: Limits) -> list[Piece]:
    """Blocks and tables of a Word file, text boxes after their paragraph, footnotes and page heads at the end.

    Errors: Refused for a password, macros, a zip or XML bomb, and files that are not Word at all.
    """
    if data.startswith(_OLE):
        raise Refused(
            "Tệp Word được đặt mật khẩu hoặc là kiểu cũ (.doc); hãy bỏ mật khẩu, lưu thành .docx rồi thử lại."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, limits)
            parts = {name: archive.read(name) for name in archive.namelist() if _is_text_part(name)}
    except Refused:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        raise Refused(_BROKEN) from None
    except Exception as error:  # zlib and lzma raise their own kinds for broken streams
        raise Refused(_BROKEN) from error
    trees = {name: _parse(content) for name, content in parts.items()}
    try:
        return list(_Document(trees).pieces())
    except RecursionError:
        raise Refused(_BOMB) from None


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("Tệp Word được đặt mật khẩu; hãy bỏ mật khẩu rồi tải lên lại.")
    if len(infos) > 5000 or sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise Refused(_BOMB)
    if any(info.file_size > 1024 * 1024 and info.file_size > 200 * max(info.compress_size, 1) for info in infos):
        raise Refused(_BOMB)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("Tệp có chứa macro nên không được nhận; hãy lưu lại thành .docx không có macro rồi tải lên.")
    if _DOCUMENT not in names:
        raise Refused(_BROKEN)


def _is_text_part(name: str) -> bool:
    stem = name.removeprefix("word/")
    return (
        name.startswith("word/")
        and "/" not in stem
        and stem.endswith(".xml")
        and stem.startswith(("document", "numbering", "styles", "footnotes", "endnotes", "header", "footer"))
    )


def _parse(content: bytes) -> Element:
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(_BOMB) from None
    except (ParseError, ValueError, LookupError):
        raise Refused(_BROKEN) from None


class _Document:
    """Walks the parts of one file and counts its paragraphs and tables."""

    def __init__(self, trees: dict[str, Element]) -> None:
        self._trees = trees
        self._styles = Styles(trees.get("word/styles.xml"))
        self._numbering = Numbering(trees.get("word/numbering.xml"))
        self._paragraphs = 0
        self._tables = 0

    def pieces(self) -> Iterator[Piece]:
        body = self._trees[_DOCUMENT].find(f"{W}body")
        if body is None:
            raise Refused(_BROKEN)
        yield from self._walk(body)
        for name in sorted(self._trees):
            place = self._aside_place(name)
            if place:
                for block in self._blocks(self._trees[name], place):
                    yield replace(block, aside=True)

    @staticmethod
    def _aside_place(name: str) -> str:
        kinds = {"footnotes": "chú thích", "endnotes": "chú thích cuối", "header": "đầu trang", "footer": "chân trang"}
        stem = name.removeprefix("word/")
        return next((place for kind, place in kinds.items() if stem.startswith(kind)), "")

    def _walk(self, parent: Element) -> Iterator[Piece]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self._table(child)
            elif child.tag not in _SKIPPED and child.tag != _FALLBACK:
                yield from self._walk(child)  # content controls, inserted passages and other wrappers

    def _blocks(self, parent: Element, place: str) -> list[Block]:
        """All paragraphs below an element, tables flattened, under one place."""
        found: list[Block] = []
        for piece in self._walk(parent):
            if isinstance(piece, Block):
                found.append(replace(piece, place=place))
            else:
                found.extend(replace(block, place=place) for row in _unmerged(piece) for block in row)
        return found

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        """The lines of one paragraph; each manual line break begins a new one."""
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.of(properties)
        lines = self._lines(paragraph, style.bold)
        boxes = [box for box in _final(paragraph) if box.tag == _BOX]
        if any(text for text, _ in lines):
            self._paragraphs += 1
            marker, level = self._numbering.label(properties, style)
            place = f"đoạn {self._paragraphs}"
            first = True
            for text, bold in lines:
                if not text:
                    continue
                yield Block(
                    text,
                    place,
                    marker if first else "",
                    level,
                    bold,
                    style.heading,
                    centred=style.centred,
                    broken=not first,
                )
                first = False
        for box in boxes:
            yield from self._blocks(box, f"khung chữ ở đoạn {self._paragraphs}")

    def _lines(self, paragraph: Element, bold_style: bool) -> list[tuple[str, str]]:
        """(text, bold beginning) of each line of a paragraph."""
        lines: list[list[tuple[str, bool]]] = [[]]
        for node in _final(paragraph):
            if node.tag != f"{W}r":
                continue
            bold = self._styles.is_bold(node.find(f"{W}rPr"), bold_style)
            for part in _run_text(node):
                if part == "\n":
                    lines.append([])
                else:
                    lines[-1].append((part, bold))
        return [_line(runs) for runs in lines]

    def _table(self, table: Element) -> Table:
        self._tables += 1
        number = self._tables
        rows: list[tuple[tuple[Block, ...], ...]] = []
        above: dict[int, tuple[Block, ...]] = {}
        for row in (node for node in _final(table, stop=f"{W}tr") if node.tag == f"{W}tr"):
            place = f"bảng {number}, dòng {len(rows) + 1}"
            cells: list[tuple[Block, ...]] = []
            for cell in (node for node in _final(row, stop=f"{W}tc") if node.tag == f"{W}tc"):
                content = tuple(self._blocks(cell, place))
                span, merged = _merge(cell)
                if merged == "continue" and not content:
                    content = above.get(len(cells), ())
                elif merged == "restart":
                    above[len(cells)] = content
                cells.extend([content] * span)
            rows.append(tuple(cells))
        return Table(number, tuple(rows))


def _final(parent: Element, *, stop: str = "") -> Iterator[Element]:
    """Every element below that is in the final text: nothing deleted, moved away or drawn twice."""
    for child in parent:
        if (child.tag in _SKIPPED and child.tag != stop) or child.tag == _FALLBACK:
            continue
        yield child
        if child.tag not in (stop, _BOX):
            yield from _final(child, stop=stop)


def _run_text(run: Element) -> Iterator[str]:
    for node in run:
        name = node.tag.removeprefix(W)
        if name == "t":
            yield node.text or ""
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name in ("noBreakHyphen", "softHyphen"):
            yield "-" if name == "noBreakHyphen" else ""


def _line(runs: list[tuple[str, bool]]) -> tuple[str, str]:
    front = ""
    for text, bold in runs:
        if text.strip() and not bold:
            break
        front += text
    whole = "".join(text for text, _ in runs)
    return _tidy(whole), _tidy(front)


def _tidy(text: str) -> str:
    """One line, but a tab in the middle stays: it parts two columns."""
    return "\t".join(filter(None, (one_line(part) for part in text.split("\t"))))


def _merge(cell: Element) -> tuple[int, str]:
    """(columns the cell covers, "restart" or "continue" when it is merged downwards)."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, ""
    span = properties.find(f"{W}gridSpan")
    down = properties.find(f"{W}vMerge")
    value = span.get(f"{W}val", "1") if span is not None else "1"
    columns = int(value) if value.isdigit() else 1
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
