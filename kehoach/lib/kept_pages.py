"""Pages that a phone may keep to open without a line (static/js/worker.js)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

KEEP = "Kehoach-Keep"
AHEAD = "Kehoach-Ahead"  # a page fetched to be kept, which nobody sees yet
PERSON = "Kehoach-Person"  # whose page it is; set for every page by kehoach.middleware.private_pages


def kept_offline(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the view shows may be kept for the person it was shown to, until they sign out."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200 and "HX-Request" not in request.headers:
            response[KEEP] = "1"
        return response

    return keeping
