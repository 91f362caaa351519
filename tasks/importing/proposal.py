"""The importer's result: plain data with the shape that `manage.py propose_plan` prints.

Keys are always present; unknown is None or an empty list. `to_dict` gives JSON-ready values, `from_dict` the way back.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kehoach.lib.document_numbers import number_and_symbol

Role = Literal["lead", "implement", "support", "tracker"]
DeadlineKind = Literal["date", "range", "yearly", "routine", "other"]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who is given the item, as the document names them; `unit` is the code in the register when it is certain."""

    name: str
    role: Role
    collective: bool = False
    unit: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "role": self.role, "collective": self.collective, "unit": self.unit}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Assignee":
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the item is due, as read; `start` is printed as "from"."""

    kind: DeadlineKind
    text: str
    start: date | None = None
    on: date | None = None
    before: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "from": _iso(self.start),
            "on": _iso(self.on),
            "before": self.before,
            "text": self.text,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Deadline":
        return cls(data["kind"], data["text"], _day(data["from"]), _day(data["on"]), data["before"])


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number the item asks for. A person may leave the target out, and say how the number adds up (adds_up)."""

    name: str
    target: float | None
    measure: str
    at_least: bool = False
    adds_up: str | None = None

    def to_dict(self) -> dict[str, Any]:
        read = {"name": self.name, "target": self.target, "measure": self.measure, "at_least": self.at_least}
        return read | ({"adds_up": self.adds_up} if self.adds_up else {})

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Indicator":
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the document and where it stands: the quote of an item, or what was not understood.

    A person may leave what was not understood out of the plan knowingly (left_out); it stays in the proposal.
    """

    text: str
    place: str
    left_out: bool = False

    def to_dict(self) -> dict[str, Any]:
        read = {"text": self.text, "place": self.place}
        return read | ({"left_out": True} if self.left_out else {})

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Passage":
        return cls(**data)


@dataclass(slots=True)
class Item:
    """A labelled line of the plan with everything proposed about it.

    A person may say how often it is reported on (period), where that differs from the plan; `continues` is the task
    of an earlier version of the plan that the line goes on with.
    """

    label: str
    text: str
    quote: Passage
    is_task: bool = True
    assignees: list[Assignee] = field(default_factory=list)
    deadline: Deadline | None = None
    product: str | None = None
    indicators: list[Indicator] = field(default_factory=list)
    confidence: float = 1.0
    items: list["Item"] = field(default_factory=list)
    period: str | None = None
    continues: int | None = None

    def to_dict(self) -> dict[str, Any]:
        said = {"period": self.period, "continues": self.continues}
        return {
            "label": self.label,
            "text": self.text,
            "is_task": self.is_task,
            "assignees": [assignee.to_dict() for assignee in self.assignees],
            "deadline": self.deadline.to_dict() if self.deadline else None,
            "product": self.product,
            "indicators": [indicator.to_dict() for indicator in self.indicators],
            "quote": self.quote.to_dict(),
            "confidence": self.confidence,
            "items": [item.to_dict() for item in self.items],
        } | {name: value for name, value in said.items() if value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Item":
        return cls(
            label=data["label"],
            text=data["text"],
            quote=Passage.from_dict(data["quote"]),
            is_task=data["is_task"],
            assignees=[Assignee.from_dict(each) for each in data["assignees"]],
            deadline=Deadline.from_dict(data["deadline"]) if data["deadline"] else None,
            product=data["product"],
            indicators=[Indicator.from_dict(each) for each in data["indicators"]],
            confidence=data["confidence"],
            items=[cls.from_dict(each) for each in data["items"]],
            period=data.get("period"),
            continues=data.get("continues"),
        )


@dataclass(slots=True)
class Section:
    """A numbered part of the plan; `numeral` and `title` are None where the document has none."""

    numeral: str | None
    title: str | None
    purpose: bool = False
    text: str = ""
    items: list[Item] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "numeral": self.numeral,
            "title": self.title,
            "purpose": self.purpose,
            "text": self.text,
            "items": [item.to_dict() for item in self.items],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Section":
        return cls(**{**data, "items": [Item.from_dict(each) for each in data["items"]]})


@dataclass(slots=True)
class Group:
    """Rows of an annex under one title."""

    title: str | None
    items: list[Item] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "items": [item.to_dict() for item in self.items]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Group":
        return cls(data["title"], [Item.from_dict(each) for each in data["items"]])


@dataclass(slots=True)
class Annex:
    """An annex of assignments, usually a table."""

    title: str
    groups: list[Group] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "groups": [group.to_dict() for group in self.groups]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Annex":
        return cls(data["title"], [Group.from_dict(each) for each in data["groups"]])


@dataclass(frozen=True, slots=True)
class Recipient:
    """A line of "Nơi nhận"; `report` for "(báo cáo)", `internal` for a line that is no recipient ("Lưu", "Đăng")."""

    text: str
    report: bool = False
    internal: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "report": self.report, "internal": self.internal}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Recipient":
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, for whom and as what."""

    authority: str | None = None
    post: str | None = None
    name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"authority": self.authority, "post": self.post, "name": self.name}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Signer":
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the plan cites, with its day; never a deadline."""

    text: str
    on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "on": _iso(self.on)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Citation":
        return cls(data["text"], _day(data["on"]))


@dataclass(slots=True)
class Head:
    """What stands above the first section."""

    family: Literal["party", "state"] | None = None
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    place: str | None = None
    issued_on: date | None = None
    superior: str | None = None
    issuer: str | None = None
    title: str | None = None
    bases: list[str] = field(default_factory=list)

    @property
    def number_and_symbol(self) -> str:
        return number_and_symbol(self.number or "", self.symbol or "")

    def to_dict(self) -> dict[str, Any]:
        names = ("family", "type", "number", "symbol", "place", "issued_on", "superior", "issuer", "title")
        return {name: getattr(self, name) for name in names} | {
            "issued_on": _iso(self.issued_on),
            "bases": list(self.bases),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Head":
        kept = {name: data[name] for name in cls.__slots__}
        return cls(**{**kept, "issued_on": _day(data["issued_on"]), "bases": list(data["bases"])})


@dataclass(slots=True)
class Proposal:
    """A whole document as proposed to the person who confirms it.

    `paragraphs` are those of the document in its own order; they are not printed, and a reader sets them once.
    """

    head: Head
    sections: list[Section] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    recipients: list[Recipient] = field(default_factory=list)
    signer: Signer = field(default_factory=Signer)
    citations: list[Citation] = field(default_factory=list)
    unread: list[Passage] = field(default_factory=list)
    paragraphs: list[Passage] = field(default_factory=list)

    @property
    def cited(self) -> list[str]:
        """The cited documents as they are named, each once."""
        return list(dict.fromkeys(citation.text for citation in self.citations))

    def to_dict(self) -> dict[str, Any]:
        return self.head.to_dict() | {
            "sections": [section.to_dict() for section in self.sections],
            "annexes": [annex.to_dict() for annex in self.annexes],
            "recipients": [recipient.to_dict() for recipient in self.recipients],
            "signer": self.signer.to_dict(),
            "citations": [citation.to_dict() for citation in self.citations],
            "unread": [passage.to_dict() for passage in self.unread],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Proposal":
        return cls(
            head=Head.from_dict(data),
            sections=[Section.from_dict(each) for each in data["sections"]],
            annexes=[Annex.from_dict(each) for each in data["annexes"]],
            recipients=[Recipient.from_dict(each) for each in data["recipients"]],
            signer=Signer.from_dict(data["signer"]),
            citations=[Citation.from_dict(each) for each in data["citations"]],
            unread=[Passage.from_dict(each) for each in data["unread"]],
        )
