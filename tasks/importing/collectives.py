"""Collectives: which names mean several units, and which kinds of units they mean."""

import re
from functools import lru_cache

from tasks.importing.words import flat

EACH = re.compile(
    r"(?:(?:tất cả |toàn thể |hầu hết )?(?:các|những)|từng|mỗi|toàn thể|tất cả)\s+", re.IGNORECASE
)  # môi is not mỗi
PLURAL = re.compile(r"\s(?:các|từng|mỗi)\s", re.IGNORECASE)
_GENERIC = re.compile(
    r"(?:(?:thuong truc )?cap uy|chi uy|chi bo|dang bo|dang uy|to chuc dang|to chuc co so dang|to chuc hoi|doan the|"
    r"don vi|co quan|lanh dao|thu truong|nguoi dung dau|doanh nghiep|hop tac xa|dia phuong|bo(?! phan)|so|ban|nganh|"
    r"chi doan(?= truc thuoc| co so|$)|doi ngu|nha truong|tap the|dang vien|"
    r"to chuc chinh tri|doan co so|co so doan|cong doan|bi thu (?:cap uy|chi bo|chi uy|dang uy co so)"
    r"|cap uy vien|bac si|giao vien|giang vien|nhan vien|can bo|cong chuc|vien chuc|to truong|to pho"
    r"|chu (?!tich|nhiem|tri|dau tu)[a-z]+|chi (?:hoi|doan) truong|tong phu trach"
    r"|truong (?:khoa|phong|thon|ap|xom|khu pho|bo mon|bo phan|tram))\b"
)
# One body, whatever plural stands in its name: "Công đoàn các Khu công nghiệp", "Liên hiệp các tổ chức hữu nghị";
# and a committee with its place: "Đảng ủy phường".
_SINGLE = re.compile(
    r"(?:ban quan ly|ban dai dien|hoi dong(?! nhan dan)|cong doan(?! co so| cap)|lien hiep|lien doan|hiep hoi|quy|"
    r"trung tam|doan(?! co so| truc thuoc)|to cong tac|ban chi dao|"
    r"dang (?:uy|bo) (?:cac co quan|mat tran|mttq|khoi|ban quan ly))\b"
    r"|(?:thuong truc )?(?:dang|chi|cap) (?:uy|bo) (?:xa|phuong|thi tran|huyen|thi xa|thanh pho|quan|tinh|dac khu)$"
)
OF_UNITS = re.compile(
    r"\bcac (?:huyen|xa|phuong|thi tran|thi xa|thanh pho|quan|so|don vi|co so|dia phuong"
    r"|tinh|thon|ap|hop tac xa|cong ty|truong|khoa|lop|chi hoi|to(?! chuc))\b"
)
_OF_LEVEL = re.compile(r"\b(?:cac cap|cap (?:xa|huyen|co so|duoi)|o (?:khu dan cu|co so))$")
_PLACES = re.compile(
    r"\b(?:huyen|quan|xa|phuong|thi tran|thi xa)\s*[,/-]\s*"
    r"(?:thi tran|thi xa|thanh pho|phuong|xa|quan|huyen|dac khu|thi)\b"
)
_SEVERAL = re.compile(
    r"^thanh vien\b|\b(?:\d+|[ivx]+)(?:, (?:\d+|[ivx]+))*(?:,| va) (?:\d+|[ivx]+)$"
)  # Khu vực 1, 2, 3
_RELATED = re.compile(r"\b(?:lien quan|huu quan)\b")

_KINDS = (
    (r"huyen uy|thanh uy|thi uy", ("committee", "base_committee")),
    (r"chi(?: uy| bo)?,? (?:va )?(?:cac )?dang (?:uy|bo)", ("base_cell", "base_committee")),
    (r"dang (?:uy|bo),? (?:va )?(?:cac )?chi (?:uy|bo)", ("base_cell", "base_committee")),
    (r"chi (?:uy|bo) truc thuoc|chi bo,? (?:to dang )?truc thuoc", ("cell",)),
    (r"dang bo bo phan|dang uy bo phan", ("sub_committee",)),
    (r"cap uy|to chuc (?:co so )?dang", ("base_cell", "base_committee")),
    (r"chi (?:uy|bo)", ("base_cell",)),
    (r"dang (?:uy|bo)", ("base_committee",)),
    (r"doan the|to chuc chinh tri", ("mass",)),
    (r"ban (?:tham muu|xay dung dang|dang)|cac ban\b", ("board",)),
)


def is_named(name: str) -> bool:
    """A proper name: a capital or a number after the first word."""
    return any(word[:1].isupper() or word[:1].isdigit() for word in name.split()[1:])


def is_generic(name: str) -> bool:
    """A name that any unit of a kind could bear: "chi bộ", "cấp ủy cơ sở"."""
    return bool(_GENERIC.match(flat(name).removeprefix("dong chi ")))


@lru_cache(maxsize=20_000)
def is_collective(name: str) -> bool:
    """Several units of a kind: "các chi ủy", "cấp ủy cơ sở", "UBND các huyện"; not "Công đoàn các Khu công nghiệp"."""
    folded = flat(name).removeprefix("dong chi ")
    if EACH.match(name) or _PLACES.search(folded) or _SEVERAL.search(folded):
        return True
    if _SINGLE.match(folded):
        return bool(OF_UNITS.search(folded))
    if PLURAL.search(name):
        return True
    if is_named(name):
        return bool(_OF_LEVEL.search(folded))
    return is_generic(name) or bool(_OF_LEVEL.search(folded))


def is_vague(name: str) -> bool:
    """Nobody in particular: "các cơ quan có liên quan"."""
    return bool(_RELATED.search(flat(name)))


def kinds_named(phrase: str) -> list[str]:
    """The kinds of units a phrase names, as units.models.Unit.Kind has them; empty when it is not clear."""
    folded = flat(phrase)
    return next((list(kinds) for pattern, kinds in _KINDS if re.search(pattern, folded)), [])
