"""One name of a body, read word by word.

A head ("Sở", "các chi bộ"), then words that go on (a capital with its second syllable, a known modifier), until a verb,
a mark or an unknown word closes it.
"""

import re

from tasks.importing.bodies import lexicon, verbs
from tasks.importing.bodies.heads import ACRONYM, DEGREES, PLACE_NOUNS, TITLES
from tasks.importing.bodies.joints import LONG, MINISTRIES, Joints
from tasks.importing.collectives import OF_UNITS, PLURAL
from tasks.importing.words import flat, is_syllable

_PERSONS = re.compile(
    r"(?:(?:cac|moi|tung) )?(?:(?:dang|doan|hoi) vien$|can bo$|cong chuc$|nguoi |chu (?!tich|nhiem|tri))"
)
_STEERING = re.compile(r"(?:ban chi dao|ban chi huy|ban van dong|to cong tac|to giup viec|hoi dong|tieu ban)\b")
_THEME = re.compile(r"(?:phong chong|ve|cong tac|toan dan|chuong trinh|phong trao|hoi nhap) ")
_THEME_WORDS = 30
_GENERAL = ("noi", "ngoai", "hoach", "chinh")  # Khoa Nội tổng hợp, Phòng Kế hoạch tổng hợp
_FAMILIES = ("Vũ", "Đoàn", "Trương")  # of persons, though bodies begin so
_POST = re.compile(
    r"(?:pho |chi huy |chi hoi |chi doan |don |doi |chinh tri |thanh tra vien|chuyen vien|ke toan"
    r"|to truong|doi truong|thu ky|thanh vien|hoi vien|doan vien|dang vien|kiem tra vien|uy vien"
    r"|bi thu|chu tich|giam doc|truong|hieu |pho hieu|tong phu trach|chanh|chu nhiem|tinh uy vien"
    r"|chi uy vien|dang uy vien|cong chuc|vien chuc|can bo|giao vien|nhan vien)"
)
_SPOKEN = re.compile(r"(?:chu tri|phoi hop|tham muu|theo doi|chiu trach|co trach|can cu)\b")
_CLAUSE = re.compile(
    r"(?:co ten|duoc neu|neu) (?:tai|trong|o) (?:cac )?(?:dieu|khoan|muc|diem|danh sach|phu luc)(?: (?:\d+|[ivx]+)\b)?"
    r"(?:,? (?:cua )?(?:quyet dinh|ke hoach|quy che) nay)?"
)
_DASH_BEFORE = re.compile(r"\s*[-–]\s*")
_EACH_ALONE = ("mỗi", "từng")  # begin another clause: "các chi bộ mỗi chi bộ giới thiệu một người"
_UNKNOWN_WORDS = 4  # of a name in small letters, when a verb follows them
_UNKNOWN_SHORT = 3
_UNKNOWN_OF_NAMED = 5  # of a name with capitals


class Names(Joints):
    """The words of a text, to be asked where the name that begins at one of them ends."""

    def end(self, at: int) -> int:
        """The word after the name that begins here; 0 when none begins."""
        length = self.head(at)
        if not length:
            return 0
        index = at + length
        titled = self[at].text in DEGREES or (length == 1 and self[at].text in TITLES)
        if titled or (length > 1 and (self[index - 2].flat, self[index - 1].flat) in (("dong", "chi"), ("d", "c"))):
            index = self._end_of_person(index)
            if index > at + length:
                return index
        while index < len(self) and (step := self._step(at, index)):
            index += step
        return index

    def end_of_unknown(self, at: int) -> int:
        """The word after a name that begins here with no head we know: two capitals, or a verb soon; 0 for none."""
        if not self[at].capital or verbs.CLOSERS.match(self.flats(at), 0):
            return 0
        index = at + 1
        while index < len(self) and (step := self._step(at, index)):
            index += step
        named = sum(word.capital for word in self.words[at:index]) > 1
        acts = index < len(self) and verbs.ACTS.match(self.flats(index), 0) > 1
        return index if named or (acts and index - at <= _UNKNOWN_SHORT) else 0

    def _step(self, at: int, index: int) -> int:
        """How many words the name that began at `at` goes on by; 0 when it is closed."""
        word = self[index]
        if (
            said := self._theme(at, index)
            or self._clause(index)
            or self._charge(at, index)
            or self._head_inside(at, index)
        ):
            return said
        if word.apart:
            return self.over_mark(at, index)
        if word.text == "và":
            return self.over_and(at, index)
        if word.capital or word.text.isdigit():
            compound = lexicon.COMPOUNDS.match(self.flats_over_commas(index, 10), 0)
            return compound or int(
                index == at + self.head(at) or not _SPOKEN.match(" ".join(self.flats(index, 2)))
            )  # Phòng Tham mưu, Chi bộ Tham mưu
        if self.is_number(index):
            return 2  # Trường Tiểu học số 2
        flats = self.flats(index)
        long = lexicon.COMPOUNDS.match(self.flats_over_commas(index, 10), 0)
        if long > LONG and not self._closer(index, flats):
            return long
        generic = not any(each.capital for each in self.words[at + 1 : index])
        if generic and (length := self._noun_too(index, flats)):
            return length
        if word.flat in lexicon.BELONGS and word.text != "cửa":
            return self._over_belongs(index)
        if word.text == "trong" and lexicon.HEADS.match(flats, 1) and self[index + 1].capital:
            return 1  # các đồng chí trong Ban Thường vụ
        if word.text == "trong" and lexicon.ZONES.match(flats, 1):
            return 1 + lexicon.ZONES.match(flats, 1)
        if self._leads_to_place(index, flats):
            return 1
        if said := self._where(index) or self._which(at, index, flats) or self._of_post(at, index):
            return said
        if each := self._each_of(index, flats):
            return each
        return self._step_of_known(at, index, flats, generic=generic)

    def _step_of_known(self, at: int, index: int, flats: list[str], *, generic: bool) -> int:
        """How many words a known modifier goes on by; 0 when a known verb closes the name."""
        word, before = self[index], self[index - 1]
        known = before.capital and not self[index - 2].capital and not word.apart
        if known and lexicon.MODIFIERS.match(self.flats(index - 1, 2), 0) == 2:
            return 1  # Quốc gia có trách nhiệm: no "gia cố"
        if flats[:3] == ["to", "chuc", "dang"] and self[index + 2].text.lower() == "đăng":
            return 0
        if word.text == "trường" and (index + 1 == len(self) or self[index + 1].apart or self.works(index + 1)):
            return lexicon.HEADS.match(flats, 0) or 1  # Công đoàn trường, nhân viên y tế trường học
        modifier, closer = lexicon.MODIFIERS.match(flats, 0), self._closer(index, flats)
        if modifier == 1 and word.text in verbs.LATE_CLOSERS:
            modifier = 0  # xả is no xã
        if tuple(each.text for each in self.words[index : index + 2]) in verbs.SPELT_CLOSERS:
            return 0
        if self[at].flat in MINISTRIES and self.is_whole_field(at, index):
            return lexicon.LEVELS.match(flats, 0)  # Sở Y tế sản xuất
        if flats[:2] == ["giup", "viec"] and lexicon.LEVELS.match([before.flat], 0):
            return 0  # … Ban Chỉ huy quân sự xã giúp việc
        if modifier and self._is_placed(index, generic=generic) and not lexicon.BEHIND_LEVELS.match(flats, 0):
            return 0  # Trạm Y tế xã truyền thông
        if modifier and modifier >= closer:
            return modifier
        if before.capital and closer and before.flat in lexicon.BARE and index > at + self.head(at):
            return closer
        if closer or word.text in verbs.SHORT_CLOSERS:
            return 0
        if before.capital and not self._is_whole_word(at, index - 1):
            return 1  # the second syllable of a capitalised word
        return 0 if word.text in verbs.LATE_CLOSERS else self._unknown(at, index, named=not generic)

    def _each_of(self, index: int, flats: list[str]) -> int:
        """Bí thư các chi bộ: whose post, or of which bodies."""
        each = 0 if self[index].text in _EACH_ALONE else self.each(index)
        return self.plural_head(index, each, flats[each:]) if each else 0

    def _where(self, index: int) -> int:
        """… ở các thôn, … tại mỗi chi hội: where the teams are."""
        each = self.each(index + 1) if self[index].text in ("ở", "tại") and index + 1 < len(self) else 0
        place = self.plural_head(index + 1, each, self.flats(index + 1 + each)) if each else 0
        return place and 1 + place

    def _which(self, at: int, index: int, flats: list[str]) -> int:
        """Đảng viên là giảng viên, UBND các xã có rừng: which of them, up to the verb."""
        if self[index].text == "là" and _PERSONS.match(flat(self.so_far(at, index))):
            return self._kinds(index + 1) - index if lexicon.KINDS.match(flats, 1) else 0
        if self[index].text != "có" or not OF_UNITS.search(flat(self.so_far(at, index))):
            return 0
        if verbs.CLOSERS.match(flats, 0):
            return 0
        ends = [end for end in range(index + 2, min(index + 7, len(self))) if self.works(end)]
        sure = [end for end in ends if verbs.CLOSERS.match(self.flats(end), 0) > 1]
        stop = next(iter(sure or ends), index)
        return 0 if any(word.apart for word in self.words[index:stop]) else stop - index

    def _kinds(self, index: int) -> int:
        """The word after a list of kinds: "hộ gia đình, cộng đồng"."""
        while kind := lexicon.KINDS.match(self.flats(index), 0):
            index += kind
            listed = index < len(self) and (self[index].gap.strip() == "," or self[index].text == "và")
            joint = index + (listed and self[index].text == "và")
            if not (listed and lexicon.KINDS.match(self.flats(joint), 0)):
                break
            index = joint
        return index

    def _of_post(self, at: int, index: int) -> int:
        """Tổ trưởng tổ tàu thuyền an toàn: a post, and what its holder is the head of."""
        alone = index == at + self.head(at) and self[index - 1].text.lower() in ("trưởng", "phó")
        return self.head(index) if alone else 0

    def _leads_to_place(self, index: int, flats: list[str]) -> bool:
        """An unknown word of a name in front of its place: the "nước" of "Nhà máy nước Sông Trà"."""
        place = self.words[index + 1 : index + 3]
        if len(place) < 2 or not all(word.capital and not word.apart for word in place):
            return False
        if self.head(index + 1) and is_syllable(place[0].flat):
            return False  # a body; "Krông" is a place
        text = self[index].text
        return not (verbs.CLOSERS.match(flats, 0) or text in verbs.SHORT_CLOSERS or text in verbs.LATE_CLOSERS)

    def _is_placed(self, index: int, *, generic: bool) -> bool:
        """The name has its level: "Trạm Y tế xã", "các trường trên địa bàn xã"; not "Hợp tác xã", "huyện ủy"."""
        before = self[index - 2].text
        placed = self.level(index - 1) > 0 and before != "tác" and self[index].flat != "uy"
        return placed and (not generic or before in ("bàn", "tuyến"))

    def _closer(self, index: int, flats: list[str]) -> int:
        """How many words the verb has that closes the name here; none goes over a capital: "Cổ phần Cấp nước"."""
        length = verbs.CLOSERS.match(flats, 0)
        general = flats[:2] == ["tong", "hop"] and self[index - 1].flat in _GENERAL
        if general and self._heads_work(index + 2):
            return 0  # Khoa Nội tổng hợp chủ trì
        behind = index + length
        if length and not verbs.ACTS.match(flats, 0) and behind < len(self) and self[behind].gap.strip() == ",":
            length *= not self._next_name(behind)  # Phòng Kế hoạch tổng hợp, Phòng Công nghệ thông tin
        return 0 if any(word.capital for word in self.words[index : index + length]) else length

    def _heads_work(self, index: int) -> bool:
        """A colon or a verb that is a body's work stands here: the name has ended."""
        return index < len(self) and (self[index].gap.strip() == ":" or verbs.ACTS.match(self.flats(index), 0) > 0)

    def _theme(self, at: int, index: int) -> int:
        """What a steering board is for."""
        if not _STEERING.match(flat(self.so_far(at, index))):
            return 0
        if self[index].text == "và":
            length = lexicon.THEMES.match(self.flats_over_commas(index + 1), 0)
            return length + 1 if length else 0
        known = lexicon.THEMES.match(self.flats_over_commas(index), 0)
        return self._long_theme(index) or known

    def _long_theme(self, index: int) -> int:
        """… phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào toàn dân … xã: up to the level and its verb."""
        flats = self.flats_over_commas(index, _THEME_WORDS)
        if not _THEME.match(" ".join(flats[:3])):
            return 0
        for at in range(index + 3, index + len(flats)):
            behind = at + lexicon.LEVELS.match(self.flats(at), 0)
            if behind > at and (behind == len(self) or self[behind].apart or self.works(behind)):
                return behind - index
        return 0

    def _clause(self, index: int) -> int:
        """… có tên tại Điều 1: says which ones."""
        match = _CLAUSE.match(flat(self.text[self[index].start :]))
        return len(match[0].split()) if match and not self[index].gap.strip(" )") else 0

    def _charge(self, at: int, index: int) -> int:
        """Phó Hiệu trưởng phụ trách chuyên môn: what a deputy or a member is in charge of, up to the verb."""
        deputy = any(word.text.lower() == "phó" for word in self.words[at:index])
        member = any(word.text.lower() == "viên" for word in self.words[at:index])
        flats = self.flats(index)
        if not (deputy or member) or self[index].apart or flats[:2] != ["phu", "trach"] or flats[2:3] == ["chung"]:
            return 0
        if all(word.capital for word in self.words[index - 2 : index]):
            return 0  # Phó Chủ tịch Lê Thu Hà phụ trách …
        field = index + 2 + lexicon.MODIFIERS.match(flats, 2)
        if deputy and field > index + 2 and field < len(self) and self.works(field):
            return field - index
        for behind in range(index + 3, min(index + 7, len(self))):
            if self[behind - 1].apart or self[behind - 1].capital:
                return 0
            if self._heads_work(behind) or (deputy and verbs.CLOSERS.match(self.flats(behind), 0) > 1):
                return behind - index
        return 0

    def _head_inside(self, at: int, index: int) -> int:
        """A head that began inside the name goes on: the bầu cử of "Chủ tịch Ủy ban bầu cử"."""
        if verbs.ACTS.match(self.flats(index), 0):
            return 0
        for begun in range(max(at + 1, index - 3), index):
            if (
                self[begun].capital
                and not self[begun - 1].capital
                and (rest := lexicon.HEADS.match(self.flats(begun), 0) - (index - begun)) > 0
            ):
                return rest
        return 0

    def _is_whole_word(self, at: int, index: int) -> bool:
        """A capitalised word without a second syllable: an acronym, "Khối", the end of a place's name."""
        word, before = self[index], self[index - 1]
        if self[at].text.lower() in PLACE_NOUNS:
            return True  # Thôn Đoàn Kết vớt rác
        if lexicon.MODIFIERS.match(self.flats(index), 0) > 1:
            return False  # Hội Cựu Thanh niên xung phong
        after = self[index + 1].text if index + 1 < len(self) else ""
        if _DASH_BEFORE.fullmatch(word.gap) and after in verbs.LATE_CLOSERS:
            return after != "học" and verbs.CLOSERS.match(self.flats(index), 0) != 2  # Tổ Toán - Tin duyệt
        beginning = (
            before.flat in ("pho", "chanh")
            or ACRONYM.fullmatch(before.text)
            or (lexicon.SHORT_HEADS.match([before.flat], 0) and before.text.lower() not in PLACE_NOUNS)
        )
        place = index - 1 > at and before.capital and not word.apart and not beginning
        return bool(ACRONYM.fullmatch(word.text)) or word.text in ("Khối", "Đảng", "Sở") or place

    def _noun_too(self, index: int, flats: list[str]) -> int:
        """các cơ quan tham mưu, giúp việc; đoàn kiểm tra: a noun when the name ends or a verb comes after it."""
        length = lexicon.NOUNS_TOO.match(flats, 0)
        if self[index - 1].text.lower() == "bản":  # các bản vận động
            return 0
        special = self[index - 1].text == "trách"  # các cơ quan chuyên trách tham mưu, giúp việc
        before = [word.flat for word in self.words[index - 2 - 2 * special : index - 2 * special]]
        if not length or lexicon.NOUN_HEADS.match(before, 0) != 2:
            return 0
        if index + length >= len(self) or self[index + length].apart or self[index + length].text == "và":
            return length
        if self[index - 1].flat == "ban" and self[index + length].flat in ("dang", "tinh", "huyen", "thanh"):
            return length  # các ban tham mưu Đảng ủy
        rest = self.flats(index + length)
        closed = verbs.CLOSERS.match(rest, 0) or self[index + length].text in verbs.SHORT_CLOSERS
        return length if closed or lexicon.MODIFIERS.match(rest, 0) else 0

    def _over_belongs(self, index: int) -> int:
        """… thuộc Sở, … của tỉnh: only on to a body or a place."""
        if index + 1 >= len(self) or self[index + 1].apart:
            return 0
        if self[index + 1].capital:
            return 1
        rest = self.flats(index + 1)
        if lexicon.NOT_OWNERS.match(rest, 0):
            return 0
        length = lexicon.MODIFIERS.match(rest, 0) or lexicon.HEADS.match(rest, 0)
        return 1 + length if length else 0

    def _unknown(self, at: int, index: int, *, named: bool) -> int:
        """How many unknown words in small letters belong to a name: those that soon end at a verb.

        In one with capitals also those that end at a level ("Hội Người yêu sách tỉnh") or at the next name of a list;
        behind a level nothing of it is left.
        """
        in_place = self[index - 1].text in PLACE_NOUNS and not (self.each(at) or PLURAL.search(self.so_far(at, index)))
        if in_place or self.counts(index):
            return 0
        if named and any(lexicon.LEVELS.match(self.flats(index - back), 0) == back for back in (1, 2)):
            return 0
        if named and self[index - 1].capital and self._is_whole_word(at, index - 1):
            return 0
        if index + 1 < len(self) and verbs.CLOSERS.match(self.flats(index + 1), 0) > 1:
            return int(not self[index + 1].apart)  # Đội Chống thất thoát dò tìm
        closing, known = verbs.ACTS if named else verbs.CLOSERS, 0
        for after in range(index + 1, min(index + 1 + (_UNKNOWN_OF_NAMED if named else _UNKNOWN_WORDS), len(self))):
            word = self[after]
            if after < known:
                continue
            known = after + lexicon.MODIFIERS.match(self.flats(after), 0)
            level = not (word.capital or word.apart) and self._is_level(after)
            if word.gap.strip() == ":" or (named and (level or self._next_name(after) or self._and_more(after))):
                return after - index
            if word.apart or word.capital:
                return 0
            if self.is_number(after):
                return after - index  # các xí nghiệp nước số 1
            if closing.match(self.flats(after), 0):
                return after - index
            if word.text in verbs.LATE_CLOSERS or word.text in verbs.SHORT_CLOSERS:
                sure = word.text in verbs.LATE_CLOSERS and after > index + 1 and not named
                return after - index if sure else 0
        return int(named and index + 1 == len(self))

    def _is_level(self, index: int) -> bool:
        """ "tỉnh", "xã"; "thôn An Hòa" only with its name."""
        hamlet = self[index].text in PLACE_NOUNS and index + 1 < len(self) and self[index + 1].capital
        return hamlet or lexicon.LEVELS.match(self.flats(index), 0) > 0

    def _next_name(self, index: int) -> bool:
        """Another name of the same list begins here: "…, Khoa …", "… và các …"."""
        if self[index].text == "và" and not self[index].apart:
            return bool(self.head(index + 1))
        return self[index].gap.strip() in (",", ";") and self[index].capital and bool(self.head(index))

    def _and_more(self, index: int) -> bool:
        """The name goes on with another field: "Phòng Quản lý nước và Công trình"."""
        joined = self[index].text == "và" and not self[index].apart and index + 1 < len(self)
        return joined and self[index + 1].capital and not self[index + 1].apart and not self.head(index + 1)

    def _end_of_person(self, index: int) -> int:
        """đồng chí Nguyễn Văn An, Phó Bí thư Đảng ủy, Chủ tịch HĐND xã: the person with the posts."""
        if index < len(self) and self[index].text not in _FAMILIES and self.head(index):
            return self.end(index)
        index += lexicon.RANKS.match(self.flats(index), 0)
        index += self.degrees(index)
        begin = index
        while index < len(self) and self[index].capital and (index == begin or not self[index].apart):
            index += 1
        while (
            index < len(self)
            and re.fullmatch(r"\s*[,–-]\s*", self[index].gap)
            and _POST.match(" ".join(self.flats(index, 3)))
            and (end := self.end(index))
        ):
            index = end
        return index
