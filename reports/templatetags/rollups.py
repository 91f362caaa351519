"""Pieces of a document as the page shows them: the same words as in the Word file."""

from django import template

from reports.documents.data import Head, Part, Value
from reports.documents.form import HD05, day_line, heading, number_line
from reports.documents.text import paragraphs, shown

register = template.Library()
register.filter("shown", shown)
register.filter("paragraphs", paragraphs)


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
def numeric(value: Value) -> bool:
    return isinstance(value, int | float)


@register.simple_tag
def party_name() -> str:
    return HD05.party_name
