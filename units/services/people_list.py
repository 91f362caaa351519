"""The list of people out to Excel and in again: a line is one role of one person.

An import makes accounts, changes facts and gives roles; it never locks an account and never ends a role, because those
acts stand on the page of the person. New accounts have no password: an invitation lets them in. Roles that were lent
are not in it, they end by themselves. How a file is judged and written: units.services.lists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from kehoach.lib.office_files.tables import Column, Table
from kehoach.lib.phones import phone_digits
from kehoach.lib.vietnamese import fold
from units.documents.lists import Line, read_day, seen, shown_day
from units.documents.people import PEOPLE
from units.models import Membership, Unit, User
from units.permissions import require_administers
from units.policy import Act
from units.querysets import scope_of
from units.selectors import get_office
from units.services.changes import facts_of, new_change, record_changes
from units.services.lists import Checked, Effect, ListKind, Problem
from units.services.people import FACT_NAMES, edit_users, grant_roles, new_user

REASON = "Nạp danh sách người dùng từ Excel"
TITLES = PEOPLE.titles
ROLES = {fold(label): value for value, label in Membership.Role.choices}
OPEN, LOCKED = "Đang mở", "Đã khóa"
UNCHECKED = ("password", "search_text", "sort_key", "phone_digits")


@dataclass(frozen=True)
class Wanted:
    """What a file asks for one person.

    Takes: unit: where the writer administers the person; roles: the new ones, as Membership takes them.
    """

    unit: Unit
    facts: dict[str, str]
    roles: list[dict[str, Any]]


def export_people(*, by: User, today: date) -> bytes:
    """Every role, ended ones too, at the units that the person administers, as a file that can be imported again."""
    rows = (_cells(item.user) | _role_cells(item) for item in _roles_in_sight(by))
    return PEOPLE.xlsx(rows, issuer=get_office().name, day=today)


def template(*, today: date) -> bytes:
    roles = Table("Các vai trò", (Column("Vai trò"),), [(role,) for role in Membership.Role.labels])
    return PEOPLE.template(roles, day=today)


def check_people(*, lines: Sequence[Line], by: User, today: date) -> Checked:
    """Judge a file without writing anything. Queries: 4, whatever its length."""
    return _Check(lines, by, today).result()


def write_people(*, checked: Checked, by: User, now: datetime) -> None:
    """Write what was judged. Errors: ValidationError, IntegrityError when the list is another by now."""
    act: dict[str, Any] = {"by": by, "now": now, "reason": REASON}
    edit_users(edits=[(item.target, item.facts.facts, item.facts.unit) for item in checked.changed], **act)
    people = [(item.target, item.facts) for item in checked.changed]
    people += [(new_user(**item.facts.facts), item.facts) for item in checked.new]
    _make(people[len(checked.changed) :], act)
    grant_roles(memberships=[Membership(user=user, **role) for user, want in people for role in want.roles], **act)


def _make(people: Sequence[tuple[User, Wanted]], act: Mapping[str, Any]) -> None:
    """New accounts, as many as there are in few queries."""
    User.objects.bulk_create([user for user, _ in people])
    changes = []
    for user, want in people:
        require_administers(act["by"], want.unit)
        changes.append(new_change(user, "Lập tài khoản", after=facts_of(user, FACT_NAMES), **act))
    record_changes(changes)


class _Check:
    """One reading of a file against the people as they stand."""

    def __init__(self, lines: Sequence[Line], by: User, today: date) -> None:
        self.lines = lines
        self.units = {unit.code.casefold(): unit for unit in Unit.objects.administered_by(by)}
        self.held: dict[int, list[Membership]] = defaultdict(list)
        self.standing: dict[str, User] = {}
        for item in _roles_in_sight(by):
            self.held[item.user_id].append(item)
            self.standing[item.user.username.lower()] = item.user
        self.ours = set(User.objects.administered_by(by, today).values_list("pk", flat=True))
        everybody = list(User.objects.order_by().values_list("username", "email"))
        self.taken = {username.lower() for username, _ in everybody}
        self.emails = {email: username.lower() for username, email in everybody if email}
        self.problems: list[Problem] = []

    def result(self) -> Checked:
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            groups[line.cells["username"].lower()].append(line)
        new, changed, unchanged = [], [], 0
        for username, lines in groups.items():
            effect = self._judge(username, lines)
            if effect and effect.target is None:
                new.append(effect)
            elif effect and effect.fields:
                changed.append(effect)
            elif effect:
                unchanged += len(lines)
        problems = sorted(self.problems, key=lambda problem: problem.row)
        return Checked(problems=problems, new=new, changed=changed, unchanged=unchanged)

    def _judge(self, username: str, lines: list[Line]) -> Effect | None:
        """All lines of one person: what becomes of them, or nothing where something is to mend."""
        first, user = lines[0], self.standing.get(username)
        before = _cells(user) if user else dict.fromkeys((*FACT_NAMES, "state"), "")
        facts = {name: first.cells.get(name, before[name]) for name in FACT_NAMES} | {"username": username}
        facts["email"] = facts["email"].lower()
        problems = [*self._about_name(first, username), *self._about_facts(first, user, before, facts)]
        problems += [problem for line in lines[1:] for problem in _about_agreement(line, first)]
        roles: list[dict[str, Any]] = []
        for line in lines:
            role, found = self._role(line, user, roles)
            problems += found
            roles += [role] if role else []
        if problems:
            self.problems += problems
            return None
        fields = [(TITLES[name], before[name], text) for name, text in facts.items() if user and text != before[name]]
        fields += [(TITLES["role"], "", _words(role)) for role in roles]
        unit = self.held[user.pk][0].unit if user else roles[0]["unit"]
        return Effect(first.number, f"{username} – {facts['full_name']}", fields, Wanted(unit, facts, roles), user)

    def _about_name(self, line: Line, username: str) -> Iterator[Problem]:
        if not username:
            yield _problem(line, "username", "Hãy ghi tên đăng nhập.")
        elif username in self.taken and username not in self.standing:
            yield _problem(
                line, "username", "Tên này đã có người dùng ở nơi đồng chí không quản trị; hãy dùng tên khác."
            )

    def _about_facts(
        self, line: Line, user: User | None, before: Mapping[str, str], facts: Mapping[str, str]
    ) -> Iterator[Problem]:
        differing = [name for name, text in facts.items() if text != before[name] and name != "username"]
        if user and user.pk not in self.ours:
            how = "Người này còn giữ vai trò ở nơi đồng chí không quản trị; hãy giữ ô này như cũ."
            yield from (_problem(line, name, how) for name in differing)
            return
        if line.cells.get("state", "") not in ("", before["state"] if user else OPEN):
            yield _problem(line, "state", "Khóa và mở tài khoản ở trang của người dùng; hãy giữ ô này như cũ.")
        if facts["phone"] and "phone" in differing and not phone_digits(facts["phone"]):
            yield _problem(line, "phone", "Hãy ghi một số điện thoại, cả số 0 ở đầu, như 0912 345 678.")
        if facts["email"] and self.emails.setdefault(facts["email"], facts["username"]) != facts["username"]:
            yield _problem(line, "email", "Địa chỉ thư này đã có người khác dùng; mỗi người một địa chỉ.")
        try:
            new_user(**facts).clean_fields(exclude=UNCHECKED)
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                yield from (_problem(line, name, message) for message in messages if facts["username"])

    def _role(
        self, line: Line, user: User | None, earlier: list[dict[str, Any]]
    ) -> tuple[dict[str, Any] | None, list[Problem]]:
        """The role that the line gives, nothing where the person holds it so; and what is wrong with it."""
        role, unit = ROLES.get(fold(line.cells["role"]), ""), self.units.get(line.cells["unit"].casefold())
        problems = []
        if not role:
            problems.append(
                _problem(line, "role", f"Hãy ghi một trong các vai trò: {'; '.join(Membership.Role.labels)}.")
            )
        if not unit:
            how = "Không có đơn vị nào mang mã này trong phần đồng chí quản trị; hãy xem mã ở danh sách đơn vị."
            problems.append(_problem(line, "unit", how))
        days, wrong = _days(line)
        problems += wrong
        if problems or not unit:
            return None, problems
        asked = {"unit": unit, "role": role, **days}
        held = [item for item in self.held[user.pk] if (item.unit, item.role) == (unit, role)] if user else []
        if any((item.from_on, item.to_on) == (days["from_on"], days["to_on"]) for item in held):
            return None, []
        problems += _about_role(line, asked, held, earlier)
        return (None if problems else asked), problems


def _about_role(
    line: Line, asked: Mapping[str, Any], held: list[Membership], earlier: list[dict[str, Any]]
) -> Iterator[Problem]:
    """What forbids giving this role, which the person does not hold on these days."""
    if asked["unit"].closed_on:
        yield _problem(line, "unit", f"{asked['unit'].name} đã kết thúc hoạt động; hãy chọn đơn vị khác.")
    for item in held:
        if (not item.to_on or item.to_on >= asked["from_on"]) and (
            not asked["to_on"] or item.from_on <= asked["to_on"]
        ):
            until = f" đến hết {shown_day(item.to_on)}" if item.to_on else ""
            how = (
                f"Người này giữ vai trò đó từ {shown_day(item.from_on)}{until}; hãy ghi đúng như vậy, hoặc bỏ dòng này."
            )
            yield _problem(line, "from_on", how)
    if any((role["unit"], role["role"]) == (asked["unit"], asked["role"]) for role in earlier):
        yield _problem(line, "role", "Vai trò này của người này đã có ở một dòng trên; hãy bỏ bớt một dòng.")


def _about_agreement(line: Line, first: Line) -> Iterator[Problem]:
    """A person of several lines is described alike in all of them."""
    for name in (*FACT_NAMES[1:], "state"):
        if line.cells.get(name) != first.cells.get(name):
            yield _problem(line, name, f"Khác với dòng {first.number} của cùng tên đăng nhập; hãy ghi như nhau.")


def _days(line: Line) -> tuple[dict[str, date | None], list[Problem]]:
    days: dict[str, date | None] = {"from_on": None, "to_on": None}
    problems = []
    for name in days:
        text = line.cells.get(name, "")
        try:
            days[name] = read_day(text) if text or name == "from_on" else None
        except ValueError:
            problems.append(_problem(line, name, "Hãy ghi ngày như 30/9/2020."))
    if days["from_on"] and days["to_on"] and days["to_on"] < days["from_on"]:
        problems.append(_problem(line, "to_on", "Ngày kết thúc vai trò không được trước ngày bắt đầu."))
    return days, problems


def _roles_in_sight(by: User) -> list[Membership]:
    """Roles of their own that people hold or held at the units that the person administers. Queries: 1."""
    rows = Membership.objects.filter(scope_of(by).q("unit__path", Act.ADMINISTER), stands_for=None)
    return list(rows.select_related("user", "unit").order_by("unit__path", "role", "user__sort_key", "from_on", "pk"))


def _cells(user: User) -> dict[str, str]:
    """A person as the file shows them."""
    return {name: seen(getattr(user, name)) for name in FACT_NAMES} | {"state": OPEN if user.is_active else LOCKED}


def _role_cells(membership: Membership) -> dict[str, str]:
    return {
        "role": membership.get_role_display(),
        "unit": membership.unit.code,
        "from_on": shown_day(membership.from_on),
        "to_on": shown_day(membership.to_on),
    }


def _words(role: Mapping[str, Any]) -> str:
    until = f" đến hết {shown_day(role['to_on'])}" if role["to_on"] else ""
    return f"{Membership.Role(role['role']).label}, {role['unit'].label}, từ {shown_day(role['from_on'])}{until}"


def _problem(line: Line, name: str, text: str) -> Problem:
    return Problem(line.number, TITLES[name], text)


PEOPLE_LIST = ListKind(PEOPLE, check_people, write_people)
