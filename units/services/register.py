"""The register of units out to Excel and in again.

An import adds units and changes facts; it never deletes, moves or closes a unit, because those acts need their own
decision (pages of the unit). How a file is judged and written: units.services.lists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from kehoach.lib.office_files.tables import Column, Table
from kehoach.lib.vietnamese import fold
from units.documents.lists import Line, read_day, seen, shown_day
from units.documents.register import REGISTER
from units.models import Unit, User
from units.permissions import can_place_unit, require_administers
from units.selectors import get_office
from units.services.lists import CHANGED_MEANWHILE, Checked, Effect, ListKind, Problem
from units.services.tree import FACT_NAMES, NewUnit, UnitFacts, create_units, edit_units

REASON = "Nạp danh sách đơn vị từ Excel"
TITLES = REGISTER.titles
KINDS = {fold(label): value for value, label in Unit.Kind.choices}
UNCHECKED = ("parent", "path", "branch", "depth", "search_text", "sort_key", "version", "closed_on")


def export_units(*, by: User, today: date) -> bytes:
    """Every unit that the person administers, closed ones too, as an Excel file that can be imported again."""
    units = list(Unit.objects.administered_by(by).order_by("path"))
    codes = {unit.pk: unit.code for unit in units}
    return REGISTER.xlsx((_cells(unit, codes) for unit in units), issuer=get_office().name, day=today)


def template(*, today: date) -> bytes:
    kinds = Table("Các loại đơn vị", (Column("Loại đơn vị"),), [(kind,) for kind in Unit.Kind.labels])
    return REGISTER.template(kinds, day=today)


def check_units(*, lines: Sequence[Line], by: User, today: date) -> Checked:
    """Judge a file without writing anything. Queries: 3, whatever its length."""
    return _Check(lines, by).result()


def write_units(*, checked: Checked, by: User, now: datetime) -> None:
    """Write what was judged. Errors: ValidationError, IntegrityError, Conflict when the register is another by now."""
    edit_units(edits=[(item.target, item.facts) for item in checked.changed], by=by, now=now, reason=REASON)
    new = {item.facts.code: item.facts for item in checked.new}
    below: dict[str, list[NewUnit]] = defaultdict(list)
    for facts in new.values():
        below[facts.parent_code].append(facts)
    tops_above = [code for code in below if code not in new]
    standing = Unit.objects.administered_by(by).in_bulk(tops_above, field_name="code")
    if len(standing) < len(tops_above):
        raise ValidationError(CHANGED_MEANWHILE)
    for code, parent in standing.items():
        require_administers(by, parent)
        tops = [replace(facts, parent_code="") for facts in below[code]]
        create_units(parent=parent, units=_parents_first(tops, below), by=by, now=now)


def _parents_first(units: Sequence[NewUnit], below: Mapping[str, Sequence[NewUnit]]) -> Iterator[NewUnit]:
    level = list(units)
    while level:
        yield from level
        level = [child for unit in level for child in below.get(unit.code, ())]


class _Check:
    """One reading of a file against the register as it stands."""

    def __init__(self, lines: Sequence[Line], by: User) -> None:
        self.by = by
        self.lines = lines
        units = list(Unit.objects.administered_by(by).order_by("path"))
        self.units = {unit.code: unit for unit in units}
        self.codes = {unit.pk: unit.code for unit in units}
        self.taken = {code.casefold() for code in Unit.objects.order_by().values_list("code", flat=True)}
        self.rows: dict[str, int] = {}  # by code without case: the row that names it first
        for line in lines:
            self.rows.setdefault(line.cells["code"].casefold(), line.number)
        self.parents = {line.cells["code"]: line.cells["parent"] for line in lines}
        self.checked = Checked()

    def result(self) -> Checked:
        unchanged = 0
        for line in self.lines:
            unit = self.units.get(line.cells["code"])
            problems = [*self._about_code(line, unit)]
            if not problems and unit:
                unchanged += self._judge_standing(line, unit)
            elif not problems:
                self._judge_new(line)
            self.checked.problems.extend(problems)
        return replace(self.checked, unchanged=unchanged)

    def _about_code(self, line: Line, unit: Unit | None) -> Iterator[Problem]:
        code = line.cells["code"]
        first = self.rows[code.casefold()]
        if not code:
            yield _problem(line, "code", "Hãy ghi mã của đơn vị.")
        elif first != line.number:
            yield _problem(line, "code", f"Mã này đã có ở dòng {first}; mỗi đơn vị chỉ ghi một dòng.")
        elif not unit and code.casefold() in self.taken:
            how = (
                "Mã này đã có, viết hoa hoặc viết thường khác đi, hoặc ở nơi đồng chí không quản trị; hãy dùng mã khác."
            )
            yield _problem(line, "code", how)

    def _judge_standing(self, line: Line, unit: Unit) -> bool:
        """Whether nothing changes; else what does, or why it cannot."""
        before = _cells(unit, self.codes)
        differing = {name: text for name, text in line.cells.items() if text != before[name] and name != "code"}
        if not differing:  # of most lines
            return True
        facts, found = _facts(line, {name: differing.get(name, text) for name, text in before.items()})
        wrong = {problem.column for problem in found}
        for name in facts.keys() & differing.keys():  # the same, written otherwise: 1/9/2020 and 01/09/2020
            if facts[name] == getattr(unit, name) and TITLES[name] not in wrong:
                del differing[name]
        if not differing:
            return True
        problems = [*self._not_by_import(line, unit, differing)]
        problems += [problem for problem in found if problem.column in {TITLES[name] for name in differing}]
        if facts.get("opened_on") and unit.closed_on and facts["opened_on"] > unit.closed_on:
            problems.append(_problem(line, "opened_on", "Ngày thành lập không được sau ngày kết thúc."))
        if problems:
            self.checked.problems.extend(problems)
            return False
        kept = {name: getattr(unit, name) for name in FACT_NAMES}
        kept |= {name: facts[name] for name in differing}
        fields = [(TITLES[name], before[name], text) for name, text in differing.items()]
        name = f"{unit.code} – {unit.name}"
        self.checked.changed.append(Effect(line.number, name, fields, UnitFacts(**kept), unit, unit.version))
        return False

    def _not_by_import(self, line: Line, unit: Unit, differing: Mapping[str, str]) -> Iterator[Problem]:
        """What needs its own act, or somebody else."""
        if "parent" in differing:
            now = self.codes.get(unit.parent_id or 0, "")
            how = (
                "Chuyển đơn vị sang cấp trên khác cần có căn cứ: hãy giữ “{}” ở đây và dùng nút Chuyển ở trang đơn vị."
            )
            yield _problem(line, "parent", how.format(now))
        if "closed_on" in differing:
            how = "Kết thúc hoặc mở lại cần có căn cứ: hãy giữ nguyên ô này và ghi ở trang của đơn vị."
            yield _problem(line, "closed_on", how)
        if "kind" in differing and not can_place_unit(self.by, unit):
            yield _problem(line, "kind", "Loại của đơn vị này do người quản trị cấp trên đổi; hãy giữ như cũ.")

    def _judge_new(self, line: Line) -> None:
        blank = dict.fromkeys(TITLES, "")
        facts, problems = _facts(line, blank | dict(line.cells))
        problems += self._about_parent(line)
        if line.cells.get("closed_on"):
            how = "Đơn vị mới chưa thể kết thúc: hãy để trống; nạp xong thì ghi kết thúc ở trang đơn vị."
            problems.append(_problem(line, "closed_on", how))
        self.checked.problems.extend(problems)
        if not problems:
            new = NewUnit(**facts, parent_code=line.cells["parent"])
            fields = [(TITLES["parent"], "", new.parent_code)]
            self.checked.new.append(Effect(line.number, f"{new.code} – {new.name}", fields, new))

    def _about_parent(self, line: Line) -> Iterator[Problem]:
        code = line.cells["parent"]
        standing = self.units.get(code)
        if not code:
            yield _problem(line, "parent", "Hãy ghi mã của đơn vị cấp trên.")
        elif standing and standing.closed_on:
            yield _problem(line, "parent", f"{standing.name} đã kết thúc hoạt động; hãy chọn đơn vị khác.")
        elif standing:
            return
        elif code in self.parents:
            if self._circles(line.cells["code"]):
                yield _problem(line, "parent", "Các dòng này là cấp trên của nhau thành vòng; hãy sửa mã cấp trên.")
        elif code.casefold() in self.taken:
            yield _problem(line, "parent", "Mã này viết hoa, viết thường khác đi hoặc không do đồng chí quản trị.")
        else:
            how = "Không có đơn vị nào mang mã này; hãy sửa mã, hoặc thêm một dòng cho đơn vị cấp trên."
            yield _problem(line, "parent", how)

    def _circles(self, code: str) -> bool:
        """Whether who goes up from here, over lines of the file, comes back here."""
        met, above = set(), self.parents[code]
        while above in self.parents and above not in self.units and above not in met:
            if above == code:
                return True
            met.add(above)
            above = self.parents[above]
        return False


def _facts(line: Line, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """The typed values of the cells, and what is wrong with them."""
    facts: dict[str, Any] = {name: cells[name] for name in ("code", "name", "short_name", "contact")}
    problems: list[Problem] = []
    facts["aliases"] = cells["aliases"].split("\n") if cells["aliases"] else []
    facts["kind"] = KINDS.get(fold(cells["kind"]), "")
    if not facts["kind"]:
        problems.append(_problem(line, "kind", f"Hãy ghi một trong các loại: {', '.join(Unit.Kind.labels)}."))
    facts["position"] = int(cells["position"]) if cells["position"].isdecimal() else 0
    if cells["position"] and (not cells["position"].isdecimal() or facts["position"] > 2**31 - 1):
        problems.append(_problem(line, "position", "Hãy ghi một số nguyên từ 0, hoặc để trống."))
    try:
        facts["opened_on"] = read_day(cells["opened_on"])
    except ValueError:
        problems.append(_problem(line, "opened_on", "Hãy ghi ngày như 30/9/2020."))
    told = {TITLES[name] for name in TITLES} & {problem.column for problem in problems}
    try:
        Unit(**facts).clean_fields(exclude=UNCHECKED)
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            if TITLES[name] not in told:
                problems += [_problem(line, name, message) for message in messages]
    return facts, problems


def _cells(unit: Unit, codes: Mapping[int, str]) -> dict[str, str]:
    """A unit as the file shows it. Takes: codes: of the units in the file by id; others stay unnamed."""
    return {
        "code": unit.code,
        "name": seen(unit.name),
        "short_name": seen(unit.short_name),
        "kind": unit.get_kind_display(),
        "parent": codes.get(unit.parent_id or 0, ""),
        "aliases": seen("\n".join(unit.aliases)),
        "contact": seen(unit.contact),
        "position": str(unit.position),
        "opened_on": shown_day(unit.opened_on),
        "closed_on": shown_day(unit.closed_on),
    }


def _problem(line: Line, name: str, text: str) -> Problem:
    return Problem(line.number, TITLES[name], text)


UNITS_LIST = ListKind(REGISTER, check_units, write_units)
