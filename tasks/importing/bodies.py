"""Names of bodies: where one begins and ends in a sentence, whether it is a collective, and which unit it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kehoach.lib.vietnamese import fold
from tasks.importing.words import flat


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the register, as the importer needs it."""

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.short_name, *self.aliases) if name)


# A body is named by one of these words; a word of the second list only when a capital follows
# ("Ban Tuyên giáo", never "Ban hành").
_FULL_HEADS = (
    "ban thuong vu|ban chap hanh|ban chi dao|ban can su dang|ban giam doc|ban tuyen giao(?: va dan van)?|"
    "ban to chuc|ban dan van|"
    "ban noi chinh|ban quan ly|thuong truc|thuong vu|van phong|uy ban|co quan|don vi|cap uy|chi uy|chi bo|"
    "dang bo|dang uy|"
    "dang doan|to chuc dang|to chuc co so dang|to chuc chinh tri|to chuc doan the|doan the|tinh uy|thanh uy|"
    "huyen uy|thi uy|quan uy|"
    "tinh doan|thanh doan|huyen doan|lien minh|lien doan|lien hiep|hiep hoi|mat tran|cong doan|doan thanh nien|"
    "doan khoi|"
    "hoi dong|hoi nong dan|hoi phu nu|hoi cuu chien binh|hoi lien hiep|hoi chu thap do|thanh tra|kho bac|"
    "ngan hang|hoc vien|benh vien|trung tam|"
    "toa an|vien kiem sat|bao hiem xa hoi|cong an|bo chi huy|bo tu lenh|cong ty|tong cong ty|tap doan|"
    "doanh nghiep|hop tac xa|"
    "so nganh|chi cuc|cuc thue|truong chinh tri|dai phat thanh|bao va dai|thu truong|lanh dao|nguoi dung dau|"
    "dong chi|chanh van phong|"
    "bi thu|pho bi thu|chu tich|giam doc|truong ban|chi hoi|to cong tac|to giup viec|to chuc co so doan|"
    "phong van hoa|phong kinh te|"
    "phong noi vu|chi doan|doan co so|dang vien|nhom chuyen mon|bo phan"
)
_SHORT_HEADS = (
    "ban|so|bo|cuc|vu|phong|hoi|doan|to|vien|bao|dai|truong|khoi|vung|khoa|lang|xa|phuong|tinh|huyen|thanh pho"
)
_EACH = re.compile(
    r"(?:(?:tất cả |toàn thể )?(?:các|những)|từng|mỗi|toàn thể|tất cả)\s+", re.IGNORECASE
)  # môi is not mỗi
_START = re.compile(rf"(?:(?P<full>(?:{_FULL_HEADS})\b)|(?P<short>(?:{_SHORT_HEADS})\s+))")
_ACRONYM = re.compile(r"[A-ZĐ]{2,8}(?:[\-.][A-ZĐ]{1,6})*(?=[\s,;:.)]|$)")
_EACH_HEADS = re.compile(
    r"(?:chi|dang|cap|ban|so|nganh|co quan|don vi|doan|to chuc|phong|bo|huyen|xa|phuong|thanh|truong|hoi|cong|"
    r"doanh|hop|dia phuong|khoi|"
    r"dong|tinh|uy|trung|vien|cum|thanh vien|lanh|thu|cuc|vu|to|tap|benh|chu|ubnd|htx|ub|khu|nha)\w*"
)

# Where a name ends: a verb in small letters. One-syllable verbs are too like other words, so they keep their marks.
_VERBS = re.compile(
    r"(?:can cu|chu tri|chiu trach nhiem|phoi hop|tang cuong|day manh|chi dao|tham muu|xay dung|trien khai|"
    r"theo doi|don doc|"
    r"huong dan|kiem tra|ra soat|tiep tuc|thuong xuyen|chu dong|thuc hien|lanh dao|quan tam|dinh ky|kip thoi|"
    r"co trach nhiem|co ke hoach|"
    r"co nhiem vu|nghien cuu|bo tri|can doi|dam bao|bao dam|bao cao|tuyen truyen|van dong|quan triet|de xuat|"
    r"tong hop|"
    r"ban hanh|cu the hoa|phat dong|phat huy|nang cao|phan dau|long ghep|giam sat|tham dinh|hoan thanh|"
    r"phan cong|tap trung|"
    r"nghiem tuc|khan truong|dang ky|thanh lap|duy tri|doi moi|cung co|kien toan|khao sat|danh gia|so ket|"
    r"tong ket|ho tro|"
    r"tao dieu kien|tham gia|phan bo|cung cap|chuan bi|thong tin|thong bao|tiep nhan|quan ly|truc tiep|"
    r"thong nhat|to chuc|"
    r"hang nam|hang quy|hang thang|tuy theo|tren co so|theo chuc nang|de trien khai|ket hop|xac dinh|lua chon|"
    r"cu can bo|day nhanh|"
    r"phat trien|bien soan|tuyen duong|nhan rong|khuyen khich|yeu cau|chi dinh|uu tien|ap dung|niem yet|"
    r"cong khai|tuan thu|lien he|"
    r"thi diem|hop dong|ky ket|phat hanh|in an|sao gui|tap huan|boi duong|dao tao|tu kiem tra|nhanh chong|"
    r"dong thoi|sau khi|truoc khi|khi co|"
    r"can thiet|dua vao|don vi minh|thuoc pham vi|tren dia ban|trong pham vi|nham|trong viec)\b"
)
_SHORT_VERBS = re.compile(
    r"(?:là|cần|phải|sẽ|được|gửi|nộp|cử|lập|mở|đưa|giúp|giao|trình|làm|chịu|tự|viết|đề ra|đề nghị|để|trong|theo|"
    r"tại|vào|trước|khi|nếu|"
    r"nêu|chọn|bám sát|tùy|tuỳ|đã|đang|không|nhằm|có liên quan|liên quan|sớm|họp|ký|chậm nhất|xem xét)(?!\w)",
    re.IGNORECASE,
)
_NOUN_TOO = re.compile(
    r"(?:to chuc|kiem tra|quan ly|lanh dao|tham muu|giam sat|huong dan|thuc hien|dao tao|van dong|bao cao|"
    r"thanh tra)\b"
)
_NOUN_BEFORE = re.compile(r"(?:cac|nhung|co quan|don vi|can bo|ban|uy ban|bo phan|to|va|,|phong|cap)\s*$")
_NAME_LENGTH = 400


def begins(text: str, at: int = 0) -> bool:
    """Whether the name of a body begins here."""
    folded = flat(text[at : at + 60])
    printed = text[at : at + 60]
    if each := _EACH.match(printed):
        return bool(_EACH_HEADS.match(folded, each.end()))
    if match := _START.match(folded):
        if match["full"]:
            return True
        after = printed[match.end() : match.end() + 1]
        return printed[0].isupper() and after.isupper()
    return bool(_ACRONYM.match(printed))


def ends(text: str, at: int) -> int:
    """Where the names that begin here end: before the first verb or mark that closes them; -1 when neither comes."""
    folded = flat(text[at : at + _NAME_LENGTH])
    for match in re.finditer(r"(?<!\w)\w|[:.;()\n]", folded):
        place = match.start()
        if not match[0].isalnum():
            if match[0] == "." and not re.match(r"\.\s|\.$", folded[place : place + 2]):
                continue
            return at + place
        if place and _closes(text, at + place, folded, place):
            return at + place
    return -1


def _closes(text: str, at: int, folded: str, place: int) -> bool:
    """Whether a word after the name's first is a verb and no part of a name."""
    if not text[at].islower():
        return False
    if _SHORT_VERBS.match(text[at : at + 20]):
        return True
    if not _VERBS.match(folded, place):
        return False
    return not (
        _NOUN_TOO.match(folded, place) and _NOUN_BEFORE.search(folded[:place]) and not _full_name_before(text, at)
    )


def _full_name_before(text: str, at: int) -> bool:
    """ "Ban Tổ chức tổ chức …": the word before is a capitalised name, so a verb may follow."""
    words = text[:at].split()
    return bool(words and words[-1][0].isupper() and not words[-1].endswith(",") and len(words) > 1)


def split(text: str) -> list[str]:
    """The single bodies in a list of names; a collective's own commas stay ("các sở, ban, ngành")."""
    names: list[str] = []
    start = 0
    for match in re.finditer(r"\s*[,;/]\s*(?:và\s+)?|\s+(?:và|cùng)\s+|\n", text):
        following = text[match.end() :]
        if match.start() <= start or not begins(following):
            continue
        each = _EACH.match(following)
        if following[:1].isupper() or each or (is_named(text[start : match.start()]) and not match[0].startswith(" v")):
            names.append(text[start : match.start()])
            start = match.end()
    names.append(text[start:])
    return [mended(name) for name in (name.strip(" ,;:.-–*\t\n") for name in names) if name]


def is_named(name: str) -> bool:
    """A proper name: a capital after the first word."""
    return any(word[:1].isupper() for word in name.split()[1:])


_GENERIC = re.compile(
    r"(?:cap uy|chi uy|chi bo|dang bo|dang uy|to chuc dang|to chuc co so dang|doan the|don vi|co quan|chi, dang bo|"
    r"lanh dao|thu truong|nguoi dung dau|doanh nghiep|hop tac xa|dang vien|chi doan)\b"
)


def is_collective(name: str) -> bool:
    """Several units of a kind: "các chi ủy", "cấp ủy cơ sở", "UBND các huyện"; not "Công đoàn các Khu công nghiệp"."""
    folded = flat(name)
    if _EACH.match(name):
        return True
    if re.match(r"(?:dong chi|ban quan ly|hoi dong)\b", folded):
        return False
    if match := re.search(r"\s(?:các|từng|mỗi)\s", name, re.IGNORECASE):
        return name[match.end() : match.end() + 1].islower()
    return bool(_GENERIC.match(folded)) and not is_named(name)


def is_vague(name: str) -> bool:
    """Nobody in particular: "các cơ quan có liên quan"."""
    return "lien quan" in flat(name)


_SCANNED = {
    "tinh": "tỉnh",
    "huyên": "huyện",
    "huyen": "huyện",
    "thanh phố": "thành phố",
    "thành phô": "thành phố",
    "xa": "xã",
}


def mended(name: str) -> str:
    """A name with the place word at its end as it is spelt, whatever the scanner made of it."""
    for wrong, right in _SCANNED.items():
        if name.endswith(" " + wrong):
            return name[: -len(wrong)] + right
    return name


_SHORT_FORMS = {
    "vp": "van phong", "btg": "ban tuyen giao", "btc": "ban to chuc", "bdv": "ban dan van", "btv": "ban thuong vu",
    "bch": "ban chap hanh", "ubkt": "uy ban kiem tra", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan",
    "ub": "uy ban",
    "ubmttq": "uy ban mat tran to quoc", "mttq": "mat tran to quoc", "ldld": "lien doan lao dong", "htx": "hop tac xa",
    "tu": "tinh uy", "du": "dang uy", "lm": "lien minh", "hnd": "hoi nong dan", "ccb": "cuu chien binh",
    "dtn": "doan thanh nien",
    "tw": "trung uong", "dn": "doanh nghiep", "cq": "co quan",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    """A name to compare by: folded, short forms spelt out, marks between words dropped."""
    words = re.findall(r"\w+", fold(name))
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


class Register:
    """The known units, to be asked for the one that a name certainly means."""

    def __init__(self, units: Sequence[KnownUnit], context: Sequence[str] = ()) -> None:
        """Takes: `context`, the names of the plan's own body, which a name may add or leave out."""
        self._by_key: dict[str, set[str]] = {}
        for unit in units:
            for name in unit.names:
                self._by_key.setdefault(_key(name), set()).add(unit.code)
        self._context = " ".join(_key(name) for name in context if name)

    def knows(self, name: str) -> bool:
        return bool(self.code(name))

    def code(self, name: str) -> str | None:
        """The code of the only unit with this name, or with this name but for the plan's own body; None when unsure."""
        key = _key(name)
        if exact := self._by_key.get(key):
            return next(iter(exact)) if len(exact) == 1 else None
        found = {code for known, codes in self._by_key.items() if self._is_same(key, known) for code in codes}
        return next(iter(found)) if len(found) == 1 else None

    def _is_same(self, key: str, known: str) -> bool:
        longer, shorter = (key, known) if len(key) > len(known) else (known, key)
        if not shorter or not longer.startswith(shorter + " "):
            return False
        return f" {longer[len(shorter) + 1 :]} " in f" {self._context} "
