"""Xin gia hạn: the unit asks on its assignment's page, the tracker answers there or from the list of what waits."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from tasks.forms.extensions import AskForm, DecideForm
from tasks.models import Extension
from tasks.permissions import require_can_ask_extension, require_decides_extension
from tasks.selectors.extensions import waiting_extensions, why_not_extended
from tasks.selectors.work import task_name
from tasks.services.extensions import (
    ANSWERED,
    accept_extension,
    ask_extension,
    refuse_extension,
    withdraw_extension,
)
from tasks.views import drafts
from tasks.views.work import visible_assignment
from units.forms.fields import refusals_on
from units.models import User
from units.permissions import act_required
from units.policy import Act

PAGE = 25


@require_safe
@act_required(Act.WATCH, message="Danh sách này dành cho người theo dõi kế hoạch.")
def extension_list(request: HttpRequest) -> HttpResponse:
    """Requests that wait for an answer, the longest wait first."""
    page = Paginator(waiting_extensions(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "rows": [(row, task_name(row.assignment.task)) for row in page]}
    return render(request, "tasks/extension_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_ask(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = visible_assignment(request.user, pk)
    require_can_ask_extension(request.user, assignment)
    if obstacle := why_not_extended(assignment):
        messages.warning(request, obstacle)
        return redirect("tasks:assignment_detail", pk=pk)
    if drafts.is_draft(request):
        return drafts.keep(request)
    is_sent = request.method == "POST" and not drafts.thrown_away(request)
    form = AskForm(request.POST if is_sent else None, assignment=assignment)
    if form.is_valid():
        with refusals_on(form):
            ask_extension(assignment=assignment, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Đã gửi đề nghị gia hạn; người theo dõi kế hoạch được báo.")
            return drafts.sent(request, redirect("tasks:assignment_detail", pk=pk))
    drafted = drafts.drafted(request, is_typed=is_sent)
    if not is_sent:
        drafted.fill(form)
    context = {"assignment": assignment, "form": form, "drafted": drafted}
    return render(request, "tasks/extension_ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept as asked, accept with another day, or refuse with a reason."""
    extension = _visible_extension(request.user, pk)
    require_decides_extension(request.user, extension)
    if extension.state != Extension.State.OPEN:
        messages.error(request, ANSWERED)
        return redirect("tasks:assignment_detail", pk=extension.assignment_id)
    form = DecideForm(request.POST or None, extension=extension)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            text = "Đã trả lời; đơn vị được báo."
            return _act(request, extension, lambda: _decide(request.user, extension, form), text)
    context = {"extension": extension, "assignment": extension.assignment, "form": form}
    return render(request, "tasks/extension_decide.html", context, status=422 if form.errors else 200)


@require_POST
def extension_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    extension = _visible_extension(request.user, pk)
    by, now = request.user, timezone.now()
    return _act(
        request, extension, lambda: withdraw_extension(extension=extension, by=by, now=now), "Đã rút đề nghị gia hạn."
    )


def _decide(by: User, extension: Extension, form: DecideForm) -> None:
    said, now = form.cleaned_data, timezone.now()
    if said["decision"] == form.REFUSE:
        refuse_extension(extension=extension, reason=said["reason"], by=by, now=now)
    else:
        accept_extension(extension=extension, due_on=said["due_on"], reason=said["reason"], by=by, now=now)


def _act(request: HttpRequest, extension: Extension, act: Callable[[], None], text: str) -> HttpResponse:
    """Do it and say so on the assignment's page; or say there that somebody else was first."""
    try:
        act()
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, text)
    return redirect("tasks:assignment_detail", pk=extension.assignment_id)


def _visible_extension(user: User, pk: int) -> Extension:
    rows = Extension.objects.visible_to(user).select_related(
        "asked_by", "assignment__plan__issuer", "assignment__unit", "assignment__task"
    )
    return get_object_or_404(rows, pk=pk)
