"""Forms that take a code of the app on the telephone, or a recovery code."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.models import Authenticator
from django.core.cache import cache


class CodeTakenOnce(allauth.BaseAuthenticateForm):
    """A code is good for as long as the telephone's clock may be out; allauth remembers it for one period only."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        key = f"codes:{self.user.pk}:{normalize_user_code(code)}"
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(key, True, timeout=good_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeTakenOnce, allauth.AuthenticateForm):
    """At the log-in."""


class ReauthenticateForm(CodeTakenOnce, allauth.ReauthenticateForm):
    """Before something that matters."""
