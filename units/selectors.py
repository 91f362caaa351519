"""Questions about units, people and the office."""

from units.models import Office


def get_office() -> Office:
    """The office's settings; the defaults where nobody has saved any yet. Queries: 1."""
    return Office.objects.filter(pk=1).first() or Office(pk=1)
