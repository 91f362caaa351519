"""How often: the words that say of work that it comes again and again, and so has no one last day."""

import re
from collections.abc import Iterator

_UNIT = r"(?:ngay|tuan|thang|quy|nam|hoc ky)"
_RECURRING = rf"(?:hang|moi)\s+{_UNIT}"
_REVIEWS = r"so ket (?:0?6|sau|quy|thang)(?: thang)?(?:,| va|, va) tong ket (?:cuoi )?nam(?!\s+(?:20|hoc))(?![^\W_])"
_COUNT = r"(?:it nhat |toi thieu )?(?:\d{1,2}|mot|hai|ba|bon)"
# Close behind these a rhythm says which ones, not how often something is to be done: "công việc hằng ngày".
_SAYS_WHICH = re.compile(r"\b(?:cong viec|doi song|sinh hoat|nhiem vu|ke hoach|chuong trinh|lich)(?: [^\W_]+){0,2} $")
_WEEKDAY = r"(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)"
_MANNER = "kip thoi|lien tuc|dinh ky|day du|hieu qua|chat che|nghiem tuc|dung quy dinh"
# Close in front of "hằng năm" or "thường xuyên" these say which ones as well: "kế hoạch công tác hằng năm".
_WHICH_YEARLY = re.compile(
    r"(?<![^\W_])(?:cong tac|cong viec|viec|nhiem vu|hoat dong|che do|kinh phi|ngan sach|chi|nguon|dau tu|ke hoach"
    r"|chuong trinh|du toan|quy hoach|bao cao|ket qua|chi tieu|muc tieu|danh muc|phong trao|giam sat|kiem tra"
    r"|boi duong|danh gia|xep loai|kiem diem|so ket|tong ket|hoi nghi|nghi quyet|tang truong|san luong|thu nhap"
    r"|ty le|dien tich|ky|dip|dot|ngay|lich|chuyen de|noi dung|dai hoi|tiep xuc)\b(?: [^\W_]+){0,4} $"
)
_DOES = re.compile(
    r"(?:^|[.;:]\s)[\s\-–+]*(?:\w+ ){0,6}?(?:bao duong|binh xet|cap nhat|dang|doi thoai|don doc|duy tri|kham|khao sat"
    r"|kiem tra|lam|mo|nam bat|nam tinh hinh|phat dong|phun|ra soat|tang|tham hoi|theo doi|thuc hien|to chuc|trao"
    r"|tuyen truyen|ve sinh|xay dung)(?![^\W_])"
)
REGULAR = re.compile(
    rf"(?<![^\W_])(?:dinh ky\s+(?:{_RECURRING}(?:,?\s+(?:va\s+)?{_RECURRING})*"
    rf"|\d+\s+(?:thang|tuan)(?:,\s*\d+\s+thang)*(?:,?\s+(?:va\s+)?(?:hang\s+|01\s+|1\s+|mot\s+)?nam)?(?:\s*/\s*lan"
    rf"|\s+mot lan)?)"
    rf"|^[\s\-–+]*{_RECURRING}(?=[\s,])|(?<=[.;]\s)hang\s+{_UNIT}(?=[\s,])"
    rf"|(?<=\()(?:thuong xuyen|{_RECURRING})[^()]*(?=\))"
    rf"|(?:(?:truoc|cham nhat|vao)\s+)?ngay \d{{1,2}} (?:cua |cac )?(?:(?:hang|moi|cac) thang|thang (?:dau"
    rf"|cuoi) (?:cua )?quy(?: sau)?"
    rf"|thang (?:tiep theo|ke tiep|sau|cuoi))(?:\s+(?:{_RECURRING}|quy))?"
    r"|(?:^[\s\-–+]*|(?<=[.;]\s))(?:6|06|sau) thang,? (?:va )?(?:hang |01 |1 |mot )?nam(?![^\W_]|\s+(?:20|dau|cuoi))"
    r"|(?P<closing>(?:hang|moi) (?:ngay|tuan|thang|quy)(?=\s*(?:[.;,)]|$)|\s+(?:truoc|vao|luc) \d))"
    rf"|(?P<said>(?:hang nam|thuong xuyen)(?=(?:,? (?:va )?(?:{_MANNER}))*\s*(?:[.;)]|$)))"
    rf"|{_COUNT} (?:ngay|so)\s*/\s*{_UNIT}(?=\s*(?:[.;)]|$))"
    rf"|\d{{1,2}} (?:ngay|tuan|thang|quy)/(?:so|ky|buoi|cuoc)(?![^\W_])"
    r"|truoc \d{1,2} (?:gio|h)(?: ?\d{1,2}(?: phut)?)? hang ngay(?![^\W_])"
    r"|(?<=, )hang (?:ngay|tuan|thang|quy)(?=,? [^\W\d_])"
    r"|^[\s\-–+]*thuong xuyen(?= [a-z])"
    r"|(?<=[;,] )thuong xuyen(?=\s*(?:[.;)]|$))"
    r"|phan dau (?:hang|moi) (?:thang|quy|nam)(?! (?:tang|giam|dat))(?![^\W_])"
    rf"|vao [^.;,\d]{{1,30}}? hang (?:ngay|tuan|thang|quy)(?![^\W_])"
    rf"|{_COUNT} (?:lan|buoi|cuoc|dot|ky|tin(?:, bai)?|bai|tiet|phien|phut|gio)(?:[^.;,]{{0,30}}?)"
    rf"(?: moi | trong (?:mot |1 )?|\s*/\s*){_UNIT}(?![^\W_])"
    rf"|moi {_UNIT}(?! (?:tang|giam|dat))(?: [^.;,]{{0,60}}?)? (?:it nhat|toi thieu|\d{{1,3}}(?:\.\d{{3}})*|mot) "
    rf"|(?:\d{{1,2}}|mot|hai|ba|sau|chin) (?:gio|ngay|tuan|thang|quy|nam)(?: |/)(?:mot |1 |01 )?lan(?![^\W_])"
    rf"|^[\s\-–+]*(?:to chuc|hop|giao ban|duy tri|ra quan|sinh hoat|cap nhat)[^.;,]{{0,80}}?\s"
    r"(?P<held>hang (?:ngay|tuan|thang|quy))(?![^\W_])"
    rf"|bao cao(?:(?!\bngay \d)[^.;,]){{0,80}}?\s(?P<often>{_RECURRING})(?=\s*(?:[.;),]|$))"
    rf"|(?:cuoi|(?<!phan )dau) (?:moi|hang|tung) {_UNIT}(?![^\W_])"
    rf"|{_REVIEWS}"
    r"|thuc hien (?:thuong xuyen(?:,? hang (?:nam|quy|thang))?|hang nam)(?=\s*(?:[.;),]|$))"
    r"|thuong xuyen,? (?:(?:trong|suot|ca) )+nam(?: nay| 20\d\d)?(?![^\W_])"
    rf"|(?:(?:truoc|cham nhat|vao)\s+)?(?:ngay (?:lam viec )?|{_WEEKDAY} )(?:cuoi(?: cung)?|dau(?: tien)?) (?:cua )?"
    r"(?:hang |moi )?(?:tuan|thang|quy)(?!\s+(?:\d|[iv]+\b|nay|sau))(?![^\W_])"
    rf"|{_WEEKDAY} (?:hang|moi) (?:tuan|thang)(?![^\W_])"
    rf"|(?:{_COUNT}|sau|chin) (?:tuan|thang|quy|nam) [^.;\d]{{2,80}}? (?:mot|0?1) lan(?=\s*(?:[.;),]|$)))"
)
ROUTINE = re.compile(
    rf"{_REVIEWS}|thuong xuyen|lien tuc|dinh ky|{_RECURRING}|\d+\s*lan\s*/\s*(?:nam|quy|thang|tuan)|(?:thang|quy|nam"
    rf"|tuan)\s*(?:/\s*\d*|\d+|mot)\s*lan|^theo (?:thang|quy|nam)$"
    r"|(?:cac|tung) (?:tuan|thang|quy)(?: trong nam)?$|^(?:0?[369]|ba|sau|chin) thang(?:,| va|;)? (?:hang |ca )?nam$"
)


def regular(folded: str) -> Iterator[tuple[int, int]]:
    """(begin, end) of every rhythm that a line of prose states, in its flat text."""
    for match in REGULAR.finditer(folded):
        if match["closing"] and _SAYS_WHICH.search(folded[max(0, match.start() - 40) : match.start()]):
            continue
        if match["said"] and not _is_of_the_act(folded, match.start()):
            continue
        if _is_quoted(folded, match.start()):
            continue
        yield max(match.start("often"), match.start("held"), match.start()), match.end()


def _is_of_the_act(folded: str, at: int) -> bool:
    """ "Cập nhật số liệu … thường xuyên": the words at the end belong to what is done, not to the noun before them."""
    return bool(_DOES.search(folded, 0, at)) and not _WHICH_YEARLY.search(folded[max(0, at - 60) : at])


def _is_quoted(folded: str, at: int) -> bool:
    """The name of a movement: "Mỗi ngày một việc tốt"."""
    before = folded[:at]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
