"""The documents of a roll-up: its rows as the data classes of reports.documents, for the Word and the Excel file."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kehoach.lib.days import ROMAN, day_of
from kehoach.lib.office_files.tables import Align, Column, Table, Value
from kehoach.lib.office_files.text import short_day
from kehoach.lib.office_files.xlsx import tables_xlsx
from reports.documents.data import Head, Part, Recipients, RollupDocument, Signature
from reports.documents.docx import rollup_docx
from reports.models import Period, Rollup, RollupPart, UnitReport
from reports.selectors.indicators import Amount
from reports.services.figures import Figures, accepted_lines, percent_text
from reports.services.narrative import GENERAL_PARTS
from tasks.models import Assignment
from units.models import Office

Code = RollupPart.Code
NUMERALS = (*ROMAN, "V", "VI")
EXAMPLES = "Mô hình, điển hình"  # stands between II and III without a number of its own


def rollup_docx_bytes(*, rollup: Rollup, office: Office) -> bytes:
    """The Word file of a draft or of an issued roll-up. Repeat: same rows, same bytes. Queries: 3."""
    return rollup_docx(document_of(rollup, office))


def rollup_xlsx_bytes(*, rollup: Rollup, office: Office) -> bytes:
    """All tables and all that units wrote, complete, as Excel. Repeat: same rows, same bytes. Queries: 4."""
    figures, period = Figures.from_dict(rollup.figures), rollup.period
    tables = [
        _figures_table(figures),
        *numbers_tables(figures),
        _tasks_table(figures, whole=True),
        _reports_table(rollup),
        _results_table(period),
        _general_table(period),
    ]
    return tables_xlsx(
        tables,
        title=f"{rollup} {rollup.abstract}",
        issuer=head_of(rollup, office).issuer,
        coverage="\n".join(filter(None, [coverage_line(figures), draft_mark(rollup)])),
        integrity_line=integrity_line(rollup),
        day=day_stated(rollup),
    )


def document_of(rollup: Rollup, office: Office, *, annexes: Sequence[Table] | None = None) -> RollupDocument:
    """What the Word file says, in the order of document-form.md. Takes: annexes: in place of the whole ones."""
    figures = Figures.from_dict(rollup.figures)
    texts = {(part.code, part.task_id): part.text for part in rollup.parts.all()}
    opening = [texts.get((Code.OPENING, None), ""), _basis(rollup, figures)]
    return RollupDocument(
        head=head_of(rollup, office),
        abstract=rollup.abstract,
        opening="\n".join(filter(None, opening)),
        parts=_parts(texts, figures),
        annexes=[*counted_annexes(figures), _reports_table(rollup)] if annexes is None else annexes,
        signature=Signature(rollup.signing_authority, rollup.signing_post, rollup.signer_name),
        recipients=Recipients.from_text(rollup.recipients),
        draft_mark=draft_mark(rollup),
        corrects=_corrects(rollup),
        integrity_line=integrity_line(rollup),
    )


def counted_annexes(figures: Figures) -> list[Table]:
    """The annexes that do not grow with the units: the figures, the plan's numbers, and the tasks."""
    return [_figures_table(figures), *numbers_tables(figures), _tasks_table(figures, whole=False)]


def head_of(rollup: Rollup, office: Office) -> Head:
    """A roll-up keeps the names of the day of its issue, a draft takes the office's."""
    return Head(
        superior=office.superior_name if rollup.is_draft else rollup.superior_name,
        issuer=office.name if rollup.is_draft else rollup.issuer_name,
        number=rollup.number,
        symbol=rollup.symbol,
        place=office.place if rollup.is_draft else rollup.place,
        day=rollup.issued_on,
    )


def day_stated(rollup: Rollup) -> date:
    """The day of its issue; of a draft the day of its figures."""
    return rollup.issued_on or day_of(rollup.compiled_at)


def draft_mark(rollup: Rollup) -> str | None:
    return f"Dự thảo lần {rollup.drafts}" if rollup.is_draft else None


def coverage_line(figures: Figures) -> str:
    return f"Số liệu tổng hợp từ báo cáo đã xác nhận: {figures.coverage}."


def integrity_line(rollup: Rollup) -> str:
    """A short name of the frozen figures, and where the ledger ended, so that paper and database can be compared."""
    plain = json.dumps(rollup.figures, ensure_ascii=False, sort_keys=True)
    figures = f"Mã kiểm tra số liệu: {hashlib.sha256(plain.encode()).hexdigest()[:32]}."
    if rollup.ledger_number is None:
        return figures
    return f"{figures} Sổ nhật ký: dòng {rollup.ledger_number}, mã {rollup.ledger_hash}."


def _corrects(rollup: Rollup) -> str | None:
    old = rollup.corrects
    if old is None or old.issued_on is None:
        return None
    return f"Đính chính và thay thế Báo cáo số {old.number_and_symbol}, ngày {short_day(old.issued_on)}"


def _basis(rollup: Rollup, figures: Figures) -> str:
    """What the figures rest on: computed, never edited."""
    period = rollup.period
    return (
        f"Số liệu tính từ ngày {short_day(period.starts_on)} đến ngày {short_day(period.ends_on)}, tổng hợp từ báo cáo "
        f"đã xác nhận của {figures.accepted}/{figures.expected} đơn vị "
        f"({percent_text(figures.accepted, figures.expected)}). Số đơn vị đã gửi báo cáo là "
        f"{figures.sent}/{figures.expected}, trong đó {figures.on_time} đơn vị gửi đúng hạn."
    )


def _parts(texts: Mapping[tuple[str, int | None], str], figures: Figures) -> list[Part]:
    def said(code: Code, else_say: str) -> str:
        return texts.get((code, None), "") or else_say

    results = [
        Part(str(number), task.heading, text=texts.get((Code.TASK, task.task_id), ""))
        for number, task in enumerate(figures.tasks, start=1)
    ]
    difficulties = [
        Part("1", "Hạn chế, khó khăn, vướng mắc", text=said(Code.DIFFICULTIES, "Các đơn vị không nêu khó khăn.")),
        Part("2", "Nguyên nhân", text=said(Code.CAUSES, "Các đơn vị không nêu nguyên nhân.")),
    ]
    bodies: list[tuple[str, str, list[Part]]] = [
        (
            "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền",
            said(Code.LEADERSHIP, "Các đơn vị không báo cáo nội dung này."),
            [],
        ),
        ("Kết quả thực hiện", "", results),
        (EXAMPLES, said(Code.EXAMPLES, "Chưa có mô hình, điển hình được báo cáo."), []),
        ("Hạn chế, khó khăn, vướng mắc; nguyên nhân", "", difficulties),
    ]
    if (Code.LESSONS, None) in texts:
        bodies.append(("Bài học kinh nghiệm", said(Code.LESSONS, "Không có."), []))
    bodies += [
        ("Phương hướng, nhiệm vụ kỳ tới", said(Code.NEXT_STEPS, "Các đơn vị không báo cáo nội dung này."), []),
        ("Kiến nghị, đề xuất", said(Code.PROPOSALS, "Không có."), []),
    ]
    numerals = iter(NUMERALS)
    return [
        Part("" if title == EXAMPLES else next(numerals), title, text, parts=parts) for title, text, parts in bodies
    ]


def _figures_table(figures: Figures) -> Table:
    def row(name: str, value: Value, formula: str = "") -> list[Value]:
        return [name, value, formula]

    rows = [
        row("Đơn vị phải gửi báo cáo", figures.expected),
        row("Đơn vị đã gửi", figures.sent, f"{percent_text(figures.sent, figures.expected)} số phải gửi"),
        row("Gửi đúng hạn", figures.on_time, f"{percent_text(figures.on_time, figures.expected)} số phải gửi"),
        row("Báo cáo đã xác nhận", figures.accepted, figures.coverage),
        row("Việc được giao, có trong báo cáo đã xác nhận", figures.lines, "mỗi nhiệm vụ giao một đơn vị là một việc"),
        row("Hoàn thành đúng hạn", figures.done_on_time),
        row("Hoàn thành quá hạn", figures.done_late),
        row("Chưa hoàn thành, trong hạn", figures.in_term),
        row("Chưa hoàn thành, quá hạn", figures.overdue),
        row("Chờ xác nhận hoàn thành", figures.awaiting),
        row("Việc thường xuyên, không hạn", figures.routine),
        row(
            "Tỷ lệ hoàn thành",
            figures.completion_text,
            "hoàn thành ÷ (hoàn thành + quá hạn chưa hoàn thành)",
        ),
    ]
    columns = [Column("Chỉ tiêu", 5), Column("Số lượng", 1.4, Align.RIGHT), Column("Ghi chú, cách tính", 4)]
    return Table("Số liệu chung", columns, rows, note=coverage_line(figures))


def numbers_tables(figures: Figures) -> list[Table]:
    """The table of the numbers that the plan asks for; none where it asks for none."""
    if not figures.indicators:
        return []
    columns = [
        Column("TT", 0.5, Align.CENTER),
        Column("Số liệu", 4.5),
        Column("Nhiệm vụ", 2),
        Column("Đơn vị tính", 1.5),
        Column("Trong kỳ", 1.5, Align.RIGHT),
        Column("Lũy kế", 1.5, Align.RIGHT),
        Column("Chỉ tiêu", 1.8, Align.RIGHT),
        Column("Đạt so với chỉ tiêu", 1.4, Align.RIGHT),
        Column("Đơn vị có số liệu", 1.4, Align.RIGHT),
    ]
    rows: list[list[Value]] = [
        [
            number,
            each.name,
            each.task,
            each.measure,
            _cell(each.given),
            _cell(each.cumulative),
            each.target_text,
            each.target_share,
            f"{each.units}/{each.of_units}",
        ]
        for number, each in enumerate(figures.indicators, start=1)
    ]
    return [Table("Số liệu", columns, rows, landscape=True, note=coverage_line(figures))]


def _cell(amount: Amount | None) -> Value:
    """A number as a number; a ratio in words; blank where no unit gave one."""
    if amount is None:
        return None
    return amount.value if amount.denominator is None else str(amount)


def _tasks_table(figures: Figures, *, whole: bool) -> Table:
    """Takes: whole: the tasks' whole words, which the Word file need not repeat."""
    columns = [
        Column("TT", 0.5, Align.CENTER),
        Column("Nhiệm vụ", 6),
        *(
            Column(title, 1.1, Align.RIGHT)
            for title in ("Đơn vị", "Hoàn thành", "Chờ xác nhận", "Đang thực hiện", "Tạm hoãn", "Chưa bắt đầu")
        ),
        Column("Tiến độ bình quân", 1.4, Align.RIGHT),
    ]
    rows: list[list[Value]] = [
        [
            number,
            task.text if whole else task.heading,
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


def _reports_table(rollup: Rollup) -> Table:
    columns = [
        Column("TT", 0.5, Align.CENTER),
        Column("Đơn vị", 4.2),
        Column("Tình trạng", 1.5),
        Column("Ngày gửi", 1.5, Align.CENTER),
        Column("So với hạn", 1.5, Align.CENTER),
    ]
    period, day = rollup.period, day_stated(rollup)
    note = f"Hạn gửi: {short_day(period.due_on)}. Số ngày quá hạn tính đến {short_day(day)}."
    return Table("Tình hình gửi báo cáo", columns, _report_rows(period, day), note=note)


def _report_rows(period: Period, day: date) -> Iterator[list[Value]]:
    rows = UnitReport.objects.filter(period=period, expected=True).order_by("unit__path")
    states = dict(UnitReport.State.choices)
    names = ("unit_name", "unit__name", "state", "first_sent_at", "on_time")
    for number, (sent_as, name, state, at, on_time) in enumerate(rows.values_list(*names).iterator(2000), start=1):
        sent_on = day_of(at) if at else None
        against_due = "Đúng hạn" if on_time else _lateness(period.due_on, sent_on, day)
        yield [number, sent_as or name, states[state], sent_on or "Chưa gửi", against_due]


def _lateness(due_on: date, sent_on: date | None, day: date) -> str:
    """Of a report that was not sent in time, or not at all by the day that the document states."""
    days = ((sent_on or day) - due_on).days
    if sent_on:
        return f"Chậm {days} ngày" if days > 0 else "Gửi chậm"
    return f"Quá hạn {days} ngày" if days > 0 else "Chưa đến hạn"


def _results_table(period: Period) -> Table:
    columns = [
        Column("Đơn vị", 3),
        Column("Nhiệm vụ", 4),
        Column("Trạng thái", 2),
        Column("Phần trăm", 1.6, Align.RIGHT),
        Column("Kết quả", 5),
        Column("Khó khăn, vướng mắc", 3.5),
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


def _general_table(period: Period) -> Table:
    columns = [Column("Đơn vị", 2), *(Column(code.label, 3) for code in GENERAL_PARTS)]
    reports = UnitReport.objects.filter(period=period, state=UnitReport.State.ACCEPTED).order_by("unit__path")
    rows = reports.values_list("unit_name", *(str(code) for code in GENERAL_PARTS)).iterator(2000)
    return Table("Nội dung chung của từng đơn vị", columns, rows)
