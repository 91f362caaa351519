"""What lists in Excel have in common on their way in.

A file is judged whole before anything is written: every problem by row and column, and what would become new or other.
The confirmation judges again and writes only what the person has seen, all or nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kehoach.lib.conflicts import Conflict
from units.documents.lists import ExcelList, Line
from units.models import User

CHANGED_MEANWHILE = (
    "Danh sách đã có người khác thay đổi sau lần kiểm tra trước nên chưa ghi gì. "
    "Dưới đây là kết quả kiểm tra mới; xin xem lại rồi xác nhận."
)


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the file, and how."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Effect:
    """What would become of one row of the file: something new, or other facts.

    Takes: name: as people know it; fields: the columns with what stands and what comes; facts: what would be written;
    target: the row that changes, at which version; None for a new one.
    """

    row: int
    name: str
    fields: list[tuple[str, str, str]]
    facts: Any
    target: Any = None
    version: int = 0

    def shown(self) -> dict[str, Any]:
        return {"row": self.row, "name": self.name, "fields": self.fields}


@dataclass(frozen=True)
class Checked:
    """What an import would do. Shape: with problems nothing is done."""

    problems: list[Problem] = field(default_factory=list)
    new: list[Effect] = field(default_factory=list)
    changed: list[Effect] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """Stands for all that the person sees of it, and for the state of each row that would change."""
        return hashlib.sha256(repr((self.problems, self.new, self.changed, self.unchanged)).encode()).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """What a person sees of it."""
        return {
            "problems": [asdict(problem) for problem in self.problems],
            "new": [effect.shown() for effect in self.new],
            "changed": [effect.shown() for effect in self.changed],
            "unchanged": self.unchanged,
        }


class Check(Protocol):
    """Judges lines without writing anything. Queries: constant, whatever their number."""

    def __call__(self, *, lines: Sequence[Line], by: User, today: date) -> Checked: ...


class Write(Protocol):
    """Writes what was judged, inside a transaction."""

    def __call__(self, *, checked: Checked, by: User, now: datetime) -> None: ...


@dataclass(frozen=True)
class ListKind:
    """One kind of list: its columns, how it is judged and how it is written."""

    columns: ExcelList
    check: Check
    write: Write


def write_seen(checked: Checked, digest: str, write: Callable[[], None]) -> None:
    """Write what was judged, all or nothing, if it is what the person has seen.

    Errors: ValidationError when there are problems, or when the result is another by now.
    """
    if checked.digest != digest:
        raise ValidationError(CHANGED_MEANWHILE)
    if checked.problems:
        raise ValidationError("Tệp còn chỗ cần sửa nên chưa ghi gì.")
    try:
        with transaction.atomic():
            write()
    except (IntegrityError, Conflict):  # between our look and our writing
        raise ValidationError(CHANGED_MEANWHILE) from None
