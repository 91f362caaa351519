"""Where a passage stands in the document, in words."""

import re

from django import template

from tasks.importing.corrections import BETWEEN, BY_HAND

register = template.Library()
_PARAGRAPH = re.compile(r"\bđoạn (\d+)")


@register.filter
def place_words(place: str) -> str:
    """Of "đoạn 14": "đoạn thứ 14 của văn bản"; several places are joined, what a person added says so."""
    if not place or place == BY_HAND:
        return "do người sửa thêm" if place else ""
    return _PARAGRAPH.sub(r"đoạn thứ \1", place.replace(BETWEEN, ", ")) + " của văn bản"
