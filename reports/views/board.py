"""The board: who is late and who has not reported; down to the list of units and to one unit."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import permissions
from reports.forms.board import BoardFilter
from reports.selectors.board import board_of, progress_by_task
from reports.selectors.look import Look
from reports.selectors.standing import grouped, standing_of, unit_assignments
from reports.selectors.units import UnitIds, UnitRow, unit_rows, units_in_need, units_in_state
from tasks.models import Plan
from units.models import Unit
from units.permissions import act_required
from units.policy import Act
from units.querysets import scope_of
from units.selectors import ancestors_of, get_office

IN_NEED_PAGE = 15
UNITS_PAGE = 50
ASSIGNMENTS_PAGE = 50

only_watchers = act_required(Act.WATCH, message=permissions.ONLY_WATCHERS)


@require_safe
@only_watchers
def board(request: HttpRequest) -> HttpResponse:
    """One look: the figures, the units that need attention first, and the progress of each task."""
    today = timezone.localdate()
    filters = BoardFilter(request.GET, user=request.user, today=today, by_unit=True)
    if filters.plan is None:
        return render(request, "reports/board_empty.html")
    soon = get_office().due_soon_days
    period, state = filters.cleaned_data["period"], filters.cleaned_data["state"]
    look = filters.look
    ids = units_in_state(look, period, state, today, soon) if state else units_in_need(look, period, today)
    page = _page(request, ids, IN_NEED_PAGE)
    context = _context(request, filters, page, soon) | {
        "board": board_of(look, period, today, soon),
        "sections": progress_by_task(look, today, soon),
        "due_soon_days": soon,
        "units_url": f"{reverse('reports:board_units')}?{_kept(request, state='')}",
        "queue_url": f"{reverse('reports:review_queue')}?plan={look.plan.pk}",
    }
    return render(request, "reports/board.html", context)


@require_safe
@only_watchers
def board_units(request: HttpRequest) -> HttpResponse:
    """Every unit of the plan with how it stands, in the order of the tree; or those in one state."""
    today = timezone.localdate()
    filters = BoardFilter(request.GET, user=request.user, today=today, by_unit=True)
    if filters.plan is None:
        return render(request, "reports/board_empty.html")
    soon = get_office().due_soon_days
    chosen = filters.cleaned_data
    page = _page(request, units_in_state(filters.look, chosen["period"], chosen["state"], today, soon), UNITS_PAGE)
    return render(request, "reports/board_units.html", _context(request, filters, page, soon))


@require_safe
def unit_status(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its assignments by bucket, its reports by period, urges, directions, and the units right below."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    today, soon = timezone.localdate(), get_office().due_soon_days
    filters = BoardFilter(request.GET, user=request.user, today=today, without=("section", "kind", "branch", "state"))
    plan: Plan | None = filters.plan
    context: dict[str, Any] = {"unit": unit, "ancestors": ancestors_of(unit, request.user), "form": filters}
    if plan is None:
        return render(request, "reports/board_unit.html", context | {"plan": None})
    look, period = Look(request.user, plan), filters.cleaned_data["period"]
    assignments = Paginator(unit_assignments(look, unit, today, soon), ASSIGNMENTS_PAGE).get_page(
        request.GET.get("page")
    )
    below = Unit.objects.visible_to(request.user).filter(parent=unit, closed_on=None).order_by("position", "sort_key")
    children = Paginator(below.values("pk"), UNITS_PAGE).get_page(request.GET.get("below"))
    standing = standing_of(look, unit, today, soon)
    context |= {
        "plan": plan,
        "period": period,
        "today": today,
        "standing": standing,
        "owes": standing.owes(today),
        "page_obj": assignments,
        "groups": grouped(assignments, today),
        "children": children,
        "rows": unit_rows(look, period, [row["pk"] for row in children], today, soon),
        "can_urge": permissions.tracks(request.user, plan),
        "own": scope_of(request.user).own_unit_ids,
        "can_direct": permissions.directs(request.user, plan),
        "watches": permissions.watches(request.user),
    }
    return render(request, "reports/board_unit.html", context)


def _kept(request: HttpRequest, **changed: str) -> str:
    """The query string without its page, with these values last, so that one may be appended."""
    query = request.GET.copy()
    for name in ("page", *changed):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _page(request: HttpRequest, ids: UnitIds, size: int) -> Page:
    return Paginator(ids, size).get_page(request.GET.get("page"))


def _context(request: HttpRequest, filters: BoardFilter, page: Page, soon: int) -> dict[str, Any]:
    look, period, today = filters.look, filters.cleaned_data["period"], timezone.localdate()
    rows: list[UnitRow] = unit_rows(look, period, list(page.object_list), today, soon)
    return {
        "form": filters,
        "look": look,
        "plan": look.plan,
        "period": period,
        "state": filters.cleaned_data["state"],
        "today": today,
        "page_obj": page,
        "rows": rows,
        "can_urge": permissions.tracks(request.user, look.plan),
        "own": scope_of(request.user).own_unit_ids,
    }
