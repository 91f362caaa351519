"""Words of a text with their flat forms, and where among them the name of a body begins."""

import re
from dataclasses import dataclass

from tasks.importing.bodies import lexicon, verbs
from tasks.importing.bodies.known import known_names
from tasks.importing.collectives import EACH
from tasks.importing.words import flat, is_syllable, unscanned

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # H'Loan
TITLES = ("Ông", "Bà", "ông", "bà", "anh", "chị", "Anh", "Chị", "thầy", "cô", "Thầy", "Cô")
# PGS.TS. Lê An
DEGREES = ("GS", "PGS", "TS", "ThS", "BS", "BSCKI", "BSCKII", "DS", "DSCKI", "DSCKII", "ĐD", "KS", "LS")
_SMALL_HEADS = ("sở", "phòng", "viện", "trường", "trạm", "khoa", "đội", "tổ", "ban", "nhóm", "xưởng")
# Teams in small letters, and whether any noun may follow; the others are named by what they do: "trạm kiểm soát".
_TEAMS = {"đội": True, "tổ": True, "nhóm": True, "ban": True, "chủ": True, "đoàn": False, "trạm": False, "chốt": False}
_TEAM_WORDS = 11  # of its name, its place left out
_HAMLETS = ("bản", "thôn", "ấp", "xóm", "buôn", "khóm")
_LEVELS = ("tỉnh", "huyện", "xã", "phường", "thành", "thị", "đặc")
PLACE_NOUNS = ("xã", "phường", *_HAMLETS)
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
        self._names = known_names()
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
        if known := self._known(at):
            return known
        if each := self.each(at):
            return self.plural_head(at, each, flats[each:])
        if self._is_comrade(at):
            return 2
        if first.text in TITLES and len(self) > at + 1 and self[at + 1].capital and not self[at + 1].apart:
            return 1
        if degrees := self.degrees(at):
            return degrees
        if flats[:2] == ["truong", "cac"]:
            return 1
        if several := lexicon.SEVERAL.match(self.flats_over_commas(at, 13), 0):
            return several
        length = lexicon.HEADS.match(flats, 0) or (lexicon.OPENING_HEADS.match(flats, 0) if at == 0 else 0)
        if length and not self._is_act(at, flats):
            return max(length, self.team(at))
        if lexicon.LEADERS.match(flats, 0) and self._leads_body(at, flats):
            return 2
        if lexicon.NOT_SHORT_HEADS.match(flats, 0):
            return 0
        if team := self.team(at):
            return team
        if first.text in (*_HAMLETS, *_SMALL_HEADS) and len(flats) > 1 and self[at + 1].capital:
            return 1
        if first.capital and first.text != "Quý" and len(flats) > 1 and lexicon.SHORT_HEADS.match(flats, 0):
            return 1 if self[at + 1].capital else 2 * int(at > 0 and first.text.lower() in lexicon.SHORT_HEADS_SPELT)
        named = ACRONYM.fullmatch(first.text) or (
            first.capital and len(first.text) > 4 and first.text.isalpha() and not is_syllable(first.flat)
        )
        return int(bool(named) and first.flat not in lexicon.NO_BODIES)  # VNPT, Viettel

    def _known(self, at: int) -> int:
        """How many words a name has that begins here and is known beforehand, commas in it left out."""
        longest = self._names.longest(self[at].flat) if self[at].capital else 0
        return self._names.match(self.flats_over_commas(at, longest)) if longest else 0

    def degrees(self, at: int) -> int:
        """How many degrees stand in front of a person's name here."""
        end = next((end for end in range(at, len(self)) if self[end].text not in DEGREES), len(self))
        return end - at if end < len(self) and self[end].capital and self[end].gap.strip() in ("", ".") else 0

    def team(self, at: int) -> int:
        """How many words "đội tiêm phòng lưu động" has, up to its work, its place or a mark; 0 for no team.

        It may be named by what it does, so that a verb right behind the first word belongs to it.
        """
        first = self[at].text.lower()
        if first not in _TEAMS or lexicon.NO_TEAMS.match(self.flats(at), 0) or self._ends_team(at + 1):
            return 0
        act = verbs.CLOSERS.match(self.flats(at + 1), 0)
        if not act and not _TEAMS[first]:
            return 0
        behind = at + 1 + max(self._theme_of_team(at + 1), act, 1)
        while behind < len(self) and not self._ends_team(behind) and not self.works(behind):
            behind += self._theme_of_team(behind) or 1
        return behind - at if behind - at <= _TEAM_WORDS else 0

    def _theme_of_team(self, at: int) -> int:
        flats = self.flats_over_commas(at)
        kinds = (lexicon.THEMES, lexicon.COMPOUNDS, lexicon.MODIFIERS, lexicon.TEAM_KINDS)
        length = max(phrases.match(flats, 0) for phrases in kinds)
        cut = length == 2 and verbs.CLOSERS.match(self.flats(at + 1), 0) > 1  # tổ dân phố | thông báo
        return 0 if cut else length

    def _ends_team(self, at: int) -> bool:
        """A mark, a capital, a level, a number or "các" stands here, or the text has ended."""
        if at >= len(self) or self[at].apart or self[at].capital or self[at].text in ("và", "cùng", *_HAMLETS):
            return True
        return self[at].text.isdigit() or self.each(at) > 0 or self.level(at) > 0

    def level(self, at: int) -> int:
        """How many words "tỉnh", "thành phố" has here; "tình nguyện" is none."""
        return lexicon.LEVELS.match(self.flats(at), 0) if self[at].text.lower() in _LEVELS else 0

    def counts(self, at: int) -> bool:
        """A verb that we need not know stands in front of a number: "may 500 túi"."""
        flats = self.flats(at, 3)
        return len(flats) > 2 and flats[1].isdigit() and flats[0] != "so" and not self[at + 2].capital

    def works(self, at: int) -> bool:
        """A verb stands here."""
        text, flats = self[at].text, self.flats(at)
        closer = verbs.CLOSERS.match(flats, 0)
        kind = lexicon.TEAM_KINDS.match(flats, 0)
        known = kind or lexicon.MODIFIERS.match(flats, 0) >= max(closer, 1)
        verb = closer or text in verbs.SHORT_CLOSERS or text in verbs.LATE_CLOSERS
        return not known and bool(verb or self.counts(at))

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
        team = self.team(at + each)
        behind = at + each + team
        if self[at + each].flat == "ban" and (behind >= len(self) or self[behind].apart):
            team = 0  # các ban chuẩn bị kinh phí, hậu cần
        length = max(lexicon.EACH_HEADS.match(flats, 0), lexicon.HEADS.match(flats, 0), team)
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
