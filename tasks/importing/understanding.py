"""From blocks to the proposal: parts the document into head, body, tail and annexes and lets each be read."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from tasks.importing import annexes, bodies, dates, fields, head, headings, indicators, outline, people, tail, zones
from tasks.importing.blocks import Block, Piece, Table, every_block
from tasks.importing.bodies import KnownUnit, Register
from tasks.importing.outline import Line, Part
from tasks.importing.proposal import Annex, Assignee, Citation, Deadline, Group, Item, Passage, Proposal, Section
from tasks.importing.words import flat, is_rule
from tasks.importing.zones import RawAnnex

_PRODUCT = re.compile(
    r"(?:^|(?<=[\s(;.\-]))(?:san pham|ket qua dau ra)(?: du kien|"
    r" hoan thanh)?\s*:\s*(?P<product>[^\n;]+?)(?=[;\n)]|\.\s|\.?$)"
)


_YEAR = re.compile(r"\b(?:nam|quy \w{1,3}/|thang \d{1,2}/)\s*(20\d\d)\b(?!\s*[-–])")
_DRAFTED = re.compile(r"ngay[\s.…]+thang(?:\s+(?P<month>0?[1-9]|1[0-2])|[\s.…]+)\s*nam (?P<year>20\d\d)$")
_COUNTED = re.compile(r"\b(?:ke tu|tu) (?:ngay|khi) (?:ban hanh|ky|ke hoach|van ban|co hieu luc)")
_SEVERAL = re.compile(r"[,;:()]")  # marks that the name of one body has none of
_GUESSED = 0.55  # the confidence of a line whose bodies may not be given it, or may be others


def understand(pieces: Sequence[Piece], units: Sequence[KnownUnit] = ()) -> Proposal:
    """The proposal for a document."""
    with bodies.knowing(name for unit in units for name in (*unit.names, *unit.former_names)):
        return _understood(pieces, units)


def _understood(pieces: Sequence[Piece], units: Sequence[KnownUnit]) -> Proposal:
    asides = [piece for piece in pieces if isinstance(piece, Block) and piece.aside]
    main, raw_annexes, loose = zones.part([piece for piece in pieces if isinstance(piece, Table) or not piece.aside])
    front, body, back = zones.divide(main)
    back, inner = zones.enclosed(back)
    heading, unread, preamble = head.read(front)
    introduction = head.preamble(heading, preamble)
    proposal = Proposal(heading)
    proposal.recipients, proposal.signer, unread_tail = tail.read(back)
    head.family(heading, [proposal.signer.authority or "", *heading.bases])
    titles = [heading.title or "", *(" ".join(raw.title) for raw in raw_annexes)]
    day = heading.issued_on or _first_day(titles, every_block(pieces))
    known = {one.text for one in proposal.recipients if bodies.begins(one.text) and not _SEVERAL.search(one.text)}
    reader = _Reader(Register(units, heading.issuer or "", heading.superior or ""), day, known)
    for raw in raw_annexes:
        annex, unread_rows = reader.annex(raw)
        proposal.annexes.append(annex)
        unread_tail += unread_rows
    proposal.sections = reader.sections(body)
    if proposal.sections and not (proposal.sections[0].numeral or proposal.sections[0].title):
        said = [passage.text for passage in introduction]
        proposal.sections[0].text = "\n".join(filter(None, [*said, proposal.sections[0].text]))
    else:
        unread += introduction
    if inner:
        proposal.sections += reader.enclosed(inner)
    proposal.unread = (
        unread
        + unread_tail
        + loose
        + [Passage(block.full, block.place) for block in asides if not _is_page_number(block)]
    )
    proposal.citations = list(_citations(proposal))
    return proposal


def _first_day(titles: Sequence[str], blocks: Iterable[Block]) -> date | None:
    """Of the month or year that a plan without a day is of or for, so that its "Quý II" has a year.

    None where days count from it.
    """
    texts = [flat(block.text) for block in blocks]
    if any(_COUNTED.search(text) for text in texts):
        return None
    if draft := next(filter(None, map(_DRAFTED.search, texts)), None):
        return date(int(draft["year"]), int(draft["month"] or 1), 1)
    years = {match[1] for title in titles for match in _YEAR.finditer(flat(title))}
    return date(int(years.pop()), 1, 1) if len(years) == 1 else None


def _is_page_number(block: Block) -> bool:
    return bool(re.fullmatch(r"[\s\-–/|]*(?:trang\s*)?\d*(?:\s*/\s*\d+)?[\s\-–|]*", flat(block.text)))


@dataclass(frozen=True, slots=True)
class _Above:
    """What the headings that a line stands under say of it: that it is no work, whose work it is, and by when."""

    purpose: bool = False
    bodies: Sequence[Assignee] = ()
    deadline: Deadline | None = None


class _Reader:
    """Reads lines and tables of one document with its register, its day and the names that it has used so far."""

    def __init__(self, register: Register, issued_on: date | None, known: Set[str]) -> None:
        self._register = register
        self._issued_on = issued_on
        self._known = known

    def sections(self, body: Sequence[Block]) -> list[Section]:
        with bodies.knowing(self._known):
            parts = outline.build(body, people.stands_alone)
            self._known = self._known | {name for part in parts for name in self._titles(part.lines)}
        with bodies.knowing(self._known):
            return [self.section(part) for part in parts]

    def _titles(self, lines: Sequence[Line]) -> Iterator[str]:
        """The names that stand alone as headings."""
        for line in lines:
            if line.lines:
                yield from (one.name for one in people.title(line.text, self._register))
                yield from self._titles(line.lines)

    def enclosed(self, blocks: list[Block]) -> list[Section]:
        """The sections of a document that stands behind another; its own head and tail are the text of the first."""
        front, body, back = zones.divide(blocks)
        at = next((index for index, block in enumerate(front) if head.type_of(block)), 0)
        heading, _, rest = head.read(front[at:])
        title = " ".join(filter(None, (heading.type, heading.title)))
        around = [block.full for block in (*front[:at], *rest, *back) if not is_rule(block.text)]
        return [Section(None, title, purpose=True, text="\n".join(around)), *self.sections(body)]

    def section(self, part: Part, *, purpose: bool = False) -> Section:
        purpose = purpose or part.is_purpose
        above = _Above(purpose, deadline=self._span(part.title or ""))
        items = [self._item(line, above) for line in part.lines]
        fields.share(items)
        return Section(part.numeral, part.title, purpose, "\n".join(part.paragraphs), items)

    def annex(self, raw: RawAnnex) -> tuple[Annex, list[Passage]]:
        """An annex with what was not understood in it: its lines and tables in their order."""
        with bodies.knowing(self._known):
            annex, unread = self._annex(raw)
        items = (item for group in annex.groups for item in group.items)
        self._known = self._known | {one.name for item in items for one in item.assignees}
        return annex, unread

    def _annex(self, raw: RawAnnex) -> tuple[Annex, list[Passage]]:
        annex = Annex(" ".join(raw.title))
        unread: list[Passage] = []
        form = headings.is_form(annex.title)
        lines: list[Block] = []
        for piece in raw.pieces:
            if isinstance(piece, Block):
                lines.append(piece)
                continue
            unread += self._annex_lines(annex, lines, form=form)
            lines = []
            groups, rest = annexes.read(piece, self._register, self._issued_on)
            _add_groups(annex, groups)
            unread += rest
        return annex, unread + self._annex_lines(annex, lines, form=form)

    def _annex_lines(self, annex: Annex, blocks: list[Block], *, form: bool) -> list[Passage]:
        unread: list[Passage] = []
        for part in outline.build(blocks, people.stands_alone):
            section = self.section(part, purpose=form)
            title = " ".join(filter(None, (f"{section.numeral}." if section.numeral else "", section.title or "")))
            if section.items or title:
                annex.groups.append(Group(title or None, section.items))
            if section.text:
                unread.append(Passage(section.text, "phụ lục"))
        return unread

    def _item(self, line: Line, above: _Above) -> Item:
        if fields.is_name(line):
            return self._field(line, above)
        opening = line.text.split("\n")[0]
        is_purpose = headings.is_purpose_line(opening) and _says_more(line)
        purpose = above.purpose or is_purpose or headings.is_formula(line.text)
        span = self._span(opening)
        named = [] if span else self._named(opening, line)
        is_heading = bool(line.lines) and "\n" not in line.text and bool(named or span or self._is_group(line))
        over_table = line.bold == line.text and (headings.is_field_of_work(line.text) or headings.is_group(line.text))
        leads_in = not line.lines and (headings.leads_in(line.text) or over_table)
        is_task = not (purpose or is_heading or leads_in or headings.is_field(line.text))
        item = Item(line.label, line.text, _quote(line), is_task=is_task)
        if is_purpose and not above.purpose and headings.is_field(told := line.text.partition("\n")[2]):
            item.assignees, item.deadline = people.read(told, self._register), dates.deadline(told, self._issued_on)
        if not (purpose or span):
            item.assignees = self._assignees(line, named, above.bodies)
        if not (purpose or is_heading):
            item.deadline = dates.deadline(line.text, self._issued_on) or (above.deadline if is_task else None)
            item.product = _product(line.text)
        item.indicators = indicators.read(line.text)
        below = _Above(purpose, named or above.bodies, span or above.deadline)
        item.items = [self._item(child, below) for child in line.lines]
        fields.take(item)
        item.is_task = item.is_task or (is_heading and not (purpose or named or span) and _is_occasion(item))
        slips = any(self._register.is_slip(one.name) for one in item.assignees)
        item.confidence = _confidence(item, line, is_heading=is_heading, guessed=slips or people.is_guess(line.text))
        return item

    def _field(self, line: Line, above: _Above) -> Item:
        """The name of a field with the lines that say it, which are no tasks."""
        item = Item(line.label, line.text, _quote(line), is_task=False)
        if told := fields.spelt_out(line):
            item.assignees = people.read(told, self._register)
            item.deadline = dates.deadline(told, self._issued_on)
            item.items = [Item(below.label, below.text, _quote(below), is_task=False) for below in line.lines]
        else:
            item.items = [self._item(below, above) for below in line.lines]
            fields.take(item)
        return item

    def _span(self, heading: str) -> Deadline | None:
        """The time that a heading like "Quý II" gives to what stands below it."""
        if headings.is_period(heading):
            return dates.stated(heading.rstrip(": "), self._issued_on)
        days = headings.stage(heading)
        told = dates.stated(days, self._issued_on) if days else None
        return told if told and told.kind in ("date", "range") else None

    def _named(self, opening: str, line: Line) -> list[Assignee]:
        """The bodies that a line names and says nothing else about, so that the next lines say what they are to do."""
        named = people.heading(opening, self._register)
        if not named and _says_more(line) and not opening.endswith((".", ";")):
            named = people.title(opening, self._register)
        return named

    def _is_group(self, line: Line) -> bool:
        """The line only names what the lines below it are about."""
        text = line.text.rstrip(": ")
        if len(text) > outline.HEADING_LENGTH or text.endswith((".", ";")):
            return False
        if headings.is_group(text) or headings.is_field_of_work(text):
            return True
        is_topic = headings.is_noun(text) or self._is_shared_out(line)
        return is_topic and not people.read(text, self._register)

    def _is_shared_out(self, line: Line) -> bool:
        """No act and a colon, and every line below names whose work it is."""
        if not line.text.endswith(":") or headings.is_act(line.text):
            return False
        return all(people.read(below.text, self._register) for below in line.lines)

    def _bounded(self, line: Line) -> str:
        """The text with a colon where bold type ends the names that it begins with: "**Các đoàn thể** giới thiệu …"."""
        if not line.bold or not people.heading(line.bold, self._register):
            return line.text
        return f"{line.bold.rstrip(' :,')}: {line.text[len(line.bold) :].lstrip(' :,')}"

    def _assignees(self, line: Line, named: list[Assignee], above: Sequence[Assignee]) -> list[Assignee]:
        found = people.read(line.text.partition("\n")[2] if named else self._bounded(line), self._register)
        if named:
            return people.once(
                [*named, *(one for one in found if flat(one.name) not in flat(line.text.split("\n")[0]))]
            )
        if above and not named:
            found = [
                one for one in found if not one.collective or one.role != "implement" or line.text.startswith(one.name)
            ]
        if any(one.role != "support" for one in found):
            return found
        if above and not named and people.tracks(line.text):
            above = [replace(one, role="tracker") for one in above]
        if not named and line.bold and line.bold != line.text and self._register.knows(line.bold.strip(" :,")):
            named = people.cell(line.bold, "lead", self._register)
        return people.once([*(named or above), *found])


def _add_groups(annex: Annex, groups: list[Group]) -> None:
    """Add the groups of a table; rows without a title of their own stand under the line above the table."""
    if groups and annex.groups and groups[0].title is None and not annex.groups[-1].items:
        annex.groups[-1].items = groups.pop(0).items
    annex.groups += groups


def _says_more(line: Line) -> bool:
    """The line is a heading with something below or behind it."""
    return bool(line.lines or "\n" in line.text or ":" in line.text)


def _is_occasion(item: Item) -> bool:
    """All that stands below a name says when, where and who: "Ngày hội đọc sách", not the name of a group of tasks."""
    return item.deadline is not None and not any(below.is_task for below in item.items)


def _quote(line: Line) -> Passage:
    return Passage("\n".join(block.full for block in line.blocks), line.blocks[0].place)


def _product(text: str) -> str | None:
    match = _PRODUCT.search(flat(text))
    return text[match.start("product") : match.end("product")].strip() if match else None


def _confidence(item: Item, line: Line, *, is_heading: bool, guessed: bool) -> float:
    """How sure the reading is: 0.9 and more when all is said plainly, below 0.6 when somebody was guessed at.

    Less without a label, without anybody named, with a day that depends on something, or when pieces were put together.
    """
    sure = _GUESSED if guessed and item.assignees else 0.95
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
