"""Writing to the other side, about a report or about one unit's work on a task."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports.forms.comments import CommentForm
from reports.models import UnitReport
from reports.permissions import require_commenting
from reports.selectors.comments import comments_about
from reports.services.comments import write_comment
from tasks.forms.drafts import Drafted
from tasks.models import Assignment
from tasks.views import drafts
from units.forms.fields import refusals_on


@require_POST
def comment_on_report(request: HttpRequest, pk: int) -> HttpResponse:
    rows: Any = UnitReport.objects.visible_to(request.user).select_related("unit", "period__plan__issuer")
    report = get_object_or_404(rows, pk=pk)
    require_commenting(request.user, report.unit, report.period.plan)
    return _write(request, report, reverse("reports:report_detail", args=[pk]))


@require_POST
def comment_on_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    rows: Any = Assignment.objects.visible_to(request.user).select_related(
        "unit", "plan__issuer", "task__section", "task__parent"
    )
    assignment = get_object_or_404(rows, pk=pk)
    require_commenting(request.user, assignment.unit, assignment.plan)
    return _write(request, assignment, reverse("tasks:assignment_detail", args=[pk]))


def _write(request: HttpRequest, about: UnitReport | Assignment, page: str) -> HttpResponse:
    """In place with htmx; without it back to the page, or a refused text on a page of its own."""
    if drafts.is_draft(request):
        return drafts.keep(request)
    form = CommentForm(None if drafts.thrown_away(request) else request.POST)
    if form.is_valid():
        with refusals_on(form):
            write_comment(about=about, **form.cleaned_data, by=request.user, now=timezone.now())
    is_written = form.is_valid()
    if is_written and not request.htmx:
        messages.success(request, "Đã gửi trao đổi.")
        return drafts.sent(request, redirect(f"{page}#trao-doi"))
    context = {
        "comments": comments_about(about, request.user),
        "form": CommentForm() if is_written else form,
        "drafted": Drafted([], 0) if is_written else drafts.drafted(request, is_typed=form.is_bound),
        "action": request.path,
        "page": page,
    }
    template = "reports/_comments.html" if request.htmx else "reports/comment_create.html"
    response = render(request, template, context, status=422 if form.errors else 200)
    return drafts.sent(request, response) if is_written else response
