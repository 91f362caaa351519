"""What a unit's updates bring into its report: results into lines, difficulties and the like into general parts.

The examples that the unit named come into their part.

Nothing that a person typed is taken out; bringing in the same updates again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from kehoach.lib.days import vn_date
from reports.models import Example, ReportLine, UnitReport
from reports.selectors.examples import stands_in
from reports.services.periods import asked_assignments
from tasks.models import Assignment, Update
from tasks.selectors.work import task_name
from units.models import Change

STARTED = "Lập báo cáo"
PULLED = "Nạp cập nhật mới"
LINE_FIELDS = ("state", "percent", "result")
# What updates say of these goes into the general parts, each with its task and day.
JOINED = ("difficulties", "causes", "proposals", "next_steps")


def pull(report: UnitReport) -> int:
    """Write what the updates bring, inside the transaction of the act. Gives: how many lines and parts changed."""
    fresh, changed, parts = _pulled(report, _last_pull(report))
    ReportLine.objects.bulk_create(fresh, batch_size=200)
    ReportLine.objects.bulk_update(changed, LINE_FIELDS, batch_size=100)
    if parts:
        UnitReport.objects.filter(pk=report.pk).update(**parts)
        for name, text in parts.items():
            setattr(report, name, text)
    return len(fresh) + len(changed) + len(parts)


def news_for(report: UnitReport) -> int:
    """How many lines and general parts a pull would change or add now. Queries: 4 where there is nothing new."""
    since = _last_pull(report)
    return sum(map(len, _pulled(report, since))) if since is None or _has_news(report, since) else 0


def _has_news(report: UnitReport, since: datetime) -> bool:
    """Whether a pull may bring anything: something was logged, given or named since the last one."""
    given = asked_assignments(report.period).filter(unit=report.unit_id)
    return (
        _updates_of(report).filter(at__gt=since).exists()
        or given.exclude(pk__in=report.lines.values("assignment")).exists()
        or _examples_named(report).filter(proposed_at__gt=since).exists()
    )


def _pulled(report: UnitReport, since: datetime | None) -> tuple[list[ReportLine], list[ReportLine], dict[str, str]]:
    """New lines, lines changed, and general parts changed as they then read; nothing is written.

    Takes: since: the last pull. What was there then is not brought in again, so that a text which the person rewrote
    stays rewritten.
    """
    logged = list(_updates_of(report))
    news = [update for update in logged if since is None or update.at > since]
    every, new = _by_assignment(logged), _by_assignment(news)
    own = {line.assignment_id: line for line in report.lines.all()}
    fresh, changed = [], []
    for assignment in _asked(report):
        line = own.get(assignment.pk)
        if line is None:
            line = ReportLine(report=report, assignment=assignment, percent=assignment.earlier_percent)
            _fill(line, _state_then(assignment, every[assignment.pk]), every[assignment.pk])
            line.result = line.result or _done_before(line, report)
            fresh.append(line)
        elif new[assignment.pk] and _fill(line, _state_then(assignment, every[assignment.pk]), new[assignment.pk]):
            changed.append(line)
    texts = {name: _joined(getattr(report, name), news, name, named=True) for name in JOINED}
    texts["examples"] = _with_examples(report, since)
    return fresh, changed, {name: text for name, text in texts.items() if text != getattr(report, name)}


def _done_before(line: ReportLine, report: UnitReport) -> str:
    """What a line says of work that was done before the period began, so that nobody has to write of it again."""
    done_on = line.assignment.declared_on
    if line.state != Assignment.State.DONE or done_on is None or done_on >= report.period.starts_on:
        return ""
    return f"Đã hoàn thành ngày {vn_date(done_on)}."


def _last_pull(report: UnitReport) -> datetime | None:
    pulls = Change.objects.of(report).filter(verb__in=(STARTED, PULLED))
    return pulls.values_list("at", flat=True).first()


def _by_assignment(updates: Iterable[Update]) -> dict[int, list[Update]]:
    found = defaultdict(list)
    for update in updates:
        found[update.assignment_id].append(update)
    return found


def _asked(report: UnitReport) -> QuerySet[Any]:
    """What the period asks of the unit, each with how it stood when the period began."""
    earlier = Update.objects.filter(assignment=OuterRef("pk"), on__lt=report.period.starts_on).order_by("-on", "-at")
    return (
        asked_assignments(report.period)
        .filter(unit=report.unit_id)
        .annotate(
            earlier_state=Subquery(earlier.values("state")[:1]),
            earlier_at=Subquery(earlier.values("at")[:1]),
            earlier_percent=Subquery(earlier.filter(percent__isnull=False).values("percent")[:1]),
        )
    )


def _updates_of(report: UnitReport) -> QuerySet[Update]:
    """What the unit logged about the days of the period, the oldest first."""
    period = report.period
    return (
        Update.objects.filter(
            assignment__unit=report.unit_id,
            assignment__plan=period.plan_id,
            on__range=(period.starts_on, period.ends_on),
        )
        .select_related("assignment__task__section", "assignment__task__parent")
        .order_by("on", "at", "pk")
    )


def _examples_named(report: UnitReport) -> QuerySet[Example]:
    """What the unit named in the period and the board has not declined, the oldest first."""
    named = Example.objects.of_period(report.period).filter(unit=report.unit_id)
    return named.exclude(state=Example.State.DECLINED).order_by("proposed_at", "pk")


def _with_examples(report: UnitReport, since: datetime | None) -> str:
    """The part with the examples that the unit named in the period and that it does not hold yet."""
    named = _examples_named(report)
    parts = [report.examples] if report.examples else []
    for example in named if since is None else named.filter(proposed_at__gt=since):
        if not stands_in(report.examples, example):
            parts.append(f"- {example.line}")
    return "\n".join(parts)


def _fill(line: ReportLine, state: str, updates: list[Update]) -> bool:
    """Bring updates of one assignment into its line. Gives: whether anything changed."""
    before = [getattr(line, name) for name in LINE_FIELDS]
    line.state = state
    percents = [update.percent for update in updates if update.percent is not None]
    if percents:
        line.percent = percents[-1]
    line.result = _joined(line.result, updates, "result")
    return before != [getattr(line, name) for name in LINE_FIELDS]


def _state_then(assignment: Any, updates: list[Update]) -> str:
    """How it stood at the end of the period: what was logged last by then.

    Where nothing was logged later the assignment says it, because a person may have confirmed it or sent it back.
    """
    last_at = updates[-1].at if updates else assignment.earlier_at
    if last_at == assignment.last_update_at:
        return assignment.state
    return (updates[-1].state if updates else assignment.earlier_state) or Assignment.State.NOT_STARTED


def _joined(text: str, updates: Iterable[Update], name: str, *, named: bool = False) -> str:
    """The text with what the updates say and it does not hold yet, each on a line with its day."""
    parts = [text] if text else []
    for update in updates:
        said = getattr(update, name)
        if said and not any(said in part for part in parts):
            place = f"{task_name(update.assignment.task)}, " if named else ""
            parts.append(f"- {said} ({place}ngày {vn_date(update.on)})")
    return "\n".join(parts)
