"""Numbers that a line asks for: "ít nhất 5 hợp tác xã", "100 % chi bộ"."""

import re

from tasks.importing.proposal import Indicator
from tasks.importing.words import flat

_LEAST = r"it nhat|toi thieu|khong duoi|tren|khong it hon"
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{3})+|\d{1,7}(?:,\d{1,2})?)"
_PERCENT = re.compile(
    rf"(?:\b(?P<lead>{_LEAST}|phan dau|dat)\s+(?:dat\s+)?(?:tu\s+)?)?(?<![\d/.,\-]){_NUMBER}\s*%(?P<more>\s+tro len)?"
)
_COUNT = re.compile(
    rf"\b(?P<lead>{_LEAST}|phan dau(?:\s+dat)?|dat|them|tu)\s+(?:them\s+|dat\s+|duoc\s+|co\s+|la\s+|tu\s+)?{_NUMBER}"
    r"(?![\d/.,%\-]|\s*%)\s+(?P<measure>[^\d\s,.;:()/%][^,.;:()\n]{1,80})"
)
_STOPS = re.compile(
    r"\s+(?:trong|o|tai|duoc|co|cho|ve|den|theo|va|voi|de|truoc|cham|moi|tro len|hoat dong|la|cua|tren|thuoc|"
    r"kieu|tham gia|"
    r"hoan thanh|thuc hien|dat|tro|nham|gom|do|qua|hang|nam|mot|xay dung|to chuc)\b"
)
_TIMES = ("ngay", "thang", "nam", "tuan", "gio", "phut", "quy", "tuoi", "dong chi bo")
_MADE = re.compile(
    r"(thanh lap moi|thanh lap|xay dung|to chuc|ket nap|phat trien|ho tro|mo|cung co|nhan rong|van dong|"
    r"giai quyet)\s+(?:duoc\s+)?$"
)
_MEASURE_WORDS = 4
_TIME = re.compile(r"\s(?:trong|truoc|den|vao|cham nhat)\s(?:het\s)?(?:quy|nam|thang|ngay|la)\b|\shang nam\b")


def read(text: str) -> list[Indicator]:
    """The numbers with a unit of measure that a line states as a target."""
    folded = flat(text)
    found = [(match.start(), _percent(match, text, folded)) for match in _PERCENT.finditer(folded)]
    for match in _COUNT.finditer(folded):
        if indicator := _count(match, text, folded):
            found.append((match.start(), indicator))
    return [indicator for _, indicator in sorted(found, key=lambda pair: pair[0])]


def _percent(match: re.Match[str], text: str, folded: str) -> Indicator:
    rest = re.match(r"\s*[^,.;:()\n]{0,120}", folded[match.end() :])
    after = rest[0] if rest else ""
    if time := _TIME.search(after):
        after = after[: time.start()]
    name = text[match.end() : match.end() + len(after)].strip() or _clause_before(text[: match.start()])
    return Indicator(name, _number(match["number"]), "%", _at_least(match["lead"], bool(match["more"])))


def _clause_before(text: str) -> str:
    """The last clause in front of a number that names nothing behind it."""
    return next(filter(None, (clause.strip() for clause in reversed(re.split(r"[,.;:()\n]", text)))), "")


def _count(match: re.Match[str], text: str, folded: str) -> Indicator | None:
    measure = text[match.start("measure") : match.end("measure")]
    flat_measure = match["measure"]
    if stop := _STOPS.search(flat_measure):
        measure, flat_measure = measure[: stop.start()], flat_measure[: stop.start()]
    words = measure.split()[:_MEASURE_WORDS]
    if not words or flat_measure.split()[0] in _TIMES:
        return None
    if match["lead"] == "tu" and "tro len" not in match["measure"]:
        return None
    measure = " ".join(words)
    made = _MADE.search(folded[: match.start()])
    verb = text[made.start(1) : made.end(1)].lower() if made else ""
    verb = f"được {verb}" if verb and not verb.startswith("thành lập") else verb
    return Indicator(
        f"{measure} {verb}".strip(),
        _number(match["number"]),
        measure,
        _at_least(match["lead"], "tro len" in match["measure"]),
    )


def _at_least(lead: str | None, or_more: bool) -> bool:
    return or_more or bool(lead and re.fullmatch(_LEAST, lead))


def _number(text: str) -> float:
    """A number as Vietnamese write it: 1.200 is a thousand two hundred, 98,5 has a decimal comma."""
    value = float(text.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value
