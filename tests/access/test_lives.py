"""Random lives of an office: whatever happens to units, people and work, nobody sees more than they answer for today.

What a person must see is worked out beside the program: from the roles, from who stands under whom, and from who took
over whose papers, never from paths. Source: reliability.md, promise 4; product.md, rules 3, 9.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kehoach.lib.days import day_of
from reports.models import ReportLine, UnitReport
from reports.services.periods import open_special_period
from reports.services.reviews import accept_reports
from reports.services.unit_reports import send_report, start_report
from tasks.models import Assignment, Tally, Update
from tasks.services.assignments import assign_units
from tasks.services.tallies import wrong_tallies
from tasks.services.updates import log_update
from tests.factories import NOW, make_plan, make_task, make_unit, make_user
from tests.units.reorganising import new, reorganise, to
from units.models import Membership, Reorganisation, Unit, User
from units.policy import Role
from units.services.handover import hand_over
from units.services.people import disable_user, end_role, grant_role
from units.services.reorganisations.acts import undo_act
from units.services.reorganisations.rules import Outcome
from units.services.substitution import lend_role

STATES = ("not_started", "in_progress", "paused", "awaiting_on_time", "awaiting_late", "done_on_time", "done_late")
picks = st.integers(0, 99)


class Lives(RuleBasedStateMachine):
    """One office: a committee with two bodies that serve it, a base committee with two cells, two base cells."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(transaction.atomic())
        self.clock = self.open.enter_context(time_machine.travel(NOW, tick=False))
        self.now: datetime = NOW
        self.papers: dict[int, set[int]] = defaultdict(set)  # of units that took over, besides those that lie below
        self.codes = 0
        self.root = make_unit("DUK", "committee")
        board = make_unit("BTG", "board", self.root)
        committee = make_unit("DB01", "base_committee", self.root)
        places = [make_unit(code, "cell", committee) for code in ("CB011", "CB012")]
        places += [make_unit(code, "base_cell", self.root) for code in ("CB02", "CB03")]
        self.administrator = make_user("quantri", self.root, "administrator")
        self.tracker = make_user("tuyengiao", board, "tracker")
        self.people = [make_user(f"nguoi{number}", unit) for number, unit in enumerate([committee, *places])]
        self.plan = make_plan(self.root, board)
        self.tasks = [make_task(self.plan) for _ in range(2)]
        self.last: tuple[Reorganisation, dict[int, set[int]]] | None = None  # an act, and who had which papers before
        for number in range(3):
            self.assign(number + 2, 0)
        self.open_period()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.open.close()

    # --- What happens -----------------------------------------------------------------------------------------------

    @rule(place=picks)
    def found(self, place: int) -> None:
        self._reorganise("found", [], [new(self._unit(place), self._code(), kind="base_cell")])

    @rule(who=picks, place=picks)
    def move(self, who: int, place: int) -> None:
        unit = self._unit(who)
        self._reorganise("transfer", [unit], [Outcome(unit=unit, parent=self._unit(place))])

    @rule(who=picks)
    def rename(self, who: int) -> None:
        unit = self._unit(who)
        self._reorganise("rename", [unit], [Outcome(unit=unit, name=f"Tên mới {self._code()}")])

    @rule(first=picks, second=picks, into_new=st.booleans())
    def merge(self, first: int, second: int, into_new: bool) -> None:
        units = [self._unit(first), self._unit(second)]
        outcome = new(self.root, self._code()) if into_new else to(units[0])
        self._reorganise("merge", units, [outcome])

    @rule(who=picks, place=picks, goes_on=st.booleans())
    def split(self, who: int, place: int, goes_on: bool) -> None:
        unit = self._unit(who)
        first = to(unit) if goes_on else new(self.root, self._code())
        self._reorganise("split", [unit], [first, new(self._unit(place), self._code())])

    @rule(who=picks, heir=picks)
    def dissolve(self, who: int, heir: int) -> None:
        self._reorganise("dissolve", [self._unit(who)], [to(self._unit(heir))])

    @rule()
    def undo(self) -> None:
        if self.last:
            act, papers = self.last
            if self._try(lambda: undo_act(act=act, **self._by(self.administrator))):
                self.papers, self.last = papers, None

    @rule(who=picks, task=st.integers(0, 1))
    def assign(self, who: int, task: int) -> None:
        units = Unit.objects.filter(pk=self._unit(who).pk)
        terms = {"role": "implement", "due_on": None, "period_kind": "quarter"}
        self._try(lambda: assign_units(task=self.tasks[task], units=units, **terms, **self._by(self.administrator)))

    @rule(which=picks, person=picks)
    def log(self, which: int, person: int) -> None:
        if work := self._one(Assignment.objects.in_force().order_by("pk"), which):
            said = {"state": "in_progress", "result": "Đã làm.", "percent": 10, "on": day_of(self.now)}
            by = self._by(self._reporter(work.unit_id, person))
            self._try(lambda: log_update(assignment=work, key=uuid4(), version=work.version, **said, **by))

    @rule()
    def open_period(self) -> None:
        today = day_of(self.now)
        days = {"starts_on": today - timedelta(days=60), "ends_on": today, "due_on": today + timedelta(days=2)}
        by = self._by(self.tracker)
        self._try(lambda: open_special_period(plan=self.plan, kind="one_off", name=f"Kỳ {self._code()}", **days, **by))

    @rule(which=picks, person=picks)
    def send(self, which: int, person: int) -> None:
        if report := self._one(UnitReport.objects.order_by("pk"), which):
            by = self._by(self._reporter(report.unit_id, person))
            self._try(lambda: start_report(report=report, **by))
            ReportLine.objects.filter(report=report).update(result="Đã làm.")
            report.refresh_from_db()
            self._try(lambda: send_report(report=report, version=report.version, **by))

    @rule(which=picks)
    def review(self, which: int) -> None:
        if report := self._one(UnitReport.objects.filter(state="sent").order_by("pk"), which):
            self._try(lambda: accept_reports(reports=[report], **self._by(self.tracker)))

    @rule(person=picks, who=picks, role=st.sampled_from([Role.SECRETARY, Role.DEPUTY, Role.INSPECTION]))
    def grant(self, person: int, who: int, role: str) -> None:
        given = {"user": self._person(person), "unit": self._unit(who), "role": role, "from_on": day_of(self.now)}
        self._try(lambda: grant_role(**given, **self._by(self.administrator)))

    @rule(which=picks, days=st.integers(-1, 1))
    def end(self, which: int, days: int) -> None:
        if held := self._one(self._roles(), which):
            last_on = day_of(self.now) + timedelta(days=days)
            self._try(lambda: end_role(membership=held, last_on=last_on, **self._by(self.administrator)))

    @rule(which=picks, person=picks, days=st.integers(0, 2))
    def lend(self, which: int, person: int, days: int) -> None:
        if held := self._one(self._roles(), which):
            today = day_of(self.now)
            span = {"from_on": today, "to_on": today + timedelta(days=days)}
            self._try(
                lambda: lend_role(membership=held, user=self._person(person), **span, **self._by(self.administrator))
            )

    @rule(person=picks)
    def disable(self, person: int) -> None:
        self._try(lambda: disable_user(user=self._person(person), **self._by(self.administrator)))

    @rule(person=picks, successor=picks)
    def leave(self, person: int, successor: int) -> None:
        people = {"person": self._person(person), "successor": self._person(successor)}
        self._try(lambda: hand_over(**people, last_on=day_of(self.now), **self._by(self.administrator)))

    @rule()
    def a_night_passes(self) -> None:
        self.now += timedelta(days=1)
        self.clock.move_to(self.now)

    # --- What must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def nobody_sees_more_or_less_than_they_answer_for(self) -> None:
        below = self._below()
        for person in User.objects.all():
            seen = set(Unit.objects.visible_to(person).values_list("pk", flat=True))
            assert seen == self._answers_for(person, below), person.username
            for model in (Assignment, UnitReport):
                rows = set(model.objects.visible_to(person).values_list("pk", flat=True))
                assert rows == set(model.objects.filter(unit__in=seen).values_list("pk", flat=True))
            updates = set(Update.objects.visible_to(person).values_list("pk", flat=True))
            assert updates == set(Update.objects.filter(assignment__unit__in=seen).values_list("pk", flat=True))

    @invariant()
    def no_work_without_a_unit(self) -> None:
        closed = Assignment.objects.in_force().filter(unit__closed_on__lte=day_of(self.now))
        assert list(closed) == []

    @invariant()
    def totals_are_the_sum_of_the_leaves(self) -> None:
        assert wrong_tallies([self.plan.pk]) == set()
        sums = Tally.objects.filter(plan=self.plan).aggregate(**{name: Sum(name, default=0) for name in STATES})
        assert sum(sums.values()) == Assignment.objects.in_force().filter(plan=self.plan).count()
        for model in (Assignment, UnitReport):
            assert [row for row in model.objects.select_related("unit") if row.branch_id != row.unit.branch_id] == []

    # --- Beside the program -----------------------------------------------------------------------------------------

    def _answers_for(self, person: User, below: dict[int, set[int]]) -> set[int]:
        """The units under each place where the person acts today, and those whose papers one of these took over."""
        seen: set[int] = set()
        if not person.is_active:
            return seen
        for held in Membership.objects.filter(user=person).select_related("unit"):
            if held.from_on <= day_of(self.now) and (held.to_on is None or held.to_on >= day_of(self.now)):
                place = held.unit.parent_id if held.unit.serves and held.unit.parent_id else held.unit_id
                seen |= below[place]
                seen |= {pk for unit in below[place] for closed in self.papers[unit] for pk in below[closed]}
        return seen

    def _below(self) -> dict[int, set[int]]:
        """Each unit with all below it, by who stands under whom."""
        parents = dict(Unit.objects.values_list("pk", "parent"))
        below: dict[int, set[int]] = defaultdict(set)
        for pk in parents:
            above: int | None = pk
            while above:
                below[above].add(pk)
                above = parents[above]
        return below

    # --- Hands ------------------------------------------------------------------------------------------------------

    def _reorganise(self, kind: str, before: list[Unit], outcomes: list[Outcome]) -> None:
        act = self._try(
            lambda: reorganise(kind, before, outcomes, by=self.administrator, on=day_of(self.now), now=self.now)
        )
        if act is None:
            return
        self.last = act, defaultdict(set, {pk: set(closed) for pk, closed in self.papers.items()})
        after = [part.unit_id for part in act.units.order_by("position") if part.side == "after"]
        for unit in before:
            if unit.pk not in after:
                taken = {unit.pk} | self.papers[unit.pk]
                for order, heir in enumerate(after):
                    self.papers[heir] |= taken if order else taken - {unit.pk}  # it lies below the first

    def _try(self, act: Callable[[], Any]) -> Any:
        """The rules of the work may refuse it; then nothing has changed."""
        try:
            with transaction.atomic():
                return act()
        except (ValidationError, PermissionDenied):
            return None

    def _by(self, person: User) -> dict[str, Any]:
        """As the next request would read them."""
        return {"by": User.objects.get(pk=person.pk), "now": self.now}

    def _unit(self, number: int) -> Unit:
        units = list(Unit.objects.filter(closed_on=None).exclude(kind="board").order_by("pk"))
        return units[number % len(units)]

    def _person(self, number: int) -> User:
        return User.objects.get(pk=self.people[number % len(self.people)].pk)

    def _reporter(self, unit_id: int, number: int) -> User:
        """Somebody who acts for the unit today, if anybody does."""
        held = Membership.objects.current(day_of(self.now)).filter(unit=unit_id, user__is_active=True).order_by("pk")
        found = self._one(held, number)
        return found.user if found else self._person(number)

    def _roles(self) -> Any:
        return Membership.objects.filter(user__in=self.people).order_by("pk")

    def _one(self, rows: Any, number: int) -> Any:
        found = list(rows)
        return found[number % len(found)] if found else None

    def _code(self) -> str:
        self.codes += 1
        return f"M{self.codes}"


@pytest.mark.django_db
def test_lives() -> None:
    quick = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Lives, settings=quick)


@pytest.mark.django_db
def test_papers_are_read_above_every_successor_wherever_it_stands_today() -> None:
    """Another life: a base cell is split into two committees, and the second successor is moved away again."""
    life = Lives()
    cell, committee = Unit.objects.get(code="CB02"), Unit.objects.get(code="DB01")
    above, other = (
        make_user(f"tren{number}", unit)
        for number, unit in enumerate([committee, make_unit("DB09", "base_committee", life.root)])
    )
    life._reorganise("split", [cell], [new(life.root, "M8"), new(committee, "M9", kind="cell")])
    heir = Unit.objects.get(code="M9")

    assert Unit.objects.visible_to(life._by(above)["by"]).contains(cell)
    assert not Unit.objects.visible_to(life._by(other)["by"]).contains(cell)
    life._reorganise("transfer", [heir], [Outcome(unit=heir, parent=Unit.objects.get(code="DB09"))])
    assert not Unit.objects.visible_to(life._by(above)["by"]).contains(cell)
    assert Unit.objects.visible_to(life._by(other)["by"]).contains(cell)
    life.nobody_sees_more_or_less_than_they_answer_for()
    life.teardown()


@pytest.mark.django_db
def test_a_role_that_has_ended_shows_nothing() -> None:
    """One life that chance may miss."""
    life = Lives()
    life.end(which=1, days=0)
    life.a_night_passes()

    life.nobody_sees_more_or_less_than_they_answer_for()
    life.teardown()
