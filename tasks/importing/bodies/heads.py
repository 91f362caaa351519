"""Words of a text with their flat forms, and where among them the name of a body begins."""

import re
from dataclasses import dataclass

from tasks.importing.bodies import lexicon, verbs
from tasks.importing.collectives import EACH
from tasks.importing.words import flat, is_syllable, unscanned

_WORD = re.compile(r"[^\W_]+")
TITLES = ("Ông", "Bà", "ông", "bà", "thầy", "cô", "Thầy", "Cô")
_SMALL_TEAMS = ("đội", "tổ")
_TEAM_WORDS = 7  # of the name of a team in small letters, its place or its work left out
_HAMLETS = ("bản", "thôn", "ấp", "xóm")
ACRONYM = re.compile(r"[A-ZĐ][A-ZĐ&]{1,9}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place, its flat form and what stands before it."""

    start: int
    end: int
    text: str
    flat: str
    gap: str

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def apart(self) -> bool:
        """A mark stands before it."""
        return bool(self.gap.strip(" \t"))


class Words:
    """The words of a text, to be asked where the name of a body begins. All places are numbers of words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = []
        folded, at = flat(text), 0
        for match in _WORD.finditer(text):
            start, end = match.span()
            self.words.append(Word(start, end, match[0], unscanned(folded[start:end]), text[at:start]))
            at = end

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, at: int) -> Word:
        return self.words[at]

    def at_offset(self, offset: int) -> int | None:
        """The word that begins at this offset, marks of a list in front left out."""
        found = next((index for index, word in enumerate(self.words) if word.start >= offset), None)
        return None if found is None or self.text[offset : self.words[found].start].strip(" \n\t,;/") else found

    def flats(self, at: int, count: int = 8) -> list[str]:
        """The flat words from here to the next mark, so that no phrase reaches over one."""
        found: list[str] = []
        for word in self.words[at : at + count]:
            if found and word.apart:
                break
            found.append(word.flat)
        return found

    def flats_over_commas(self, at: int, count: int = 8) -> list[str]:
        """The flat words from here to the next mark other than a comma."""
        found: list[str] = []
        for word in self.words[at : at + count]:
            if found and word.gap.strip(" \t,"):
                break
            found.append(word.flat)
        return found

    def head(self, at: int) -> int:
        """How many words the head of a name has here, "các" and "mỗi" included; 0 when none begins."""
        if at >= len(self):
            return 0
        first, flats = self[at], self.flats(at)
        if each := self.each(at):
            return self.plural_head(at, each, flats[each:])
        if self._is_comrade(at):
            return 2
        if first.text in TITLES and len(self) > at + 1 and self[at + 1].capital and not self[at + 1].apart:
            return 1
        if flats[:2] == ["truong", "cac"]:
            return 1
        if several := lexicon.SEVERAL.match(self.flats_over_commas(at), 0):
            return several
        length = lexicon.HEADS.match(flats, 0)
        if length and not self._is_act(at, flats):
            return length
        if lexicon.LEADERS.match(flats, 0) and self._leads_body(at, flats):
            return 2
        if lexicon.NOT_SHORT_HEADS.match(flats, 0):
            return 0
        if small := self._small_team(at):
            return small
        if team := self._team(at, flats):
            return team
        if first.text in _HAMLETS and len(flats) > 1 and self[at + 1].capital:
            return 1
        if first.capital and len(flats) > 1 and lexicon.SHORT_HEADS.match(flats, 0):
            return 1 if self[at + 1].capital else 2 * int(at > 0 and first.text.lower() in lexicon.SHORT_HEADS_SPELT)
        named = ACRONYM.fullmatch(first.text) or (first.capital and len(first.text) > 4 and not is_syllable(first.flat))
        return int(bool(named) and first.flat not in lexicon.NO_BODIES)  # VNPT, Viettel

    def _team(self, at: int, flats: list[str]) -> int:
        """How many words "Tổ triển khai" has, where a verb, a colon or nothing follows; 0 for no such team."""
        act = verbs.CLOSERS.match(flats, 1) if self[at].capital and flats[0] in lexicon.TEAMS else 0
        behind = at + 1 + act
        if act < 2 or any(word.capital for word in self.words[at + 1 : behind]):
            return 0
        if len(flats) > 1 + act:
            return 1 + act if verbs.CLOSERS.match(flats, 1 + act) else 0
        return 1 + act if behind == len(self) or self[behind].gap.strip() == ":" else 0

    def _small_team(self, at: int) -> int:
        """How many words "đội tiêm phòng lưu động" has up to its place or its work; 0 for what is no such team."""
        if self[at].text.lower() not in _SMALL_TEAMS or lexicon.NO_TEAMS.match(self.flats(at), 0):
            return 0
        for behind in range(at + 1, min(at + _TEAM_WORDS, len(self))):
            if self[behind].apart or self[behind].capital:
                return 0
            flats = self.flats(behind)
            if verbs.ACTS.match(flats, 0) or lexicon.LEVELS.match(flats, 0) or self[behind].text in _HAMLETS:
                return behind - at if behind - at > 2 else 0
        return 0

    def each(self, at: int) -> int:
        """How many words "các", "mỗi", "tất cả các" takes here."""
        match = EACH.match(" ".join(word.text for word in self.words[at : at + 3]) + " ")
        return len(match[0].split()) if match else 0

    def plural_head(self, at: int, each: int, flats: list[str]) -> int:
        if (
            not flats
            or self[at + each].text == "quý"
            or (not self[at + each].capital and lexicon.NOT_EACH_HEADS.match(flats, 0))
        ):
            return 0
        if flats[0] == "bo" and not self._are_ministries(at + each):
            return 0
        if self._is_comrade(at + each):
            return each + 2
        if self[at + each].text == "ông":
            return each + 1 + int(self[at + each + 1].text == "bà" if at + each + 1 < len(self) else 0)
        length = max(lexicon.EACH_HEADS.match(flats, 0), lexicon.HEADS.match(flats, 0))
        return each + length if length else 0

    def _are_ministries(self, at: int) -> bool:
        """ "các bộ, ngành", "các Bộ", "các bộ liên quan"; not "các bộ chỉ số"."""
        behind = at + 1
        closed = behind >= len(self) or self[behind].apart or self[behind].text == "và"
        return closed or self[at].capital or self.flats(at)[1:3] in (["lien", "quan"], ["co", "lien"], ["phan"])

    def _is_comrade(self, at: int) -> bool:
        return self.text[self[at].start : self[at].start + 3].lower() == "đ/c"

    def _is_act(self, at: int, flats: list[str]) -> bool:
        """ "Tổ chức đảng viên học tập" gives an order, "đơn vị tính" measures."""
        after = [word.text.lower() for word in self.words[at : at + 4]]
        if after[0] == "làm":  # "làm trưởng đoàn" is no lâm trường
            return True
        if flats[:3] == ["to", "chuc", "dang"]:
            return after[3:] in (["viên"], ["ký"])
        if flats[:3] == ["to", "chuc", "hoi"]:
            return flats[3:4] != ["quan"]
        return flats[:3] in (["don", "vi", "tinh"], ["chu", "tich", "nuoc"]) and after[2:3] in (["tính"], ["nước"])

    def _leads_body(self, at: int, flats: list[str]) -> bool:
        """ "Lãnh đạo các cơ quan, đơn vị" is a noun; "Lãnh đạo các chi bộ học tập" an act."""
        after = flats[3:] if flats[2:3] == ["cac"] else flats[2:]
        if not after or after[:2] in (["co", "hieu"], ["co", "ket"]):
            return False
        bodies = ("co", "don", "doanh", "so", "phong", "tinh", "huyen", "xa", "van", "khoa")
        return after[0] in bodies or (self[at + 2].capital and not self[at].capital) or self[at + 2].text.isupper()
