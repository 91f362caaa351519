"""Names with their roles: in cells, and in fields like "Cơ quan chủ trì: X; cơ quan phối hợp: Y"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.importing import bodies
from tasks.importing.bodies import Register
from tasks.importing.collectives import is_collective
from tasks.importing.proposal import Assignee, Role
from tasks.importing.words import flat

_FIELD_WORDS = (
    (
        "lead",
        r"(?:(?:co quan|don vi|bo phan|cap)\s+)?chu tri(?:\s+(?:thuc hien|tham muu|trien khai))?"
        r"|(?:co quan|don vi|bo phan)\s+tham muu|chu dau tu",
    ),
    ("support", r"(?:(?:co quan|don vi|bo phan|cap)\s+)?(?:phoi hop|tham gia)(?:\s+thuc hien)?"),
    (
        "implement",
        r"(?:co quan|don vi|bo phan|phan cong|trach nhiem|nguoi)\s+(?:to chuc\s+)?(?:thuc hien|trien khai|phu trach)"
        r"|phu trach",
    ),
    ("tracker", r"(?:(?:co quan|don vi)\s+)?(?:theo doi|don doc)(?:,\s*don doc)?"),
)
FIELD = re.compile(
    r"(?:^|(?<=[\s(;.,\-+]))(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _FIELD_WORDS) + r")\s*:\s*"
    r"(?P<names>[^\n:]*?)(?=\n|\)|\.\s|\.?$"
    r"|[;,]?\s*(?:(?:co quan|don vi|bo phan|nguoi)\s+)?(?:chu tri|phoi hop|thuc hien|theo doi|thoi gian|thoi han"
    r"|san pham|hoan thanh|tien do|kinh phi|ket qua)"
    r"(?:\s+[a-z]+){0,3}\s*:|$)"
)
_ROLE_TOLD = re.compile(
    r"\s*\(?\s*(?:la )?(?:co quan |don vi )?(?P<role>chu tri|phoi hop|theo doi|thuc hien)[^,;)]*\)?"
)
_ASIDE = re.compile(r"\s\((?P<said>[^()]+)\)\s*$")
ROLES: dict[str, Role] = {"chu tri": "lead", "phoi hop": "support", "theo doi": "tracker"}


def cell(text: str, role: Role, register: Register) -> list[Assignee]:
    """The bodies in a cell or field that is made for one role, unless it says another; a list of leads has one lead."""
    told = list(_roles_told(text, role))
    named = [assignee(name, told_role, register) for name, told_role in told]
    first = next((one for one in named if one.role == "lead" and not one.collective), None)
    return [replace(one, role="implement") if one.role == "lead" and one is not first else one for one in named]


def _roles_told(text: str, role: Role) -> Iterator[tuple[str, Role]]:
    """The names of a cell, each with the role that stands behind it: "Sở Y tế (chủ trì); Sở Nội vụ phối hợp"."""
    for part in re.split(r"[\n;]", text):
        told, rest = roles_behind(part, role)
        yield from told
        yield from ((name, role) for name in bodies.names_in(rest))


def roles_behind(text: str, role: Role | None = None) -> tuple[list[tuple[str, Role]], str]:
    """The names with their roles behind them, and the text left: "Sở Y tế (chủ trì), Sở Nội vụ (phối hợp) …".

    Takes: `role`, of the first names, when only the last of them has one in brackets: "Sở Y tế, Sở Nội vụ (phối hợp)".
    """
    told: list[tuple[str, Role]] = []
    rest = text.strip()
    if role and (aside := _ASIDE.search(rest)):
        inner, left = roles_behind(aside["said"])
        if inner and not left.strip(" .,"):
            return [(name, role) for name in bodies.names_in(rest[: aside.start()])] + inner, ""
    while (found := bodies.listed(rest)).names and (after := _ROLE_TOLD.match(flat(rest[found.end :]))):
        own = ROLES.get(after["role"], "implement")
        others = own if told or "(" not in after[0] or role is None else role
        told += [(name, others) for name in found.names[:-1]] + [(found.names[-1], own)]
        rest = rest[found.end + after.end() :].lstrip(" ,)")
    return told, rest


def fields(text: str, register: Register) -> Iterator[Assignee]:
    for match in FIELD.finditer(flat(text)):
        role: Role = next(role for role in ("lead", "support", "implement", "tracker") if match[role])
        names = text[match.start("names") : match.end("names")].strip()
        if names:
            yield from cell(names, role, register)


def without_fields(text: str) -> str:
    """What is left for the sentences when the fields are taken out."""
    kept, at = "", 0
    for match in FIELD.finditer(flat(text)):
        kept, at = kept + text[at : match.start()], match.end()
    return kept + text[at:]


def given(names: Sequence[str], register: Register) -> list[Assignee]:
    """One body leads; several, or a collective, each carry the work out."""
    alone = len(names) == 1 and not _is_collective(names[0], register)
    return [assignee(name, "lead" if alone else "implement", register) for name in names]


def assignee(name: str, role: Role, register: Register) -> Assignee:
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
