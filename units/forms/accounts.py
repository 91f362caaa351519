"""Forms of getting in: what allauth asks, in the ways of this office."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest

from units.jobs import ask_for_password_link
from units.models import User
from units.selectors import account_of


class LoginForm(allauth.LoginForm):
    """By user name, e-mail address or telephone number.

    What was typed becomes the account's user name before anything is tried: so each account has one counter of
    failures, and an unknown account costs the same one hash as a known one.
    """

    def user_credentials(self) -> dict[str, str]:
        credentials = super().user_credentials()
        account = account_of(credentials["username"])
        return credentials | {"username": account.username} if account else credentials


class ChangePasswordForm(allauth.ChangePasswordForm):
    """Who came in by a one-time code has typed it a moment ago and is not asked for it again."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.has_one_time_code:
            del self.fields["oldpassword"]


class ResetPasswordForm(forms.Form):
    """The work is done elsewhere, whether the address is known or not: so neither answer nor time tells."""

    email = forms.EmailField(label="Thư điện tử")

    def save(self, request: HttpRequest) -> None:
        ask_for_password_link(self.cleaned_data["email"])
