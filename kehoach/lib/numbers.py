"""Numbers as Vietnamese write them: 1.200 is a thousand two hundred, 98,5 has a decimal comma."""

import re
from decimal import Decimal

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_PLAIN = re.compile(r"\d{1,13}(?:[.,]\d{1,2})?")


def read_number(text: str) -> Decimal:
    """The number that the text says, never negative, with at most two decimals. Errors: ValueError."""
    bare = "".join(text.split())
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    elif not _PLAIN.fullmatch(bare):
        raise ValueError(text)
    number = Decimal(bare.replace(",", "."))
    if number >= 10**13:
        raise ValueError(text)
    return number


def number_text(number: Decimal) -> str:
    """1.200,5; without decimals that say nothing."""
    whole, _, decimals = f"{number:,.2f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")
