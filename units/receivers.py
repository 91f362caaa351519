"""What units does when somebody comes in, fails to, or goes: a line in the ledger."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from units.models import User
from units.selectors import account_of
from units.services.changes import record_change, record_sign_in
from units.services.passkeys import passkey_facts

FACTOR_ADDED = {
    Authenticator.Type.TOTP: "Bật xác nhận hai lớp",
    Authenticator.Type.WEBAUTHN: "Thêm khóa truy cập",
    Authenticator.Type.RECOVERY_CODES: "Lập mã dự phòng",
}
FACTOR_REMOVED = {
    Authenticator.Type.TOTP: "Tắt xác nhận hai lớp",
    Authenticator.Type.WEBAUTHN: "Gỡ khóa truy cập",
}


@receiver(user_logged_in, dispatch_uid="units.record_coming")
def record_coming(*, user: User, **_: Any) -> None:
    record_sign_in(user, "Đăng nhập", now=timezone.now())


@receiver(user_logged_out, dispatch_uid="units.record_going")
def record_going(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        record_sign_in(user, "Đăng xuất", now=timezone.now())


@receiver(user_login_failed, dispatch_uid="units.record_refusal")
def record_refusal(*, credentials: dict[str, Any], **_: Any) -> None:
    """Whose account was tried; what was typed is not kept where it names nobody, because it may be a password."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    record_sign_in(account_of(typed), "Đăng nhập không thành", now=timezone.now(), came_in=False)


@receiver(authenticator_added, dispatch_uid="units.record_added_factor")
def record_added_factor(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    after = passkey_facts(authenticator)
    record_change(user, FACTOR_ADDED[authenticator.type], by=user, now=timezone.now(), after=after)


@receiver(authenticator_reset, dispatch_uid="units.record_new_recovery_codes")
def record_new_recovery_codes(*, user: User, **_: Any) -> None:
    record_change(user, "Lập lại mã dự phòng", by=user, now=timezone.now())


@receiver(authenticator_removed, dispatch_uid="units.record_removed_factor")
def record_removed_factor(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in FACTOR_REMOVED:
        before = passkey_facts(authenticator)
        record_change(user, FACTOR_REMOVED[authenticator.type], by=user, now=timezone.now(), before=before)


@receiver(authenticator_used, dispatch_uid="units.record_used_factor")
def record_used_factor(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record_change(user, "Dùng một mã dự phòng", by=user, now=timezone.now())


@receiver(authentication_failed, dispatch_uid="units.record_wrong_factor")
def record_wrong_factor(*, user: User, **_: Any) -> None:
    record_sign_in(user, "Nhập sai mã xác nhận", now=timezone.now(), came_in=False)
