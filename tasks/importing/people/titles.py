"""Headings that name bodies and say nothing else: whose work stands below them."""

import re

from tasks.importing import bodies
from tasks.importing.bodies import Register
from tasks.importing.bodies.verbs import ACTS, CLOSERS, LATE_CLOSERS, SHORT_CLOSERS
from tasks.importing.people.assigned import given
from tasks.importing.people.subjects import BARE_LENGTH, order_of
from tasks.importing.proposal import Assignee
from tasks.importing.words import flat

_LEADERS = re.compile(r"(?:lanh dao|thu truong|nguoi dung dau|truong cac)\s+")
_MARK = re.compile(r"\s*[,;]\s+|\s+và\s+")
_OF_NAMES = ("ở", "tại", "cấp", "trực")  # said of where a body stands, not of what it does
_ROLES = (["chu", "tri"], ["phoi", "hop"], ["thuc", "hien"], ["tham", "muu"], ["theo", "doi"], ["trien", "khai"])
_ABOUT = re.compile(r"(?:trach nhiem cua|nhiem vu cua|doi voi|ve phia)\s+")
_CHARGED = re.compile(
    r",?\s+(?:(?:co|chiu) (?:(?:cac )?(?:trach nhiem|nhiem vu))(?: (?:sau|sau day|thuc hien|cu the))?"
    r"|(?:thuc hien|trien khai)(?: tot| nghiem tuc)?(?: cac| nhung)? (?:noi dung|nhiem vu|cong viec)"
    r"(?: sau| sau day| cu the)*"
    r"|lanh dao [^:.;,]{3,80})\s*:$"
)


def heading(text: str, register: Register) -> list[Assignee]:
    """The bodies that a heading names and says nothing else about: "1. Sở Nội vụ:"."""
    text = text.strip()
    charged = _CHARGED.search(flat(text))
    text = (text[: charged.start()] if charged else text).rstrip(":., ")
    folded = flat(text)
    about = _ABOUT.match(folded) or order_of(text)
    rest = text[about.end() :] if about else text
    if len(rest) > BARE_LENGTH:
        return []
    found = bodies.listed(rest)
    if found.names and found.end == len(rest):
        return given(found.names, register)
    return given([rest], register) if register.knows(rest) else []


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
    if not names or len(text) > BARE_LENGTH:
        return []
    return given([text[:start] + names[0], *names[1:]], register)


def _says_act(text: str) -> bool:
    """A verb in small letters stands in it; one that ends it belongs to the name: "Phòng Hỗ trợ người tham gia"."""
    words = re.findall(r"[^\W_]+", text)
    if words[:1] == ["được"]:
        return False  # Các tổ chức được cấp phép khai thác
    folded = [flat(word) for word in words]
    closed = (at for at in range(len(words)) if at + CLOSERS.match(folded, at) == len(words))
    end = next((at for at in closed if folded[at:] not in _ROLES), len(words))
    return any(
        ACTS.match(folded, at) or ((word in SHORT_CLOSERS or word in LATE_CLOSERS) and word not in _OF_NAMES)
        for at, word in enumerate(words[:end])
        if word[0].islower()
    )
