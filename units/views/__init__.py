"""The pages of units, people and the office."""

from django.http import HttpRequest


def number_in(request: HttpRequest, name: str) -> int | None:
    """A number from the query string; None when it is missing or no number."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() else None
