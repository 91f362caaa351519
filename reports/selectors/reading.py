"""A sent report as its reviewer reads it: beside what the unit wrote before, with changes, doubts and evidence.

What stands beside is the report of the period before; of a report that came back after a return, the returned revision.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from kehoach.lib.differences import Marked, marked_words
from reports.models import LineReturn, ReportLine, Review, UnitReport
from reports.selectors.indicators import Amount, LineNumber, numbers_of
from reports.selectors.magnitudes import Doubt, doubts_of
from reports.selectors.revisions import Content, content_of, report_before, returned_content
from tasks.models import Assignment, Evidence
from units.models import User

PERIOD, REVISION = "ky-truoc", "lan-truoc"


@dataclass(frozen=True)
class Passage:
    """One text beside the earlier one. Takes: marked: None where there is nothing to set beside."""

    label: str
    text: str
    marked: Marked | None


@dataclass(frozen=True)
class Verdict:
    """What the last return said of a line: its reason; or nothing, and then the line was settled."""

    reason: str

    @property
    def is_settled(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class ReadLine:
    """One line beside the earlier one. Takes: state_before and percent_before: as words, empty where they are alike."""

    line: ReportLine
    passages: list[Passage]
    state_before: str
    percent_before: str
    numbers: list[tuple[LineNumber, str]]
    doubts: list[Doubt]
    evidence: list[Evidence]
    verdict: Verdict | None

    @property
    def is_same(self) -> bool:
        """Nothing differs from what stands beside."""
        alike = all(passage.marked and passage.marked.is_same for passage in self.passages)
        return alike and not self.state_before and not self.percent_before and not any(was for _, was in self.numbers)


@dataclass(frozen=True)
class Reading:
    """Takes: against: PERIOD, REVISION or empty; name: what stands beside, in words; choices: what else could."""

    against: str
    name: str
    choices: list[tuple[str, str]]
    parts: list[Passage]
    lines: list[ReadLine]


def reading_of(report: UnitReport, lines: Sequence[ReportLine], *, user: User, against: str = "") -> Reading:
    """Takes: lines: of the report, with their tasks; against: what was asked for, PERIOD or REVISION.

    Queries: 7; where the plan asks for numbers, 10.
    """
    earlier = _earlier(report)
    against = against if against in earlier else next(iter(earlier), "")
    name, content = earlier.get(against, ("", {}))
    numbers = numbers_of(report, lines)
    doubts, files, returned = doubts_of(report, lines, numbers), _files(report, lines, user), returned_lines(report)
    before = _Before(content)
    return Reading(
        against=against,
        name=name,
        choices=[(code, label) for code, (label, _) in earlier.items()],
        parts=[_passage(report, part, before.parts) for part in UnitReport.PARTS],
        lines=[
            _read(
                line,
                before.line(line),
                numbers=numbers.get(line.pk, []),
                doubts=doubts.get(line.pk, []),
                evidence=files.get(line.assignment_id, []),
                verdict=verdict_on(line, returned),
            )
            for line in lines
        ],
    )


def returned_lines(report: UnitReport) -> list[LineReturn]:
    """The lines that the last return named, in the plan's order; empty when it returned the whole. Queries: 1."""
    last = Review.objects.filter(report=report, decision=Review.Decision.RETURNED).order_by("-revision").values("pk")
    rows = LineReturn.objects.filter(review=Subquery(last[:1]))
    rows = rows.select_related("line__assignment__task__section", "line__assignment__task__parent")
    return list(rows.order_by("line__assignment__task__position"))


def verdict_on(line: ReportLine, returned: Iterable[LineReturn]) -> Verdict | None:
    """What a return said of this line; nothing when it named no line."""
    named = {each.line_id: each.reason for each in returned}
    return Verdict(named.get(line.pk, "")) if named else None


def _earlier(report: UnitReport) -> dict[str, tuple[str, Content]]:
    """What can stand beside, the best first."""
    found = {}
    if content := returned_content(report):
        found[REVISION] = ("lần gửi bị trả lại", content)
    if before := report_before(report):
        found[PERIOD] = (before.period.name, content_of(before))
    return found


class _Before:
    """The earlier content, by part and by line; a line is found by its assignment, or by its task given anew."""

    def __init__(self, content: Content) -> None:
        lines = content.get("lines", [])
        self.parts: dict[str, str] | None = content.get("parts")
        self._by_task = {line["task"]: line for line in lines}
        self._by_assignment = {line["assignment"]: line for line in lines}

    def line(self, line: ReportLine) -> dict[str, Any] | None:
        return self._by_assignment.get(line.assignment_id) or self._by_task.get(line.assignment.task_id)


def _passage(row: UnitReport | ReportLine, name: str, before: dict[str, Any] | None) -> Passage:
    options: Any = row._meta
    text, label = getattr(row, name), str(options.get_field(name).verbose_name)
    return Passage(label[:1].upper() + label[1:], text, None if before is None else marked_words(before[name], text))


def _read(line: ReportLine, before: dict[str, Any] | None, *, numbers: list[LineNumber], **shown: Any) -> ReadLine:
    passages = [_passage(line, name, before) for name in ReportLine.TEXTS]
    state, percent = (before["state"], before["percent"]) if before else (line.state, line.percent)
    return ReadLine(
        line=line,
        passages=[each for each in passages if each.text or (each.marked and each.marked.before)],
        state_before="" if state == line.state else str(Assignment.State(state).label),
        percent_before="" if percent == line.percent else _percent_text(percent),
        numbers=[(number, _number_before(number, before)) for number in numbers],
        **shown,
    )


def _percent_text(percent: int | None) -> str:
    return "chưa báo" if percent is None else f"{percent} %"


def _number_before(number: LineNumber, before: dict[str, Any] | None) -> str:
    """The earlier number in words; empty where it is the same or nothing stands beside."""
    if before is None:
        return ""
    amount = Amount.from_list(before["numbers"].get(str(number.indicator.pk)))
    if amount == number.given:
        return ""
    if amount is None:
        return "chưa báo"
    return str(amount) if number.indicator.is_ratio else f"{amount} {number.indicator.measure}"


def _files(report: UnitReport, lines: Iterable[ReportLine], user: User) -> dict[int, list[Evidence]]:
    """By assignment, what was attached to its updates of the period. Queries: 1."""
    period, found = report.period, defaultdict(list)
    rows = Evidence.objects.visible_to(user).filter(
        update__assignment__in=[line.assignment_id for line in lines],
        update__on__range=(period.starts_on, period.ends_on),
    )
    for file in rows.select_related("update").order_by("update__on", "pk"):
        found[file.update.assignment_id].append(file)
    return found
