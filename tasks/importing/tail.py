"""The tail: recipients and signature, in whatever order they stand."""

import re
from collections.abc import Sequence

from tasks.importing import labels
from tasks.importing.blocks import Block
from tasks.importing.proposal import Passage, Recipient, Signer
from tasks.importing.words import flat, is_capitals, is_rule, starts_lower

_RECIPIENTS = re.compile(r"noi nhan\s*:?\s*")
_AUTHORITY = re.compile(r"(?:T/M|TM|K/T|KT|T/L|TL|TUQ|T/UQ|Q)\s*[./]?\s+(?=[^\W\d_])")
_FOR_HEAD = re.compile(r"K/?T\b")  # in the place of a head, whose office follows
_POST = re.compile(
    r"(?:pho |quyen |q\. ?)?(?:bi thu|chu tich|giam doc|tong giam doc|truong ban|truong phong|chanh van phong|"
    r"chanh thanh tra|vu truong|(?:chi )?cuc truong|chi huy (?:truong|pho)|chinh uy|chinh tri vien|tu lenh|"
    r"tong bien tap|(?:doi|to|tram|hat|(?:su|lu|trung|tieu) doan) truong|"
    r"bo truong|thu truong|hieu truong|vien truong|chu nhiem|truong doan|tong bi thu|thu tuong|chu tich hdqt|"
    r"chanh an|tong thanh tra|"
    r"truong|uy vien thuong vu|uy vien ban thuong vu|chu tich hoi dong)\b[\w\s,\-–]*"
)
_REPORT = re.compile(r"\s*\(\s*(?:de\s+)?(?:bao cao|b/c|bc)\s*\)")
_INTERNAL = re.compile(r"(?:lưu|đăng|website)\b", re.IGNORECASE)  # with its marks: Đảng is no đăng
_IN_ONE_LINE = re.compile(r"[;,.]\s*[-–]\s+")
_ENDS = (";", ",", ".")
_ENDED = re.compile(r"[;,.:]\s+(?=[^\W\d_a-z])")
_SIGNED = re.compile(r"[(\[]?\s*(?:da ky|ky ten|ky ten, dong dau|ky, ghi ro ho ten|da ky ten)[\w\s,]*[)\]]?")
_RANK_WORDS = ("tá", "tướng", "úy", "sĩ", "sỹ")  # Đại tá Nguyễn Văn A
_NAME = re.compile(
    r"(?:(?:TS|ThS|PGS|GS|BS|DS|KS|CN|LS|TTND|TTƯT|NGƯT|NGND|BSCK\w*|CKI+)[.,\s-]+)*[^\W\d_]+(?:[\s'’-]+[^\W\d_]+){1,6}",
    re.IGNORECASE,
)


def begins(block: Block) -> bool:
    """Whether the tail of a document begins with this line."""
    return is_recipients(block.text) or begins_authority(block.text) or is_post(block.text)


def is_recipients(text: str) -> bool:
    """The line "Nơi nhận:", alone or with the first recipient behind it."""
    match = _RECIPIENTS.match(flat(text))
    return bool(match and (":" in match[0] or match.end() == len(text)))


def is_post(text: str) -> bool:
    """The signer's office on a line of its own, in capitals."""
    return is_capitals(text) and len(text) <= 80 and bool(_POST.fullmatch(flat(text)))


def is_signature(blocks: Sequence[Block]) -> bool:
    """Whether a name or the recipients follow among these few lines, or nothing at all."""
    texts = [block.text for block in blocks if not is_rule(block.text)]
    return not texts or any(is_recipients(text) or is_name(text) or begins_authority(text) for text in texts)


def is_name(text: str) -> bool:
    """The name of a person, alone on its line."""
    words = [word for word in text.split() if word.lower() not in _RANK_WORDS]
    return bool(_NAME.fullmatch(text)) and len(text) <= 60 and all(word[0].isupper() for word in words)


def begins_authority(text: str) -> bool:
    """ "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", in capitals or not."""
    return len(text) <= 100 and bool(_AUTHORITY.match(text)) and not text.endswith((".", ";", ","))


def read(blocks: Sequence[Block]) -> tuple[list[Recipient], Signer, list[Passage]]:
    """(recipients, signer, what was not understood) of the blocks behind the last section."""
    reader = _Tail()
    for block in blocks:
        reader.add(block)
    signer = Signer(" ".join(reader.authority) or None, " ".join(reader.post) or None, reader.name)
    return [_recipient(text) for text in reader.recipients], signer, reader.unread


def _is_office(text: str) -> bool:
    """The signer's office written like a sentence: "Phó Bí thư"."""
    return len(text) <= 60 and text[:1].isupper() and bool(_POST.fullmatch(flat(text)))


class _Tail:
    """Takes line after line and remembers which of the two lists is being read."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.authority: list[str] = []
        self.post: list[str] = []
        self.name: str | None = None
        self.unread: list[Passage] = []
        self._listing = False

    def add(self, block: Block) -> None:
        text = self._without_signature(block.full.strip())
        label = labels.read(text)
        dashed = bool(label and label.kind in ("dash", "bullet", "plus"))
        if is_rule(text) or _SIGNED.fullmatch(flat(text)):
            return
        if match := _RECIPIENTS.match(flat(text)):
            self._listing = True
            rest = text[match.end() :].strip()
            self.recipients += _parted(rest)
        elif not dashed and self._sign(text):
            return
        elif self._listing and dashed and label:
            self.recipients += _parted(text[label.end :])
        elif self._listing and self.recipients and (starts_lower(text) or block.broken or self._goes_on(text)):
            self.recipients[-1] = f"{self.recipients[-1]} {text}"
        elif self._listing and not (self.authority or self.post):
            self.recipients.append(text)
        else:
            self.unread.append(Passage(block.full, block.place))

    def _goes_on(self, text: str) -> bool:
        """The end of a recipient broken at a capital: "- Tổng Liên đoàn Lao động Việt | Nam (b/c);"."""
        return text.endswith(_ENDS) and not self.recipients[-1].endswith(_ENDS)

    def _without_signature(self, text: str) -> str:
        """The recipient of a line whose other half is the signer's: "- UBND tỉnh (b/c); PHÓ CHỦ TỊCH"."""
        is_entry = text.startswith(("-", "–", "•")) or (self.recipients and not self.recipients[-1].endswith(_ENDS))
        listed = _RECIPIENTS.match(flat(text)) or (self._listing and is_entry)
        for match in _ENDED.finditer(text) if listed else ():
            rest = text[match.end() :]
            signs = begins_authority(rest) or is_post(rest) or (self.post and self.name is None and is_name(rest))
            if signs and " " in rest and self._sign(rest):
                return text[: match.start() + 1]
        return text

    def _sign(self, text: str) -> bool:
        """Take a line of the signature; whether it was one."""
        if self.name is None and begins_authority(text):
            authority, post = _with_post(text)
            self.authority.append(authority)
            self.post += [post] if post else []
        elif self.name is None and (is_post(text) or (self.authority and not self.post and _is_office(text))):
            self.post.append(text)
        elif self.name is None and (self.authority or self.post) and self._is_name(text):
            self.name = text
        elif self.name is None and self.authority and not self.post and is_capitals(text):
            self.authority.append(text)
        else:
            return False
        return True

    def _is_name(self, text: str) -> bool:
        return is_name(text) and (bool(self.post) or not is_capitals(text))


def _parted(text: str) -> list[str]:
    """The recipients of one line: "Thường trực Tỉnh ủy, - Các chi bộ, - Lưu"."""
    return [one for part in _IN_ONE_LINE.split(text) if (one := part.strip(" -–"))]


def _with_post(text: str) -> tuple[str, str]:
    """The authority, and the post that stands behind it in the same line: "T/M BAN THƯỜNG VỤ BÍ THƯ"."""
    words = text.split()
    for at in range(2, len(words) - 1) if is_capitals(text) else ():
        authority, rest = " ".join(words[:at]), " ".join(words[at:])
        office = flat(" ".join(words[1:at]))
        is_whole = words[1:at] != ["BAN"] and words[at] != "TRƯỜNG" and not _AUTHORITY.match(" ".join(words[at - 1 :]))
        stands_in = not _FOR_HEAD.match(text) or _POST.fullmatch(office)
        if is_whole and stands_in and _POST.fullmatch(flat(rest)):
            return authority, rest
    return text, ""


def _recipient(text: str) -> Recipient:
    text = text.strip().rstrip(",;. ")
    folded = flat(text)
    match = _REPORT.search(folded)
    if match:
        text = (text[: match.start()] + text[match.end() :]).strip()
    return Recipient(text, bool(match), bool(_INTERNAL.match(text)))
