"""What the words of a heading say: purpose, which is no work, or the name of a group of tasks, which is none itself."""

import re

from tasks.importing.bodies.phrases import Phrases
from tasks.importing.bodies.verbs import CLOSERS
from tasks.importing.words import flat

_PURPOSE_NOUNS = (
    "muc dich|yeu cau|quan diem|muc tieu|phuong cham|nguyen tac|su can thiet|boi canh|tinh hinh|thuc trang|dac diem|"
    "ket qua (?:dat duoc|thuc hien|cong tac|nam|quy|thang|[69] thang)|uu diem|han che|ton tai|"
    "nguyen nhan|bai hoc kinh nghiem|chi tieu|"
    "pham vi|doi tuong|du bao|dinh huong|van de chung|quy dinh chung"
)
_PURPOSE = re.compile(
    rf"\b(?:{_PURPOSE_NOUNS})\b"
    r"|^(?:(?:thoi gian|doi tuong|so luong|hinh thuc|du toan|nguon),? (?:va )?)*(?:kinh phi|thanh phan|dia diem)\b"
    r"|^(?:can cu\b|chu de\b|thoi gian\b|danh gia (?:chung|tinh hinh|ket qua|thuc trang))"
)
_PURPOSE_LINE = re.compile(
    rf"(?:ve )?(?:{_PURPOSE_NOUNS})(?!\w)(?! (?:cac|nhung|toan|tat|moi|lanh dao|thu truong|uy ban|ban|so|van phong))"
)
_WORK = re.compile(
    r"\b(?:nhiem vu|giai phap|to chuc thuc hien|phan cong|(?:noi dung|ke hoach) (?:thuc hien|trien khai)|"
    r"cong viec|bien phap|trach nhiem|khac phuc)\b"
)
_LINE_LENGTH = 80
_NOUN_WORDS = 12
_AND = re.compile(r",? va |[,;–-]\s*")
_KIND_OF_ACT = re.compile(r" (?:thuong xuyen|chuyen de|dinh ky|dot xuat|noi bo|truc quan)$")
_ACT_WORDS = 2
_VERBS = Phrases(
    "cai cach|cai thien|pho bien|sap xep|tinh gian|tinh gon|bao ton|ton tao|gan ket|ket noi"
    "|trong|mo|dua|tao|giu|xay|sua|lap|lam"
)
_SECTION = re.compile(
    rf"(?:(?:cac|mot so|nhung) )?(?:{_PURPOSE_NOUNS}|nhiem vu|giai phap|noi dung|to chuc thuc hien|"
    r"phan cong|kinh phi)\b"
)
_SECTION_WORDS = (
    rf"(?:{_PURPOSE_NOUNS}|(?:to chuc|ke hoach|tien do|lo trinh|phan cong) (?:thuc hien|trien khai)|nhiem vu|giai phap|"
    r"noi dung|bien phap|phan cong(?: nhiem vu| trach nhiem)?|trach nhiem|hinh thuc|(?:nguon )?kinh phi|dieu kien|"
    r"(?:che do )?(?:thong tin,? )?bao cao|khen thuong|ky luat)"
)
_SECTION_NAME = re.compile(
    rf"(?:(?:cac|mot so|nhung) )?{_SECTION_WORDS}(?:(?:,| va|,? va cac| -|;)? {_SECTION_WORDS})*"
    r"(?: (?:chu yeu|trong tam|cu the|chung|tong quat|chinh|thuc hien|trien khai|hoat dong|cong tac|de ra"
    r"|nam 20\d\d)){0,3}"
)
_WHO = "(?:co quan|don vi|bo phan|nguoi)"
_ACTING = "(?:chu tri|phoi hop|thuc hien|theo doi|dau moi|phu trach)"
_ADVISING = "(?:tham muu|chiu trach nhiem|trien khai|to chuc)"
_FIELD = re.compile(
    r"(?:(?:thoi gian|thoi han|tien do|moc|san pham|ket qua dau ra|(?:nguon )?kinh phi|dia diem|thanh phan|doi tuong|"
    r"so luong|hinh thuc|dia ban|pham vi)(?:,? (?:va )?(?:thuc hien|hoan thanh|trien khai|to chuc|tien hanh|bao cao|"
    r"du kien|dau ra|tham gia|tham du|xong|cu the|dia diem|thanh phan|thoi gian|kiem tra|giam sat|ap dung|"
    r"can dat)){0,3}"
    rf"|(?:{_ACTING}|{_WHO} (?:{_ACTING}|{_ADVISING}))"
    rf"(?:(?:,| va)? (?:{_WHO} )?(?:{_ACTING}|{_ADVISING}|chinh|don doc|trien khai)){{0,3}}"
    r"|(?:phan cong|trach nhiem) (?:to chuc )?(?:thuc hien|trien khai|phu trach))\s*:"
)
_FIELD_NAME = re.compile(
    r"(?:thoi gian|thoi han|tien do|moc|co quan|don vi|bo phan|chu tri|phoi hop|theo doi|phan cong|trach nhiem|nguoi)\b"
)
_TOPIC = re.compile(r"(?:noi dung|chu de)(?: (?:kiem tra|giam sat|chinh|to chuc|hoat dong|sinh hoat))?\s*:\s*\S")
_GROUP = re.compile(
    r"(?:cong tac|ve |nhiem vu|giai phap|nhom|noi dung|linh vuc|mot so|(?:cac|nhung) (?:nhiem vu|giai phap|hoat dong|"
    r"noi dung|bien phap|cong viec)|hoat dong|kinh phi|thoi gian|che do|trach nhiem|doi voi|trong linh vuc|"
    r"phan cong|to chuc thuc hien|chuong trinh|phong trao|cuoc van dong|cap (?:tinh|huyen|xa|thon|co so|uy)\b|"
    r"o (?:cap|cac)|tren linh vuc|mang |khoi |cac cuoc |tieu du an|du an|hop phan|noi dung thanh phan|giai doan"
    r"|dot |buoc )"
)
_PERIOD = re.compile(
    r"(?:trong )?(?:quy (?:i|ii|iii|iv|[1-4])(?:(?: va |, | ?[-–] ?)(?:quy )?(?:i|ii|iii|iv|[1-4]))?|thang \d{1,2}|"
    r"(?:6|sau|9|chin) thang (?:dau|cuoi) nam|nam(?= 20)|giai doan(?= 20))"
    r"(?:[\s/]*(?:nam )?20\d\d)?(?:\s*[-–]\s*20\d\d)?"
)
_TIME_FIELD = re.compile(r"(?:thoi gian|thoi han|tien do|moc|han)\b[\w\s,]{0,30}:")
_STAGE = re.compile(
    r"(?:giai doan|dot|buoc|chang) (?:\d|[iv]|cao diem)"
    r"(?:[^()]{0,80}\((?P<days>[^()]+)\)|[^():]{0,80}: *(?P<behind>(?:tu|trong|thang|quy|truoc|ngay)\b[^()]{4,60}))"
)
_LEADS_IN = re.compile(r"\b(?:sau|sau day|cu the|duoi day)\s*:$")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_FORM = re.compile(r"\b(?:de cuong|bieu mau|mau (?:so|bao cao|bieu|phieu)|phieu|danh sach)\b")
_FORMULA = re.compile(
    r"nay (?:se )?co hieu luc|co hieu luc (?:thi hanh )?(?:ke )?tu|^(?:ban hanh|phe duyet|thong qua)\b.{0,80}\bnay\b"
)


def is_purpose(title: str) -> bool:
    """A section like mục đích, yêu cầu, quan điểm, mục tiêu: what stands below is not work to be done."""
    folded = flat(title)
    return bool(_PURPOSE.search(folded)) and not _WORK.search(folded)


def is_section(title: str) -> bool:
    """A line that sections of plans are called by, whether it has a number or not."""
    folded = flat(title)
    return bool(_PURPOSE.search(folded) or _WORK.search(folded)) or folded.startswith("noi dung")


def names_section(line: str) -> bool:
    """A short line that begins like the heading of a section: "Mục đích", "Tổ chức thực hiện"."""
    return len(line) <= _LINE_LENGTH and bool(_SECTION.match(flat(line)))


def is_section_name(line: str) -> bool:
    """Nothing but the name of a section: "Mục đích, yêu cầu", "Nội dung hoạt động"."""
    return bool(_SECTION_NAME.fullmatch(flat(line).rstrip(": ")))


def is_purpose_line(opening: str) -> bool:
    """The same for a line inside a section, where "Yêu cầu các đơn vị …" is an order and no heading."""
    folded = flat(opening)
    return len(folded) <= _LINE_LENGTH and bool(_PURPOSE_LINE.match(folded)) and not _WORK.search(folded)


def is_field(text: str) -> bool:
    """ "Thời gian: …", "Đơn vị chủ trì: …": says when, where or who of something else."""
    return bool(_FIELD.match(flat(text)))


def is_field_name(text: str) -> bool:
    """ "Cơ quan chủ trì", "Thời gian thực hiện": what it says stands on the lines below."""
    name = flat(text).rstrip(": ")
    return bool(_FIELD_NAME.match(name)) and is_field(f"{name}:")


def is_topic(text: str) -> bool:
    """ "Nội dung: …", which says what something is about when it stands among such fields."""
    return bool(_TOPIC.match(flat(text)))


def is_group(opening: str) -> bool:
    """The name of a group of tasks: "Công tác tuyên truyền", "Về xây dựng gia đình văn hóa"."""
    return bool(_GROUP.match(flat(opening)))


def is_period(opening: str) -> bool:
    """A span of time alone, the heading of what is to be done in it: "Quý II", "Tháng 3/2026"."""
    return bool(_PERIOD.fullmatch(flat(opening).rstrip(": ")))


def is_time(line: str) -> bool:
    """Says when and nothing else: "Quý II", "Thời gian: Quý II"."""
    return is_period(line) or bool(_TIME_FIELD.match(flat(line)))


def stage(opening: str) -> str | None:
    """The days behind the name of a stage: "Giai đoạn 1 (từ ngày 15/5 đến ngày 30/6/2026)", "Đợt 2: trong tháng 9"."""
    match = _STAGE.fullmatch(flat(opening).rstrip(": "))
    return opening[slice(*match.span("days" if match["days"] else "behind"))] if match else None


def is_noun(opening: str) -> bool:
    """A few words without any verb or figure: "Hạ tầng kinh tế - xã hội"."""
    plain = _QUOTED.sub("", flat(opening).removeprefix("xay dung dang "))  # a field of work, no act
    words = re.findall(r"\w+", plain)
    if len(words) > _NOUN_WORDS or any(word.isdigit() for word in words):
        return False
    return not any(_is_verb(words, at) for at in range(len(words)))


def is_field_of_work(opening: str) -> bool:
    """Nothing but acts that say no object: "Tuyên truyền, vận động", "Giám sát chuyên đề"."""
    acts = _AND.split(_KIND_OF_ACT.sub("", flat(opening).rstrip(": ")))
    return all(len(act.split()) <= _ACT_WORDS for act in acts)


def is_act(opening: str) -> bool:
    """Words that begin with a verb: "Xây dựng mô hình …"."""
    return _is_verb(re.findall(r"\w+", flat(opening)), 0)


def _is_verb(words: list[str], at: int) -> bool:
    return bool(CLOSERS.match(words, at) or _VERBS.match(words, at))


def leads_in(text: str) -> bool:
    """ "Phân công cụ thể:", "Nhiệm vụ theo bảng sau:" where nothing stands below but a table."""
    folded = flat(text).rstrip()
    return folded.endswith(":") and bool(_GROUP.match(folded) or _LEADS_IN.search(folded))


def is_form(title: str) -> bool:
    """An annex that is a form to be filled or the outline of a report: it gives no work."""
    return bool(_FORM.search(flat(title)))


def is_formula(text: str) -> bool:
    """An article that only puts the document into force."""
    return bool(_FORMULA.search(flat(text)))
