"""Fills an empty database with invented rows of one size: python -m bench.generate --size office

The same seed and day give the same rows. Source of the sizes: bench/sizes.py.
"""

import argparse
import os
import random
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.rows import Table, settle, trust_rows  # noqa: E402
from bench.sizes import PASSWORD, SIZES, Size  # noqa: E402
from kehoach.lib.days import Span, next_span, span_of  # noqa: E402
from kehoach.lib.vietnamese import fold, sort_key  # noqa: E402
from reports.models import Period, ReportLine, Review, UnitReport  # noqa: E402
from reports.services.periods import due_day  # noqa: E402
from tasks.models import Assignment, Plan, Section, Task, Update  # noqa: E402
from tasks.services.tallies import rebuild_tallies, wrong_tallies  # noqa: E402
from units.models import Membership, Office, Unit, User  # noqa: E402
from units.querysets import PATH_STEP  # noqa: E402

CUTOFF = 14
PLACES = ("Hòa Bình", "Ánh Dương", "Thắng Lợi", "Đoàn Kết", "Bình Minh", "Sông Hồng", "Trường Sơn", "Đồng Tâm")
SUBJECTS = (
    "Tuyên truyền, quán triệt nghị quyết về kinh tế tập thể, hợp tác xã kiểu mới đến toàn thể đảng viên",
    "Biểu dương các mô hình tiêu biểu trong học tập, lao động, sản xuất",
    "Phối hợp vận động đoàn viên, hội viên tham gia tổ hợp tác, hợp tác xã",
    "Tổ chức sinh hoạt chuyên đề về chuyển đổi số trong hoạt động của chi bộ",
    "Rà soát, bổ sung quy chế làm việc, quy chế phối hợp của cấp ủy cơ sở",
)
RESULTS = (
    "Đã tổ chức hai buổi sinh hoạt chuyên đề, 100 % đảng viên tham gia; đăng ba tin trên trang thông tin nội bộ.",
    "Đã ban hành kế hoạch triển khai và phân công đồng chí phụ trách từng nội dung.",
    "Đang rà soát số liệu của từng tổ đảng; dự kiến xong trong tháng.",
    "Phối hợp với công đoàn tổ chức một hội nghị, 85 người dự.",
)
DIFFICULTIES = ("", "", "", "Đảng viên đi công tác xa nên khó tập trung đủ.", "Kinh phí tuyên truyền còn hạn hẹp.")


@dataclass(frozen=True)
class Place:
    """A unit as the later steps need it."""

    id: int
    path: str
    branch_id: int
    name: str
    secretary_id: int


@dataclass
class Committee:
    """A committee that issues plans, with the units below that work."""

    id: int
    path: str
    symbol: str
    tracker_id: int
    workers: list[Place] = field(default_factory=list)


class Generator:
    """Writes everything of one size. Memory: the units, and the assignments of one plan."""

    def __init__(self, size: Size, seed: int, today: date) -> None:
        self.size, self.today = size, today
        self.dice = random.Random(seed)
        self.noon = datetime(today.year, today.month, today.day, 5, tzinfo=UTC)
        self.password = make_password(PASSWORD)
        self.children: dict[str, int] = {}
        self.committees: list[Committee] = []
        self.units = Table(
            Unit,
            "code",
            "name",
            "kind",
            "parent_id",
            "path",
            "depth",
            "branch_id",
            "opened_on",
            "search_text",
            "sort_key",
        )
        self.users = Table(User, "username", "full_name", "email", "password", "date_joined", "search_text", "sort_key")
        self.memberships = Table(Membership, "user_id", "unit_id", "role", "from_on")
        self.assignments = Table(
            Assignment,
            *("plan_id", "task_id", "unit_id", "branch_id", "role", "period_kind", "starts_on", "due_on"),
            *("first_due_on", "state", "percent", "declared_on", "confirmed_at", "confirmed_by_id", "last_update_at"),
        )
        self.updates = Table(
            Update, "assignment_id", "key", "at", "on", "by_id", "state", "percent", "result", "difficulties"
        )
        self.reports = Table(
            UnitReport,
            *("period_id", "unit_id", "branch_id", "state", "unit_name", "first_sent_at", "sent_at", "sent_by_id"),
            *("on_time", "revision", "leadership", "difficulties"),
        )
        self.lines = Table(ReportLine, "report_id", "assignment_id", "state", "percent", "result", "difficulties")
        self.reviews = Table(Review, "report_id", "revision", "decision", "reason", "at", "by_id")

    # --- Who --------------------------------------------------------------------------------------------------------

    def make_units(self) -> None:
        root = self._unit("Đảng bộ quốc gia (dữ liệu đo)", "committee", None)
        top = self._committee(root, "ĐU")
        if not self.size.branches:
            self._fill(top, root, self.size.units - 1)
        for number in range(self.size.branches):
            branch = self._unit(f"Đảng bộ tỉnh {PLACES[number % len(PLACES)]} {number + 1}", "committee", root)
            committee = self._committee(branch, f"TU{number + 1}")
            self._fill(committee, branch, self.size.units // self.size.branches - 1)
            top.workers += committee.workers
        for table in (self.units, self.users, self.memberships):
            table.flush()

    def _unit(self, name: str, kind: str, parent: Place | None) -> Place:
        above = parent.path if parent else ""
        self.children[above] = self.children.get(above, 0) + 1
        path, depth = above + str(self.children[above]).zfill(PATH_STEP), len(above) // PATH_STEP
        number = self.units.last + 1
        branch = parent.branch_id if parent and depth > 1 else number
        parent_id = parent.id if parent else None
        code, opened = f"DV{number:05}", date(2015, 1, 1)
        self.units.add(code, name, kind, parent_id, path, depth, branch, opened, fold(f"{name} {code}"), sort_key(name))
        return Place(number, path, branch, name, self.users.last + 1)

    def _person(self, username: str, unit: Place, role: str) -> int:
        name = f"Người {username}"
        email = f"{username}@vidu.vn"
        search = fold(f"{name} {username} {email}")
        user = self.users.add(username, name, email, self.password, self.noon, search, sort_key(name))
        self.memberships.add(user, unit.id, role, date(2020, 1, 1))
        return user

    def _committee(self, unit: Place, symbol: str) -> Committee:
        """With its bodies and who sits in them; the root's people have names that the bench signs in with."""
        suffix = "" if unit.path == "1".zfill(PATH_STEP) else f".{unit.id}"
        tracker = self._unit("Ban Tuyên giáo", "board", unit)
        self._person(f"tuyengiao{suffix}", tracker, "tracker")
        self._person(f"thuongvu{suffix}", self._unit("Ban Thường vụ", "standing", unit), "standing")
        self._person(f"kiemtra{suffix}", self._unit("Ủy ban Kiểm tra", "board", unit), "inspection")
        self._person(f"quantri{suffix}", unit, "administrator")
        self.committees.append(Committee(unit.id, unit.path, symbol, tracker.id))
        return self.committees[-1]

    def _fill(self, committee: Committee, unit: Place, count: int) -> None:
        """A quarter are base units, of which every second is a committee; the other units are its cells."""
        bases = max(2, (count - 3) // 4)
        committees = []
        for number in range(bases):
            kind, title = ("base_committee", "Đảng bộ") if number % 2 else ("base_cell", "Chi bộ")
            base = self._worker(committee, f"{title} Công ty {PLACES[number % len(PLACES)]} {number + 1}", kind, unit)
            if number % 2:
                committees.append(base)
        for number in range(count - 3 - bases):
            self._worker(committee, f"Chi bộ bộ phận {number + 1}", "cell", committees[number % len(committees)])

    def _worker(self, committee: Committee, name: str, kind: str, parent: Place) -> Place:
        place = self._unit(name, kind, parent)
        self._person(f"bithu{place.id}", place, "secretary")
        committee.workers.append(place)
        return place

    # --- What -------------------------------------------------------------------------------------------------------

    def make_plans(self) -> list[int]:
        made = []
        for number, committee in enumerate(self.committees):
            plans = self.size.branch_plans if number else self.size.root_plans
            made += [self._plan(committee, number + 1) for number in range(plans)]
        for table in (self.assignments, self.updates, self.reports, self.lines, self.reviews):
            table.flush()
        return made

    def _plan(self, committee: Committee, number: int) -> int:
        spans = self._spans()
        plan = Plan.objects.create(
            issuer_id=committee.id,
            tracker_id=committee.tracker_id,
            number=f"{number:02}",
            symbol=f"KH/{committee.symbol}",
            title=f"thực hiện nghị quyết về kinh tế tập thể, đợt {number}",
            issued_on=spans[0].starts_on,
            reports_from=spans[0].starts_on,
            state="active",
        )
        section = Section.objects.create(plan=plan, position=1, numeral="II", title="NHIỆM VỤ VÀ GIẢI PHÁP")
        given: dict[int, list[tuple[int, str, int | None]]] = {place.id: [] for place in committee.workers}
        for position in range(1, self.size.tasks + 1):
            text = SUBJECTS[position % len(SUBJECTS)]
            due_on = None if position % 2 else self.today + timedelta(days=self.dice.randint(-150, 200))
            task = Task.objects.create(
                *(),
                plan=plan,
                section=section,
                position=position,
                label=str(position),
                text=text,
                due_on=due_on,
                search_text=fold(text),
            )
            for place in committee.workers:
                given[place.id].append(self._assign(plan, task, place))
        self._periods(plan, spans, committee.workers, given)
        return plan.pk

    def _assign(self, plan: Plan, task: Task, place: Place) -> tuple[int, str, int | None]:
        state, declared_on = self._state(task.due_on)
        percent = {"not_started": None, "in_progress": self.dice.randrange(10, 95, 5), "paused": 30}.get(state, 100)
        last = self.noon - timedelta(days=self.dice.randint(0, 60), minutes=self.dice.randint(0, 400))
        done = state == "done"
        assignment = self.assignments.add(
            *(plan.pk, task.pk, place.id, place.branch_id, "implement", "quarter", plan.reports_from, task.due_on),
            *(task.due_on, state, percent, declared_on, self.noon if done else None),
            *(place.secretary_id if done else None, last if self.size.updates else None),
        )
        for number in range(self.size.updates):
            at = last - timedelta(days=30 * (self.size.updates - 1 - number))
            latest = number == self.size.updates - 1
            self.updates.add(
                *(assignment, uuid.UUID(int=self.updates.last + 1).hex, at, at.date(), place.secretary_id),
                *(state if latest else "in_progress", percent if latest else 10 * (number + 1)),
                *(RESULTS[(assignment + number) % 4], DIFFICULTIES[(assignment + number) % 5]),
            )
        return assignment, state, percent

    def _state(self, due_on: date | None) -> tuple[str, date | None]:
        """Of a hundred units most are done in time, some late, some wait, some have not begun."""
        luck = self.dice.random()
        if due_on is None:
            return ("in_progress" if luck < 0.8 else "not_started"), None
        if due_on >= self.today:
            if luck < 0.3:
                return "done", self.today - timedelta(days=3)
            return ("in_progress" if luck < 0.8 else "not_started"), None
        if luck < 0.88:
            return "done", due_on + timedelta(days=5 if luck < 0.1 else -5)
        if luck < 0.93:
            return "awaiting", due_on
        return ("in_progress" if luck < 0.98 else "paused"), None

    # --- How it stands ----------------------------------------------------------------------------------------------

    def _spans(self) -> list[Span]:
        """The last quarters; the running one comes last."""
        span = span_of("quarter", self.today - timedelta(days=91 * (self.size.periods - 1)), CUTOFF)
        spans = [span]
        while spans[-1].ends_on < self.today:
            spans.append(next_span("quarter", spans[-1], CUTOFF))
        return spans

    def _periods(self, plan: Plan, spans: list[Span], workers: list[Place], given: dict[int, Any]) -> None:
        office = Office()
        for span in spans:
            period = Period.objects.create(
                plan=plan,
                kind="quarter",
                name=span.name,
                starts_on=span.starts_on,
                ends_on=span.ends_on,
                due_on=due_day(office, "quarter", span.ends_on),
            )
            with_lines = span is spans[-2]  # the one that is being rolled up
            for place in workers:
                self._report(period, place, given[place.id] if with_lines else [])

    def _report(self, period: Period, place: Place, given: list[tuple[int, str, int | None]]) -> None:
        luck = self.dice.random()
        running = period.ends_on >= self.today
        if running or luck < 0.06:
            state = "draft" if running and luck < 0.3 else "owed"
            self.reports.add(period.pk, place.id, place.branch_id, state, "", None, None, None, None, 0, "", "")
            return
        state = "sent" if luck < 0.1 else "returned" if luck < 0.13 else "accepted"
        on_time = luck < 0.9
        at = datetime(*period.due_on.timetuple()[:3], 3, tzinfo=UTC) + timedelta(days=-1 if on_time else 2)
        report = self.reports.add(
            *(period.pk, place.id, place.branch_id, state, place.name, at, at, place.secretary_id, on_time, 1),
            *(RESULTS[report_text(place.id)], DIFFICULTIES[place.id % 5]),
        )
        if state != "sent":
            reason = "" if state == "accepted" else "Chưa nêu số liệu cụ thể."
            self.reviews.add(report, 1, state, reason, at + timedelta(days=1), 1)
        for assignment, line_state, percent in given:
            text = RESULTS[assignment % 4]
            self.lines.add(report, assignment, line_state, percent, text, DIFFICULTIES[assignment % 5])


def report_text(number: int) -> int:
    return number % len(RESULTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="office")
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    start = time.monotonic()
    call_command("migrate", verbosity=0)
    if Unit.objects.exists():
        sys.exit("The database is not empty: give DATABASE_URL of a new one.")
    generator = Generator(SIZES[arguments.size], arguments.seed, timezone.localdate())
    with transaction.atomic():
        trust_rows()
        Office.objects.create(pk=1, name="Đảng ủy (dữ liệu đo)", place="Hà Nội", is_demo=True)
        generator.make_units()
        plans = generator.make_plans()
        rebuild_tallies(plans)
    settle([Unit, User, Membership, Assignment, Update, UnitReport, ReportLine, Review])
    wrong = wrong_tallies(plans)
    counted = {table.model.__name__: table.last for table in vars(generator).values() if isinstance(table, Table)}
    print({"size": arguments.size, "seconds": round(time.monotonic() - start, 1), "plans": len(plans), **counted})
    if wrong:
        sys.exit(f"{len(wrong)} tallies differ from a recount.")


if __name__ == "__main__":
    main()
