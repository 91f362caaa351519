"""What units does when somebody comes in, fails to, or goes: a line in the ledger."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from units.models import User
from units.services.changes import record_change, record_sign_in


@receiver(user_logged_in, dispatch_uid="units.record_coming")
def record_coming(*, user: User, **_: Any) -> None:
    record_sign_in(user, "Đăng nhập", now=timezone.now())


@receiver(user_logged_out, dispatch_uid="units.record_going")
def record_going(*, user: User | None, **_: Any) -> None:
    if user is not None:
        record_sign_in(user, "Đăng xuất", now=timezone.now())


@receiver(user_login_failed, dispatch_uid="units.record_refusal")
def record_refusal(*, credentials: dict[str, Any], **_: Any) -> None:
    """Whose account was tried; what was typed is not kept where it names nobody, because it may be a password."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    user = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first() if typed else None
    record_sign_in(user, "Đăng nhập không thành", now=timezone.now(), came_in=False)


@receiver(password_changed, dispatch_uid="units.record_own_password")
def record_own_password(*, user: User, **_: Any) -> None:
    record_change(user, "Đổi mật khẩu của mình", by=user, now=timezone.now())
