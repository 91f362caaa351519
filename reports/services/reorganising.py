"""What units owe and have begun to write when an act closes or splits them. What was sent stays as it was sent.

A report that is owed, begun or returned passes to the successor where that has none of the period yet. Where it has one
the two become one: lines and texts go into the successor's while that can be written, each text with the name of the
unit that wrote it. Source: product.md, rules 3 and 9; decision 17.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from reports.models import ReportLine, UnitReport
from reports.services.reminders import report_subject
from tasks.services.notices import settle_notices
from units.models import Unit
from units.services.changes import new_change, record_changes
from units.services.reorganisations.handover import SHOWN, Handover, Holding, HoldingGroup

REPORTS = "reports.unitreport"
State = UnitReport.State
WRITTEN = (State.DRAFT, State.RETURNED)
PASSED, JOINED = "Bàn giao theo sắp xếp tổ chức", "Nhập vào báo cáo của đơn vị nhận"
COLUMNS = (*UnitReport.PARTS, "state", "expected", "version")
Values = dict[str, Any]


def group(unit_ids: Sequence[int]) -> HoldingGroup:
    """Queries: 2."""
    reports = _unsent(unit_ids)
    return HoldingGroup(
        code=REPORTS,
        title="Báo cáo còn phải gửi, bản đang soạn",
        end="Giữ trong hồ sơ, không phải gửi nữa",
        total=reports.count(),
        items=[
            Holding(
                pk=row.pk,
                name=f"Báo cáo {row.period.name}, {row.period.plan.name}",
                note=f"{row.unit.name}, {row.get_state_display().lower()}",
            )
            for row in reports[:SHOWN]
        ],
    )


def _unsent(unit_ids: Collection[int]) -> QuerySet[UnitReport]:
    """What somebody still has to write: in periods that are open; of what is only owed, what is expected."""
    waits = Q(state__in=WRITTEN) | Q(state=State.OWED, expected=True)
    reports = UnitReport.objects.filter(waits, unit__in=unit_ids, period__locked_at=None)
    return reports.select_related("period__plan", "unit").order_by("period__due_on", "unit__path", "pk")


def hand_over(handover: Handover) -> None:
    """Queries: constant, whatever the number of reports (but for batches of 2,000)."""
    rows = sorted(_unsent(handover.unit_ids), key=lambda row: (row.state == State.OWED, row.pk))
    standing = UnitReport.objects.filter(unit__in=handover.heir_ids, period__in={row.period_id for row in rows})
    taken = {(row.period_id, row.unit_id): row for row in standing.select_related("period")}
    before = {row.pk: _values(row) for row in [*rows, *taken.values()]}
    owners = {row.pk: row.unit_id for row in rows}
    joined: dict[int, list[UnitReport]] = defaultdict(list)
    passed, changes = [], []
    for row in rows:
        heir = handover.heir(REPORTS, row.pk, row.unit_id)
        if heir == row.unit_id:
            continue
        other = taken.get((row.period_id, heir)) if heir else None
        if heir and other is None:
            taken[row.period_id, heir] = row
            row.version += 1
            passed.append((row.pk, heir))
        else:
            row.expected, row.version = False, row.version + 1
            if other is not None:
                joined[other.pk].append(row)
        changes.append((row, heir, PASSED if heir and other is None else JOINED if heir else "Thôi phải gửi"))
    for other in taken.values():
        for row in joined.get(other.pk, ()):
            _join(row, other, handover.names[owners[row.pk]])
    _write(handover, before, [*rows, *(row for row in taken.values() if row.pk not in owners)], dict(passed), owners)
    _move_lines(handover, {row.pk: other for other in taken.values() for row in joined.get(other.pk, ())})
    record_changes(_histories(handover, changes, owners))
    settle_notices(subjects=[report_subject(row.pk) for row, _, _ in changes], now=handover.now)


def _values(row: UnitReport) -> Values:
    return {name: getattr(row, name) for name in COLUMNS}


def _join(row: UnitReport, other: UnitReport, name: str) -> None:
    """The successor owes what one of the two owed, and goes on with what was written."""
    if not other.is_editable:
        return
    other.version += 1
    other.expected = True
    if row.state not in WRITTEN:
        return
    if other.state == State.OWED:
        other.state = State.DRAFT
    for part in UnitReport.PARTS:
        if text := getattr(row, part):
            setattr(other, part, "\n".join(filter(None, [getattr(other, part), f"{name}: {text}"])))


def _write(
    handover: Handover,
    before: dict[int, Values],
    rows: Sequence[UnitReport],
    passed: dict[int, int],
    owners: dict[int, int],
) -> None:
    """Only the columns that changed, so that rows that change alike are written together."""
    changed = []
    for row in rows:
        old, new = before[row.pk], _values(row)
        names = [name for name in COLUMNS if old[name] != new[name]]
        was, will = ({name: values[name] for name in names} for values in (old, new))
        if row.pk in passed:
            was, will = was | {"unit_id": owners[row.pk]}, will | {"unit_id": passed[row.pk]}
        if will:
            changed.append((row.pk, was, will))
    handover.journal.change(UnitReport, changed)


def _move_lines(handover: Handover, places: dict[int, UnitReport]) -> None:
    """Lines of work that the successor has now go into its report; the others stay where they were written."""
    lines = ReportLine.objects.filter(report__in=[pk for pk, other in places.items() if other.is_editable])
    rows = lines.filter(assignment__unit__in=handover.heir_ids).values_list("pk", "report", "assignment__unit")
    handover.journal.change(
        ReportLine,
        [
            (pk, {"report_id": report}, {"report_id": places[report].pk})
            for pk, report, unit in rows
            if places[report].state in WRITTEN and unit == handover.heir(REPORTS, report, 0)
        ],
    )


def _histories(
    handover: Handover, changes: Sequence[tuple[UnitReport, int | None, str]], owners: dict[int, int]
) -> Any:
    for row, heir, verb in changes:
        yield new_change(
            row,
            verb,
            before={"unit": handover.names[owners[row.pk]]},
            after={"unit": handover.names[heir]} if heir else {},
            **handover.history,
        )


def settle(*, unit_ids: Sequence[int], leaving_ids: Sequence[int]) -> None:
    """After an act was done or undone: branches follow; units that are about to go owe nothing."""
    reports = UnitReport.objects.filter(unit__in=unit_ids)
    branch = Unit.objects.filter(pk=OuterRef("unit")).values("branch")
    reports.exclude(branch=F("unit__branch")).order_by().update(branch=Subquery(branch[:1]))
    UnitReport.objects.filter(unit__in=leaving_ids, state=State.OWED, lines=None).delete()
