"""The documents of a roll-up: its rows as the data classes of reports.documents, for the Word and the Excel file."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from kehoach.lib.days import ROMAN, day_of, vn_date
from reports.documents.data import (
    Align,
    Column,
    Head,
    Part,
    Recipients,
    RollupDocument,
    Signature,
    Table,
    Value,
)
from reports.documents.docx import rollup_docx
from reports.documents.xlsx import tables_xlsx
from reports.models import Period, Rollup, RollupPart, UnitReport
from reports.services.figures import Figures, accepted_lines, percent_text
from tasks.models import Assignment
from units.models import Office

Code = RollupPart.Code
NUMERALS = (*ROMAN, "V", "VI")


def rollup_docx_bytes(*, rollup: Rollup, office: Office) -> bytes:
    """The Word file of a draft or of an issued roll-up. Repeat: same rows, same bytes. Queries: 4."""
    return rollup_docx(document_of(rollup, office))


def rollup_xlsx_bytes(*, rollup: Rollup, office: Office) -> bytes:
    """All tables and all that units wrote, complete, as Excel. Repeat: same rows, same bytes."""
    figures = Figures.from_dict(rollup.figures)
    return tables_xlsx(
        [_figures_table(figures), _tasks_table(figures), _reports_table(rollup.period), _results_table(rollup.period)],
        title=f"{rollup} {rollup.abstract}",
        issuer=office.name,
        coverage=coverage_line(figures),
        integrity_line=integrity_line(rollup),
        day=rollup.issued_on or day_of(rollup.compiled_at),
    )


def document_of(rollup: Rollup, office: Office) -> RollupDocument:
    """What the Word file says, in the order of document-form.md."""
    figures = Figures.from_dict(rollup.figures)
    return RollupDocument(
        head=Head(
            superior=office.superior_name,
            issuer=office.name,
            number=rollup.number,
            symbol=rollup.symbol,
            place=office.place,
            day=rollup.issued_on,
        ),
        abstract=rollup.abstract,
        opening=_opening(rollup, figures, office),
        parts=_parts(rollup, figures),
        annexes=[_figures_table(figures), _tasks_table(figures), _reports_table(rollup.period)],
        signature=Signature(rollup.signing_authority, rollup.signing_post, rollup.signer_name),
        recipients=Recipients.from_text(rollup.recipients),
        draft_mark=None if rollup.is_issued else f"Dự thảo lần {rollup.drafts}",
        corrects=_corrects(rollup),
        integrity_line=integrity_line(rollup),
    )


def coverage_line(figures: Figures) -> str:
    return f"Số liệu tổng hợp từ báo cáo đã xác nhận: {figures.coverage}."


def integrity_line(rollup: Rollup) -> str:
    """A short name of the frozen figures, so that paper and database can be compared."""
    plain = json.dumps(rollup.figures, ensure_ascii=False, sort_keys=True)
    return f"Mã kiểm tra số liệu: {hashlib.sha256(plain.encode()).hexdigest()[:32]}"


def _corrects(rollup: Rollup) -> str | None:
    old = rollup.corrects
    return f"Đính chính và thay thế Báo cáo số {old.number_and_symbol}, ngày {vn_date(old.issued_on)}" if old else None


def _opening(rollup: Rollup, figures: Figures, office: Office) -> str:
    plan, period = rollup.plan, rollup.period
    return (
        f"Thực hiện {plan} ngày {vn_date(plan.issued_on)} {plan.title}, {office.name} báo cáo kết quả "
        f"{period.name} (số liệu từ ngày {vn_date(period.starts_on)} đến ngày {vn_date(period.ends_on)}) như sau.\n"
        f"{coverage_line(figures)} Số đơn vị đã gửi báo cáo: {figures.sent}/{figures.expected}, "
        f"gửi đúng hạn {figures.on_time}."
    )


def _parts(rollup: Rollup, figures: Figures) -> list[Part]:
    rows = list(rollup.parts.all())
    texts = {row.code: row.text for row in rows if row.code != Code.TASK}
    tasks = {row.task_id: row.text for row in rows if row.code == Code.TASK}
    results = [
        Part(str(number), _heading(task.text), text=tasks.get(task.task_id, ""))
        for number, task in enumerate(figures.tasks, start=1)
    ]
    results.append(Part(str(len(results) + 1), "Mô hình, điển hình", text=texts.get(Code.EXAMPLES, "") or "Không có."))
    difficulties = [
        Part("1", "Hạn chế, khó khăn, vướng mắc", text=texts.get(Code.DIFFICULTIES, "") or "Không có."),
        Part("2", "Nguyên nhân", text=texts.get(Code.CAUSES, "") or "Không có."),
    ]
    bodies = [
        (
            "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền",
            texts.get(Code.LEADERSHIP, ""),
            [],
        ),
        ("Kết quả thực hiện", "", results),
        ("Hạn chế, khó khăn, vướng mắc; nguyên nhân", "", difficulties),
    ]
    if Code.LESSONS in texts:
        bodies.append(("Bài học kinh nghiệm", texts[Code.LESSONS], []))
    bodies += [
        ("Phương hướng, nhiệm vụ kỳ tới", texts.get(Code.NEXT_STEPS, ""), []),
        ("Kiến nghị, đề xuất", texts.get(Code.PROPOSALS, ""), []),
    ]
    return [
        Part(numeral, title, text=text or ("" if parts else "Không có."), parts=parts)
        for numeral, (title, text, parts) in zip(NUMERALS, bodies, strict=False)
    ]


def _heading(text: str) -> str:
    """A task's words as a heading: the first clause of a long one, whole words only."""
    head = text.split(";")[0].strip().rstrip(".")
    return head if len(head) <= 160 else head[:160].rsplit(" ", 1)[0] + "…"


def _figures_table(figures: Figures) -> Table:
    def row(name: str, value: Value, formula: str = "") -> list[Value]:
        return [name, value, formula]

    rate = figures.completion_rate
    rows = [
        row("Đơn vị phải gửi báo cáo", figures.expected),
        row("Đơn vị đã gửi", figures.sent, f"{percent_text(figures.sent, figures.expected)} số phải gửi"),
        row("Gửi đúng hạn", figures.on_time, f"{percent_text(figures.on_time, figures.expected)} số phải gửi"),
        row("Báo cáo đã xác nhận", figures.accepted, figures.coverage),
        row("Nhiệm vụ có hạn: hoàn thành đúng hạn", figures.done_on_time),
        row("Nhiệm vụ có hạn: hoàn thành quá hạn", figures.done_late),
        row("Nhiệm vụ có hạn: chưa hoàn thành, trong hạn", figures.in_term),
        row("Nhiệm vụ có hạn: chưa hoàn thành, quá hạn", figures.overdue),
        row("Chờ xác nhận hoàn thành", figures.awaiting),
        row("Nhiệm vụ thường xuyên (không hạn)", figures.routine),
        row(
            "Tỷ lệ hoàn thành",
            "–" if rate is None else percent_text(figures.completed, figures.completed + figures.overdue),
            "hoàn thành ÷ (hoàn thành + quá hạn chưa hoàn thành)",
        ),
    ]
    columns = [Column("Chỉ tiêu", 5), Column("Số lượng", 1.4, Align.RIGHT), Column("Ghi chú, cách tính", 4)]
    return Table("Số liệu chung", columns, rows, note=coverage_line(figures))


def _tasks_table(figures: Figures) -> Table:
    columns = [
        Column("TT", 0.5, Align.CENTER),
        Column("Nhiệm vụ", 6),
        *(
            Column(title, 1.1, Align.RIGHT)
            for title in ("Đơn vị", "Hoàn thành", "Chờ xác nhận", "Đang thực hiện", "Tạm hoãn", "Chưa bắt đầu")
        ),
        Column("Tiến độ bình quân", 1.4, Align.RIGHT),
    ]
    rows: list[list[Any]] = [
        [
            number,
            task.text,
            task.units,
            task.done,
            task.awaiting,
            task.in_progress,
            task.paused,
            task.not_started,
            "–" if task.mean_percent is None else percent_text(round(task.mean_percent * 10), 1000),
        ]
        for number, task in enumerate(figures.tasks, start=1)
    ]
    return Table("Kết quả theo nhiệm vụ", columns, rows, landscape=True, note=coverage_line(figures))


def _reports_table(period: Period) -> Table:
    columns = [
        Column("TT", 0.5, Align.CENTER),
        Column("Đơn vị", 4.5),
        Column("Tình trạng", 1.5),
        Column("Ngày gửi", 1.5, Align.CENTER),
        Column("Đúng hạn", 1.1, Align.CENTER),
    ]
    return Table(
        "Tình hình gửi báo cáo", columns, list(_report_rows(period)), note=f"Hạn gửi: {vn_date(period.due_on)}."
    )


def _report_rows(period: Period) -> Iterator[list[Value]]:
    rows = UnitReport.objects.filter(period=period, expected=True).order_by("unit__path")
    states = dict(UnitReport.State.choices)
    names = ("unit_name", "unit__name", "state", "first_sent_at", "on_time")
    for number, (sent_as, name, state, at, on_time) in enumerate(rows.values_list(*names).iterator(2000), start=1):
        day = vn_date(day_of(at)) if at else "Chưa gửi"
        yield [
            number,
            sent_as or name,
            states[state],
            day,
            "" if on_time is None else ("Đúng hạn" if on_time else "Quá hạn"),
        ]


def _results_table(period: Period) -> Table:
    columns = [
        Column("Đơn vị", 3),
        Column("Nhiệm vụ", 4),
        Column("Trạng thái", 1.5),
        Column("Phần trăm", 1, Align.RIGHT),
        Column("Kết quả", 6),
        Column("Khó khăn, vướng mắc", 4),
        Column("Kiến nghị", 3),
        Column("Việc kỳ tới", 3),
    ]
    return Table("Báo cáo của từng đơn vị", columns, _result_rows(period))


def _result_rows(period: Period) -> Iterator[list[Value]]:
    states = dict(Assignment.State.choices)
    names = (
        "report__unit_name",
        "assignment__task__text",
        "state",
        "percent",
        "result",
        "difficulties",
        "proposals",
        "next_steps",
    )
    lines = accepted_lines(period).order_by("report__unit__path", "assignment__task__position")
    for unit, task, state, *rest in lines.values_list(*names).iterator(2000):
        yield [unit, task, states[state], *rest]
