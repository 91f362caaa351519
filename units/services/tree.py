"""What changes the tree of units.

A path is the parent's path and a step of five digits, so "this unit and all below" is one range of an index. `branch`
is the ancestor at depth 1; a root and its children are their own. Whoever changes the shape of the tree waits for the
others (the roots are locked on PostgreSQL; SQLite has one writer).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad, Substr

from kehoach.lib.conflicts import Conflict
from kehoach.lib.vietnamese import fold, normalize, sort_key
from units.models import Unit, User
from units.permissions import require_administers
from units.querysets import PATH_STEP, below
from units.services.changes import facts_of, new_change, record_change, record_changes, update_many
from units.signals import units_moved

PATH_TRIES = 5
LAST_STEP = 10**PATH_STEP - 1


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """What an administrator writes down about a unit; its place in the tree is apart."""

    code: str
    name: str
    kind: str
    opened_on: date
    short_name: str = ""
    aliases: Sequence[str] = ()
    contact: str = ""
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class NewUnit(UnitFacts):
    """One of many units made at once. Takes: parent_code: of an earlier one; empty: the parent given for all."""

    parent_code: str = ""


FACT_NAMES = tuple(field.name for field in fields(UnitFacts))
WRITTEN = (*FACT_NAMES, "search_text", "sort_key", "version")


@transaction.atomic
def create_unit(*, parent: Unit | None, facts: UnitFacts, by: User | None, now: datetime, reason: str = "") -> Unit:
    """Make one unit under `parent`, as its last child; without a parent it is the top of a tree.

    Errors: ValidationError when a fact is wrong, the code is taken or the parent is closed.
    """
    lock_tree()
    parent = _open_parent(parent)
    unit = Unit(parent=parent, depth=parent.depth + 1 if parent else 0)
    write_facts(unit, facts)
    for attempt in range(1, PATH_TRIES + 1):
        unit.path = _next_path(parent)
        unit.full_clean(exclude=["path"])  # the database judges the path, so that a collision is tried again
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
            break
        except IntegrityError:  # two first units of two trees at once: no row to lock yet
            if attempt == PATH_TRIES:
                raise
    _refresh_branches(below(unit.path))
    unit.refresh_from_db(fields=["branch"])
    record_change(unit, "Lập đơn vị", by=by, now=now, after=told(unit), reason=reason)
    return unit


@transaction.atomic
def create_units(*, parent: Unit | None, units: Iterable[NewUnit], by: User | None, now: datetime) -> dict[str, Unit]:
    """Make many units at once, parents before children. Gives: the units by code.

    Errors: IntegrityError when a code is taken; KeyError when a parent's code is neither earlier nor empty.
    Queries: a few for each level of the tree, whatever the number.
    """
    lock_tree()
    parent = _open_parent(parent)
    levels: dict[int, list[Unit]] = defaultdict(list)
    made: dict[str, Unit] = {}
    next_step: dict[str, int] = {"": _next_step(parent)}
    for new in units:
        above = made[new.parent_code] if new.parent_code else parent
        step = next_step.setdefault(new.parent_code, 1)
        next_step[new.parent_code] += 1
        unit = Unit(parent=above, depth=above.depth + 1 if above else 0, path=_path(above, step))
        write_facts(unit, new)
        made[unit.code] = unit
        levels[unit.depth].append(unit)
    for depth in sorted(levels):
        _insert_level(depth, levels[depth])
    record_changes(new_change(unit, "Lập đơn vị", by=by, now=now, after=told(unit)) for unit in made.values())
    return made


def _insert_level(depth: int, units: list[Unit]) -> None:
    for unit in units:
        unit.parent = unit.parent  # takes over the key that the level above has just got
        unit.branch = unit.parent.branch if unit.parent and depth > 1 else None
    Unit.objects.bulk_create(units, batch_size=1000)
    if depth <= 1:
        Unit.objects.filter(branch=None, depth=depth).update(branch=F("pk"))
        for unit in units:
            unit.branch = unit


@transaction.atomic
def edit_unit(*, unit: Unit, facts: UnitFacts, version: int, by: User, now: datetime, reason: str = "") -> Unit:
    """Write down other facts about a unit, over the version the person has seen.

    Errors: ValidationError; Conflict when somebody saved other facts in between.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    before = told(unit)
    write_facts(unit, facts)
    unit.full_clean()
    if told(unit) != before:
        if unit.version != version:
            raise Conflict(Unit.objects.get(pk=unit.pk))
        unit.version += 1
        unit.save(update_fields=WRITTEN)
        record_change(unit, "Sửa thông tin", by=by, now=now, before=before, after=told(unit), reason=reason)
    return unit


@transaction.atomic
def edit_units(*, edits: Sequence[tuple[Unit, UnitFacts]], by: User, now: datetime, reason: str = "") -> None:
    """Write down other facts about many units, each over the version that its row carries; codes stay.

    Errors: ValidationError; Conflict when somebody saved one of them in between.
    Queries: a few for a thousand.
    """
    locked = Unit.objects.select_for_update(of=("self",)).in_bulk([unit.pk for unit, _ in edits])
    changes = []
    for seen, facts in edits:
        require_administers(by, seen)
        unit = locked[seen.pk]
        if unit.version != seen.version:
            raise Conflict(unit)
        before = told(unit)
        write_facts(unit, replace(facts, code=unit.code))
        unit.clean_fields(exclude=["parent", "branch"])
        unit.version += 1
        changes.append(
            new_change(unit, "Sửa thông tin", by=by, now=now, before=before, after=told(unit), reason=reason)
        )
    update_many(Unit, list(locked.values()), WRITTEN)
    record_changes(changes)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: User | None, now: datetime, reason: str = "") -> Unit:
    """Put a unit and all below it under another parent.

    Errors: ValidationError when the parent is closed, is there already, or lies below the unit itself.
    Queries: constant, whatever the size of the branch.
    """
    lock_tree()
    unit = Unit.objects.select_related("parent").get(pk=unit.pk)
    parent = _open(parent)
    if parent.path.startswith(unit.path):
        raise ValidationError({"parent": "Không thể chuyển một đơn vị vào chính nó hoặc vào đơn vị cấp dưới của nó."})
    if parent.pk == unit.parent_id:
        raise ValidationError({"parent": "Đơn vị này đang trực thuộc đúng nơi đã chọn."})
    before, after = {"parent": str(unit.parent or "")}, {"parent": str(parent)}
    shift_units(units=[unit], parent=parent)
    unit = Unit.objects.select_related("parent").get(pk=unit.pk)
    record_change(unit, "Chuyển trực thuộc", by=by, now=now, before=before, after=after, reason=reason)
    return unit


def shift_units(*, units: Sequence[Unit], parent: Unit) -> None:
    """Put units that lie side by side, each with all below it, under another parent; the tree is locked already.

    No rule is asked and no history written: that is the caller's. They keep their order.
    Queries: constant, whatever the number of units and of what lies below.
    """
    tops = [unit.path for unit in units]
    cut = len(tops[0]) - PATH_STEP
    steps = [int(path[cut:]) for path in tops]
    offset = _next_step(parent) - min(steps)
    new = {path: _path(parent, int(path[cut:]) + offset) for path in tops}
    step = Cast(Substr("path", cut + 1, PATH_STEP), IntegerField()) + offset
    beside = Unit.objects.below(tops[0][:cut]) if cut else Unit.objects.all()
    beside.annotate(top=Substr("path", 1, cut + PATH_STEP)).filter(top__in=tops).update(
        path=Concat(
            Value(parent.path),
            LPad(Cast(step, CharField()), PATH_STEP, Value("0")),
            Substr("path", cut + PATH_STEP + 1),
        ),
        depth=F("depth") + (parent.depth + 1 - units[0].depth),
    )
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(parent=parent)
    _refresh_inherited(new)
    start, last = min(new.values()), max(new.values())
    end = str(int(last) + 1).zfill(len(last))
    _refresh_branches(Q(path__gte=start, path__lt=end))
    units_moved.send(sender=Unit, start=start, end=end)


def _refresh_inherited(new: Mapping[str, str]) -> None:
    """Whoever reads the papers of a unit that now lies elsewhere goes on reading them. Takes: new paths by old."""
    length = len(next(iter(new)))
    for unit in Unit.objects.exclude(inherits=[]):
        paths = [new.get(path[:length], path[:length]) + path[length:] for path in unit.inherits]
        if paths != unit.inherits:
            Unit.objects.filter(pk=unit.pk).update(inherits=paths)


def lock_tree() -> None:
    """Wait until nobody else changes the shape of the tree; rows may still point at the roots meanwhile."""
    list(Unit.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk"))


def _open_parent(parent: Unit | None) -> Unit | None:
    return _open(parent) if parent else None


def _open(parent: Unit) -> Unit:
    """The parent as it stands now that the tree is locked."""
    parent = Unit.objects.get(pk=parent.pk)
    if parent.closed_on:
        raise ValidationError({"parent": f"{parent} đã kết thúc hoạt động; hãy chọn đơn vị cấp trên khác."})
    return parent


def _next_path(parent: Unit | None) -> str:
    return _path(parent, _next_step(parent))


def _next_step(parent: Unit | None) -> int:
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    return int(last[-PATH_STEP:]) + 1 if last else 1


def _path(parent: Unit | None, step: int) -> str:
    path = (parent.path if parent else "") + str(step).zfill(PATH_STEP)
    if step > LAST_STEP or len(path) > (Unit._meta.get_field("path").max_length or 0):
        raise ValidationError({"parent": "Đơn vị cấp trên này không còn chỗ cho đơn vị mới."})
    return path


def _refresh_branches(moved: Q) -> None:
    """Set-based: the branch is who stands two steps down the path; for a root and its children that is themselves."""
    branch = Unit.objects.filter(path=Substr(OuterRef("path"), 1, 2 * PATH_STEP)).order_by().values("pk")
    Unit.objects.filter(moved).update(branch=Subquery(branch[:1]))


def write_facts(unit: Unit, facts: UnitFacts) -> None:
    for name in FACT_NAMES:
        value = getattr(facts, name)
        setattr(unit, name, _line(value) if isinstance(value, str) else value)
    unit.aliases = [line for line in map(_line, facts.aliases) if line]
    unit.search_text = fold(" ".join([unit.name, unit.short_name, unit.code, *unit.aliases]))
    unit.sort_key = sort_key(unit.name)


def _line(text: str) -> str:
    return " ".join(normalize(text).split())


def told(unit: Unit) -> dict[str, object]:
    return facts_of(unit, FACT_NAMES)
