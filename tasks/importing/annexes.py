"""The rows of tables of assignment: groups, tasks, tasks below them, and who, when and what of each."""

import re
from collections.abc import Sequence
from datetime import date

from tasks.importing import columns, dates, headings, indicators, labels, people
from tasks.importing.blocks import Table, cell_text
from tasks.importing.bodies import Register
from tasks.importing.columns import Cell, Columns
from tasks.importing.labels import Label
from tasks.importing.proposal import Deadline, Group, Item, Passage, Role
from tasks.importing.words import flat, is_capitals, starts_lower

_ROLES: tuple[Role, ...] = ("lead", "implement", "support", "tracker")
_SAYS_ROLE = re.compile(r"\b(?:chu tri|phoi hop)\b(?!\))")
_DITTO = re.compile(r"\W*(?:nt|nhu tren)\W*|[\"“”″〃]|//")
_LETTERS, _DASHES, _PLUSES = 50, 98, 99  # how deep they stand; a number is as deep as it has dots
_GROUP_LENGTH = 200


def is_assignment(table: Table) -> bool:
    """The table has a head with a column of tasks and at least one of who or when."""
    return columns.of(table) is not None


def read(table: Table, register: Register, issued_on: date | None) -> tuple[list[Group], list[Passage]]:
    """(groups of items, rows that were not understood) of a table of assignment."""
    found = columns.of(table)
    if found is None:
        return [], rows(table)
    reader = _Rows(found, register, issued_on)
    unread = [
        Passage(_line(row), table.place(index))
        for index, row in enumerate(table.rows[: found.first])
        if not found.is_header(row)
    ]
    for index in range(found.first, len(table.rows)):
        if not reader.add(table.rows[index], table.place(index)):
            unread.append(Passage(_line(table.rows[index]), table.place(index)))
    return [group for group in reader.groups if group.items or group.title], [one for one in unread if one.text]


def rows(table: Table) -> list[Passage]:
    """Every row of a table as a passage."""
    passages = (Passage(_line(row), table.place(index)) for index, row in enumerate(table.rows))
    return [passage for passage in passages if passage.text]


def _line(row: Sequence[Cell]) -> str:
    """A row on one line; a merged cell is written once."""
    texts: list[str] = []
    for cell in row:
        text = cell_text(cell).replace("\t", " ")
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return " | ".join(texts)


class _Rows:
    """Takes row after row: heads again on a new page, group rows, items, and what goes on from the row before."""

    def __init__(self, found: Columns, register: Register, issued_on: date | None) -> None:
        self.groups: list[Group] = [Group(None)]
        self._columns = found
        self._register = register
        self._issued_on = issued_on
        self._open: list[Item] = []
        self._span: Deadline | None = None
        self._last: tuple[str, str] = ("", "")
        self._said: dict[str, str] = {}

    def add(self, row: Sequence[Cell], place: str) -> bool:
        """Take a row; False when it was not understood."""
        if not any(cell_text(cell).strip() for cell in row) or self._columns.is_header(row):
            return True
        if title := self._group_title(row):
            self._begin_group(title)
            return True
        group = " ".join(self._columns.text(row, "group").split())
        if group and group != self.groups[-1].title:
            self._begin_group(group)
        task = self._columns.cell(row, "task")
        said = self._columns.text(row, "label"), cell_text(task)
        repeated = all(said) and said == self._last  # number and task merged over several rows
        if not task or repeated or (not said[0] and self._open and starts_lower(said[1])):
            return self._continue(row, "" if repeated else said[1])
        self._last = said
        for item in self._items(row, task, place):
            self._hang(item)
        return True

    def _begin_group(self, title: str) -> None:
        self.groups.append(Group(title))
        self._open = []
        period = labels.unlabelled(title)
        self._span = dates.stated(period, self._issued_on) if headings.is_period(period) else None

    def _group_title(self, row: Sequence[Cell]) -> str | None:
        """The title when a row is one text over all columns, one text alone, or a numeral and one text."""
        texts = [cell_text(cell).strip() for cell in row]
        distinct = list(dict.fromkeys(text for text in texts if text))
        first = distinct[0]
        if len(distinct) == 1 and len(texts) > 1 and len(first) <= _GROUP_LENGTH:
            alone = texts.count(first) == 1 and texts.index(first) == self._columns.names["task"]
            return first if not alone or self._stands_out(row) else None
        numeral = first.strip(" .)-/")
        is_numeral = bool(labels.roman_value(numeral) or re.fullmatch(r"[A-ZĐ]|(?:Phần|Nhóm|Mục) \w+", numeral))
        return f"{first} {distinct[1]}" if len(distinct) == 2 and is_numeral else None

    def _stands_out(self, row: Sequence[Cell]) -> bool:
        """The only text of a row, in the column of tasks, looks like a title and not like the rest of a sentence."""
        cell = self._columns.cell(row, "task")
        label = labels.read(cell_text(cell))
        return (
            all(block.all_bold for block in cell)
            or is_capitals(cell_text(cell))
            or bool(label and label.kind in labels.SECTION_KINDS)
        )

    def _continue(self, row: Sequence[Cell], text: str) -> bool:
        """A row without a task of its own goes on with the item before: cut by the end of a page, or merged."""
        if not self._open:
            return False
        item = self._open[-1]
        item.text = f"{item.text} {text}".strip()
        self._fill(item, row)
        item.quote = Passage(f"{item.quote.text}\n{_line(row)}", item.quote.place)
        return True

    def _items(self, row: Sequence[Cell], task: Cell, place: str) -> list[Item]:
        """The item of a row with what stands below it in the same cell; several when the cell is only a list."""
        label = self._columns.text(row, "label").strip(" .)")
        texts = [block.full.replace("\t", " ") for block in task]
        parts: list[tuple[Label | None, str]] = []
        for text in texts:
            found = labels.read(text)
            if found or not parts:
                parts.append((found, text[found.end :].strip() if found else text))
            else:
                parts[-1] = (parts[-1][0], f"{parts[-1][1]} {text}")
        quote = Passage(_line(row), place)
        listed = len(parts) > 1 and parts[0][0] is not None and parts[1][0] is not None
        if listed and parts[0][0] and parts[1][0] and parts[0][0].kind == parts[1][0].kind:
            if label:
                self._open = []  # a row of its own, not below the one before
            return [self._filled(Item(sub.text, text, quote, confidence=0.8), row) for sub, text in parts if sub]
        own, text = parts[0]
        if own and label:
            text = texts[0]
        label = label or (own.text if own else "")
        item = self._filled(Item(label, text, quote, confidence=0.95 if label else 0.75), row)
        item.items = [self._below(sub, text, place) for sub, text in parts[1:] if sub]
        return [item]

    def _below(self, label: Label, text: str, place: str) -> Item:
        """A line of the same cell; who and when are said of the whole row."""
        return Item(
            label.text,
            text,
            Passage(text, place),
            deadline=dates.deadline(text, self._issued_on),
            indicators=indicators.read(text),
            confidence=0.85,
        )

    def _filled(self, item: Item, row: Sequence[Cell]) -> Item:
        self._fill(item, row)
        item.indicators = indicators.read(item.text)
        item.deadline = item.deadline or dates.deadline(item.text, self._issued_on) or self._span
        item.assignees = item.assignees or people.read(item.text, self._register)
        return item

    def _fill(self, item: Item, row: Sequence[Cell]) -> None:
        """Who, when and what from the columns made for them; who also from the notes, when also from beside names."""
        beside: list[str] = []
        for role in _ROLES:
            lines = self._text(row, role).split("\n")
            beside += filter(headings.is_time, lines)
            names = "\n".join(line for line in lines if not headings.is_time(line))
            if role in ("lead", "implement") and _SAYS_ROLE.search(flat(names)):
                item.assignees = [*item.assignees, *people.read(names, self._register)]
            elif names:
                item.assignees = [*item.assignees, *people.cell(names, role, self._register)]
        item.assignees = people.once(item.assignees + people.noted(self._text(row, "note"), self._register))
        times = [text for name in ("start", "when") if (text := self._text(row, name))] or beside
        item.deadline = item.deadline or dates.stated(" - ".join(times), self._issued_on)
        item.product = item.product or self._text(row, "product") or None

    def _text(self, row: Sequence[Cell], name: str) -> str:
        """What a cell says; one that says "như trên", or "nt", says what the one above it says."""
        above = self._said.get(name, "")
        parts = re.split(r"([;\n])", self._columns.text(row, name))
        self._said[name] = "".join(above if _DITTO.fullmatch(flat(part)) else part for part in parts)
        return self._said[name]

    def _hang(self, item: Item) -> None:
        """1.1 stands below 1, a letter or dash below the number before it."""
        depth = _depth(item)
        while self._open and _depth(self._open[-1]) >= depth:
            self._open.pop()
        parent = self._open[-1] if self._open else None
        if parent and (depth >= _LETTERS or item.label.startswith(parent.label + ".")):
            parent.items.append(item)
            parent.is_task = parent.is_task and not _is_title(parent)
        else:
            self._open = []
            self.groups[-1].items.append(item)
        self._open.append(item)


def _depth(item: Item) -> int:
    if item.label in ("-", "+"):
        return _DASHES if item.label == "-" else _PLUSES
    return _LETTERS if len(item.label) == 1 and item.label.islower() else item.label.count(".")


def _is_title(item: Item) -> bool:
    """A row with rows below it that gives nothing to anybody: the name of a group of tasks."""
    return not (item.assignees or item.deadline or item.product)
