"""Tables of assignment: TT, Nhiệm vụ, Chủ trì, Phối hợp, Thời gian, Sản phẩm, Ghi chú, in any order and wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tasks.importing import dates, indicators, labels, people
from tasks.importing.blocks import Block, Table, cell_text
from tasks.importing.bodies import Register
from tasks.importing.proposal import Group, Item, Passage, Role
from tasks.importing.words import flat, starts_lower

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("label", re.compile(r"(?:s?tt|so tt|so thu tu|stt?\.?)$")),
    ("when", re.compile(r".*(?:thoi gian|thoi han|moc|tien do|han hoan thanh|hoan thanh)")),
    ("lead", re.compile(r".*chu tri")),
    ("support", re.compile(r".*phoi hop")),
    ("product", re.compile(r".*(?:san pham|ket qua|dau ra)")),
    ("tracker", re.compile(r".*(?:theo doi|don doc)")),
    ("note", re.compile(r".*ghi chu")),
    (
        "implement",
        re.compile(r"(?:co quan|don vi|bo phan|nguoi|phan cong|trach nhiem).*|.*(?:thuc hien)$(?<!noi dung thuc hien)"),
    ),
    ("task", re.compile(r".*(?:nhiem vu|noi dung|cong viec|hoat dong|dau viec|viec)")),
)
_ROLES: tuple[tuple[str, Role], ...] = (
    ("lead", "lead"),
    ("implement", "implement"),
    ("support", "support"),
    ("tracker", "tracker"),
)
_HEADER_LENGTH = 70
_HEADER_SEARCHED = 3
_BELOW_ALL = 99

Cell = tuple[Block, ...]


@dataclass(slots=True)
class _Columns:
    """Which column holds what, and the row of the table where its items begin."""

    names: dict[str, int]
    first: int
    headers: set[tuple[str, ...]] = field(default_factory=set)


def is_assignment(table: Table) -> bool:
    """The table has a head with a column of tasks and at least one of who or when."""
    return _columns(table) is not None


def read(table: Table, register: Register, issued_on: date | None) -> tuple[list[Group], list[Passage]]:
    """(groups of items, rows that were not understood) of a table of assignment."""
    columns = _columns(table)
    if columns is None:
        return [], rows(table)
    reader = _Rows(columns, register, issued_on)
    unread = [
        Passage(_line(row), table.place(index))
        for index, row in enumerate(table.rows[: columns.first])
        if _is_above(row, columns)
    ]
    for index in range(columns.first, len(table.rows)):
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


def _is_above(row: Sequence[Cell], columns: _Columns) -> bool:
    return _key(row) not in columns.headers


def _key(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(flat(cell_text(cell)).strip() for cell in row)


def _columns(table: Table) -> _Columns | None:
    for index, row in enumerate(table.rows[:_HEADER_SEARCHED]):
        names = _header(row)
        if (
            "task" not in names
            or len(names) < 2
            or not names.keys() & {"lead", "implement", "support", "when", "tracker"}
        ):
            continue
        found = _Columns(names, index + 1, {_key(row)})
        if index + 1 < len(table.rows):
            below = _header(table.rows[index + 1])
            if len(below) > 1 and all(len(cell_text(cell)) <= _HEADER_LENGTH for cell in table.rows[index + 1]):
                found.names = {**names, **{name: at for name, at in below.items() if name != "task"}}
                found.headers.add(_key(table.rows[index + 1]))
                found.first += 1
        return found
    return None


def _header(row: Sequence[Cell]) -> dict[str, int]:
    names: dict[str, int] = {}
    for index, cell in enumerate(row):
        text = flat(cell_text(cell)).strip(" :")
        if not text or len(text) > _HEADER_LENGTH:
            continue
        name = next((name for name, pattern in _COLUMNS if pattern.match(text)), None)
        if name and name not in names:
            names[name] = index
    return names


class _Rows:
    """Takes row after row: heads again on a new page, group rows, items, and what goes on from the row before."""

    def __init__(self, columns: _Columns, register: Register, issued_on: date | None) -> None:
        self.groups: list[Group] = [Group(None)]
        self._columns = columns
        self._register = register
        self._issued_on = issued_on
        self._open: list[Item] = []

    def add(self, row: Sequence[Cell], place: str) -> bool:
        """Take a row; False when it was not understood."""
        texts = [cell_text(cell).strip() for cell in row]
        if not any(texts) or _key(row) in self._columns.headers or _is_numbering(texts):
            return True
        if title := self._group_title(texts):
            self.groups.append(Group(title))
            self._open = []
            return True
        task = self._cell(row, "task")
        if not task:
            return self._continue(row)
        if not self._text(row, "label") and self._open and starts_lower(cell_text(task)):
            return self._continue(row)
        self._hang(self._item(row, task, place))
        return True

    def _cell(self, row: Sequence[Cell], name: str) -> Cell:
        index = self._columns.names.get(name)
        return row[index] if index is not None and index < len(row) else ()

    def _text(self, row: Sequence[Cell], name: str) -> str:
        return "\n".join(block.full.replace("\t", " ") for block in self._cell(row, name)).strip()

    def _group_title(self, texts: list[str]) -> str | None:
        """The title when a row is one text over all columns, or a Roman number or capital and one text."""
        distinct = list(dict.fromkeys(text for text in texts if text))
        if len(distinct) == 1 and len(texts) > 1 and texts.count(distinct[0]) > 1:
            return distinct[0]
        numeral = distinct[0].strip(" .)-") if distinct else ""
        is_numeral = bool(labels.roman_value(numeral) or re.fullmatch(r"[A-ZĐ]", numeral))
        return " ".join((distinct[0], distinct[1])) if len(distinct) == 2 and is_numeral else None

    def _continue(self, row: Sequence[Cell]) -> bool:
        """A row without a task goes on with the item before, cut by the end of a page."""
        if not self._open:
            return False
        item = self._open[-1]
        if text := self._text(row, "task"):
            item.text = f"{item.text} {text}"
        for name, role in _ROLES:
            if names := self._text(row, name):
                item.assignees += people.cell(names, role, self._register)
        item.deadline = item.deadline or dates.stated(self._text(row, "when"), self._issued_on)
        item.product = item.product or self._text(row, "product") or None
        item.quote = Passage(f"{item.quote.text}\n{_line(row)}", item.quote.place)
        return True

    def _item(self, row: Sequence[Cell], task: Cell, place: str) -> Item:
        printed = self._text(row, "label")
        texts = [block.full.replace("\t", " ") for block in task]
        found = labels.read(texts[0])
        label = printed.strip(" .)")
        if not label and found:
            label, texts[0] = found.text, texts[0][found.end :]
        below = [
            Item(sub.text, text[sub.end :].strip(), Passage(text, place), confidence=0.85)
            for text in texts[1:]
            if (sub := labels.read(text))
        ]
        own = [text for index, text in enumerate(texts) if index == 0 or not labels.read(text)]
        text = " ".join(own)
        item = Item(label, text, Passage(_line(row), place), items=below, confidence=0.95 if label else 0.75)
        for name, role in _ROLES:
            if names := self._text(row, name):
                item.assignees += people.cell(names, role, self._register)
        item.assignees = people.once(item.assignees + people.read(self._text(row, "note"), self._register))
        item.deadline = dates.stated(self._text(row, "when"), self._issued_on)
        item.product = self._text(row, "product") or None
        item.indicators = indicators.read(text)
        return item

    def _hang(self, item: Item) -> None:
        """1.1 stands below 1, a dash below the number before it."""
        depth = self._depth(item)
        while self._open and self._depth(self._open[-1]) >= depth:
            self._open.pop()
        parent = self._open[-1] if self._open else None
        if parent and (depth == _BELOW_ALL or item.label.startswith(parent.label + ".")):
            parent.items.append(item)
        else:
            self._open = []
            self.groups[-1].items.append(item)
        self._open.append(item)

    @staticmethod
    def _depth(item: Item) -> int:
        return _BELOW_ALL if item.label in ("-", "+") else item.label.count(".")


def _is_numbering(texts: list[str]) -> bool:
    """The row (1) (2) (3) … that numbers the columns."""
    numbers = [text.strip("() ") for text in texts]
    return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
