"""From blocks to the proposal: parts the document into head, body, tail and annexes and lets each be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tasks.importing import annexes, bodies, dates, head, indicators, outline, people, tail, zones
from tasks.importing.blocks import Block, Piece, Table
from tasks.importing.bodies import KnownUnit, Register
from tasks.importing.outline import Line, Part
from tasks.importing.proposal import Annex, Assignee, Citation, Group, Item, Passage, Proposal, Section
from tasks.importing.words import flat
from tasks.importing.zones import RawAnnex

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


def understand(pieces: Sequence[Piece], units: Sequence[KnownUnit] = ()) -> Proposal:
    """The proposal for a document."""
    asides = [piece for piece in pieces if isinstance(piece, Block) and piece.aside]
    main, raw_annexes, loose = zones.part([piece for piece in pieces if isinstance(piece, Table) or not piece.aside])
    front, body, back = zones.divide(main)
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


def _is_page_number(block: Block) -> bool:
    return bool(re.fullmatch(r"[\s\-–/|]*(?:trang\s*)?\d*(?:\s*/\s*\d+)?[\s\-–|]*", flat(block.text)))


class _Reader:
    """Reads lines and tables of one document with its register and its day."""

    def __init__(self, register: Register, issued_on: date | None) -> None:
        self._register = register
        self._issued_on = issued_on

    def section(self, part: Part) -> Section:
        purpose = part.is_purpose
        items = [self._item(line, purpose=purpose, above=[]) for line in part.lines]
        return Section(part.numeral, part.title, purpose, "\n".join(part.paragraphs), items)

    def annex(self, raw: RawAnnex) -> tuple[Annex, list[Passage]]:
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
