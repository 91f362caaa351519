"""What every request passes and every answer carries."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.cache import add_never_cache_headers

from kehoach import errors
from kehoach.accounts import LOGGED_IN_AT, OWES_SECOND_FACTOR, SEEN_AT, has_signed_on
from kehoach.lib.conflicts import Conflict
from kehoach.lib.kept_pages import PERSON
from kehoach.lib.origin import acting_from
from kehoach.unsent import unsent_form
from units.models import User
from units.selectors import second_factors_of

View = Callable[[HttpRequest], HttpResponse]

CHUNK = 64 * 1024  # bytes
NOTED_EVERY = 10 * 60  # seconds


class PackedPages(GZipMiddleware):
    """Pages go out packed; files do not: pictures and documents are packed already.

    A secret beside what a stranger may choose could be guessed from the length of a packed page (BREACH): tokens are
    masked anew each time, and Django makes the length vary.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)


def private_pages(get_response: View) -> View:
    """Pages of a signed-in person are kept by no cache, so nobody meets them on a shared machine or proxy.

    Each says whose it is: what a phone keeps of another person goes before it keeps anything of this one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response[PERSON] = str(request.user.pk)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
        return response

    return middleware


def known_origin(get_response: View) -> View:
    """What the ledger writes of this request carries the address that it came from, as the log-in limits count it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_from(lambda: get_adapter().get_client_ip(request)):
            return get_response(request)

    return middleware


def whole_pages(get_response: View) -> View:
    """An address that only takes forms says so to whoever opens it; Django alone would show an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return errors.not_allowed(request, response["Allow"])
        return response

    return middleware


def limited_uploads(get_response: View) -> View:
    """A request larger than UPLOAD_MAX_MB is refused before any of it is kept.

    Up to that much of it is read and thrown away, because a browser that is still sending does not show the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        limit = settings.UPLOAD_MAX_MB * 1024 * 1024
        if _content_length(request) <= limit:
            return get_response(request)
        for _ in range(limit // CHUNK):
            if not request.read(CHUNK):
                break
        return errors.too_large(request)

    return middleware


class LoggedInPeople(LoginRequiredMiddleware):
    """Nobody comes in without logging in. A form typed before the session ended comes back with its text."""

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponseBase | None:
        to_login = super().process_view(request, *args)
        if to_login is not None and "X-Draft" in request.headers:
            return HttpResponse(status=401)  # a page that saves itself while it is left follows no redirect
        if to_login is None or request.headers.get("HX-Request") or (unsent := unsent_form(request)) is None:
            return to_login
        return render(request, "403_csrf.html", {"unsent": unsent}, status=403)


class FirstThingsFirst:
    """Who came in by a one-time code chooses a password; who must have a second factor sets it up; all else waits."""

    WAYS_OUT = {"account_logout", "account_reauthenticate"}

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *args: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        owed = self._owed(request, request.user)
        if not owed or resolve(request.path_info).view_name in {*owed, *self.WAYS_OUT}:
            return None
        return redirect(owed[0])

    def _owed(self, request: HttpRequest, user: User) -> tuple[str, ...]:
        """The pages on which the person can do what is owed, the usual one first."""
        if user.has_one_time_code and not has_signed_on(request, user):
            return ("account_change_password",)
        if request.session.get(OWES_SECOND_FACTOR):
            if not second_factors_of(user).exists():
                return ("mfa_activate_totp", "mfa_add_webauthn")
            del request.session[OWES_SECOND_FACTOR]
        return ()


def ended_sessions(get_response: View) -> View:
    """Whoever logged in SESSION_LASTS ago logs in again, however often the session was used since."""

    def middleware(request: HttpRequest) -> HttpResponse:
        logged_in_at = request.session.get(LOGGED_IN_AT, time.time())
        if request.user.is_authenticated and time.time() - logged_in_at > settings.SESSION_LASTS:
            logout(request)
        return get_response(request)

    return middleware


def noted_sessions(get_response: View) -> View:
    """Now and then the list of a person's sessions learns when and from where this one was last used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get(SEEN_AT, time.time()) > NOTED_EVERY:
            request.session[SEEN_AT] = time.time()
            UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware


class FriendlyConflicts:
    """A view that does not show both texts itself answers a conflict with the page that says what happened."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.conflict(request) if isinstance(exception, Conflict) else None


def _content_length(request: HttpRequest) -> int:
    with suppress(ValueError):
        return int(request.META.get("CONTENT_LENGTH") or 0)
    return 0
