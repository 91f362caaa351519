"""The form of a Party document, as data: one profile for each guideline, chosen by the document's date.

Source: Hướng dẫn 36-HD/VPTW (03/4/2018); Hướng dẫn 05-HD/VPTW (2026). Lengths end in _mm or _pt, letter sizes in _size
(points).
"""

from dataclasses import dataclass, replace
from datetime import date

from kehoach.lib.office_files.text import balanced, month_digits, one_line, short_day


@dataclass(frozen=True)
class FormProfile:
    """Every size and sign of the form; the rules that come from secondary sources are changed here and nowhere else."""

    code: str
    source: str
    since: date
    font: str = "Times New Roman"
    language: str = "vi-VN"
    page_width_mm: float = 210
    page_height_mm: float = 297
    top_mm: float = 20
    bottom_mm: float = 20
    left_mm: float = 30
    right_mm: float = 15
    page_number_mm: float = 10
    page_number_size: float = 14
    # Head: the issuer on the left, the Party's name on the right.
    head_left_mm: float = 73
    party_name: str = "ĐẢNG CỘNG SẢN VIỆT NAM"
    party_name_size: float = 15
    party_name_mm: float = 75.5
    issuer_size: float = 14
    issuer_sign: str = "*"
    number_size: float = 14
    day_size: float = 14
    draft_size: float = 14
    name_characters: int = 25
    day_characters: int = 40
    # Title.
    type_size: float = 15
    abstract_size: float = 14
    abstract_sign: str = "-----"
    # Body.
    body_size: float = 14
    line_pt: float = 20
    gap_pt: float = 6
    indent_mm: float = 10
    table_size: float = 12
    # End.
    signature_size: float = 14
    signing_room_pt: float = 72
    recipients_title_size: float = 14
    recipients_size: float = 12
    integrity_size: float = 9

    @property
    def text_width_mm(self) -> float:
        return self.page_width_mm - self.left_mm - self.right_mm

    @property
    def landscape_text_width_mm(self) -> float:
        return self.page_height_mm - self.left_mm - self.right_mm


HD05 = FormProfile(code="hd05", source="Hướng dẫn 05-HD/VPTW", since=date(2026, 1, 1))
HD36 = replace(HD05, code="hd36", source="Hướng dẫn 36-HD/VPTW", since=date(2018, 4, 3), type_size=16, abstract_size=15)
PROFILES = (HD05, HD36)


def profile_for(day: date | None) -> FormProfile:
    """The form in force on a day: the newest one for a document without a day yet, the oldest known for older days."""
    if day is None:
        return PROFILES[0]
    return next((profile for profile in PROFILES if profile.since <= day), PROFILES[-1])


def name_lines(name: str, form: FormProfile) -> list[str]:
    """The name of a body in the head, in capitals; a long one is broken after its dash, and evenly."""
    text = one_line(name).upper()
    pieces = text.replace(" - ", " -\n").split("\n") if len(text) > form.name_characters else [text]
    dash_kept = (piece.replace(" -", "\N{NO-BREAK SPACE}-") for piece in pieces)
    return [line for piece in dash_kept for line in balanced(piece, form.name_characters).split("\n")]


def number_line(number: int | None, symbol: str) -> str:
    """Số 05-BC/ĐUK; room to write the number where there is none yet."""
    return f"Số {number:02d}-{symbol}" if number is not None else f"Số {_room(6)}-{symbol}"


def day_line(place: str, day: date | None) -> str:
    """Bến Tre, ngày 05 tháng 02 năm 2026: days below 10 and months 1 and 2 get a leading 0."""
    if day is None:
        return f"{place}, ngày{_room(6)}tháng{_room(6)}năm{_room(8)}"
    return f"{place}, ngày {day.day:02d} tháng {month_digits(day)} năm {day.year}"


def attached_line(type_name: str, number: int | None, symbol: str, day: date | None) -> str:
    """(Kèm theo Báo cáo số 05-BC/ĐUK, ngày 05/02/2026): the line under an annex's title."""
    number_text = f"{number:02d}" if number is not None else _room(6)
    day_text = short_day(day) if day else f"{_room(4)}/{_room(4)}/{_room(6)}"
    return f"(Kèm theo {type_name} số {number_text}-{symbol}, ngày {day_text})"


def heading(numeral: str, title: str) -> str:
    """I- TÌNH HÌNH, 1- Kết quả, 1.1- Tuyên truyền, a) Ở cơ sở."""
    if not numeral:
        return title
    return f"{numeral}) {title}" if numeral.islower() else f"{numeral}- {title}"


def _room(width: int) -> str:
    return "\N{NO-BREAK SPACE}" * width
