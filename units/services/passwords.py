"""The way to a new password by e-mail."""

from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core.mail import send_mail
from django.urls import reverse

from kehoach.lib.mail import render_mail
from units.models import User
from units.services.changes import record_change


def mail_password_link(*, email: str, now: datetime) -> None:
    """Mail a link to whose address it is; to an address of no open account nothing is sent.

    The link ends after PASSWORD_RESET_TIMEOUT, with its use, and with any log-in before.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).exclude(email="").first()
    if user is None:
        return
    link = link_with(default_token_generator, user)
    subject, body = render_mail("units/email/password_link", {"person": user, "link": link})
    send_mail(subject, body, None, [user.email])
    record_change(user, "Gửi thư đặt lại mật khẩu", by=None, now=now)


def link_with(keys: PasswordResetTokenGenerator, user: User) -> str:
    """An address that lets the person choose a password, once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": keys.make_token(user)}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=key)}"
