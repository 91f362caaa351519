"""An import as its correction page shows it: every line with who it is given to and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date

from kehoach.lib.days import vn_date
from tasks.importing import Proposal
from tasks.importing.corrections import parts, titles, walk
from tasks.importing.proposal import Deadline, Item, Passage, Section
from tasks.models import PlanImport
from tasks.models.assignments import Role
from tasks.services.imports import Meaning, Outcome, UnitCounter, foresee, meanings_of, names_in
from tasks.services.imports.draft import Grant
from tasks.services.indicators import Stated, proposed
from units.models import Unit

UNSURE = 0.6  # below this the importer asks to be looked at


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
    asks: list[Stated]
    unsure: bool
    problems: list[str]


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
class Outline:
    """All of one import."""

    record: PlanImport
    proposal: Proposal
    outcome: Outcome
    parts: list[Part]
    names: list[Name]
    head_problems: list[str]
    unread: list[Passage]

    @property
    def line_problems(self) -> int:
        return len(self.outcome.problems) - len(self.head_problems)


def outline_of(record: PlanImport, today: date) -> Outline:
    """Queries: a few, and one a collective; none a line."""
    proposal = Proposal.from_dict(record.proposal)
    outcome = foresee(record, today)
    said = _said(meanings_of(record), today)
    problems: dict[str, list[str]] = {}
    for problem in outcome.problems:
        problems.setdefault(problem.address, []).append(problem.text)
    shown = [
        Part(
            address=str(number),
            numeral=getattr(part, "numeral", None) or "",
            title=title,
            text=getattr(part, "text", ""),
            purpose=getattr(part, "purpose", False),
            is_section=isinstance(part, Section),
        )
        for number, (part, title) in enumerate(zip(parts(proposal), titles(proposal), strict=True))
    ]
    for address, item in walk(proposal):
        line = Line(
            address=address,
            depth=min(address.count(".") - 1, 4),
            item=item,
            given=[_given(each.name, each.role, said) for each in item.assignees],
            due=due_words(item.deadline),
            asks=proposed(item),
            unsure=item.confidence < UNSURE,
            problems=problems.get(address, []),
        )
        shown[int(address.partition(".")[0])].lines.append(line)
    names = [
        Name(number, name, count, said.get(name, ""), name in said)
        for number, (name, count) in enumerate(names_in(proposal).items())
    ]
    return Outline(record, proposal, outcome, shown, names, problems.get("head", []), proposal.unread)


def due_words(deadline: Deadline | None) -> str:
    """When a line is due, as the page says it."""
    if deadline is None:
        return ""
    if deadline.kind == "routine":
        return deadline.text or "Thường xuyên"
    if deadline.on is None:
        return deadline.text
    day = f"{'trước ngày' if deadline.before else 'đến ngày'} {vn_date(deadline.on)}"
    return f"{deadline.text} ({day})" if deadline.text else day


def means_words(meaning: Meaning, counter: UnitCounter) -> str:
    """Who a name means: a unit, or "Chi bộ cơ sở, Đảng bộ cơ sở trong … (66 đơn vị)"; empty for nobody."""
    if meaning.unit:
        return meaning.unit.name
    if meaning.place is None:
        return ""
    kinds = ", ".join(str(Unit.Kind(kind).label) for kind in meaning.kinds)
    count = len(counter.reached([Grant("", "", meaning)]))
    return f"{kinds} trong {meaning.place.name} ({count} đơn vị)"


def _said(meanings: dict[str, Meaning], today: date) -> dict[str, str]:
    counter = UnitCounter(today)
    return {name: means_words(meaning, counter) for name, meaning in meanings.items()}


def _given(name: str, role: str, said: dict[str, str]) -> Given:
    return Given(name, str(Role(role).label), said.get(name, ""), name in said)
