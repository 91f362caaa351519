"""The assignment editor of a plan: task × units, several at once, new units, collectives."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from kehoach.lib.paging import KeyPaginator
from tasks.forms.assignments import ChangeForm, CollectiveForm, EditorFilterForm, TermsForm
from tasks.models import Assignment, Collective, Plan, Task
from tasks.permissions import require_plan_editor
from tasks.selectors.plans import branches_of, editor_rows, search_units, tasks_with_counts
from tasks.services.assignments import (
    assign_collective,
    assign_units,
    close_collective,
    edit_assignments,
    end_assignments,
    join_collective,
    offered_units,
)
from tasks.views.plans import plan_of, task_of
from units.models import Unit
from units.selectors import history_of

ROWS_A_PAGE = 50
OFFERED = 10  # units named in an offer


@require_safe
def assignment_editor(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has each task, to be ticked and changed."""
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    return _show(request, plan, ChangeForm(), request.GET)


@require_POST
def assignments_change(request: HttpRequest, pk: int) -> HttpResponse:
    """One act on all ticked assignments, or on all that the filter finds."""
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    asked = QueryDict(request.POST.get("filter", ""))
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, form, asked, status=422)
    ending = request.POST.get("act") == "end"
    try:
        done = _end(request, plan, form, asked) if ending else _change(request, plan, form, asked)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show(request, plan, form, asked, status=422)
    except Conflict as conflict:
        form.add_error(None, f"{conflict} Phân công của: {conflict.current.unit.name}.")
        return _show(request, plan, form, asked, status=409)
    messages.success(request, f"Đã thôi giao {done} phân công." if ending else f"Đã sửa {done} phân công.")
    return redirect(f"{reverse('tasks:assignment_editor', args=[pk])}?{asked.urlencode()}")


def assignment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one task to units found in the register, or to all units of some kinds."""
    task = task_of(request, pk)
    require_plan_editor(request.user, task.plan)
    today = timezone.localdate()
    if request.htmx and request.method == "GET":
        found = search_units(task.plan.issuer, request.GET.get("q", ""), today)
        context = {"found": found, "q": request.GET.get("q", ""), "having": _having(task, found)}
        return render(request, "tasks/_unit_choices.html", context)
    collective = request.POST.get("act") == "collective"
    terms = TermsForm(request.POST or None, initial=TermsForm.initial_of(task, task.plan))
    group = CollectiveForm(request.POST if collective else None, issuer=task.plan.issuer)
    if request.method == "POST" and terms.is_valid() and (not collective or group.is_valid()):
        common = terms.cleaned_data | {"task": task, "by": request.user, "now": timezone.now()}
        try:
            if collective:
                count = assign_collective(**group.cleaned_data, **common).assignments.count()
            else:
                count = len(assign_units(units=_chosen_units(request, task), **common))
        except ValidationError as error:
            terms.add_error(None, error.messages)
        else:
            messages.success(request, f"Đã giao nhiệm vụ cho {count} đơn vị.")
            return redirect(f"{reverse('tasks:assignment_editor', args=[task.plan_id])}?task={task.pk}")
    text = request.GET.get("q", "")
    found = search_units(task.plan.issuer, text, today)
    context = {
        "task": task,
        "plan": task.plan,
        "terms": terms,
        "group": group,
        "q": text,
        "found": found,
        "having": _having(task, found),
    }
    return render(request, "tasks/assignment_add.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def collective_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Units that came later take part in the collective."""
    collective = _collective_of(request, pk)
    return _of_collective(
        request,
        collective,
        lambda: join_collective(collective=collective, by=request.user, now=timezone.now()),
        "Đã giao nhiệm vụ cho các đơn vị mới.",
    )


@require_POST
def collective_close(request: HttpRequest, pk: int) -> HttpResponse:
    """New units are no longer offered this task."""
    collective = _collective_of(request, pk)
    return _of_collective(
        request,
        collective,
        lambda: close_collective(collective=collective, by=request.user, now=timezone.now()),
        "Đơn vị mới không còn được đề nghị nhận nhiệm vụ này.",
    )


@require_safe
def assignment_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to one assignment."""
    rows = Assignment.objects.visible_to(request.user).select_related("plan__issuer", "unit", "task")
    row = get_object_or_404(rows, pk=pk)
    require_plan_editor(request.user, row.plan)
    context = {"row": row, "plan": row.plan, "history": history_of(row)}
    return render(request, "tasks/assignment_history.html", context)


def _show(request: HttpRequest, plan: Plan, change: ChangeForm, asked: QueryDict, status: int = 200) -> HttpResponse:
    tasks = tasks_with_counts(plan, request.user, timezone.localdate())
    form, data = _filter(request, plan, asked, tasks)
    rows = editor_rows(plan, request.user, **data)
    page = KeyPaginator(rows, ROWS_A_PAGE).get_page(asked.get("page"))
    task = data["task"]
    context = {
        "plan": plan,
        "tasks": tasks,
        "task": task,
        "form": form,
        "active": sum(1 for name, value in data.items() if value and name != "task"),
        "page_obj": page,
        "rows": page.object_list,
        "ticked": {int(value) for value in _ticked(request)},
        "change": change,
        "filter": _kept(asked, task),
        "collectives": _offers(task) if task else [],
        "may_change": plan.state != Plan.State.CLOSED,
    }
    return render(request, "tasks/assignment_editor.html", context, status=status)


def _filter(
    request: HttpRequest, plan: Plan, asked: QueryDict, tasks: Sequence[tuple[Task, int]]
) -> tuple[EditorFilterForm, dict[str, Any]]:
    """The filter as asked; without a word about the task, the first that somebody has."""
    first = next((task for task, count in tasks if count), None)
    values = asked.copy()
    if "task" not in values and first:
        values["task"] = str(first.pk)
    own = Task.objects.standing().filter(plan=plan, is_task=True).select_related("section").order_by("position")
    form = EditorFilterForm(values, tasks=own, branches=branches_of(plan, request.user))
    data = form.cleaned_data if form.is_valid() else {}
    return form, {
        "task": data.get("task"),
        "kind": data.get("kind", ""),
        "branch": data.get("branch"),
        "role": data.get("role", ""),
        "text": data.get("q", ""),
    }


def _kept(asked: QueryDict, task: Task | None) -> str:
    """The filter as the forms of the page carry it, so that an act comes back to the same list."""
    values = asked.copy()
    values["task"] = str(task.pk) if task else ""
    return values.urlencode()


def _selected(request: HttpRequest, plan: Plan, asked: QueryDict) -> list[Assignment]:
    """The ticked rows at the versions the person saw ("pk:version"), or all rows of the filter."""
    if request.POST.get("all"):
        _, data = _filter(request, plan, asked, tasks_with_counts(plan, request.user, timezone.localdate()))
        return list(editor_rows(plan, request.user, **data))
    seen = {int(pk): int(version) for pk, version in _ticked(request).items()}
    rows = list(editor_rows(plan, request.user).filter(pk__in=seen))
    for row in rows:
        row.version = seen[row.pk]
    return rows


def _ticked(request: HttpRequest) -> dict[str, str]:
    """What was ticked: primary key and the version the person saw."""
    pairs = (value.partition(":")[::2] for value in request.POST.getlist("row"))
    return {pk: version for pk, version in pairs if pk.isdecimal() and version.isdecimal()}


def _with_plan(rows: list[Assignment], plan: Plan) -> list[Assignment]:
    for row in rows:
        row.plan = plan
    return rows


def _change(request: HttpRequest, plan: Plan, form: ChangeForm, asked: QueryDict) -> int:
    changes = form.changes()
    if not changes:
        raise ValidationError("Chưa chọn điều gì để sửa: vai trò, kỳ báo cáo hoặc hạn.")
    rows = _with_plan(_selected(request, plan, asked), plan)
    reason = form.cleaned_data["reason"]
    return edit_assignments(rows=rows, changes=changes, reason=reason, by=request.user, now=timezone.now())


def _end(request: HttpRequest, plan: Plan, form: ChangeForm, asked: QueryDict) -> int:
    rows = _with_plan(_selected(request, plan, asked), plan)
    return end_assignments(rows=rows, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())


def _offers(task: Task) -> list[dict[str, Any]]:
    """The collectives of a task with the units that came later."""
    today = timezone.localdate()
    offers = []
    for collective in task.collectives.filter(closed_on=None).select_related("place"):
        units = offered_units(collective, today)
        count = units.count()
        offers.append({"collective": collective, "count": count, "units": units[:OFFERED] if count else []})
    return offers


def _chosen_units(request: HttpRequest, task: Task) -> Any:
    picked = [value for value in request.POST.getlist("unit") if value.isdecimal()]
    return Unit.objects.visible_to(request.user).below(task.plan.issuer.path).filter(pk__in=picked).order_by("path")


def _having(task: Task, units: Sequence[Unit]) -> set[int]:
    """Those of the units that have the task already."""
    rows = Assignment.objects.in_force().filter(task=task, unit__in=[unit.pk for unit in units])
    return set(rows.values_list("unit", flat=True))


def _collective_of(request: HttpRequest, pk: int) -> Collective:
    rows = Collective.objects.visible_to(request.user).select_related("plan__issuer", "task", "place")
    collective = get_object_or_404(rows, pk=pk)
    require_plan_editor(request.user, collective.plan)
    return collective


def _of_collective(request: HttpRequest, collective: Collective, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    editor = reverse("tasks:assignment_editor", args=[collective.plan_id])
    return redirect(f"{editor}?task={collective.task_id}")
