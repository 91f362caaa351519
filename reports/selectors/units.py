"""Units and how each stands: the ones that need attention first, the whole list, and what exactly a unit owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from kehoach.lib.days import vn_date
from reports.models import Period, UnitReport, Urge
from reports.selectors.counts import Counts, bucket_filters, counts_from, live_measures
from reports.selectors.coverage import SENT
from reports.selectors.look import Look
from tasks.models import Assignment, Plan
from tasks.selectors.work import task_title
from units.models import Unit

NOT_SENT = Q(expected=True) & ~SENT
RETURNED = Q(state="returned")
REPORT_STATES = {"missing": NOT_SENT, "returned": RETURNED, "sent": Q(state="sent"), "accepted": Q(state="accepted")}
OWED_LINES = 10  # of late assignments named one by one in an urge


class UnitIds(Sequence[int]):
    """Unit keys of several queries, one after the other, for a paginator: counts and slices reach the database."""

    def __init__(self, *queries: QuerySet[Any, Any]) -> None:
        self._queries = queries
        self._counts: list[int] | None = None

    def __len__(self) -> int:
        if self._counts is None:
            self._counts = [query.count() for query in self._queries]
        return sum(self._counts)

    def __getitem__(self, wanted: Any) -> Any:
        start, stop, _ = wanted.indices(len(self))
        found: list[int] = []
        for query, count in zip(self._queries, self._counts or (), strict=True):
            if start < count and stop > 0:
                found.extend(row["who"] for row in query[max(start, 0) : min(stop, count)])
            start, stop = start - count, stop - count
        return found


@dataclass(frozen=True)
class UnitRow:
    """One unit in a list of the board. `name`: as it is called now, or was when it reported; see Look.as_now."""

    unit: Unit
    name: str
    counts: Counts
    days_late: int
    report: UnitReport | None
    urges: int


def units_in_need(look: Look, period: Period | None, today: date) -> UnitIds:
    """Units with overdue work, most and oldest first; then those whose report is missing or returned.

    Shape: two grouped, indexed queries cut by the page; nothing is read for units that are not shown.
    """
    overdue = _units_with(look, "overdue", today, 0)
    if period is None or not period.is_due(today):
        return UnitIds(overdue)
    late_units = look.assignments().filter(bucket_filters(today, 0)["overdue"]).values(who=look.who)
    owing = look.reports().annotate(who=look.who).filter(NOT_SENT | RETURNED, period=period).exclude(who__in=late_units)
    return UnitIds(overdue, _each(look, owing, "-expected", "state", "unit__path"))


def units_in_state(look: Look, period: Period | None, state: str, today: date, due_soon_days: int) -> UnitIds:
    """Units with an assignment in a part (counts.PARTS) or a report in a state; without a state all of the plan."""
    if state in REPORT_STATES:
        reports = look.reports().filter(REPORT_STATES[state], period=period)
        return UnitIds(_each(look, reports, "unit__path"))
    if state:
        return UnitIds(_units_with(look, state, today, due_soon_days))
    sent = look.reports().filter(SENT, period=period, unit__closed_on__isnull=False)
    given = Q(pk__in=look.assignments().values(who=look.who)) | Q(pk__in=sent.values(who=look.who))
    return UnitIds(Unit.objects.visible_to(look.user).filter(given).order_by("path").values(who=F("pk")))


def _each(look: Look, reports: QuerySet[UnitReport], *order: str) -> QuerySet[Any, Any]:
    """The units of these reports, each once."""
    if not look.as_now:
        return reports.order_by(*order).values(who=F("unit"))
    return reports.values(who=look.who).annotate(place=Min("unit__path")).order_by("place")


def _units_with(look: Look, part: str, today: date, due_soon_days: int) -> QuerySet[Any, Any]:
    rows = look.assignments().filter(bucket_filters(today, due_soon_days)[part])
    return rows.values(who=look.who).annotate(n=Count("*"), oldest=Min("due_on")).order_by("-n", "oldest", "who")


def unit_rows(
    look: Look, period: Period | None, unit_ids: Sequence[int], today: date, due_soon_days: int
) -> list[UnitRow]:
    """The rows of these units, in this order. Queries: 4, without a period 3."""
    units = Unit.objects.visible_to(look.user).in_bulk(unit_ids)
    asked = look.assignments().filter(look.of_units(unit_ids)).values(who=look.who)
    oldest = Min("due_on", filter=bucket_filters(today, 0)["overdue"])
    counts = {row["who"]: row for row in asked.annotate(oldest=oldest, **live_measures(today, due_soon_days))}
    reports = _reports_by_unit(look, period, unit_ids)
    urges = Urge.objects.filter(plan=look.plan, unit__in=unit_ids).order_by().values("unit").annotate(n=Count("pk"))
    urged = {row["unit"]: row["n"] for row in urges}
    return [
        UnitRow(
            unit=units[pk],
            name=_name_of(look, units[pk], reports.get(pk)),
            counts=counts_from(counts.get(pk, {})),
            days_late=_age(counts.get(pk, {}).get("oldest"), today),
            report=reports.get(pk),
            urges=urged.get(pk, 0),
        )
        for pk in unit_ids
        if pk in units
    ]


def _reports_by_unit(look: Look, period: Period | None, unit_ids: Sequence[int]) -> dict[int, Any]:
    """The report of each unit; of several that count for one, the one that needs most is left to be done."""
    if period is None:
        return {}
    rows = look.reports().annotate(who=look.who).filter(look.of_units(unit_ids), period=period)
    return {row.who: row for row in sorted(rows, key=_need)}


def _need(report: UnitReport) -> tuple[bool, int]:
    """How much is left to be done with a report, the least first."""
    done = ["accepted", "sent", "returned", "draft"]
    return report.expected, done.index(report.state) if report.state in done else len(done)


def _name_of(look: Look, unit: Unit, report: UnitReport | None) -> str:
    return report.unit_name if report and report.unit_name and not look.as_now else unit.name


def _age(day: date | None, today: date) -> int:
    return (today - day).days if day else 0


@dataclass
class Owed:
    """What one unit owes in one plan: late assignments and reports not sent, oldest first."""

    assignments: list[Assignment] = field(default_factory=list)
    reports: list[UnitReport] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.assignments or self.reports)

    def lines(self, today: date) -> list[str]:
        """Each owed thing in words, as an urge says it."""
        lines = [_report_line(report, today) for report in self.reports]
        lines += [_assignment_line(row, today) for row in self.assignments[:OWED_LINES]]
        more = len(self.assignments) - OWED_LINES
        return [*lines, f"Và {more} việc quá hạn khác."] if more > 0 else lines


def owed_by(
    plan: Plan, unit_ids: Iterable[int], today: date, *, period: Period | None = None, assignment: int | None = None
) -> dict[int, Owed]:
    """What each of these units owes: in one period or in all open ones; or only one assignment. Queries: at most 2."""
    unit_ids = list(unit_ids)
    owed = {pk: Owed() for pk in unit_ids}
    late = Assignment.objects.open().filter(plan=plan, unit__in=unit_ids, due_on__lt=today)
    if assignment:
        late = Assignment.objects.in_force().filter(pk=assignment, plan=plan, unit__in=unit_ids)
    for row in late.select_related("task__section", "task__parent").order_by("due_on", "pk"):
        owed[row.unit_id].assignments.append(row)
    if assignment:
        return owed
    reports = UnitReport.objects.open_on(today).filter(
        NOT_SENT | RETURNED, unit__in=unit_ids, period__plan=plan, period__ends_on__lt=today
    )
    if period:
        reports = reports.filter(period=period)
    for report in reports.select_related("period").order_by("period__due_on", "pk"):
        owed[report.unit_id].reports.append(report)
    return owed


def _report_line(report: UnitReport, today: date) -> str:
    if report.state == report.State.RETURNED:
        return f"Báo cáo {report.period.name}: bị trả lại, chưa gửi lại."
    days = (today - report.period.due_on).days
    late = f"chậm {days} ngày" if days > 0 else "chưa gửi"
    return f"Báo cáo {report.period.name}: hạn gửi {vn_date(report.period.due_on)}, {late}."


def _assignment_line(row: Assignment, today: date) -> str:
    if row.due_on is None:
        return f"{task_title(row.task)}: việc thường xuyên."
    days = (today - row.due_on).days
    return f"{task_title(row.task)}: hạn {vn_date(row.due_on)}, {f'quá {days} ngày' if days > 0 else 'sắp đến hạn'}."


def last_urges(plan: Plan, unit_ids: Iterable[int]) -> dict[int, datetime]:
    """When each unit was last urged about the plan. Queries: 1."""
    rows = Urge.objects.filter(plan=plan, unit__in=list(unit_ids)).order_by().values_list("unit").annotate(Max("at"))
    return dict(rows)
