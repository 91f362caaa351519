"""The unit's report while it is written: one page of fields that is kept as one types, and what meets it there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.conflicts import Conflict
from kehoach.lib.kept_pages import kept_offline
from reports.forms.unit_reports import LineForm, ReportForm, forms_for
from reports.models import ReportLine, UnitReport
from reports.permissions import require_can_report
from reports.selectors.indicators import numbers_of
from reports.selectors.revisions import report_before
from reports.selectors.unit_reports import return_reasons
from reports.services import unit_reports as services
from reports.services.prefill import news_for
from reports.services.unit_reports import PARTS
from reports.views.unit_reports import refused, visible_report
from tasks.forms.drafts import Drafted
from tasks.forms.updates import VersionForm
from tasks.selectors.work import task_name
from tasks.views import drafts
from units.forms.differences import Difference, differences

CHANGED = "Báo cáo này vừa được người khác sửa. Nội dung đồng chí nhập vẫn còn trong các ô."


@kept_offline
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of the report on one page; what is typed is a draft of the person until it is saved in the report."""
    report = visible_report(request.user, pk)
    require_can_report(request.user, report)
    try:
        services.require_editable(report, timezone.localdate())
    except ValidationError as error:
        return refused(request, report, error)
    if report.state == UnitReport.State.OWED:
        return render(request, "reports/report_start.html", {"report": report})
    if drafts.is_draft(request):
        return drafts.keep(request)
    if request.method != "POST" or drafts.thrown_away(request):
        return _show_kept(request, report)
    return _save(request, report)


@require_POST
def report_pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in what was logged since the report was begun."""
    report = visible_report(request.user, pk)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else -1
        services.pull_updates(report=report, version=version, by=request.user, now=timezone.now())
    except ValidationError as error:
        return refused(request, report, error)
    except Conflict:
        messages.error(request, "Báo cáo này vừa được người khác sửa. Dưới đây là bản mới nhất.")
    else:
        messages.success(request, "Đã nạp các cập nhật mới vào báo cáo.")
    return redirect("reports:report_edit", pk=pk)


def _forms(report: UnitReport, data: QueryDict | None = None) -> tuple[ReportForm, list[LineForm]]:
    rows = list(services.lines_of(report))
    return ReportForm(data, report=report), forms_for(rows, data, numbers_of(report, rows))


def _show_kept(request: HttpRequest, report: UnitReport) -> HttpResponse:
    """The report as it is kept, with what the person typed since and did not save."""
    form, lines = _forms(report)
    drafted = drafts.drafted(request, report.version)
    drafted.fill(form)
    for line in lines:
        drafted.fill(line, about=_about(line))
    return _show(request, report, form, lines, drafted)


def _save(request: HttpRequest, report: UnitReport) -> HttpResponse:
    form, lines = _forms(report, request.POST)
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return _show_typed(request, report, form, lines, status=422)
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
        return refused(request, report, error)
    except Conflict:
        return _show_both(request, visible_report(request.user, report.pk), form, lines)
    if "check" not in request.POST:
        messages.success(request, "Đã lưu bản nháp.")
    following = "reports:report_check" if "check" in request.POST else "reports:report_edit"
    return drafts.sent(request, redirect(following, pk=report.pk))


def _show_both(request: HttpRequest, report: UnitReport, form: ReportForm, lines: list[LineForm]) -> HttpResponse:
    """Keep what was typed, and show beside it what somebody else saved."""
    kept, kept_lines = _forms(report)
    found = differences(form, kept)
    for line, kept_line in zip(lines, kept_lines, strict=True):
        found += differences(line, kept_line, about=_about(line))
    form.data = form.data.copy()
    form.data["version"] = report.version
    form.add_error(None, CHANGED)
    return _show_typed(request, report, form, lines, differences=found, status=409)


def _show_typed(
    request: HttpRequest,
    report: UnitReport,
    form: ReportForm,
    lines: list[LineForm],
    *,
    differences: list[Difference] | None = None,
    status: int,
) -> HttpResponse:
    drafted = drafts.drafted(request, report.version, is_typed=True)
    return _show(request, report, form, lines, drafted, differences=differences, status=status)


def _show(
    request: HttpRequest,
    report: UnitReport,
    form: ReportForm,
    lines: list[LineForm],
    drafted: Drafted,
    *,
    differences: list[Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    before = report_before(report)
    lines_before = {line.assignment_id: line for line in before.lines.all()} if before else {}
    context = {
        "report": report,
        "form": form,
        "drafted": drafted,
        "parts": [(field, getattr(before, field.name, "")) for field in form.visible_fields()],
        "lines": [(line, lines_before.get(line.line.assignment_id) or ReportLine()) for line in lines],
        "differences": differences or [],
        "news": news_for(report) if not form.is_bound else 0,
        "reason": return_reasons([report]).get(report.pk, ""),
        "version_form": VersionForm(initial={"version": report.version}, auto_id="pull_%s"),
    }
    return render(request, "reports/report_edit.html", context, status=status)


def _about(line: LineForm) -> str:
    return f"{task_name(line.line.assignment.task)}: "
