"""Directions of the Standing Committee: read by whom they concern, given by its members."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import permissions
from reports.forms.directions import DirectionForm, DirectionTaskForm
from reports.models import Direction
from reports.selectors.look import default_plan
from reports.services.directions import give_direction, make_directed_task
from tasks.models import Plan
from tasks.permissions import gives_directed_work, require_gives_directed_work
from units.forms.fields import refusals_on
from units.permissions import act_required, may_somewhere
from units.policy import Act

PAGE = 20


@require_safe
def direction_list(request: HttpRequest) -> HttpResponse:
    """All directions that concern the person, the newest first."""
    rows = Direction.objects.visible_to(request.user).select_related("plan__issuer", "task", "unit", "by", "became")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(row, gives_directed_work(request.user, row.plan)) for row in page],
        "can_direct": may_somewhere(request.user, Act.DIRECT),
    }
    return render(request, "reports/direction_list.html", context)


@act_required(Act.DIRECT, message=permissions.ONLY_STANDING)
def direction_create(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    plan = _plan(request)
    initial = {"plan": plan, "unit": request.GET.get("unit", ""), "task": request.GET.get("task", "")}
    form = DirectionForm(data, user=request.user, plan=plan, today=today, initial=initial)
    if data is not None and form.is_valid():
        with refusals_on(form):
            give_direction(**form.cleaned_data, by=request.user, today=today, now=timezone.now())
            messages.success(request, "Đã gửi ý kiến chỉ đạo.")
            return redirect("reports:direction_list")
    return render(request, "reports/direction_create.html", {"form": form}, status=422 if form.errors else 200)


def direction_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a direction a task of the plan."""
    rows: Any = Direction.objects.visible_to(request.user).select_related("plan__issuer", "task__section", "unit", "by")
    direction = get_object_or_404(rows, pk=pk)
    require_gives_directed_work(request.user, direction.plan)
    if direction.became_id:
        return redirect("tasks:task_detail", direction.became_id)
    data = request.POST if request.method == "POST" else None
    form = DirectionTaskForm(data, direction=direction, user=request.user, today=timezone.localdate())
    if data is not None and form.is_valid():
        with refusals_on(form):
            given = make_directed_task(direction=direction, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, "Đã giao thành nhiệm vụ; đơn vị được báo ngay.")
            return redirect("tasks:assignment_detail", given.pk)
    context = {"form": form, "direction": direction}
    return render(request, "reports/direction_task.html", context, status=422 if form.errors else 200)


def _plan(request: HttpRequest) -> Plan | None:
    """The plan that is chosen, so that its tasks can be offered."""
    asked = request.POST.get("plan") or request.GET.get("plan", "")
    plans = Plan.objects.visible_to(request.user).select_related("issuer")
    return plans.filter(pk=asked).first() if asked.isdigit() else default_plan(list(plans))
