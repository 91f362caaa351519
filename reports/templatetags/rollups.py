"""Pieces of a document as the page shows them: the same words as in the Word file."""

from collections.abc import Sequence
from datetime import datetime

from django import template

from kehoach.lib.days import day_of
from kehoach.lib.office_files.tables import Align, Column, Value
from kehoach.lib.office_files.text import paragraphs, short_day, shown
from reports.documents.data import Head, Part
from reports.documents.form import HD05, day_line, heading, name_lines, number_line

register = template.Library()
register.filter("paragraphs", paragraphs)
register.filter("short_day", short_day)


@register.filter
def heading_of(part: Part, level: int) -> str:
    """I- KẾT QUẢ THỰC HIỆN, 1- Tuyên truyền."""
    return heading(part.numeral, part.title.upper() if level == 1 else part.title)


@register.filter
def number_of_head(head: Head) -> str:
    return number_line(head.number, head.symbol)


@register.filter
def day_of_head(head: Head) -> str:
    return day_line(head.place, head.day)


@register.filter
def local_day(instant: datetime) -> str:
    return short_day(day_of(instant))


@register.filter
def lines_of_name(name: str) -> list[str]:
    return name_lines(name, HD05)


@register.filter
def aligned(row: Sequence[Value], columns: Sequence[Column]) -> list[tuple[str, Align]]:
    """Each value as the document shows it, with the side of its column."""
    return [(shown(value), column.align) for value, column in zip(row, columns, strict=True)]


@register.simple_tag
def party_name() -> str:
    return HD05.party_name
