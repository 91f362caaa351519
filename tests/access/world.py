"""A world in which every kind of row exists, so that every address of the program can be asked for.

All of it is about one cell, two levels down. Whoever meets it is in `World.people`; what they meet is in `World.rows`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse

from reports.models import Adoption, Comment, Direction, ExampleFile, LineReturn, Review, Rollup, Urge
from reports.services.rollup_builds import build_owed_files
from reports.services.rollup_issue import SIGNING, issue_rollup
from reports.services.rollups import compile_rollup
from tasks.importing import Proposal
from tasks.models import Assignment, Collective, Extension, JobRun, Notice, Plan, Task
from tasks.services import imports
from tasks.services.files import check_files, keep_evidence, keep_files
from tests.conftest import Bloc, Cast
from tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_example,
    make_line,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_update,
    make_user,
)
from tests.tasks.sample_files import PNG, upload
from units.documents.register import REGISTER
from units.models import Identity, Membership, Unit, User
from units.policy import Role
from units.selectors import get_office
from units.services.changes import record_change
from units.services.reorganisations.acts import prepare_act
from units.services.tree import move_unit
from units.services.uploads import upload_list, work_on_list

DOCUMENT = """\
**KẾ HOẠCH**
**phát triển phong trào đọc sách trong Khối**

**I. NHIỆM VỤ**

1. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách tại đơn vị.

2. Hội Người yêu sách tỉnh vận động tặng sách cho các chi bộ.

**T/M BAN THƯỜNG VỤ**
**BÍ THƯ**

**Nguyễn Văn Thử**
"""


@dataclass
class World:
    people: dict[str, User | None]
    rows: dict[str, Model] = field(default_factory=dict)
    places: dict[str, list[Unit]] = field(default_factory=dict)  # what a need of the matrix may be asked for
    roles: dict[str, list[Membership]] = field(default_factory=dict)

    def roles_of(self, person: str) -> list[Membership]:
        """All roles that somebody has or had, read once."""
        if person not in self.roles:
            held = Membership.objects.filter(user=self.people[person]).select_related("unit__parent__parent__parent")
            self.roles[person] = list(held)
        return self.roles[person]

    def url(self, name: str, *args: Any) -> str:
        """An address; a row's name among the arguments stands for its id."""
        return reverse(name, args=[self.rows[arg].pk if arg in self.rows else arg for arg in args])


def build_world(bloc: Bloc, cast: Cast, *, words: str = "Đã họp chi bộ.") -> World:
    """Everything about `bloc.cell`, with `words` in every text that belongs to the cell alone."""
    world = World(
        people={
            "own": cast.cell_secretary,
            "sibling": make_user("bithucb2", bloc.other_cell),
            "above": cast.committee_secretary,
            "elsewhere": cast.secretary,  # of a base cell in another branch
            "tracker": cast.tracker,
            "standing": cast.standing,
            "administrator": cast.administrator,
            "area": make_user("quantridb", bloc.committee, "administrator"),  # of the committee above the cell alone
            "inspector": cast.inspector,
            "stranger": cast.stranger,  # has an account and no role
            "anonymous": None,
        }
    )
    plan = make_plan(bloc.root, bloc.board)
    world.rows |= {"cell": bloc.cell, "committee": bloc.committee, "plan": plan}
    world.rows |= _units(bloc) | _work(world, plan, bloc, words) | _reports(world, plan, bloc, words)
    world.rows |= _rollups(world, plan) | _words_of_the_board(world, plan, bloc, words) | _imports(world, plan, bloc)
    world.rows |= _examples(world, plan, bloc, words)
    world.rows |= {"own": cast.cell_secretary, "membership": cast.cell_secretary.memberships.get()}
    world.rows["newcomer"] = make_user("chuavao", bloc.cell, "deputy")  # has never been in
    world.rows["area_role"] = world.people["area"].memberships.get()
    world.rows["tracker"] = cast.tracker
    for name in ("own", "tracker"):
        facts = {"issuer": "https://dang-nhap.vidu.vn", "subject": name, "linked_at": NOW}
        Identity.objects.create(user=world.people[name], **facts)
    world.places = {
        "root": [bloc.root],
        "board": [bloc.board],
        "committee": [bloc.committee],
        "cell": [bloc.cell],
        "other_cell": [bloc.other_cell],
        "spare": [world.rows["spare"]],
        "closed": [world.rows["closed"]],
        "plan": [bloc.cell, bloc.other_cell, bloc.committee],  # who has work from it
    }
    world.rows["act"] = prepare_act(
        kind="dissolve",
        number="15-QĐ/ĐUK",
        decided_on=TODAY,
        effective_on=TODAY,
        reason=words,
        before=[bloc.cell],
        outcomes=[],
        by=world.people["administrator"],
        now=NOW,
    )
    _secrets_of_the_unit(world, bloc, words)
    _elsewhere(bloc)
    JobRun.objects.create(name="sweep", started_at=NOW, finished_at=NOW)
    return world


def add_everybody(world: World) -> None:
    """Somebody of each role in each relation to the cell, besides the cast: the crowd of the matrix."""
    cell, committee = world.rows["cell"], world.rows["committee"]
    left = make_unit("DB09", "base_committee", committee.parent, name="Đảng bộ nơi chi bộ đã thuộc về")
    orders = {"by": world.people["administrator"], "now": NOW}
    for parent in (left, committee):  # the cell lay there once, and came back
        move_unit(unit=cell, parent=parent, **orders)
    places = {
        "own": cell,
        "below": make_unit("TO01", "cell", cell, name="Tổ đảng Lưu trữ"),
        "above": committee,
        "sibling": world.places["other_cell"][0],
        "formerly in": cell,
        "formerly above": left,
        "closed beside": world.rows["closed"],
    }
    for unit in {place for place in places.values() if place != cell}:
        make_user(f"chuavao-{unit.code}", unit, "deputy")  # has never been in
    for role in Role:
        for number, (relation, unit) in enumerate(places.items()):
            person = make_user(f"{role}{number}", unit, role)
            if relation == "formerly in":
                person.memberships.update(to_on=TODAY - timedelta(days=1))
            world.people[f"{role} {relation}"] = person


def _units(bloc: Bloc) -> dict[str, Unit]:
    return {
        "spare": make_unit("CB013", "cell", bloc.committee, name="Chi bộ Thư viện Sở"),
        "closed": make_unit("CB014", "cell", bloc.committee, name="Chi bộ Nhà khách Sở", closed_on=date(2026, 1, 1)),
    }


def _work(world: World, plan: Plan, bloc: Bloc, words: str) -> dict[str, Model]:
    """One task that the cell and others have, and the cell's own progress in every state."""
    task, give = make_task(plan), partial(make_assignment, unit=bloc.cell)
    assignment = give(task, state="in_progress")
    for unit in (bloc.other_cell, bloc.committee):
        make_assignment(task, unit)
    collective = Collective.objects.create(
        plan=plan, task=task, place=bloc.root, kinds=["cell"], phrase="Các chi bộ", period_kind="quarter"
    )
    finished = {"due_on": date(2026, 11, 1), "declared_on": date(2026, 10, 30)}
    awaiting = give(make_task(plan), state="awaiting", **finished)
    done = give(make_task(plan), state="done", confirmed_at=NOW, confirmed_by=world.people["tracker"], **finished)
    overdue = give(make_task(plan), state="in_progress", due_on=date(2026, 11, 10))
    asked = {"asked_on_due": date(2026, 11, 1), "wanted_due_on": date(2026, 12, 1), "asked_at": NOW, "key": uuid4()}
    extension = Extension.objects.create(
        assignment=give(make_task(plan), due_on=date(2026, 11, 1)), asked_by=world.people["own"], reason=words, **asked
    )
    ended = make_plan(bloc.root, bloc.board, number="13", state="closed")
    give(make_task(ended))
    update = make_update(assignment, world.people["own"], **_texts(words, result=words))
    [evidence] = keep_evidence(update, check_files([upload(f"{words}.png", PNG)], get_office()))
    return {
        "task": task,
        "collective": collective,
        "assignment": assignment,
        "awaiting": awaiting,
        "done": done,
        "overdue": overdue,
        "extension": extension,
        "ended_plan": ended,
        "evidence": evidence,
    }


def _reports(world: World, plan: Plan, bloc: Bloc, words: str) -> dict[str, Model]:
    """The cell's reports in every state, each for a period of its own; the committee's own draft; a locked period."""
    rows: dict[str, Model] = {}
    assignment = Assignment.objects.get(plan=plan, unit=bloc.cell, task__position=1)
    for number, state in enumerate(("owed", "draft", "sent", "returned", "accepted")):
        period = make_period(plan, kind="one_off", name=f"Kỳ {number}", starts_on=date(2026, 8, 1 + number))
        report = make_report(period, bloc.cell, state, **(_texts(words, examples=words) if state != "owed" else {}))
        if state != "owed":
            line = make_line(report, assignment, **_texts(words, but="causes", result=words))
        if state in ("returned", "accepted"):
            review = Review.objects.create(
                report=report, revision=1, decision=state, reason=words, at=NOW, by=world.people["tracker"]
            )
        if state == "returned":
            LineReturn.objects.create(review=review, line=line, reason=words)
        rows |= {state: report, f"{state}_period": period}
    make_report(rows["sent_period"], bloc.other_cell, "sent")
    rows["above_draft"] = make_report(rows["draft_period"], bloc.committee, "draft")
    rows["locked_period"] = make_period(
        plan, kind="month", name="Tháng đã khóa", locked_at=NOW, locked_by=world.people["tracker"]
    )
    rows["reopened"] = make_report(
        rows["locked_period"], bloc.cell, reopened_until=date(2026, 11, 20), reopened_reason=words
    )
    return rows


def _rollups(world: World, plan: Plan) -> dict[str, Rollup]:
    """A draft, one whose files are still to be built, and one that is issued."""
    periods = {period.name: period for period in plan.periods.all()}
    by, signing = world.people["tracker"], dict.fromkeys(SIGNING, "Người ký")
    draft, issuing, issued = (compile_rollup(period=periods[name], by=by, now=NOW) for name in ("Kỳ 3", "Kỳ 1", "Kỳ 4"))
    orders = {"version": 0, "issued_on": TODAY, "signing": signing, "by": by, "now": NOW}
    issue_rollup(rollup=issued, number=1, **orders)
    build_owed_files(clock=lambda: NOW)
    issued.refresh_from_db()
    return {"draft_rollup": draft, "issuing": issue_rollup(rollup=issuing, number=2, **orders), "issued": issued}


def _words_of_the_board(world: World, plan: Plan, bloc: Bloc, words: str) -> dict[str, Model]:
    """What is said to the cell: an urge, a direction, a notice, and comments on its report and its work."""
    wrote = {"text": words, "at": NOW, "by": world.people["tracker"]}
    for about in ({"report": world.rows["sent"]}, {"assignment": world.rows["assignment"]}):
        Comment.objects.create(**about, **wrote, key=uuid4())
    said = {"plan": plan, "unit": bloc.cell, "at": NOW}
    notice = {"person": world.people["own"], "kind": "urged", "key": "test", "subject": "test", "owed_at": NOW}
    return {
        "urge": Urge.objects.create(**said, message=words, key=uuid4(), by=world.people["tracker"]),
        "direction": Direction.objects.create(**said, text=words, key=uuid4(), by=world.people["standing"]),
        "notice": Notice.objects.create(**notice, unit=bloc.cell, plan=plan, title=words, detail=words),
    }


def _examples(world: World, plan: Plan, bloc: Bloc, words: str) -> dict[str, Model]:
    """The cell's own, in every state that is not for everybody; and two of others that everybody sees."""
    own = {"title": words, "text": words, "proposed_by": world.people["own"]}
    proposed, declined = (make_example(plan, bloc.cell, state, **own) for state in ("proposed", "declined"))
    shown = {"proposed_by": world.people["elsewhere"], "decided_by": world.people["tracker"]}
    verified, adopted = (make_example(plan, bloc.youth, "verified", **shown) for _ in range(2))
    [photo] = keep_files(ExampleFile, check_files([upload(f"{words}.png", PNG)], get_office()), example=proposed)
    [shown_photo] = keep_files(ExampleFile, check_files([upload("anh.png", PNG)], get_office()), example=verified)
    by = {"on": TODAY, "at": NOW, "by": world.people["own"], "note": words}
    return {
        "proposed": proposed,
        "declined": declined,
        "verified": verified,
        "adopted": adopted,
        "photo": photo,
        "shown_photo": shown_photo,
        "adoption": Adoption.objects.create(example=adopted, unit=bloc.cell, **by),
    }


def _imports(world: World, plan: Plan, bloc: Bloc) -> dict[str, Model]:
    """A document that was corrected once, one that is a new version of the plan, and a register."""
    by, rows = world.people["administrator"], {}
    for name, renews in (("import", None), ("renewal", plan)):
        file = SimpleUploadedFile("doc-sach.md", DOCUMENT.encode())
        record = imports.upload_plan(file=file, issuer=bloc.root, renews=renews, by=by, now=NOW)
        rows[name] = imports.read_import(pk=record.pk, clock=lambda: NOW)
    proposal = Proposal.from_dict(rows["import"].proposal)
    imports.correct_proposal(record=rows["import"], proposal=proposal, version=0, by=by, now=NOW)
    file = SimpleUploadedFile("don-vi.xlsx", new_register())
    upload = upload_list(kind="units", file=file, by=by, now=NOW)
    work_on_list(pk=upload.pk, clock=lambda: NOW)
    upload.refresh_from_db()
    return rows | {"upload": upload}


def new_register() -> bytes:
    """The register of units with one that is new."""
    new = dict.fromkeys(("short_name", "aliases", "contact", "position", "closed_on"), "")
    new |= {"code": "CBM", "name": "Chi bộ Mới", "kind": "Chi bộ trực thuộc", "parent": "DB01"}
    return REGISTER.xlsx([new | {"opened_on": "1/11/2026"}], issuer="", day=TODAY)


def _secrets_of_the_unit(world: World, bloc: Bloc, words: str) -> None:
    """What is written about the cell and its secretary, and what was said when it was changed."""
    Unit.objects.filter(pk=bloc.cell.pk).update(contact=words)
    User.objects.filter(pk=world.rows["own"].pk).update(post=words)
    for row in ("cell", "own", "assignment", "sent"):
        record_change(
            world.rows[row], "Sửa", by=world.people["administrator"], now=NOW, after={"x": words}, reason=words
        )


def _elsewhere(bloc: Bloc) -> None:
    """The base cell elsewhere has work of its own, from another plan."""
    other = make_plan(bloc.root, bloc.board, number="14", title="xây dựng chi bộ bốn tốt")
    task: Task = make_task(other)
    make_assignment(task, bloc.base_cell)
    make_report(make_period(other), bloc.base_cell)


def _texts(words: str, *, but: str = "", **texts: str) -> dict[str, str]:
    names = ("difficulties", "causes", "proposals", "next_steps")
    return {name: words for name in names if name != but} | texts
