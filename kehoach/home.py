"""The first page after log-in, by what the person comes for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from units.models import User
from units.policy import Act
from units.querysets import scope_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = first_page_of(request.user)
    return redirect(page) if page else render(request, "home.html")


def first_page_of(user: User | Any) -> str | None:
    """The name of the page, or None for who has no role today."""
    scope = scope_of(user)
    if scope.may_somewhere(Act.SET_UP) and not scope.may_somewhere(Act.ISSUE):
        return "tasks:plan_list"
    if scope.may_somewhere(Act.WATCH):
        return "reports:board"
    if scope.may_somewhere(Act.REPORT):
        return "tasks:my_work"
    return None
