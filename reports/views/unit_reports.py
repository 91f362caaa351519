"""The unit's report: begun, written, checked, sent; and read by the unit and those above."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import vn_moment
from kehoach.lib.kept_pages import kept_offline
from kehoach.lib.waiting import is_queued, pressed_at
from reports.models import UnitReport
from reports.permissions import can_report, require_can_report
from reports.selectors.indicators import numbers_of
from reports.selectors.unit_reports import return_reasons
from reports.services import unit_reports as services
from tasks.forms.updates import VersionForm
from tasks.views import queued
from units.models import User
from units.selectors import history_of, with_lender

SOMEBODY_ELSE = "Báo cáo vừa được người khác sửa. Xin kiểm tra lại bản mới nhất rồi gửi."


@require_POST
def report_start(request: HttpRequest, pk: int) -> HttpResponse:
    report = visible_report(request.user, pk)
    try:
        services.start_report(report=report, by=request.user, now=timezone.now())
    except ValidationError as error:
        return refused(request, report, error)
    return redirect("reports:report_edit", pk=pk)


@require_GET
@kept_offline
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Kiểm tra lại: what is missing, spelled out, and the whole as it will be read."""
    report = visible_report(request.user, pk)
    require_can_report(request.user, report)
    try:
        services.require_editable(report, timezone.localdate())
    except ValidationError as error:
        return refused(request, report, error)
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
        now = timezone.now()
        pressed = pressed_at(request.headers, now)
        services.send_report(report=report, version=version, pressed_at=pressed, by=request.user, now=now)
    except ValidationError as error:
        if is_queued(request.headers):
            return queued.refused(error.messages)
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("reports:report_check" if report.is_editable else "reports:report_detail", pk=pk)
    except Conflict:
        if is_queued(request.headers):
            return queued.refused([SOMEBODY_ELSE])
        messages.error(request, SOMEBODY_ELSE)
        return redirect("reports:report_check", pk=pk)
    if is_queued(request.headers):
        return queued.taken(reverse("reports:report_detail", args=[pk]))
    messages.success(request, f"Đã gửi báo cáo {report.period.name} lúc {vn_moment(timezone.now())}.")
    return redirect("reports:report_detail", pk=pk)


@require_GET
@kept_offline
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
    return get_object_or_404(with_lender(rows, UnitReport, pk="pk", by="sent_by", at="sent_at"), pk=pk)


def refused(request: HttpRequest, report: UnitReport, error: ValidationError) -> HttpResponseRedirect:
    """Say why nothing was done, on the page of the report."""
    for sentence in error.messages:
        messages.error(request, sentence)
    return redirect("reports:report_detail", pk=report.pk)
