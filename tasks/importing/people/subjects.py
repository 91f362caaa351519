"""Whom a sentence is about: the bodies at its head, after an order or a clause put in front, and how it goes on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks.importing import bodies
from tasks.importing.bodies.verbs import CLOSERS, LATE_CLOSERS, SHORT_CLOSERS
from tasks.importing.collectives import is_generic, is_named
from tasks.importing.words import flat

_SENTENCE = re.compile(
    r"(?<=[.;!?])(?<!\b[GTBKL]S\.)(?<!PGS\.)(?<!ThS\.)(?<!CKI\.)(?<!CKII\.)(?<!\b[TĐ][PD]\.)\s+(?=\S)|\n+"
)  # PGS.TS. Lê An
_ORDER = re.compile(
    r"(?:thong nhat |tiep tuc |dong thoi,? |trong do,? )?(?:giao(?: trach nhiem| nhiem vu| them)?(?: cho)?"
    r"|phan cong(?: nhiem vu)?(?: cho)?|"
    r"de nghi|yeu cau|uy quyen(?: cho)?|kien nghi)\s*:?\s+"
)
_ORDER_GIVEN = re.compile(rf"(?:[^.;]{{0,100}}?(?:,| va|, dong thoi)\s+)?{_ORDER.pattern}")
_FRONTED = re.compile(
    r"(?:can cu|tren co so|tren tinh than|theo|hang|hang nam|dinh ky|truoc|sau|khi|trong|de|nham|ngoai ra|dong thoi|"
    r"thuong xuyen|cham nhat|den|tu|tai|voi|doi voi|o|thong qua|ben canh|rieng|cung voi|ngay|quy|thang|moi|tuy|cuoi"
    r"|dau|duoi|truong hop|neu|nhan|qua trinh|[a-z ]{2,20}\bnao)\b"
)
_FRONT_END = re.compile(r"[,:]\s+|\sthì\s+")
_BEFORE_NAMES = re.compile(
    r"cac (?:ong|dong chi|ong,? ba|ong \(ba\))\s*:\s*|cac (?:ong,? ba|ong \(ba\))\s+"
    r"|(?:rieng|trong do|ngoai ra|dong thoi|rieng doi voi),?\s+"
)
_TOPIC = re.compile(
    r"[a-z](?:[^:,.;()]{2,40}(?:\([^()]{1,40}\))?:\s+(?!moi )|[^:.;()]{2,80}:\s+(?=giao |phan cong |de nghi |yeu cau ))"
)  # "Biện pháp: Ban Tổ chức …"
_CHARGED = re.compile(
    r"(?:(?:dong chi|can bo|nguoi|bo phan|don vi|phan cong|giao|to chuc)\s+)?(?:truc tiep |cung )?"
    r"(?:chiu trach nhiem|phu trach|chi dao|dieu hanh|theo doi|don doc|thuc hien|trien khai|dau moi|giup viec|tham muu"
    r"|thuong truc)(?:,? (?!(?:cac|tai(?! chinh)|o|viec|doi voi)\b)[a-z]+){0,5}:\s+"
    r"|(?!thanh phan|kinh gui|noi nhan|dai bieu|doi tuong|nguoi nhan)[a-z][a-z, ]{2,40}:\s+"
    r"(?=(?:cac )?(?:dong chi|d/c|ong|ba) )"
)  # "Chịu trách nhiệm chung: đồng chí A; đồng chí B"
_LONG_TOPIC = re.compile(r"[a-z][^:.;()]{2,200}:\s+(?!moi )")
_LEADER = re.compile(
    r"(?P<name>[^\s,;:.()\d][^,;:.()]{2,70}?)\s+(?=chu tri,? (?:va )?(?:phoi hop|tham muu|xay dung|to chuc))"
)
_LEADER_WORDS = 9
_NOT_LEADING = frozenset(
    ["tro", "quan", "vi", "duoc", "giao", "nguoi", "do", "cong"]
)  # "vai trò chủ trì", "đơn vị chủ trì"
_NOT_CHARGED = re.compile(r"\s*:\s+(?:dong chi|d/c|ong|ba|moi)\s")
_REACHES_OUT = re.compile(
    r"\b(?:phối hợp|tham mưu|giúp|(?<!chương )(?<!quy )trình|gửi|đề nghị|kiến nghị|yêu cầu|cùng|với|giữa|theo|của"
    r"|mà|do)\b",
    re.IGNORECASE,
)
_LEADS_WITH = re.compile(r"\bchu tri,? (?:va )?phoi hop(?: chat che)?(?: voi| cung)? ")
_ROLE_SAID = re.compile(r"\b(?:chu tri|phoi hop|theo doi)\b")
_AMONG = re.compile(r"(?:tai|doi voi|trong|voi|thong qua|tu|ben canh|cung voi|theo de nghi cua)\s+")
_STRONG = re.compile(
    r"\s*(?:la (?:co quan|don vi) )?(?:chu tri|co trach nhiem|chiu trach nhiem|phoi hop|can cu|theo doi|tham muu|"
    r"co nhiem vu|chu dong|nghiem tuc|phan cong|chi dao|xay dung ke hoach|to chuc thuc hien|to chuc trien khai)"
)
# A committee that gives the order to somebody else, or only decides.
_GIVER = re.compile(
    r"(?:ban thuong vu|ban chap hanh|ban bi thu|bo chinh tri|chinh phu|quoc hoi|"
    r"thuong truc|dang uy|tinh uy|huyen uy|thanh uy|uy ban nhan dan|ubnd|ban chi dao|"
    r"(?:pho )?(?:chu tich|bi thu|thu tuong|bo truong)|bo (?!phan|mon|chi huy|tu lenh)"
    r"|hoi dong (?:thanh vien|quan tri|nhan dan)"
    r"|tong giam doc|btv\w*|ban tv\w*|chi uy|chi bo|ban giam hieu|ban giam doc|hieu truong|giam doc)\b"
)
# Whom a body shares its own work out to: "phân công từng đồng chí phụ trách".
OWN_PEOPLE = re.compile(
    r"(?:(?:cac|moi|tung) )?(?:dong chi$|(?:giao|nhan|dang|hoi|doan|giang) vien\b|can bo|(?:cong|vien) chuc"
    r"|(?:(?:(?:chi|cap|dang) )?uy|thanh|chuyen) vien$)"
)
_DECIDES = re.compile(r"(?:xem xet|cho y kien|quyet dinh|phe duyet|ghi nhan|bieu duong|danh gia cao)\b")
_RECEIVES = re.compile(r"duoc (?!giao|phan cong|chon)|bi |la noi|la to chuc|la loi|la nhiem vu|la hat nhan")
_ASKED = re.compile(r"(?:cung )?duoc (?:de nghi|yeu cau|kien nghi) ")
_NAME_BEGINS = re.compile(r"(?<![^\W_])(?:[^\W\d_a-zđ]|các |mỗi |từng )")
_NEXT_CLAUSE = re.compile(r",\s+(?=(?:(?:phòng|khoa|tổ|ban|đội|trạm)\s)?[^\W\d_a-zđ])")
_CUSTOMERS = re.compile(r"(?:doanh nghiep|hop tac xa|nha truong|truong hoc|cong ty|co so |tap the|cac cap$)")
BARE_LENGTH = 200
_FRONT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Subject:
    """The bodies that a sentence is about, how it goes on, and whether it is an order to them."""

    names: tuple[str, ...]
    predicate: str
    ordered: bool

    @property
    def is_sure(self) -> bool:
        """By its words alone the sentence gives work, wherever it stands."""
        return self.ordered or bool(_STRONG.match(flat(self.predicate)))

    @property
    def acts(self) -> bool:
        """A verb that we know follows the names."""
        words = re.findall(r"[^\W_]+", self.predicate[:BARE_LENGTH].lower())
        known = bool(words) and (words[0] in SHORT_CLOSERS or words[0] in LATE_CLOSERS)
        return known or bool(CLOSERS.match([flat(word) for word in words[:8]], 0))


def sentences(text: str) -> list[str]:
    """Sentences and clauses; a semicolon between two names of a list parts nothing."""
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        parted = found and found[-1].endswith(";") and not _CHARGED.match(flat(piece))
        if parted and (_is_list(found[-1]) or _goes_on_helping(found[-1], piece)):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def _goes_on_helping(clause: str, piece: str) -> bool:
    """ "X chủ trì, phối hợp với Y; | Z và T rà soát …": what they do is still to be said."""
    begun = _LEADS_WITH.search(flat(clause))
    helpers = bodies.listed(clause, begun.end()) if begun else None
    return bool(
        helpers and helpers.names and helpers.end >= len(clause.rstrip("; ")) and not _ROLE_SAID.search(flat(piece))
    )


def charged(sentence: str) -> tuple[str, tuple[str, ...]]:
    """The words before a colon that say what the bodies behind it are charged with, and those."""
    match = _CHARGED.match(flat(sentence))
    found = bodies.listed(sentence, match.end()) if match else None
    if not (match and found) or sentence[found.end :].strip(" .;"):
        return "", ()
    return sentence[: match.end()], found.names


def _is_list(clause: str) -> bool:
    if charged(clause)[1]:
        return True
    order = order_of(clause)
    start = order.end() if order else 0
    names = bodies.listed(clause, start)
    return bool(names.names) and names.end >= len(clause.rstrip("; "))


def subject_of(sentence: str) -> Subject | None:
    """The bodies at the head of a sentence, after an order and after clauses put in front."""
    return _subject_of(sentence.strip(" -–+•\t\n"), bodies.known_names().serial)


@lru_cache(maxsize=256)
def _subject_of(sentence: str, _known: int) -> Subject | None:
    found = next((subject for start in _starts(sentence) if (subject := _subject_at(sentence, start))), None)
    return found or _behind_topic(sentence) or _unknown_leader(sentence)


def next_subjects(sentence: str) -> Iterator[Subject]:
    """ "Chi cục Thú y cung ứng vắc xin, Phòng Kinh tế lập danh sách": those of the clauses behind a comma.

    The clause before must itself be an act that ends in no body, and the one behind be one that we know.
    """
    for mark in _NEXT_CLAUSE.finditer(sentence[:_FRONT_LENGTH]):
        *before, clause = re.split(r"[,;:()]", sentence[: mark.start()])
        an_item = bool(before) and clause.strip()[:1].isupper() and not _is_clause(clause.strip())
        subject = None if an_item or _REACHES_OUT.search(clause) else _subject_at(sentence, mark.end())
        if subject is None or subject.ordered or not subject.acts or _is_in_list(sentence, mark.start()):
            continue
        if all(is_named(name) or not is_generic(name) for name in subject.names):
            yield subject


def _is_clause(text: str) -> bool:
    subject = _subject_at(text, 0)
    return bool(subject and subject.acts)


def _is_in_list(sentence: str, mark: int) -> bool:
    """Whether a list of names that began before the mark goes up to it or over it."""
    words = _NAME_BEGINS.finditer(sentence, max(0, mark - BARE_LENGTH), mark)
    return any(bodies.listed(sentence, word.start()).end >= mark for word in words)


def _behind_topic(sentence: str) -> Subject | None:
    """ "Kiểm tra tài chính, thu nộp đảng phí: Ủy ban Kiểm tra chủ động …": the body behind a colon, when it acts."""
    topic = _LONG_TOPIC.match(flat(sentence[:_FRONT_LENGTH]))
    if not topic or not sentence[topic.end() :][:1].isupper():
        return None
    subject = _subject_at(sentence, topic.end())
    return subject if subject and (subject.is_sure or subject.acts) else None


def _unknown_leader(sentence: str) -> Subject | None:
    """ "Nhân viên y tế trường học chủ trì …": a noun that leads is a body, though it begins with no head we know."""
    order = order_of(sentence)
    begin = order.end() if order else 0
    match = _LEADER.match(flat(sentence), begin)
    words = re.findall(r"[^\W_]+", sentence[begin : match.end("name")]) if match else []
    if not match or not (order or words[0][0].isupper()) or len(words) > _LEADER_WORDS:
        return None
    known = CLOSERS.match([flat(word) for word in words], 0) or words[0].lower() in LATE_CLOSERS
    if known or words[0].lower() in SHORT_CLOSERS or flat(words[-1]) in _NOT_LEADING:
        return None
    return Subject((sentence[begin : match.end("name")],), sentence[match.end("name") :].lstrip(), bool(order))


def order_of(text: str) -> re.Match[str] | None:
    """The words of an order that open a text; giáo viên is no "giao", đề nghị with a slip still is one."""
    found = _ORDER.match(flat(text[:40]))
    return None if found and text[:4].lower() == "giáo" else found


def _starts(sentence: str) -> Iterator[int]:
    """Where the subject of a sentence may begin: at once, or after a clause put in front."""
    folded = flat(sentence[:_FRONT_LENGTH])
    yield 0
    if before := _BEFORE_NAMES.match(folded):
        yield before.end()
    if topic := _TOPIC.match(folded):
        yield topic.end()
    if order_of(sentence) or not _FRONTED.match(folded) or sentence[:4].lower() == "mời ":
        return
    among = _AMONG.match(folded)
    others = bodies.listed(sentence, among.end()).names if among else ()
    if among and others and sentence.startswith(":", bodies.listed(sentence, among.end()).end):
        yield among.end()  # "Đối với các chi bộ: rà soát …"
    after = among.end() + len(others[0]) if among and others else 0
    yield from (mark.end() for mark in _FRONT_END.finditer(sentence[:_FRONT_LENGTH]) if mark.start() >= after)


def _subject_at(sentence: str, start: int) -> Subject | None:
    order = order_of(sentence[start:])
    begin = start + (order.end() if order else 0)
    found = bodies.listed(sentence, begin)
    if not found.names or found.end - begin > 2 * BARE_LENGTH:
        return None
    rest = sentence[found.end :]
    if not order and _NOT_CHARGED.match(flat(rest[:20])):
        return None  # "Thường trực Huyện đoàn: đồng chí Bí thư chỉ đạo chung", "Báo cáo viên: mời …"
    predicate = rest.lstrip(" :,–-")
    if asked := _ASKED.match(flat(predicate[:40])):
        return Subject(found.names, predicate[asked.end() :], True)
    if not order and (ordered := _ordered_by(found.names, predicate, colon=rest.lstrip().startswith(":"))):
        return ordered
    if not order and not _acts(found.names, rest, predicate):
        return None
    return Subject(found.names, predicate, bool(order))


def _ordered_by(names: tuple[str, ...], predicate: str, *, colon: bool) -> Subject | None:
    """ "Ban Thường vụ Đảng ủy giao Ban Tổ chức …": the order is for the second; behind a colon the first is charged."""
    order = None if colon else _ORDER_GIVEN.match(flat(predicate[:160]))
    if not order or len(names) > 1 or not _GIVER.match(flat(names[0])):
        return None
    found = bodies.listed(predicate, order.end())
    if not found.names or ("phan cong" in flat(order[0]) and OWN_PEOPLE.match(flat(found.names[0]))):
        return None
    return Subject(found.names, predicate[found.end :].lstrip(" :,–-"), True)


def _acts(names: tuple[str, ...], rest: str, predicate: str) -> bool:
    """Whether what follows the names says what they are to do."""
    if not predicate or rest.lstrip()[:1] in (")", ".", ";", "/"):
        return False
    folded = flat(predicate[:200])
    if len(names) == 1 and _GIVER.match(flat(names[0])) and _DECIDES.match(folded):
        return False
    if rest.lstrip().startswith(":"):
        return True
    if _RECEIVES.match(folded):
        return False
    if all(_CUSTOMERS.match(flat(name)) and not is_named(name) for name in names):
        return bool(_STRONG.match(folded))
    if rest.lstrip().startswith((",", "–", "-")) and not predicate[:1].islower():
        return False
    if any(is_named(name) for name in names):
        return True
    words = re.findall(r"[^\W_]+", folded)[:8]
    first = predicate.split()[0].rstrip(",")
    verb = first in SHORT_CLOSERS or first in LATE_CLOSERS
    return verb or bool(CLOSERS.match(words, 0)) or not is_generic(names[0])


def stands_alone(text: str) -> bool:
    """Whether an unlabelled paragraph gives work to somebody by itself: an order, or the bodies before a colon."""
    subject = subject_of(sentences(text)[0])
    return bool(subject and (subject.is_sure or text.startswith(f"{', '.join(subject.names)}:")))


def is_guess(text: str) -> bool:
    """The bodies that open a line are taken to be given it, although no verb we know follows them."""
    subject = subject_of(sentences(text)[0])
    if subject is None or subject.is_sure or f"{subject.names[-1]}:" in text:
        return False
    return not subject.acts
