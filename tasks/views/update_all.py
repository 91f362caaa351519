"""Cập nhật tất cả: the progress of all the open work of a unit on one page; only what was changed is written."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from kehoach.lib.conflicts import Conflict
from kehoach.lib.kept_pages import kept_offline
from kehoach.lib.waiting import is_queued, pressed_at
from tasks.forms.drafts import Drafted
from tasks.forms.update_all import DayForm, RowForm
from tasks.selectors import work
from tasks.services.drafts import forget_drafts
from tasks.services.updates import log_update
from tasks.views import drafts, queued
from tasks.views.updates import add_errors, show_both
from units.models import Unit
from units.permissions import reports_for
from units.selectors import get_office

ROW = re.compile(r"a(\d{1,18})-key")
ONLY_OWN = "Chỉ người báo cáo của đơn vị mới cập nhật tiến độ của đơn vị này."


@kept_offline
def update_all(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not reports_for(request.user, unit.pk):
        raise PermissionDenied(ONLY_OWN)
    if drafts.is_draft(request):
        return drafts.keep(request)
    today = timezone.localdate()
    if request.method != "POST" or drafts.thrown_away(request):
        drafted = drafts.drafted(request)
        day, rows = DayForm(today=today), [RowForm(row) for row in _rows(request, unit)]
        drafted.fill(day)
        for form in rows:
            drafted.fill(form, about=f"{work.task_name(form.row.assignment.task)}: ")
        return _show(request, unit, day, rows, drafted)
    return _save(request, unit, DayForm(request.POST, today=today))


def _save(request: HttpRequest, unit: Unit, day: DayForm) -> HttpResponse:
    """Log each row that says something; a wrong one keeps the rest from nothing."""
    rows = [RowForm(row, request.POST) for row in _rows(request, unit)]
    saying = [form for form in rows if form.says_something]
    if not day.is_valid():
        if is_queued(request.headers):
            return queued.refused(queued.reasons_of(day))
        return _show(request, unit, day, rows, drafts.drafted(request, is_typed=True), status=422)
    logged = {form.row.assignment.pk for form in saying if _log(request, form, day)}
    if logged and not is_queued(request.headers):
        messages.success(request, f"Đã ghi cập nhật tiến độ của {len(logged)} nhiệm vụ.")
    if len(logged) == len(saying):
        seen = f"{reverse('tasks:my_work')}?unit={unit.pk}"
        if is_queued(request.headers):
            return drafts.sent(request, queued.taken(seen))
        if not saying:
            messages.info(request, "Chưa có dòng nào thay đổi nên không ghi gì.")
        return drafts.sent(request, redirect(seen))
    if is_queued(request.headers):
        return queued.refused(_reasons(form) for form in saying if form.errors)
    # What was logged is no draft any longer; the page keeps the rest anew at once.
    forget_drafts(form=request.path, by=request.user)
    left = {form.row.assignment.pk: form for form in saying if form.row.assignment.pk not in logged}
    rows = [left.get(row.assignment.pk) or RowForm(row) for row in _rows(request, unit)]
    return _show(request, unit, day, rows, drafts.drafted(request, is_typed=True), status=422)


def _log(request: HttpRequest, form: RowForm, day: DayForm) -> bool:
    """Whether it was written down; else the row says why not."""
    if not form.is_valid():
        return False
    on, now = day.cleaned_data["on"], timezone.now()
    try:
        said = {"on": on, "pressed_at": pressed_at(request.headers, now)} | form.cleaned_data
        log_update(assignment=form.row.assignment, by=request.user, now=now, **said)
    except ValidationError as error:
        add_errors(form, error)
    except Conflict as conflict:
        form.latest = show_both(form, conflict.current)
    else:
        return True
    return False


def _reasons(form: RowForm) -> str:
    return f"{work.task_name(form.row.assignment.task)}: {' '.join(queued.reasons_of(form))}"


def _rows(request: HttpRequest, unit: Unit) -> list[work.WorkRow]:
    """The unit's open work, and what the page still holds of work that is no longer open: it is told why."""
    today, days = timezone.localdate(), get_office().due_soon_days
    own = work.work_of(unit, user=request.user, below=False)
    held = [int(found[1]) for name in request.POST if (found := ROW.fullmatch(name))]
    rows = work.listed(own.open() | own.filter(pk__in=held), today=today, due_soon_days=days)
    groups = [work.Group(code, label, 1) for code, label in work.GROUPS]
    return work.work_rows(rows, groups, user=request.user, today=today)


def _show(
    request: HttpRequest, unit: Unit, day: DayForm, rows: list[RowForm], drafted: Drafted, status: int = 200
) -> HttpResponse:
    wrong = [form for form in rows if form.is_bound and form.says_something and form.errors]
    context = {"unit": unit, "day": day, "rows": rows, "drafted": drafted, "wrong": wrong}
    return render(request, "tasks/update_all.html", context, status=status)
