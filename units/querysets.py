"""Narrowing of units and people, and the scope that every other app narrows by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Case, Exists, F, Func, JSONField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from kehoach.lib.vietnamese import fold
from units.policy import POLICY, Act, Relation, Role

if TYPE_CHECKING:
    from units.models import User

PATH_STEP = 5  # digits a level; digits only, so that every collation orders paths alike


def below(path: str, field: str = "path") -> Q:
    """This unit and all below, as one range of an index."""
    return Q((f"{field}__gte", path), (f"{field}__lt", str(int(path) + 1).zfill(len(path))))


def below_any(paths: Iterable[str], field: str = "path") -> Q:
    """The units of all these subtrees; none without a path."""
    return reduce(or_, (below(path, field) for path in paths), Q(pk__in=[]))


@dataclass(frozen=True)
class Scope:
    """Where one person may do each act of the policy today; a right from one place gives none at another."""

    trees: Mapping[Act, tuple[str, ...]] = field(default_factory=dict)
    own_unit_ids: frozenset[int] = frozenset()  # the units that the person reports for
    parts: Mapping[int | None, "Scope"] = field(default_factory=dict)  # by who lent the roles; None: one's own

    def paths(self, act: Act = Act.SEE) -> tuple[str, ...]:
        """The tops of the subtrees where the person may do it; none lies under another."""
        return self.trees.get(act, ())

    def q(self, name: str = "path", act: Act = Act.SEE) -> Q:
        """The rows whose unit, found by its path in the field `name`, lies where the person may do it."""
        return below_any(self.paths(act), name)

    def may(self, act: Act, path: str) -> bool:
        return any(path.startswith(top) for top in self.paths(act))

    def may_somewhere(self, act: Act) -> bool:
        return bool(self.own_unit_ids if act == Act.REPORT else self.paths(act))

    def lender_id(self, allows: Callable[["Scope"], bool]) -> int | None:
        """Who lent the right that is asked for; None where it is the person's own, or nobody's."""
        own_first = sorted(self.parts.items(), key=lambda part: part[0] or 0)
        return next((lender for lender, part in own_first if allows(part)), None)

    def may_at_top(self, act: Act) -> bool:
        """Whether it holds for a whole tree, and so for what all of it shares."""
        return any(len(path) == PATH_STEP for path in self.paths(act))


def scope_of(user: "User | Any") -> Scope:
    """The scope of a person, read once and kept on the object, which lives as long as one request.

    Queries: 1 the first time.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    if not hasattr(user, "_scope"):
        held = user.memberships.current(timezone.localdate()).with_inherited()
        user._scope = _read_scope(held.select_related("unit", "unit__parent", "stands_for"))
    return user._scope


def _read_scope(memberships: Iterable[Any]) -> Scope:
    """The whole scope, with what each lender and oneself contributes to it."""
    memberships = list(memberships)
    lenders = {item.lender_id for item in memberships}
    parts = {lender: _scope_by([item for item in memberships if item.lender_id == lender]) for lender in lenders}
    return replace(_scope_by(memberships), parts=parts)


def _scope_by(memberships: list[Any]) -> Scope:
    paths: dict[Act, set[str]] = defaultdict(set)
    for item in memberships:
        for act, reach in POLICY[Role(item.role)].items():
            if Relation.BELOW in reach:
                paths[act].add(item.sight_path)
                if act == Act.SEE:
                    paths[act].update(path for inherits in item.inherited or () for path in inherits)
    return Scope(
        trees={act: _tops(found) for act, found in paths.items()},
        own_unit_ids=frozenset(item.unit_id for item in memberships if item.reports),
    )


def _tops(paths: set[str]) -> tuple[str, ...]:
    """The paths that lie under none of the others."""
    return tuple(path for path in sorted(paths) if not any(path != top and path.startswith(top) for top in paths))


class UnitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(scope_of(user).q())

    def administered_by(self, user: "User | Any") -> Self:
        return self.filter(scope_of(user).q(act=Act.ADMINISTER))

    def below(self, path: str) -> Self:
        return self.filter(below(path))

    def open_on(self, day: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def search(self, text: str) -> Self:
        """Units whose name, short name, code or alias holds the words, without regard to accents or case."""
        return self.filter(*(Q(search_text__contains=word) for word in fold(text).split()))


class _Gathered(Func):
    """The JSON values of all rows of a subquery as one list; null where there are none."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_GROUP_ARRAY(JSON(%(expressions)s))", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSONB_AGG(%(expressions)s)", **context)


class MembershipQuerySet(models.QuerySet[Any]):
    def with_inherited(self) -> Self:
        """Each with `inherited`, what the units in its sight inherit as they stand today: a list of lists of paths."""
        units = self.model._meta.get_field("unit").related_model
        serves = Q(unit__kind__in=units.SERVING_KINDS, unit__parent__isnull=False)
        top = Case(When(serves, then=F("unit__parent__path")), default=F("unit__path"))
        heirs = units.objects.exclude(inherits=[]).order_by()
        heirs = heirs.filter(path__gte=OuterRef("sight"), path__lt=Concat(OuterRef("sight"), Value("a")))
        gathered = heirs.annotate(gathered=_Gathered("inherits")).values("gathered")
        return self.alias(sight=top).annotate(inherited=Subquery(gathered))

    def current(self, day: date) -> Self:
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(scope_of(user).q("unit__path"))


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        """People with a membership, past or present, in a unit in scope; and oneself."""
        seen = self.model._meta.get_field("memberships").related_model.objects.visible_to(user)
        return self.filter(Q(pk__in=seen.values("user_id")) | Q(pk=user.pk))

    def administered_by(self, user: "User | Any", day: date) -> Self:
        """People known in the subtrees that the person administers, who act and will act nowhere else."""
        return self.administered_in(scope_of(user), day)

    def administered_in(self, scope: Scope, day: date) -> Self:
        memberships = self.model._meta.get_field("memberships").related_model.objects.filter(user=OuterRef("pk"))
        inside = scope.q("unit__path", Act.ADMINISTER)
        elsewhere = memberships.filter(~inside, Q(to_on=None) | Q(to_on__gte=day))
        return self.filter(Exists(memberships.filter(inside)), ~Exists(elsewhere))

    def holding(self, role: str, day: date) -> Self:
        """People who hold the role that day, wherever."""
        memberships = self.model._meta.get_field("memberships").related_model.objects.current(day)
        return self.filter(Exists(memberships.filter(user=OuterRef("pk"), role=role)))

    def acting_in(self, path: str, day: date) -> Self:
        """People who act that day for a unit of this subtree."""
        memberships = self.model._meta.get_field("memberships").related_model.objects.current(day)
        return self.filter(Exists(memberships.filter(below(path, "unit__path"), user=OuterRef("pk"))))

    def search(self, text: str) -> Self:
        return self.filter(*(Q(search_text__contains=word) for word in fold(text).split()))


class KehoachUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's user manager with our narrowing."""


class ReorganisationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        """Acts on a unit in scope, before or after."""
        units = self.model._meta.get_field("units").related_model.objects.visible_to(user)
        return self.filter(Exists(units.filter(act=OuterRef("pk"))))

    def due(self, day: date) -> Self:
        """Confirmed, and to take effect by this day, or to be taken back; the oldest first."""
        return self.filter(state__in=["planned", "undoing"], effective_on__lte=day).order_by("effective_on", "pk")


class ReorganisedUnitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        """Units in scope; one to be founded, where its place is in scope."""
        scope = scope_of(user)
        return self.filter(scope.q("unit__path") | Q(unit=None) & scope.q("parent__path"))


class ListUploadQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        """One's own, as long as one administers: what a file would do names what its reader administers."""
        if not scope_of(user).may_somewhere(Act.ADMINISTER):
            return self.none()
        return self.filter(uploaded_by=user)

    def owed(self, now: datetime) -> Self:
        """To be checked or written, and held by no worker; the oldest first."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state__in=["checking", "writing"]).order_by("pk")


class ChangeQuerySet(models.QuerySet[Any]):
    def of(self, *objects: models.Model) -> Self:
        """What happened to these rows, newest first."""
        wanted = reduce(or_, (Q(subject=item._meta.label_lower, subject_id=item.pk) for item in objects), Q(pk__in=[]))
        return self.filter(wanted).select_related("by", "on_behalf_of").order_by("-at", "-pk")

    def whole(self) -> Self:
        """With author and place in the ledger, newest first."""
        return self.select_related("by", "on_behalf_of", "entry").order_by("-at", "-pk")

    def before(self, at: datetime, pk: int) -> Self:
        """What stands after this one in that order; by the index, however far back."""
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
