"""The review queue, and the decisions on one report or several."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports import permissions
from reports.forms.board import BoardFilter
from reports.forms.reviews import ReturnForm, chosen_reports
from reports.models import UnitReport
from reports.selectors.queue import next_waiting, waiting_reports
from reports.services.reviews import ALREADY, accept_reports, return_report, undo_review
from reports.views.board import only_watchers
from units.forms.fields import refusals_on
from units.permissions import act_required
from units.policy import Act

PAGE = 25
NOT_IN_QUEUE = ("section", "kind", "state")


@require_safe
@only_watchers
def review_queue(request: HttpRequest) -> HttpResponse:
    """Reports that wait, the longest wait first. Without a period chosen, of all open periods of the plan."""
    filters = BoardFilter(
        request.GET, user=request.user, today=timezone.localdate(), without=NOT_IN_QUEUE, any_period=True
    )
    if filters.plan is None:
        return render(request, "reports/board_empty.html")
    chosen = filters.cleaned_data
    rows = waiting_reports(request.user, timezone.localdate(), filters.plan, chosen["period"], chosen["branch"])
    rows = rows.select_related("unit", "period", "sent_by")
    context = {
        "form": filters,
        "plan": filters.plan,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "can_review": permissions.tracks(request.user, filters.plan),
        "today": timezone.localdate(),
    }
    return render(request, "reports/review_queue.html", context)


@require_POST
@act_required(Act.TRACK, message="Chỉ người theo dõi kế hoạch được xác nhận báo cáo.")
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the reports ticked in the queue."""
    reports, changed = chosen_reports(request.POST.getlist("report"), request.user)
    outcome = accept_reports(reports=reports, by=request.user, now=timezone.now())
    if outcome.reports:
        messages.success(request, f"Đã xác nhận {len(outcome.reports)} báo cáo.")
    if changed:
        messages.warning(request, f"{changed} báo cáo vừa được gửi lại nên chưa xác nhận; xin xem bản mới.")
    for report, reason in outcome.refused:
        messages.warning(request, f"{report.unit_name}: {reason}")
    if not reports and not changed:
        messages.warning(request, "Chưa chọn báo cáo nào.")
    return redirect("reports:review_queue")


@require_POST
def report_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the revision that was read, and go on to the next report."""
    report = _report(request, pk)
    permissions.require_tracking(request.user, report.period.plan)
    if request.POST.get("revision") != str(report.revision):
        messages.warning(request, ALREADY)
        return redirect("reports:report_detail", report.pk)
    outcome = accept_reports(reports=[report], by=request.user, now=timezone.now())
    for _, reason in outcome.refused:
        messages.warning(request, reason)
        return redirect("reports:report_detail", report.pk)
    messages.success(request, f"Đã xác nhận báo cáo của {report.unit_name}.")
    return _next(request, report)


def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a report with a reason; a refused form comes back with what was typed."""
    report = _report(request, pk)
    permissions.require_tracking(request.user, report.period.plan)
    form = ReturnForm(request.POST or None, initial={"revision": report.revision})
    if request.method == "POST" and form.is_valid() and _return(request, report, form):
        messages.success(request, f"Đã trả lại báo cáo của {report.unit_name}; đơn vị được báo ngay.")
        return _next(request, report)
    context = {
        "report": report,
        "return_form": form,
        "blocked": permissions.why_not_review(request.user, report, timezone.localdate()),
    }
    return render(request, "reports/review_return.html", context, status=422 if form.errors else 200)


def _return(request: HttpRequest, report: UnitReport, form: ReturnForm) -> bool:
    """Whether it was returned; what the service refuses stands in the form."""
    with refusals_on(form):
        if form.cleaned_data["revision"] != report.revision:
            raise ValidationError(ALREADY)
        return_report(report=report, reason=form.cleaned_data["whole"], by=request.user, now=timezone.now())
    return not form.errors


@require_POST
def review_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last decision back: the report waits again."""
    report = _report(request, pk)
    try:
        undo_review(report=report, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, "Đã hủy kết quả xem xét; báo cáo trở lại hàng chờ.")
    return redirect("reports:report_detail", report.pk)


def _report(request: HttpRequest, pk: int) -> UnitReport:
    rows: Any = UnitReport.objects.visible_to(request.user).select_related("unit", "period__plan__issuer", "sent_by")
    return get_object_or_404(rows, pk=pk)


def _next(request: HttpRequest, report: UnitReport) -> HttpResponse:
    following = next_waiting(report, request.user, timezone.localdate())
    if following is None:
        return redirect("reports:review_queue")
    return redirect("reports:report_detail", following.pk)
