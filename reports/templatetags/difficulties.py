"""Difficulties of a report as a short passage elsewhere."""

import re

from django import template

register = template.Library()
_DASH = re.compile(r"^\s*[-–+]\s*")
_SOURCE = re.compile(r"\s*\((?:Nhiệm vụ .*, )?ngày \d{1,2}/\d{1,2}/\d{4}\)\s*$")


@register.filter
def in_passing(text: str) -> str:
    """The words alone: without the dash of each line and the task and day that the report names behind it."""
    lines = (_SOURCE.sub("", _DASH.sub("", line)).strip() for line in text.splitlines())
    return " ".join(line for line in lines if line)
