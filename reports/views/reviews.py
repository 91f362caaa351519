"""The review queue, one report on one page, and the decisions on one or several."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from reports import permissions
from reports.forms.board import BoardFilter
from reports.forms.reviews import PhrasesForm, ReturnForm, chosen_reports
from reports.models import Review, UnitReport
from reports.selectors.phrases import phrases_of
from reports.selectors.queue import next_waiting, standing_review, waiting_reports
from reports.selectors.reading import reading_of
from reports.services.phrases import keep_phrases
from reports.services.reviews import ALREADY, accept_reports, return_report, undo_review
from reports.services.unit_reports import lines_of
from reports.views.board import only_watchers
from units.forms.fields import refusals_on
from units.models import Unit, User
from units.permissions import act_required
from units.policy import Act
from units.selectors import with_lender

PAGE = 25
NOT_IN_QUEUE = ("section", "kind", "state")


@require_safe
@only_watchers
def review_queue(request: HttpRequest) -> HttpResponse:
    """Reports that wait, the longest wait first: of all plans and open periods, unless one is chosen."""
    today = timezone.localdate()
    filters = BoardFilter(request.GET, user=request.user, today=today, without=NOT_IN_QUEUE, any_plan=True)
    if not filters.plans:
        return render(request, "reports/board_empty.html")
    chosen = filters.cleaned_data
    rows = waiting_reports(request.user, today, filters.plan, chosen.get("period"), chosen["branch"])
    rows = rows.select_related("unit", "period__plan__issuer", "sent_by")
    rows = with_lender(rows, UnitReport, pk="pk", by="sent_by", at="sent_at")
    plans = [filters.plan] if filters.plan else filters.plans
    done = request.GET.get("sau", "")
    context = {
        "form": filters,
        "just_done": _just_done(request.user, int(done), today) if done.isdigit() else None,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tracked": [plan for plan in plans if permissions.tracks(request.user, plan)],
        "today": today,
    }
    return render(request, "reports/review_queue.html", context)


@require_POST
@act_required(Act.TRACK, message="Chỉ người theo dõi kế hoạch được xác nhận báo cáo.")
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the reports ticked in the queue, and go back to it as it was narrowed."""
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
    return redirect(f"{reverse('reports:review_queue')}?{request.GET.urlencode()}".rstrip("?"))


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One report on one page, beside what the unit wrote before: read, then accepted or returned; then the next."""
    report = _report(request, pk)
    if not permissions.watches(request.user):
        raise PermissionDenied(permissions.ONLY_WATCHERS)
    if request.method != "POST":
        return _show(request, report) if report.is_sent else redirect("reports:report_detail", report.pk)
    permissions.require_tracking(request.user, report.period.plan)
    if request.POST.get("decision") == Review.Decision.RETURNED:
        return _return(request, report)
    return _accept(request, report)


def _accept(request: HttpRequest, report: UnitReport) -> HttpResponse:
    """Accept the revision that was read."""
    if request.POST.get("revision") != str(report.revision):
        messages.warning(request, ALREADY)
        return redirect("reports:review", report.pk)
    outcome = accept_reports(reports=[report], by=request.user, now=timezone.now())
    for _, reason in outcome.refused:
        messages.warning(request, reason)
        return redirect("reports:review", report.pk)
    messages.success(request, f"Đã xác nhận báo cáo của {report.unit_name}.")
    return _next(request, report)


def _return(request: HttpRequest, report: UnitReport) -> HttpResponse:
    """Return it, or its single lines; a refused form comes back with what was typed."""
    lines = list(lines_of(report))
    form = ReturnForm(request.POST, report=report, lines=lines, phrases=phrases_of(report.period.plan.issuer).texts)
    if form.is_valid():
        given = {"reason": form.cleaned_data["whole"], "lines": form.cleaned_data["lines"]}
        with refusals_on(form):
            if form.cleaned_data["revision"] != report.revision:
                raise ValidationError(ALREADY)
            return_report(report=report, **given, by=request.user, now=timezone.now())
            messages.success(request, f"Đã trả lại báo cáo của {report.unit_name}; đơn vị được báo ngay.")
            return _next(request, report)
    return _show(request, report, form)


def _show(request: HttpRequest, report: UnitReport, form: ReturnForm | None = None) -> HttpResponse:
    user, today, plan = request.user, timezone.localdate(), report.period.plan
    lines, phrases = list(lines_of(report)), phrases_of(plan.issuer).texts
    form = form or ReturnForm(report=report, lines=lines, phrases=phrases)
    reading = reading_of(report, lines, user=user, against=request.GET.get("so-sanh", ""))
    done = request.GET.get("sau", "")
    context = {
        "report": report,
        "reading": reading,
        "rows": [(read, form[f"line-{read.line.pk}"]) for read in reading.lines],
        "form": form,
        "phrases": phrases,
        "left": waiting_reports(user, today).count(),
        "just_done": _just_done(user, int(done), today) if done.isdigit() else None,
    }
    return render(request, "reports/review_detail.html", context, status=422 if form.errors else 200)


def _just_done(user: User, pk: int, today: date) -> UnitReport | None:
    """The report that was decided on the page before, as long as that may be taken back."""
    rows = UnitReport.objects.visible_to(user).select_related("period__plan__issuer")
    report = rows.filter(pk=pk).first()
    if report is None or not permissions.tracks(user, report.period.plan):
        return None
    return report if standing_review(report, today) else None


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
    return redirect("reports:review", report.pk)


@act_required(Act.TRACK)
def phrases(request: HttpRequest, pk: int) -> HttpResponse:
    """The ready sentences of a committee."""
    issuer = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    permissions.require_keeping_phrases(request.user, issuer)
    kept = phrases_of(issuer)
    form = PhrasesForm(request.POST if request.method == "POST" else None, phrases=kept)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                keep_phrases(issuer=issuer, **form.cleaned_data, by=request.user, now=timezone.now())
        except Conflict as conflict:
            form.data = form.data | {"version": conflict.current.version}
            form.add_error(None, f"{conflict} Bản đang lưu: {'; '.join(conflict.current.texts)}")
        if not form.errors:
            messages.success(request, "Đã lưu các câu có sẵn.")
            return redirect("reports:review_queue")
    context = {"form": form, "issuer": issuer}
    return render(request, "reports/review_phrases.html", context, status=422 if form.errors else 200)


def _report(request: HttpRequest, pk: int) -> UnitReport:
    rows: Any = UnitReport.objects.visible_to(request.user).select_related("unit", "period__plan__issuer", "sent_by")
    return get_object_or_404(rows, pk=pk)


def _next(request: HttpRequest, report: UnitReport) -> HttpResponse:
    """The next report that waits; its page offers to take this decision back."""
    following = next_waiting(report, request.user, timezone.localdate())
    address = reverse("reports:review", args=[following.pk]) if following else reverse("reports:review_queue")
    return redirect(f"{address}?sau={report.pk}")
