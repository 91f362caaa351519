"""People and units below: what units themselves hold and pass on."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from units.models import Membership, Unit
from units.services.changes import new_change, record_changes
from units.services.people import end_sessions_of
from units.services.reorganisations.handover import SHOWN, Handover, Holding, HoldingGroup

PEOPLE, CHILDREN = "units.membership", "units.unit"


def own_groups(unit_ids: list[int], day: date) -> list[HoldingGroup]:
    """Queries: 4."""
    people, below = _memberships(unit_ids, day), _children(unit_ids)
    return [
        HoldingGroup(
            code=PEOPLE,
            title="Người và vai trò",
            end="Thôi vai trò",
            total=people.count(),
            items=[
                Holding(
                    pk=row.pk,
                    name=f"{row.user}, {row.get_role_display()}",
                    note="nhận ủy quyền" if row.stands_for_id else "",
                )
                for row in people[:SHOWN]
            ],
        ),
        HoldingGroup(
            code=CHILDREN,
            title="Đơn vị cấp dưới",
            total=below.count(),
            items=[Holding(pk=unit.pk, name=unit.name) for unit in below[:SHOWN]],
        ),
    ]


def _memberships(unit_ids: list[int], day: date) -> QuerySet[Membership]:
    """Roles held that day or later, one's own before those lent by others."""
    held = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=day), unit__in=unit_ids)
    return held.select_related("user", "unit").order_by(F("stands_for").asc(nulls_first=True), "unit__path", "pk")


def _children(unit_ids: list[int]) -> QuerySet[Unit]:
    return Unit.objects.filter(parent__in=unit_ids, closed_on=None).exclude(pk__in=unit_ids).order_by("path")


def pass_people(handover: Handover) -> None:
    """Roles end with the day before and begin anew at the successor; whoever holds the same role there has it already.

    Queries: constant, whatever the number of people.
    """
    day, journal = handover.act.effective_on, handover.journal
    rows = list(_memberships(list(handover.unit_ids), day))
    held = Membership.objects.filter(unit__in=handover.heir_ids, to_on=None, stands_for=None)
    taken = set(held.values_list("user", "unit", "role"))
    ended, heirs, made = [], {}, []
    for row in rows:
        heir = handover.heir(PEOPLE, row.pk, row.unit_id)
        if heir == row.unit_id:
            continue
        last = max(row.from_on, day - timedelta(days=1))
        ended.append((row.pk, {"to_on": _iso(row.to_on)}, {"to_on": _iso(min(last, row.to_on or last))}))
        if heir and (row.user_id, heir, row.role) not in taken:
            taken.add((row.user_id, heir, row.role))
            heirs[row.pk] = heir
            made.append(row)
    journal.change(Membership, ended)
    own = {row.pk: _renewed(row, heirs[row.pk], day) for row in made if row.stands_for_id is None}
    journal.make(Membership, list(own.values()))
    lent = [_renewed(row, heirs[row.pk], day, own[row.stands_for_id]) for row in made if row.stands_for_id in own]
    journal.make(Membership, lent)
    _record(handover, rows, heirs, {pk for pk, _, _ in ended})


def _renewed(row: Membership, heir: int, day: date, stands_for: Membership | None = None) -> Membership:
    from_on = max(row.from_on, day)
    return Membership(
        user_id=row.user_id, unit_id=heir, role=row.role, from_on=from_on, to_on=row.to_on, stands_for=stands_for
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _record(handover: Handover, rows: list[Membership], heirs: dict[int, int], ended: set[int]) -> None:
    """In the history of each person; their sessions end, as with every change of roles."""
    gone = [row for row in rows if row.pk in ended]
    record_changes(
        new_change(
            row.user,
            "Chuyển vai trò theo đơn vị" if row.pk in heirs else "Thôi vai trò",
            before={"role": row.role, "unit": row.unit.name},
            after={"unit": handover.names[heirs[row.pk]]} if row.pk in heirs else {},
            **handover.history,
        )
        for row in gone
    )
    user_ids = {row.user_id for row in gone}
    end_sessions_of(user_ids)


def pass_children(handover: Handover) -> None:
    """Units below follow the successor; of a unit that none succeeds they go to the unit above it.

    Queries: constant for each place they go to, whatever their number.
    """
    places: dict[tuple[Any, Any], list[Unit]] = defaultdict(list)
    above = dict(Unit.objects.filter(pk__in=handover.unit_ids).values_list("pk", "parent"))
    for unit in _children(list(handover.unit_ids)):
        heir = handover.heir(CHILDREN, unit.pk, unit.parent_id) or above[unit.parent_id]
        if heir not in (unit.parent_id, unit.pk):
            places[unit.parent_id, heir].append(unit)
    for (source, heir), going in places.items():
        parent = Unit.objects.get(pk=heir)
        units = list(Unit.objects.filter(pk__in=[unit.pk for unit in going]).order_by("path"))
        handover.journal.move(units, parent)
        record_changes(
            new_change(
                unit,
                "Chuyển trực thuộc",
                before={"parent": handover.names[source]},
                after={"parent": parent.name},
                **handover.history,
            )
            for unit in units
        )
