"""The readable form of a labelled document.

:form docx                      docx, pdf, xlsx, md or txt
:type KẾ HOẠCH                  facts of the head: family type number symbol place issued_on superior issuer title
:signer T/M … / BÍ THƯ / Tên    authority, post and name ("-" none)
:to report Thường trực …        a recipient: "report", "internal" or nothing in front
:list x I- 1. a)                an automatic list: the label of each level as Word would print its first

Then the pieces, one a line: plain text is a paragraph, "^ " centres it, "# " makes it a heading by style,
"{x.1} " numbers it by level 1 of list x ("{x!1} " begins the list again; also in a cell), "**…**" is bold, "⏎" a
manual line break, "⇥" a tab, "¦" where a second item begins in the same paragraph; "⊖…⊖" was taken out and "⊕…⊕" put in
with changes tracked. "[columns]" … "[/]" are two columns side by side, parted by "||"; "[table 2]" … "[/]" is a table
whose second column holds the tasks, cells parted by " | ", "<" merged with the cell to the left and "^" with the one
above; "[table 2 bare]" has no borders.

A line of two blanks and "=" says what a person reads in the piece above it (one line for each item in it):
  = § I [| purpose] [| title …]     a section, or in a table a group of rows
  = annex                           an annex begins ("annex ∅" at a table without a title)
  = 1 a [no] [| lead X + Y] [| support …] [| implement …] [| tracker …] [| date 2026-09-30 [before]]
    [| range 2026-07-01 2026-09-30] [| yearly 2026-11-20 [before]] [| routine] [| other]
                                    an item: its depth, its label ("∅" none, "_" a blank), "no" when it is no task
  = +                               goes on with the item, section or annex before
"""

import re
from dataclasses import dataclass, field
from datetime import date

from tasks.importing.proposal import (
    Annex,
    Assignee,
    Deadline,
    Group,
    Head,
    Item,
    Passage,
    Proposal,
    Recipient,
    Role,
    Section,
    Signer,
)

_ROLES: tuple[Role, ...] = ("lead", "implement", "support", "tracker")
_NUMBERED = re.compile(r"\{(?P<list>\w+)(?P<mark>[.!])(?P<level>\d)\}\s*")


@dataclass(slots=True)
class Paragraph:
    """One paragraph as it stands in the file."""

    text: str
    centred: bool = False
    heading: int = 0
    list: str = ""
    level: int = 0
    restart: bool = False


@dataclass(slots=True)
class Columns:
    """Lines of two columns side by side."""

    rows: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table; "<" and "^" stand for merged cells."""

    rows: list[list[str]] = field(default_factory=list)
    task: int = 0
    bare: bool = False


@dataclass(slots=True)
class Labelled:
    """A document: what stands in its file, and the proposal that a perfect reader would make."""

    name: str
    form: str
    pieces: list[Paragraph | Columns | Grid]
    lists: dict[str, list[str]]
    truth: Proposal


def parse(name: str, text: str) -> Labelled:
    reader = _Source()
    for line in text.splitlines():
        if line.strip() and not line.startswith("%"):
            reader.add(line)
    head, facts = Head(), reader.facts
    for key in Head.__slots__:
        if key in facts:
            setattr(head, key, date.fromisoformat(facts[key]) if key == "issued_on" else facts[key])
    reader.truth.head = head
    if "signer" in facts:
        reader.truth.signer = Signer(
            *(None if part.strip() == "-" else part.strip() for part in facts["signer"].split(" / "))
        )
    return Labelled(name, facts["form"], reader.pieces, reader.lists, reader.truth)


def plain(text: str) -> str:
    """The text of a paragraph without the signs of its form."""
    return " ".join(re.sub(r"⊖[^⊖]*⊖|\*\*|[¦⊕]", "", text.replace("⏎", " ").replace("⇥", " ")).split())


def paragraph_of(line: str) -> Paragraph:
    """A line with the signs of its form in front."""
    if match := re.match(r"(#+) ", line):
        return Paragraph(line[match.end() :], heading=len(match[1]))
    if line.startswith("^ "):
        return Paragraph(line[2:], centred=True)
    if match := _NUMBERED.match(line):
        level, restart = int(match["level"]), match["mark"] == "!"
        return Paragraph(line[match.end() :], list=match["list"], level=level, restart=restart)
    return Paragraph(line)


class _Source:
    """Takes line after line of a source."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.pieces: list[Paragraph | Columns | Grid] = []
        self.truth = Proposal(Head())
        self._inside = False
        self._in_annex = False
        self._segments: list[str] = []
        self._open: list[Item] = []
        self._last: Item | Section | Annex | Group | None = None

    def add(self, line: str) -> None:
        if line.startswith("  = "):
            self._label(line[4:].strip())
        elif line.startswith(":") and not self.pieces:
            self._fact(*line[1:].split(" ", 1))
        elif line.startswith("[/]"):
            self._inside = False
            self._in_annex = self._in_annex and bool(self.truth.annexes[-1].title)  # a bare table is left with its end
        elif line == "[columns]":
            self.pieces.append(Columns())
            self._inside = True
        elif match := re.fullmatch(r"\[table (\d)( bare)?\]", line):
            self.pieces.append(Grid(task=int(match[1]) - 1, bare=bool(match[2])))
            self._inside = True
        elif self._inside:
            self._row(line)
        else:
            self._paragraph(line)

    def _fact(self, key: str, value: str) -> None:
        if key == "list":
            name, *forms = value.split()
            self.lists[name] = forms
        elif key == "to":
            first, _, rest = value.partition(" ")
            marked = first in ("report", "internal")
            self.truth.recipients.append(Recipient(rest if marked else value, first == "report", first == "internal"))
        else:
            self.facts[key] = value

    def _row(self, line: str) -> None:
        piece = self.pieces[-1]
        if isinstance(piece, Columns):
            left, _, right = line.partition("||")
            piece.rows.append((left.strip(), right.strip()))
        elif isinstance(piece, Grid):
            piece.rows.append([cell.strip() for cell in re.split(r"\s*\|(?:\s+|$)", line.strip())])
            cell = piece.rows[-1][min(piece.task, len(piece.rows[-1]) - 1)]
            self._segments = cell.split("⏎")

    def _paragraph(self, line: str) -> None:
        paragraph = paragraph_of(line)
        self.pieces.append(paragraph)
        self._segments = paragraph.text.split("¦")

    def _segment(self) -> str:
        """The next part of the piece that no label has taken yet."""
        return plain(self._segments.pop(0)) if self._segments else ""

    def _label(self, label: str) -> None:
        first, *rest = (part.strip() for part in label.split(" | "))
        text = self._segment()
        if first == "+":
            self._continue(text)
        elif first.startswith("annex"):
            self._last = Annex("" if first == "annex ∅" else text)
            self.truth.annexes.append(self._last)
            self._open = []
            self._in_annex = True
        elif first.startswith("§"):
            self._section(first[1:].strip(), rest, text)
        else:
            self._item(first.split(), rest, text)

    def _continue(self, text: str) -> None:
        if isinstance(self._last, Item):
            self._last.text = f"{self._last.text} {text}".strip()
        elif self._last is not None:
            self._last.title = f"{self._last.title or ''} {text}".strip()

    def _section(self, numeral: str, parts: list[str], text: str) -> None:
        numeral = numeral.replace("∅", "")
        title = next((part[6:] for part in parts if part.startswith("title ")), _unlabelled(text, numeral))
        self._open = []
        if self._in_annex:
            self._last = Group(f"{numeral} {title}".strip())
            self.truth.annexes[-1].groups.append(self._last)
            return
        self._last = Section(numeral or None, title or None, "purpose" in parts)
        self.truth.sections.append(self._last)

    def _item(self, opening: list[str], parts: list[str], text: str) -> None:
        depth, label = int(opening[0]), opening[1].replace("_", " ")
        label = "" if label == "∅" else label
        item = Item(label, _unlabelled(text, label), Passage(text, ""))
        place, purpose = self._place()
        item.is_task = not (purpose or "no" in opening[2:])
        for part in parts:
            keyword, _, value = part.partition(" ")
            if keyword in _ROLES:
                item.assignees += [Assignee(name.strip(), keyword) for name in value.split(" + ")]
            elif keyword == "text":
                item.text = value
            else:
                item.deadline = _deadline(keyword, value.split())
        del self._open[depth - 1 :]
        (self._open[-1].items if self._open else place).append(item)
        self._open.append(item)
        self._last = item

    def _place(self) -> tuple[list[Item], bool]:
        if self._in_annex:
            groups = self.truth.annexes[-1].groups
            if not groups:
                groups.append(Group(None))
            return groups[-1].items, False
        if not self.truth.sections:
            self.truth.sections.append(Section(None, None))
        return self.truth.sections[-1].items, self.truth.sections[-1].purpose


def _unlabelled(text: str, label: str) -> str:
    """The text behind its printed label."""
    if not label:
        return text
    sign = r"[-–—−•]" if label == "-" else re.escape(label)
    return re.sub(rf"^\(?{sign}\s*[.)/:\-–]*\s*", "", text) if re.match(rf"\(?{sign}(?!\w)", text) else text


def _deadline(kind: str, words: list[str]) -> Deadline:
    if kind not in ("date", "range", "yearly", "routine", "other"):
        raise ValueError(f"unknown label: {kind}")
    days = [date.fromisoformat(word) for word in words if word[0].isdigit()]
    start, on = (days[0], days[1]) if kind == "range" else (None, days[0] if days else None)
    return Deadline(kind, "", start, on, "before" in words)
