"""Error pages: always a Vietnamese sentence that says what happened and what to do, never a bare code."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from kehoach.unsent import is_ours, unsent_form

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """Takes: methods: those the address takes, as the header Allow names them."""
    response = render(request, "405.html", status=405)
    response["Allow"] = methods
    return response


def conflict(request: HttpRequest) -> HttpResponse:
    return render(request, "409.html", status=409)


def too_large(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, whose body was not read."""
    return HttpResponse(render_to_string("413.html"), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: a context processor or the database may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is from before the last log-in. A page that sends by itself gets a fresh token and keeps its text."""
    response = render(request, "403_csrf.html", {"unsent": unsent_form(request)}, status=403)
    if request.headers.get("HX-Request") and is_ours(request):
        response["X-CSRFToken"] = get_token(request)
    return response
