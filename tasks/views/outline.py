"""An import as its page shows it: the document on one side, what was made of it on the other, some of both a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kehoach.lib.days import names_day, vn_date
from tasks.importing import Proposal
from tasks.importing.corrections import BETWEEN, parts, titles, walk
from tasks.importing.passages import HEAD, UNREAD, before, owners
from tasks.importing.proposal import Deadline, Item, Passage, Section
from tasks.models import ImportStep, PeriodKind, PlanImport
from tasks.models.assignments import Role
from tasks.services.imports import Meaning, Outcome, UnitCounter, foresee, meanings_of, names_in, steps_of
from tasks.services.indicators import Stated, proposed
from units.models import Unit

UNSURE = 0.6  # below this the importer asks to be looked at
LINES_A_PAGE = 100  # a line is never parted from those below it, so a page may have some more


@dataclass(frozen=True)
class Given:
    """One name of a line and who it means; `decided` is False while a person has to say."""

    name: str
    role: str
    means: str
    decided: bool


@dataclass(frozen=True)
class Name:
    """One name of the document, decided once for all its lines."""

    number: int
    name: str
    tasks: int
    means: str
    decided: bool


@dataclass
class Line:
    address: str
    depth: int
    item: Item
    given: list[Given]
    due: str
    period: str
    asks: list[Stated]
    unsure: bool
    problems: list[str]
    paragraph: int | None = None  # the first of the document that it was made of


@dataclass
class Part:
    address: str
    numeral: str
    title: str
    text: str
    purpose: bool
    is_section: bool
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the document; `owner` as tasks.importing.passages says, `unread` its number when nobody's.

    `first`: the first of those that its owner has, where what can be done about them is offered.
    """

    number: int
    text: str
    place: str
    owner: str
    unread: int | None
    left_out: bool
    near: str
    first: bool


@dataclass(frozen=True)
class PageLink:
    """One page of a long document, by the part that it begins with."""

    number: int
    label: str
    current: bool


@dataclass
class Outline:
    """One page of an import: some of its parts, the paragraphs they were made of, and what is said of the whole."""

    record: PlanImport
    proposal: Proposal
    outcome: Outcome
    page: int
    pages: list[PageLink]
    parts: list[Part]
    paragraphs: list[Paragraph]
    names: list[Name]
    lines: list[tuple[str, str]]
    unread_at: str  # the address of the first passage that was not understood; it may stand on another page
    undo: ImportStep | None
    redo: ImportStep | None

    @cached_property
    def head_problems(self) -> list[str]:
        return [problem.text for problem in self.outcome.problems if problem.address == HEAD]

    @property
    def undecided(self) -> list[Name]:
        return [name for name in self.names if not name.decided]

    @property
    def decided(self) -> list[Name]:
        return [name for name in self.names if name.decided]


def outline_of(record: PlanImport, today: date, *, page: int = 1, focus: str = "") -> Outline:
    """One page of the import, or the page with the line or part that somebody looks at (focus).

    Queries: a few, and one a collective; none a line.
    """
    proposal = Proposal.from_dict(record.proposal)
    counter = UnitCounter(today)
    outcome = foresee(record, today, counter)
    said = {name: means_words(meaning, counter) for name, meaning in meanings_of(record).items()}
    places = _places(proposal)
    last = max(places.values(), default=1)
    page = places.get(_top(focus), page) if focus else page
    page = min(max(page, 1), last)
    shown = list(_parts(proposal))
    paragraphs = list(_paragraphs(record, proposal))
    firsts = {key: paragraph.number for paragraph in reversed(paragraphs) for key in (paragraph.place, paragraph.owner)}
    problems: dict[str, list[str]] = {}
    for problem in outcome.problems:
        problems.setdefault(problem.address, []).append(problem.text)
    for address, item in walk(proposal):
        if places[_top(address)] == page:
            line = _line(address, item, said, problems.get(address, []))
            line.paragraph = firsts.get(address) or firsts.get(item.quote.place.split(BETWEEN)[0])
            shown[int(address.partition(".")[0])].lines.append(line)
    undo, redo = steps_of(record)
    waiting = [each for each in paragraphs if each.unread is not None and not each.left_out]
    here = [part for part in shown if places[part.address] == page or part.lines]
    return Outline(
        record=record,
        proposal=proposal,
        outcome=outcome,
        page=page,
        pages=list(_pages(shown, places, page)) if last > 1 else [],
        parts=here,
        paragraphs=[each for each in paragraphs if _page_of(each, places, last) == page],
        names=[
            Name(number, name, count, said.get(name, ""), name in said)
            for number, (name, count) in enumerate(names_in(proposal).items())
        ],
        lines=[(line.address, _called(part, line)) for part in here for line in part.lines],
        unread_at=f"?trang={_page_of(waiting[0], places, last)}#doan-{waiting[0].number}" if waiting else "",
        undo=undo,
        redo=redo,
    )


def due_words(deadline: Deadline | None) -> str:
    """When a line is due, as the page says it."""
    if deadline is None:
        return ""
    if deadline.kind == "routine":
        return deadline.text or "Thường xuyên"
    if deadline.on is None or names_day(deadline.text, deadline.on):
        return deadline.text
    day = f"{'trước ngày' if deadline.before else 'đến ngày'} {vn_date(deadline.on)}"
    return f"{deadline.text}, tức {day}" if deadline.text else day


def means_words(meaning: Meaning, counter: UnitCounter) -> str:
    """Who a name means: a unit, or "Chi bộ cơ sở, Đảng bộ cơ sở trong … (66 đơn vị)"; empty for nobody."""
    if meaning.unit:
        return meaning.unit.name if meaning.unit.pk else f"Đơn vị mới, loại {meaning.unit.get_kind_display().lower()}"
    if meaning.place is None:
        return ""
    kinds = ", ".join(str(Unit.Kind(kind).label) for kind in meaning.kinds)
    count = len(counter.members(meaning.place, meaning.kinds))
    return f"{kinds} trong {meaning.place.name} ({count} đơn vị)"


def page_at(proposal: Proposal, address: str) -> int:
    """The page on which a line or part stands."""
    return _places(proposal).get(_top(address), 1)


def near_unread(record: PlanImport, proposal: Proposal, number: int) -> str:
    """The line or part that stands in the document before a passage that was not understood."""
    return before(owners(proposal, _passages(record)), f"{UNREAD}{number}")


def _places(proposal: Proposal) -> dict[str, int]:
    """On which page each part begins and each line of the highest level stands."""
    places: dict[str, int] = {}
    page, count = 1, 0
    for number, part in enumerate(parts(proposal)):
        sizes = [_size(item) for item in part.items]
        if count and sum(sizes) <= LINES_A_PAGE < count + sum(sizes):  # a part that no page holds begins anywhere
            page, count = page + 1, 0
        places[str(number)] = page
        for index, size in enumerate(sizes):
            if count and count + size > LINES_A_PAGE:
                page, count = page + 1, 0
            places[f"{number}.{index}"] = page
            count += size
    return places


def _size(item: Item) -> int:
    return 1 + sum(map(_size, item.items))


def _top(address: str) -> str:
    """The line of the highest level above an address, or the part that it is."""
    return ".".join(address.split(".")[:2])


def _page_of(paragraph: Paragraph, places: dict[str, int], last: int) -> int:
    owner = paragraph.near if paragraph.unread is not None else paragraph.owner
    if owner == HEAD:
        return last if paragraph.near else 1
    return places.get(_top(owner), 1)


def _pages(shown: Sequence[Part], places: dict[str, int], current: int) -> Iterator[PageLink]:
    for number in range(1, max(places.values()) + 1):
        first = next(address for address, page in places.items() if page == number)
        part = shown[int(first.partition(".")[0])]
        label = part.numeral or part.title[:30] or str(int(part.address) + 1)
        yield PageLink(number, f"{label} (tiếp)" if "." in first else label, number == current)


def _parts(proposal: Proposal) -> Iterator[Part]:
    for number, (part, title) in enumerate(zip(parts(proposal), titles(proposal), strict=True)):
        yield Part(
            address=str(number),
            numeral=getattr(part, "numeral", None) or "",
            title=title,
            text=getattr(part, "text", ""),
            purpose=getattr(part, "purpose", False),
            is_section=isinstance(part, Section),
        )


def _line(address: str, item: Item, said: dict[str, str], problems: list[str]) -> Line:
    return Line(
        address=address,
        depth=min(address.count(".") - 1, 4),
        item=item,
        given=[
            Given(each.name, str(Role(each.role).label), said.get(each.name, ""), each.name in said)
            for each in item.assignees
        ],
        due=due_words(item.deadline),
        period=str(PeriodKind(item.period).label) if item.period else "",
        asks=proposed(item),
        unsure=item.confidence < UNSURE,
        problems=problems,
    )


def _passages(record: PlanImport) -> list[Passage]:
    return [Passage.from_dict(each) for each in record.paragraphs]


def _paragraphs(record: PlanImport, proposal: Proposal) -> Iterator[Paragraph]:
    """Those of the document; what was not understood and stands nowhere in it comes behind them."""
    passages = _passages(record)
    found = owners(proposal, passages)
    lost = [index for index in range(len(proposal.unread)) if f"{UNREAD}{index}" not in found]
    passages += [proposal.unread[index] for index in lost]
    found += [f"{UNREAD}{index}" for index in lost]
    near, seen = "", set()
    for number, (passage, owner) in enumerate(zip(passages, found, strict=True), 1):
        unread = int(owner.removeprefix(UNREAD)) if owner.startswith(UNREAD) else None
        yield Paragraph(
            number=number,
            text=passage.text,
            place=passage.place,
            owner=owner,
            unread=unread,
            left_out=unread is not None and proposal.unread[unread].left_out,
            near=near,
            first=owner not in seen,
        )
        seen.add(owner)
        if owner != HEAD and unread is None:
            near = owner


def _called(part: Part, line: Line) -> str:
    """A line in a list to choose from: "II, 2. Vận động …"."""
    label = f"{line.item.label}. " if line.item.label[:1].isalnum() else ""
    return f"{part.numeral or part.title[:20]}, {label}{line.item.text[:60]}"
