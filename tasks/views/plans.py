"""Plans: the list, one plan in its own order and wording, its head, its lines, its end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.lib.conflicts import Conflict
from tasks.forms.indicators import IndicatorsForm
from tasks.forms.plans import PlanFilterForm, PlanForm, ReasonForm, TaskForm, TaskMoveForm, TaskPlaceForm
from tasks.models import Plan, Task
from tasks.permissions import can_edit_plan, require_plan_editor
from tasks.selectors.imports import imports_for
from tasks.selectors.plans import plan_counts, plan_parts, plans_for, watches
from tasks.services.plans import add_task, close_plan, edit_plan, edit_task, reopen_plan
from tasks.views.imports import version_of
from units.forms.differences import Difference, differences
from units.models import Unit
from units.permissions import can_administer
from units.selectors import history_of

PLANS_A_PAGE = 20


def plan_of(request: HttpRequest, pk: int) -> Plan:
    """The plan, when the person sees it."""
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("issuer", "tracker"), pk=pk)


def task_of(request: HttpRequest, pk: int) -> Task:
    """The line, when the person sees its plan."""
    tasks = Task.objects.visible_to(request.user).select_related("plan__issuer", "plan__tracker", "section", "parent")
    return get_object_or_404(tasks, pk=pk)


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    form = PlanFilterForm(request.GET)
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    plans = plans_for(request.user, state=data.get("state", ""), text=data.get("q", ""))
    page = Paginator(plans, PLANS_A_PAGE).get_page(request.GET.get("page"))
    counts = plan_counts(page.object_list, request.user, timezone.localdate())
    may_import = can_administer(request.user)
    context = {
        "form": form,
        "active": sum(1 for value in data.values() if value),
        "page_obj": page,
        "rows": [(plan, counts[plan.pk]) for plan in page.object_list],
        "may_import": may_import,
        "has_units": bool(counts) or Unit.objects.visible_to(request.user).filter(depth__gt=0).exists(),
        "waiting": imports_for(request.user).filter(state__in=("reading", "ready")) if may_import else [],
    }
    return render(request, "tasks/plan_list.html", context)


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole plan on one page, with who has each line and how far it is."""
    plan, today = plan_of(request, pk), timezone.localdate()
    watching = watches(request.user)
    context = {
        "plan": plan,
        "counts": plan_counts([plan], request.user, today)[plan.pk],
        "parts": plan_parts(plan, request.user, today),
        "recipients": plan.recipients.all(),
        "watching": watching,
        "may_edit": can_edit_plan(request.user, plan),
        "history": history_of(plan) if watching else [],
    }
    return render(request, "tasks/plan_detail.html", context)


def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    form = PlanForm(request.POST or None, instance=plan_of(request, pk))

    def save() -> None:
        edit_plan(plan=plan, data=form.cleaned_data, version=version_of(request), by=request.user, now=timezone.now())

    back = reverse("tasks:plan_detail", args=[pk])
    context = {"plan": plan, "forms": [form], "title": "Sửa kế hoạch", "label": "Lưu kế hoạch", "back": back}
    return _answer(request, context, save, "Đã lưu kế hoạch.")


def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the plan, with a reason."""
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        close_plan(plan=plan, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())

    back = reverse("tasks:plan_detail", args=[pk])
    lead = "Kết thúc kế hoạch thì không ai phải báo cáo và không ai bị nhắc nữa. Mọi nội dung vẫn xem được."
    context = {"plan": plan, "forms": [form], "title": "Kết thúc kế hoạch", "back": back, "lead": lead}
    return _answer(request, context, save, "Kế hoạch đã kết thúc.")


def plan_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        reopen_plan(plan=plan, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())

    back = reverse("tasks:plan_detail", args=[pk])
    lead = "Kế hoạch được theo dõi, nhắc việc và báo cáo trở lại như trước khi kết thúc."
    context = {"plan": plan, "forms": [form], "title": "Mở lại kế hoạch", "back": back, "lead": lead}
    return _answer(request, context, save, "Kế hoạch đã mở lại.")


def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_of(request, pk)
    require_plan_editor(request.user, task.plan)
    form = TaskForm(request.POST or None, instance=task_of(request, pk))
    asked = IndicatorsForm(request.POST or None, instance=task)
    move = TaskMoveForm(request.POST or None)

    def save() -> None:
        edit_task(
            task=task,
            data=form.cleaned_data,
            indicators=asked.cleaned_data["indicators"],
            version=version_of(request),
            **move.cleaned_data,
            by=request.user,
            now=timezone.now(),
        )

    back = reverse("tasks:task_detail", args=[pk])
    context = {
        "plan": task.plan,
        "forms": [form, asked, move],
        "title": "Sửa nhiệm vụ",
        "label": "Lưu nhiệm vụ",
        "back": back,
        "quote": task.quote,
    }
    return _answer(request, context, save, "Đã lưu nhiệm vụ.")


def task_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A line that the document does not have, or that was missed."""
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    tasks = plan.tasks.standing().order_by("position")
    place = TaskPlaceForm(request.POST or None, sections=plan.sections.all(), tasks=tasks)
    form = TaskForm(request.POST or None, instance=Task(plan=plan))
    asked = IndicatorsForm(request.POST or None)

    def save() -> None:
        add_task(
            plan=plan,
            data=form.cleaned_data,
            indicators=asked.cleaned_data["indicators"],
            version=version_of(request),
            **place.cleaned_data,
            by=request.user,
            now=timezone.now(),
        )

    back = reverse("tasks:plan_detail", args=[pk])
    context = {"plan": plan, "forms": [place, form, asked], "title": "Thêm nhiệm vụ", "back": back}
    return _answer(request, context, save, "Đã thêm nhiệm vụ.")


def _answer(request: HttpRequest, context: dict[str, Any], save: Callable[[], None], done: str) -> HttpResponse:
    """Show the forms, or save them and go back; what was typed stays when it cannot be saved."""
    forms, plan = context["forms"], context["plan"]
    context |= {"version": plan.version, "differences": []}
    context.setdefault("label", context["title"])
    if request.method != "POST":
        return render(request, "tasks/plan_form.html", context)
    status = 422
    valid = [form.is_valid() for form in forms]  # each, so that every form shows its errors
    if all(valid):
        try:
            save()
        except Conflict as conflict:
            context |= {"version": conflict.current.version, "differences": _differences(forms)}
            status = 409
        except ValidationError as error:
            _add_errors(forms, error)
        else:
            messages.success(request, done)
            return redirect(context["back"])
    return render(request, "tasks/plan_form.html", context, status=status)


def _add_errors(forms: list[Any], error: ValidationError) -> None:
    """Each sentence at the field it speaks of, else above the form."""
    for name, errors in (error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}).items():
        form = next((form for form in forms if name in form.fields), forms[0])
        form.add_error(name if name in form.fields else None, errors)


def _differences(forms: list[Any]) -> list[Difference]:
    """What stands in the database now against what the person typed, where the two differ."""
    rows = [form for form in forms if getattr(form, "instance", None) and form.instance.pk]
    return [
        difference
        for form in rows
        for difference in differences(form, type(form)(instance=type(form.instance).objects.get(pk=form.instance.pk)))
    ]
