"""The figures of a roll-up, counted from accepted reports only, each with what it covers. Blank is not zero.

Source: product.md, rules 2 to 5.
"""

import re
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When, Window
from django.db.models import CharField as TextColumn
from django.db.models.functions import RowNumber

from reports.models import IndicatorValue, Period, ReportLine, UnitReport
from reports.selectors.indicators import Amount, accepted_values
from reports.services.periods import asked_assignments
from tasks.models import Indicator, Task
from tasks.selectors.indicators import asked_by_task
from tasks.selectors.work import task_name
from tasks.services.indicators import target_words

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
        return task_heading(self.text)

    @property
    def mean_percent(self) -> float | None:
        """Mean of the percents that units gave; None where none did."""
        return self.percent_sum / self.percent_count if self.percent_count else None


def task_heading(text: str) -> str:
    """A task's words as a heading: its first clause, and of a long one what reads whole by itself."""
    head = re.split(r"[;.]\s", f"{text} ", maxsplit=1)[0].strip().rstrip(".;:,")
    if len(head) <= HEADING_LENGTH:
        return head
    clause = head[:HEADING_LENGTH].rpartition(",")[0].rstrip()
    return clause if len(clause) >= HEADING_LENGTH // 3 else f"{head[:HEADING_LENGTH].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True)
class IndicatorFigures:
    """One number over the units whose report was accepted; None where no unit gave it, which is not zero.

    Takes: given: in the period; cumulative: to its end; units: that gave it, of those that report on its task.
    """

    indicator_id: int
    task: str
    name: str
    measure: str
    target: Decimal | None
    at_least: bool
    given: Amount | None = None
    cumulative: Amount | None = None
    units: int = 0
    of_units: int = 0

    @property
    def target_text(self) -> str:
        return f"{target_words(self.target, self.at_least)} {self.measure}" if self.target is not None else ""

    @property
    def given_text(self) -> str:
        return "" if self.given is None else str(self.given)

    @property
    def cumulative_text(self) -> str:
        return "" if self.cumulative is None else str(self.cumulative)

    @property
    def target_share(self) -> str:
        """The cumulative number over the plan's target; empty where either is unknown."""
        if not self.target or self.cumulative is None:
            return ""
        return percent_text(round(self.cumulative.share * 10_000), round(self.target * 10_000))

    def to_dict(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return plain | {
            "target": None if self.target is None else str(self.target),
            "given": self.given and self.given.to_list(),
            "cumulative": self.cumulative and self.cumulative.to_list(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        target = data["target"]
        amounts = {name: Amount.from_list(data[name]) for name in ("given", "cumulative")}
        return cls(**data | amounts | {"target": None if target is None else Decimal(target)})


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
    indicators: list[IndicatorFigures] = field(default_factory=list)

    @property
    def coverage(self) -> str:
        """61,0 %, từ 412/530 đơn vị."""
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
    def completion_text(self) -> str:
        return percent_text(self.completed, self.completed + self.overdue)

    @property
    def dated(self) -> int:
        return self.completed + self.in_term + self.overdue + self.awaiting

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"indicators": [row.to_dict() for row in self.indicators]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        tasks = [TaskFigures(**row) for row in data.get("tasks", [])]
        indicators = [IndicatorFigures.from_dict(row) for row in data.get("indicators", [])]
        return cls(**data | {"tasks": tasks, "indicators": indicators})


def percent_text(part: int, whole: int) -> str:
    """A share with one decimal and a decimal comma, "–" where there is nothing to share."""
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else "–"


def count_figures(*, period: Period) -> Figures:
    """Count a period as it stands. Queries: 5, or 9 where the plan asks for numbers; whatever the number of units."""
    lines = accepted_lines(period)
    tasks = _count_tasks(period, lines)
    return Figures(
        **_count_reports(period),
        **_count_buckets(period, lines),
        tasks=tasks,
        indicators=_count_indicators(period, tasks),
    )


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
    asked = Exists(asked_assignments(period).filter(task=OuterRef("pk")))
    tasks = Task.objects.filter(Q(pk__in=counted) | asked, plan=period.plan_id, is_task=True)
    ordered = tasks.order_by("position").values_list("pk", "label", "text")
    return [TaskFigures(task_id=pk, label=label, text=text, **counted.get(pk, {})) for pk, label, text in ordered]


def _count_indicators(period: Period, tasks: list[TaskFigures]) -> list[IndicatorFigures]:
    """What the plan asks for, in its order. A unit counts once a period; what does not add up counts as it last was."""
    asked = asked_by_task(period.plan_id)
    if not asked:
        return []
    values = accepted_values(period).filter(line__report__expected=True)
    here = values.filter(line__report__period=period)
    newest = Window(
        RowNumber(),
        partition_by=[F("indicator"), F("line__report__unit")],
        order_by=[F("line__report__period__ends_on").desc(), F("pk").desc()],
    )
    last = IndicatorValue.objects.filter(pk__in=values.annotate(place=newest).filter(place=1).values("pk"))
    given = _summed(here)
    cumulative = _summed(last) | _summed(values.filter(indicator__adds_up=Indicator.Adding.SUM))
    units = {task.task_id: task.units for task in tasks}
    names = {task.pk: task_name(task) for task in Task.objects.filter(pk__in=asked).select_related("section", "parent")}
    return [
        IndicatorFigures(
            indicator_id=each.pk,
            task=names[task_id],
            name=each.name,
            measure=each.measure,
            target=each.target,
            at_least=each.at_least,
            given=_amount(given.get(each.pk)),
            cumulative=_amount(cumulative.get(each.pk)),
            units=given[each.pk]["units"] if each.pk in given else 0,
            of_units=units.get(task_id, 0),
        )
        for task_id, indicators in asked.items()
        for each in indicators
    ]


def _summed(values: QuerySet[IndicatorValue]) -> dict[int, dict[str, Any]]:
    """By indicator, the sums and how many units gave it. Queries: 1."""
    rows = values.order_by().values("indicator")
    units = Count("line__report__unit", distinct=True)
    return {row["indicator"]: row for row in rows.annotate(total=Sum("value"), whole=Sum("denominator"), units=units)}


def _amount(row: dict[str, Any] | None) -> Amount | None:
    """Two decimals whatever the database made of them."""
    if row is None:
        return None
    cent = Decimal("0.01")
    return Amount(row["total"].quantize(cent), None if row["whole"] is None else row["whole"].quantize(cent))
