"""When: the deadline that a line states, and the dates that only belong to cited documents.

Patterns run on the flat text (no marks, lower case), whose offsets are those of the text. Source: product.md, rule 16.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.importing.proposal import Citation, Deadline, DeadlineKind
from tasks.importing.words import flat

_DAY = (
    r"(?P<day>\d{1,2})(?:\s*[/.\-]\s*(?P<month>\d{1,2})(?:\s*[/.\-]\s*(?P<year>\d{4}))?(?![/\d])"
    r"|\s+thang\s+(?P<month2>\d{1,2})(?:\s+nam\s+(?P<year2>\d{4}))?)"
)
_MONTH = r"thang\s+(?P<month>\d{1,2})(?:\s*[/\-]\s*|\s+nam\s+)(?P<year>\d{4})"
_QUARTER = (
    r"quy\s+(?P<first>iv|i{1,3}|[1-4])(?:\s*(?:,|-|–|va|den)\s*(?:quy\s+)?(?P<last>iv|i{1,3}|[1-4]))?\b"
    r"(?:\s*[/\-]\s*(?P<year>\d{4})|,?\s+nam\s+(?P<year2>\d{4}))?"
)
_HALF = r"(?P<months>6|9|sau|chin)\s+thang\s+(?P<which>dau|cuoi)(?:\s+nam)?(?:\s+(?P<year>\d{4}))?"
_YEARS = r"(?P<first>20\d\d)\s*(?:-|–|den(?:\s+nam)?)\s*(?P<last>20\d\d)"
_EACH_YEAR = r"(?:hang|moi)\s+nam"
_BY = (
    r"(?P<lead>(?:truoc(?:\s+het)?|cham nhat(?:\s+la)?(?:\s+(?:den|vao|trong))?(?:\s+het)?"
    r"|muon nhat(?:\s+la)?|den het|den|het|han(?:\s+cuoi)?|trong|vao|han chot|thoi han(?:\s+la)?|xong|"
    r"hoan thanh(?:\s+vao)?))\s*:?\s+"
)

CITED = re.compile(
    r"so:?\s*(?P<number>\d{1,5}\s*(?:[/\-]\s*[\w\-/.]*\w))"
    rf"(?:\s*,?\s*(?:ngay|de ngay)\s+{_DAY})?"
)
_NAMED = re.compile(
    r"(?:nghi quyet|ket luan|chi thi|quyet dinh|quy dinh|ke hoach|chuong trinh|huong dan|thong bao|thong tu|"
    r"nghi dinh|luat|"
    rf"cong van|bao cao|de an|dieu le|phap lenh|to trinh|"
    rf"cong dien)\b[^.;\d]{{0,80}}?\bngay\s+{_DAY}\s*,?\s+(?:cua|ve)\b"
)
_DOCUMENT_BEFORE = re.compile(r"(?:truoc|cham nhat|den|het|han|hoan thanh)\b[^,]*$")

_FIELD = re.compile(
    r"(?:^|[\s(\[;.\-+])(?P<field>(?:thoi gian|thoi han|tien do|moc)(?:\s+(?:thuc hien|hoan thanh|trien khai|"
    r"to chuc|bao cao|xong))*\s*:\s*)"
    r"(?P<value>[^\n;]*?)(?=[;\n)\]]|\.\s|\.?$)"
)
_OTHER = re.compile(r"(?:theo|sau khi|khi|ngay sau|tuy|can cu|cung voi|trong vong|ngay khi)\b.*")
_ROUTINE = re.compile(
    r"thuong xuyen|lien tuc|dinh ky(?:\s+(?:hang|moi)\s+\w+|\s+\d+\s+thang)?|(?:hang|moi)\s+(?:nam|quy|thang|tuan)"
)
_RELATIVE = re.compile(
    r"(?:cham nhat|trong vong|trong|sau)\s+(?:thoi han\s+)?(?P<count>\d{1,3})\s+(?P<unit>ngay|tuan|thang)"
    r"(?:\s+lam viec)?,?\s+(?:ke\s+)?tu\s+(?:ngay|khi)\s+(?:ban hanh|ky|ke hoach|van ban|co hieu luc)[^,.;)]{0,60}"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A deadline and where it begins in the text."""

    at: int
    deadline: Deadline


def citations(text: str) -> list[Citation]:
    """The documents cited by number in a text, each with its day when that is stated."""
    folded = flat(text)
    found = []
    for match in CITED.finditer(folded):
        if not _is_symbol(match["number"]) or (match.start() and folded[match.start() - 1].isalnum()):
            continue
        on, _ = _day(match, None)
        found.append(Citation(text[match.start() : match.end()], on))
    return found


def deadline(text: str, issued_on: date | None = None) -> Deadline | None:
    """The deadline that a line of prose states; None when it says nothing about time."""
    folded = _without_citations(flat(text))
    if match := _FIELD.search(folded):
        value = text[match.start("value") : match.end("value")].strip()
        if value and (told := stated(value, issued_on)):
            return told
    found = sorted(_in_prose(text, folded, issued_on), key=lambda each: each.at)
    return found[0].deadline if found else None


def stated(text: str, issued_on: date | None = None) -> Deadline | None:
    """The deadline in a place made for it: the time column of a table, or what follows "Thời gian:"."""
    text = text.strip().strip(".;,")
    if not any(character.isalnum() for character in text):
        return None
    folded = _without_citations(flat(text))
    found = sorted(_in_prose(text, folded, issued_on), key=lambda each: each.at)
    if found and found[0].deadline.kind != "routine":
        return _retold(found[0].deadline, text)
    for pattern, reader in (
        (_DAY, _bare_day),
        (_MONTH, _month),
        (_QUARTER, _quarter),
        (_HALF, _half),
        (_YEARS, _years),
    ):
        if (match := re.search(rf"(?<![\d/]){pattern}", folded)) and (bare := reader(match, text, issued_on)):
            return _retold(bare, text)
    if match := re.search(r"(?:nam\s+)?(?<![\d/])(20\d\d)(?![\d/])", folded):
        return _whole_year(int(match[1]), text)
    if _ROUTINE.search(folded):
        return Deadline("routine", text)
    return Deadline("other", text)


def _retold(found: Deadline, text: str) -> Deadline:
    return Deadline(found.kind, text, found.start, found.on, found.before)


def _is_symbol(number: str) -> bool:
    """A document's number has letters (46-ctr/tu) or a year (15/2020): "số 5-10" has neither."""
    return any(character.isalpha() for character in number) or bool(re.search(r"/\d{4}", number))


def _without_citations(folded: str) -> str:
    """The same text with the dates of cited documents blanked out."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0])

    folded = CITED.sub(lambda match: blank(match) if _is_symbol(match["number"]) else match[0], folded)

    def blank_named(match: re.Match[str]) -> str:
        upto = match[0][: match.start("day") - match.start()]
        return match[0] if _DOCUMENT_BEFORE.search(upto.removesuffix("ngay ").rstrip()) else blank(match)

    return _NAMED.sub(blank_named, folded)


def _in_prose(text: str, folded: str, issued_on: date | None) -> Iterator[_Found]:
    """Every deadline that words of time announce."""
    yield from _by_day(text, folded, issued_on)
    for match in re.finditer(rf"\b{_BY}(?:ngay\s+cuoi\s+)?{_MONTH}", folded):
        if found := _month(match, _words(match, text), issued_on):
            yield _Found(match.start(), _closed(found, match["lead"]))
    for match in re.finditer(rf"\b(?:{_BY})?{_QUARTER}", folded):
        announced = match["lead"] or match["year"] or match["year2"]
        if announced and (found := _quarter(match, _words(match, text), issued_on)):
            yield _Found(match.start(), _closed(found, match["lead"]))
    for match in re.finditer(rf"\b{_BY}{_HALF}", folded):
        if found := _half(match, text[match.start() : match.end()], issued_on):
            yield _Found(match.start(), _closed(found, match["lead"]))
    for match in re.finditer(
        rf"\b(?:trong (?:cac )?(?:giai doan|nam)|thuc hien (?:trong )?(?:giai doan )?)\s*{_YEARS}", folded
    ):
        if found := _years(match, text[match.start() : match.end()], issued_on):
            yield _Found(match.start(), found)
    for match in re.finditer(
        r"\b(?P<lead>trong|den het|het|truoc het|cham nhat(?: la)?(?: trong)?) nam (?P<year>20\d\d)(?!\s*[-–/]\s*\d)",
        folded,
    ):
        whole = _whole_year(int(match["year"]), text[match.start() : match.end()])
        yield _Found(match.start(), _closed(whole, match["lead"]))
    yield from _relative(text, folded, issued_on)
    yield from _regular(text, folded)


def _words(match: re.Match[str], text: str) -> str:
    """The words of a span; "trong" and "vào" in front add nothing to it."""
    start = match.end("lead") if match["lead"] in ("trong", "vao") else match.start()
    return text[start : match.end()].strip()


def _by_day(text: str, folded: str, issued_on: date | None) -> Iterator[_Found]:
    """trước ngày 30/11/2026, chậm nhất ngày 15 tháng 6 năm 2026, hằng năm (trước ngày 20/11)."""
    each_year = re.compile(rf"{_EACH_YEAR}[\s,(]*$")
    for match in re.finditer(rf"\b{_BY}(?:la\s+)?(?P<word>ngay\s+)?{_DAY}", folded):
        if not (match["month"] or match["month2"]):
            continue
        if match["lead"] in ("den", "trong", "vao", "het") and not match["word"]:
            continue
        on, has_year = _day(match, issued_on)
        before = "truoc" in match["lead"]
        start, end = match.start(), match.end()
        earlier = each_year.search(folded[max(0, start - 16) : start])
        later = re.match(rf"[\s,]*{_EACH_YEAR}", folded[end:])
        if not has_year and (earlier or later):
            start = start - len(earlier[0]) if earlier else start
            end = end + len(later[0]) if later else end + folded[end:].startswith(")")
            yield _Found(start, Deadline("yearly", text[start:end].strip(), None, on, before))
        elif on:
            yield _Found(start, Deadline("date", text[start:end].strip(), None, on, before))
        else:
            yield _Found(start, Deadline("other", text[start:end].strip()))


def _relative(text: str, folded: str, issued_on: date | None) -> Iterator[_Found]:
    """Chậm nhất 15 ngày kể từ ngày ban hành: counted from the plan's own day."""
    for match in _RELATIVE.finditer(folded):
        words = text[match.start() : match.end()].strip()
        if not issued_on or "lam viec" in match[0]:
            yield _Found(match.start(), Deadline("other", words))
            continue
        count = int(match["count"])
        on = _after(issued_on, count, match["unit"])
        yield _Found(match.start(), Deadline("date", words, None, on) if on else Deadline("other", words))


def _after(start: date, count: int, unit: str) -> date | None:
    try:
        if unit != "thang":
            return start + timedelta(days=count * (7 if unit == "tuan" else 1))
        years, month = divmod(start.month - 1 + count, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def _regular(text: str, folded: str) -> Iterator[_Found]:
    """Work said to be regular: "Định kỳ hằng quý …", "Hằng năm, …", "(thường xuyên)". The bare adverb says nothing."""
    pattern = (
        r"\bdinh ky\s+(?:(?:hang|moi)\s+\w+(?:,?\s+(?:va\s+)?(?:hang|moi)\s+\w+)*|"
        r"\d+\s+thang(?:,\s+\d+\s+thang)*(?:,?\s+(?:va\s+)?(?:hang\s+)?nam)?)"
        r"|(?:^|(?<=[.;]\s))(?:hang|moi)\s+(?:nam|quy|thang|tuan)(?=[\s,])"
        r"|(?<=\()(?:thuong xuyen|hang nam|hang quy|hang thang)(?=\))"
        r"|\b(?:(?:truoc|cham nhat|vao) )?ngay \d{1,2} (?:hang|moi) thang"
        r"|\bthuc hien thuong xuyen(?=\s*(?:[.;)]|$))"
    )
    for match in re.finditer(pattern, folded):
        yield _Found(match.start(), Deadline("routine", text[match.start() : match.end()].strip()))


def _closed(found: Deadline, lead: str | None) -> Deadline:
    """A span with "trước", "đến hết" or "chậm nhất" in front is a last day."""
    lead = lead or ""
    if found.start and "truoc" in lead and "het" not in lead:
        return Deadline("date", found.text, None, found.start, True)
    if any(word in lead for word in ("het", "cham nhat", "muon nhat", "han", "den")):
        return Deadline("date", found.text, None, found.on)
    return found


def _day(match: re.Match[str], issued_on: date | None) -> tuple[date | None, bool]:
    """(the day, whether its year was written); without a year it is taken from the plan's date."""
    groups = match.groupdict()
    month = groups.get("month") or groups.get("month2")
    year = groups.get("year") or groups.get("year2")
    if not groups.get("day") or not month or not (year or issued_on):
        return None, bool(year)
    return _date(int(year) if year else issued_on.year if issued_on else 0, int(month), int(groups["day"])), bool(year)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _bare_day(match: re.Match[str], text: str, issued_on: date | None) -> Deadline | None:
    on, has_year = _day(match, issued_on)
    folded = flat(text)
    before = "truoc" in folded[: match.start()]
    if not has_year and re.search(_EACH_YEAR, folded):
        return Deadline("yearly", text, None, on, before)
    return Deadline("date", text, None, on, before) if on else None


def _span(text: str, start: date | None, on: date | None, kind: DeadlineKind = "range") -> Deadline | None:
    return Deadline(kind, text, start, on) if start and on and start <= on else None


def _month(match: re.Match[str], text: str, _issued_on: date | None) -> Deadline | None:
    start = _date(int(match["year"]), int(match["month"]), 1)
    return _span(text, start, start and start.replace(day=monthrange(start.year, start.month)[1]))


def _quarter(match: re.Match[str], text: str, issued_on: date | None) -> Deadline | None:
    year = match["year"] or match["year2"] or (issued_on.year if issued_on else None)
    if not year:
        return Deadline("other", text)
    numbers = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
    first, last = numbers[match["first"]], numbers[match["last"] or match["first"]]
    return _months(text, int(year), 3 * first - 2, 3 * last)


def _half(match: re.Match[str], text: str, issued_on: date | None) -> Deadline | None:
    year = match["year"] or (issued_on.year if issued_on else None)
    if not year:
        return Deadline("other", text)
    months = 6 if match["months"] in ("6", "sau") else 9
    return _months(text, int(year), 1, months) if match["which"] == "dau" else _months(text, int(year), 13 - months, 12)


def _months(text: str, year: int, first: int, last: int) -> Deadline | None:
    start = _date(year, first, 1)
    return _span(text, start, start and _date(year, last, monthrange(year, last)[1]))


def _years(match: re.Match[str], text: str, _issued_on: date | None) -> Deadline | None:
    return _span(text, date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31))


def _whole_year(year: int, text: str) -> Deadline:
    return Deadline("range", text, date(year, 1, 1), date(year, 12, 31))
