"""The plan that an import would become: its rows, unsaved, and what still stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kehoach.lib.vietnamese import fold
from tasks.importing import Proposal
from tasks.importing.corrections import parts, titles, walk
from tasks.importing.proposal import Assignee, Deadline, Item
from tasks.models import Indicator, Plan, PlanImport, Recipient, Section, Task
from tasks.models.assignments import Role
from tasks.services.assignments import members_of
from tasks.services.imports.names import names_in
from tasks.services.indicators import proposed
from units.models import Unit

KEPT_TEXT = {"type_name": "type", "number": "number", "symbol": "symbol", "title": "title", "place": "place"}


@dataclass(frozen=True)
class Problem:
    """What must be mended before the plan can be made; `address` is the line, or "head"."""

    address: str
    text: str


@dataclass(frozen=True)
class Meaning:
    """Who a name means: one unit, which may be unsaved while the plan is, or the units of some kinds below a place."""

    unit: Unit | None = None
    place: Unit | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitGrant:
    """A unit that a line gives work to."""

    name: str
    role: str
    unit: Unit


@dataclass(frozen=True)
class CollectiveGrant:
    """The units of some kinds below a place, which a line gives work to together."""

    name: str
    role: str
    place: Unit
    kinds: tuple[str, ...]


Grant = UnitGrant | CollectiveGrant


@dataclass
class Line:
    """One line of the plan, unsaved."""

    address: str
    task: Task
    parent: "Line | None"
    period_kind: str
    continues: int | None = None
    grants: list[Grant] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 0

    @property
    def upwards(self) -> "list[Line]":
        """This line and those above it."""
        return [self, *(self.parent.upwards if self.parent else [])]

    @property
    def units(self) -> list[UnitGrant]:
        return [grant for grant in self.grants if isinstance(grant, UnitGrant)]

    @property
    def collectives(self) -> list[CollectiveGrant]:
        return [grant for grant in self.grants if isinstance(grant, CollectiveGrant)]


@dataclass
class Draft:
    """All rows of the plan, unsaved, in the document's order."""

    plan: Plan
    sections: list[Section]
    lines: list[Line]
    recipients: list[Recipient]
    undecided: list[str]
    problems: list[Problem] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)
    left_out: int = 0
    unread: int = 0


def draft_of(record: PlanImport, *, before_day_counts: bool, today: date) -> Draft:
    """What the import would become today. Queries: 1 for the units named, 1 or 2 to check the plan."""
    proposal = Proposal.from_dict(record.proposal)
    meanings = meanings_of(record)
    sections, lines = _rows(record, proposal, meanings, before_day_counts)
    plan = _plan(proposal, record, lines)
    recipients = [
        Recipient(position=number, text=each.text, report=each.report, internal=each.internal)
        for number, each in enumerate(proposal.recipients, 1)
    ]
    undecided = [name for name in names_in(proposal) if name not in record.names]
    draft = Draft(plan, sections, lines, recipients, undecided)
    draft.new_units = [name for name in names_in(proposal) if "new" in record.names.get(name, {})]
    draft.left_out = sum(1 for passage in proposal.unread if passage.left_out)
    draft.unread = len(proposal.unread) - draft.left_out
    draft.problems = [
        *_head_problems(plan, recipients),
        *(one for line in lines for one in _line_problems(line, today)),
    ]
    return draft


def meanings_of(record: PlanImport) -> dict[str, Meaning]:
    """Who each decided name means; codes that are not in the register any more mean nobody. Queries: 1."""
    new = {name: Unit(name=name, kind=value["new"]) for name, value in record.names.items() if "new" in value}
    codes = {value[key] for value in record.names.values() for key in ("unit", "place") if key in value}
    units = {unit.code: unit for unit in Unit.objects.below(record.issuer.path).filter(code__in=codes)}
    return {
        name: Meaning(
            new.get(name) or units.get(value.get("unit")), units.get(value.get("place")), tuple(value.get("kinds", ()))
        )
        for name, value in record.names.items()
    }


def due_day(deadline: Deadline | None, *, before_day_counts: bool) -> date | None:
    """The last day that is still in time; None for routine work. Takes: whether "trước ngày" includes that day."""
    if deadline is None or deadline.on is None or deadline.kind in ("routine", "other"):
        return None
    return deadline.on - timedelta(days=1) if deadline.before and not before_day_counts else deadline.on


class UnitCounter:
    """The units that grants reach; each collective is asked once."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._members: dict[tuple[int, tuple[str, ...]], frozenset[int]] = {}

    def reached(self, grants: Sequence[Grant]) -> set[int | str]:
        """The units by id; one that is still to be made by its name."""
        reached: set[int | str] = set()
        for grant in grants:
            if isinstance(grant, UnitGrant):
                reached.add(grant.unit.pk or grant.unit.name)
            else:
                reached |= self.members(grant.place, grant.kinds)
        return reached

    def members(self, place: Unit, kinds: tuple[str, ...]) -> frozenset[int]:
        """The units of these kinds below the place, by id."""
        key = (place.pk, kinds)
        if key not in self._members:
            members = members_of(place, kinds, self._today)
            self._members[key] = frozenset(members.values_list("pk", flat=True))
        return self._members[key]


def _plan(proposal: Proposal, record: PlanImport, lines: Sequence[Line]) -> Plan:
    head, signer, kept = proposal.head, proposal.signer, record.renews
    trackers = (grant.unit for line in lines for grant in line.units if grant.role == Role.TRACKER)
    days: dict[str, Any] = {"issued_on": head.issued_on, "reports_from": record.reports_from or head.issued_on}
    plan = Plan(  # where the document told no day the plan has none yet, which is one of the problems shown
        pk=kept.pk if kept else None,
        issuer=record.issuer,
        tracker=next(trackers, kept.tracker if kept else None),
        ends_on=kept.ends_on if kept else None,
        **{name: getattr(head, source) or "" for name, source in KEPT_TEXT.items()},
        superior_name=head.superior or "",
        issuer_name=head.issuer or "",
        bases=head.bases,
        signer_authority=signer.authority or "",
        signer_post=signer.post or "",
        signer_name=signer.name or "",
        period_kind=record.period_kind,
        state=Plan.State.ACTIVE,
        **days,
    )
    plan._state.adding = kept is None  # a new version is not a second plan with the same number
    return plan


def _rows(
    record: PlanImport, proposal: Proposal, meanings: dict[str, Meaning], before_day_counts: bool
) -> tuple[list[Section], list[Line]]:
    sections = [
        Section(
            position=number,
            numeral=getattr(part, "numeral", None) or "",
            title=title,
            text=getattr(part, "text", ""),
            purpose=getattr(part, "purpose", False),
        )
        for number, (part, title) in enumerate(zip(parts(proposal), titles(proposal), strict=True), 1)
    ]
    lines: dict[str, Line] = {}
    for position, (address, item) in enumerate(walk(proposal), 1):
        section = sections[int(address.partition(".")[0])]
        task = _task(item, section, position, due_day(item.deadline, before_day_counts=before_day_counts))
        grants = _grants(item.assignees, meanings) if item.is_task else []
        lines[address] = Line(
            address=address,
            task=task,
            parent=lines.get(address.rpartition(".")[0]),
            period_kind=item.period or record.period_kind,
            continues=item.continues,
            grants=grants,
            indicators=_indicators(item, task),
        )
    return sections, list(lines.values())


def _task(item: Item, section: Section, position: int, due_on: date | None) -> Task:
    return Task(
        section=section,
        position=position,
        label=item.label,
        text=item.text,
        is_task=item.is_task,
        due_on=due_on,
        due_text=item.deadline.text[:255] if item.deadline else "",
        product=item.product or "",
        quote=item.quote.text,
        quote_place=item.quote.place[:60],
        search_text=fold(item.text),
    )


def _indicators(item: Item, task: Task) -> list[Indicator]:
    return [
        Indicator(
            task=task,
            position=position,
            name=each.name,
            measure=each.measure,
            target=each.target,
            at_least=each.at_least,
            adds_up=each.adds_up,
        )
        for position, each in enumerate(proposed(item), 1)
    ]


def _grants(assignees: Sequence[Assignee], meanings: dict[str, Meaning]) -> list[Grant]:
    grants: list[Grant] = []
    for each in assignees:
        meaning = meanings.get(each.name, Meaning())
        if meaning.place:
            grants.append(CollectiveGrant(each.name, each.role, meaning.place, meaning.kinds))
        elif meaning.unit and meaning.unit not in (grant.unit for grant in grants if isinstance(grant, UnitGrant)):
            grants.append(UnitGrant(each.name, each.role, meaning.unit))
    return grants


def _head_problems(plan: Plan, recipients: Sequence[Recipient]) -> Iterator[Problem]:
    if plan.issued_on is None:
        yield Problem("head", "Chưa có ngày ban hành.")
    yield from _errors(plan, "head", exclude={"issued_on", "reports_from", "issuer", "tracker"})
    if plan.issued_on:
        try:
            plan.validate_constraints()
        except ValidationError as error:
            yield from (Problem("head", text) for text in error.messages)
    for recipient in recipients:
        yield from _errors(recipient, "head", exclude={"plan"})


def _line_problems(line: Line, today: date) -> Iterator[Problem]:
    yield from _errors(line.task, line.address, exclude={"plan", "section", "parent", "search_text"})
    for indicator in line.indicators:
        yield from _errors(indicator, line.address, exclude={"plan", "task"})
    leads = [grant for grant in line.grants if grant.role == Role.LEAD]
    if len(leads) > 1:
        yield Problem(line.address, "Có hơn một đơn vị chủ trì; hãy để một đơn vị chủ trì, các đơn vị khác phối hợp.")
    for grant in leads:
        if isinstance(grant, CollectiveGrant):
            yield Problem(line.address, f"“{grant.name}” gồm nhiều đơn vị nên không thể chủ trì; hãy chọn thực hiện.")
    for grant in line.units:
        if grant.unit.closed_on and grant.unit.closed_on <= today:
            yield Problem(line.address, f"{grant.unit.name} đã ngừng hoạt động.")


def _errors(row: models.Model, address: str, exclude: set[str]) -> Iterator[Problem]:
    labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        for name, wrongs in error.error_dict.items():
            yield from (Problem(address, _said_of(labels[name], wrong)) for wrong in wrongs)


def _said_of(label: str, wrong: ValidationError) -> str:
    if wrong.code in ("blank", "null"):
        return f"Chưa có {label}."
    return f"{label[:1].upper()}{label[1:]}: {' '.join(wrong.messages)}"
