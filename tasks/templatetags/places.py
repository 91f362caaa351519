"""Where a passage stands in the document, in words."""

import re

from django import template

from tasks.importing.corrections import BETWEEN, BY_HAND

register = template.Library()
_PARAGRAPH = re.compile(r"\bđoạn (\d+)")


@register.filter
def place_mark(place: str) -> str:
    """Beside the document, "đoạn 14" as it is; several places are joined, what a person added says so."""
    return "do người sửa thêm" if place == BY_HAND else place.replace(BETWEEN, ", ")


@register.filter
def place_words(place: str) -> str:
    """Away from the document, of "đoạn 14": "đoạn thứ 14 của văn bản"."""
    if not place or place == BY_HAND:
        return place_mark(place)
    return _PARAGRAPH.sub(r"đoạn thứ \1", place_mark(place)) + " của văn bản"
