"""The register of units as an Excel file: its columns, its template, and the lines that somebody filled in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kehoach.lib.office_files.archive import Refused
from kehoach.lib.office_files.sheets import Row, read_sheets
from kehoach.lib.office_files.tables import Column, Table
from kehoach.lib.office_files.text import clean
from kehoach.lib.office_files.xlsx import tables_xlsx
from kehoach.lib.vietnamese import fold, normalize

TITLE = "Danh sách đơn vị"
UNPACKED_BYTES = 200 * 1024 * 1024
MOST_CELLS = 300_000  # some 27,000 units: what is read and judged while a person waits
HEADER_WITHIN = 30  # rows from the top
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")


@dataclass(frozen=True)
class Field:
    """One column. Takes: name: of the unit's own field; how: what to write in it; weight: share of the width."""

    name: str
    title: str
    how: str
    example: str = ""
    weight: float = 1
    required: bool = False


FIELDS = (
    Field("code", "Mã", "Mỗi đơn vị một mã; chữ không dấu, chữ số, dấu chấm, gạch nối.", "CB07", 1.2, required=True),
    Field("name", "Tên đơn vị", "Tên đầy đủ.", "Chi bộ Sở Y tế", 4, required=True),
    Field("short_name", "Tên viết tắt", "Tên gọn dùng trong bảng; có thể để trống.", "Sở Y tế", 2),
    Field("kind", "Loại", "Một trong các loại ở bảng dưới.", "Chi bộ cơ sở", 2, required=True),
    Field(
        "parent",
        "Mã đơn vị cấp trên",
        "Mã của đơn vị đã có hoặc của một dòng khác trong tệp.",
        "DUK",
        1.5,
        required=True,
    ),
    Field("aliases", "Tên gọi khác", "Mỗi tên một dòng trong ô (Alt+Enter); có thể để trống.", "Ngành y tế", 3),
    Field("contact", "Liên hệ", "Điện thoại, địa chỉ công vụ; có thể để trống.", "0210 3800 000", 2),
    Field("position", "Thứ tự", "Số xếp giữa các đơn vị cùng cấp; 0 hoặc trống là xếp theo vần.", "0", 0.8),
    Field("opened_on", "Ngày thành lập", "Viết như 30/9/2020.", "30/9/2020", 1.3, required=True),
    Field("closed_on", "Ngày kết thúc", "Chỉ để xem; việc kết thúc ghi ở trang của đơn vị.", "", 1.3),
)
TITLES = {field.name: field.title for field in FIELDS}
_BY_HEADING = {fold(field.title): field.name for field in FIELDS} | {"ten": "name"}
_REQUIRED = {field.name for field in FIELDS if field.required}


@dataclass(frozen=True)
class Line:
    """One unit of the file: Excel's row number, and what stands in its cells by the field's name."""

    number: int
    cells: Mapping[str, str]


def register_xlsx(rows: Iterable[Mapping[str, str]], *, issuer: str, day: date) -> bytes:
    """All units, complete; the file can be imported again as it is."""
    return tables_xlsx(
        [_table([row[field.name] for field in FIELDS] for row in rows)], title=TITLE, issuer=issuer, day=day
    )


def template_xlsx(kinds: Iterable[str], *, day: date) -> bytes:
    """An empty list to fill in, and what to write in each column."""
    how = [(field.title, "Bắt buộc" if field.required else "", field.how, field.example) for field in FIELDS]
    columns = (Column("Cột", 2), Column("Cần có", 1), Column("Cách ghi", 5), Column("Ví dụ", 2))
    tables = [
        _table([]),
        Table("Cách ghi", columns, how),
        Table("Các loại đơn vị", (Column("Loại đơn vị"),), [(kind,) for kind in kinds]),
    ]
    return tables_xlsx(tables, title="Mẫu danh sách đơn vị", day=day)


def read_register(data: bytes) -> list[Line]:
    """The lines below the header row, which may stand in any sheet and in any order of columns.

    Errors: Refused for what is no readable Excel file, without such a row, with an unknown or doubled column, or empty.
    """
    best: list[str] = []
    for rows in read_sheets(data, unpacked_bytes=UNPACKED_BYTES, most_cells=MOST_CELLS):
        for place, (_, row) in enumerate(rows[:HEADER_WITHIN]):
            names = [_BY_HEADING.get(fold(text), "") for text in row]
            if set(names) >= _REQUIRED:
                _check_header(row, names)
                return _lines(names, rows[place + 1 :])
            best = max(best, [name for name in names if name], key=len)
    missing = ", ".join(f"“{field.title}”" for field in FIELDS if field.required and field.name not in best)
    raise Refused(f"Không thấy dòng tiêu đề có đủ các cột; còn thiếu {missing}. Hãy ghi theo tệp mẫu.")


def _check_header(row: Row, names: Sequence[str]) -> None:
    """Nothing of a file is left aside in silence."""
    unknown = [text for text, name in zip(row, names, strict=True) if text and not name]
    if unknown:
        raise Refused(f"Không rõ cột “{unknown[0]}” là gì; hãy xóa cột này hoặc đặt tên như trong tệp mẫu.")
    doubled = [name for name in names if name and names.count(name) > 1]
    if doubled:
        raise Refused(f"Cột “{TITLES[doubled[0]]}” có hai lần; hãy giữ lại một cột.")


def _lines(names: Sequence[str], rows: Sequence[tuple[int, Row]]) -> list[Line]:
    lines = [
        Line(number, {name: seen(text) for name, text in zip(names, row, strict=False) if name}) for number, row in rows
    ]
    lines = [line for line in lines if any(line.cells.values())]
    if not lines:
        raise Refused("Dưới dòng tiêu đề chưa có đơn vị nào; hãy ghi mỗi đơn vị một dòng rồi tải lên lại.")
    blank = dict.fromkeys(name for name in names if name)
    return [Line(line.number, {name: line.cells.get(name, "") for name in blank}) for line in lines]


def seen(text: str) -> str:
    """Text as a cell shows it: each line with single spaces, without what a file cannot hold."""
    lines = (" ".join(normalize(clean(line)).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def read_day(text: str) -> date:
    """A day written as 30/9/2020 or 2020-09-30. Errors: ValueError."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, month, year, *iso = found.groups()
    return date(*map(int, iso)) if iso[0] else date(int(year), int(month), int(day))


def _table(rows: Iterable[Sequence[str]]) -> Table:
    return Table(TITLE, [Column(field.title, field.weight) for field in FIELDS], rows)
