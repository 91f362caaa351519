"""From the blocks of the body to its tree: sections with lines, lines with lines below them.

Nothing is understood here but numbers, capitals and bold; every block lands in exactly one part or line.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tasks.importing import headings, labels, splitting
from tasks.importing.blocks import Block
from tasks.importing.labels import Label
from tasks.importing.words import flat, is_capitals, is_finished, starts_lower

HEADING_LENGTH = 160
_SHORT = 60
_CLOSING = re.compile(
    r"tren day la|thua lenh|thua uy quyen|(?:trong )?qua trinh (?:trien khai|thuc hien|to chuc)|can cu noi dung"
    r"|nhan duoc|"
    r"(?:ke hoach|chuong trinh|nghi quyet|chi thi|ket luan|quyet dinh|quy dinh|quy che|huong dan|thong bao|de an)"
    r"(?: hanh dong)? nay |\(.*\)[./]*$"
)


@dataclass(slots=True)
class Line:
    """A labelled line, or a paragraph that stands as one (label "")."""

    label: str
    kind: str
    value: int
    depth: int
    text: str
    bold: str
    blocks: list[Block]
    lines: list["Line"] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """A section: its number and heading, its own paragraphs and its lines."""

    numeral: str | None
    title: str | None
    kind: str = ""
    paragraphs: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_purpose(self) -> bool:
        return headings.is_purpose(self.title or "")


def begins_part(block: Block) -> bool:
    """Whether a block is the heading of a numbered section, by itself."""
    label = labels.read(block.full)
    return bool(label and label.kind in labels.SECTION_KINDS and _is_heading(block, label))


def build(blocks: Iterable[Block], stands_alone: Callable[[str], bool]) -> list[Part]:
    """The sections of a document in their order.

    Takes: `stands_alone`, which says of an unlabelled paragraph whether it gives work to somebody.
    """
    blocks = splitting.split(blocks)
    kinds = {label.kind for block in blocks if (label := labels.read(block.full))}
    builder = _Builder(
        stands_alone,
        by_number=_headings_by_number(blocks),
        by_bracket="number" not in kinds,
        lost=_lost_headings(blocks),
    )
    for block in blocks:
        builder.add(block)
    return builder.parts


def joined(first: str, second: str) -> str:
    """Two passages as one: a broken sentence goes on, a new paragraph begins a new line."""
    if not first or not second:
        return first or second
    is_heading = len(first) < _SHORT or is_finished(first)
    goes_on = starts_lower(second) or (second[0].isdigit() and not is_finished(first))
    return f"{first}\n{second}" if is_heading and not goes_on else f"{first} {second}"


def _is_heading(block: Block, label: Label) -> bool:
    text = block.full[label.end :].strip()
    if label.kind in ("part", "chapter", "heading") or not text:
        return len(text) <= 2 * HEADING_LENGTH
    if len(text) > 2 * HEADING_LENGTH:
        return _bold_after(block, label) not in ("", text)
    if is_capitals(text) or block.all_bold or block.heading or _bold_after(block, label):
        return True
    return len(text) <= HEADING_LENGTH and not text.endswith((".", ";", ","))


def _headings_by_number(blocks: list[Block]) -> list[Block]:
    """The numbered lines that are the sections of a document without Roman or other headings.

    They are in capitals or bold; where nothing is bold at all, as in a text file, every one of them is a short title.
    """
    if any(begins_part(block) or is_plain_heading(block) for block in blocks):
        return []
    numbered = [(block, label) for block in blocks if (label := labels.read(block.full)) and label.kind == "number"]
    titles = [(block, label) for block, label in numbered if _is_number_title(block, label)]
    marked = [(block, label) for block, label in titles if _is_marked(block, label)]
    if not any(block.bold for block in blocks) and not marked and len(titles) == len(numbered):
        marked = titles
    texts = [block.full[label.end :] for block, label in marked]
    is_named = any(is_capitals(text) or headings.is_section(text) for text in texts)
    return [block for block, _ in marked] if len(marked) > 1 and is_named and marked[0] == numbered[0] else []


def _is_number_title(block: Block, label: Label) -> bool:
    text = block.full[label.end :].strip()
    return bool(text and len(text) <= HEADING_LENGTH and not text.endswith((".", ";")))


def _is_marked(block: Block, label: Label) -> bool:
    return is_capitals(block.full[label.end :].strip()) or block.all_bold or block.heading > 0


def _lost_headings(blocks: list[Block]) -> list[Block]:
    """Lines in bold or called as sections are, where the Roman numbers leave one out: "I. …", "Nội dung", "III. …".

    In a document without any numbered or other heading, those that are called as sections are, and others above a 1;
    where none is called so, those that part numbers which go on from one to the next.
    """
    if not any(begins_part(block) or is_plain_heading(block) for block in blocks):
        named = [block for block in blocks if is_section_name(block)]
        above = [block for block, below in pairwise(blocks) if _is_title(block, ":") and _is_first(below)]
        if not named:
            return over_one_series(blocks)
        return [*named, *above] if len({id(block) for block in (*named, *above)}) > 1 else []
    found: list[Block] = []
    since: list[Block] = []
    last = 0
    for block in blocks:
        label = labels.read(block.full)
        if label and label.kind == "roman" and begins_part(block):
            fitting = [one for one in since if headings.is_section(one.text)] or since
            if label.value == last + 2 and fitting:
                found.append(fitting[0])
            last, since = label.value, []
        elif is_bold_line(block) or is_section_name(block):
            since.append(block)
    return found


def over_one_series(blocks: Sequence[Block]) -> list[Block]:
    """The bold lines when numbers go on over them: **Công tác tổ chức** 1. 2. **Công tác kiểm tra** 3. 4."""
    below = ((at, labels.read(after.full)) for at, (one, after) in enumerate(pairwise(blocks)) if is_bold_line(one))
    above = [(at, label.value) for at, label in below if label and label.kind == "number"]
    values = [value for _, value in above]
    goes_on = len(values) > 1 and values[0] == 1 and all(one < after for one, after in pairwise(values))
    return [block for block in blocks[above[0][0] :] if is_bold_line(block)] if goes_on else []


def is_bold_line(block: Block) -> bool:
    """A short line without a number that is bold all over and ends no sentence."""
    return block.all_bold and _is_title(block)


def _is_title(block: Block, *ends: str) -> bool:
    """A short line without a number that ends no sentence, nor with these."""
    return (
        not block.broken
        and not labels.read(block.full)
        and len(block.text) <= HEADING_LENGTH
        and not block.text.endswith((".", ";", ",", *ends))
        and not starts_lower(block.text)
    )


def _is_period(block: Block) -> bool:
    """ "Quý II" alone on its line: a heading without number or bold."""
    return _is_title(block) and headings.is_period(block.text)


def is_section_name(block: Block) -> bool:
    """A line without a number that is called as sections are, or bold and begins so."""
    if block.centred or not _is_title(block):
        return False
    return headings.is_section_name(block.text) or (block.all_bold and headings.names_section(block.text))


def _is_first(block: Block) -> bool:
    label = labels.read(block.full)
    return bool(label and label.kind == "number" and label.value == 1)


def is_plain_heading(block: Block) -> bool:
    """A heading that has lost its number: a short line in capitals, or in a heading style."""
    text = block.text
    if not text or labels.read(block.full) or len(text) > HEADING_LENGTH or text.endswith((".", ";", ",")):
        return False
    return block.heading > 0 or (is_capitals(text) and " " in text and len(text) >= 8)


def _bold_after(block: Block, label: Label) -> str:
    """The bold beginning of the text behind the label, which may be bold itself or not."""
    skipped = max(label.end - (len(block.full) - len(block.text)), 0)
    first = block.bolds[0].strip() if block.bolds and not block.bold else ""
    return first if first and block.text[skipped:].strip().startswith(first) else block.bold[skipped:].strip()


def _said(block: Block) -> str:
    """The words of a paragraph, with a colon behind a bold beginning, which stands for one: "**Sở A** cử cán bộ"."""
    rest = block.text[len(block.bold) :].strip()
    return f"{block.bold.rstrip(' :')}: {rest.lstrip(': ')}" if block.bold and rest else block.text


class _Builder:
    """Takes block after block and keeps the open line of every depth."""

    def __init__(
        self, stands_alone: Callable[[str], bool], *, by_number: list[Block], by_bracket: bool, lost: list[Block]
    ) -> None:
        self.parts: list[Part] = []
        self._open: list[Line] = []
        self._stands_alone = stands_alone
        self._by_number = {id(block) for block in by_number}
        self._by_bracket = by_bracket
        self._lost = {id(block) for block in lost}

    def add(self, block: Block) -> None:
        label = self._in_series(labels.read(block.full))
        if label and not self._is_accident(block, label):
            if self._begins_part(block, label):
                self._add_part(block, label)
            else:
                self._add_line(block, label)
        elif self._continues_title(block):
            part = self.parts[-1]
            part.title = f"{part.title} {block.text}".strip() if part.title else block.text
        elif not block.broken and (is_plain_heading(block) or id(block) in self._lost):
            self.parts.append(Part(None, block.text.rstrip(": "), "plain"))
            self._open = []
        elif (is_bold_line(block) or _is_period(block)) and not (self._open and not is_finished(self._open[-1].text)):
            self._open = []
            self._hang(Line("", "", 0, 0, block.text, block.bold, [block]))
        else:
            self._add_paragraph(block)

    def _in_series(self, label: Label | None) -> Label | None:
        """The label; a letter that goes on with no letters, but opens or goes on with i) ii) iii), as a Roman one."""
        small = labels.as_small(label) if label else None
        if label is None or small is None:
            return label
        values = {line.kind: line.value for line in self._open}
        goes_on = small.value == values.get("small", 0) + 1 and label.value != values.get("letter", 0) + 1
        return small if goes_on else label

    def _begins_part(self, block: Block, label: Label) -> bool:
        if self._by_number:
            return id(block) in self._by_number
        return label.kind in labels.SECTION_KINDS and _is_heading(block, label)

    def _is_accident(self, block: Block, label: Label) -> bool:
        """A number at the start of a line that only goes on with an unfinished sentence: "trước ngày |"
        " 30. Sau đó"."""
        if not label.value or label.kind not in ("number", "bracket", "dotted", "paren"):
            return False
        previous = self._open[-1].text if self._open else ""
        if not previous or is_finished(previous) or len(previous) < 40 or block.marker:
            return False
        same = [line for line in self._siblings(label) if line.kind == label.kind]
        expected = same[-1].value + 1 if same else 1
        return label.value not in (1, expected)

    def _siblings(self, label: Label) -> list[Line]:
        for line in reversed(self._open):
            if line.kind == label.kind:
                index = self._open.index(line)
                return self._open[index - 1].lines if index else self.parts[-1].lines
        return []

    def _add_part(self, block: Block, label: Label) -> None:
        text = block.full[label.end :].strip()
        bold = _bold_after(block, label)
        rest = ""
        if bold and len(bold) < len(text) and not is_capitals(text):
            text, rest = bold, text[len(bold) :].strip()
        self.parts.append(Part(label.text, text.rstrip(": ") or None, label.kind))
        self._open = []
        if rest:
            self.parts[-1].paragraphs.append(rest)

    def _continues_title(self, block: Block) -> bool:
        if not self.parts or self.parts[-1].paragraphs or self.parts[-1].lines or not self.parts[-1].kind:
            return False
        part = self.parts[-1]
        if block.broken or not part.title:
            return len(block.text) <= HEADING_LENGTH
        if is_capitals(part.title):
            return is_capitals(block.text)
        return starts_lower(block.text) and not is_finished(part.title) and (block.all_bold or block.heading > 0)

    def _part(self) -> Part:
        if not self.parts:
            self.parts.append(Part(None, None))
        return self.parts[-1]

    def _add_line(self, block: Block, label: Label) -> None:
        text = block.full[label.end :].strip()
        level = label.depth if label.kind == "dotted" else block.level
        kind = "number" if label.kind == "bracket" and self._by_bracket else label.kind
        self._hang(Line(label.text, kind, label.value, level, text, _bold_after(block, label), [block]))

    def _hang(self, line: Line) -> None:
        """Close the open lines that the new one is not below, then put it under the last that is left."""
        series = self._series(line)
        kept = [self._series(each) for each in self._open]
        if series in kept:
            del self._open[kept.index(series) :]
        else:
            while self._open and not self._is_below(line, self._open[-1]):
                self._open.pop()
        (self._open[-1].lines if self._open else self._part().lines).append(line)
        self._open.append(line)

    @staticmethod
    def _series(line: Line) -> tuple[str, int, str]:
        sign = line.label if line.kind in labels.SIGNS else ""
        return line.kind, line.depth if sign or line.kind == "dotted" else 0, sign

    @staticmethod
    def _is_below(line: Line, above: Line) -> bool:
        if line.kind in labels.SIGNS and above.kind in labels.SIGNS:
            return line.depth >= above.depth  # another sign than those that are open stands below the last of them
        if line.kind == above.kind:
            return line.depth > above.depth
        if not above.kind:
            is_first = line.kind == "number" and line.value == 1 and above.bold == above.text
            return is_first or line.kind in ("letter", "paren", "dash", "plus", "bullet")
        if line.kind == "named":
            return True
        if line.kind == "paren":
            return above.kind != "plus"
        return labels.RANKS[line.kind] > labels.RANKS[above.kind]

    def _add_paragraph(self, block: Block) -> None:
        part = self._part()
        folded = flat(block.text)
        line = self._open[-1] if self._open else None
        in_article = line and line.kind == "article" and not is_finished(line.text)
        if line and (in_article or not _CLOSING.match(folded)):
            if self._names_group(line) and self._is_order(part, block):
                self._open.append(Line("", "", 0, 0, block.text, block.bold, [block]))
                line.lines.append(self._open[-1])
                return
            if (
                block.broken
                or starts_lower(block.text)
                or not is_finished(line.text)
                or headings.is_field(block.text)
                or not self._is_order(part, block)
            ):
                line.text = f"{line.text} {block.text}" if block.broken else joined(line.text, block.text)
                line.blocks.append(block)
                return
        self._open = []
        if self._is_order(part, block):
            self._hang(Line("", "", 0, 0, block.text, block.bold, [block]))
        elif part.paragraphs:
            part.paragraphs[-1:] = joined(part.paragraphs[-1], block.text).split("\n")
        else:
            part.paragraphs.append(block.text)

    @staticmethod
    def _names_group(line: Line) -> bool:
        """The line only says whose or what kind of work follows: "2. Cấp xã"."""
        return len(line.text) <= _SHORT and not is_finished(line.text) and headings.is_group(line.text)

    def _is_order(self, part: Part, block: Block) -> bool:
        return not part.is_purpose and not _CLOSING.match(flat(block.text)) and self._stands_alone(_said(block))
