"""Single sign-on: the office's provider says who comes; an account must be there, and the office's rules still hold."""

import logging
from dataclasses import asdict
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kehoach.accounts import SIGN_ON_METHOD, has_signed_on
from kehoach.lib import openid
from units.models import User
from units.services.changes import record_sign_in
from units.services.identities import person_of

log = logging.getLogger(__name__)

ATTEMPT = "sign_on_attempt"  # what the session keeps until the browser is back


@require_safe
@never_cache
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    if not settings.SIGN_ON.issuer:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    if refusal := ratelimit.consume_or_429(request, action="login", limit_get=True):
        return refusal
    try:
        address, attempt = openid.begin(settings.SIGN_ON, back_to=_public("sign_on_finish"))
    except openid.SignOnError as error:
        log.warning("Single sign-on does not begin: %s", error)
        return _refusal(request, "unreachable", 503)
    request.session[ATTEMPT] = asdict(attempt) | {"next": get_next_redirect_url(request)}
    return redirect(address)


@require_safe
@never_cache
@login_not_required
def finish(request: HttpRequest) -> HttpResponse:
    """The browser is back from the provider: let in whom it names, if there is an open account."""
    if not settings.SIGN_ON.issuer:
        raise Http404
    if request.user.is_authenticated:
        return redirect("home")
    if refusal := ratelimit.consume_or_429(request, action="login", limit_get=True):
        return refusal
    kept = request.session.pop(ATTEMPT, None)
    if kept is None:
        return _refusal(request, "begin_again", 400)
    after, attempt = kept.pop("next"), openid.Attempt(**kept)
    try:
        claims = openid.finish(
            settings.SIGN_ON,
            attempt=attempt,
            answer=request.GET.dict(),
            back_to=_public("sign_on_finish"),
            wanted=settings.SIGN_ON_CLAIM,
        )
    except openid.SignOnError as error:
        log.warning("Single sign-on does not end well: %s", error)
        return _refusal(request, "begin_again", 400)
    account, now = _account_named(claims), timezone.now()
    user = person_of(issuer=claims["iss"], subject=claims["sub"], account=account, now=now)
    if user is None:
        record_sign_in(account, "Đăng nhập không thành", now=now, came_in=False)
        return _refusal(request, "unknown", 403)
    record_authentication(request, user, SIGN_ON_METHOD)
    return perform_login(request, user, redirect_url=after)


class LoginView(views.LoginView):
    """With the way to the provider, where there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        button = settings.SIGN_ON_BUTTON if settings.SIGN_ON.issuer else ""
        return super().get_context_data(**kwargs) | {"sign_on_button": button}


class ReauthenticateView(views.ReauthenticateView):
    """Who has no password of their own is told how to go on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"signed_on": has_signed_on(self.request, self.request.user)}


class LogoutView(views.LogoutView):
    """Who came by single sign-on is told that the provider's session goes on, and led to its end."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        signed_on = self.request.user.is_authenticated and has_signed_on(self.request, self.request.user)
        response = super().post(*args, **kwargs)
        if not signed_on or not settings.SIGN_ON.issuer:
            return response
        try:
            address = openid.way_out(settings.SIGN_ON, back_to=_public("account_login"))
        except openid.SignOnError:
            address = ""
        return render(self.request, "account/signed_out_here.html", {"address": address})


login = LoginView.as_view()
reauthenticate = ReauthenticateView.as_view()
logout = LogoutView.as_view()


def _account_named(claims: openid.Claims) -> User | None:
    """The account whose address the provider has verified, or whose user name it tells, as the setting says."""
    told = claims.get(settings.SIGN_ON_CLAIM)
    if not told or not isinstance(told, str):
        return None
    if settings.SIGN_ON_CLAIM == "email":
        return User.objects.filter(email=told.lower()).first() if claims.get("email_verified") is True else None
    return User.objects.filter(username=told.lower()).first()


def _public(name: str) -> str:
    return settings.SITE_URL + reverse(name)


def _refusal(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "account/sign_on_refused.html", {"reason": reason}, status=status)
