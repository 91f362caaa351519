"""What a line says about time: the deadline, from the words around its days.

A day is a deadline when words announce it ("trước ngày", "xong trong"), when it stands apart ("(Quý III/2026)") or,
with its year, when it is still to come on the plan's own day. Days gone by are history, however they are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tasks.importing.dates.citations import without
from tasks.importing.dates.counted import counted, near
from tasks.importing.dates.events import by_events
from tasks.importing.dates.rhythm import REGULAR, ROUTINE, regular
from tasks.importing.dates.spans import Span, day_of, spans
from tasks.importing.dates.spelt import in_digits
from tasks.importing.proposal import Deadline
from tasks.importing.words import flat

# The words in front of a stretch of days.
_BEFORE = re.compile(
    r"(?<![^\W_])(?P<words>(?:(?:phai|can|xong|hoan thanh|ket thuc|thuc hien|hoan tat|nop|gui)\s+(?:xong\s+)?)?"
    r"(?:(?P<until>truoc\s+het|khong\s+(?:de\s+)?(?:qua|muon\s+(?:hon|qua)|cham\s+(?:hon|qua))|cham\s+nhat|muon\s+nhat|den\s+het|han\s+(?:cuoi|chot)|thoi\s+han|toi|den|het)"
    r"(?:\s+(?:la|vao|den|trong|het))*|(?P<before>truoc)|(?P<within>trong|vao|ngay trong|trong ca|tai(?=\s+(?:ky"
    r"|phien|buoi|cuoc)\s+(?:hop|sinh\s+hoat|giao\s+ban)))"
    r"|(?P<since>ke\s+tu|bat\s+dau\s+tu|tu|sau))"
    r"(?:\s+(?:khoang|thoi\s+gian|cac|giai\s+doan|(?:ngay|dip|le)\s+(?:quoc\s+(?:khanh|te)|giai\s+phong|nha\s+giao"
    r"|lao\s+dong)(?:\s+[a-z]+){0,5}|dip|(?:buoi\s+)?(?:sang|chieu|toi)|(?:ky|phien|cuoc"
    r"|buoi)(?:\s+(?:hop|sinh\s+hoat|thuong\s+ky|dinh\s+ky))*|hai\s+ngay|\d+\s+ngay(?=\s+ngay)|(?:0?\d|hai|ba)(?=\s*$)"
    r"|(?P<hour>\d{1,2}\s*(?:h|gio|:)\s*(?:\d{1,2}\s*(?:phut)?)?)(?:\s*,)?))*)\s*:?\s*$"
)
_DONE = re.compile(r"(?<![^\W_])(?:xong|hoan thanh|thoi gian|thoi han|tien do|han|du kien)\s*(?:vao\s*)?:?\s*$")
_APART = re.compile(r"(?:^|[(;:.,\-–+])\s*$")
_OPENING = re.compile(r"(?:^|[.;]\s)[\s\-–+]*$")
_ACT_BEHIND = re.compile(
    r"\s*:\s+\w|\s+(?:hoan thanh|to chuc|trien khai|thuc hien|so ket|tong ket|khai mac|be mac|kiem tra|bao cao"
    r"|ra quan)\b"
)
_CLOSED = re.compile(r"\s*(?:$|[),.;:/])")
_ROUND = re.compile(r"(?<![^\W_])dot (?:thu )?(?:\d|i{1,3}|iv|nhat|hai|ba)\s*(?:[:,(]\s*|la |vao |trong )*(?:ngay )?$")
# Words that make the days behind them something else than a deadline.
_NOT_DUE = re.compile(
    r"(?:nhiem ky|nam hoc|giai doan|ky niem[^,.;]*|ngay (?:thanh lap|truyen thong|sinh|hoi|mat)[^,.;]*|so voi[^,.;]*"
    r"|cung ky[^,.;]*|hieu luc[^,.;]*|tam nhin[^,.;]*|khoa [ivx\d]+[^,.;]*|moc[^,.;]*"
    r"|(?:ket qua|tinh hinh|bao cao|chi tieu|ke hoach|du toan|chuong trinh)(?:\s+\w+){0,4})\s*$"
)
_OCCASION = re.compile(r"(?<![^\W_])(?:nhan (?:ky niem|ngay)|dip)\s(?:[^.;()]{3,90}[\s(])?$")
_HELD_ON = re.compile(r"(?<![^\W_])ngay hoi[^,.;]*\s\(?$")
_OF_EVENT = re.compile(
    r"\b(?:chao mung|huong ung|ky niem|nhan|mung|tu|thanh lap|truyen thong|le|hoi|su kien)\b[^,.;]*$"
)
_CARRIED_OUT = re.compile(r"(?<![^\W_])(?:thuc hien|trien khai|thi diem|ap dung|hoan thanh)\s*$")
_CUT_OFF = re.compile(r"(?:(?:so lieu(?:[^,.;]{0,30} tinh)?|[%\d] tinh)|chot|moc)(?:\s+(?:tu|lay))?\s*$")
_GOAL = re.compile(
    r"(?:chien luoc|quy hoach|tam nhin|muc tieu|dinh huong|de an|chuong trinh|ke hoach|phat trien)\b[^,.;]*$"
)
_JOINED = re.compile(r"\s*(?:den(?:\s+het)?|-|–)\s*(?:\d{1,2}\s*(?:h|gio|:)\s*(?:\d{1,2}(?:\s*phut)?)?\s*,?\s*)?$")
_LISTED = re.compile(r"\s*(?:,|va|;)\s*(?:ngay\s+)?")
_EACH_YEAR = r"(?:hang|moi)\s+nam"
_YEARLY_BEFORE = re.compile(
    rf"(?:{_EACH_YEAR}|dinh ky[^,.;]{{0,40}}nam|(?:6|06|9|09|sau) thang|(?:bao cao|, |va )\s*(?:01 "
    rf"|mot )?nam)[\s,]*(?:\(|,|\s)\s*$"
)
_SAID_YEARLY = re.compile(rf"(?<![^\W_]){_EACH_YEAR}\b[^.;]{{0,120}}$")
_YEARLY_AFTER = re.compile(
    rf"(?:\s*(?:,|;|va)\s*(?:truoc\s+)?(?:ngay\s+)?\d{{1,2}}(?:\s*/\s*|\s+thang\s+)\d{{1,2}}(?![/\d]))*"
    rf"[\s,)]*(?:cua\s+)?{_EACH_YEAR}"
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s(\[;.\-+]))(?:thoi gian|thoi han|tien do|moc|han)(?:\s+(?:thuc hien|hoan thanh|trien khai|to chuc"
    r"|bao cao|xong|du kien|cuoi|chot|nop|gui|ho so))*"
    r"\s*:\s*(?P<value>[^\n;]*?)(?=[;\n)\]]|\.\s|\.?$|,\s*(?:(?:co quan|don vi)\s+)?(?:chu tri|phoi hop"
    r"|san pham)[\w\s]{0,20}:)"
)
_BARE_YEARS = re.compile(
    r"\W*(?:(?:trong|ca|suot|xong|hoan thanh|ke hoach)\s+)*(20\d\d)(?:\s*(?:,|;|va)\s*(20\d\d))?\W*"
)
_ALWAYS = re.compile(r"thuong xuyen,? (?:(?:trong|suot|ca) )*$")
_WHOLE_YEAR = re.compile(r"(?:trong|ca|suot)\s+nam\b(?!\s+(?:20\d\d|hoc))")
_ONGOING = re.compile(r"\s*tro di|\s+va (?:cac|nhung) nam (?:tiep theo|sau)")
# The day of each month or quarter: "hằng tháng (trước ngày 20)".
_EACH_TIME = re.compile(
    r"(?:hang|moi) (?:tuan|thang|quy)[\s,(]*(?:(?:truoc|cham nhat|vao|den) )+(?:ngay )?\d{1,2}(?![\s\d]*[/\d])\)?"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A deadline and where it stands in the text."""

    at: int
    deadline: Deadline
    announced: bool = True  # no "cuối năm" that the sentence only speaks of


def deadline(text: str, issued_on: date | None = None) -> Deadline | None:
    """The deadline that a line of prose states; None when it says nothing about time. Of several, the last day."""
    folded = without(flat(in_digits(text)))
    for match in _FIELD.finditer(folded):
        value = text[match.start("value") : match.end("value")].strip()
        if value and (told := stated(value, issued_on)):
            return told
    return _last(list(_in_prose(text, folded, issued_on)))


def stated(text: str, issued_on: date | None = None) -> Deadline | None:
    """The deadline in a place made for it: the time column of a table, or what follows "Thời gian:"."""
    text = text.strip().strip(".;,")
    if not any(character.isalnum() for character in text):
        return None
    folded = without(flat(in_digits(text)))
    found = [_Found(*one) for one in counted(text, folded, issued_on)]
    found += _by_spans(text, folded, issued_on, alone=True)
    if told := _last(found):
        return replace(told, text=text)
    if years := _BARE_YEARS.fullmatch(folded):
        first, last = int(years[1]), int(years[2] or years[1])
        return (
            Deadline("range", text, date(first, 1, 1), date(last, 12, 31)) if first <= last else Deadline("other", text)
        )
    if REGULAR.search(folded) or ROUTINE.search(folded):
        return Deadline("routine", text)
    if issued_on and _WHOLE_YEAR.search(folded):
        return Deadline("range", text, date(issued_on.year, 1, 1), date(issued_on.year, 12, 31))
    return Deadline("other", text)


def _last(found: list[_Found]) -> Deadline | None:
    """Of several: the latest day; else what returns each year, then what is regular, then what depends on something.

    A day that is announced goes before those that are only spoken of: "rà soát cuối năm 2026 (từ 01/9 đến 15/12)".
    """
    dated = [one for one in found if one.deadline.kind in ("date", "range")]
    dated = [one for one in dated if one.announced] or dated
    if dated:
        return max(dated, key=lambda one: (one.deadline.on or date.min, one.at)).deadline
    for kind in ("yearly", "routine", "other"):
        if alike := [one for one in found if one.deadline.kind == kind]:
            return max(alike, key=lambda one: (one.deadline.on or date.min, -one.at)).deadline
    return None


def _in_prose(text: str, folded: str, issued_on: date | None) -> Iterator[_Found]:
    yield from (_Found(*one) for one in counted(text, folded, issued_on))
    yield from _by_spans(text, folded, issued_on, alone=False)
    for start, end in regular(folded):
        yield _Found(start, Deadline("routine", text[start:end].strip(" -–+")))
    if each := _EACH_TIME.search(folded):
        yield _Found(each.start(), Deadline("routine", text[each.start() : each.end()]))
    elif issued_on:
        yield from (_Found(*one) for one in near(text, folded, issued_on))
    for start, end in by_events(folded):
        yield _Found(start, Deadline("other", text[start:end].strip()))


# --- From stretches of days ------------------------------------------------------------------------------------------


def _by_spans(text: str, folded: str, issued_on: date | None, *, alone: bool) -> Iterator[_Found]:
    """Takes: `alone`, the text is about time and nothing else."""
    found = spans(folded)
    skipped: Span | None = None
    regular = bool(found and REGULAR.search(folded))
    for index, span in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if span is skipped or (regular and _is_of_month(folded, span)) or _is_all_through(folded, span):
            continue
        if following and _narrows(folded, span, following):
            continue
        if following and _JOINED.fullmatch(folded[span.to : following.at]) and _opens(folded, span, alone=alone):
            skipped = following
            one = _from_to(text, folded, (span, following), issued_on)
        else:
            one = _single(text, folded, span, issued_on, alone=alone, lead=_shared_lead(folded, found, index))
        if one and (alone or not _is_history(one.deadline, issued_on)):
            yield one


def _is_of_month(folded: str, span: Span) -> bool:
    """ "ngày 25 hằng tháng" holds no stretch of days; "ngày 10 tháng cuối quý" only seems to."""
    return bool(re.match(r"\s*(?:hang|moi) thang", folded[span.to :]))


def _is_all_through(folded: str, span: Span) -> bool:
    """ "thường xuyên trong năm 2026" is work without a last day."""
    return span.unit == "year" and bool(_ALWAYS.search(folded[: span.at]))


def _narrows(folded: str, span: Span, following: Span) -> bool:
    """ "Quý II/2026 (trước ngày 15/6/2026)": the day says when within the stretch."""
    before = _BEFORE.search(folded[span.to : following.at])
    if following.unit != "day" or not before or before["within"] or before["since"]:
        return False
    inside = span.unit != "day" and span.starts <= following.ends <= span.ends and following.year in (None, span.year)
    return inside and not folded[span.to : span.to + before.start()].strip(" ,;(-–")


def _is_stretch(folded: str, span: Span) -> bool:
    """Its words name both ends: "(từ) tháng 7 đến tháng 9/2026"."""
    return bool(re.search(r"\bden\b|[-–]", folded[span.at : span.to])) and span.unit != "day"


def _opens(folded: str, span: Span, *, alone: bool) -> bool:
    """A span that "từ" announces goes on to the next: từ ngày 01/7 đến ngày 30/9/2026."""
    before = _BEFORE.search(folded[max(0, span.at - 60) : span.at])
    return alone or bool(before and before["since"])


def _from_to(text: str, folded: str, pair: tuple[Span, Span], issued_on: date | None) -> _Found | None:
    first, last = pair
    last = _with_year(last, issued_on)
    first = first.dated(last.year) if last.year else first
    start, end = first.start, last.end
    at = _lead_at(folded, first)
    words = text[at : last.to].strip()
    if not start or not end:
        return _Found(at, Deadline("other", words))
    if start > end and not pair[0].year:
        start = day_of(start.year - 1, start.month, start.day) or start
    return _Found(at, Deadline("range", words, start, end)) if start <= end else None


def _shared_lead(folded: str, found: list[Span], index: int) -> re.Match[str] | None:
    """The words in front of a span, or of the one before it that it is listed with: trước ngày 30/6 và 30/12."""
    span = found[index]
    listed = index and _LISTED.fullmatch(folded[found[index - 1].to : span.at])
    first = found[index - 1] if listed else span
    return _BEFORE.search(folded[max(0, first.at - 90) : first.at])


def _single(
    text: str, folded: str, span: Span, issued_on: date | None, *, alone: bool, lead: re.Match[str] | None
) -> _Found | None:
    front, before = folded[max(0, span.at - 90) : span.at], lead
    if yearly := _yearly(text, folded, span, issued_on, before):
        return yearly
    if not alone and not _is_due(folded, span, front, before, issued_on):
        return None
    if alone and before and before["since"] and not _is_stretch(folded, span):
        return None
    at = _lead_at(folded, span)
    within = before and before["within"] and not before["until"]
    words = text[span.at if within and span.unit not in ("day", "year") else at : span.to].strip(" ,(")
    dated = _with_year(span, issued_on)
    if not dated.end or not dated.start:
        return _Found(at, Deadline("other", words))
    vague = span.unit in ("part", "end", "half") and not (
        alone or before or _DONE.search(front) or _APART.search(front)
    )
    return _Found(at, _closed(words, dated, before), not vague)


def _closed(words: str, span: Span, before: re.Match[str] | None) -> Deadline:
    """A stretch with "trước", "đến hết" or "chậm nhất" in front has one last day; else it is from its first to its "
    "last."""
    start, end = span.start, span.end
    if start and before and before["before"]:
        if span.unit in ("day", "end"):
            return Deadline("date", words, None, end, span.unit == "day" and not before["hour"])
        return Deadline("date", words, None, start - timedelta(days=1))
    if span.unit in ("day", "end") or (before and before["until"]):
        return Deadline("date", words, None, end)
    return Deadline("range", words, start, end)


def _is_due(folded: str, span: Span, front: str, before: re.Match[str] | None, issued_on: date | None) -> bool:
    """Whether days in prose are a deadline."""
    if span.unit == "year" and span.last_year and re.fullmatch(r"\s*(?:trong\s+)?giai doan\s+", front):
        return folded[span.to : span.to + 1] in (":", ",")
    lead = front[: before.start()] if before else front
    if span.unit == "year" and span.last_year and before and before["since"] and _CARRIED_OUT.search(lead):
        return True
    if span.unit == "year" and (not before or before["since"]):
        return not before and bool(_DONE.search(front))
    if re.match(r"\s*(?:so|tong|gio)\b", folded[span.to :]) and not span.year:
        return False
    if before:
        return _is_stretch(folded, span) if before["since"] else _is_announced(span, lead, before)
    if span.year and span.unit in ("day", "days") and _HELD_ON.search(front):
        return True
    if (span.year or span.unit == "day") and _OCCASION.search(front):
        return True
    if _ROUND.search(front):
        return span.unit != "year"
    if _NOT_DUE.search(front):
        return span.unit == "half" and bool(span.year) and bool(re.search(r"(?:so ket|tong ket)\s*$", front))
    if _DONE.search(front):
        return True
    if span.unit == "half":
        return bool(span.year)
    if span.unit == "week":
        return True
    if _OPENING.search(front) and _ACT_BEHIND.match(folded[span.to :]):
        return span.unit != "day" or folded.startswith("ngay", span.at)
    if _APART.search(front) and _CLOSED.match(folded[span.to :]) and (span.year or span.unit != "day"):
        return front.rstrip()[-1:] in ("(", ":", "", "-", "–", "+") or bool(span.year)
    if span.unit in ("day", "days"):
        said = folded[span.at :].startswith("ngay") or front.endswith("ngay ")
        ends = re.match(r"[\s.;]*$", folded[span.to :]) and not _OF_EVENT.search(front)
        return bool(said and issued_on and (span.year or ends))
    return bool(span.year) and span.unit in ("quarter", "month", "part", "end")


def _is_announced(span: Span, lead: str, before: re.Match[str]) -> bool:
    if _CUT_OFF.search(lead):
        return False
    until = (before["until"] or "").strip()
    if (
        span.unit == "day"
        and not span.year
        and until in ("den", "het", "toi")
        and "ngay" not in before.string[before.start() :]
    ):
        return before.string.endswith("ngay ") or bool(re.match(r"ngay", before.string[before.end() :]))
    if span.unit == "year":
        return _is_year_announced(span, lead, until, before)
    return True


def _is_year_announced(span: Span, lead: str, until: str, before: re.Match[str]) -> bool:
    """ "phấn đấu đến năm 2027 …" sets a day, "chiến lược phát triển đến năm 2030" names a paper."""
    if span.last_year:
        return bool(before["within"])
    if until in ("den", "toi"):
        opening = bool(re.search(r"(?:^|[.;,(]\s*|phan dau\s+|phai\s+|tu nay\s+)$", lead))
        return opening and not _GOAL.search(lead)
    return True


def _yearly(text: str, folded: str, span: Span, issued_on: date | None, before: re.Match[str] | None) -> _Found | None:
    """Hằng năm (trước ngày 20/11); trước ngày 20/11 hằng năm: in the plan's own year."""
    if span.year or span.unit == "half":
        return None
    at = _lead_at(folded, span) if before else span.at
    earlier = _YEARLY_BEFORE.search(folded[max(0, at - 60) : at])
    later = _YEARLY_AFTER.match(folded, span.to)
    if not earlier and not later and not _SAID_YEARLY.search(folded[max(0, at - 160) : at]):
        return None
    start, end = (at - len(earlier[0]) if earlier else at), (later.end() if later else span.to)
    end += int(earlier is not None and "(" in earlier[0] and folded[end : end + 1] == ")")
    words = text[start:end].strip(" ,")
    due = span.dated(issued_on.year) if issued_on else span
    closed = _closed(words, due, before) if due.end else None
    return _Found(start, Deadline("yearly", words, None, closed.on if closed else None, bool(closed and closed.before)))


def _lead_at(folded: str, span: Span) -> int:
    """Where the words of time begin: "chậm nhất", "trước", "đến hết" in front of the days."""
    front = folded[max(0, span.at - 60) : span.at]
    match = _BEFORE.search(front)
    return span.at - len(front) + _last_words(match) if match else span.at


def _last_words(match: re.Match[str]) -> int:
    """Where the words of time themselves begin, without the verb before them."""
    return min(match.start(name) for name in ("until", "before", "within", "since") if match[name])


def _with_year(span: Span, issued_on: date | None) -> Span:
    """A year that is not written is the plan's own, or the next when the days are gone by on the plan's day."""
    if span.year or not issued_on:
        return span
    this = span.dated(issued_on.year)
    return this if this.end and this.end >= issued_on else span.dated(issued_on.year + 1)


def _is_history(found: Deadline, issued_on: date | None) -> bool:
    """The days were gone by when the plan was issued."""
    return bool(issued_on and found.on and found.kind in ("date", "range") and found.on < issued_on)
