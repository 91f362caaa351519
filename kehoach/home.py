"""The first page after log-in, by what the person comes for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from units.policy import Act
from units.querysets import scope_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    if scope.may_somewhere(Act.SET_UP) and not scope.may_somewhere(Act.ISSUE):
        return redirect("tasks:plan_list")
    if scope.may_somewhere(Act.WATCH):
        return redirect("reports:board")
    if scope.may_somewhere(Act.REPORT):
        return redirect("tasks:my_work")
    return render(request, "home.html")
