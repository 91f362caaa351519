"""Toàn cảnh: one plan on one page, for the Standing Committee; prints on one sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import permissions
from reports.forms.board import BoardFilter
from reports.selectors.board import board_of
from reports.selectors.picture import difficulties_of, directions_of, issued_rollups, ranking_of, trend_of
from reports.views.board import only_watchers
from units.selectors import get_office


@require_safe
@only_watchers
def picture(request: HttpRequest) -> HttpResponse:
    today, soon = timezone.localdate(), get_office().due_soon_days
    without = ("section", "kind", "branch", "state")
    filters = BoardFilter(request.GET, user=request.user, today=today, without=without)
    if filters.plan is None:
        return render(request, "reports/board_empty.html")
    look, period = filters.look, filters.cleaned_data["period"]
    context = {
        "form": filters,
        "plan": look.plan,
        "today": today,
        "board": board_of(look, period, today, soon),
        "trend": trend_of(look, period),
        "ranking": ranking_of(look, today, soon),
        "difficulties": difficulties_of(look),
        "directions": directions_of(look),
        "rollups": issued_rollups(look),
        "can_direct": permissions.directs(request.user, look.plan),
    }
    return render(request, "reports/picture.html", context)
