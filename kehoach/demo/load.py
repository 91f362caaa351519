"""The invented demo, made through the same services as real work, so that every rule holds in it.

Deterministic for a given day: the same `today` gives the same demo. Three reporting months lie behind, one runs.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction

from kehoach.demo import register, texts
from kehoach.demo.board import ask_for_time, lend_a_role, send_back, urge_and_direct
from kehoach.demo.examples import name_examples
from kehoach.demo.numbers import invented_numbers
from kehoach.lib.days import VIETNAM, day_of, span_of, vn_date
from reports.models import Period, UnitReport
from reports.services.periods import open_due_periods
from reports.services.reviews import accept_reports
from reports.services.rollup_builds import build_owed_files
from reports.services.rollup_issue import issue_rollup, next_number
from reports.services.rollups import compile_rollup
from reports.services.sweep import run_sweep
from reports.services.unit_reports import save_report, send_report, start_report
from tasks.importing.proposal import Proposal
from tasks.models import Assignment, Plan
from tasks.services.assignments import assign_collective
from tasks.services.imports import choose_reporting, confirm_import, decide_name, read_import, upload_plan
from tasks.services.updates import confirm_done, log_update
from units.models import Membership, Office, Unit, User
from units.policy import Act, roles_that
from units.selectors import get_office
from units.services.people import new_user
from units.services.tree import create_unit, create_units

PASSWORD = "kehoach-minh-hoa"  # noqa: S105  printed with the log-ins; the demo refuses to load in production
PAST_PERIODS = 3
BASE_KINDS = ["base_cell", "base_committee"]
FOLDER = Path(__file__).parent

# (user name, unit, role, full name, post): one log-in for each role, printed at the start.
CAST = (
    ("bithu", "CB04", "secretary", "Lê Thị Thu Hà", "Bí thư chi bộ"),
    ("tuyengiao", "BTG", "tracker", "Phạm Minh Quang", "Trưởng Ban Tuyên giáo"),
    ("thuongvu", "BTV", "standing", "Nguyễn Thị Minh Châu", "Bí thư Đảng ủy Khối"),
    ("quantri", "DUK", "administrator", "Võ Hoàng Nam", "Chuyên viên Văn phòng"),
    ("kiemtra", "UBKT", "inspection", "Đặng Kim Liên", "Ủy viên Ủy ban Kiểm tra"),
    ("tuyengiao2", "BTG", "tracker", "Trần Ngọc Lan", "Phó Trưởng Ban Tuyên giáo"),
)


@dataclass
class World:
    """What the loader carries from step to step."""

    now: datetime
    today: date
    dice: random.Random
    units: dict[str, Unit]
    people: dict[str, User]
    secretaries: dict[int, User]

    def at(self, day: date, hour: int = 9) -> datetime:
        """A moment of that Vietnam day, never later than the demo's now."""
        return min(datetime.combine(min(day, self.today), time(hour, self.dice.randrange(60)), VIETNAM), self.now)


def log_ins() -> list[tuple[str, str, str]]:
    """(role, user name, password) of one person for each role."""
    roles = dict(Membership.Role.choices)
    return [(roles[role], username, PASSWORD) for username, _, role, *_ in CAST[:5]]


@transaction.atomic
def load_demo(*, now: datetime) -> None:
    """Fill an empty database. Errors: ValidationError when there is a unit already."""
    if Unit.objects.exists():
        raise ValidationError("Dữ liệu minh họa chỉ nạp vào cơ sở dữ liệu trống.")
    today = day_of(now)
    world = World(now, today, random.Random(f"kehoach {today}"), {}, {}, {})  # noqa: S311  a demo, not a secret
    _make_office(world, now)
    _make_people(world)
    spans = _past_spans(today)
    routine = _import_plan(world, "ke-hoach-thuong-xuyen.md", spans[0][0] - timedelta(days=9), spans[0][0])
    dated = _import_plan(world, "ke-hoach-co-han.md", spans[0][0] - timedelta(days=5), spans[0][0])
    for number, (starts_on, ends_on) in enumerate(spans):
        name_examples(world, routine, starts_on, ends_on, number)
        for plan in (routine, dated):
            _live_through(world, plan, starts_on, ends_on, number)
    for plan in (routine, dated):
        open_due_periods(plan=plan, today=today, now=now)
        _log_progress(world, plan, spans[-1][1] + timedelta(days=1), today, PAST_PERIODS)
    name_examples(world, routine, spans[-1][1] + timedelta(days=1), today, PAST_PERIODS)
    urge_and_direct(world, routine, now)
    ask_for_time(world, dated)
    _stand_in(world, routine)
    run_sweep(clock=lambda: now)


# --- Who ----------------------------------------------------------------------------------------------------------


def _make_office(world: World, now: datetime) -> None:
    root = create_unit(parent=None, facts=register.ROOT, by=None, now=now)
    world.units = {root.code: root} | create_units(parent=root, units=register.units(), by=None, now=now)
    Office.objects.create(
        pk=1,
        name="Đảng ủy Khối Cơ quan - Doanh nghiệp tỉnh",
        superior_name="Đảng bộ tỉnh An Sơn",
        place="An Sơn",
        symbol="ĐUK",
        signer_name="Nguyễn Thị Minh Châu",
        recipients="\n".join(register.RECIPIENTS),
        is_demo=True,
    )


def _make_people(world: World) -> None:
    password = make_password(PASSWORD)  # one hash for all: hashing 150 times would take a minute
    wanted = [(*person,) for person in CAST]
    taken = {code for _, code, role, *_ in CAST if role == "secretary"}
    reporting = [*BASE_KINDS, "cell", "mass", "partner"]
    for unit in world.units.values():
        if unit.kind in reporting and unit.code not in taken:
            post = "Bí thư" if unit.kind in (*BASE_KINDS, "cell") else "Người phụ trách"
            wanted.append((f"bithu.{unit.code.lower()}", unit.code, "secretary", _name(world.dice), post))
    people = [
        new_user(username=username, full_name=name, post=post, phone=phone, email=f"{username}@ansontest.example")
        for (username, _, _, name, post), phone in zip(wanted, _phones(), strict=False)
    ]
    for person in people:
        person.password = password
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(user=user, unit=world.units[code], role=role, from_on=register.OPENED_ON)
        for user, (_, code, role, *_) in zip(people, wanted, strict=True)
    )
    world.people = {user.username: user for user in people}
    world.secretaries = {
        world.units[code].pk: user
        for user, (_, code, role, *_) in zip(people, wanted, strict=True)
        if role in roles_that(Act.REPORT)
    }


def _phones() -> Iterator[str]:
    """Numbers that look like those of an office and are nobody's: 0210 000 001 and on."""
    return (f"0210 {number // 1000:03} {number % 1000:03}" for number in count(1))


def _name(dice: random.Random) -> str:
    return " ".join(dice.choice(part) for part in (register.FAMILY_NAMES, register.MIDDLE_NAMES, register.GIVEN_NAMES))


# --- What ---------------------------------------------------------------------------------------------------------


def _past_spans(today: date) -> list[tuple[date, date]]:
    """First and last day of the past reporting months, the earliest first."""
    cutoff = Office().cutoff_day("month")
    spans, start = [], span_of("month", today, cutoff).starts_on
    for _ in range(PAST_PERIODS):
        span = span_of("month", start - timedelta(days=1), cutoff)
        spans.insert(0, (span.starts_on, span.ends_on))
        start = span.starts_on
    return spans


def _import_plan(world: World, filename: str, issued_on: date, reports_from: date) -> Plan:
    """Upload, read, decide names, confirm: the administrator's own way."""
    by, now = world.people["quantri"], world.at(issued_on)
    days = {"first": -35, "second": -6, "third": 5, "fourth": 40}
    text = (FOLDER / filename).read_text()
    text = text.replace("{issued}", f"{issued_on.day} tháng {issued_on.month} năm {issued_on.year}")
    for word, offset in days.items():
        text = text.replace(f"{{{word}}}", vn_date(world.today + timedelta(days=offset)))
    file = ContentFile(text.encode(), name=filename)
    record = read_import(pk=upload_plan(file=file, issuer=world.units["DUK"], by=by, now=now).pk, clock=lambda: now)
    proposal = Proposal.from_dict(record.proposal)
    record = choose_reporting(
        record=record,
        proposal=proposal,
        period_kind="month",
        reports_from=reports_from,
        version=record.version,
        by=by,
        now=now,
    )
    for name, kinds in _collective_names(record.names):
        record = decide_name(
            record=record, name=name, place=world.units["DUK"], kinds=kinds, version=record.version, by=by, now=now
        )
    plan = confirm_import(record=record, version=record.version, by=by, now=now)
    for task in plan.tasks.filter(label="1", assignments=None, section__purpose=False):
        assign_collective(
            task=task,
            place=world.units["DUK"],
            kinds=BASE_KINDS,
            phrase="Các chi ủy, đảng ủy cơ sở",
            period_kind="month",
            by=by,
            now=now,
        )
    return plan


def _collective_names(names: dict[str, dict]) -> Iterator[tuple[str, list[str]]]:
    for name, meaning in names.items():
        if "kinds" in meaning or meaning:
            continue
        yield name, ["mass"] if "đoàn thể" in name else BASE_KINDS


# --- How it went ----------------------------------------------------------------------------------------------------


def _live_through(world: World, plan: Plan, starts_on: date, ends_on: date, number: int) -> None:
    """One period: progress is logged, reports are sent and reviewed, and the older ones rolled up."""
    _log_progress(world, plan, starts_on, ends_on, number)
    open_due_periods(plan=plan, today=ends_on, now=world.at(ends_on))
    period = Period.objects.get(plan=plan, starts_on=starts_on)
    latest = number == PAST_PERIODS - 1
    for report in period.unit_reports.select_related("unit", "period__plan").order_by("unit__path"):
        _report(world, report, latest)
    if not latest:
        _roll_up(world, period)


def _log_progress(world: World, plan: Plan, first: date, last: date, number: int) -> None:
    """Most units write something on most of their work; dated work gets done around its day."""
    work = Assignment.objects.in_force().filter(plan=plan, state__in=["not_started", "in_progress"])
    for assignment in work.select_related("unit", "plan", "task").order_by("pk"):
        by = world.secretaries.get(assignment.unit_id)
        day = first + timedelta(days=world.dice.randrange(max(1, (last - first).days)))
        if by is None or world.dice.random() < 0.2:
            continue
        finish = _finish_day(world, assignment)
        done = finish is not None and first <= finish <= last
        _log(world, assignment, by, finish if done and finish else day, number, done=done)


def _stand_in(world: World, plan: Plan) -> None:
    """Who stands in for a secretary logs in their place."""
    acting = lend_a_role(world, away="bithu.cb05", acting="bithu.cb06")
    work = Assignment.objects.in_force().filter(plan=plan, unit=world.units["CB05"], state="in_progress")
    for assignment in work.select_related("unit", "plan", "task").order_by("pk")[:2]:
        _log(world, assignment, acting, world.today, PAST_PERIODS, done=False)


def _finish_day(world: World, assignment: Assignment) -> date | None:
    """When this unit finishes dated work: mostly before the day, some after it, some never. Same answer each time."""
    if assignment.due_on is None:
        return None
    chance = random.Random(f"{assignment.unit.code} {assignment.task.label}").random()  # noqa: S311
    if chance > 0.9:
        return None
    days = 2 + int(chance * 20) if chance < 0.75 else -int(chance * 10)
    return assignment.due_on - timedelta(days=days)


def _log(world: World, assignment: Assignment, by: User, day: date, number: int, *, done: bool) -> None:
    dice, moment = world.dice, world.at(day, 8 + world.dice.randrange(9))
    hard = dice.random() < 0.25
    log_update(
        assignment=assignment,
        key=uuid.UUID(int=dice.getrandbits(128), version=4),
        state="awaiting" if done else "in_progress",
        percent=100 if done else _next_percent(dice, assignment.percent, number),
        result=dice.choice(texts.RESULTS),
        difficulties=dice.choice(texts.DIFFICULTIES) if hard else "",
        causes=dice.choice(texts.CAUSES) if hard else "",
        proposals=dice.choice(texts.PROPOSALS) if hard and dice.random() < 0.5 else "",
        next_steps=dice.choice(texts.NEXT_STEPS) if dice.random() < 0.4 else "",
        on=day_of(moment),
        version=assignment.version,
        by=by,
        now=moment,
    )
    if done and (world.today - day).days > 3:
        assignment.refresh_from_db()
        confirm_done(assignments=[assignment], by=world.people["tuyengiao"], now=world.at(day + timedelta(days=2)))


def _next_percent(dice: random.Random, percent: int | None, number: int) -> int | None:
    if dice.random() < 0.15:
        return None
    return min(95, max(percent or 0, 20 + 20 * number) + 5 * dice.randrange(4))


def _report(world: World, report: UnitReport, latest: bool) -> None:
    """Most send in time, some late, a few not at all; of the latest period a part still waits for the board."""
    dice, by = world.dice, world.secretaries.get(report.unit_id)
    chance = 0.5 if by is world.people["bithu"] else dice.random()
    if by is None or chance > (0.88 if latest else 0.94):
        return
    due_on, ends_on = report.period.due_on, report.period.ends_on
    late = chance > 0.72
    sent_on = (
        due_on + timedelta(days=1 + dice.randrange(4)) if late else ends_on + timedelta(days=1 + dice.randrange(2))
    )
    if sent_on > world.today:
        return
    moment = world.at(sent_on, 8 + dice.randrange(8))
    report = start_report(report=report, by=by, now=moment)
    _write(world, report, by, moment)
    if latest and chance > 0.8:
        return  # still a draft
    report.refresh_from_db()
    try:
        send_report(report=report, version=report.version, by=by, now=moment)
    except ValidationError:
        return  # a unit that logged nothing has nothing to send
    report.refresh_from_db()
    _review(world, report, by, sent_on, latest)


def _write(world: World, report: UnitReport, by: User, moment: datetime) -> None:
    dice = world.dice
    told = dice.choice(texts.EXAMPLES) if dice.random() < 0.12 else ""
    data = {
        "leadership": dice.choice(texts.LEADERSHIP),
        "examples": report.examples or told,
        "difficulties": dice.choice(texts.DIFFICULTIES) if dice.random() < 0.3 else report.difficulties,
        "causes": dice.choice(texts.CAUSES) if dice.random() < 0.3 else report.causes,
        "proposals": dice.choice(texts.PROPOSALS) if dice.random() < 0.2 else report.proposals,
        "next_steps": dice.choice(texts.NEXT_STEPS),
    }
    lines = {
        line.pk: {"result": dice.choice(texts.RESULTS)} for line in report.lines.filter(result="", state="in_progress")
    }
    lines |= {line.pk: {"result": texts.NOT_STARTED} for line in report.lines.filter(result="", state="not_started")}
    lines |= {
        line.pk: {"result": texts.FINISHED} for line in report.lines.filter(result="", state__in=["awaiting", "done"])
    }
    numbers = invented_numbers(dice, report)
    save_report(report=report, data=data, lines=lines, numbers=numbers, version=report.version, by=by, now=moment)


def _review(world: World, report: UnitReport, sender: User, sent_on: date, latest: bool) -> None:
    """The board accepts most; a few are returned, and of those the older ones were mended and sent again.

    The latest reports of the secretary whom the demo's log-in shows are returned, so that there is something to do.
    """
    dice, board = world.dice, world.people["tuyengiao"]
    shown = latest and sender is world.people["bithu"]
    if latest and not shown and dice.random() < 0.4:
        return  # still waits
    day = sent_on + timedelta(days=1 + dice.randrange(3))
    if day > world.today:
        return
    if shown or dice.random() < 0.1:
        send_back(world, report, dice.choice(texts.RETURN_REASONS), line_only=shown, now=world.at(day, 15))
        again = day + timedelta(days=2)
        if latest or again > world.today:
            return
        report.refresh_from_db()
        send_report(report=report, version=report.version, by=sender, now=world.at(again, 10))
        report.refresh_from_db()
        day = again + timedelta(days=1)
    accept_reports(reports=[report], by=board, now=world.at(day, 16))


def _count_for_the_planner() -> None:
    """PostgreSQL plans by counts, and nobody recounts inside a transaction as large as this one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _roll_up(world: World, period: Period) -> None:
    _count_for_the_planner()
    issued_on = period.due_on + timedelta(days=8)
    by, now = world.people["tuyengiao"], world.at(issued_on, 14)
    rollup = compile_rollup(period=period, by=by, now=now)
    office = get_office()
    signing = {
        name: getattr(rollup, name) for name in ("signing_authority", "signing_post", "signer_name", "recipients")
    }
    issue_rollup(
        rollup=rollup,
        version=rollup.version,
        number=next_number(office),
        issued_on=day_of(now),
        signing=signing,
        by=by,
        now=now,
    )
    build_owed_files(clock=lambda: now)
