"""From blocks to the proposal: parts the document into head, body, tail and annexes and lets each be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tasks.importing import annexes, bodies, dates, head, indicators, labels, outline, people, tail
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.bodies import KnownUnit, Register
from tasks.importing.outline import Line, Part
from tasks.importing.proposal import Annex, Assignee, Citation, Group, Item, Passage, Proposal, Section
from tasks.importing.refusal import Refused
from tasks.importing.words import flat, is_capitals, is_rule

_SECRET = re.compile(r"[\s(\[]*(?:ĐỘ MẬT\s*:?\s*)?(?:TUYỆT MẬT|TỐI MẬT|MẬT)[\s)\].]*")
_ANNEX = re.compile(r"PHỤ LỤC\b|Phụ lục\s*(?:số\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-H])?\s*[.:]?$")
_ANNEX_TITLES = (
    "phu luc",
    "bang",
    "danh muc",
    "phan cong",
    "bieu",
    "tien do",
    "ke hoach chi tiet",
    "chuong trinh chi tiet",
)
_ENCLOSED = re.compile(r"\(?\s*(?:ban hanh )?kem theo\b")
_NOMINAL = re.compile(
    r"(?:cong tac|ve |nhiem vu|giai phap|nhom|noi dung|linh vuc|mot so|cac nhiem vu|cac giai phap|"
    r"nhung nhiem vu|kinh phi|thoi gian|che do|"
    r"trach nhiem|doi voi|trong linh vuc|phan cong|to chuc thuc hien)"
)
_PRODUCT = re.compile(
    r"(?:^|(?<=[\s(;.\-]))(?:san pham|ket qua dau ra)(?: du kien|"
    r" hoan thanh)?\s*:\s*(?P<product>[^\n;]+?)(?=[;\n)]|\.\s|\.?$)"
)
_FIELD_LINE = re.compile(
    r"(?:thoi gian|thoi han|tien do|moc|san pham|ket qua dau ra|kinh phi|dia diem|thanh phan|"
    r"(?:co quan |don vi )?(?:chu tri|phoi hop|thuc hien|theo doi))(?: [a-z]+){0,3}\s*:"
)
_COLUMN_LENGTH = 90


@dataclass(slots=True)
class _Annex:
    """The pieces of one annex before they are read."""

    title: list[str]
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def understand(pieces: Sequence[Piece], units: Sequence[KnownUnit] = ()) -> Proposal:
    """The proposal for a document.

    Errors: Refused when the document carries a secrecy mark.
    """
    _refuse_secrets(pieces)
    asides = [piece for piece in pieces if isinstance(piece, Block) and piece.aside]
    main, raw_annexes, loose = _part([piece for piece in pieces if isinstance(piece, Table) or not piece.aside])
    front, body, back = _zones(main)
    heading, unread, preamble = head.read(front)
    proposal = Proposal(heading, unread=unread + head.preamble(heading, preamble))
    proposal.recipients, proposal.signer, unread_tail = tail.read(back)
    head.family(heading, [proposal.signer.authority or "", *heading.bases])
    reader = _Reader(Register(units, [heading.issuer or "", heading.superior or ""]), heading.issued_on)
    proposal.sections = [reader.section(part) for part in outline.build(body, people.stands_alone)]
    for raw in raw_annexes:
        annex, unread_rows = reader.annex(raw)
        proposal.annexes.append(annex)
        unread_tail += unread_rows
    proposal.unread += (
        unread_tail + loose + [Passage(block.full, block.place) for block in asides if not _is_page_number(block)]
    )
    proposal.citations = list(_citations(proposal))
    return proposal


def _refuse_secrets(pieces: Sequence[Piece]) -> None:
    for block in _every_block(pieces):
        if _SECRET.fullmatch(block.text):
            raise Refused(
                "Văn bản có dấu chỉ độ mật nên không được đưa vào hệ thống; "
                "tài liệu mật phải được quản lý theo quy định riêng."
            )


def _every_block(pieces: Sequence[Piece]) -> Iterator[Block]:
    for piece in pieces:
        if isinstance(piece, Block):
            yield piece
        else:
            yield from (block for row in piece.rows for cell in row for block in cell)


def _is_page_number(block: Block) -> bool:
    return bool(re.fullmatch(r"[\s\-–/|]*(?:trang\s*)?\d*(?:\s*/\s*\d+)?[\s\-–|]*", flat(block.text)))


def _part(pieces: Sequence[Piece]) -> tuple[list[Block], list[_Annex], list[Passage]]:
    """(the blocks of the document itself, its annexes, rows of tables that are neither layout nor assignment)."""
    main: list[Block] = []
    found: list[_Annex] = []
    loose: list[Passage] = []
    inside = False
    for piece in pieces:
        if isinstance(piece, Block):
            if _begins_annex(piece, main):
                found.append(_Annex([piece.text]))
                inside = True
            elif inside and _begins_tail(piece, main):
                inside = False
                main.append(piece)
            elif inside:
                _into_annex(found[-1], piece)
            else:
                main.append(piece)
        elif annexes.is_assignment(piece):
            if not inside:
                found.append(_Annex(_title_above(main)))
            found[-1].tables.append(piece)
        elif inside:
            loose += annexes.rows(piece)
        elif _is_layout(piece, main):
            main += _column_by_column(piece)
        else:
            loose += annexes.rows(piece)
    return _columns(main), found, loose


def _begins_annex(block: Block, main: list[Block]) -> bool:
    """A line "PHỤ LỤC …" after at least something else."""
    return bool(main) and len(block.text) <= 200 and not labels.read(block.full) and bool(_ANNEX.match(block.text))


def _begins_tail(block: Block, main: list[Block]) -> bool:
    """The signature of the document stands behind its annex."""
    return tail.begins(block) and not any(tail.begins(other) for other in main)


def _into_annex(annex: _Annex, block: Block) -> None:
    if is_rule(block.text):
        return
    in_title = not annex.blocks and not annex.tables and not labels.read(block.full)
    if in_title and (
        is_capitals(block.text) or block.broken or block.all_bold or block.centred or _ENCLOSED.match(flat(block.text))
    ):
        annex.title.append(block.text)
    else:
        annex.blocks.append(block)


def _title_above(main: list[Block]) -> list[str]:
    """The capitals directly above a table that stands outside an annex, taken out of the main text."""
    at = len(main)
    while at and len(main) - at < 4 and not labels.read(main[at - 1].full) and not tail.begins(main[at - 1]):
        at -= 1
        if flat(main[at].text).startswith(_ANNEX_TITLES) and is_capitals(main[at].text):
            lines = [block.text for block in main[at:] if not is_rule(block.text)]
            del main[at:]
            return lines
    return []


def _is_layout(table: Table, main: list[Block]) -> bool:
    """A table that only places the head or the signature: few rows, and the words of one of them."""
    blocks = [block for row in table.rows for cell in row for block in cell]
    if len(table.rows) > 12 or any(len(block.text) > 300 for block in blocks):
        return False
    texts = [flat(block.text) for block in blocks]
    is_head = any("viet nam" in text or re.match(r"so\s*:?\s*[\d\s.…]*[-–/]", text) for text in texts)
    return any(tail.begins(block) for block in blocks) or (is_head and len(main) < 20)


def _column_by_column(table: Table) -> list[Block]:
    """The blocks of a layout table, the left column first; a merged cell once."""
    width = max((len(row) for row in table.rows), default=0)
    found: list[Block] = []
    seen: set[int] = set()
    for column in range(width):
        for row in table.rows:
            cell = row[column] if column < len(row) else ()
            if cell and id(cell) not in seen:
                seen.add(id(cell))
                found += cell
    return found


def _columns(blocks: list[Block]) -> list[Block]:
    """Lines of two columns parted by a tab become the left ones, then the right ones; other tabs become spaces."""
    found: list[Block] = []
    right: list[Block] = []
    for block in blocks:
        halves = [half for half in block.text.split("\t") if half]
        is_pair = (
            len(halves) == 2
            and max(map(len, halves)) <= _COLUMN_LENGTH
            and not labels.is_bare(halves[0])
            and not block.marker
        )
        if not is_pair:
            found += right
            right = []
            found.append(
                replace(block, text=" ".join(halves), bold=block.bold.replace("\t", " "))
                if "\t" in block.text
                else block
            )
            continue
        bold = [half if block.all_bold or block.bold.startswith(half) else "" for half in halves]
        found.append(replace(block, text=halves[0], bold=bold[0]))
        right.append(replace(block, text=halves[1], bold=halves[1] if block.all_bold else ""))
    return found + right


def _zones(blocks: list[Block]) -> tuple[list[Block], list[Block], list[Block]]:
    """(head and preamble, body, tail)."""
    first = next((index for index, block in enumerate(blocks) if outline.begins_part(block)), None)
    if first is None:
        first = _first_line(blocks)
    after = first if first is not None else 0
    last = next((index for index in range(after, len(blocks)) if tail.begins(blocks[index])), len(blocks))
    if first is None:
        first = min(_end_of_preamble(blocks), last)
    return blocks[:first], [block for block in blocks[first:last] if not is_rule(block.text)], blocks[last:]


def _first_line(blocks: list[Block]) -> int | None:
    """Where the body of a document without section headings begins: its first number, letter or article."""
    kinds = ("number", "dotted", "article", "letter", "paren")
    for index, block in enumerate(blocks):
        if tail.is_recipients(block.text):
            return None
        if (label := labels.read(block.full)) and label.kind in kinds:
            return index
    return None


def _end_of_preamble(blocks: list[Block]) -> int:
    """Where the body of a document without any number begins: behind the head and the bases."""
    _, _, rest = head.read(blocks)
    start = len(blocks) - len(rest)
    for offset, block in enumerate(rest):
        folded = flat(block.text)
        if not (
            folded.startswith(("can cu", "thuc hien", "theo", "xet"))
            or folded.endswith("nhu sau:")
            or is_rule(block.text)
        ):
            return start + offset
    return len(blocks)


class _Reader:
    """Reads lines and tables of one document with its register and its day."""

    def __init__(self, register: Register, issued_on: date | None) -> None:
        self._register = register
        self._issued_on = issued_on

    def section(self, part: Part) -> Section:
        purpose = part.is_purpose
        items = [self._item(line, purpose=purpose, above=[]) for line in part.lines]
        return Section(part.numeral, part.title, purpose, "\n".join(part.paragraphs), items)

    def annex(self, raw: _Annex) -> tuple[Annex, list[Passage]]:
        annex = Annex(" ".join(raw.title))
        unread: list[Passage] = []
        for part in outline.build(raw.blocks, people.stands_alone):
            section = self.section(part)
            title = " ".join(filter(None, (f"{section.numeral}." if section.numeral else "", section.title or "")))
            if section.items or title:
                annex.groups.append(Group(title or None, section.items))
            if section.text:
                unread.append(Passage(section.text, "phụ lục"))
        for table in raw.tables:
            groups, rest = annexes.read(table, self._register, self._issued_on)
            annex.groups += groups
            unread += rest
        return annex, unread

    def _item(self, line: Line, *, purpose: bool, above: list[Assignee]) -> Item:
        """Takes: `above`, the bodies named by the heading that the line stands under."""
        opening = line.text.split("\n")[0]
        purpose = purpose or (
            len(opening) <= 80 and outline.is_purpose(opening) and bool(line.lines or "\n" in line.text)
        )
        named = people.heading(opening, self._register)
        is_heading = bool(line.lines) and "\n" not in line.text and bool(named or self._is_nominal(line))
        item = Item(line.label, line.text, _quote(line), is_task=not purpose and not is_heading)
        if not purpose:
            item.assignees = self._assignees(line, named, above)
        if item.is_task:
            item.deadline = dates.deadline(line.text, self._issued_on)
            item.product = _product(line.text)
        item.indicators = indicators.read(line.text)
        item.items = [self._item(child, purpose=purpose, above=named or above) for child in line.lines]
        _take_fields(item)
        item.confidence = _confidence(item, line, is_heading=is_heading)
        return item

    def _assignees(self, line: Line, named: list[Assignee], above: list[Assignee]) -> list[Assignee]:
        found = people.read(line.text, self._register)
        if any(one.role != "support" for one in found):
            return found
        if above and not named and people.tracks(line.text):
            above = [replace(one, role="tracker") for one in above]
        if not named and line.bold and line.bold != line.text and self._register.knows(line.bold.strip(" :,")):
            named = people.cell(line.bold, "lead", self._register)
        return people.once([*(named or above), *found])

    @staticmethod
    def _is_nominal(line: Line) -> bool:
        text = line.text.rstrip(": ")
        return (
            len(text) <= outline.HEADING_LENGTH and not text.endswith((".", ";")) and bool(_NOMINAL.match(flat(text)))
        )


def _take_fields(item: Item) -> None:
    """Lines below an item that only say when, who or what ("- Thời gian: …") belong to the item and are no work."""
    for below in item.items:
        if not _FIELD_LINE.match(flat(below.text)) or any(one.is_task for one in below.items):
            continue
        below.is_task = False
        item.deadline = item.deadline or below.deadline
        item.product = item.product or below.product
        item.assignees = people.once([*item.assignees, *below.assignees])


def _quote(line: Line) -> Passage:
    return Passage("\n".join(block.full for block in line.blocks), line.blocks[0].place)


def _product(text: str) -> str | None:
    match = _PRODUCT.search(flat(text))
    return text[match.start("product") : match.end("product")].strip() if match else None


def _confidence(item: Item, line: Line, *, is_heading: bool) -> float:
    """How sure the reading is: less without a label, without anybody named, or when pieces were put together."""
    sure = 0.95
    if not item.label:
        sure -= 0.2
    if item.is_task and not is_heading and not item.assignees:
        sure -= 0.2
    if item.deadline and item.deadline.kind == "other":
        sure -= 0.1
    if len(line.blocks) > 1:
        sure -= 0.05
    if any(bodies.is_named(one.name) and one.unit is None and not one.collective for one in item.assignees):
        sure -= 0.05
    return round(sure, 2)


def _citations(proposal: Proposal) -> Iterator[Citation]:
    """Every cited document in reading order."""
    texts = [proposal.head.title or "", *proposal.head.bases]
    for section in proposal.sections:
        texts += [section.title or "", section.text, *_texts(section.items)]
    for annex in proposal.annexes:
        texts += [annex.title, *(text for group in annex.groups for text in _texts(group.items))]
    for text in texts:
        yield from dates.citations(text)


def _texts(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from _texts(item.items)
