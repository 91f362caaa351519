"""Who: the bodies that a line gives work to, and in which role."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.importing import bodies
from tasks.importing.bodies import Register
from tasks.importing.bodies.lexicon import ACTS, CLOSERS, LATE_CLOSERS, SHORT_CLOSERS
from tasks.importing.collectives import EACH, is_collective, is_generic, is_named, is_vague
from tasks.importing.proposal import Assignee, Role
from tasks.importing.words import flat

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=\S)|\n+")
_ORDER = re.compile(
    r"(?:thong nhat |tiep tuc |dong thoi,? |trong do,? )?(?:giao(?: trach nhiem| nhiem vu| them)?(?: cho)?"
    r"|phan cong(?: nhiem vu)?(?: cho)?|"
    r"de nghi|yeu cau|uy quyen(?: cho)?|kien nghi)\s*:?\s+"
)
_ORDER_GIVEN = re.compile(rf"(?:[^.;]{{0,100}}?(?:,| va|, dong thoi)\s+)?{_ORDER.pattern}")
_ABOUT = re.compile(r"(?:trach nhiem cua|nhiem vu cua|doi voi|ve phia)\s+")
_CHARGED = re.compile(
    r",?\s+(?:co|chiu) (?:(?:cac )?(?:trach nhiem|nhiem vu))(?: (?:sau|sau day|thuc hien|cu the))?\s*:$"
)
_FRONTED = re.compile(
    r"(?:can cu|tren co so|tren tinh than|theo|hang|hang nam|dinh ky|truoc|sau|khi|trong|de|nham|ngoai ra|dong thoi|"
    r"thuong xuyen|cham nhat|den|tu|tai|voi|doi voi|o|thong qua|ben canh|rieng|cung voi|ngay|quy|thang|moi|tuy|cuoi"
    r"|dau)\b"
)
_BEFORE_NAMES = re.compile(
    r"cac (?:ong|dong chi|ong,? ba|ong \(ba\))\s*:\s*|(?:rieng|trong do|ngoai ra|dong thoi|rieng doi voi),?\s+"
)
_TOPIC = re.compile(r"[a-z](?:[^:,.;()]{2,40}:\s+(?!moi )|[^:.;()]{2,80}:\s+(?=giao |phan cong |de nghi |yeu cau ))")  # "Biện pháp: Ban Tổ chức …"
_AMONG = re.compile(r"(?:tai|doi voi|trong|voi|thong qua|tu|ben canh|cung voi|theo de nghi cua)\s+")
_STRONG = re.compile(
    r"\s*(?:la (?:co quan|don vi) )?(?:chu tri|co trach nhiem|chiu trach nhiem|phoi hop|can cu|theo doi|tham muu|"
    r"co nhiem vu|chu dong|nghiem tuc|phan cong|chi dao|xay dung ke hoach|to chuc thuc hien|to chuc trien khai)"
)
# A committee that gives the order to somebody else, or only decides.
_GIVER = re.compile(
    r"(?:ban thuong vu|ban chap hanh|thuong truc|dang uy|tinh uy|huyen uy|thanh uy|uy ban nhan dan|ubnd|chu tich|"
    r"ban chi dao|bi thu|btv\w*|ban tv\w*)\b"
)
_DECIDES = re.compile(r"(?:xem xet|cho y kien|quyet dinh|phe duyet|ghi nhan|bieu duong|danh gia cao)\b")
_RECEIVES = re.compile(r"duoc (?!giao|phan cong|chon)|bi |la noi|la to chuc|la loi|la nhiem vu|la hat nhan")
_CUSTOMERS = re.compile(r"(?:doanh nghiep|hop tac xa|nha truong|truong hoc|cong ty|co so |tap the|cac cap$)")

_TRACKING = re.compile(r"(?:theo doi|don doc)\b")
_BY_ITS_OFFICE = re.compile(r"(?:theo|can cu) (?:chuc nang|nhiem vu|linh vuc|tham quyen)[^.;]{0,40}?(?=huong dan|theo doi|don doc)")
_REPORTING = re.compile(
    r"bao cao|viec (?:to chuc |trien khai )?thuc hien|ket qua|tien do|trien khai thuc hien|to chuc thuc hien|"
    r"thuc hien (?:ke hoach|chuong trinh|nghi quyet|chi thi|ket luan|huong dan|de an)"
)
_ONLY_TRACKING = re.compile(r"(?:theo doi,? (?:va )?don doc|don doc|theo doi(?=[\s.;]*$))")
_GATHERING = re.compile(r"tong hop,? (?:(?:va )?bao cao|ket qua|tinh hinh|tien do|so lieu)")
_SEAT = re.compile(r"(?:la|lam) (?:(?:co quan|don vi|bo phan) (?:thuong truc|dau moi|theo doi|tham muu)|dau moi)")
_SITS = re.compile(r"(?:[^,.;]*[.;]?$|.*(?:theo doi|don doc|tong hop|bao cao))")
_LEADING = re.compile(r"(?:la (?:co quan|don vi) )?chu tri")
_HELPING = re.compile(
    r"(?:(?:cung|tham gia|quan tam|tich cuc|chu dong|tang cuong),? )*phoi hop(?: chat che| thuc hien| trien khai| tham gia| to chuc thuc hien)*\s*(?:[.;,)]|$)"
)
_CO_LEADING = re.compile(r"(?:chu tri,?\s+)?(?:va\s+)?phoi hop")

_WITH = re.compile(
    r"phoi hop(?: chat che| dong bo| thuong xuyen| hieu qua| kip thoi| tot|,| va)*\s+(?:(?:voi|cung|cung voi)\s+)?"
    r"|su (?:phoi hop|tham gia) cua\s+|chu tri,?\s+(?:va\s+)?cung(?: voi)?\s+"
)
_FIELD_WORDS = (
    (
        "lead",
        r"(?:(?:co quan|don vi|bo phan|cap)\s+)?chu tri(?:\s+(?:thuc hien|tham muu|trien khai))?"
        r"|(?:co quan|don vi|bo phan)\s+tham muu",
    ),
    ("support", r"(?:(?:co quan|don vi|bo phan|cap)\s+)?(?:phoi hop|tham gia)(?:\s+thuc hien)?"),
    (
        "implement",
        r"(?:co quan|don vi|bo phan|phan cong|trach nhiem|nguoi)\s+(?:to chuc\s+)?(?:thuc hien|trien khai|phu trach)"
        r"|phu trach",
    ),
    ("tracker", r"(?:(?:co quan|don vi)\s+)?(?:theo doi|don doc)(?:,\s*don doc)?"),
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s(;.,\-+]))(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _FIELD_WORDS) + r")\s*:\s*"
    r"(?P<names>[^\n:]*?)(?=\n|\)|\.\s|\.?$"
    r"|[;,]?\s*(?:(?:co quan|don vi|bo phan|nguoi)\s+)?(?:chu tri|phoi hop|thuc hien|theo doi|thoi gian|thoi han"
    r"|san pham|hoan thanh|tien do|kinh phi|ket qua)"
    r"(?:\s+[a-z]+){0,3}\s*:|$)"
)
_BY = re.compile(
    r"(?:(?<![^\W_])(?P<by>do)\s+|\((?=\S)(?!giao)|[(,;]\s*(?:va\s+)?(?P<order>giao|phan cong)(?:\s+cho)?\s+)(?=\S)"
)
_ROLE_AFTER = re.compile(
    r"\s*(?:(?:la )?(?:co quan |don vi )?(?P<role>chu tri|phoi hop|thuc hien|theo doi|phu trach|chiu trach nhiem"
    r"|dam nhiem|tham muu|quan ly|van hanh|tien hanh|dam trach|lam dau moi|lam chu dau tu))"
)
_ROLE_TOLD = re.compile(
    r"\s*\(?\s*(?:la )?(?:co quan |don vi )?(?P<role>chu tri|phoi hop|theo doi|thuc hien)[^,;)]*\)?"
)
_ROLES: dict[str, Role] = {"chu tri": "lead", "phoi hop": "support", "theo doi": "tracker"}
_LEADERS = re.compile(r"(?:lanh dao|thu truong|nguoi dung dau|truong cac)\s+")
_MARK = re.compile(r"\s*[,;]\s+|\s+và\s+")
_OF_NAMES = ("ở", "tại", "cấp", "trực")  # said of where a body stands, not of what it does
_BARE_LENGTH = 200
_FRONT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class _Subject:
    """The bodies that a sentence is about, how it goes on, and whether it is an order to them."""

    names: tuple[str, ...]
    predicate: str
    ordered: bool

    @property
    def is_sure(self) -> bool:
        """By its words alone the sentence gives work, wherever it stands."""
        return self.ordered or bool(_STRONG.match(flat(self.predicate)))


def read(text: str, register: Register) -> list[Assignee]:
    """The assignees of a line in the order they are named.

    "Phối hợp với các cơ quan có liên quan" in a sentence names nobody who could be given the work; in a field or a cell
    made for it, it is kept.
    """
    found = list(_fields(text, register))
    for number, sentence in enumerate(_sentences(_without_fields(text))):
        said = _sentence(sentence, register, first=number == 0, alone=not found)
        found += (one for one in said if one.role != "support" or not is_vague(one.name))
    return once(found)


def heading(text: str, register: Register) -> list[Assignee]:
    """The bodies that a heading names and says nothing else about: "1. Sở Nội vụ:"."""
    text = text.strip()
    charged = _CHARGED.search(flat(text))
    text = (text[: charged.start()] if charged else text).rstrip(":., ")
    folded = flat(text)
    about = _ABOUT.match(folded) or _order(text)
    rest = text[about.end() :] if about else text
    if len(rest) > _BARE_LENGTH:
        return []
    found = bodies.listed(rest)
    if found.names and found.end == len(rest):
        return _given(found.names, register)
    return _given([rest], register) if register.knows(rest) else []


def title(text: str, register: Register) -> list[Assignee]:
    """The bodies that the title of a list of work is made of, also those whose names go on with unknown words.

    "Ban Chỉ đạo quốc gia 1237", "Tổ đảng ở Thường trực Ủy ban Pháp luật, các Ủy ban": no verb follows the first name.
    """
    text = text.strip().rstrip(":. ")
    if about := _ABOUT.match(flat(text)):
        text = text[about.end() :]
    leaders = _LEADERS.match(flat(text))
    names, at = [], leaders.end() if leaders and not bodies.begins(text) else 0
    start = at
    while at < len(text) and (found := bodies.listed(text, at)).names:
        mark = next((one for one in _MARK.finditer(text, found.end) if bodies.begins(text, one.end())), None)
        stop = mark.start() if mark else len(text)
        if _says_act(text[found.end : stop]):
            return []
        names += [*found.names[:-1], found.names[-1] + text[found.end : stop].rstrip()]
        at = mark.end() if mark else len(text)
    if not names or len(text) > _BARE_LENGTH:
        return []
    return _given([text[:start] + names[0], *names[1:]], register)


def _says_act(text: str) -> bool:
    """A verb in small letters stands in it."""
    words = re.findall(r"[^\W_]+", text)
    folded = [flat(word) for word in words]
    return any(
        ACTS.match(folded, index) or ((word in SHORT_CLOSERS or word in LATE_CLOSERS) and word not in _OF_NAMES)
        for index, word in enumerate(words)
        if word[0].islower()
    )


def cell(text: str, role: Role, register: Register) -> list[Assignee]:
    """The bodies in a cell or field that is made for one role, unless it says another; a list of leads has one lead."""
    told = list(_roles_told(text, role))
    named = [_assignee(name, told_role, register) for name, told_role in told]
    first = next((one for one in named if one.role == "lead" and not one.collective), None)
    return [replace(one, role="implement") if one.role == "lead" and one is not first else one for one in named]


def _roles_told(text: str, role: Role) -> Iterator[tuple[str, Role]]:
    """The names of a cell, each with the role that stands behind it: "Sở Y tế (chủ trì); Sở Nội vụ phối hợp"."""
    for part in re.split(r"[\n;]", text):
        found = bodies.listed(part.strip())
        after = _ROLE_TOLD.match(flat(part.strip()[found.end :])) if found.names else None
        if after:
            own = _ROLES.get(after["role"], "implement")
            last_only = "(" in after[0]
            yield from ((name, own if name == found.names[-1] or not last_only else role) for name in found.names)
            part = part.strip()[found.end + after.end() :].lstrip(" ,)")
        yield from ((name, role) for name in bodies.names_in(part))


def stands_alone(text: str) -> bool:
    """Whether an unlabelled paragraph gives work to somebody by itself."""
    subject = _subject(_sentences(text)[0])
    return bool(subject and subject.is_sure)


def noted(text: str, register: Register) -> list[Assignee]:
    """The bodies that a note gives work to: "Phối hợp: Trường Cao đẳng", but nobody in "Hội đồng trường dự"."""
    said = stands_alone(text) or _FIELD.search(flat(text)) or next(_passive(text, register), None)
    return read(text, register) if said else []


def is_guess(text: str) -> bool:
    """The bodies that open a line are taken to be given it, although no verb we know follows them."""
    subject = _subject(_sentences(text)[0])
    if subject is None or subject.is_sure or f"{subject.names[-1]}:" in text:
        return False
    words = re.findall(r"[^\W_]+", subject.predicate[:_BARE_LENGTH].lower())
    known = bool(words) and (words[0] in SHORT_CLOSERS or words[0] in LATE_CLOSERS)
    return not (known or CLOSERS.match([flat(word) for word in words[:8]], 0))


def tracks(predicate: str) -> bool:
    """Whether what is to be done is to follow the work of others and report on it."""
    folded = _BY_ITS_OFFICE.sub("", flat(predicate).strip())
    if seat := _SEAT.match(folded):
        return not re.search(r"chu tri|co nhiem vu", folded[:60]) and bool(_SITS.match(folded, seat.end()))
    opening = " ".join(folded.split()[:10])
    follows = _TRACKING.search(opening) and _REPORTING.search(folded)
    return bool(follows or _GATHERING.match(folded) or _ONLY_TRACKING.match(folded))


# --- Fields: "Cơ quan chủ trì: X; cơ quan phối hợp: Y" ---------------------------------------------------------------


def _fields(text: str, register: Register) -> Iterator[Assignee]:
    for match in _FIELD.finditer(flat(text)):
        role: Role = next(role for role in ("lead", "support", "implement", "tracker") if match[role])
        names = text[match.start("names") : match.end("names")].strip()
        if names:
            yield from cell(names, role, register)


def _without_fields(text: str) -> str:
    """What is left for the sentences when the fields are taken out."""
    kept, at = "", 0
    for match in _FIELD.finditer(flat(text)):
        kept, at = kept + text[at : match.start()], match.end()
    return kept + text[at:]


# --- Sentences -------------------------------------------------------------------------------------------------------


def _sentences(text: str) -> list[str]:
    """Sentences and clauses; a semicolon between two names of a list parts nothing."""
    found: list[str] = []
    for piece in _SENTENCE.split(text):
        if found and found[-1].endswith(";") and _is_list(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def _is_list(clause: str) -> bool:
    order = _order(clause)
    start = order.end() if order else 0
    names = bodies.listed(clause, start)
    return bool(names.names) and names.end >= len(clause.rstrip("; "))


def _sentence(sentence: str, register: Register, *, first: bool, alone: bool) -> list[Assignee]:
    """Takes: `first`, it opens the line; `alone`, nobody was named before it."""
    found = list(_passive(sentence, register))
    if any(one.role == "lead" for one in found):
        return found
    subject = _subject(sentence)
    if subject is None:
        if _CO_LEADING.match(flat(sentence)):
            found += _supporters(sentence, register)
        return found
    named = any(is_named(name) or EACH.match(name) for name in subject.names)
    ordered = subject.ordered and (named or sentence[:1].isupper())
    sure = subject.is_sure and not (subject.ordered and not ordered)  # "…; phân công đảng viên phụ trách từng tổ"
    begins = sentence[:1].isupper() and not all(is_generic(name) for name in subject.names)
    if not (first or ordered or begins or sure or (named and (alone or sentence[:1].isupper()))):
        return found
    return _roles(subject, register) + _supporters(subject.predicate, register) + found


@lru_cache(maxsize=256)
def _subject(sentence: str) -> _Subject | None:
    """The bodies at the head of a sentence, after an order and after clauses put in front."""
    sentence = sentence.strip(" -–+•\t\n")
    return next((subject for start in _starts(sentence) if (subject := _subject_at(sentence, start))), None)


def _order(text: str) -> re.Match[str] | None:
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
    if _order(sentence) or not _FRONTED.match(folded):
        return
    among = _AMONG.match(folded)
    others = bodies.listed(sentence, among.end()).names if among else ()
    after = among.end() + len(others[0]) if among and others else 0
    yield from (comma.end() for comma in re.finditer(r"[,:]\s+", folded) if comma.start() >= after)


def _subject_at(sentence: str, start: int) -> _Subject | None:
    order = _order(sentence[start:])
    begin = start + (order.end() if order else 0)
    found = bodies.listed(sentence, begin)
    if not found.names or found.end - begin > 2 * _BARE_LENGTH:
        return None
    rest = sentence[found.end :]
    predicate = rest.lstrip(" :,–-")
    if not order and (ordered := _ordered_by(found.names, predicate, colon=rest.lstrip().startswith(":"))):
        return ordered
    if not order and not _acts(found.names, rest, predicate):
        return None
    return _Subject(found.names, predicate, bool(order))


def _ordered_by(names: tuple[str, ...], predicate: str, *, colon: bool) -> _Subject | None:
    """ "Ban Thường vụ Đảng ủy giao Ban Tổ chức …": the order is for the second; behind a colon the first is charged."""
    order = None if colon else _ORDER_GIVEN.match(flat(predicate[:160]))
    if not order or len(names) > 1 or not _GIVER.match(flat(names[0])):
        return None
    found = bodies.listed(predicate, order.end())
    return _Subject(found.names, predicate[found.end :].lstrip(" :,–-"), True) if found.names else None


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
    verb = predicate.split()[0] in SHORT_CLOSERS or predicate.split()[0] in LATE_CLOSERS
    return verb or bool(CLOSERS.match(words, 0)) or not is_generic(names[0])


def _roles(subject: _Subject, register: Register) -> list[Assignee]:
    """The role of the bodies that a sentence is about, from how it goes on."""
    folded = flat(subject.predicate)
    if tracks(subject.predicate) or tracks(_behind_helpers(subject.predicate)):
        return [_assignee(name, "tracker", register) for name in subject.names]
    if _LEADING.match(folded):
        return _led(subject, register)
    if _HELPING.match(folded):
        return [_assignee(name, "support", register) for name in subject.names]
    return _given(subject.names, register)


def _led(subject: _Subject, register: Register) -> list[Assignee]:
    """X chủ trì, Y phối hợp …"""
    found = cell("\n".join(subject.names), "lead", register)
    after = re.match(r"(?:la (?:co quan|don vi) )?chu tri(?: thuc hien| tham muu)?\s*[,;]\s*", flat(subject.predicate))
    others = bodies.listed(subject.predicate, after.end()) if after else None
    if others and others.names and flat(subject.predicate[others.end :]).lstrip(" ,").startswith("phoi hop"):
        found += [_assignee(name, "support", register) for name in others.names]
    return found


def _behind_helpers(predicate: str) -> str:
    """What is done in "chủ trì, phối hợp với Y, Z theo dõi, đôn đốc …"."""
    match = re.match(r"(?:chu tri,?\s+)?(?:va\s+)?" + _WITH.pattern.split("|su ")[0], flat(predicate))
    return predicate[bodies.listed(predicate, match.end()).end :].lstrip(" ,") if match else ""


def _given(names: Sequence[str], register: Register) -> list[Assignee]:
    """One body leads; several, or a collective, each carry the work out."""
    alone = len(names) == 1 and not _is_collective(names[0], register)
    return [_assignee(name, "lead" if alone else "implement", register) for name in names]


def _supporters(text: str, register: Register) -> list[Assignee]:
    """… phối hợp với Y, Z …"""
    names = (name for match in _WITH.finditer(flat(text)) for name in bodies.listed(text, match.end()).names)
    return [_assignee(name, "support", register) for name in names]


def _passive(sentence: str, register: Register) -> Iterator[Assignee]:
    """… do X chủ trì, Y phối hợp; (X chủ trì); …, giao X thực hiện."""
    for match in _BY.finditer(flat(sentence)):
        if match["by"] and sentence[match.start("by") : match.end("by")].lower() != "do":
            continue
        position = match.end()
        while found := bodies.listed(sentence, position):
            role = _ROLE_AFTER.match(flat(sentence[found.end :])) if found.names else None
            if not role:
                break
            given = match["order"] and role["role"] not in _ROLES
            yield from cell(
                "\n".join(found.names), "lead" if given else _ROLES.get(role["role"], "implement"), register
            )
            position = found.end + role.end()
            yield from _supporters(sentence[position:].split(")")[0], register) if role["role"] != "phoi hop" else ()
            after = re.match(r"\s*(?:thuc hien)?\s*[,;]\s*(?:va\s+)?", flat(sentence[position:]))
            if not after:
                break
            position += after.end()


def _assignee(name: str, role: Role, register: Register) -> Assignee:
    collective = _is_collective(name, register)
    return Assignee(name, role, collective, None if collective else register.code(name))


def _is_collective(name: str, register: Register) -> bool:
    """ "Đảng ủy" alone is the committee that issues the plan; in the plan of another one it is any."""
    return is_collective(name) and not register.is_issuer(name)


def once(found: list[Assignee]) -> list[Assignee]:
    """Each body once, in the first role found for it; one lead at most."""
    kept: dict[str, Assignee] = {}
    for one in found:
        key = flat(one.name)
        if key in kept:
            continue
        if one.role == "lead" and any(other.role == "lead" for other in kept.values()):
            one = replace(one, role="implement")
        kept[key] = one
    return list(kept.values())
