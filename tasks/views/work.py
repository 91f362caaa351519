"""What a unit has to do, one assignment, and one task over all its units."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.lib.kept_pages import kept_offline
from kehoach.lib.paging import KeyPaginator
from tasks.forms.extensions import AskForm, DecideForm
from tasks.forms.updates import SendBackForm, VersionForm, WorkFilter
from tasks.models import Assignment, Evidence, Plan, Task, Update
from tasks.permissions import can_ask_extension, can_edit_plan, decides_extension, tracks
from tasks.selectors import work
from tasks.selectors.drafts import left_in
from tasks.selectors.extensions import Extensions, extensions_of, why_not_extended
from tasks.views import drafts
from units.models import Unit, User
from units.selectors import get_office, history_of, lenders_of, with_lender

PAGE = 25
UPDATES = 10
LAST_UNIT = "last_unit"  # in the session of who reports for several


@require_safe
@kept_offline
def my_work(request: HttpRequest) -> HttpResponse:
    """Việc của đơn vị: one unit the person reports for, or with ?view=below the units under it."""
    units = work.own_units(request.user)
    if not units:
        raise PermissionDenied("Đồng chí chưa được giao báo cáo cho đơn vị nào. Xin liên hệ người quản trị.")
    unit, lenders = _chosen(request, units), lenders_of(request.user, units)
    today, office = timezone.localdate(), get_office()
    below = request.GET.get("view") == "below"
    rows = work.work_of(unit, user=request.user, below=below)
    form = WorkFilter(request.GET, plans=work.plans_in(rows))
    form.is_valid()
    plan = form.cleaned_data.get("plan")
    if plan:
        rows = rows.filter(plan=plan)
    groups = work.count_groups(rows, today=today, due_soon_days=office.due_soon_days)
    group = request.GET.get("group", "")
    page = Paginator(work.listed(rows, today=today, due_soon_days=office.due_soon_days, group=group), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "unit": unit,
        "below": below,
        "lender": lenders.get(unit.pk),
        "unit_tabs": [_tab(request, _label(item, lenders), item == unit, unit=item.pk) for item in units],
        "view_tabs": _view_tabs(request, unit, below),
        "group_tabs": _group_tabs(request, groups, group),
        "form": form,
        "filters": 1 if plan else 0,
        "reset_url": _tab(request, "", False, unit=unit.pk, view="below" if below else "")["url"],
        "total": sum(item.count for item in groups),
        "page_obj": page,
        "rows": _with_drafts(work.work_rows(page.object_list, groups, user=request.user, today=today), request.user),
        "today": today,
        "look": None if below else work.look_at(rows, today=today),
        "urgent": [] if below else groups[:2],
    }
    return render(request, "tasks/my_work.html", context)


@require_safe
@kept_offline
def assignment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's own words, how the unit stands, what it wrote down, and what happened."""
    assignment = visible_assignment(request.user, pk)
    evidence = Prefetch("evidence", Evidence.objects.visible_to(request.user))
    updates = Update.objects.visible_to(request.user).filter(assignment=assignment).select_related("by")
    updates = with_lender(updates, Assignment, pk="assignment", by="by", at="at")
    is_tracker = tracks(request.user, assignment.plan)
    row = row_of(assignment, request.user)
    extensions = extensions_of(assignment, user=request.user, today=timezone.localdate())
    context = {
        "row": row,
        "crumbs": _crumbs(assignment.plan, assignment.task),
        "page_obj": Paginator(updates.prefetch_related(evidence), UPDATES).get_page(request.GET.get("page")),
        "history": history_of(assignment),
        "is_tracker": is_tracker,
        "extensions": extensions,
        "can_undo": assignment.state == Assignment.State.DONE or bool(row.sent_back),
        "version_form": VersionForm(initial={"version": assignment.version}) if is_tracker else None,
        "send_back_form": SendBackForm(initial={"version": assignment.version}) if is_tracker else None,
    }
    context |= _extension_forms(request, assignment, extensions)
    return render(request, "tasks/assignment_detail.html", context)


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's own words, and the units in the person's scope that the task is given to."""
    visible = Task.objects.visible_to(request.user).select_related(
        "section", "parent__section", "parent__parent", "plan__issuer"
    )
    task = get_object_or_404(visible, pk=pk)
    today, days = timezone.localdate(), get_office().due_soon_days
    rows = work.units_of_task(task, user=request.user, today=today, due_soon_days=days)
    groups = work.count_groups(rows, today=today, due_soon_days=days)
    page = KeyPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "task": task,
        "crumbs": _crumbs(task.plan, task.parent),
        "number": work.task_number(task),
        "children": task.children.order_by("position"),
        "groups": groups,
        "total": sum(item.count for item in groups),
        "page_obj": page,
        "indicators": task.indicators.order_by("position", "pk"),
        "rows": work.work_rows(page.object_list, groups, user=request.user, today=today),
        "history": history_of(task),
        "may_edit": can_edit_plan(request.user, task.plan),
    }
    return render(request, "tasks/task_detail.html", context)


def visible_assignment(user: User, pk: int) -> Assignment:
    """One assignment in scope, with all that its page says; 404 else."""
    rows = Assignment.objects.visible_to(user).select_related(
        "task__section", "task__parent", "plan__issuer", "unit", "confirmed_by"
    )
    return get_object_or_404(rows, pk=pk)


def row_of(assignment: Assignment, user: User) -> work.WorkRow:
    """One assignment as the list shows it, as it stands now."""
    today, days = timezone.localdate(), get_office().due_soon_days
    rows = Assignment.objects.filter(pk=assignment.pk)
    return work.work_rows(
        work.listed(rows, today=today, due_soon_days=days),
        [work.Group(code, label, 1) for code, label in work.GROUPS],
        user=user,
        today=today,
    )[0]


def _with_drafts(rows: list[work.WorkRow], user: User) -> list[work.WorkRow]:
    """The rows, each with when the person last typed what is not sent. Queries: 1."""
    address = {row.assignment.pk: reverse("tasks:update_create", args=[row.assignment.pk]) for row in rows}
    left = left_in(user, address.values())
    return [replace(row, draft_at=left.get(address[row.assignment.pk])) for row in rows]


def _extension_forms(request: HttpRequest, assignment: Assignment, extensions: Extensions) -> dict[str, Any]:
    """What the person may do about the deadline: ask, go on with asking, withdraw or answer."""
    user, ask_form, drafted = request.user, None, None
    may_ask, waiting = can_ask_extension(user, assignment), extensions.open
    if may_ask and not waiting and not why_not_extended(assignment):
        ask_form = AskForm(assignment=assignment)
        drafted = drafts.drafted(request, address=reverse("tasks:extension_ask", args=[assignment.pk]))
        drafted.fill(ask_form)
    return {
        "ask_form": ask_form,
        "ask_drafted": drafted,
        "decide_form": DecideForm(extension=waiting) if waiting and decides_extension(user, waiting) else None,
        "may_withdraw": bool(waiting and may_ask),
    }


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit:
    """The unit of the address, else the one that was looked at last, else the first."""
    wanted = request.GET.get("unit") or request.session.get(LAST_UNIT)
    unit = next((unit for unit in units if str(unit.pk) == wanted), units[0])
    if len(units) > 1 and wanted != request.session.get(LAST_UNIT):
        request.session[LAST_UNIT] = str(unit.pk)
    return unit


def _label(unit: Unit, lenders: dict[int, User]) -> str:
    return f"{unit.label} (thay {lenders[unit.pk]})" if unit.pk in lenders else unit.label


def _crumbs(plan: Plan, task: Task | None) -> list[dict[str, str]]:
    crumbs = [{"label": str(plan), "url": reverse("tasks:plan_detail", args=[plan.pk])}]
    if task:
        crumbs.append(
            {"label": f"Nhiệm vụ {work.task_number(task)}", "url": reverse("tasks:task_detail", args=[task.pk])}
        )
    return crumbs


def _tab(request: HttpRequest, label: str, current: bool, count: int | None = None, **query: Any) -> dict[str, Any]:
    """A link to the same list with these choices; the others fall back to the first page of everything."""
    url = f"{request.path}?{urlencode({key: value for key, value in query.items() if value})}"
    return {"label": label, "url": url, "current": current, "count": count}


def _view_tabs(request: HttpRequest, unit: Unit, below: bool) -> list[dict[str, Any]]:
    """Own work and the work of the units below; nothing to choose where there are none."""
    if not below and not work.has_units_below(unit):
        return []
    return [
        _tab(request, "Đơn vị mình", not below, unit=unit.pk),
        _tab(request, "Đơn vị trực thuộc", below, unit=unit.pk, view="below"),
    ]


def _group_tabs(request: HttpRequest, groups: list[work.Group], chosen: str) -> list[dict[str, Any]]:
    kept = {name: request.GET.get(name, "") for name in ("unit", "view", "plan")}
    everything = _tab(request, "Tất cả", not chosen, sum(item.count for item in groups), **kept)
    return [
        everything,
        *(
            _tab(request, item.label, item.code == chosen, item.count, **kept, group=item.code)
            for item in groups
            if item.count or item.code == chosen
        ),
    ]
