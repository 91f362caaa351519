"""Deadlines counted from the plan's own day: chậm nhất 15 ngày kể từ ngày ban hành; trong tháng; trước ngày 20."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from kehoach.lib.days import add_working_days
from tasks.importing.dates.rhythm import REGULAR
from tasks.importing.dates.spans import Span, day_of, spans
from tasks.importing.proposal import Deadline

_RELATIVE = re.compile(
    r"(?:^\W*(?=\d)|(?<![^\W_]))(?P<words>(?:(?:cham nhat(?:\s+la)?|trong vong|trong thoi (?:han|gian)|trong|sau|la"
    r"|khong qua)\s+(?:thoi han\s+)?|(?<!\w )(?=\d))(?P<count>\d{1,3})\s+"
    r"(?P<unit>ngay|tuan|thang)(?P<working>\s+lam viec)?,?\s+(?:(?:ke|tinh)\s+)?(?:tu|sau)\s+(?:ngay"
    r"|khi)\s+(?P<event>[^,.;()]{1,70}))"
)
_OWN_DAY = re.compile(
    r"(?:ky )?(?:ban hanh|ky)(?! quyet dinh cua)|(?:ke hoach|de an|phuong an|quy che|thong bao|cong van|quy dinh"
    r"|nghi quyet|chi thi|ket luan|chuong trinh|quyet dinh"
    r"|huong dan|van ban)"
    r"(?: nay)?(?: duoc)? (?:ban hanh|ky|co hieu luc)"
)
_THIS = re.compile(r"(?<![^\W_])(?:trong|(?<=\()ca) (?P<unit>thang|quy|nam)(?: nay)?(?=\s*(?:[.;,)]|$))")
_DAY_ALONE = re.compile(
    r"(?<![^\W_])(?:(?P<before>truoc)|(?:cham nhat|muon nhat|den|vao)(?: la| vao| het)*) ngay (?P<day>\d{1,2})"
    r"(?=\s*(?:[.;,)]|$))"
)


def counted(text: str, folded: str, issued_on: date | None) -> Iterator[tuple[int, Deadline]]:
    """Chậm nhất 15 ngày kể từ ngày ban hành; from another day it depends on something that the plan does not say."""
    for match in _RELATIVE.finditer(folded) if " tu " in folded or " sau " in folded else ():
        words = text[match.start() : match.end()].strip()
        own = _OWN_DAY.match(match["event"])
        on = None
        if issued_on and own and match["working"] and match["unit"] == "ngay":
            on = add_working_days(issued_on, int(match["count"]))
        elif issued_on and own:
            on = _after(issued_on, int(match["count"]), match["unit"])
        yield match.start(), Deadline("date", words, None, on) if on else Deadline("other", words)


def near(text: str, folded: str, issued_on: date) -> Iterator[tuple[int, Deadline]]:
    """What a line of prose says of the month, the quarter or the year of the plan, or of a day in that month alone."""
    for match, span in _this(folded, issued_on):
        yield match.start(), Deadline("range", text[match.start() : match.end()], span.start, span.end)
    yield from _alone(text, folded, issued_on)


def _this(folded: str, issued_on: date) -> Iterator[tuple[re.Match[str], Span]]:
    """ "trong tháng", "trong quý này", "trong năm": those of the plan's own day."""
    for match in _THIS.finditer(folded):
        words = {
            "thang": f"thang {issued_on:%m/%Y}",
            "quy": f"quy {(issued_on.month - 1) // 3 + 1}/{issued_on.year}",
            "nam": f"nam {issued_on.year}",
        }
        if match["unit"] != "nam" or not REGULAR.search(folded):  # "hai lần trong năm"
            yield match, spans(words[match["unit"]])[0]


def _alone(text: str, folded: str, issued_on: date) -> Iterator[tuple[int, Deadline]]:
    """ "trước ngày 20" in a plan for one month: the next such day."""
    for match in _DAY_ALONE.finditer(folded) if not REGULAR.search(folded) else ():
        year, month = issued_on.year, issued_on.month
        days = (day_of(*one, int(match["day"])) for one in ((year, month), (year + month // 12, month % 12 + 1)))
        if on := next((day for day in days if day and day >= issued_on), None):
            words = text[match.start() : match.end()]
            yield match.start(), Deadline("date", words, None, on, bool(match["before"]))


def _after(start: date, count: int, unit: str) -> date | None:
    try:
        if unit != "thang":
            return start + timedelta(days=count * (7 if unit == "tuan" else 1))
        years, month = divmod(start.month - 1 + count, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None
