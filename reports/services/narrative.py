"""First texts of a roll-up, to be edited: what units wrote in accepted reports, in the order of document-form.md.

Verified examples of the period stand among it, once: what a report says of them is not said again.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from kehoach.lib.lines import keyed_lines
from reports.documents.form import short_day
from reports.models import Example, Period, RollupPart, UnitReport
from reports.selectors.examples import unnamed_lines
from reports.services.figures import Figures, TaskFigures, accepted_lines, percent_text
from tasks.models import Plan
from units.models import Office

QUOTED = 12  # how many different things a part quotes
NAMED = 3  # how many units are named for each
KEPT = 200  # how many different things are compared
NO_ABOUT = ("về", "triển khai", "thực hiện", "tổ chức")  # titles that follow a plan's number without "về"
Code = RollupPart.Code
GENERAL_PARTS = (Code.LEADERSHIP, Code.EXAMPLES, Code.DIFFICULTIES, Code.CAUSES, Code.NEXT_STEPS, Code.PROPOSALS)


@dataclass
class Said:
    """One thing that units wrote, in the words of the first, with who wrote it."""

    text: str
    units: list[str] = field(default_factory=list)
    count: int = 0

    def __str__(self) -> str:
        others = self.count - len(self.units)
        names = ", ".join(self.units) + (f" và {others} đơn vị khác" if others else "")
        return f"- {names}: {self.text}"


@dataclass
class Quotes:
    """What units wrote on one thing. What several wrote alike stands once, what most wrote comes first.

    Memory stays flat whatever the number of units; the Excel file holds all that they wrote.
    """

    said: dict[str, Said] = field(default_factory=dict)
    left: int = 0

    def add(self, unit: str, text: str) -> None:
        for line, key in keyed_lines(text):
            self._add(key, unit, line)

    def _add(self, key: str, unit: str, text: str) -> None:
        if key not in self.said:
            if len(self.said) == KEPT:
                self.left += 1
                return
            self.said[key] = Said(text)
        said = self.said[key]
        said.count += 1
        if len(said.units) < NAMED:
            said.units.append(unit)

    def __str__(self) -> str:
        """A paragraph each."""
        ordered = sorted(self.said.values(), key=lambda said: -said.count)
        lines = [str(said) for said in ordered[:QUOTED]]
        left = len(ordered[QUOTED:]) + self.left
        rest = [f"(Còn {left} nội dung khác, xem đầy đủ trong tệp số liệu kèm theo.)"] if left else []
        return "\n".join(lines + rest)


def abstract_of(period: Period) -> str:
    """The abstract, which begins with a small letter as the form asks."""
    plan = period.plan
    return f"kết quả thực hiện {_numbered(plan)} {_about(plan)}, {_in_text(period)}"


def first_texts(*, period: Period, figures: Figures, office: Office) -> list[tuple[str, int | None, str]]:
    """The parts of a new draft in order: (code, task id or None, text). Queries: 3."""
    general, results = _general_quotes(period), _result_quotes(period)
    parts: list[tuple[str, int | None, str]] = [
        (Code.OPENING, None, _opening(period, office)),
        (Code.LEADERSHIP, None, str(general[Code.LEADERSHIP])),
    ]
    parts += [(Code.TASK, row.task_id, _task_text(row, results[row.task_id])) for row in figures.tasks]
    parts += [(code, None, str(general[code])) for code in (Code.EXAMPLES, Code.DIFFICULTIES, Code.CAUSES)]
    if period.kind in (Period.Kind.INTERIM, Period.Kind.FINAL):
        parts.append((Code.LESSONS, None, ""))
    return parts + [(code, None, str(general[code])) for code in (Code.NEXT_STEPS, Code.PROPOSALS)]


def _opening(period: Period, office: Office) -> str:
    plan = period.plan
    issuer = plan.issuer.name if plan.issuer.parent_id else office.name
    return (
        f"Thực hiện {_numbered(plan)}, ngày {short_day(plan.issued_on)} của {issuer} {_about(plan)}, "
        f"{office.name} báo cáo kết quả {_in_text(period)} như sau:"
    )


def _numbered(plan: Plan) -> str:
    """Kế hoạch số 12-KH/ĐUK; Kế hoạch, where it carries no number."""
    name = plan.type_name.capitalize()
    return f"{name} số {plan.number_and_symbol}" if plan.number else name


def _about(plan: Plan) -> str:
    title = f"{plan.title[:1].lower()}{plan.title[1:]}".rstrip(".")
    return title if title.startswith(NO_ABOUT) else f"về {title}"


def _in_text(period: Period) -> str:
    return f"{period.name[:1].lower()}{period.name[1:]}"


def _general_quotes(period: Period) -> dict[str, Quotes]:
    """What units wrote in the general parts, by code; read as a stream, so memory stays flat."""
    quotes = {str(code): Quotes() for code in GENERAL_PARTS}
    named = _examples_by_unit(period)
    for examples in named.values():
        for example in examples:
            quotes[Code.EXAMPLES].add(example.unit.name, example.line)
    reports = UnitReport.objects.filter(period=period, state=UnitReport.State.ACCEPTED).order_by("unit__path")
    for unit_id, unit, *texts in reports.values_list("unit", "unit_name", *quotes).iterator(chunk_size=2000):
        for name, text in zip(quotes, texts, strict=True):
            if name == Code.EXAMPLES and unit_id in named:
                text = "\n".join(unnamed_lines(text, named[unit_id]))
            quotes[name].add(unit, text)
    return quotes


def _examples_by_unit(period: Period) -> dict[int, list[Example]]:
    """The verified ones of the period, by unit in the order of the tree."""
    named: dict[int, list[Example]] = defaultdict(list)
    rows = Example.objects.of_period(period).filter(state=Example.State.VERIFIED).select_related("unit")
    for example in rows.order_by("unit__path", "proposed_at", "pk"):
        named[example.unit_id].append(example)
    return dict(named)


def _result_quotes(period: Period) -> dict[int, Quotes]:
    """What units wrote under each task, by task id; read as a stream, so memory stays flat."""
    quotes: dict[int, Quotes] = defaultdict(Quotes)
    lines = accepted_lines(period).exclude(result="").order_by("report__unit__path")
    names = ("assignment__task", "report__unit_name", "result")
    for task, unit, text in lines.values_list(*names).iterator(chunk_size=2000):
        quotes[task].add(unit, text)
    return quotes


def _task_text(task: TaskFigures, quotes: Quotes) -> str:
    if not task.units:
        return "Chưa có đơn vị nào có báo cáo được xác nhận về nhiệm vụ này."
    states = [
        f"{count} đơn vị {words}"
        for count, words in (
            (task.done, "đã hoàn thành"),
            (task.awaiting, "chờ xác nhận hoàn thành"),
            (task.in_progress, "đang thực hiện"),
            (task.paused, "tạm hoãn"),
            (task.not_started, "chưa bắt đầu"),
        )
        if count
    ]
    sentence = f"Theo báo cáo đã xác nhận của {task.units} đơn vị: {', '.join(states)}."
    if task.mean_percent is not None:
        mean = percent_text(round(task.mean_percent * 10), 1000)
        sentence += f" Tiến độ bình quân {mean}, tính trên {task.percent_count}/{task.units} đơn vị có ghi phần trăm."
    return "\n".join(filter(None, [sentence, str(quotes)]))
