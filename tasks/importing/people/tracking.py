"""Whether what is to be done is to follow the work of others: the tracker's role."""

import re

from tasks.importing.words import flat

_TRACKING = re.compile(r"(?:theo doi|don doc)\b")
_BY_ITS_OFFICE = re.compile(
    r"(?:theo|can cu) (?:chuc nang|nhiem vu|linh vuc|tham quyen)[^.;]{0,40}?(?=huong dan|theo doi|don doc)"
)
_REPORTING = re.compile(
    r"bao cao|viec (?:to chuc |trien khai )?thuc hien|ket qua|tien do|viec trien khai|trien khai thuc hien"
    r"|to chuc thuc hien|"
    r"thuc hien (?:ke hoach|chuong trinh|nghi quyet|chi thi|ket luan|huong dan|de an)"
)
_ONLY_TRACKING = re.compile(
    r"(?:theo doi, (?:tham muu|kiem tra|danh gia|nhac nho|giam sat|tong hop)|theo doi,? (?:va )?don doc|don doc"
    r"|theo doi(?=[\s.;]*$))"
)
_GATHERING = re.compile(r"tong hop,? (?:(?:va )?bao cao|ket qua|tinh hinh|tien do|so lieu)")
_SEAT = re.compile(r"(?:la|lam) (?:(?:co quan|don vi|bo phan) (?:thuong truc|dau moi|theo doi|tham muu)|dau moi)")
_LEADS = re.compile(r"chu tri|co nhiem vu|dau moi (?:trien khai|thuc hien|to chuc|van dong)|dau moi[.;]?$")
_SITS = re.compile(r"(?:[^,.;]*[.;]?$|.*(?:theo doi|don doc|tong hop|bao cao))")


def tracks(predicate: str) -> bool:
    """Whether what is to be done is to follow the work of others and report on it."""
    folded = _BY_ITS_OFFICE.sub("", flat(predicate).strip())
    if seat := _SEAT.match(folded):
        return not _LEADS.search(folded[:60]) and bool(_SITS.match(folded, seat.end()))
    opening = " ".join(folded.split()[:10])
    follows = _TRACKING.search(opening) and _REPORTING.search(folded)
    return bool(follows or _GATHERING.match(folded) or _ONLY_TRACKING.match(folded))
