"""Months, quarters and days that are written in words: the same text with digits, letter for letter as long."""

import re

_NUMBERS = {
    "giêng": 1, "một": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mười một": 11, "mười hai": 12, "chạp": 12, "mười": 10,
}  # fmt: skip
_WORD = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_QUARTER = "một|nhất|hai|ba|tư|bốn"
# Small letters say a number only before a year: "tháng tư năm 2026", but "tháng sau" and "tháng, năm".
_SPELT = re.compile(
    rf"(?<=tháng )(?P<month>(?=[A-Z])(?i:{_WORD})|(?:{_WORD})(?=\s+năm\s+20\d\d))(?!\w)"
    rf"|(?<=quý )(?P<quarter>(?=[A-Z])(?i:{_QUARTER})|(?:{_QUARTER})(?=[\s,./]+(?:năm\s+)?20))(?!\w)"
    r"|(?<=ngày )(?P<first>(?:mùng|mồng) )(?=\d)",
)
_OF_DAY = re.compile(r"\d\s+tháng $")
_BEFORE = re.compile(r"Tháng|Quý|Ngày")


def in_digits(text: str) -> str:
    """ "tháng Chín năm 2026" as "tháng 9    năm 2026"; every other place keeps its offset."""
    lowered = _BEFORE.sub(lambda match: match[0].lower(), text)
    return _SPELT.sub(_digits, lowered) if _SPELT.search(lowered) else text


def _digits(match: re.Match[str]) -> str:
    word = match["month"] or match["quarter"]
    if word and word.lower() in ("giêng", "chạp") and _OF_DAY.search(match.string, 0, match.start()):
        return match[0]  # a month of the moon's calendar
    return (str(_NUMBERS[word.lower()]) if word else "").ljust(len(match[0]))
