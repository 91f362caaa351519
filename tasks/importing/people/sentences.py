"""What the sentences of a line say: who leads, carries out, supports and follows."""

import re
from collections.abc import Iterator

from tasks.importing import bodies
from tasks.importing.bodies import Register
from tasks.importing.collectives import EACH, is_generic, is_named, is_vague
from tasks.importing.people.assigned import (
    FIELD,
    ROLES,
    assignee,
    cell,
    fields,
    given,
    once,
    roles_behind,
    without_fields,
)
from tasks.importing.people.subjects import (
    OWN_PEOPLE,
    Subject,
    charged,
    next_subjects,
    sentences,
    stands_alone,
    subject_of,
)
from tasks.importing.people.tracking import tracks
from tasks.importing.proposal import Assignee
from tasks.importing.words import flat

_LEADING = re.compile(r"(?:la (?:co quan|don vi) )?(?:chu tri|lam dau moi)")
_HELPING = re.compile(
    r"(?:(?:cung|tham gia|quan tam|tich cuc|chu dong|tang cuong),? )*phoi hop(?: chat che| thuc hien| trien khai"
    r"| tham gia| to chuc thuc hien)*\s*(?:[.;,)]|$)"
)
_HELPS = re.compile(r"\s*,?\s*(?:cung )?phoi hop\b")
_CO_LEADING = re.compile(r"(?:la (?:co quan|don vi) [^,.;()]{3,60}, )?(?:chu tri,?\s+)?(?:va\s+)?phoi hop")
_WITH = re.compile(
    r"phoi hop(?: chat che| dong bo| thuong xuyen| hieu qua| kip thoi| tot|,| va)*\s+(?:(?:voi|cung|cung voi)\s+)?"
    r"|su (?:phoi hop|tham gia) cua\s+|chu tri,?\s+(?:va\s+)?cung(?: voi)?\s+"
)
_BY = re.compile(
    r"(?:(?<![^\W_])(?P<by>do)\s+|(?<![^\W_])(?<!da )(?<!chua )(?P<undergone>duoc)\s+(?!giao|phan cong)"
    r"|\((?=\S)(?!giao)"
    r"|(?:[(,;]\s*(?:va\s+)?|\bduoc\s+|(?:nhiem vu|noi dung|viec) (?:nay|tren)\s+)"
    r"(?P<order>giao|phan cong)(?:\s+cho)?\s+"
    r"|^(?:(?:viec|nhiem vu|noi dung|phan viec|cong viec)\b[^.;]{0,80}\s)?duoc (?P<entrusted>giao cho)\s+"
    r"|(?<!ban)(?<!duoc)(?<!chuyen)(?<!chi tieu)(?<!von)(?<!kinh phi)\s(?P<to>giao cho)\s+)(?=\S)"
)
# "… được X thẩm định": what bodies do to a thing that is still to be made; "được X phê duyệt" is done, or given.
_CHECKED = re.compile(r"\s*(?P<role>tham dinh|tham tra|ra soat|nghiem thu|kiem duyet|kiem dinh|tong hop)(?![^\W_])")
_PERSON = re.compile(r"(?:đồng chí|đ/c|ông|bà|thầy|cô)\s", re.IGNORECASE)
_ANYBODY = re.compile(r"(?:(?:cac|moi|tung|nhung) )?(?:(?:dang|hoi|doan) vien|can bo|(?:cong|vien) chuc|nguoi)\b")
_AFTER_DAY = re.compile(r"\d,\s+(?=[^\W\d])")
_ROLE_AFTER = re.compile(
    r"\s*(?:(?:la )?(?:co quan |don vi )?(?P<role>chu tri|phoi hop|thuc hien|theo doi|phu trach|chiu trach nhiem"
    r"|dam nhiem|tham muu|quan ly|van hanh|dieu hanh|chi huy|tien hanh|dam trach|lam dau moi|lam chu dau tu"
    r"|lam (?:truong (?:doan|ban|nhom|tieu ban)|(?:to|doi|nhom) truong)(?=[\s.;]*$)))"
)
_ROLE_IN_BRACKETS = re.compile(r"\((?:la )?(?:co quan |don vi )?(?:chu tri|phoi hop)\)")
# … and behind "…, do X" also these; elsewhere they tell whose a paper or a contest is: "hội thi do Tỉnh đoàn tổ chức".
_ACT_AFTER = re.compile(r"\s*(?P<role>to chuc|van dong|chuan bi|ky|bao dam|dam bao|dam nhan|tham gia)(?![^\W_])")
_IN_BRACKETS = re.compile(r"\s\((?P<names>[^()]{4,120})\)[\s.;]*$")
_BEFORE_BRACKETS = 60  # characters
_DONE_BY = re.compile(r" (?:chuan bi|soan thao|bien soan|xay dung|tong hop|trinh|to chuc)[^,;()]{0,40}\)")
_TIME_AFTER = re.compile(
    r"\s*[,;:–-]\s*(?:(?:phai )?(?:hoan thanh|xong)|thoi (?:gian|han)|han|truoc|cham nhat|trong|quy|thang|nam"
    r"|ngay|thuong xuyen|hang (?:thang|quy|nam))(?![^\W_])"
)


def read(text: str, register: Register) -> list[Assignee]:
    """The assignees of a line in the order they are named.

    "Phối hợp với các cơ quan có liên quan" in a sentence names nobody who could be given the work; in a field or a cell
    made for it, it is kept.
    """
    found = list(fields(text, register))
    for number, sentence in enumerate(sentences(without_fields(text))):
        said = _sentence(sentence, register, first=number == 0, alone=not found)
        found += (one for one in said if one.role != "support" or not is_vague(one.name))
    return once(found)


def noted(text: str, register: Register) -> list[Assignee]:
    """The bodies that a note gives work to: "Phối hợp với Trường Cao đẳng", but nobody in "Hội đồng trường dự"."""
    folded = flat(text)
    said = stands_alone(text) or FIELD.search(folded) or _CO_LEADING.match(folded) or any(_passive(text, register))
    return read(text, register) if said else []


def _sentence(sentence: str, register: Register, *, first: bool, alone: bool) -> list[Assignee]:
    """Takes: `first`, it opens the line; `alone`, nobody was named before it."""
    if _ROLE_IN_BRACKETS.search(flat(sentence)) and (behind := roles_behind(sentence)[0]):
        return [assignee(name, role, register) for name, role in behind]
    found = list(_passive(sentence, register))
    if any(one.role == "lead" for one in found):
        return found + (_supporters(sentence, register) if _CO_LEADING.match(flat(sentence)) else [])
    charge, names = charged(sentence)
    if names:
        return found + (
            [assignee(name, "tracker", register) for name in names] if tracks(charge) else given(names, register)
        )
    subject = subject_of(sentence) or next(next_subjects(sentence), None)
    if subject is None:
        if _CO_LEADING.match(flat(sentence)):
            found += _supporters(sentence, register)
        return found + _closing(sentence, register)
    named = any(is_named(name) or EACH.match(name) for name in subject.names)
    ordered = subject.ordered and (named or sentence[:1].isupper())
    sure = subject.is_sure and not (subject.ordered and not ordered)  # "…; phân công đảng viên phụ trách từng tổ"
    begins = sentence[:1].isupper() and not all(is_generic(name) for name in subject.names)
    own = subject.ordered and all(OWN_PEOPLE.match(flat(name)) for name in subject.names)
    acts = subject.acts and not own and not any(_ANYBODY.match(flat(name)) for name in subject.names)
    person = named and bool(_PERSON.match(subject.names[0]))  # "…; đồng chí Lê Văn An giúp việc"
    if not (first or ordered or begins or sure or person or acts or (named and (alone or sentence[:1].isupper()))):
        return found
    found += (one for other in next_subjects(subject.predicate) for one in _roles(other, register))
    return _roles(subject, register) + _supporters(subject.predicate, register) + found


def _roles(subject: Subject, register: Register) -> list[Assignee]:
    """The role of the bodies that a sentence is about, from how it goes on."""
    folded = flat(subject.predicate)
    if tracks(subject.predicate) or tracks(_behind_helpers(subject.predicate)):
        return [assignee(name, "tracker", register) for name in subject.names]
    if _LEADING.match(folded):
        return _led(subject, register)
    if _HELPING.match(folded):
        return [assignee(name, "support", register) for name in subject.names]
    return given(subject.names, register)


def _led(subject: Subject, register: Register) -> list[Assignee]:
    """X chủ trì, Y phối hợp …; X chủ trì bình xét, các thôn phối hợp."""
    found = cell("\n".join(subject.names), "lead", register)
    after = re.match(_LEADING.pattern + r"(?: thuc hien| tham muu)?\s*[,;]\s*", flat(subject.predicate))
    places = [after.end()] if after else []
    if "phoi hop" in flat(subject.predicate):
        places += [mark.end() for mark in re.finditer(r"[,;]\s+", subject.predicate)]
    for place in places:
        others = bodies.listed(subject.predicate, place)
        if others.names and _HELPS.match(flat(subject.predicate[others.end :])):
            return found + [assignee(name, "support", register) for name in others.names]
    return found


def _behind_helpers(predicate: str) -> str:
    """What is done in "chủ trì, phối hợp với Y, Z theo dõi, đôn đốc …"."""
    match = re.match(r"(?:chu tri,?\s+)?(?:va\s+)?" + _WITH.pattern.split("|su ")[0], flat(predicate))
    return predicate[bodies.listed(predicate, match.end()).end :].lstrip(" ,") if match else ""


def _supporters(text: str, register: Register) -> list[Assignee]:
    """… phối hợp với Y, Z …"""
    names = (name for match in _WITH.finditer(flat(text)) for name in bodies.listed(text, match.end()).names)
    return [assignee(name, "support", register) for name in names]


def _closing(sentence: str, register: Register) -> list[Assignee]:
    """… xong trước ngày 31/01/2026, X thực hiện. … ban hành nghị quyết (Sở Tài chính)."""
    if (bare := _IN_BRACKETS.search(sentence)) and not _names_body(sentence[: bare.start()]):
        found = bodies.listed(sentence, bare.start("names"))
        if found.end == bare.end("names") and any(is_named(name) for name in found.names):
            return given(found.names, register)
    for match in _AFTER_DAY.finditer(sentence):
        found = bodies.listed(sentence, match.end())
        role = _ROLE_AFTER.match(flat(sentence[found.end :])) if found.names else None
        if role and not sentence[found.end + role.end() :].strip(" .;"):
            return given(found.names, register)
    return []


def _names_body(text: str) -> bool:
    """Whether a text ends in a name, of which brackets behind it say more: "Chi cục Thủy lợi (Sở Nông nghiệp)"."""
    words = re.finditer(r"(?<![^\W_])[^\W_]", text[-_BEFORE_BRACKETS:])
    start = max(0, len(text) - _BEFORE_BRACKETS)
    return any(bodies.listed(text, start + word.start()).end >= len(text.rstrip()) for word in words)


def _passive(sentence: str, register: Register) -> Iterator[Assignee]:
    """… do X chủ trì, Y phối hợp; (X chủ trì); (X, xong trước ngày 30/6); …, giao X thực hiện; … giao cho X."""
    for match in _BY.finditer(flat(sentence)):
        if match["by"] and sentence[match.start("by") : match.end("by")].lower() != "do":
            continue
        position = match.end()
        while found := bodies.listed(sentence, position):
            behind = flat(sentence[found.end :])
            role = _ROLE_AFTER.match(behind) if found.names else None
            if found.names and match["by"] and sentence[: match.start()].rstrip()[-1:] in (",", ";", ":", "("):
                role = role or _ACT_AFTER.match(behind)
            if match["undergone"]:
                role = _CHECKED.match(behind) if found.names else None
            if not role:
                timed = match[0] == "(" and (_TIME_AFTER.match(behind) or _DONE_BY.match(behind))
                if found.names and position == match.end() and (timed or match["to"] or match["entrusted"]):
                    yield from given(found.names, register)
                break
            if match["order"] == "phan cong" and OWN_PEOPLE.match(flat(found.names[0])):
                break
            leads = match["order"] or "truong" in role["role"]
            said = ROLES.get(role["role"], "lead" if leads else "implement")
            yield from cell("\n".join(found.names), said, register)
            position = found.end + role.end()
            yield from _supporters(sentence[position:].split(")")[0], register) if role["role"] != "phoi hop" else ()
            after = re.match(r"\s*(?:thuc hien|tham muu|to chuc)?\s*[,;]\s*(?:va\s+)?", flat(sentence[position:]))
            if not after:
                break
            position += after.end()
