"""Questions about units, people and the office."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Count, Exists, Field, Model, OuterRef, Prefetch, Q, QuerySet, Subquery

from kehoach.lib.days import vn_date, vn_moment
from kehoach.lib.phones import phone_digits
from kehoach.lib.vietnamese import normalize, sort_key
from units.models import Change, Membership, Office, Reorganisation, ReorganisedUnit, Unit, User
from units.policy import Act, roles_that
from units.querysets import PATH_STEP, MembershipQuerySet, Scope, scope_of
from units.signals import unit_facts_asked

HISTORY_LENGTH = 50
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.+)?$")


def get_office() -> Office:
    """The office's settings; the defaults where nobody has saved any yet. Queries: 1."""
    return Office.objects.filter(pk=1).first() or Office(pk=1)


def account_of(typed: str) -> User | None:
    """Whose account somebody means who types a user name, an e-mail address or a telephone number. Queries: 1.

    A number that several people share is nobody's; a user name goes before the other two.
    """
    typed, digits = normalize(typed).strip(), phone_digits(typed)
    names = Q(username__iexact=typed) | Q(email__iexact=typed)
    found = list(User.objects.filter((names | Q(phone_digits=digits)) if digits else names) if typed else ())
    named = [user for user in found if user.username == typed.lower()]
    named = named or [user for user in found if user.email == typed.lower()]
    return (named or found)[0] if named or len(found) == 1 else None


def second_factors_of(user: User) -> QuerySet[Authenticator]:
    """What the person can show after the password: an app on the telephone, passkeys. Recovery codes only stand in."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


# --- The tree -------------------------------------------------------------------------------------------------------


def with_children_count(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Each unit with `children_count`, the open units right below it."""
    return units.annotate(children_count=Count("children", filter=Q(children__closed_on=None)))


def children_of(unit: Unit, user: User) -> QuerySet[Unit]:
    """The units right below, in the order of the tree; those that have passed into it are told in its life."""
    return in_tree_order(Unit.objects.visible_to(user).filter(parent=unit, kept_by=None))


def tops_for(user: User) -> QuerySet[Unit]:
    """Where the person's sight begins: the highest units in scope."""
    return in_tree_order(Unit.objects.filter(path__in=scope_of(user).paths()))


def in_tree_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Sisters as the office lists them: by position, then by the Vietnamese alphabet."""
    return units.order_by("position", "sort_key", "pk")


def ancestors_of(unit: Unit, user: User) -> list[Unit]:
    """The units above, from the highest one in the person's scope down. Queries: 1."""
    paths = [unit.path[:end] for end in range(PATH_STEP, len(unit.path), PATH_STEP)]
    return list(Unit.objects.visible_to(user).filter(path__in=paths).order_by("path"))


@dataclass(frozen=True)
class UnitFact:
    """One thing another app knows of a unit, for its page. Takes: url: where to read more, or empty."""

    label: str
    value: str
    url: str = ""


def facts_about(unit: Unit, user: User) -> list[UnitFact]:
    """What the apps above know of a unit, in the order of their answers."""
    answers: list[tuple[Any, Any]] = unit_facts_asked.send(sender=Unit, unit=unit, user=user)
    return [fact for _, facts in answers for fact in facts]


# --- The life of a unit ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LifePart:
    """One unit of an act. `is_seen`: the person may open its page."""

    row: ReorganisedUnit
    is_seen: bool


@dataclass(frozen=True)
class LifeSide:
    label: str
    parts: list[LifePart]


@dataclass(frozen=True)
class LifeEvent:
    """One act in the life of a unit: units before and after it, or what changed on the unit itself."""

    act: Reorganisation
    sides: list[LifeSide]
    changes: list["ChangedField"]


def life_of(unit: Unit, user: User, *, planned: bool) -> list[LifeEvent]:
    """The acts that made the unit what it is, the latest first; with those to come where asked. Queries: 2."""
    state = Reorganisation.State
    states = [state.DONE, state.UNDOING, *([state.PLANNED] if planned else [])]
    rows = ReorganisedUnit.objects.select_related("unit", "parent").order_by("-side", "position")
    acts = Reorganisation.objects.filter(Exists(rows.filter(act=OuterRef("pk"), unit=unit)), state__in=states)
    acts = acts.prefetch_related(Prefetch("units", rows)).order_by("-effective_on", "-pk")
    return [_life_event(act, unit, scope_of(user)) for act in acts]


def _life_event(act: Reorganisation, unit: Unit, scope: Scope) -> LifeEvent:
    rows = list(act.units.all())
    before, after = ([row for row in rows if row.side == side] for side in ReorganisedUnit.Side.values)
    own = {row.side: row for row in rows if row.unit_id == unit.pk}
    if len(own) == len(ReorganisedUnit.Side) and not act.passes_on:
        return LifeEvent(act, [], _changes_of(own))
    sides = [LifeSide("Từ", _life_parts(before, scope)), LifeSide("Thành", _life_parts(after, scope))]
    return LifeEvent(act, [side for side in sides if side.parts], [])


def _life_parts(rows: list[ReorganisedUnit], scope: Scope) -> list[LifePart]:
    return [LifePart(row, bool(row.unit and scope.may(Act.SEE, row.unit.path))) for row in rows]


def _changes_of(own: dict[str, ReorganisedUnit]) -> list["ChangedField"]:
    """What differs between the unit's two rows of an act."""
    before, after = own[ReorganisedUnit.Side.BEFORE], own[ReorganisedUnit.Side.AFTER]
    values = [
        ("Tên", before.name, after.name),
        ("Tên viết tắt", before.short_name, after.short_name),
        ("Loại", before.get_kind_display(), after.get_kind_display()),
        ("Cấp trên", str(before.parent or ""), str(after.parent or "")),
    ]
    return [ChangedField(name, old, new) for name, old, new in values if old != new]


# --- People ---------------------------------------------------------------------------------------------------------


def people_for(unit_ids: Iterable[int], act: Act, day: date) -> dict[int, list[User]]:
    """Who is placed in these units that day in a role with this right, by unit; only open accounts. Queries: 1."""
    memberships = (
        Membership.objects.current(day)
        .filter(unit__in=list(unit_ids), role__in=roles_that(act), user__is_active=True)
        .select_related("user")
        .order_by("unit", "user__sort_key", "user")
    )
    people: dict[int, list[User]] = defaultdict(list)
    for membership in memberships:
        if membership.user not in people[membership.unit_id]:
            people[membership.unit_id].append(membership.user)
    return dict(people)


def lenders_of(user: User, units: Iterable[Unit]) -> dict[int, User]:
    """In whose place the person reports for units that are not theirs. Queries: 1, none for one's own units only."""
    parts = scope_of(user).parts
    own = parts[None].own_unit_ids if None in parts else frozenset()
    people = User.objects.in_bulk([lender for lender in parts if lender])
    lent = {pk: people[lender] for lender, part in parts.items() if lender for pk in part.own_unit_ids}
    return {unit.pk: lent[unit.pk] for unit in units if unit.pk in lent and unit.pk not in own}


def memberships_of(unit: Unit, day: date) -> QuerySet[Membership]:
    """Who acts for a unit today or will, in the order of the roles' weight."""
    rows = unit.memberships.filter(Q(to_on=None) | Q(to_on__gte=day), user__is_active=True)
    return rows.select_related("user", "stands_for__user").order_by("role", "user__sort_key", "pk")


def roles_of(user: User, day: date) -> MembershipQuerySet:
    """What the person holds, held or will hold, each with `stood_in`: who stands in that day or will. Queries: 2."""
    stand_ins = Membership.objects.filter(to_on__gte=day).select_related("user").order_by("from_on", "pk")
    held = user.memberships.select_related("unit", "stands_for__user").order_by("-from_on", "pk")
    return held.prefetch_related(Prefetch("stand_ins", stand_ins, to_attr="stood_in"))


def with_roles(users: QuerySet[User], day: date) -> QuerySet[User]:
    """Each person with `roles_now`, the memberships of that day and those to come. Queries: 1 more."""
    rows = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=day)).select_related("unit", "stands_for__user")
    rows = rows.order_by("from_on", "pk")
    return users.prefetch_related(Prefetch("memberships", rows, to_attr="roles_now"))


def not_yet_in(user: User, day: date) -> QuerySet[User]:
    """Who is administered by this person and has never been in."""
    return User.objects.administered_by(user, day).filter(is_active=True, last_login=None)


# --- History --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangedField:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One act as components/_history.html shows it."""

    at: datetime
    by: str
    what: str
    note: str = ""
    changes: list[ChangedField] = field(default_factory=list)


def history_of(*rows: Model, limit: int = HISTORY_LENGTH) -> list[HistoryEntry]:
    """What happened to these rows, newest first, in words. Queries: 1."""
    return [_entry(change) for change in Change.objects.of(*rows)[:limit]]


@dataclass(frozen=True)
class LedgerRow:
    """One act as the page of the ledger shows it."""

    number: int | None  # None until it is sealed
    origin: str
    kind: str
    name: str
    entry: HistoryEntry


def ledger_rows(changes: Iterable[Change]) -> list[LedgerRow]:
    """Takes: changes with their entry and author selected. Queries: none."""
    return [
        LedgerRow(
            number=change.entry.number if hasattr(change, "entry") else None,
            origin=change.origin,
            kind=subject_name(change.subject),
            name=change.name,
            entry=_entry(change),
        )
        for change in changes
    ]


def subject_name(label: str) -> str:
    """What a table is called on screens, e.g. "phân công" of tasks.assignment."""
    return "đăng nhập" if label == "sessions.session" else str(apps.get_model(label)._meta.verbose_name)


def subject_choices() -> list[tuple[str, str]]:
    """The tables that the ledger speaks of, by their names."""
    models = [model for app in ("units", "tasks", "reports") for model in apps.get_app_config(app).get_models()]
    labels = ["sessions.session", *(model._meta.label_lower for model in models)]
    named = [(label, subject_name(label)) for label in labels]
    return sorted(((label, name[:1].upper() + name[1:]) for label, name in named), key=lambda pair: sort_key(pair[1]))


def _entry(change: Change) -> HistoryEntry:
    model = apps.get_model(change.subject)
    names = [*change.before, *(name for name in change.after if name not in change.before)]
    changes = [_changed(model, name, change.before.get(name), change.after.get(name)) for name in names]
    return HistoryEntry(
        at=change.at,
        by=signature(change.by, change.on_behalf_of) if change.by else "Hệ thống",
        what=change.verb,
        note=change.reason,
        changes=[item for item in changes if item.before != item.after],
    )


def signature(by: User, on_behalf_of: User | None) -> str:
    """Who did it, and in whose place."""
    return f"{by}, thay {on_behalf_of}" if on_behalf_of else str(by)


def with_lender(rows: QuerySet[Any], subject: type[Model], *, pk: str, by: str, at: str) -> QuerySet[Any]:
    """Each row with `lender_name`: in whose place somebody did this to a subject; null for their own.

    Takes: pk, by, at: the columns of the row that say to which subject, who and when. Queries: none more.
    """
    done = Change.objects.filter(
        subject=subject._meta.label_lower,
        subject_id=OuterRef(pk),
        by=OuterRef(by),
        at=OuterRef(at),
        on_behalf_of__isnull=False,
    )
    return rows.annotate(lender_name=Subquery(done.order_by().values("on_behalf_of__full_name")[:1]))


def _changed(model: type[Model], name: str, before: Any, after: Any) -> ChangedField:
    column = _column(model, name) or _column(Membership, name)
    if column is None:
        return ChangedField(name, _words(before), _words(after))
    label, choices = str(column.verbose_name), dict(column.flatchoices)
    before, after = (choices.get(value, value) if choices else value for value in (before, after))
    return ChangedField(label[:1].upper() + label[1:], _words(before), _words(after))


def _column(model: type[Model], name: str) -> Field | None:
    """The model's own column; a name that is none of the row's may be one of a membership beside it."""
    return next((column for column in model._meta.fields if column.name == name), None)


def _words(value: Any) -> str:
    """A kept value as people read it: a day as 30/9/2026, a list in one line, nothing as nothing."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    text = "" if value is None else str(value)
    if not ISO_DAY.match(text):
        return text
    if len(text) == len("2026-09-30"):
        return vn_date(date.fromisoformat(text))
    return vn_moment(datetime.fromisoformat(text))
