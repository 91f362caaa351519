"""The page of one's own account."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.devices import device_words
from units.permissions import must_have_second_factor
from units.selectors import roles_of
from units.services import people


@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Roles and who stands in, password, second factor, recovery codes, and where one is signed in."""
    factors = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    codes = next((factor.wrap() for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    has_app = any(factor.type == Authenticator.Type.TOTP for factor in factors)
    passkeys = [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN]
    context = {
        "has_app": has_app,
        "passkeys": passkeys,
        "may_remove_factor": has_app + len(passkeys) > 1 or not must_have_second_factor(request.user),
        "codes_left": len(codes.get_unused_codes()) if codes else 0,
        "sessions": _open_sessions(request),
        "memberships": roles_of(request.user, timezone.localdate()).current(timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "account/my_account.html", context)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """This browser goes on under a new key; every other one is signed out with its next request."""
    people.end_own_sessions(user=request.user, now=timezone.now())
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)
    messages.success(request, "Đã đăng xuất khỏi mọi thiết bị khác.")
    return redirect("mfa_index")


def _open_sessions(request: HttpRequest) -> list[dict[str, object]]:
    alive_since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = UserSession.objects.filter(user=request.user, last_seen_at__gt=alive_since).order_by("-last_seen_at", "pk")
    return [
        {
            "device": device_words(row.user_agent),
            "address": row.ip,
            "seen_at": row.last_seen_at,
            "is_this": row.session_key == request.session.session_key,
        }
        for row in rows
    ]
