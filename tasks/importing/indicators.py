"""What: numbers that a line asks for, as indicators: "ít nhất 5 hợp tác xã", "100 % chi bộ", "tối thiểu 02 đợt/năm".

A number is a target when words announce it, when a verb of making stands right before it, or when it is a share of
something. Days, numbers of documents, money that is only spent and what has been done already are no targets.
"""

import re

from tasks.importing import bodies
from tasks.importing.dates.citations import without
from tasks.importing.dates.spans import spans
from tasks.importing.proposal import Indicator
from tasks.importing.words import flat

_LEAST = r"it nhat|toi thieu|khong duoi|tren|khong it hon|hon"
_AIMED = r"phan dau(?:\s+(?:dat|co))?|dat|them|tu|khoang|du kien"
_LINK = r"(?:(?:them|dat|duoc|co|la|tu|dat tu)\s+)*"
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{3})+|\d{1,7}(?:,\d{1,2})?)"
_MADE = (
    r"thanh lap moi|thanh lap|xay dung|to chuc|ket nap|phat trien|ho tro|mo|cung co|nhan rong|van dong|giai quyet"
    r"|tang|trong|"
    r"boi duong|tap huan|dao tao|kiem tra|giam sat|cu|bien soan|phat hanh|sua chua|xay moi|lap dat|kham benh|trao"
    r"|nhan giup|"
    r"giup do|dang ky|thuc hien|ra mat|duy tri|thu hut|ket noi|ban hanh|giai thieu|gioi thieu|tuyen dung|cap|trien khai"
)
_PERCENT = re.compile(
    rf"(?<![^\W_])(?P<change>(?:giam|tang)\s+(?:them\s+)?)?(?:(?P<lead>{_LEAST}"
    rf"|{_AIMED})\s+{_LINK})?(?<![\d/.,\-]){_NUMBER}\s*%(?!\s*(?:den|-|–)\s*\d)"
)
_COUNT = re.compile(
    rf"(?<![^\W_])(?:(?P<lead>{_LEAST}|{_AIMED})\s+{_LINK}|(?P<made>{_MADE})\s+(?:duoc\s+|cho\s+|moi\s+)?"
    rf"|cho\s+|moi\s+(?P<each>(?:(?!it\b|toi\b|khong\b|co\b|tren\b|dat\b|tu\b)[a-z]+\s+){{1,4}})(?:co\s+"
    rf"|lam\s+)?){_NUMBER}"
    r"(?![\d/.,%\-]|\s*%)\s+(?P<measure>[^\d\s,.;:()/%][^,.;:()/\n]{1,70}(?![^\W_]))(?P<per>/\s*(?:nam|quy|thang|tuan|nguoi"
    r"|chi bo|don vi))?"
)
_MADE_BEFORE = re.compile(rf"(?<![^\W_])(?P<made>{_MADE})\s+(?:duoc\s+|them\s+)?$")
_STOPS = re.compile(
    r"\s+(?:trong|ở|tại|được|có|cho|về|đến|theo|và|với|để|trước|chậm|mỗi|trở lên|hoạt động|là|của|trên|thuộc|kiểu|"
    r"tham gia|hoàn thành|thực hiện|đạt|nhằm|gồm|do|qua|hằng|hàng|năm|một|xây dựng|tổ chức|dự|hướng dẫn|bị|so với|"
    r"từ|khi|nếu|dành|phục vụ|tham dự|bằng|vào|gắn)(?![^\W_])",
    re.IGNORECASE,
)
_TIMES = frozenset(
    ["ngay", "thang", "nam", "tuan", "gio", "phut", "quy", "tuoi", "lan", "thu", "khoa", "dieu", "khoan", "gio"]
)
_DONE = re.compile(
    r"(?<![^\W_])(?:đã|hiện có|hiện nay có|trong đó có|năm qua|nhiệm kỳ qua|thời gian qua)(?![^\W_])", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?:dieu|khoan|muc|phu luc|quy dinh|nghi quyet|chi thi|ket luan|trung uong|khoa|lan thu|ban chi dao|so)\s+$"
)
_SPENT = re.compile(r"(?:kinh phi|du toan|tong von|muc chi|phi)\b[^.;]*$")
_MORE = re.compile(r"[^,.;:()%\d]{0,40}?\s*tro len")
_TIME = re.compile(
    r"\s(?:trong|truoc|den|vao|cham nhat)\s(?:het\s)?(?:quy|nam|thang|ngay|la|\d)|\s(?:hang|moi) nam\b|\s(?:tro len"
    r"|so voi)\b"
)
_TAIL = re.compile(rf"[\s,]*(?:(?:{_LEAST}|{_AIMED}|giam|tang)\s*)+$")
_MEASURE_WORDS = 4
_THING = re.compile(
    r"(?:bai|ban|bo tai lieu|buoi|can bo|cau lac bo|cay(?: xanh)?|can nha|chi bo|chuong trinh|chuyen de|chuyen gia"
    r"|cong trinh|cong nhan|cuoc(?: thi| kiem tra| giam sat)?|dang vien|de an|de tai|diem|doan|doan vien|doi"
    r"|doanh nghiep|dot|du an|gia dinh|giai phap|hec ?ta|ha|ho(?: ngheo| gia dinh| dan)?|hoi nghi|hoi thao|hoi thi"
    r"|hoi vien|hoc sinh|hoc vien|hop tac xa|khoa|km|lao dong|lop(?: hoc| boi duong| tap huan)?|lan|m2?|mo hinh"
    r"|ngoi nha|nguoi|nha|nhiem vu|nganh nghe|quan chung|san pham|sang kien|suat(?: qua| hoc bong)?|tac pham|tan"
    r"|thanh nien|tin(?: bai)?|to|to hop tac|thon|tram|trang trai|truong(?: hoc)?|tuyen(?: duong)?|vu viec|vu"
    r"|xa|xom)(?![^\W_])"
)
_NAME_LENGTH = 120
_CLAUSE = 300  # characters in front of a number that may say what it is


def read(text: str) -> list[Indicator]:
    """The numbers with a unit of measure that a line states as a target, in their order."""
    folded = _without_days(without(flat(text)))
    found = [(match.start(), _percent(match, text)) for match in _PERCENT.finditer(folded)]
    found += [(match.start(), _count(match, text, folded)) for match in _COUNT.finditer(folded)]
    return [one for at, one in sorted(found, key=lambda pair: pair[0]) if one and not _is_done(text, at)]


def _without_days(folded: str) -> str:
    for span in spans(folded):
        folded = folded[: span.at] + " " * (span.to - span.at) + folded[span.to :]
    return folded


def _is_done(text: str, at: int) -> bool:
    """What the clause says has been reached already is no target."""
    clause = re.split(r"[.;:]\s", text[max(0, at - _CLAUSE) : at])[-1]
    return bool(_DONE.search(clause))


def _percent(match: re.Match[str], text: str) -> Indicator:
    folded = flat(text)
    more = _MORE.match(folded, match.end())
    start = more.end() if more and not more[0].removesuffix("tro len").strip() else match.end()
    rest = re.match(rf"\s*[^,.;:()\n]{{0,{_NAME_LENGTH}}}", folded[start:])
    after = rest[0] if rest else ""
    if time := _TIME.search(f" {after}"):
        after = after[: max(0, time.start() - 1)]
    name = text[start : start + len(after)].strip() or _clause_before(
        text[max(0, match.start() - _CLAUSE) : match.start()]
    )
    if match["change"]:
        name = f"{name} {text[match.start('change') : match.end('change')].strip().lower()}"
    return Indicator(name.strip(), _number(match["number"]), "%", _at_least(match["lead"], more is not None))


def _clause_before(text: str) -> str:
    """The last clause in front of a number that names nothing behind it, without "đạt" and "ít nhất" at its end."""
    clause = next(filter(None, (clause.strip() for clause in reversed(re.split(r"[,;:()\n]|\.\s", text)))), "")
    tail = _TAIL.search(flat(clause))
    return clause[: tail.start()].strip() if tail and tail.start() else clause


def _count(match: re.Match[str], text: str, folded: str) -> Indicator | None:
    if _NUMBERED.search(folded[max(0, match.start("number") - _CLAUSE) : match.start("number")]):
        return None
    measure, flat_measure = text[match.start("measure") : match.end("measure")], match["measure"]
    cut = _STOPS.search(measure)
    per = match["per"] if not cut else None
    if cut:
        measure, flat_measure = measure[: cut.start()], flat_measure[: cut.start()]
    counted = measure.strip()
    more = "tro len" in match["measure"]
    if not counted or flat_measure.split()[0] in _TIMES or (match["lead"] == "tu" and not more):
        return None
    if flat_measure.startswith(("ty dong", "trieu dong", "dong")) and _SPENT.search(
        folded[max(0, match.start() - _CLAUSE) : match.start()]
    ):
        return None
    rhythm = text[match.start("per") : match.end("per")].replace(" ", "") if per else ""
    return Indicator(
        _name(counted + rhythm, match, text, folded),
        _number(match["number"]),
        _measure(counted) + rhythm,
        _at_least(match["lead"], more),
    )


def _measure(counted: str) -> str:
    """What is counted, when said in a few words; of more, the thing itself: "câu lạc bộ" gia đình bền vững."""
    if len(counted.split()) <= _MEASURE_WORDS:
        return counted
    thing = _THING.match(flat(counted))
    return counted[: thing.end()] if thing else counted


def _name(measure: str, match: re.Match[str], text: str, folded: str) -> str:
    """ "hợp tác xã thành lập mới", "lớp được mở", "mô hình của mỗi chi bộ"."""
    if match["each"] and (each := bodies.listed(text[: match.start("number")], match.start()).names):
        return f"{measure} của {each[0].lower()}"
    made = match if match["made"] else _MADE_BEFORE.search(folded[max(0, match.start() - _CLAUSE) : match.start()])
    if not made:
        return measure
    verb = text[made.start("made") : made.end("made")].lower()
    return f"{measure} {verb}" if verb.startswith("thành lập") else f"{measure} được {verb}"


def _at_least(lead: str | None, or_more: bool) -> bool:
    return or_more or bool(lead and re.fullmatch(_LEAST, lead))


def _number(text: str) -> float:
    """A number as Vietnamese write it: 1.200 is a thousand two hundred, 98,5 has a decimal comma."""
    value = float(text.replace(".", "").replace(",", "."))
    return int(value) if value.is_integer() else value
