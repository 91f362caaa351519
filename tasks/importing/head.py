"""The head: from the first line to the first section."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tasks.importing import headings, labels
from tasks.importing.blocks import Block
from tasks.importing.proposal import Head, Passage
from tasks.importing.words import flat, is_capitals, is_rule, starts_lower

TYPES = {
    "CTHĐ": "CHƯƠNG TRÌNH HÀNH ĐỘNG",
    "CTr": "CHƯƠNG TRÌNH",
    "KH": "KẾ HOẠCH",
    "NQ": "NGHỊ QUYẾT",
    "CT": "CHỈ THỊ",
    "KL": "KẾT LUẬN",
    "QĐ": "QUYẾT ĐỊNH",
    "QyĐ": "QUY ĐỊNH",
    "QC": "QUY CHẾ",
    "TB": "THÔNG BÁO",
    "BC": "BÁO CÁO",
    "TTr": "TỜ TRÌNH",
    "CV": "CÔNG VĂN",
    "BB": "BIÊN BẢN",
    "HD": "HƯỚNG DẪN",
    "ĐA": "ĐỀ ÁN",
    "PA": "PHƯƠNG ÁN",
    "CĐ": "CÔNG ĐIỆN",
    "TT": "THÔNG TRI",
    "LK": "LỜI KÊU GỌI",
}
_BY_FLAT = {flat(name): name for name in sorted(TYPES.values(), key=len, reverse=True)}
_PARTY = "dang cong san viet nam"
_STATE = "cong hoa xa hoi chu nghia viet nam"
_UNION = re.compile(r"doan (?:tncs|thanh nien cong san) ho chi minh|(?:hoi|tong lien doan)\b.* viet nam")
_ENACTS = re.compile(r"quyet nghi|quyet dinh|nghi quyet|yeu cau|chi thi|ket luan")
_ENACTED_BY = re.compile(
    r"(?:ban|uy ban|hoi dong|thuong truc|chu tich|giam doc|truong|bi thu|tinh uy|huyen uy|thanh uy|dang uy)\b.{2,100}"
    r" (?:quyet nghi|quyet dinh)"
)
# A body that is named with its place on the next line: ỦY BAN NHÂN DÂN / TỈNH ĐÔNG HẢI.
_PLACED_BELOW = re.compile(
    r"(?:.* )?(?:uy ban nhan dan|hoi dong nhan dan|ban chap hanh|ban thuong vu|dang uy|"
    r"uy ban mat tran to quoc viet nam)"
)
_ORGAN = re.compile(r"ban (?:thuong truc|thuong vu|chap hanh|chi dao)")
_FRONT = re.compile(r"(?:uy ban )?(?:mttq|mat tran to quoc)\b")  # above its own standing board
_PLACE_NAME = re.compile(r"(?:tinh|huyen|xa|phuong|thanh pho|tp\.?|quan|thi xa|thi tran|dac khu|khoi|cac)\b")
_MOTTO = re.compile(r"doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc")
_NUMBER = re.compile(
    r"số(?!\w)\s*:?\s*(?P<number>\d{1,5}[a-zđ]?(?:/20\d\d(?=/))?)?\s*[.…_]*\s*[-–/]\s*"
    r"(?P<symbol>[^\W\d](?:[\w\-–/.&]|\s+[-–/]\s*|(?<=[-–/])\s+)*)\s*",
    re.IGNORECASE,
)
_DAY = (
    r"(?:ngay\s*)?(?P<day>\d{1,2})\s*(?:thang|[/.\-])\s*(?P<month>\d{1,2})\s*(?:nam|[/.\-])\s*(?P<year>(?:19|20)\d\d)"
)
_TWO_COLUMNS = re.compile(
    rf"[^\W_].*?\s+(?P<right>{_PARTY}|{_STATE}|{_MOTTO.pattern})"
    rf"|so\b\s*:?\s*\S+(?:\s*[-/]\s*\S+)*?\s+(?P<place>(?:[^,\d]{{2,60}},\s*)?{_DAY}\.?)"
)
_PLACE = re.compile(rf"(?:(?P<place>[^,\d]{{2,60}}),\s*)?{_DAY}\.?")
_UNDATED = re.compile(r"(?P<place>[^,\d]{2,60}),\s*(?:ngay[\s.…]*)?thang[\s.…\d]*nam\s*(?:20[\d.…]*)?")
_BODY = re.compile(
    r"(?:dang uy|dang bo|chi bo|ban|so|uy ban|van phong|huyen uy|tinh uy|thanh uy|thi uy|cong doan|lien doan|"
    r"doan|hoi|cong ty|bo|cuc|benh vien|vien|hoc vien|tong cong ty|tap doan|xi nghiep|nha may|kho bac|ngan hang|toa an|"
    r"(?:su|lu|trung|tieu) doan|cong an|lien hiep|hiep hoi|bao|dai|thanh tra|buu dien|bao tang|thu vien|tram|quy|"
    r"cang vu|chi nhanh|chi cuc|truong|trung tam|phong|mat tran|ubnd|hdnd|hoi dong|thuong truc|lien minh)\b"
)
_BASIS = re.compile(
    r"(?:can cu|thuc hien|theo|xet|tren co so|nham|tiep tuc|trien khai|thi hanh|chap hanh|de (?:thuc|trien|"
    r"cu the|tiep|day|nang|kip))\b"
)
_ISSUES = re.compile(
    r"\b(?:xay dung|ban hanh|de ra|lap|thong nhat ban hanh)\s+(?:va trien khai\s+|va ban hanh\s+)?(?:ke hoach|"
    r"chuong trinh|huong dan|nghi quyet|chi thi|phuong an|de an|quy che|quy dinh)"
)
_ENCLOSED = re.compile(r"\(?\s*(?:ban hanh )?kem theo\b")
_STRETCHED = re.compile(r"(?:[^\W\d_a-z] +){3,}[^\W\d_a-z]")  # K Ế  H O Ạ C H
_SEARCHED = 60


def read(blocks: Sequence[Block]) -> tuple[Head, list[Passage], list[Block]]:
    """(the head, what was not understood in it, the blocks of the preamble that follow the title).

    Takes: the blocks before the first section.
    """
    head = Head()
    at = next((index for index, block in enumerate(blocks[:_SEARCHED]) if type_of(block)), None)
    masthead = list(blocks[:at]) if at is not None else _leading(blocks)
    unread = _masthead(head, masthead)
    rest = list(blocks[len(masthead) :])
    if at is not None:
        head.type, first = type_of(blocks[at]) or (None, "")
        rest = _title(head, first, blocks[at], rest[1:])
    elif head.symbol and (code := re.split(r"[-–/]", head.symbol)[0]) in TYPES:
        head.type = TYPES[code]
    elif head.symbol and head.title:
        head.type = TYPES["CV"]  # the only type that is not named: "V/v …" under the number
    return head, unread, rest


def preamble(head: Head, blocks: Sequence[Block]) -> list[Passage]:
    """Put the bases into the head and find the issuing body where the head of the page lacks it; gives what is left."""
    unread: list[Passage] = []
    open_basis = False
    for block in blocks:
        text = block.full
        if is_rule(text):
            continue
        text_flat = flat(text[labels_end(text) :])
        announces = _announces(text_flat)
        goes_on = (starts_lower(text) and labels_end(text) == 0) or block.broken or enacts(text) or announces
        if open_basis and goes_on:
            head.bases[-1] = f"{head.bases[-1]} {text}"
        elif not announces and (is_capitals(text) or _BASIS.match(text_flat) or text_flat.endswith(":")):
            head.bases.append(text[labels_end(text) :].strip())
            open_basis = True
        else:
            unread.append(Passage(text, block.place))
            open_basis = False
    if head.issuer is None:
        said = [*head.bases, *(passage.text for passage in unread)]
        head.issuer = next(filter(None, map(_issuer_in, said)), None)
    return unread


def is_enclosing(text: str) -> bool:
    """ "(Kèm theo Quyết định số …)" below a title."""
    return bool(_ENCLOSED.match(flat(text)))


def enacts(text: str) -> bool:
    """ "QUYẾT ĐỊNH:", "BAN THƯỜNG VỤ HUYỆN ỦY QUYẾT ĐỊNH:" between the bases and the articles."""
    folded = flat(text).strip(": ")
    return bool(_ENACTS.fullmatch(folded) or (is_capitals(text) and _ENACTED_BY.fullmatch(folded)))


def _announces(folded: str) -> bool:
    """ "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:" ends the sentence of the bases and is none itself."""
    return bool(_ISSUES.search(folded)) and not _BASIS.match(folded)


def is_basis(text: str) -> bool:
    """A paragraph that says what the document rests on."""
    return bool(_BASIS.match(flat(text)))


def labels_end(text: str) -> int:
    """Where the text begins behind a dash; other labels belong to it."""
    label = labels.read(text)
    return label.end if label and label.kind in ("dash", "bullet", "plus") else 0


def family(head: Head, texts: Sequence[str]) -> None:
    """Tell a Party document without the Party's name in its head by its bodies, a state one by its own."""
    if head.family:
        return
    folded = " | ".join(flat(text) for text in (*texts, head.issuer or "", head.symbol or ""))
    if re.search(
        r"\b(?:dang uy|tinh uy|huyen uy|thanh uy|chi bo|dang bo|ban thuong vu|bi thu|ban chap hanh|bch|doan tncs)\b",
        folded,
    ):
        head.family = "party"
    elif re.search(r"\b(?:uy ban nhan dan|ubnd|so|bo truong|giam doc|chu tich)\b", folded):
        head.family = "state"


def type_of(block: Block) -> tuple[str, str] | None:
    """(type of document, what stands on the same line) when a line names the type in capitals."""
    text = block.text.rstrip(" :")
    if not text or labels.read(block.full):
        return None
    folded = flat(text)
    spaced = folded.replace(" ", "") if _STRETCHED.fullmatch(text) else ""
    stands_out = block.centred or block.all_bold
    for name, shown in _BY_FLAT.items():
        if spaced == name.replace(" ", "") or (stands_out and folded == name):
            return shown, ""
        if not folded.startswith(name) or not text[: len(name)].isupper():
            continue
        rest = text[len(name) :]
        if not rest or not rest[0].isalnum():
            return shown, rest.strip(" :")
    return None


def _leading(blocks: Sequence[Block]) -> list[Block]:
    """The masthead of a document that names no type: the lines that look like one."""
    taken = 0
    for index, block in enumerate(blocks[:15]):
        text = block.text
        goes_on = taken == index and starts_lower(text) and _about(blocks[index - 1].text if index else "")
        if (
            goes_on
            or _is_masthead(text)
            or _about(text)
            or (is_capitals(text) and taken == index and _BODY.match(flat(text)))
        ):
            taken = index + 1
        elif not is_capitals(text) and not is_rule(text):
            break
    return list(blocks[:taken])


def is_masthead(block: Block) -> bool:
    """A line of the head of the page, or a rule between its lines."""
    folded = flat(block.text)
    is_body = is_capitals(block.text) and (_BODY.match(folded) or _PLACE_NAME.match(folded))
    return is_rule(block.text) or _is_masthead(block.text) or bool(is_body)


def _is_masthead(text: str) -> bool:
    folded = flat(text)
    return bool(
        _PARTY in folded
        or _STATE in folded
        or _MOTTO.search(folded)
        or _NUMBER.fullmatch(text)
        or _PLACE.fullmatch(folded)
        or _UNDATED.fullmatch(folded)
    )


def _masthead(head: Head, blocks: Sequence[Block]) -> list[Passage]:
    """Number, place, day and bodies; gives the lines that are none of these."""
    unread: list[Passage] = []
    bodies: list[Block] = []
    about: str | None = None
    for block in _one_column(blocks):
        text = block.full.strip().strip("*")  # italics as they stand in bare text
        folded = flat(text)
        if not text or is_rule(text) or _MOTTO.fullmatch(folded):
            continue
        if folded in (_PARTY, _STATE):
            head.family = "party" if folded == _PARTY else "state"
        elif not head.symbol and (match := _NUMBER.fullmatch(text)):
            head.number, head.symbol = match["number"], re.sub(r"\s+", "", match["symbol"])
        elif not head.issued_on and (match := _PLACE.fullmatch(folded)) and (on := _date(match)):
            head.place, head.issued_on = text[: match.end("place")] if match["place"] else head.place, on
        elif not head.place and (match := _UNDATED.fullmatch(folded)):
            head.place = text[: match.end("place")]
        elif _about(text) and not head.title:
            head.title = about = _about(text)
        elif about and head.title == about and starts_lower(text):
            head.title = about = f"{about} {text}"
        elif is_capitals(text) and not folded.startswith("du thao"):
            bodies.append(block)
        else:
            unread.append(Passage(text, block.place))
    _bodies(head, bodies)
    return unread


def _one_column(blocks: Sequence[Block]) -> list[Block]:
    """The lines of the head, two that a printer set as one parted, and a name of the state over two lines joined."""
    lines = [half for block in blocks for half in _halves(block)]
    blank = next((index for index, line in enumerate(lines) if flat(line.text).strip(": ") == "so"), len(lines))
    symbol = next((at for at in range(blank + 1, len(lines)) if lines[at].text.startswith(("-", "/"))), None)
    if symbol:
        lines[blank] = replace(lines[blank], text=f"{lines[blank].text} {lines.pop(symbol).text}")
    for whole in (_STATE, _PARTY):
        for index, line in enumerate(lines):
            begun = flat(line.text)
            if len(begun) < 12 or begun == whole or not whole.startswith(begun):
                continue
            rest = whole[len(begun) :].strip()
            found = next((at for at in range(index + 1, len(lines)) if flat(lines[at].text) == rest), None)
            if found:
                lines[index] = replace(line, text=f"{line.text} {lines.pop(found).text}")
                break
    return lines


def _halves(block: Block) -> list[Block]:
    """ "ĐẢNG ỦY XÃ A ĐẢNG CỘNG SẢN VIỆT NAM", "Số 12-KH/ĐU Bến Tre, ngày 05 tháng 02 năm 2026" as two lines each."""
    text, folded = block.full, flat(block.full)
    match = _TWO_COLUMNS.fullmatch(folded)
    if not match:
        return [block]
    at = max(match.start("right"), match.start("place"))
    bold = block.all_bold
    left, right = text[:at].rstrip(), text[at:]
    return [replace(block, marker="", text=half, bold=half if bold else "") for half in (left, right)]


def _about(text: str) -> str | None:
    """The abstract of a công văn: "V/v …", "Về việc …"."""
    match = re.match(r"(?:V/v|Về việc)\s*:?\s*(?P<title>.+)", text, re.IGNORECASE)
    return match["title"] if match else None


def _bodies(head: Head, blocks: list[Block]) -> None:
    """The upper lines are the superior, the bold or last ones the issuing body."""
    union = next((block.text for block in blocks if _UNION.fullmatch(flat(block.text))), None)
    blocks = [block for block in blocks if block.text != union]
    if not blocks:
        head.issuer = union
        return
    bold = [bool(block.all_bold) for block in blocks]
    if True in bold and not all(bold):
        first = bold.index(True)
    else:
        starts = [index for index, block in enumerate(blocks) if index and _BODY.match(flat(block.text))]
        first = starts[-1] if starts else 0
        if _ORGAN.fullmatch(flat(blocks[first].text)) and not _FRONT.match(flat(blocks[0].text)):
            first = starts[-2] if len(starts) > 1 else 0
    named = [index for index in range(first + 1) if _BODY.match(flat(blocks[index].text))]
    first = named[-1] if named else first  # "SƠN" is the end of a name that went over two lines
    if first and _PLACED_BELOW.fullmatch(flat(blocks[first - 1].text)) and _PLACE_NAME.match(flat(blocks[first].text)):
        first -= 1
    head.superior = " ".join(block.text for block in blocks[:first]) or None
    head.superior = head.superior or union
    head.issuer = " ".join(block.text for block in blocks[first:]).rstrip("* ") or None


def _title(head: Head, first: str, type_block: Block, blocks: list[Block]) -> list[Block]:
    """Take the lines of the abstract, up to a rule or to the first line that looks otherwise; gives the others."""
    lines = [first] if first else []
    bold = type_block.all_bold if first else None
    for index, block in enumerate(blocks):
        text = block.full
        if is_rule(text):
            if lines:
                head.title = " ".join(lines)
                return blocks[index + 1 :]
            continue
        goes_on = block.broken or starts_lower(text) or (block.centred and not _BASIS.match(flat(text)))
        is_section = block.all_bold and not block.centred and headings.names_section(text) and not starts_lower(text)
        if lines and (is_section or is_enclosing(text) or (is_capitals(text) and not is_capitals(lines[-1]))):
            break
        if lines and not (goes_on or (bold and block.all_bold) or (is_capitals(text) and is_capitals(lines[-1]))):
            break
        if lines and (len(text) > 400 or flat(text).endswith("nhu sau:") or lines[-1].endswith((".", ":"))):
            break
        lines.append(text)
        bold = block.all_bold if bold is None else bold
    else:
        index = len(blocks)
    head.title = " ".join(lines) or head.title
    return blocks[index:]


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _issuer_in(basis: str) -> str | None:
    """The body in "…, Ban Thường vụ Đảng ủy X xây dựng kế hoạch …"."""
    folded = flat(basis)
    for match in _ISSUES.finditer(folded):
        clause_start = max(folded.rfind(mark, 0, match.start()) for mark in (",", ";", ")", "."))
        name = basis[clause_start + 1 : match.start()].strip()
        if _BODY.match(flat(name)) and len(name) < 200:
            return name
    return None
