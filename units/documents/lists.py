"""Lists as Excel files: the columns of one, its template, and the lines that somebody filled in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kehoach.lib.office_files.archive import Refused
from kehoach.lib.office_files.sheets import Row, read_sheets
from kehoach.lib.office_files.tables import Column, Table
from kehoach.lib.office_files.text import clean
from kehoach.lib.office_files.xlsx import tables_xlsx
from kehoach.lib.vietnamese import fold, normalize

UNPACKED_BYTES = 200 * 1024 * 1024
MOST_CELLS = 300_000  # some 27,000 lines: read well within the lease of units.services.uploads
HEADER_WITHIN = 30  # rows from the top
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")


@dataclass(frozen=True)
class Field:
    """One column. Takes: name: as services know it; how: what to write in it; weight: share of the width."""

    name: str
    title: str
    how: str
    example: str = ""
    weight: float = 1
    required: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the file: Excel's row number, and what stands in its cells by the field's name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ExcelList:
    """One kind of list. Takes: noun: what a line is; also: other headings that name a column, folded."""

    title: str
    noun: str
    fields: Sequence[Field]
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def titles(self) -> dict[str, str]:
        return {field.name: field.title for field in self.fields}

    def xlsx(self, rows: Iterable[Mapping[str, str]], *, issuer: str, day: date) -> bytes:
        """All lines, complete; the file can be imported again as it is."""
        table = self._table([row[field.name] for field in self.fields] for row in rows)
        return tables_xlsx([table], title=self.title, issuer=issuer, day=day)

    def template(self, *tables: Table, day: date) -> bytes:
        """An empty list to fill in, what to write in each column, and tables of what may be chosen."""
        how = [(field.title, "Bắt buộc" if field.required else "", field.how, field.example) for field in self.fields]
        columns = (Column("Cột", 2), Column("Cần có", 1), Column("Cách ghi", 5), Column("Ví dụ", 2))
        title = f"Mẫu {self.title[:1].lower()}{self.title[1:]}"
        return tables_xlsx([self._table([]), Table("Cách ghi", columns, how), *tables], title=title, day=day)

    def read(self, data: bytes) -> list[Line]:
        """The lines below the header row, which may stand in any sheet and in any order of columns.

        Errors: Refused for what is no readable Excel file, without such a row, with an unknown or doubled column, or
        empty.
        """
        by_heading = {fold(field.title): field.name for field in self.fields} | self.also
        required = {field.name for field in self.fields if field.required}
        best: list[str] = []
        for rows in read_sheets(data, unpacked_bytes=UNPACKED_BYTES, most_cells=MOST_CELLS):
            for place, (_, row) in enumerate(rows[:HEADER_WITHIN]):
                names = [by_heading.get(fold(text), "") for text in row]
                if set(names) >= required:
                    self._check_header(row, names)
                    return self._lines(names, rows[place + 1 :])
                best = max(best, [name for name in names if name], key=len)
        missing = ", ".join(f"“{field.title}”" for field in self.fields if field.required and field.name not in best)
        raise Refused(f"Không thấy dòng tiêu đề có đủ các cột; còn thiếu {missing}. Hãy ghi theo tệp mẫu.")

    def _check_header(self, row: Row, names: Sequence[str]) -> None:
        """Nothing of a file is left aside in silence."""
        unknown = [text for text, name in zip(row, names, strict=True) if text and not name]
        if unknown:
            raise Refused(f"Không rõ cột “{unknown[0]}” là gì; hãy xóa cột này hoặc đặt tên như trong tệp mẫu.")
        doubled = [name for name in names if name and names.count(name) > 1]
        if doubled:
            raise Refused(f"Cột “{self.titles[doubled[0]]}” có hai lần; hãy giữ lại một cột.")

    def _lines(self, names: Sequence[str], rows: Sequence[tuple[int, Row]]) -> list[Line]:
        blank = {name: "" for name in names if name}
        lines = [
            Line(number, blank | {name: seen(text) for name, text in zip(names, row, strict=False) if name})
            for number, row in rows
        ]
        lines = [line for line in lines if any(line.cells.values())]
        if not lines:
            raise Refused(
                f"Dưới dòng tiêu đề chưa có {self.noun} nào; hãy ghi mỗi {self.noun} một dòng rồi tải lên lại."
            )
        return lines

    def _table(self, rows: Iterable[Sequence[str]]) -> Table:
        return Table(self.title, [Column(field.title, field.weight) for field in self.fields], rows)


def seen(text: str) -> str:
    """Text as a cell shows it: each line with single spaces, without what a file cannot hold."""
    lines = (" ".join(normalize(clean(line)).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def shown_day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def read_day(text: str) -> date:
    """A day written as 30/9/2020 or 2020-09-30. Errors: ValueError."""
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    day, month, year, *iso = found.groups()
    return date(*map(int, iso)) if iso[0] else date(int(year), int(month), int(day))
