"""Percentages as every screen shows them: whole, with the counts beside them; documents keep their decimals.

The page of a roll-up shows what its document says, and so its decimals.
"""

from django import template

register = template.Library()


@register.filter
def whole_percent(value: float) -> int:
    """87 for 86.7; neither "all" nor "nothing" unless it is exactly that: 99 for 99.8, 1 for 0.2."""
    if 0 < value < 100:
        return min(99, max(1, round(value)))
    return round(value)
