"""The head of a table of assignment: which column holds the number, the task, who, when, the product, notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tasks.importing.blocks import Block, Table, cell_text
from tasks.importing.words import flat

Cell = tuple[Block, ...]

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("label", re.compile(r"(?:s\.?t\.?t|tt|so tt|so thu tu|stt?|so|#)\.?$")),
    ("start", re.compile(r"(?:(?:thoi gian|ngay|tu ngay) )?bat dau$|tu ngay$")),
    (
        "when",
        re.compile(
            r"(?:ngay )?ket thuc$|den ngay$|"
            r".*(?:thoi gian|thoi han|moc|tien do|lo trinh|han hoan thanh|hoan thanh|ngay xong|han xu ly"
            r"|ngay (?!sinh|cap|ky|ban hanh|thang nam)[a-z]+(?: [a-z]+){0,3}$)"
            r"|(?:ngay|thoi diem)$|(?:.*\s)?han(?:\s+(?!che).*)?$"
        ),
    ),
    (
        "lead",
        re.compile(
            r"(?:giao (?:cho|viec cho|nhiem vu cho)|ai lam)$"
            r"|.*(?:chu tri|dau moi|(?:co quan|don vi|bo phan) tham muu|(?:trach nhiem|phu trach|thuc hien) chinh)"
        ),
    ),
    ("support", re.compile(r".*(?:phoi hop|cung (?:lam|thuc hien|tham gia)|ho tro$|tham gia$|lien quan$)")),
    ("product", re.compile(r".*(?:san pham|ket qua|dau ra)")),
    (
        "tracker",
        re.compile(r".*(?:theo doi|don doc)|lanh dao .*phu trach|(?!noi dung|nhiem vu|y kien|cong viec).*chi dao$"),
    ),
    ("note", re.compile(r".*ghi chu")),
    (
        "implement",
        re.compile(
            r"(?:chu the|co quan|don vi|bo phan|nguoi|phan cong|trach nhiem|tap the|ca nhan|dong chi|can bo|thanh vien)"
            r"(?! (?:tinh|do|trinh|ban hanh|phe duyet|tham dinh|quyet dinh|nhan)\b).*"
            r"|.*chiu trach nhiem"
            r"|.*(?:thuc hien)$(?<!noi dung thuc hien)"
        ),
    ),
    ("group", re.compile(r"(?:nhom|linh vuc|mang|chuyen de)\b(?! (?:cong viec|nhiem vu) cu the)")),
    (
        "task",
        re.compile(
            r".*(?:nhiem vu|noi dung|cong viec|hoat dong|dau viec|viec|giai phap|bien phap)|ten (?:de an|van ban"
            r"|chuong)"
        ),
    ),
)
_WHO_OR_WHEN = {"lead", "implement", "support", "when", "tracker"}
_HEADER_LENGTH = 60
_SEARCHED = 3
_FIRST = ("1", "01", "I", "A")


@dataclass(slots=True)
class Columns:
    """Which column holds what, the row where the items begin, and the rows of the head as they stand there."""

    names: dict[str, int]
    first: int
    headers: set[tuple[str, ...]] = field(default_factory=set)

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        index = self.names.get(name)
        return row[index] if index is not None and index < len(row) else ()

    def text(self, row: Sequence[Cell], name: str) -> str:
        return "\n".join(block.full.replace("\t", " ") for block in self.cell(row, name)).strip()

    def is_header(self, row: Sequence[Cell]) -> bool:
        """The head again, on a new page; also the row (1) (2) (3) … that numbers the columns."""
        if key(row) in self.headers:
            return True
        numbers = [cell_text(cell).strip("() ") for cell in row]
        return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def of(table: Table) -> Columns | None:
    """The columns of a table with a column of tasks and at least one of who or when; None for any other table."""
    for index, row in enumerate(table.rows[:_SEARCHED]):
        names = _named(row)
        if not names.keys() & _WHO_OR_WHEN or len(names) < 2:
            continue
        found = Columns(names, index + 1, {key(row)})
        if index + 1 < len(table.rows) and (below := _second(row, table.rows[index + 1], names)):
            found.names = {**names, **below}
            found.headers.add(key(table.rows[index + 1]))
            found.first += 1
        if "task" not in found.names and (task := _unnamed(row, found.names)) is not None:
            found.names["task"] = task
        if "task" in found.names:
            return found
    return None


def continues(table: Table, before: Table) -> bool:
    """The table goes on with the one before it, cut by the end of a page: as wide, with no head or with the same one.

    A table with a head of its own that counts from the beginning is another one.
    """
    width = max(map(len, table.rows), default=0)
    if width < 3 or width != max(map(len, before.rows), default=0):
        return False
    head, own = of(before), of(table)
    if head is None or own is None:
        return head is not None
    first = next((cell_text(cell) for row in table.rows[own.first :] for cell in row if cell), "")
    return own.headers == head.headers and first.strip(" .)") not in _FIRST


def joined(first: Table, second: Table) -> Table:
    """Two pieces of one table; every row keeps its place."""
    places = [each.place(index) for each in (first, second) for index in range(len(each.rows))]
    return Table(first.number, first.rows + second.rows, tuple(places))


def key(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(flat(cell_text(cell)).strip() for cell in row)


def named_by(texts: Sequence[str]) -> dict[str, int]:
    """Which heading names which column."""
    names: dict[str, int] = {}
    for index, text in _headings(texts):
        name = next((name for name, pattern in _COLUMNS if pattern.match(text)), None)
        if name and name not in names:
            names[name] = index
    if "task" not in names and "group" in names:
        names["task"] = names.pop("group")
    return names


def _second(first: Sequence[Cell], second: Sequence[Cell], names: dict[str, int]) -> dict[str, int]:
    """What a second row of the head adds: "Chủ trì | Phối hợp" under "Cơ quan thực hiện", beside merged cells."""
    merged = any(not below or cell_text(below) == cell_text(above) for above, below in zip(first, second, strict=False))
    if any(cell_text(cell).strip(" .)").isdigit() for cell in second[:1]):
        return {}  # the first row of the table itself
    below = _named(second)
    taken = names.keys() - ({"when"} if "start" in below else set()) | {"task"}
    added = {name: at for name, at in below.items() if name not in taken}
    return added if merged and len(added) > 1 else {}


def is_head(names: dict[str, int]) -> bool:
    """The columns that make a table of assignment: one of tasks and at least one of who or when."""
    return "task" in names and bool(names.keys() & _WHO_OR_WHEN)


def _named(row: Sequence[Cell]) -> dict[str, int]:
    return named_by([cell_text(cell) for cell in row])


def _headings(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    for index, heading in enumerate(texts):
        text = flat(heading).strip(" :")
        if text and len(text) <= _HEADER_LENGTH:
            yield index, text


def _unnamed(row: Sequence[Cell], names: dict[str, int]) -> int | None:
    """The column beside the number when its heading says none of the usual words: that of the tasks."""
    if "label" not in names or not {"when", "product"} & names.keys():
        return None
    beside = names["label"] + 1
    has_heading = any(index == beside for index, _ in _headings([cell_text(cell) for cell in row]))
    return beside if has_heading and beside not in names.values() else None
