"""The register of units: the one that a name certainly means.

Names are compared without marks and case, with short forms spelt out, "và" and "Việt Nam" left out, and with or without
the plan's own body and place ("Văn phòng" is "Văn phòng Đảng ủy Khối"). A word that no Vietnamese word could be is
taken for a slip of the scanner; a word that could be one is never: "Hội Nông dân" is not "Hội Người dân".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kehoach.lib.vietnamese import fold
from tasks.importing.words import is_syllable


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the register, as the importer needs it."""

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    former_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.short_name, *self.aliases) if name)


_SHORT_FORMS = {
    "vp": "van phong", "btg": "ban tuyen giao", "bdv": "ban dan van", "btv": "ban thuong vu",
    "btc": "ban to chuc", "bnc": "ban noi chinh", "bch": "ban chap hanh", "ubkt": "uy ban kiem tra",
    "btgdv": "ban tuyen giao dan van", "btgtu": "ban tuyen giao tinh uy", "btctu": "ban to chuc tinh uy",
    "vptu": "van phong tinh uy", "vpdu": "van phong dang uy", "vphu": "van phong huyen uy",
    "btgdu": "ban tuyen giao dang uy", "btcdu": "ban to chuc dang uy", "ubktdu": "uy ban kiem tra dang uy",
    "ubkttu": "uy ban kiem tra tinh uy", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan",
    "ub": "uy ban", "ubmttq": "mat tran to quoc", "ubmttqvn": "mat tran to quoc", "mttq": "mat tran to quoc",
    "mttqvn": "mat tran to quoc", "ldld": "lien doan lao dong", "htx": "hop tac xa", "lmhtx": "lien minh hop tac xa",
    "tu": "tinh uy", "du": "dang uy", "hu": "huyen uy", "lm": "lien minh", "hnd": "hoi nong dan",
    "hlhpn": "hoi phu nu", "hpn": "hoi phu nu", "lhpn": "phu nu", "ccb": "cuu chien binh",
    "hccb": "hoi cuu chien binh", "dtn": "doan thanh nien", "tncs": "thanh nien cong san", "tn": "thanh nien",
    "tw": "trung uong", "dn": "doanh nghiep", "nct": "nguoi cao tuoi", "ctd": "chu thap do",
    "cq": "co quan", "dvsn": "don vi su nghiep", "cd": "cong doan",
    "kcn": "khu cong nghiep", "kkt": "khu kinh te", "bql": "ban quan ly", "bhxh": "bao hiem xa hoi",
    "nhnn": "ngan hang nha nuoc", "nhcsxh": "ngan hang chinh sach xa hoi", "tand": "toa an nhan dan",
    "vksnd": "vien kiem sat nhan dan", "ca": "cong an", "bchqs": "ban chi huy quan su", "qs": "quan su",
    "bdbp": "bo doi bien phong", "tp": "thanh pho", "tx": "thi xa", "tt": "trung tam", "ptth": "phat thanh truyen hinh",
    "pt": "phat thanh", "th": "truyen hinh", "gddt": "giao duc dao tao", "gd": "giao duc", "dt": "dao tao",
    "nnmt": "nong nghiep moi truong", "nn": "nong nghiep", "mt": "moi truong", "ptnt": "phat trien nong thon",
    "khcn": "khoa hoc cong nghe", "kh": "khoa hoc", "cn": "cong nghe", "vhttdl": "van hoa the thao du lich",
    "vhtt": "van hoa the thao", "dttg": "dan toc ton giao", "ldtbxh": "lao dong thuong binh xa hoi",
    "tttt": "thong tin truyen thong", "khdt": "ke hoach dau tu", "tnmt": "tai nguyen moi truong",
    "cnvc": "cong nhan vien chuc", "dbqh": "dai bieu quoc hoi", "ct": "chu tich", "bt": "bi thu", "cb": "chi bo",
}  # fmt: skip
_LEFT_OUT = re.compile(r"\b(?:va|viet nam|cong san ho chi minh)\b")
_SAME = (
    (re.compile(r"\buy ban mat tran\b"), "mat tran"),
    (re.compile(r"\bhoi lien hiep phu nu\b"), "hoi phu nu"),
    (re.compile(r"\bchi uy\b"), "chi bo"),
    (re.compile(r"\bdang bo\b"), "dang uy"),
    (re.compile(r"\bcac khu cong nghiep\b"), "khu cong nghiep"),
)
# People and inner bodies that act for a whole: Giám đốc Sở Nội vụ, Ban Thường vụ Tỉnh đoàn.
_ACTS_FOR = re.compile(
    r"(?:(?:cac )?dong chi )?(?:"
    r"(?:pho )?(?:tong )?giam doc|(?:pho )?chu tich|(?:pho )?bi thu|thu truong|lanh dao|nguoi dung dau"
    r"|(?:pho )?chanh(?= )|"
    r"(?:pho )?truong(?= (?:ban|phong|cong an|doan))|(?:pho )?chu nhiem|ban thuong vu|thuong truc|tap the"
    r"|ban chap hanh|hieu truong|"
    r"vien truong|cuc truong|tong bien tap|chi huy truong|ban lanh dao|ban giam doc"
    r")(?: thuong truc)? (?=\w)"
)
# What stands before the name of the body that a committee leads: Đảng bộ Sở Y tế.
_CELLS = re.compile(r"(?:dang uy|chi bo|dang bo) (?=\w)")
_BODY_WORDS = re.compile(
    r"\b(?:ban thuong vu|ban chap hanh|dang uy|dang bo|uy ban nhan dan|hoi dong nhan dan|tinh uy|thanh uy|huyen uy|"
    r"uy ban mat tran to quoc|mat tran to quoc|doan thanh nien)\b"
)

_LONG_ENOUGH = 4  # letters of a word that may be a scanner's slip
_FAR_APART = 2  # letters in which a whole name may differ


@lru_cache(maxsize=40_000)
def _key(name: str) -> str:
    """A name to compare by: folded, short forms spelt out, marks between words dropped."""
    words = re.findall(r"[^\W_]+", fold(name).replace("&", " ").replace("đ/c", "dong chi").replace("d/c", "dong chi"))
    key = " ".join(_SHORT_FORMS.get(word, word) for word in words)
    for pattern, same in _SAME:
        key = pattern.sub(same, key)
    return " ".join(_LEFT_OUT.sub(" ", key).split())


class Register:
    """The known units, to be asked for the one that a name certainly means."""

    def __init__(self, units: Sequence[KnownUnit], issuer: str = "", above: str = "") -> None:
        """Takes: the names of the plan's own body and of the one above it, which a name may add or leave out.

        The topmost committee among the units is the plan's own as well.
        """
        tops = [name for unit in units[:1] if unit.kind == "committee" for name in unit.names]
        self._own = f" {' | '.join(_key(name) for name in (issuer, *tops))} "
        self._issuer = f"{_key(issuer)} "
        place = _BODY_WORDS.sub(" ", _key(above))
        self._place = f" {' '.join(place.split())} "
        self._by_key: dict[str, set[str]] = {}
        for unit in units:
            for name in unit.names:
                self._by_key.setdefault(_key(name), set()).add(unit.code)
        current = frozenset(self._by_key)
        former = [(_key(name), unit.code) for unit in units for name in unit.former_names]
        for key, code in former:
            if key not in current:
                self._by_key.setdefault(key, set()).add(code)
        self._by_core: dict[str, set[str]] = {}
        self._by_letters: dict[str, set[str]] = {}
        self._by_shape: dict[tuple[int, str], list[str]] = {}
        for key in self._by_key:
            self._by_core.setdefault(self._core(key), set()).add(key)
            self._by_letters.setdefault(key.replace(" ", ""), set()).add(key)
        for name in self._by_key.keys() | self._by_core.keys():
            for shape in _shapes(name):
                self._by_shape.setdefault(shape, []).append(name)
        self._found: dict[str, str | None] = {}
        self._slips: set[str] = set()

    def knows(self, name: str) -> bool:
        return self.code(name) is not None

    def is_issuer(self, name: str) -> bool:
        """Whether a committee named without its place ("Đảng ủy") is the body that issues the plan."""
        return self._issuer.startswith(f"{_key(name)} ")

    def is_slip(self, name: str) -> bool:
        """Whether the name means a unit only if the scanner misread it."""
        return self.knows(name) and name in self._slips

    def code(self, name: str) -> str | None:
        """The code of the only unit that this name means; None when it is nobody's, or more than one's."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> str | None:
        for asked in _readings(_key(name)):
            for find in (self._exactly, self._with_or_without_owner, self._as_scanned):
                if codes := find(asked):
                    if find == self._as_scanned:
                        self._slips.add(name)
                    return next(iter(codes)) if len(codes) == 1 else None
        return None

    def _exactly(self, key: str) -> set[str]:
        return self._by_key.get(key, set())

    def _with_or_without_owner(self, key: str) -> set[str]:
        """The same body, named with or without the plan's own body or place behind it."""
        core = self._core(key)
        return self._with_owner(core, key[len(core) :].strip())

    def _with_owner(self, core: str, owner: str) -> set[str]:
        known = self._by_core.get(core, ())
        return self._codes({key for key in known if self._same_owner(owner, key[len(core) :].strip())})

    def _same_owner(self, one: str, other: str) -> bool:
        """Ends that name the plan's own body: one says more than the other, or goes on where it stops."""
        together = (f" {one} {other} ", f" {other} {one} ")
        return one in other or other in one or any(each in self._own or each in self._place for each in together)

    def _as_scanned(self, key: str) -> set[str]:
        """The same letters with the spaces lost, or but for a word that is none in Vietnamese."""
        if joined := self._by_letters.get(key.replace(" ", "")):
            return self._codes(joined)
        if all(is_syllable(word) for word in key.split()):
            return set()
        core = self._core(key)
        owner = key[len(core) :].strip()
        whole = self._codes({known for known in self._near(key) if known in self._by_key})
        return whole or {code for known in self._near(core) for code in self._with_owner(known, owner)}

    def _near(self, name: str) -> set[str]:
        near = {known for shape in _shapes(name) for known in self._by_shape.get(shape, ())}
        return {known for known in near if _is_slip(name, known)}

    def _codes(self, keys: set[str]) -> set[str]:
        return {code for key in keys for code in self._by_key[key]}

    def _core(self, key: str) -> str:
        """The key without the longest end that only names the plan's own body or place."""
        words = key.split()
        for at in range(1, len(words)):
            end = f" {' '.join(words[at:])} "
            if end in self._own or end in self._place:
                return " ".join(words[:at])
        return key


def _readings(key: str) -> Iterator[str]:
    """The name itself, then the body for which the person or inner body in it acts."""
    yield key
    if (match := _ACTS_FOR.match(key)) and match.end() < len(key):
        yield key[match.end() :]


def _shapes(key: str) -> Iterator[tuple[int, str]]:
    """What stays alike when one word is misread: the number of words, with the first half of them or with the last."""
    words = key.split()
    middle = (len(words) + 1) // 2
    if len(words) > 1:
        yield len(words), " ".join(words[:middle])
        yield len(words), "… " + " ".join(words[middle:])


def _is_slip(key: str, known: str) -> bool:
    """Whether the words in which a name differs from a known one are no Vietnamese words, and nearly the known ones."""
    differ = [(word, other) for word, other in zip(key.split(), known.split(), strict=True) if word != other]
    distances = [_distance(word, other) for word, other in differ if _may_be_slip(word, other)]
    return len(distances) == len(differ) and sum(distances) <= _FAR_APART


def _may_be_slip(word: str, known: str) -> bool:
    return len(known) >= _LONG_ENOUGH - 1 and known.isalpha() and not is_syllable(word) and len(word) > 1


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed to make the one the other."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        previous, row[0] = row[0], at
        for index, known in enumerate(other, 1):
            previous, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, previous + (letter != known))
    return row[-1]
