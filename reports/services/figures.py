"""The figures of a roll-up, counted from accepted reports only, each with what it covers. Blank is not zero.

Source: product.md, rules 2 to 5.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models import CharField as TextColumn

from reports.models import Period, ReportLine, UnitReport
from tasks.models import Task

HEADING_LENGTH = 140  # two lines of the Word file
BUCKETS = (
    "done_on_time",
    "done_late",
    "in_term",
    "overdue",
    "awaiting",
    "routine",
)


@dataclass(frozen=True)
class TaskFigures:
    """One task over the units whose report was accepted. Measured in: assignments; percent_sum in percent."""

    task_id: int
    label: str
    text: str
    units: int = 0
    not_started: int = 0
    in_progress: int = 0
    paused: int = 0
    awaiting: int = 0
    done: int = 0
    percent_sum: int = 0
    percent_count: int = 0

    @property
    def heading(self) -> str:
        """The task's words as a heading: its first clause, and of a long one what reads whole by itself."""
        head = re.split(r"[;.]\s", f"{self.text} ", maxsplit=1)[0].strip().rstrip(".;:,")
        if len(head) <= HEADING_LENGTH:
            return head
        clause = head[:HEADING_LENGTH].rpartition(",")[0].rstrip()
        return clause if len(clause) >= HEADING_LENGTH // 3 else f"{head[:HEADING_LENGTH].rsplit(' ', 1)[0]}…"

    @property
    def mean_percent(self) -> float | None:
        """Mean of the percents that units gave; None where none did."""
        return self.percent_sum / self.percent_count if self.percent_count else None


@dataclass(frozen=True)
class Figures:
    """Everything a roll-up counts. Shape: to_dict() gives plain JSON, from_dict() the same object again.

    `revisions` adds up which sending of each report was accepted, so that a report accepted anew changes the figures.
    """

    expected: int = 0
    sent: int = 0
    on_time: int = 0
    accepted: int = 0
    returned: int = 0
    missing: int = 0
    revisions: int = 0
    lines: int = 0
    done_on_time: int = 0
    done_late: int = 0
    in_term: int = 0
    overdue: int = 0
    awaiting: int = 0
    routine: int = 0
    tasks: list[TaskFigures] = field(default_factory=list)

    @property
    def coverage(self) -> str:
        """61 %, từ 412/530 đơn vị."""
        return f"{percent_text(self.accepted, self.expected)}, từ {self.accepted}/{self.expected} đơn vị"

    @property
    def completed(self) -> int:
        return self.done_on_time + self.done_late

    @property
    def completion_rate(self) -> float | None:
        """Completed over completed and overdue, in percent; work in its term is left out (rule 2)."""
        judged = self.completed + self.overdue
        return 100 * self.completed / judged if judged else None

    @property
    def dated(self) -> int:
        return self.completed + self.in_term + self.overdue + self.awaiting

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(**data | {"tasks": [TaskFigures(**row) for row in data.get("tasks", [])]})


def percent_text(part: int, whole: int) -> str:
    """A share with at most one decimal and a decimal comma, "–" where there is nothing to share."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


def count_figures(*, period: Period) -> Figures:
    """Count a period as it stands. Queries: 4, whatever the number of units."""
    lines = accepted_lines(period)
    return Figures(**_count_reports(period), **_count_buckets(period, lines), tasks=_count_tasks(period, lines))


def accepted_lines(period: Period) -> QuerySet[ReportLine]:
    return ReportLine.objects.filter(report__period=period, report__state=UnitReport.State.ACCEPTED)


def _count_reports(period: Period) -> dict[str, int]:
    is_sent = Q(first_sent_at__isnull=False)
    return UnitReport.objects.filter(period=period, expected=True).aggregate(
        expected=Count("pk"),
        sent=Count("pk", filter=is_sent),
        on_time=Count("pk", filter=is_sent & Q(on_time=True)),
        accepted=Count("pk", filter=Q(state="accepted")),
        returned=Count("pk", filter=Q(state="returned")),
        missing=Count("pk", filter=~is_sent),
        revisions=Sum("revision", filter=Q(state="accepted"), default=0),
    )


def _count_buckets(period: Period, lines: QuerySet[ReportLine]) -> dict[str, int]:
    """Each accepted line in one bucket, as it stood on the day of the cut-off."""
    late = Q(assignment__declared_on__gt=F("assignment__due_on"))
    bucket = Case(
        When(late, state="done", then=Value("done_late")),
        When(state="done", then=Value("done_on_time")),
        When(state="awaiting", then=Value("awaiting")),
        When(assignment__due_on=None, then=Value("routine")),
        When(assignment__due_on__lt=period.ends_on, then=Value("overdue")),
        default=Value("in_term"),
        output_field=TextColumn(),
    )
    # Expected units only, like the coverage that is printed beside the figures.
    rows = lines.filter(report__expected=True).annotate(bucket=bucket).order_by().values("bucket")
    counts = {row["bucket"]: row["count"] for row in rows.annotate(count=Count("pk"))}
    return {name: counts.get(name, 0) for name in BUCKETS} | {"lines": sum(counts.values())}


def _count_tasks(period: Period, lines: QuerySet[ReportLine]) -> list[TaskFigures]:
    states = {
        name: Count("pk", filter=Q(state=name)) for name in ("not_started", "in_progress", "paused", "awaiting", "done")
    }
    rows = (
        lines.filter(report__expected=True)
        .order_by()
        .values("assignment__task")
        .annotate(units=Count("pk"), percent_sum=Sum("percent", default=0), percent_count=Count("percent"), **states)
    )
    counted = {row.pop("assignment__task"): row for row in rows}
    tasks = Task.objects.filter(Q(pk__in=counted) | Q(assignments__ended_on=None), plan=period.plan_id, is_task=True)
    ordered = tasks.distinct().order_by("position").values_list("pk", "label", "text")
    return [TaskFigures(task_id=pk, label=label, text=text, **counted.get(pk, {})) for pk, label, text in ordered]
