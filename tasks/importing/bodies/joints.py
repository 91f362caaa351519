"""Where a name goes on over a dash, a comma, quotation marks and "và"."""

import re

from tasks.importing.bodies import lexicon, verbs
from tasks.importing.bodies.heads import ACRONYM, PLACE_NOUNS
from tasks.importing.bodies.plurals import PLACES, Plurals
from tasks.importing.collectives import PLURAL, is_named
from tasks.importing.words import flat

_DASH = re.compile(r"\s*[-–—]\s*")
APPOSED = re.compile(
    r"\s*[,–-]\s*(?:la )?(?:co quan|don vi|bo phan) (?:thuong truc|dau moi|chu tri|chu quan|tham muu|duoc giao)"
)
_OFFICE = re.compile(r"(?:(?:pho )?chanh )?van phong\b.*\b(?:hdnd|hoi dong nhan dan|dai bieu quoc hoi|dbqh)$")
_OF_PLACE = re.compile(rf"\s(?:{'|'.join(PLACE_NOUNS)})(?: [^\W\d_a-zđ]\w*)+$")
_ZONES = re.compile(r"ban quan ly\b.*\bkhu (?:kinh te|cong nghiep|cong nghe cao)")
_OF_EACH = re.compile(r"\bcac (?:huyen|xa|phuong|to|khoa|lop|thon|ap|buon|truong|tram|cum|xi nghiep)\b")
_NUMBER = re.compile(r"\d+|[IVX]{1,4}")
_BARE_POST = re.compile(r"(?:bi thu|chu tich|giam doc|truong|chi huy truong|chu nhiem)(?: cap uy)?$")
_DEPARTMENTS = frozenset(["phong", "tieu", "ban", "so", "vien", "khoa", "cuc", "vu"])
MINISTRIES = frozenset(["so", "bo"])  # their names are known to the end
_COMPOUND = re.compile(r",\s*[^\W_][^,;.:()\n]*?(?:,\s*[^\W_][^,;.:()\n]*?){0,2}\s+và\s+[^\W\d_]")
_QUOTES = ('"', "“", "”")
_QUOTED_WORDS = 8
LONG = 3  # words of a compound that is one even in small letters: "phòng cháy, chữa cháy"


class Joints(Plurals):
    """The words of a text, to be asked whether a name goes on over what joins its words."""

    def over_mark(self, at: int, index: int) -> int:
        """Over a dash inside a name, and over the commas of a collective or of a department's long name."""
        word, before = self[index], self[index - 1]
        if _DASH.fullmatch(word.gap):
            if self[at].flat in ("bo", "to") and not word.capital:  # bộ phận địa chính - xây dựng
                return self._field_of_work(index)
            joined = not word.gap.startswith(" ") or word.capital or before.flat in ("tri", "te", "hoi")
            if not joined or APPOSED.match(flat(self.text[before.end : before.end + 40])):
                return 0
            if word.capital:
                return lexicon.COMPOUNDS.match(self.flats_over_commas(index), 0) or 1
            return lexicon.MODIFIERS.match(self.flats(index), 0)
        if word.gap.strip() == "&":
            return 1
        if word.gap.strip() in _QUOTES:
            return self._quoted(at, index)
        if word.gap.strip() == "/":
            return int(word.flat in PLACES)
        if word.gap.strip() == "." and before.text in ("TP", "TX", "TT", "T", "Tp"):
            return 1
        if word.gap.strip() != ",":
            return 0
        if (_NUMBER.fullmatch(before.text) and _NUMBER.fullmatch(word.text)) or (
            word.gap == "," and ACRONYM.fullmatch(before.text) and ACRONYM.fullmatch(word.text)
        ):
            return 1  # Khu vực 1, 2, 3; Hạt Kiểm lâm I, II; Ủy ban KH,CN&MT
        if _NUMBER.fullmatch(before.text) and self.is_number(index):
            return 2  # Tổ dân phố số 4, số 7
        if before.text in PLACE_NOUNS and word.text in PLACE_NOUNS and not self._is_named_place(index):
            return 1  # tổ y tế thôn, bản
        return self.plural(at, index) or self._long_name(at, index)

    def _field_of_work(self, index: int) -> int:
        flats = self.flats(index)
        return lexicon.MODIFIERS.match(flats, 0) or max(fields.match(flats, 0) for fields in lexicon.FIELDS.values())

    def is_number(self, index: int) -> bool:
        """ "số 2"."""
        return self[index].text == "số" and index + 1 < len(self) and self[index + 1].text.isdigit()

    def _is_named_place(self, index: int) -> bool:
        return index + 1 < len(self) and self[index + 1].capital and not self[index + 1].apart

    def _quoted(self, at: int, index: int) -> int:
        """Quỹ "Vì người nghèo" tỉnh: the words up to the closing mark, and behind it only a level."""
        if self[index].gap[:1] in _QUOTES:
            return lexicon.LEVELS.match(self.flats(index), 0)
        if self[index - 1].flat not in lexicon.BARE and index != at + self.head(at):
            return 0
        ends = range(index + 1, min(index + _QUOTED_WORDS, len(self)))
        return next((end - index for end in ends if self[end].gap[:1] in _QUOTES), 0)

    def over_and(self, at: int, index: int) -> int:
        """Over "và" inside a name: Sở Nông nghiệp và Môi trường, Báo và Đài, các cơ quan và đơn vị."""
        if index + 1 >= len(self) or self[index + 1].apart:
            return 0
        if _NUMBER.fullmatch(self[index - 1].text) and _NUMBER.fullmatch(self[index + 1].text):
            return 2  # Chi bộ 1, 2 và 3
        so_far_text = self.so_far(at, index)
        so_far = flat(so_far_text)
        following = self[index + 1].flat
        if _OF_PLACE.search(so_far_text) and not PLURAL.search(so_far_text) and self._another_place(index + 1):
            return 0  # UBND phường An Hòa và xã Tân Phú
        if (_BARE_POST.match(so_far) and following == "pho") or (
            so_far.endswith("phat thanh") and following == "truyen"
        ):
            return 2
        if self[index + 1].capital and not self.head(index + 1):
            named_only = ACRONYM.fullmatch(self[at].text) and self[at].flat != "bql"
            if named_only and not re.search(r"\bcac (?:huyen|xa|phuong)\b", so_far):
                return 0
            if self[at].flat in MINISTRIES:
                return 2  # Sở Khoa học và Công nghệ số hóa
            compound = lexicon.COMPOUNDS.match(self.flats_over_commas(index + 1), 0)
            compound = max(compound, lexicon.MODIFIERS.match(self.flats(index + 1), 0))
            return 1 + (compound or verbs.CLOSERS.match(self.flats(index + 1), 0) or 1)  # và Chuyển giao công nghệ
        if _OFFICE.match(so_far) and following in ("uy", "ubnd", "hoi", "hdnd", "ub"):
            return 2
        if so_far == "bao" and following in ("dai", "phat"):
            return 2
        if _ZONES.match(so_far) and following == "cac":
            return 2
        flats = self.flats(index + 1)
        if lexicon.POSTS.match(flats, 0):
            return 0  # … và người đứng đầu các đơn vị
        theme = lexicon.MODIFIERS.match(flats, 0)  # Quỹ Bảo vệ và phát triển rừng
        long = lexicon.COMPOUNDS.match(self.flats_over_commas(index + 1, 10), 0)
        if long > LONG and is_named(so_far_text):
            return long + 1  # Phòng An ninh mạng và phòng, chống tội phạm …
        if theme > verbs.CLOSERS.match(flats, 0) and is_named(so_far_text) and not self.head(index + 1):
            return theme + 1
        plural = self.plural(at, index + 1)
        return plural + 1 if plural else 0

    def _another_place(self, index: int) -> bool:
        return self[index].text in PLACE_NOUNS or (self[index].capital and not self.head(index))

    def _long_name(self, at: int, index: int) -> int:
        """Sở Văn hóa, Thể thao và Du lịch; Đài Phát thanh, Truyền hình: capitals that go on after a comma."""
        word = self[index]
        so_far = flat(self.so_far(at, index))
        if so_far.endswith("phat thanh") and word.flat == "truyen":
            return 2
        if (so_far == "bao" and word.flat in ("dai", "phat")) or (_BARE_POST.match(so_far) and word.flat == "pho"):
            return 1
        if not word.capital:
            return 0
        if self.head(index) and self.flats(index) != ["vien", "thong"]:
            return 0
        if _OF_EACH.search(so_far):
            return 1
        if ACRONYM.fullmatch(self[at].text):
            return 0
        if self.is_whole_field(at, index):
            return 0
        if self[at].flat in _DEPARTMENTS and self._closes_after(index):
            return 1
        if not _COMPOUND.match(self.text, self[index - 1].end):
            return 0
        joint = next((each for each in range(index, min(len(self), index + 12)) if self[each].text == "và"), None)
        return int(joint is not None and joint + 1 < len(self) and self[joint + 1].capital and not self.head(joint + 1))

    def is_whole_field(self, at: int, index: int) -> bool:
        """The name so far is a department by itself ("Sở Y tế"), so that what follows is another one."""
        fields = lexicon.FIELDS.get(self[at].flat)
        if not fields:
            return False
        flats = [word.flat for word in self.words[at + 1 : at + 12]]
        return fields.match(flats, 0) == index - at - 1

    def _closes_after(self, index: int) -> bool:
        """A mark other than a comma, the end or a verb comes soon behind the next word: "Phòng Chính trị, Tư tưởng"."""
        for after in range(index + 1, min(index + 4, len(self))):
            word = self[after]
            if word.gap.strip():
                return word.gap.strip() != ","
            if word.text == "và":
                return bool(self.head(after + 1))
            if verbs.CLOSERS.match(self.flats(after), 0) or word.text in verbs.SHORT_CLOSERS:
                return True
        return index + 3 >= len(self)
