"""How people get in: with an account that an administrator made, never by signing up; some with a second factor."""

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kehoach.home import first_page_of
from units.models import User
from units.permissions import must_have_second_factor
from units.selectors import second_factors_of
from units.services.people import choose_password

# What a session keeps of its log-in: when it was, when it was last noted, whether a second factor is to be set up.
LOGGED_IN_AT, SEEN_AT, OWES_SECOND_FACTOR = "logged_in_at", "seen_at", "owes_second_factor"


# The method by which allauth's record of a log-in knows single sign-on.
SIGN_ON_METHOD = "openid_connect"
OWN_STAGES = {"allauth.mfa.stages.AuthenticateStage": "kehoach.accounts.SecondFactorStage"}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A one-time code that has run out lets nobody in; said only to whoever knew it."""
        refused = super().pre_login(request, user, **kwargs)
        if refused or has_signed_on(request, user):
            return refused
        if user.password_expires_at and user.password_expires_at <= timezone.now():
            return render(request, "account/code_expired.html", status=403)
        return None

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        request.session[LOGGED_IN_AT] = request.session[SEEN_AT] = time.time()
        has_one = second_factors_of(user).exists() or brought_second_factor(request, user)
        request.session[OWES_SECOND_FACTOR] = must_have_second_factor(user) and not has_one
        return super().post_login(request, user, **kwargs)

    def get_login_stages(self) -> list[str]:
        return [OWN_STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Answered in place, to whoever knew the password: the account has been closed."""
        return render(request, "account/account_inactive.html", status=403)

    def set_password(self, user: User, password: str) -> None:
        choose_password(user=user, password=password, now=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Straight there: each detour costs a round trip, and many have a slow line."""
        return reverse(first_page_of(request.user) or "home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has logged in a moment ago need not do so again to set up a second factor."""
        logged_in_at = self.request.session.get(LOGGED_IN_AT, 0)
        return time.time() - logged_in_at > app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorStage(AuthenticateStage):
    """Not after a single sign-on that asks for a second factor itself, where the office's setting says that it does."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not brought_second_factor(request, self.login.user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted in the database, so that a copy of it alone opens nothing."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = second_factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not must_have_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"Khóa {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def _get_user_identifier(self, user: User) -> str:
        """How an authenticator app and a passkey call the account."""
        return user.username


def has_signed_on(request: HttpRequest, user: User) -> bool:
    """Whether this session came in, or is about to, by the provider of single sign-on."""
    return any(record["method"] == SIGN_ON_METHOD for record in get_authentication_records(request, user))


def brought_second_factor(request: HttpRequest, user: User) -> bool:
    return settings.SIGN_ON_IS_SECOND_FACTOR and has_signed_on(request, user)


def _cipher() -> MultiFernet:
    """Under the key of the installation; what an older key wrote is still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"second factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
