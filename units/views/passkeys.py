"""Pages of one's own passkeys: allauth's, but a refused answer is told in place, and the last key may have to stay."""

from typing import Any

from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.webauthn import views as allauth
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy


class AddView(allauth.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data() | kwargs


class RenameView(allauth.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemoveView(allauth.RemoveWebAuthnView):
    form_class = DeactivateTOTPForm  # asks whether the office lets this one go, before the person says yes
    success_url = reverse_lazy("mfa_index")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": {}, **super().get_form_kwargs(), "authenticator": self.object}


class ReauthenticateView(allauth.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data() | kwargs

    def form_invalid(self, form: Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


add = transaction.atomic(AddView.as_view())
rename = RenameView.as_view()
remove = transaction.atomic(RemoveView.as_view())
reauthenticate = ReauthenticateView.as_view()
