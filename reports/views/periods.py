"""The periods of a plan: what came of each, opening a special one, locking and opening again."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports import permissions
from reports.forms.board import BoardFilter
from reports.forms.periods import ReopenForm, SpecialPeriodForm, UnlockForm
from reports.models import Period, UnitReport
from reports.selectors.coverage import Coverage, coverage_by_period
from reports.selectors.periods import reopened_reports
from reports.services.periods import close_report, lock_period, open_special_period, reopen_report, unlock_period
from reports.views.board import only_watchers
from units.forms.fields import refusals_on
from units.permissions import act_required
from units.policy import Act

PAGE = 20
ONLY_PLAN = ("section", "kind", "branch", "period", "state")


@require_safe
@only_watchers
def period_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    filters = BoardFilter(request.GET, user=request.user, today=today, without=ONLY_PLAN)
    if filters.plan is None:
        return render(request, "reports/board_empty.html")
    page = Paginator(Period.objects.filter(plan=filters.plan), PAGE).get_page(request.GET.get("page"))
    coverage = coverage_by_period(filters.look, page.object_list)
    reopened = Counter(report.period_id for report in reopened_reports(request.user, page.object_list, today))
    context = {
        "form": filters,
        "plan": filters.plan,
        "page_obj": page,
        "rows": [(period, coverage.get(period.pk, Coverage()), reopened[period.pk]) for period in page],
        "today": today,
        "manages": permissions.manages_periods(request.user, filters.plan),
        "prepares": permissions.prepares(request.user, filters.plan),
    }
    return render(request, "reports/period_list.html", context)


@act_required(Act.KEEP_PERIODS, message=permissions.ONLY_PERIOD_MANAGERS)
def period_create(request: HttpRequest) -> HttpResponse:
    """Open a sơ kết, tổng kết or one-off period."""
    filters = BoardFilter(request.GET, user=request.user, today=timezone.localdate(), without=ONLY_PLAN)
    if filters.plan:
        permissions.require_managing_periods(request.user, filters.plan)
    form = SpecialPeriodForm(request.POST or None, user=request.user, initial={"plan": filters.plan})
    if request.method == "POST" and form.is_valid():
        permissions.require_managing_periods(request.user, form.cleaned_data["plan"])
        with refusals_on(form):
            period = open_special_period(**form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, f"Đã mở kỳ {period.name}.")
            return _to_list(period)
    return render(request, "reports/period_create.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def period_lock(request: HttpRequest, pk: int) -> HttpResponse:
    period = _period(request, pk)
    try:
        lock_period(period=period, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, f"Đã khóa kỳ {period.name}: không gửi, không sửa và không xem xét nữa.")
    return _to_list(period)


def period_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a locked period again; the reason is kept."""
    period = _period(request, pk)
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unlock_period(period=period, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        else:
            messages.success(request, f"Đã mở lại kỳ {period.name}.")
        return _to_list(period)
    context = {"form": form, "period": period}
    return render(request, "reports/period_unlock.html", context, status=422 if form.errors else 200)


def period_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a locked period again for one unit; and which units it is open for."""
    period = _period(request, pk)
    open_now = reopened_reports(request.user, [period], timezone.localdate())
    data = request.POST if request.method == "POST" else None
    form = ReopenForm(data, period=period, user=request.user, initial={"unit": request.GET.get("unit", "")})
    if data is not None and form.is_valid():
        given = form.cleaned_data
        report = _reports(request).get(period=period, unit=given["unit"])
        with refusals_on(form):
            reopen_report(
                report=report, until=given["until"], reason=given["reason"], by=request.user, now=timezone.now()
            )
            messages.success(request, f"Đã mở lại {period.name} cho {report.unit.name}.")
            return redirect("reports:period_reopen", pk)
    context = {"form": form, "period": period, "reports": open_now}
    return render(request, "reports/period_reopen.html", context, status=422 if form.errors else 200)


@require_POST
def report_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the period for a unit again, before its day."""
    report = get_object_or_404(_reports(request), pk=pk)
    try:
        close_report(report=report, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, f"Đã đóng lại {report.period.name} cho {report.unit.name}.")
    return redirect("reports:period_reopen", report.period_id)


def _reports(request: HttpRequest) -> Any:
    return UnitReport.objects.visible_to(request.user).select_related("unit", "period__plan__issuer")


def _period(request: HttpRequest, pk: int) -> Period:
    rows: Any = Period.objects.visible_to(request.user).select_related("plan__issuer")
    period = get_object_or_404(rows, pk=pk)
    permissions.require_managing_periods(request.user, period.plan)
    return period


def _to_list(period: Period) -> HttpResponse:
    return redirect(f"{reverse('reports:period_list')}?plan={period.plan_id}")
