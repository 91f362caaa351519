"""Text and numbers as a document shows them. Text is only ever text: nothing in it is read as markup or formula."""

import re
from datetime import date
from decimal import Decimal

from kehoach.lib.office_files.tables import Value

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What XML cannot hold (controls, lone surrogates, non-characters) and what shows text in another order than it has.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Text that any file can hold: line breaks as line feeds, no control or unfit characters."""
    return text if text.isprintable() else _UNFIT.sub("", _BREAKS.sub("\n", text))


def paragraphs(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [stripped for line in clean(text).split("\n") if (stripped := line.strip())]


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def balanced(text: str, longest: int) -> str:
    """A line as it is, or broken into as few lines as keep to `longest` characters, as even as can be."""
    lines = _wrapped(text, longest)
    width = longest
    while width > 1 and len(shorter := _wrapped(text, width - 1)) == len(lines):
        lines, width = shorter, width - 1
    return "\n".join(lines)


def shown(value: Value) -> str:
    """A cell as Vietnamese readers expect it: 14.068; 98,63; 05/02/2026; nothing for None."""
    match value:
        case None:
            return ""
        case str():
            return clean(value)
        case date():
            return short_day(value)
        case int():
            return _swap(f"{value:,}")
        case float() | Decimal():
            return _swap(f"{value:,.2f}".rstrip("0").rstrip("."))


def short_day(day: date) -> str:
    """05/02/2026, 09/3/2026: days below 10 and months 1 and 2 get a leading 0, as in the line of place and day."""
    return f"{day.day:02d}/{month_digits(day)}/{day.year}"


def month_digits(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def _wrapped(text: str, width: int) -> list[str]:
    """Broken at spaces, never at a no-break space or in a word; filled from the end, so the last line is the fuller."""
    lines: list[str] = []
    for word in reversed(text.split(" ")):
        if lines and len(lines[0]) + 1 + len(word) <= width:
            lines[0] = f"{word} {lines[0]}"
        else:
            lines.insert(0, word)
    return lines


def _swap(number: str) -> str:
    return number.translate({ord(","): ".", ord("."): ","})
