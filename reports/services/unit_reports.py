"""A unit's report of a period: prefilled from its updates, edited, checked, sent; edited and sent again after a return.

Source: product.md, "Words" (UnitReport) and rules 3, 8 and 9; reliability.md, promise 5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of, vn_date
from reports.models import ReportLine, UnitReport
from reports.permissions import require_can_report
from reports.selectors.indicators import LineNumber, numbers_of
from reports.selectors.magnitudes import Doubt, doubts_of
from reports.selectors.reading import returned_lines
from reports.selectors.revisions import content_as_returned, content_of
from reports.services.indicators import Given, save_numbers
from reports.services.prefill import PULLED, STARTED, pull
from reports.services.reminders import report_subject
from tasks.models import Assignment
from tasks.selectors.work import task_name
from tasks.services.notices import settle_notices
from units.models import User
from units.services.changes import record_change

State = UnitReport.State
PARTS = UnitReport.PARTS
LINE_TEXTS = ReportLine.TEXTS
LINE_FIELDS = ("state", "percent", *LINE_TEXTS)
FINISHED = (Assignment.State.AWAITING, Assignment.State.DONE)


@dataclass(frozen=True)
class Problem:
    """One thing that a report lacks. Takes: anchor: the field on the page of editing; blocks: it cannot be sent so."""

    text: str
    anchor: str = ""
    blocks: bool = False


@transaction.atomic
def start_report(*, report: UnitReport, by: User, now: datetime) -> UnitReport:
    """Begin a report that is owed, with a line for each assignment the period asks about, filled from the updates.

    Repeat: a report that was begun stays as it is.
    """
    require_can_report(by, report)
    require_editable(report, day_of(now))
    begun = UnitReport.objects.filter(pk=report.pk, state=State.OWED)
    if not begun.update(state=State.DRAFT, version=F("version") + 1):
        report.refresh_from_db()
        return report
    report.refresh_from_db()
    pull(report)
    record_change(report, STARTED, by=by, now=now)
    return report


@transaction.atomic
def pull_updates(*, report: UnitReport, version: int, by: User, now: datetime) -> int:
    """Bring what was logged since into the lines: the latest state and percent, and texts that are not there yet.

    Gives: how many lines and general parts changed or were added. Nothing that was typed is taken out. Repeat: 0.
    """
    require_can_report(by, report)
    require_editable(report, day_of(now))
    _claim(report, version, state=report.state)
    changed = pull(report)
    record_change(report, PULLED, by=by, now=now)
    return changed


@transaction.atomic
def save_report(
    *,
    report: UnitReport,
    data: Mapping[str, str],
    lines: Mapping[int, Mapping[str, Any]],
    numbers: Given | None = None,
    version: int,
    by: User,
    now: datetime,
) -> UnitReport:
    """Keep what the person typed, as a draft or, after a return, in the returned report.

    Takes: data: the general parts; lines: values by the key of the report's own lines; numbers: by line and
    indicator, those left out stay as they are; keys of others are refused.
    Errors: ValidationError, Conflict (somebody else saved first), PermissionDenied.
    """
    require_can_report(by, report)
    require_editable(report, day_of(now))
    if report.state == State.OWED:
        raise ValidationError("Báo cáo này chưa được lập.")
    own = {line.pk: line for line in lines_of(report)}
    if (lines.keys() | (numbers or {}).keys()) - own.keys():
        raise ValidationError("Có dòng không thuộc báo cáo này. Xin tải lại trang rồi nhập lại.")
    before, after = _take(report, PARTS, data)
    changed = []
    for pk, values in lines.items():
        line_before, line_after = _take(own[pk], LINE_FIELDS, values)
        if line_before:
            own[pk].clean_fields(exclude=["report", "assignment"])
            changed.append(own[pk])
            name = task_name(own[pk].assignment.task)
            before[name], after[name] = _plain(line_before), _plain(line_after)
    _claim(report, version, **{name: getattr(report, name) for name in PARTS})
    ReportLine.objects.bulk_update(changed, LINE_FIELDS, batch_size=100)
    numbers_before, numbers_after = save_numbers(report, list(own.values()), numbers or {})
    before, after = before | numbers_before, after | numbers_after
    if before:
        record_change(report, "Sửa báo cáo", by=by, now=now, before=before, after=after)
    return report


def check_report(*, report: UnitReport, now: datetime) -> list[Problem]:
    """What the report lacks and what looks wrong in it; what stops it from being sent first.

    Queries: 3, or 6 where the plan asks for numbers; 4 more after a return.
    """
    problems = _unmended(report)
    lines = list(lines_of(report))
    numbers = numbers_of(report, lines)
    doubts = doubts_of(report, lines, numbers)
    for line in lines:
        problems += _problems_of(line, report)
        problems += _missing_numbers(line, numbers.get(line.pk, []))
        problems += _doubtful_numbers(line, doubts.get(line.pk, []))
    if not report.leadership:
        problems.append(Problem("Chưa ghi công tác lãnh đạo, quán triệt, tuyên truyền.", "id_leadership"))
    if report.difficulties and not report.causes:
        problems.append(Problem("Đã ghi khó khăn, vướng mắc mà chưa ghi nguyên nhân.", "id_causes"))
    if not report.next_steps and not any(line.next_steps for line in lines):
        problems.append(Problem("Chưa ghi phương hướng, nhiệm vụ kỳ tới.", "id_next_steps"))
    ends_on = report.period.ends_on
    if not report.period.is_due(day_of(now)):
        problems.append(
            Problem(
                f"Kỳ báo cáo chốt số liệu hết ngày {vn_date(ends_on)}. Gửi bây giờ thì kết quả từ nay đến đó chưa có "
                "trong báo cáo."
            )
        )
    return sorted(problems, key=lambda problem: not problem.blocks)


@transaction.atomic
def send_report(
    *, report: UnitReport, version: int, pressed_at: datetime | None = None, by: User, now: datetime
) -> UnitReport:
    """Send the report to the tracker. On time is judged once, by the day of the first sending in Viet Nam.

    Takes: pressed_at: when the person sent it, if it then waited on a phone for a line; that counts, not when it came.

    Errors: ValidationError with what is missing, Conflict, PermissionDenied. Repeat: the second click sends nothing.
    """
    require_can_report(by, report)
    if report.state == State.SENT and report.version == version + 1 and report.sent_by_id == by.pk:
        return report
    require_editable(report, day_of(now))
    if report.state == State.OWED:
        raise ValidationError("Báo cáo này chưa được lập.")
    missing = [problem.text for problem in check_report(report=report, now=now) if problem.blocks]
    if missing:
        raise ValidationError(missing)
    first, pressed = report.first_sent_at is None, pressed_at or now
    before = {"state": report.state}
    after = {"pressed_at": pressed_at.isoformat()} if pressed_at else {}
    _claim(
        report,
        version,
        state=State.SENT,
        first_sent_at=pressed if first else report.first_sent_at,
        on_time=day_of(pressed) <= report.period.due_on if first else report.on_time,
        sent_at=now,
        sent_by=by,
        revision=report.revision + 1,
        unit_name=report.unit.name,
        unit_above=str(report.unit.parent or ""),
        entered_late=report.entered_late or report.period.is_locked,
    )
    settle_notices(subjects=[report_subject(report.pk)], now=now)
    record_change(
        report,
        "Gửi báo cáo" if first else "Gửi lại báo cáo",
        by=by,
        now=now,
        before=before,
        after=after | {"state": State.SENT, "revision": report.revision, "on_time": report.on_time},
    )
    return report


def lines_of(report: UnitReport) -> QuerySet[ReportLine]:
    """The report's lines in the plan's order, with the words of their tasks."""
    return report.lines.select_related("assignment__task__section", "assignment__task__parent").order_by(
        "assignment__task__position"
    )


def require_editable(report: UnitReport, today: date) -> None:
    if report.is_closed(today):
        raise ValidationError("Kỳ báo cáo đã khóa nên báo cáo không sửa và không gửi được nữa.")
    if report.state == State.ACCEPTED:
        raise ValidationError("Báo cáo đã được xác nhận nên không sửa được nữa.")
    if report.state == State.SENT:
        raise ValidationError("Báo cáo đã gửi, đang chờ xem xét. Muốn sửa, xin đề nghị Ban Tuyên giáo trả lại.")


def _claim(report: UnitReport, version: int, **values: Any) -> None:
    """Write these values if the report still stands at this version."""
    changed = UnitReport.objects.filter(pk=report.pk, version=version).update(**values, version=version + 1)
    if not changed:
        raise Conflict(UnitReport.objects.get(pk=report.pk), "Báo cáo này vừa được người khác sửa.")
    for name, value in values.items():
        setattr(report, name, value)
    report.version = version + 1


def _take(row: UnitReport | ReportLine, names: Iterable[str], values: Mapping[str, Any]) -> tuple[dict, dict]:
    """Set the values that are given and differ. Gives: the changed fields before and after."""
    before, after = {}, {}
    for name in names:
        if name in values and getattr(row, name) != values[name]:
            before[name], after[name] = getattr(row, name), values[name]
            setattr(row, name, values[name])
    return before, after


def _plain(values: Mapping[str, Any]) -> str:
    """A line's changed fields as the one text that the history shows."""
    options: Any = ReportLine._meta
    names = {name: str(options.get_field(name).verbose_name) for name in values}
    states = dict(Assignment.State.choices)
    shown = {name: states[value] if name == "state" else value for name, value in values.items()}
    return "; ".join(f"{names[name]}: {'bỏ trống' if value in (None, '') else value}" for name, value in shown.items())


def _unmended(report: UnitReport) -> list[Problem]:
    """After a return: the lines that it named and that still say the same; the whole where nothing was changed."""
    if report.state != State.RETURNED:
        return []
    before, now = content_as_returned(report), content_of(report)
    if before == now:
        return [Problem("Báo cáo bị trả lại mà chưa sửa gì.")]
    same = {line["assignment"] for line in before.get("lines", []) if line in now["lines"]}
    return [
        Problem(f"{task_name(each.line.assignment.task)}: bị trả lại mà chưa sửa.", f"id_line-{each.line_id}-result")
        for each in returned_lines(report)
        if each.line.assignment_id in same
    ]


def _missing_numbers(line: ReportLine, numbers: Iterable[LineNumber]) -> list[Problem]:
    return [
        Problem(
            f"{task_name(line.assignment.task)}: chưa ghi số liệu “{number.indicator.name}”. Để trống nghĩa là chưa "
            "báo, không phải 0.",
            f"id_line-{line.pk}-number_{number.indicator.pk}",
        )
        for number in numbers
        if number.given is None
    ]


def _doubtful_numbers(line: ReportLine, doubts: Iterable[Doubt]) -> list[Problem]:
    """A number that looks wrong is pointed at; who knows it to be right sends it as it is."""
    name = task_name(line.assignment.task)
    return [
        Problem(f"{name}: {doubt.text} Nếu đúng thì cứ gửi.", f"id_line-{line.pk}-{doubt.field}") for doubt in doubts
    ]


def _problems_of(line: ReportLine, report: UnitReport) -> list[Problem]:
    name, anchor = task_name(line.assignment.task), f"id_line-{line.pk}-result"
    if not any(getattr(line, field) for field in LINE_TEXTS):
        return [
            Problem(
                f"{name}: chưa ghi gì. Nếu chưa triển khai, xin ghi “Chưa triển khai” và lý do.", anchor, blocks=True
            )
        ]
    problems = []
    if not line.result:
        problems.append(Problem(f"{name}: chưa ghi kết quả.", anchor))
    if line.percent is None:
        problems.append(
            Problem(f"{name}: để trống phần trăm nghĩa là chưa báo, không phải 0 %.", f"id_line-{line.pk}-percent")
        )
    due_on = line.assignment.due_on
    late = due_on and due_on <= report.period.ends_on and line.state not in FINISHED
    if due_on and late and not line.difficulties and not report.difficulties:
        problems.append(Problem(f"{name}: đã quá hạn {vn_date(due_on)} mà chưa ghi khó khăn.", "id_difficulties"))
    return problems
