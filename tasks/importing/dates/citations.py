"""Documents that a text cites, with their days: never deadlines."""

import re
from datetime import date

from tasks.importing.dates.spans import day_of
from tasks.importing.proposal import Citation
from tasks.importing.words import flat

_DAY = (
    r"(?P<day>\d{1,2})(?:\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})(?![/\d])"
    r"|\s+thang\s+(?P<month2>\d{1,2})(?:\s*/\s*|\s+nam\s+)(?P<year2>\d{4}))"
)
_NUMBERED = re.compile(
    r"(?<![^\W_])so:?\s*(?P<number>\d{1,5}\s*(?:[/\-]\s*[\w\-/.&]*\w))"
    rf"(?:\s*,?\s*(?:ra |ky |de |ban hanh )?ngay\s+{_DAY})?"
)
_KINDS = (
    r"nghi quyet|ket luan|chi thi|quyet dinh|quy dinh|quy che|ke hoach|chuong trinh|huong dan|thong bao|thong tu|"
    r"nghi dinh|luat|bo luat|cong van|bao cao|de an|dieu le|phap lenh|to trinh|cong dien|hien phap|bien ban"
)
_NAMED = re.compile(rf"(?<![^\W_])(?:{_KINDS})\b(?P<name>[^.;:()\d]{{0,110}}?),?\s+ngay\s+{_DAY}")
_DUE = re.compile(r"(?:truoc|cham nhat|muon nhat|den het|den|het|han|hoan thanh|xong|vao|trong|ve|gui)\b[^,]*$")


def citations(text: str) -> list[Citation]:
    """The documents cited by number or with their day, each with that day when it is stated."""
    folded = flat(text)
    found: dict[int, Citation] = {}
    for match in _NUMBERED.finditer(folded):
        if _is_symbol(match["number"]):
            found[match.end()] = Citation(text[match.start() : match.end()], _day(match))
    for match in _NAMED.finditer(folded):
        if match.end() not in found and _is_cited(match):
            found[match.end()] = Citation(text[match.start() : match.end()], _day(match))
    return [found[at] for at in sorted(found)]


def without(folded: str) -> str:
    """The same flat text with the cited documents' numbers and days blanked out."""
    folded = _NUMBERED.sub(lambda match: " " * len(match[0]) if _is_symbol(match["number"]) else match[0], folded)
    return _NAMED.sub(lambda match: " " * len(match[0]) if _is_cited(match) else match[0], folded)


def _is_symbol(number: str) -> bool:
    """A document's number has letters (46-ctr/tu) or a year (15/2020): "số 5-10" has neither."""
    return any(character.isalpha() for character in number) or bool(re.search(r"/\d{4}", number))


def _is_cited(match: re.Match[str]) -> bool:
    """Words of a due day in front of the day make it one: "xây dựng kế hoạch trước ngày 15/5/2026"."""
    return not _DUE.search(match["name"].rstrip())


def _day(match: re.Match[str]) -> date | None:
    year, month = match["year"] or match["year2"], match["month"] or match["month2"]
    return day_of(int(year), int(month), int(match["day"])) if year else None
