"""A table and its cells, before they are Word or Excel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | int | float | Decimal | date | None
"""One cell. None is blank, which is not zero. A year, a code or a number of a document is text, not a quantity."""


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Column:
    """One column of a table; `weight` is its share of the width."""

    title: str
    weight: float = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A table with a header row.

    Shape: every row has one value per column; `rows` may be a generator, which is read once, so a table that goes
    into two files needs a list. `landscape` counts for annexes only. `note` is the line below: source and coverage.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    landscape: bool = False
    totals: Sequence[Value] | None = None
    note: str = ""
