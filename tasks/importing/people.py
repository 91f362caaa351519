"""Who: the bodies that a line gives work to, and in which role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.importing import bodies
from tasks.importing.bodies import Register
from tasks.importing.proposal import Assignee, Role
from tasks.importing.words import flat

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=\S)|\n+")
_ORDER = re.compile(
    r"(?:thong nhat |tiep tuc )?(?:giao(?: nhiem vu)?(?: cho)?|phan cong|de nghi|yeu cau|uy quyen(?: cho)?|"
    r"kien nghi)\s+"
)
_ABOUT = re.compile(r"(?:trach nhiem cua|nhiem vu cua|doi voi|ve phia)\s+")
_FRONTED = re.compile(
    r"(?:can cu|tren co so|theo|hang|dinh ky|truoc|sau|khi|trong|de|nham|ngoai ra|dong thoi|thuong xuyen|"
    r"cham nhat|den|tu|tai|voi|thong qua|"
    r"ben canh|rieng|cung voi|ngay)\b"
)
_STRONG = re.compile(
    r"\s*(?:la (?:co quan|don vi) )?(?:chu tri|co trach nhiem|chiu trach nhiem|phoi hop|can cu|theo doi|"
    r"tham muu|co nhiem vu)"
)
_TRACKING = re.compile(r"(?:theo doi|don doc)\b")
_REPORTING = re.compile(
    r"bao cao|viec (?:to chuc |trien khai )?thuc hien|ket qua|tien do|trien khai thuc hien|to chuc thuc hien"
)
_WITH = re.compile(r"phoi hop(?: chat che| dong bo| thuong xuyen)?,?\s+(?:(?:voi|cung)\s+)?")
_FIELD_WORDS = (
    ("lead", r"(?:(?:co quan|don vi|bo phan)\s+)?chu tri(?:\s+(?:thuc hien|tham muu|trien khai))?"),
    ("support", r"(?:(?:co quan|don vi|bo phan)\s+)?phoi hop(?:\s+thuc hien)?"),
    ("implement", r"(?:co quan|don vi|bo phan|phan cong|trach nhiem)\s+(?:to chuc\s+)?(?:thuc hien|trien khai)"),
    ("tracker", r"(?:(?:co quan|don vi)\s+)?(?:theo doi|don doc)(?:,\s*don doc)?"),
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s(;.,\-+]))(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _FIELD_WORDS) + r")\s*:\s*"
    r"(?P<names>[^\n;:]*?)(?=[;\n)]|\.\s|\.?$|,?\s*(?:(?:co quan|don vi)\s+)?(?:chu tri|phoi hop|thuc hien|"
    r"theo doi)(?:\s+thuc hien)?\s*:|$)"
)
_BY = re.compile(r"(?:\bdo\s+|\((?:giao\s+)?)(?=\S)")
_ROLE_AFTER = re.compile(r"\s*(?P<role>chu tri|phoi hop|thuc hien|theo doi)")
_BARE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class _Subject:
    """The bodies that a sentence is about, how it goes on, and where it begins."""

    names: list[str]
    predicate: str
    ordered: bool


def read(text: str, register: Register) -> list[Assignee]:
    """The assignees of a line in the order they are named."""
    found = list(_fields(text, register))
    for number, sentence in enumerate(_SENTENCE.split(_without_fields(text))):
        found += _sentence(sentence, register, first=number == 0)
    return once(found)


def heading(text: str, register: Register) -> list[Assignee]:
    """The bodies that a heading names and says nothing else about: "1. Sở Nội vụ:"."""
    text = text.strip().rstrip(":. ")
    start = match.end() if (match := _ABOUT.match(flat(text))) or (match := _ORDER.match(flat(text))) else 0
    rest = text[start:]
    if len(rest) > _BARE_LENGTH or not (bodies.begins(rest) or register.knows(rest)) or bodies.ends(rest, 0) >= 0:
        return []
    return _given(bodies.split(rest), register)


def cell(text: str, role: Role, register: Register) -> list[Assignee]:
    """The bodies in a cell or field that is made for one role; a list of leads has one lead."""
    names = [
        re.sub(r"^(?:-|–|\+|•|\d{1,2}[.)])\s*", "", name) for line in text.split("\n") for name in bodies.split(line)
    ]
    if role != "lead":
        return [_assignee(name, role, register) for name in names]
    named = [_assignee(name, "implement" if bodies.is_collective(name) else "lead", register) for name in names]
    first = next((one for one in named if one.role == "lead"), None)
    return [one if one is first else _assignee(one.name, "implement", register) for one in named]


def stands_alone(text: str) -> bool:
    """Whether an unlabelled paragraph gives work to somebody by itself."""
    subject = _subject(text)
    return bool(subject and (subject.ordered or _STRONG.match(flat(subject.predicate))))


def tracks(predicate: str) -> bool:
    """Whether what is to be done is to follow the work of others and report on it."""
    folded = flat(predicate)
    opening = " ".join(folded.split()[:10])
    return bool(_TRACKING.search(opening) and _REPORTING.search(folded))


def _fields(text: str, register: Register) -> Iterator[Assignee]:
    """Cơ quan chủ trì: X; cơ quan phối hợp: Y."""
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


def _sentence(sentence: str, register: Register, *, first: bool) -> list[Assignee]:
    subject = _subject(sentence)
    folded = flat(sentence)
    found = list(_passive(sentence, register))
    if any(one.role == "lead" for one in found):
        return found
    if subject is None:
        if re.match(r"(?:chu tri,?\s+)?phoi hop", folded):
            found += _supporters(sentence, register)
        return found
    ordered = subject.ordered and sentence[:1].isupper()
    if not (first or ordered or _STRONG.match(flat(subject.predicate))):
        return []
    return _roles(subject, register) + _supporters(subject.predicate, register)


def _subject(sentence: str) -> _Subject | None:
    """The bodies at the head of a sentence, after an order and after clauses put in front."""
    sentence = sentence.strip()
    folded = flat(sentence)
    match = _ORDER.match(folded)
    starts = [match.end() if match else 0]
    if not match and _FRONTED.match(folded):
        starts = [comma.end() for comma in re.finditer(r",\s+", folded[:400])]
    for start in starts:
        inner = _ORDER.match(folded, start)
        begin = inner.end() if inner else start
        if not bodies.begins(sentence, begin):
            continue
        end = bodies.ends(sentence, begin)
        if end < 0 and not (match or inner):
            continue
        end = len(sentence) if end < 0 else end
        names = bodies.split(sentence[begin:end])
        if names and len(sentence[begin:end]) <= _BARE_LENGTH * 2:
            return _Subject(names, sentence[end:].lstrip(" :,"), bool(match or inner))
    return None


def _roles(subject: _Subject, register: Register) -> list[Assignee]:
    """The role of the bodies that a sentence is about, from how it goes on."""
    folded = flat(subject.predicate)
    if tracks(subject.predicate):
        return [_assignee(name, "tracker", register) for name in subject.names]
    if folded.startswith(("chu tri", "la co quan chu tri", "la don vi chu tri")):
        return cell("\n".join(subject.names), "lead", register)
    return _given(subject.names, register)


def _given(names: list[str], register: Register) -> list[Assignee]:
    """One body leads; several, or a collective, each carry the work out."""
    alone = len(names) == 1 and not bodies.is_collective(names[0])
    return [_assignee(name, "lead" if alone else "implement", register) for name in names]


def _supporters(text: str, register: Register) -> list[Assignee]:
    """… phối hợp với Y, Z; "các cơ quan có liên quan" is nobody in particular and is left out."""
    found: list[Assignee] = []
    for match in _WITH.finditer(flat(text)):
        start = match.end()
        if not bodies.begins(text, start):
            continue
        end = bodies.ends(text, start)
        end = len(text) if end < 0 else end
        following = flat(text[end : end + 14])
        names = bodies.split(text[start:end])
        if following.startswith(("co lien quan", "lien quan")):
            names.pop()
        found += [_assignee(name, "support", register) for name in names if not bodies.is_vague(name)]
    return found


def _passive(sentence: str, register: Register) -> Iterator[Assignee]:
    """… do X chủ trì, Y phối hợp; (X chủ trì)."""
    for match in _BY.finditer(flat(sentence)):
        position = match.end()
        while position < len(sentence) and bodies.begins(sentence, position):
            end = bodies.ends(sentence, position)
            role = _ROLE_AFTER.match(flat(sentence[end:])) if end >= 0 else None
            if not role:
                break
            roles: dict[str, Role] = {"chu tri": "lead", "phoi hop": "support", "theo doi": "tracker"}
            yield from cell(sentence[position:end], roles.get(role["role"], "implement"), register)
            after = re.match(r"\s*(?:thuc hien)?\s*[,;]\s*", flat(sentence[end + role.end() :]))
            if not after:
                break
            position = end + role.end() + after.end()


def _assignee(name: str, role: Role, register: Register) -> Assignee:
    collective = bodies.is_collective(name)
    return Assignee(name, role, collective, None if collective else register.code(name))


def once(found: list[Assignee]) -> list[Assignee]:
    """Each body once, in the first role found for it; one lead at most."""
    kept: dict[str, Assignee] = {}
    for one in found:
        key = flat(one.name)
        if key in kept:
            continue
        if one.role == "lead" and any(other.role == "lead" for other in kept.values()):
            one = Assignee(one.name, "implement", one.collective, one.unit)
        kept[key] = one
    return list(kept.values())
