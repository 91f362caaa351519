"""The numbers and signs in front of a line: Phần, Chương, I., 1., 1.1., a), (1), -, +."""

import re
from dataclasses import dataclass

from tasks.importing.words import flat

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINALS = ["nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"]
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_FOREIGN = "fjwz"  # Word counts with them as well; they have no place in a Vietnamese series
_DASHES = "-–—−‐‑\uf02d"
_BULLETS = "•*·●○▪■□◦‣➢→❖✓\uf0b7\uf0a7\uf0d8\uf076\uf0fc"

# Matched on the flat text, so that offsets are those of the text itself. What the letter case says is asked afterwards.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"(?P<label>phan (?:thu \w+|[ivxlc]+|\d{1,2}))\b\s*[.:)\-–]*\s*")),
    ("chapter", re.compile(r"(?P<label>chuong (?:[ivxlc]+|\d{1,2}))\b\s*[.:)\-–]*\s*")),
    ("heading", re.compile(r"(?P<label>muc (?:[ivxlc]+|\d{1,2}))\s*(?:[.:)\-–]\s*|$)")),
    ("article", re.compile(r"(?P<label>dieu \d{1,3})\s*[.:]\s*")),
    ("named", re.compile(r"(?P<label>(?:nhiem vu|noi dung|giai phap|hoat dong|buoc)(?: thu)? \d{1,2})\s*[.:]\s*")),
    ("roman", re.compile(r"(?P<label>[ivxl]{1,7})(?:\s*(?:[.):]|/(?!\d))(?:-\s)?\s*|\s*[\-–]\s*(?=\D)|\s{2,})")),
    ("capital", re.compile(r"(?P<label>[a-z])(?:\s*[.)]\s*|\s*[\-–]\s+)")),
    ("dotted", re.compile(r"(?P<label>\d{1,2}(?:\.\d{1,2})+)(?:\s*[.)\-–/:](?!\d)(?:-\s)?\s*|\s+)")),
    ("dotted", re.compile(r"(?P<label>[ivx]{1,5}(?:\.\d{1,2})+)(?:\s*[.)\-–/:](?!\d)\s*|\s+)")),
    ("bracket", re.compile(r"(?P<label>\d{1,2})\s*\)(?:-\s)?\s*")),
    ("number", re.compile(r"(?P<label>\d{1,3})\s*[./:](?!\d)(?:-\s)?\s*")),
    ("number", re.compile(r"(?P<label>\d{1,2})\s*[\-–](?!\s*\d)\s*")),
    ("small", re.compile(r"(?P<label>[ivx]{2,5})\s*[.)]\s*(?=\D)")),
    ("letter", re.compile(r"(?P<label>[a-z])\s*[.)/](?:-\s)?\s*(?=\D|$)")),
    ("paren", re.compile(r"(?P<label>[a-z]\.?\d{1,2})\s*[.)]\s*")),
    ("paren", re.compile(r"\((?P<label>\d{1,2}|[a-z]|[ivx]{1,4})\)\s*")),
)
_BULLET = re.compile(
    rf"(?P<label>[{re.escape(_DASHES)}])\s*(?=[^\s\d{re.escape(_DASHES)}]|\d|$)|(?P<sign>[+{_BULLETS}])\s*"
)

SECTION_KINDS = ("part", "chapter", "heading", "capital", "roman")
SIGNS = ("dash", "plus", "bullet")
RANKS = {
    "article": 0,
    "named": 0,
    "roman": 0,
    "capital": 0,
    "number": 1,
    "dotted": 2,
    "letter": 3,
    "bracket": 4,
    "paren": 5,
    "small": 5,
    "dash": 6,
    "plus": 7,
    "bullet": 8,
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, without its dot or bracket, its kind, its place in the series, and where the text begins."""

    kind: str
    text: str
    value: int
    end: int

    @property
    def depth(self) -> int:
        """How deep a 1.1.1 is."""
        return self.text.count(".")


def read(text: str) -> Label | None:
    """The label at the beginning of a line, or None."""
    folded = flat(text[:40])
    for kind, pattern in _PATTERNS:
        match = pattern.match(folded)
        if match and (label := _checked(kind, match, text)):
            return label
    if (match := _BULLET.match(text)) and text[match.end() :].strip(_DASHES + "*_ "):
        sign = match["label"] or match["sign"]
        kind = "plus" if sign == "+" else "dash" if match["label"] else "bullet"
        shown = {"plus": "+", "dash": "-"}.get(kind, sign if sign < "\ue000" else "-")
        return Label(kind, shown, 0, match.end())
    return None


def unlabelled(text: str) -> str:
    """The text behind its label."""
    found = read(text)
    return text[found.end :].strip() if found else text


def is_bare(text: str) -> bool:
    """The text is a label and nothing else; the asterisk under an issuing body is none."""
    if text.strip() == "*":
        return False
    found = read(text.strip() + " ")
    return bool(found and found.end >= len(text.strip())) or text.strip() in tuple(_DASHES + _BULLETS + "+")


def _checked(kind: str, match: re.Match[str], text: str) -> Label | None:
    """The label, when its letters have the case that its kind asks for."""
    printed = text[match.start("label") : match.end("label")]
    folded = match["label"]
    first = printed[0]
    if kind in ("roman", "capital", "part", "chapter", "heading", "article", "named") and not first.isupper():
        return None
    if kind == "small" and not (printed.islower() and roman_value(printed.upper())):
        return None
    if kind == "letter" and first not in _LETTERS + _FOREIGN:
        return None
    if kind == "paren" and text[0] != "(" and first not in _LETTERS + _FOREIGN:
        return None
    if kind == "capital" and (first not in "ABCDĐEFGHIJKLM" or folded in ("i",)):
        return None
    is_word = "/" in text[match.end("label") : match.end()] and text[match.end() : match.end() + 1].islower()  # V/v
    if kind == "roman" and (not printed.isupper() or not roman_value(printed) or is_word):
        return None
    return Label(kind, printed, _value(kind, folded, printed), match.end())


def follows(first: Label, second: Label) -> bool:
    """Whether the second is the next label of the same series: 1. 2., 1.1. 1.2., c) d) or d) đ)."""
    if first.kind != second.kind:
        return False
    if first.kind == "dotted" and first.text.rpartition(".")[0] != second.text.rpartition(".")[0]:
        return False
    steps = (1, 2) if first.text == "d" else (1,)  # many write d) e) and leave đ) out
    return second.value - first.value in steps


def as_small(label: Label) -> Label | None:
    """The same letter as a small Roman numeral: the i) of i) ii) iii); None for a letter that is none."""
    value = roman_value(label.text.upper()) if label.kind == "letter" and label.text.islower() else 0
    return Label("small", label.text, value, label.end) if value else None


def _value(kind: str, folded: str, printed: str) -> int:
    last = re.split(r"[. ]", folded)[-1]
    if digits := re.search(r"\d+$", last):
        return int(digits[0])
    if kind in ("letter", "capital") or (kind == "paren" and len(last) == 1 and last not in "iv"):
        return _LETTERS.find(printed.lower()) + 1
    if last in _ORDINALS:
        return _ORDINALS.index(last) + 1
    return roman_value(last.upper())


def roman_value(text: str) -> int:
    """The number a Roman numeral stands for, 0 when it is none."""
    if not text or any(letter not in _ROMAN_VALUES for letter in text):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
