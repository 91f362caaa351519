"""Collectives, read word by word: what goes on "các sở" after a comma or "và"."""

import re

from tasks.importing.bodies import lexicon, verbs
from tasks.importing.bodies.heads import Words
from tasks.importing.collectives import EACH, PLURAL, is_generic, is_named
from tasks.importing.words import flat

PLACES = frozenset(["huyen", "xa", "phuong", "quan", "thi", "thanh", "dac"])
_FOUR_BODIES = re.compile(r"dang uy (?:mat tran to quoc|mttq|uy ban mat tran to quoc)(?: viet nam)?(?: va)?$")
_OF_PLACES = re.compile(r"\b(?:cac (?:tinh|huyen|xa|phuong|thi|thanh)|ubnd|nhan dan|uy|hdnd|chu tich|cong an|mttq)\b")


class Plurals(Words):
    """The words of a text, to be asked how a collective name among them goes on."""

    def so_far(self, at: int, index: int) -> str:
        return self.text[self[at].start : self[index - 1].end]

    def plural(self, at: int, index: int) -> int:
        """How many words go on a collective here: các sở, ban, ngành; UBND các huyện, thị xã; chi ủy, đảng ủy cơ sở."""
        word, flats = self[index], self.flats(index)
        name = self.so_far(at, index)
        folded = flat(name)
        if _FOUR_BODIES.match(folded) and flats[:3] == ["cac", "doan", "the"]:
            return 3
        if folded.endswith("chinh tri - xa hoi") and flats[:2] == ["xa", "hoi"]:
            return 2
        if (folded.endswith("tham muu") and flats[:2] == ["giup", "viec"]) or (
            folded.endswith("duoc kiem tra") and flats[:2] == ["giam", "sat"]
        ):
            return 2
        if "cac truong" in folded and (schools := lexicon.SCHOOLS.match(flats, 0)):
            return schools  # các trường Mầm non, Tiểu học, THCS
        length = lexicon.PLURALS.match(flats, 0)
        several = bool(EACH.match(name) or PLURAL.search(name))
        another = max(lexicon.HEADS.match(flats, 0), 0 if several else self.team(index))
        if not word.capital and lexicon.NOT_EACH_HEADS.match(flats, 0) and not lexicon.STAFF.match(flats, 0):
            return 0  # các thành viên, ban hành quy chế
        if 0 < length < another or flats[:2] == ["truong", "cac"]:
            return 0  # "…, chi hội trưởng", "…, tổ bảo vệ", "…, trưởng các phòng": the next of a list
        if (flats[0], word.text.lower()) in (("doi", "đổi"), ("doi", "đối"), ("truong", "trưởng")) or (
            self[at].text.lower() == "chủ" and not several
        ):
            return 0  # …, đổi mới sinh hoạt; …, trưởng ca; Chủ hồ chứa nước, doanh nghiệp
        if length == 3 and self[index + 2].text == "đăng":  # các cơ quan, tổ chức đăng ký
            length = 2
        again = lexicon.HEADS.match(self.flats(at), 0)  # "Công đoàn các Khu công nghiệp, công đoàn ngành"
        if not length or self.is_act_in_list(index) or (again > 1 and self.flats(at)[:again] == flats[:again]):
            return 0
        if word.capital:
            after = index + length
            closed = after >= len(self) or self[after].apart or not self[after].capital
            return (
                length
                if closed
                and self.each(at)
                and flats[1:2] != ["thanh"]
                and flats[0] in ("so", "ban", "nganh", "phong", "doan")
                else 0
            )
        if word.flat in PLACES:
            listed = _OF_PLACES.search(folded) or folded.split()[-1] in PLACES
            following = self[index + length] if index + length < len(self) else None
            named = following and following.capital and not following.apart and following.flat not in ("doan", "hoi")
            return length if listed and (not named or PLURAL.search(name)) else 0
        return length if (several or not is_named(name)) and (several or is_generic(name)) else 0

    def is_act_in_list(self, index: int) -> bool:
        """ "…, tổ chức hội nghị", "…, lãnh đạo thực hiện": the noun of a body, but a verb here."""
        flats = self.flats(index)
        if self[index].capital or len(flats) < 2:
            return False
        if flats[:2] == ["to", "chuc"]:
            if index and self[index - 1].flat == "quan":  # các cơ quan, tổ chức
                return False
            third = flats[2:3]
            if not third or verbs.CLOSERS.match(flats, 2):
                return bool(third)
            return third[0] not in ("dang", "chinh", "doan", "hoi", "xa", "co", "thanh", "lien", "ca", "truc", "quan")
        if flats[:2] in (["lanh", "dao"], ["thanh", "tra"]):
            return flats[2:3] not in (["co"], ["don"], ["doanh"], ["so"], ["phong"], ["tinh"])
        return False
