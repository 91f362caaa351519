"""The unit's report: begun, written, checked, sent; and read by the unit and those above."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import vn_moment
from reports.forms.unit_reports import LineForm, ReportForm, forms_for
from reports.models import UnitReport
from reports.permissions import can_report, require_can_report
from reports.selectors.indicators import numbers_of
from reports.selectors.unit_reports import return_reasons
from reports.services import unit_reports as services
from reports.services.prefill import news_for
from reports.services.unit_reports import LINE_FIELDS, PARTS
from tasks.forms.updates import VersionForm
from tasks.selectors.work import task_name
from units.models import User
from units.selectors import history_of

CHANGED = "Báo cáo này vừa được người khác sửa. Xin xem bản đang lưu bên dưới; nội dung đã nhập vẫn còn trong các ô."


@dataclass(frozen=True)
class Difference:
    """A field that somebody else saved otherwise than it now stands in the form."""

    label: str
    saved: str


@require_POST
def report_start(request: HttpRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    try:
        services.start_report(report=report, by=request.user, now=timezone.now())
    except ValidationError as error:
        return _refused(request, report, error)
    return redirect("reports:report_edit", pk=pk)


def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of the report on one page, kept as a draft until it is sent."""
    report = visible_report(request.user, pk)
    require_can_report(request.user, report)
    try:
        services.require_editable(report, timezone.localdate())
    except ValidationError as error:
        return _refused(request, report, error)
    if report.state == UnitReport.State.OWED:
        return render(request, "reports/report_start.html", {"report": report})
    data = request.POST if request.method == "POST" else None
    rows = list(services.lines_of(report))
    form, lines = ReportForm(data, report=report), forms_for(rows, data, numbers_of(report, rows))
    if data is None:
        return _show(request, report, form, lines)
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return _show(request, report, form, lines, status=422)
    try:
        services.save_report(
            report=report,
            data={name: form.cleaned_data[name] for name in PARTS},
            lines={line.line.pk: line.cleaned_data for line in lines},
            numbers={line.line.pk: line.amounts() for line in lines},
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        return _refused(request, report, error)
    except Conflict as conflict:
        return _show_both(request, conflict.current, form, lines)
    if "check" in request.POST:
        return redirect("reports:report_check", pk=pk)
    messages.success(request, "Đã lưu bản nháp.")
    return redirect("reports:report_edit", pk=pk)


@require_POST
def report_pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what was logged since the report was begun."""
    report = visible_report(request.user, pk)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        services.pull_updates(report=report, version=version, by=request.user, now=timezone.now())
    except ValidationError as error:
        return _refused(request, report, error)
    except Conflict:
        messages.error(request, "Báo cáo này vừa được người khác sửa. Dưới đây là bản mới nhất.")
    else:
        messages.success(request, "Đã nạp các cập nhật mới vào báo cáo.")
    return redirect("reports:report_edit", pk=pk)


@require_GET
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Kiểm tra lại: what is missing, spelled out, and the whole as it will be read."""
    report = visible_report(request.user, pk)
    require_can_report(request.user, report)
    try:
        services.require_editable(report, timezone.localdate())
    except ValidationError as error:
        return _refused(request, report, error)
    if report.state == UnitReport.State.OWED:
        return redirect("reports:report_edit", pk=pk)
    problems = services.check_report(report=report, now=timezone.now())
    lines = list(services.lines_of(report))
    context = {
        "report": report,
        "lines": lines,
        "numbers": numbers_of(report, lines),
        "problems": [problem for problem in problems if problem.blocks],
        "advice": [problem for problem in problems if not problem.blocks],
        "version_form": VersionForm(initial={"version": report.version}),
    }
    return render(request, "reports/report_check.html", context)


@require_POST
def report_send(request: HttpRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        services.send_report(report=report, version=version, by=request.user, now=timezone.now())
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("reports:report_check" if report.is_editable else "reports:report_detail", pk=pk)
    except Conflict:
        messages.error(request, "Báo cáo vừa được người khác sửa. Xin kiểm tra lại bản mới nhất rồi gửi.")
        return redirect("reports:report_check", pk=pk)
    messages.success(request, f"Đã gửi báo cáo {report.period.name} lúc {vn_moment(timezone.now())}.")
    return redirect("reports:report_detail", pk=pk)


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as the unit reads it, and once it was sent those above."""
    report = visible_report(request.user, pk)
    is_own = can_report(request.user, report)
    lines = list(services.lines_of(report))
    context = {
        "report": report,
        "lines": lines,
        "numbers": numbers_of(report, lines),
        "reason": return_reasons([report]).get(report.pk, ""),
        "can_write": is_own and report.is_editable and not report.is_closed(timezone.localdate()),
        "shows_text": is_own or report.is_sent,
        "history": history_of(report),
    }
    return render(request, "reports/report_detail.html", context)


def visible_report(user: User, pk: int) -> UnitReport:
    """One report in scope, with its unit, period and plan; 404 else."""
    rows = UnitReport.objects.visible_to(user).select_related("unit", "period__plan__issuer", "sent_by")
    return get_object_or_404(rows, pk=pk)


def _show(
    request: HttpRequest,
    report: UnitReport,
    form: ReportForm,
    lines: list[LineForm],
    *,
    saved: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "lines": lines,
        "saved": saved or [],
        "news": news_for(report) if not form.is_bound else 0,
        "reason": return_reasons([report]).get(report.pk, ""),
        "version_form": VersionForm(initial={"version": report.version}, auto_id="pull_%s"),
    }
    return render(request, "reports/report_edit.html", context, status=status)


def _show_both(request: HttpRequest, current: UnitReport, form: ReportForm, lines: list[LineForm]) -> HttpResponse:
    """Keep what was typed, and show beside it what somebody else saved."""
    report = visible_report(request.user, current.pk)
    saved = [
        Difference(form[name].label, getattr(report, name))
        for name in PARTS
        if getattr(report, name) != form.cleaned_data[name]
    ]
    now_kept = {line.pk: line for line in services.lines_of(report)}
    numbers = numbers_of(report, now_kept.values())
    for line in lines:
        kept = now_kept[line.line.pk]
        saved += [
            Difference(f"{task_name(kept.assignment.task)}, {line[name].label.lower()}", _shown(kept, name))
            for name in LINE_FIELDS
            if getattr(kept, name) != line.cleaned_data[name]
        ]
        typed = line.amounts()
        saved += [
            Difference(f"{task_name(kept.assignment.task)}, {number.indicator.name}", number.given_text)
            for number in numbers.get(kept.pk, [])
            if number.given != typed.get(number.indicator.pk)
        ]
    form.data = form.data.copy()
    form.data["version"] = report.version
    form.add_error(None, CHANGED)
    return _show(request, report, form, lines, saved=saved, status=409)


def _shown(line: object, name: str) -> str:
    if name == "state":
        return line.get_state_display()
    value = getattr(line, name)
    return "" if value is None else str(value)


def _refused(request: HttpRequest, report: UnitReport, error: ValidationError) -> HttpResponseRedirect:
    for sentence in error.messages:
        messages.error(request, sentence)
    return redirect("reports:report_detail", pk=report.pk)
