"""How many assignments stand where, asked of the rows themselves or of the derived tallies, with equal answers.

Source: product.md, rules 1, 2, 4 and 5.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from reports.selectors.look import Look
from tasks.models import Assignment
from tasks.querysets import OPEN_STATES

# The parts that make up the whole, in the order in which bars and lists show them. Due soon lies inside in_term.
PARTS = (
    ("done_on_time", "Hoàn thành đúng hạn"),
    ("done_late", "Hoàn thành quá hạn"),
    ("in_term", "Chưa hoàn thành, trong hạn"),
    ("overdue", "Chưa hoàn thành, quá hạn"),
    ("awaiting", "Chờ xác nhận"),
    ("routine", "Không hạn (thường xuyên)"),
)
BAR_CODES = {"in_term": "in_progress"}  # the colour of running work


@dataclass(frozen=True)
class Counts:
    """Assignments in force by the four national buckets, with what waits for confirmation and the work without a day.

    The six PARTS add up to `total`. `dated` holds the dated ones, also those waiting for confirmation.
    """

    done_on_time: int = 0
    done_late: int = 0
    in_term: int = 0
    due_soon: int = 0
    overdue: int = 0
    awaiting: int = 0
    routine: int = 0
    routine_done: int = 0
    dated: int = 0
    total: int = 0
    percent_sum: int = 0
    percent_count: int = 0

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late

    @property
    def share(self) -> float | None:
        """Completed of all dated work, in percent; None where there is none."""
        return rate(self.done, self.dated)

    @property
    def completion_rate(self) -> float | None:
        """Completed ÷ (completed + overdue unfinished), in percent; work in term does not weigh on it (rule 2)."""
        return rate(self.done, self.done + self.overdue)

    @property
    def mean_percent(self) -> int | None:
        """Mean of the percents that units typed, over `percent_count` of `total` assignments (rule 5)."""
        return round(self.percent_sum / self.percent_count) if self.percent_count else None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The parts of the whole as components/_bar.html takes them."""
        return bar_parts([(BAR_CODES.get(code, code), label, getattr(self, code)) for code, label in PARTS])


def rate(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def bar_parts(counts: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Code, label, count, and the start and share of each part in percent of the whole."""
    whole = sum(count for _, _, count in counts) or 1
    parts, start = [], 0.0
    for code, label, count in counts:
        share = round(100 * count / whole, 2)
        parts.append({"code": code, "label": label, "count": count, "start": round(start, 2), "share": share})
        start += share
    return parts


def measured_by(look: Look, name: str, today: date, due_soon_days: int) -> QuerySet[Any]:
    """The measures grouped by a column that assignments and tallies both have ("task", "branch"), as dicts."""
    tallies = look.tallies()
    if tallies is None:
        return look.assignments().values(name).annotate(**live_measures(today, due_soon_days))
    return tallies.values(name).annotate(**tally_measures(today, due_soon_days))


def count_assignments(look: Look, today: date, due_soon_days: int) -> Counts:
    """The counts of what the person looks at, from the tallies where they know enough. Queries: 1."""
    tallies = look.tallies()
    if tallies is None:
        return count_rows(look.assignments(), today, due_soon_days)
    return counts_from(tallies.aggregate(**tally_measures(today, due_soon_days)))


def count_rows(rows: QuerySet[Assignment], today: date, due_soon_days: int) -> Counts:
    """The counts of these assignments, from the rows themselves. Queries: 1."""
    return counts_from(rows.aggregate(**live_measures(today, due_soon_days)))


def counts_from(row: dict[str, Any]) -> Counts:
    """Counts from a row of measures (their names start with n_)."""
    return Counts(**{name[2:]: value for name, value in row.items() if name.startswith("n_")})


def bucket_filters(today: date, due_soon_days: int) -> dict[str, Q]:
    """Which assignments belong to each part, and those due soon."""
    is_open, dated = Q(state__in=OPEN_STATES), Q(due_on__isnull=False)
    soon = today + timedelta(days=due_soon_days)
    return {
        "done_on_time": dated & Q(state="done", declared_on__lte=F("due_on")),
        "done_late": dated & Q(state="done", declared_on__gt=F("due_on")),
        "in_term": is_open & Q(due_on__gte=today),
        "due_soon": is_open & Q(due_on__range=(today, soon)),
        "overdue": is_open & Q(due_on__lt=today),
        "awaiting": Q(state="awaiting"),
        "routine": Q(due_on=None) & ~Q(state="awaiting"),
        "routine_done": Q(due_on=None, state="done"),
        "dated": dated,
    }


def live_measures(today: date, due_soon_days: int) -> dict[str, Any]:
    """What to ask of assignments, whole or grouped."""
    counts = {f"n_{name}": Count("plan", filter=q) for name, q in bucket_filters(today, due_soon_days).items()}
    return counts | {
        "n_total": Count("*"),
        "n_percent_sum": Sum("percent", default=0),
        "n_percent_count": Count("percent"),
    }


def tally_measures(today: date, due_soon_days: int) -> dict[str, Any]:
    """The same of tallies: what is overdue follows from the due day of the row, on any day."""
    is_open = F("not_started") + F("in_progress") + F("paused")
    awaiting = F("awaiting_on_time") + F("awaiting_late")
    done = F("done_on_time") + F("done_late")
    dated, routine = Q(due_on__isnull=False), Q(due_on=None)
    soon = Q(due_on__range=(today, today + timedelta(days=due_soon_days)))

    def total(what: Any, where: Q | None = None) -> Sum:
        return Sum(what, filter=where, default=0)

    return {
        "n_done_on_time": total(F("done_on_time"), dated),
        "n_done_late": total(F("done_late"), dated),
        "n_in_term": total(is_open, Q(due_on__gte=today)),
        "n_due_soon": total(is_open, soon),
        "n_overdue": total(is_open, Q(due_on__lt=today)),
        "n_awaiting": total(awaiting),
        "n_routine": total(is_open + done, routine),
        "n_routine_done": total(done, routine),
        "n_dated": total(is_open + awaiting + done, dated),
        "n_total": total(is_open + awaiting + done),
        "n_percent_sum": total(F("percent_sum")),
        "n_percent_count": total(F("percent_count")),
    }
