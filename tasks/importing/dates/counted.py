"""Deadlines counted from the plan's own day: chậm nhất 15 ngày kể từ ngày ban hành."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from kehoach.lib.days import add_working_days
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


def counted(text: str, folded: str, issued_on: date | None) -> Iterator[tuple[int, Deadline]]:
    """Chậm nhất 15 ngày kể từ ngày ban hành; from another day it depends on something that the plan does not say."""
    for match in _RELATIVE.finditer(folded):
        words = text[match.start() : match.end()].strip()
        own = _OWN_DAY.match(match["event"])
        on = None
        if issued_on and own and match["working"] and match["unit"] == "ngay":
            on = add_working_days(issued_on, int(match["count"]))
        elif issued_on and own:
            on = _after(issued_on, int(match["count"]), match["unit"])
        yield match.start(), Deadline("date", words, None, on) if on else Deadline("other", words)


def _after(start: date, count: int, unit: str) -> date | None:
    try:
        if unit != "thang":
            return start + timedelta(days=count * (7 if unit == "tuan" else 1))
        years, month = divmod(start.month - 1 + count, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None
