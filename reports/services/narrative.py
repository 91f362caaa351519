"""First texts of a roll-up: what units wrote in accepted reports, in the order of document-form.md, to be edited."""

from collections import defaultdict
from collections.abc import Iterable

from reports.models import Period, RollupPart, UnitReport
from reports.services.figures import Figures, TaskFigures, accepted_lines, percent_text

QUOTED_UNITS = 25  # how many units a part quotes; the Excel annex holds all of them
Code = RollupPart.Code
GENERAL_PARTS = (Code.LEADERSHIP, Code.EXAMPLES, Code.DIFFICULTIES, Code.CAUSES, Code.NEXT_STEPS, Code.PROPOSALS)


def first_texts(*, period: Period, figures: Figures) -> list[tuple[str, int | None, str]]:
    """The parts of a new draft in order: (code, task id or None, text). Queries: 2."""
    general = _general_texts(period)
    results = _results(period)
    parts: list[tuple[str, int | None, str]] = [(Code.LEADERSHIP, None, general[Code.LEADERSHIP])]
    parts += [(Code.TASK, row.task_id, _task_text(row, figures, results[row.task_id])) for row in figures.tasks]
    parts += [(code, None, general[code]) for code in (Code.EXAMPLES, Code.DIFFICULTIES, Code.CAUSES)]
    if period.kind in (Period.Kind.INTERIM, Period.Kind.FINAL):
        parts.append((Code.LESSONS, None, ""))
    return parts + [(code, None, general[code]) for code in (Code.NEXT_STEPS, Code.PROPOSALS)]


def _general_texts(period: Period) -> dict[str, str]:
    names = [str(code) for code in GENERAL_PARTS]
    written: dict[str, list[tuple[str, str]]] = defaultdict(list)
    reports = UnitReport.objects.filter(period=period, state=UnitReport.State.ACCEPTED).order_by("unit__path")
    for unit, *texts in reports.values_list("unit_name", *names).iterator(chunk_size=2000):
        for name, text in zip(names, texts, strict=True):
            if text.strip():
                written[name].append((unit, text))
    return {code: _quoted(written[str(code)]) for code in GENERAL_PARTS}


def _results(period: Period) -> dict[int, list[tuple[str, str]]]:
    """What units wrote under each task, by task id."""
    results: dict[int, list[tuple[str, str]]] = defaultdict(list)
    lines = accepted_lines(period).exclude(result="").order_by("report__unit__path")
    for task, unit, text in lines.values_list("assignment__task", "report__unit_name", "result").iterator(
        chunk_size=2000
    ):
        results[task].append((unit, text))
    return results


def _task_text(task: TaskFigures, figures: Figures, results: list[tuple[str, str]]) -> str:
    if not task.units:
        return "Chưa có đơn vị nào có báo cáo được xác nhận về nhiệm vụ này."
    states = [
        f"{count} {words}"
        for count, words in (
            (task.done, "hoàn thành"),
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
        sentence += f" Tiến độ bình quân {mean}, từ {task.percent_count}/{task.units} đơn vị có ghi phần trăm."
    return "\n".join(filter(None, [sentence, _quoted(results)]))


def _quoted(written: Iterable[tuple[str, str]]) -> str:
    """A paragraph a unit; where there are more, the last one says how many are left to the annex."""
    written = list(written)
    lines = [f"- {unit}: {' '.join(text.split())}" for unit, text in written[:QUOTED_UNITS]]
    left = len(written) - QUOTED_UNITS
    if left > 0:
        lines.append(f"(Còn {left} đơn vị khác có nội dung này, xem đầy đủ trong tệp số liệu kèm theo.)")
    return "\n".join(lines)
