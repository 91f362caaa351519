"""Deadlines that hang on something whose day the plan does not say: a feast, a storm, a meeting, a day of beginning."""

import re
from collections.abc import Iterator

_UNIT = r"\d{1,3} (?:ngay|tuan|thang)(?: lam viec)?"
_ENDS = r"(?![^\W_])"
_CLOSES = r"(?=\s*(?:[.;)]|$))"
_MEETING = r"(?:khi|ngay(?! \d)|ky|phien|buoi|cuoc|hoi nghi|dai hoi)"
_LUNAR_DAY = (
    r"(?:\d{1,2}(?:\s*[/-]\s*| thang )\d{1,2}\s*\(?\s*am lich|ram thang [^\W_]+"
    r"|(?:(?:mung|mong) )?\d{1,2} thang (?:chap|gieng))"
)
_FORMS = (
    # right behind an event
    r"ngay (?:sau khi|khi)\s[^,.;()]{3,80}",
    r"ngay sau (?:hoi nghi|dai hoi)[^,.;()]{0,80}",
    rf"(?<!ngay )sau khi (?:co|nhan(?: duoc)?|ket thuc|hoan thanh|duoc) [^,.;()]{{3,60}}{_CLOSES}",
    # so many days before one
    rf"truoc {_MEETING} [^,.;()]{{3,60}}? {_UNIT}",
    rf"truoc {_UNIT} so voi [^,.;()]{{3,60}}",
    rf"(?:it nhat|cham nhat|toi thieu) {_UNIT} truoc (?:khi|ngay) (?!\d)[^,.;()]{{3,60}}",
    rf"(?:xong|hoan thanh) truoc [^,.;()\d]{{3,40}} {_UNIT}(?=\s*(?:[,.;)]|$))",
    # so many hours behind one
    r"(?:cham nhat |khong qua )?(?:trong |sau )?(?:vong )?\d{1,3} (?:gio|phut)"
    r" (?:(?:ke )?tu (?:khi|luc|thoi diem)|sau khi) [^,.;()]{3,60}",
    rf"trong vong \d{{1,3}} (?:gio|phut){_ENDS}",
    r"trong ngay lam viec (?:tiep theo|ke tiep)",
    rf"trong tuan nay{_ENDS}",
    # before a meeting, the end of a stretch, a beginning
    r"(?:ngay )?truoc(?: cac)? (?:ky|phien) hop (?:(?:thuong|dinh) (?:le|ky) )?(?:giua|cuoi|dau) nam(?: 20\d\d)?",
    rf"truoc khi (?:ket thuc|het) (?:thang|quy|nam|nam hoc|hoc ky|dot){_ENDS}[^,.;()]{{0,40}}",
    r"(?:xong|hoan thanh) truoc khi [^,.;()]{3,60}",
    r"truoc them [^,.;()]{3,60}",
    rf"truoc (?:ngay )?(?:le )?(?:khai|be) giang{_ENDS}[^,.;()]{{0,40}}",
    r"truoc (?:ngay|thoi diem) (?!\d)(?:khai|bau|dien|to chuc|le|hoi|ky)[^,.;()]{3,60}",
    # seasons and feasts
    r"(?:(?:ngay )?truoc|trong(?: suot)?|suot|(?:ngay )?sau|ket thuc|het)"
    rf" (?:mua|hoc ky|nam hoc(?! (?:truoc|qua))|ky thi|tet|dip tet|ky nghi){_ENDS}[^,.;()]{{0,60}}",
    r"(?:truoc khi buoc vao|(?:vao |nhan )?dip)(?: don)? (?:tet|le|nam (?:hoc )?moi|khai giang|trung thu)"
    rf"{_ENDS}[^,.;()\d]{{0,40}}{_CLOSES}",
    rf"(?:(?:vao|truoc|dip) )?(?:ngay )?{_LUNAR_DAY}",
    rf"(?:tu )?(?:ngay )?(?:mung|mong) \d{{1,2}}(?: den (?:ngay )?(?:mung |mong )?\d{{1,2}})? tet{_ENDS}",
    # when it happens
    r"khi (?:co|xay ra) (?:bao|thien tai|lut|mua lu|dich|chay|su co|lenh|yeu cau|canh bao)"
    rf"{_ENDS}[^,.;()]{{0,30}}{_CLOSES}",
    # from a day on, without a last one
    r"(?<!ke )(?<!hieu luc )(?<!ngay )(?<!tuan )(?<!thang )(?:ke )?tu"
    r" (?:(?:ngay )?\d{1,2}/\d{1,2}/20\d\d|thang \d{1,2}/20\d\d|quy (?:[ivx]+|\d)(?:/| nam )20\d\d)(?: tro di)?"
    r"(?=\s*(?:[.;),]|$))",
)
_EVENT = re.compile(rf"(?<![^\W_])(?:{'|'.join(_FORMS)})")


def by_events(folded: str) -> Iterator[tuple[int, int]]:
    """(begin, end) of the words of a flat text that make work due by an event."""
    yield from (match.span() for match in _EVENT.finditer(folded))
