"""Lists of names of bodies: where a list ends in a sentence, and which single names it holds."""

import re
from dataclasses import dataclass

from tasks.importing.bodies import lexicon
from tasks.importing.bodies.heads import PLACE_NOUNS, Words
from tasks.importing.bodies.joints import APPOSED
from tasks.importing.bodies.span import Names
from tasks.importing.collectives import EACH, is_collective
from tasks.importing.words import flat

_WINDOW, _LONG_WINDOW = 240, 1200  # characters of one list of names, at first and when it is longer
_LISTED = re.compile(
    r"\s*(?:[,;/]|\n|\s\+\s)\s*(?:(?:và|cùng|hoặc)\s+)?|\s+(?:và|cùng với|cùng|hoặc)\s+", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()\n]{1,90}\)")
_ROLE_INSIDE = re.compile(r"chu tri|phoi hop|thuc hien")
_BULLET = re.compile(r"^\s*(?:-|–|\+|•|\*|\d{1,2}[.)])\s*")
_SEVERAL = re.compile(
    r"(?P<post>(?:giám đốc|(?:bộ |thủ )?trưởng|lãnh đạo|(?:chủ tịch )?(?:ubnd|ủy ban nhân dân)|đảng ủy)\s+)?"
    r"các\s+(?P<head>bộ|sở|ban|phòng|hội|xã|phường|huyện)\b(?:, (?:ban, )?ngành)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?P<head>[^\d,]+?) (?P<numbers>(?:số )?(?:\d+|[IVX]+)(?:(?:, | và |, và )(?:số )?(?:\d+|[IVX]+))+)"
)
_OF_PLACE = re.compile(rf"(?P<head>\S+(?: \S+){{0,3}}? (?:{'|'.join(PLACE_NOUNS)}))(?: [^\W\d_a-zđ]\w*)+")
_TOWNS = ("thị trấn ", "thị xã ", "thành phố ", "đặc khu ")
_PLACES = frozenset({"xa", "phuong", "huyen"})
# The place word at the end of a name as it is spelt, whatever the scanner made of it.
_SCANNED = {
    "tinh": "tỉnh",
    "huyên": "huyện",
    "huyen": "huyện",
    "thanh phố": "thành phố",
    "thành phô": "thành phố",
    "xa": "xã",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The names in a list, and where the list ends in the text."""

    names: tuple[str, ...]
    end: int


def begins(text: str, at: int = 0) -> bool:
    """Whether the name of a body begins here."""
    words = Words(text[at : at + 80])
    return len(words) > 0 and words[0].start == 0 and words.head(0) > 0


def listed(text: str, at: int = 0) -> Listed:
    """The names of the list that begins here; no names when none begins."""
    found = _listed(text, at, _WINDOW)
    return found if found.end - at < _WINDOW // 2 else _listed(text, at, _LONG_WINDOW)


def _listed(text: str, at: int, window: int) -> Listed:
    words = Names(text[at : at + window])
    if not len(words) or words[0].start:
        return Listed((), at)
    names: list[str] = []
    index: int | None = 0
    end, shared, of_fields = 0, "", False
    while index is not None:
        start = words[index].start
        stop, headless = _stop(words, index, shared, of_fields=of_fields, among=len(names) > 1)
        if not stop:
            break
        if not headless:
            shared, of_fields = "", False
        end = _closed(words.text, start, words[stop - 1].end)
        name = _tidied(_with_head(shared, words.text[start:end]) if shared else _singled(words.text[start:end]))
        names += _each_numbered(name)
        end = _after_asides(words.text, end)
        if (several := _SEVERAL.fullmatch(names[-1])) and words.text[end : end + 1] == ":":
            names.pop()
            shared, of_fields, end = _shared_head(several), True, end + 1
        elif not shared:
            shared = _head_to_share(names[-1])
        index = _next(words, end) if names and words.text[end - 1] != ":" else words.at_offset(end)
    return Listed(tuple(names), at + end)


def names_in(text: str) -> list[str]:
    """The names in a place made for them (a cell, a field), whatever they look like."""
    names: list[str] = []
    for line in re.split(r"[\n;]", text):
        line = _BULLET.sub("", line).strip(" \t.,:")
        found = listed(line)
        rest = flat(line[found.end :]).strip(" ,.")
        if found.names and (not rest or _ROLE_INSIDE.match(rest) or rest.startswith("(")):
            names += found.names
        elif line:
            names += _parted(line)
    return names


def begins_another(above: str, line: str) -> bool:
    """Whether a line begins another name than the whole one above it: "Trung tâm Chính trị tỉnh | Văn phòng"."""
    found = listed(above)
    if len(found.names) != 1 or found.end != len(above) or not line[:1].isupper() or not begins(line):
        return False
    words = Words(above)
    if lexicon.UNFINISHED.match(words.flats(len(words) - 2), 0):
        return False
    return lexicon.ORGANS.match(words.flats(0), 0) < len(words) and not lexicon.OWNERS.match(Words(line).flats(0), 0)


def _next(words: Names, end: int) -> int | None:
    """The word where another name of the same list begins."""
    separator = _LISTED.match(words.text, end)
    index = words.at_offset(separator.end()) if separator else None
    if separator is None or index is None or words.is_act_in_list(index):
        return None
    if "\n" in separator[0] and not (words[index].capital or words.each(index)):
        return None
    return index


def _stop(words: Names, index: int, shared: str, *, of_fields: bool, among: bool) -> tuple[int, bool]:
    """The word after the next name of a list, and whether it leaves its head out; 0 when none begins.

    Takes: `of_fields`, a colon said that all do ("các Bộ: Nội vụ, Công an"); `among`, two names went before, so that
    also one with no head we know belongs to them.
    """
    if (stop := _end_of_place(words, index, shared)) and (
        words[index].text in PLACE_NOUNS or not words.head(index) or (of_fields and _is_foreign(words, index))
    ):
        return stop, True
    if of_fields and (stop := _end_of_field(words, index, shared) or _end_of_named_field(words, index, shared)):
        return stop, True
    if stop := words.end(index):
        return stop, False
    if shared and (stop := _end_of_field(words, index, shared)):
        return stop, True
    return words.end_of_unknown(index) if among and not of_fields else 0, False


def _end_of_place(words: Names, index: int, shared: str) -> int:
    """The word after a place whose head the list leaves out: UBND phường An Hòa và xã Phú; các xã Hòa An, Phú Lộc."""
    place = index + (int(words[index].text in PLACE_NOUNS) or words.level(index))
    of_place = flat(shared.split()[-1]) in _PLACES or shared.split()[-1] in PLACE_NOUNS if shared else False
    if not of_place or place >= len(words) or not words[place].capital:
        return 0
    return next((at for at in range(place + 1, len(words)) if words[at].apart or not words[at].capital), len(words))


def _is_foreign(words: Names, index: int) -> bool:
    """A place among places that elsewhere would begin a body: Krông Lang, Vụ Hòa."""
    flats = words.flats(index)
    return words[index].text == "Vụ" or not (lexicon.HEADS.match(flats, 0) or lexicon.SHORT_HEADS.match(flats, 0))


def _end_of_field(words: Names, index: int, shared: str) -> int:
    """The word after a name whose head the list leaves out: Ban Tổ chức, Tuyên giáo và Dân vận."""
    head = flat(shared.split()[-1])
    if not words[index].capital or head not in lexicon.FIELDS:
        return 0
    fields = lexicon.FIELDS[head]
    length = fields.match([words[each].flat for each in range(index, min(len(words), index + 10))], 0)
    return index + length if length else 0


def _end_of_named_field(words: Names, index: int, shared: str) -> int:
    """The word after a field that stands in no list, up to the next mark: "các Phòng: Quản lý khoáng sản, …"."""
    if not words[index].capital or words.head(index):
        return 0
    behind = next((at for at in range(index + 1, len(words)) if "," in words[at].gap), len(words))
    head = len(shared.split())
    alone = Names(f"{shared} {words.text[words[index].start : words[behind - 1].end]}")
    end = alone.end(0)
    return index + end - head if end > head else 0


def _each_numbered(name: str) -> list[str]:
    """ "Chi bộ 1, 2 và 3" as three names; "Phòng thủ khu vực 1, 2, 3" as the one that it is written as."""
    match = _NUMBERED.fullmatch(name)
    head = match["head"] if match else ""
    words = Words(head)
    if not match or EACH.match(name) or lexicon.HEADS.match(words.flats(0), 0) != len(words):
        return [name]
    return [f"{head} {number}" for number in re.findall(r"(?:số )?(?:\d+|[IVX]+)", match["numbers"])]


def _head_to_share(name: str) -> str:
    """The head that the next names of a list may leave out; empty for a name that shares none."""
    head = name.split()[0]
    if (of_place := _OF_PLACE.fullmatch(name)) and not EACH.match(name):
        return of_place["head"]
    return head if flat(head) in lexicon.FIELDS and len(name.split()) > 1 else ""


def _closed(text: str, start: int, end: int) -> int:
    """Behind the closing mark of a name in quotes."""
    opened = text[start:end].count('"') % 2 or text[start:end].count("“") > text[start:end].count("”")
    return end + 1 if opened and text[end : end + 1] in ('"', "”") else end


def _with_head(shared: str, name: str) -> str:
    """The head that a list left out before the name; "UBND phường" is only "UBND" before "xã Tân Phú"."""
    body, _, level = shared.rpartition(" ")
    own = name.split()[0] in PLACE_NOUNS or name.startswith(_TOWNS)
    return f"{body if level in PLACE_NOUNS and own else shared} {name}".strip()


def _shared_head(several: re.Match[str]) -> str:
    """ "Giám đốc Sở" for "Giám đốc các Sở: Nội vụ, …"."""
    head = several["head"].lower()
    small = flat(head) in _PLACES or flat(several["post"] or "").strip() == "truong"
    return f"{several['post'] or ''}{head if small else head.capitalize()}"


def _singled(name: str) -> str:
    """ "các Sở Nội vụ", the first of a list, is "Sở Nội vụ"."""
    match = _SEVERAL.match(name)
    field = name[match.end() :].strip() if match else ""
    if not match or not field[:1].isupper() or flat(match["head"]) in _PLACES:
        return name
    words = re.findall(r"[^\W_]+", flat(field))
    whole = lexicon.FIELDS[flat(match["head"])].match(words, 0) == len(words)
    return f"{_shared_head(match)} {field}" if whole else name


def _after_asides(text: str, end: int) -> int:
    """Behind "(gọi tắt là …)" and ", cơ quan thường trực Ban Chỉ đạo," which say more of the name before."""
    while (match := _ASIDE.match(text, end)) and not _ROLE_INSIDE.search(flat(match[0])):
        end = match.end()
    apposed = APPOSED.match(flat(text[end : end + 80]))
    if not apposed:
        return end
    inner = Names(text[end + apposed.end() :].lstrip())
    shift = len(text) - len(inner.text)
    if len(inner) and (stop := inner.end(0)):
        return shift + inner[stop - 1].end
    return end + apposed.end()


def _parted(line: str) -> list[str]:
    """A cell whose words are no names we know: parted where a name begins after a comma."""
    names: list[str] = []
    start = 0
    for match in _LISTED.finditer(line):
        clear = line[match.end() : match.end() + 1].isupper() or EACH.match(line, match.end()) or not EACH.match(line)
        if match.start() > start and clear and begins(line, match.end()):
            names.append(line[start : match.start()])
            start = match.end()
    return [_tidied(name) for name in (*names, line[start:]) if name.strip()]


def _tidied(name: str) -> str:
    """A name on one line, without marks at its ends."""
    name = " ".join(name.split()).strip(" ,;:.-–*")
    for wrong, right in _SCANNED.items():
        if name.endswith(" " + wrong) and not is_collective(name):
            return name[: -len(wrong)] + right
    return name
