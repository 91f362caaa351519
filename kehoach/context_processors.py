"""What every page shows: the office, the menu of the person's roles, the notices not read yet."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kehoach.lib.kept_pages import AHEAD
from kehoach.navigation import menu_for
from tasks.models import Notice
from units.policy import Act
from units.querysets import scope_of
from units.selectors import get_office


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"office_name": "", "nav": [], "unread_notices": 0}
    context |= {"is_demo": False, "works_offline": False}
    if AHEAD in request.headers:
        context["messages"] = ()  # they wait for the page that somebody looks at
    if user is None or not user.is_authenticated:
        return context
    unread = Notice.objects.visible_to(user).standing().filter(read_at=None).count()
    office, scope = get_office(), scope_of(user)
    return context | {
        "office_name": office.name,
        "is_demo": office.is_demo,
        "nav": menu_for(scope, request.path),
        "works_offline": scope.may_somewhere(Act.REPORT),
        "unread_notices": unread,
        "notices_url": reverse("tasks:notice_list"),
    }
