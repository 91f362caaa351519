"""What a new version of a plan would change, line by line, said before it is done."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from kehoach.lib.differences import Marked, marked_words
from kehoach.lib.vietnamese import fold
from tasks.importing import Proposal
from tasks.importing.versions import Kept, continue_lines, moved
from tasks.models import Assignment, Collective, Plan, PlanImport, Task
from tasks.models.assignments import Role
from tasks.services.imports.draft import KEPT_TEXT, Draft, Grant, Line, Problem, UnitCounter

NO_DAY = "Không nêu"
HEAD_COLUMNS = {name: column for column, name in KEPT_TEXT.items()} | {
    "issued_on": "issued_on",
    "superior": "superior_name",
}


@dataclass(frozen=True)
class Changed:
    """One thing about a line that is another now; both are empty of its words, which `KeptRow.marked` shows."""

    name: str
    before: str = ""
    after: str = ""


@dataclass(kw_only=True)
class Row:
    """One line of the new version, of the plan as it stands, or of both: one of the three kinds below.

    `given`: how many units have it now; `lead_before`: the assignment of a lead whom the new version puts another for;
    `unnamed`: those of units that the new version does not name, while it names others: they go on.
    """

    own: Task  # the words as they will stand
    changes: list[Changed] = field(default_factory=list)
    given: int = 0
    gains: list[Grant] = field(default_factory=list)
    roles: list[tuple[Assignment, str]] = field(default_factory=list)
    lead_before: Assignment | None = None
    unnamed: list[Assignment] = field(default_factory=list)
    decision: str = ""

    @property
    def kind(self) -> str:
        """new, gone, changed or same; past: an earlier version had it last."""
        raise NotImplementedError

    @property
    def role_words(self) -> list[tuple[Assignment, str]]:
        return [(assignment, str(Role(role).label)) for assignment, role in self.roles]

    @property
    def is_asked(self) -> bool:
        """Whether a person has to say what becomes of it."""
        return self.kind == "gone" and self.own.is_task


@dataclass(kw_only=True)
class NewRow(Row):
    """A line that only the new version has."""

    line: Line

    @property
    def kind(self) -> str:
        return "new"


@dataclass(kw_only=True)
class KeptRow(Row):
    """A line of the new version that goes on with one of the plan."""

    line: Line
    task: Task

    @property
    def kind(self) -> str:
        is_changed = self.changes or self.gains or self.roles or self.lead_before or self.unnamed
        return "changed" if is_changed else "same"

    @property
    def marked(self) -> Marked:
        """Its words then and now."""
        return marked_words(self.task.text, self.own.text)


@dataclass(kw_only=True)
class GoneRow(Row):
    """A line of the plan that the new version has no longer."""

    @property
    def kind(self) -> str:
        return "past" if self.own.closed_on else "gone"


@dataclass
class Difference:
    """All lines in the order of the new version, each gone one behind the line that stood before it."""

    plan: Plan
    rows: list[Row]

    @property
    def new_rows(self) -> list[NewRow]:
        return [row for row in self.rows if isinstance(row, NewRow)]

    @property
    def kept_rows(self) -> list[KeptRow]:
        return [row for row in self.rows if isinstance(row, KeptRow)]

    @property
    def gone_rows(self) -> list[GoneRow]:
        return [row for row in self.rows if isinstance(row, GoneRow)]

    def of(self, *kinds: str) -> list[Row]:
        return [row for row in self.rows if row.kind in kinds]

    @property
    def same(self) -> int:
        return len(self.of("same"))

    @property
    def changed(self) -> int:
        return len(self.of("changed"))

    @property
    def new(self) -> int:
        return len(self.of("new"))

    @property
    def gone(self) -> int:
        return len(self.of("gone"))

    @property
    def asked(self) -> list[Row]:
        """The tasks that the new version has no longer."""
        return [row for row in self.rows if row.is_asked]

    @property
    def undecided(self) -> list[Row]:
        return [row for row in self.asked if not row.decision]

    @property
    def problems(self) -> list[Problem]:
        if not self.undecided:
            return []
        return [Problem("gone", f"Còn {len(self.undecided)} nhiệm vụ không có trong bản mới chưa được quyết định.")]


def read_version(proposal: Proposal, plan: Plan, names: dict[str, Any]) -> dict[str, Any]:
    """What is read of a new version beside the plan: which lines go on, and what was decided for it before."""
    standing = plan.tasks.standing().select_related("section").order_by("position")
    continue_lines(proposal, [Kept(task.pk, task.label, task.text, task.section.title) for task in standing])
    earlier = plan.imports.order_by("-uploaded_at").first()
    for name, column in HEAD_COLUMNS.items():  # what the new document does not say of itself stays as it is
        if getattr(proposal.head, name) is None:
            setattr(proposal.head, name, getattr(plan, column) or None)
    return {
        "proposal": proposal.to_dict(),
        "names": names | (earlier.names if earlier else {}),
        "period_kind": plan.period_kind,
        "reports_from": plan.reports_from,
    }


def compare(record: PlanImport, draft: Draft) -> Difference:
    """The draft of a new version beside the plan that it renews. Queries: 5, whatever the number of lines."""
    plan = Plan.objects.select_related("issuer", "tracker").get(pk=record.renews_id)
    tasks = {task.pk: task for task in plan.tasks.select_related("section", "parent").order_by("position")}
    given = _Given(plan, draft)
    shifted = _shifted(draft, list(tasks))
    rows: list[NewRow | KeptRow] = []
    left = dict(tasks)
    for line in draft.lines:
        task = left.pop(line.continues, None) if line.continues else None
        if task is None:
            rows.append(NewRow(line=line, own=line.task, gains=line.grants))
            continue
        changes = list(_changes(task, line, moved_on=task.pk in shifted))
        row = KeptRow(line=line, own=line.task, task=task, changes=changes)
        given.compare(row)
        rows.append(row)
    gone = [
        GoneRow(
            own=task,
            given=given.count(task.pk),
            decision=record.gone.get(str(task.pk), "") if task.is_task else "close",
        )
        for task in left.values()
    ]
    return Difference(plan, _in_order(rows, gone, list(tasks)))


def given_anew(difference: Difference, counter: UnitCounter) -> tuple[int, int]:
    """(assignments, units) that the new version adds to what the units have. Queries: 1, and 1 a collective."""
    kept = {row.task.pk: row for row in difference.kept_rows if row.gains}
    has: dict[int, set[int]] = defaultdict(set)
    for task, unit in Assignment.objects.in_force().filter(task__in=kept).values_list("task", "unit"):
        has[task].add(unit)
    gains = [counter.reached(row.gains) for row in difference.new_rows]
    gains += [counter.reached(row.gains) - has[pk] for pk, row in kept.items()]
    return sum(map(len, gains)), len(set().union(*gains))


def _shifted(draft: Draft, old: list[int]) -> set[int]:
    """The lines that others have overtaken."""
    places = {pk: place for place, pk in enumerate(old)}
    return {old[place] for place in moved([places[line.continues] for line in draft.lines if line.continues in places])}


def _in_order(rows: list[NewRow | KeptRow], gone: list[GoneRow], old: list[int]) -> list[Row]:
    """The rows of the new version in their order, each gone one behind the line that stood before it."""
    others = {row.own.pk: row for row in gone}
    behind = {before: others[pk] for before, pk in zip([0, *old], old, strict=False) if pk in others}
    found: list[Row] = []
    for row in [None, *rows]:
        found += [row] if row else []
        pk = row.task.pk if isinstance(row, KeptRow) else None if row else 0
        while pk in behind:
            found.append(behind.pop(pk))
            pk = found[-1].own.pk
    return found


def _changes(task: Task, line: Line, *, moved_on: bool) -> Iterator[Changed]:
    new = line.task
    if task.label != new.label:
        yield Changed("Số thứ tự", task.label, new.label)
    if task.text != new.text:
        yield Changed("Lời văn")
    above = (line.parent.continues or 0) if line.parent else None
    elsewhere = fold(task.section.title) != fold(new.section.title) or task.parent_id != above
    if elsewhere:
        yield Changed("Vị trí", _place(task.section.title, task.parent), _place(new.section.title, _above(line)))
    elif moved_on:
        yield Changed("Thứ tự", f"dòng thứ {task.position}", f"dòng thứ {new.position}")
    if task.is_task != new.is_task:
        yield Changed("Loại dòng", _sort(task), _sort(new))
    if task.due_on != new.due_on or task.due_text != new.due_text:
        yield Changed("Thời hạn", task.due_words or NO_DAY, new.due_words or NO_DAY)
    if task.product != new.product:
        yield Changed("Sản phẩm", task.product, new.product)


def _above(line: Line) -> Task | None:
    return line.parent.task if line.parent else None


def _place(title: str, above: Task | None) -> str:
    return f"{title}, thuộc “{above}”" if above else title


def _sort(task: Task) -> str:
    return "Nhiệm vụ" if task.is_task else "Không phải nhiệm vụ"


class _Given:
    """Who has the lines of the plan now, as far as the new version names them."""

    def __init__(self, plan: Plan, draft: Draft) -> None:
        rows = Assignment.objects.in_force().filter(plan=plan).select_related("unit")
        named = {grant.unit.pk for line in draft.lines for grant in line.units if grant.unit.pk}
        self._singly: dict[int, dict[int, Assignment]] = defaultdict(dict)
        for has in rows.filter(Q(unit__in=named) | Q(collective=None)):
            self._singly[has.task_id][has.unit_id] = has
        self._leads = {row.task_id: row for row in rows.filter(role=Role.LEAD)}
        self._counts = dict(rows.order_by().values_list("task").annotate(units=Count("pk")))
        self._collectives = {
            (each.task_id, each.place_id, tuple(sorted(each.kinds)), each.role)
            for each in Collective.objects.filter(plan=plan, closed_on=None)
        }

    def count(self, task_id: int) -> int:
        return self._counts.get(task_id, 0)

    def compare(self, row: KeptRow) -> None:
        pk, line = row.task.pk, row.line
        row.given = self.count(pk)
        for grant in line.units:
            has = self._singly[pk].get(grant.unit.pk)
            if has is None:
                row.gains.append(grant)
            elif has.role != grant.role and has.collective_id is None:
                row.roles.append((has, grant.role))
        for each in line.collectives:
            if (pk, each.place.pk, tuple(sorted(set(each.kinds))), each.role) not in self._collectives:
                row.gains.append(each)
        lead, changing = self._leads.get(pk), {has.pk for has, _ in row.roles}
        new_leads = [grant.unit.pk for grant in line.units if grant.role == Role.LEAD]
        if lead and new_leads and lead.unit_id not in new_leads and lead.pk not in changing:
            row.lead_before = lead
        if line.grants:
            units = {grant.unit.pk for grant in line.units}
            row.unnamed = [
                has
                for unit, has in self._singly[pk].items()
                if unit not in units and has.collective_id is None and has != row.lead_before
            ]
