"""Forms of passkeys: allauth's, with names that people can tell apart and answers that may be nonsense."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kehoach.lib.vietnamese import normalize
from units.services.passkeys import rename_passkey

NAME_LENGTH = 60
REFUSED = "Khóa truy cập không được chấp nhận. Xin thử lại."
# What reading an answer that no browser gave may raise.
NONSENSE = (AttributeError, LookupError, TypeError, ValueError)


class AddPasskeyForm(allauth.AddWebAuthnForm):
    name = forms.CharField(required=False, max_length=NAME_LENGTH)

    def clean_name(self) -> str:
        return normalize(super().clean_name())

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except NONSENSE as nonsense:
            raise ValidationError(REFUSED) from nonsense


class RenamePasskeyForm(allauth.EditWebAuthnForm):
    name = forms.CharField(max_length=NAME_LENGTH)

    def save(self) -> Authenticator:
        rename_passkey(passkey=self.instance, name=normalize(self.cleaned_data["name"]), now=timezone.now())
        return self.instance


class AuthenticateForm(allauth.AuthenticateWebAuthnForm):
    """A wrong answer is told, as a wrong code is; nonsense, which could never be right, only refused."""

    def clean_credential(self) -> Authenticator:
        try:
            allauth.auth.parse_authentication_response(self.cleaned_data["credential"])
        except (ValidationError, *NONSENSE) as nonsense:
            raise ValidationError(REFUSED) from nonsense
        try:
            return super().clean_credential()
        except ValidationError as refusal:
            if refusal.code != "incorrect_code":
                raise
            told = {"sender": Authenticator, "request": None, "authenticator": None}
            signals.authentication_failed.send(**told, user=self.user, reauthentication=self.reauthenticated)
            raise ValidationError(REFUSED) from refusal


class ReauthenticateForm(AuthenticateForm):
    reauthenticated = True
