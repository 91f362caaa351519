"""Narrowing of units and people, and the scope that every other app narrows by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kehoach.lib.vietnamese import fold

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
    """What one person may see today: the subtrees they answer for, the units they report for, the roles they hold.

    Source: reliability.md, promise 4: by the tree as it stands today.
    """

    paths: tuple[str, ...] = ()
    own_unit_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    administered: tuple[str, ...] = ()  # the subtrees the person administers; sight by another role gives no rights

    def q(self, field: str = "path") -> Q:
        """The rows whose unit, found by its path in `field`, lies in one of the subtrees."""
        return below_any(self.paths, field)

    def covers(self, path: str) -> bool:
        return any(path.startswith(own) for own in self.paths)

    def administers(self, path: str) -> bool:
        return any(path.startswith(own) for own in self.administered)

    @property
    def administers_top(self) -> bool:
        """Whether the person administers a whole tree, and so what holds for all of it."""
        return any(len(path) == PATH_STEP for path in self.administered)

    def is_any(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def scope_of(user: "User | Any") -> Scope:
    """The scope of a person, read once and kept on the object, which lives as long as one request.

    Queries: 1 the first time.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user.memberships.current(timezone.localdate()).select_related("unit", "unit__parent"))
    return user._scope


def _read_scope(memberships: Iterable[Any]) -> Scope:
    memberships = list(memberships)
    return Scope(
        paths=_tops(item.sight_path for item in memberships),
        own_unit_ids=frozenset(item.unit_id for item in memberships if item.reports),
        roles=frozenset(item.role for item in memberships),
        administered=_tops(item.sight_path for item in memberships if item.role == "administrator"),
    )


def _tops(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie under none of the others."""
    paths = sorted(set(paths))
    return tuple(path for path in paths if not any(path != other and path.startswith(other) for other in paths))


class UnitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(scope_of(user).q())

    def administered_by(self, user: "User | Any") -> Self:
        return self.filter(below_any(scope_of(user).administered))

    def below(self, path: str) -> Self:
        return self.filter(below(path))

    def open_on(self, day: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def search(self, text: str) -> Self:
        """Units whose name, short name, code or alias holds the words, without regard to accents or case."""
        return self.filter(*(Q(search_text__contains=word) for word in fold(text).split()))


class MembershipQuerySet(models.QuerySet[Any]):
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
        memberships = self.model._meta.get_field("memberships").related_model.objects.filter(user=OuterRef("pk"))
        inside = below_any(scope_of(user).administered, "unit__path")
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


class ChangeQuerySet(models.QuerySet[Any]):
    def of(self, *objects: models.Model) -> Self:
        """What happened to these rows, newest first."""
        wanted = reduce(or_, (Q(subject=item._meta.label_lower, subject_id=item.pk) for item in objects), Q(pk__in=[]))
        return self.filter(wanted).select_related("by").order_by("-at", "-pk")
