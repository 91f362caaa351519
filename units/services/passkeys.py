"""What becomes of a passkey by its person's own hand; allauth adds and removes them (units.receivers tells of it)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from units.services.changes import Facts, record_change


def passkey_facts(authenticator: Authenticator) -> Facts:
    """What the ledger tells of a second factor: the name of a passkey, nothing of the others."""
    is_passkey = authenticator.type == Authenticator.Type.WEBAUTHN
    return {"Khóa truy cập": authenticator.wrap().name} if is_passkey else {}


@transaction.atomic
def rename_passkey(*, passkey: Authenticator, name: str, now: datetime) -> None:
    before = passkey_facts(passkey)
    passkey.wrap().name = name
    passkey.save(update_fields=["data"])
    if (after := passkey_facts(passkey)) != before:
        record_change(passkey.user, "Đổi tên khóa truy cập", by=passkey.user, now=now, before=before, after=after)
