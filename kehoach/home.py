"""The first page after log-in, by what the person comes for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kehoach.navigation import WATCHERS
from units.querysets import scope_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    if scope.is_any("administrator") and not scope.is_any("tracker", "standing", "inspection"):
        return redirect("tasks:plan_list")
    if scope.is_any(*WATCHERS):
        return redirect("reports:board")
    if scope.own_unit_ids:
        return redirect("tasks:my_work")
    return render(request, "home.html")
