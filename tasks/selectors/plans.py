"""Plans as lists and pages show them: the plan's own order and wording, who has each line, how far it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Length, RowNumber

from kehoach.lib.document_numbers import number_and_symbol
from kehoach.lib.vietnamese import fold
from tasks.models import Assignment, Collective, Indicator, Plan, Section, Tally, Task
from tasks.models.assignments import Role
from tasks.querysets import OPEN_STATES
from tasks.selectors.indicators import indicators_of
from units.models import Unit, User
from units.policy import Act
from units.querysets import PATH_STEP, scope_of

NAMED = 6  # units named on one line before "và … đơn vị khác"
SORTED = 200  # units of one line that are sorted to name the first; of more only the number is told
FOUND = 30  # units that a search shows
ROLE_ORDER = Case(*(When(role=role, then=rank) for rank, role in enumerate(Role.values)))
UNFINISHED = sum((F(state) for state in OPEN_STATES[1:]), F(OPEN_STATES[0]))
WAITING = F("awaiting_on_time") + F("awaiting_late")
DONE = F("done_on_time") + F("done_late")


@dataclass(frozen=True)
class Counts:
    """How far assignments are; overdue: open after their day, as the board counts it (rule 2)."""

    total: int = 0
    done: int = 0
    overdue: int = 0

    @property
    def percent_done(self) -> int | None:
        return round(100 * self.done / self.total) if self.total else None


@dataclass(frozen=True)
class Given:
    """One unit that has a line, with how it stands; or one collective with its number of units."""

    name: str
    role: str
    units: int | None = None
    assignment: int | None = None
    state: str = ""

    @property
    def state_label(self) -> str:
        return str(Assignment.State(self.state).label)


@dataclass
class Line:
    """One line of the plan with who has it; `more`: units that are not named."""

    task: Task
    depth: int
    counts: Counts
    given: list[Given] = field(default_factory=list)
    more: int = 0
    asks: list[Indicator] = field(default_factory=list)


@dataclass
class Part:
    section: Section
    lines: list[Line] = field(default_factory=list)


def watches(user: User) -> bool:
    """Whether the person follows plans, rather than only having work from them."""
    return scope_of(user).may_somewhere(Act.WATCH)


def plans_for(user: User, *, state: str = "", text: str = "") -> QuerySet[Plan]:
    """Plans in scope, the newest first; `text` is looked for in number, symbol and title, without accents or case.

    Queries: 1 more when searching: a committee's plans are few, and their words are folded here.
    """
    plans = Plan.objects.visible_to(user).select_related("issuer").order_by("-issued_on", "-pk")
    if state:
        plans = plans.filter(state=state)
    if words := fold(text).split():
        rows = plans.order_by().values_list("pk", "type_name", "number", "symbol", "title")
        names = {pk: fold(f"{kind} {number_and_symbol(*named)} {title}") for pk, kind, *named, title in rows}
        plans = plans.filter(pk__in=[pk for pk, name in names.items() if all(word in name for word in words)])
    return plans


def plan_counts(plans: Iterable[Plan], user: User, today: date) -> dict[int, Counts]:
    """How far each plan is over the units in scope. Queries: 1."""
    plans = list(plans)
    found = _counted(plans, user, "plan", today)
    return {plan.pk: found.get(plan.pk, Counts()) for plan in plans}


def plan_parts(plan: Plan, user: User, today: date) -> list[Part]:
    """The plan in its own order, each line with who has it. Those who do not watch see only the units in their scope.

    Queries: 7.
    """
    visible = Assignment.objects.visible_to(user).in_force().filter(plan=plan)
    watching = watches(user)
    named = visible.filter(collective=None) if watching else visible
    counts = _counted([plan], user, "task", today)
    collectives = _collectives(plan, visible) if watching else {}
    alone = {
        task: count.total - sum(each.units or 0 for each in collectives.get(task, ())) for task, count in counts.items()
    }
    many = {task: units for task, units in alone.items() if units > SORTED}
    given, more = _named(named.exclude(task__in=many))
    for task, units in many.items():
        given[task].append(Given("các đơn vị theo danh sách phân công", "Giao", units))
    for task, rows in collectives.items():
        given[task] += rows
    parts = {section.pk: Part(section) for section in plan.sections.all()}
    asks = indicators_of(plan.pk)
    depths: dict[int, int] = {}
    for task in Task.objects.filter(Q(closed_on=None) | Q(is_task=True), plan=plan).order_by("position"):
        depth = depths[task.pk] = depths.get(task.parent_id, -1) + 1 if task.parent_id else 0
        line = Line(task, min(depth, 4), counts.get(task.pk, Counts()), given[task.pk], more.get(task.pk, 0))
        line.asks = asks.get(task.pk, [])
        parts[task.section_id].lines.append(line)
    return list(parts.values())


def tasks_with_counts(plan: Plan, user: User, today: date) -> list[tuple[Task, int]]:
    """The lines that are tasks, each with how many assignments in scope it has. Queries: 2."""
    counts = _counted([plan], user, "task", today)
    tasks = Task.objects.standing().filter(plan=plan, is_task=True).select_related("section").order_by("position")
    return [(task, counts.get(task.pk, Counts()).total) for task in tasks]


def editor_rows(
    plan: Plan,
    user: User,
    *,
    task: Task | None = None,
    kind: str = "",
    branch: Unit | None = None,
    role: str = "",
    text: str = "",
) -> QuerySet[Assignment]:
    """Assignments in force, narrowed as the editor's filter says, in the order of the plan and the tree."""
    rows = Assignment.objects.visible_to(user).in_force().filter(plan=plan)
    for name, value in (("task", task), ("unit__kind", kind), ("branch", branch), ("role", role)):
        if value:
            rows = rows.filter(**{name: value})
    for word in fold(text).split():
        rows = rows.filter(unit__search_text__contains=word)
    order = ("unit__path",) if task else ("task__position", "unit__path")
    return rows.select_related("unit", "task", "collective").order_by(*order)


def branches_of(plan: Plan, user: User) -> QuerySet[Unit]:
    """The top branches that have work of the plan, in scope."""
    return (
        Unit.objects.visible_to(user).filter(pk__in=Tally.objects.filter(plan=plan).values("branch")).order_by("path")
    )


def search_units(issuer: Unit, text: str, day: date) -> list[Unit]:
    """Open units of a committee whose names hold the words; when none does, the first words are let go.

    Queries: 1 as a rule, at most one a word.
    """
    words = text.split()
    units = Unit.objects.below(issuer.path).open_on(day).select_related("parent").order_by(Length("name"), "path")
    for start in range(len(words)):
        if found := list(units.search(" ".join(words[start:]))[:FOUND]):
            return found
    return []


def _counted(plans: Iterable[Plan], user: User, by: str, today: date) -> dict[int, Counts]:
    """Counts over the units in scope, by "plan" or "task": from the tallies where the scope is whole branches."""
    scope = scope_of(user)
    if all(len(path) <= 2 * PATH_STEP for path in scope.paths()):
        rows = Tally.objects.filter(scope.q("branch__path"), plan__in=plans).order_by().values(by)
        counted = rows.annotate(
            total=Sum(UNFINISHED + WAITING + DONE),
            done=Sum(DONE),
            overdue=Sum(UNFINISHED, filter=Q(due_on__lt=today), default=0),
        )
    else:
        visible = Assignment.objects.visible_to(user).in_force().filter(plan__in=plans).order_by().values(by)
        counted = visible.annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state="done")),
            overdue=Count("pk", filter=Q(state__in=OPEN_STATES, due_on__lt=today)),
        )
    return {row[by]: Counts(row["total"], row["done"], row["overdue"]) for row in counted}


def _named(rows: QuerySet[Assignment]) -> tuple[dict[int, list[Given]], dict[int, int]]:
    """The first units of every line, the lead first, and how many there are beyond them. Queries: 1."""
    place = Window(RowNumber(), partition_by="task", order_by=[ROLE_ORDER, "unit__path"])
    size = Window(Count("pk"), partition_by="task")
    given: dict[int, list[Given]] = defaultdict(list)
    more: dict[int, int] = {}
    for row in _shown(rows.annotate(place=place, size=size).filter(place__lte=NAMED).order_by("task", "place")):
        name = row["unit__short_name"] or row["unit__name"]
        given[row["task"]].append(Given(name, _role(row["role"]), assignment=row["pk"], state=row["state"]))
        more[row["task"]] = max(0, row["size"] - NAMED)
    return given, more


def _shown(rows: QuerySet[Any]) -> Iterable[dict[str, Any]]:
    return rows.values("pk", "task", "role", "state", "unit__name", "unit__short_name", "size")


def _collectives(plan: Plan, visible: QuerySet[Assignment]) -> dict[int, list[Given]]:
    """The collectives of every line with the number of their units in scope. Queries: 2."""
    counted = visible.exclude(collective=None).order_by().values_list("collective").annotate(units=Count("pk"))
    units = dict(counted)
    found: dict[int, list[Given]] = defaultdict(list)
    for collective in Collective.objects.filter(plan=plan).order_by("pk"):
        if collective.pk in units:
            name = collective.phrase or ", ".join(str(Unit.Kind(kind).label) for kind in collective.kinds)
            found[collective.task_id].append(Given(name, _role(collective.role), units[collective.pk]))
    return found


def _role(role: str) -> str:
    return str(Role(role).label)
