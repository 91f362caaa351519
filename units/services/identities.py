"""What ties accounts to the provider of single sign-on, which makes no accounts and only says who comes."""

from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from units.models import Identity, User
from units.services.changes import Facts, record_change
from units.services.people import end_sessions


def person_of(*, issuer: str, subject: str, account: User | None, now: datetime) -> User | None:
    """Whose account the provider's subject opens; None when nobody's.

    The first time it is the account that the provider's words name; the two are linked, and from then on the subject
    alone decides, whatever becomes of addresses and names. An account that is linked to another subject stays with it.
    """
    linked = _linked(issuer, subject)
    if linked or account is None or not account.is_active:
        return linked
    with suppress(IntegrityError, ValidationError):  # another subject has the account, or somebody was quicker
        _link(issuer, subject, account, now)
    return _linked(issuer, subject)


def _linked(issuer: str, subject: str) -> User | None:
    return User.objects.filter(identities__issuer=issuer, identities__subject=subject).first()


@transaction.atomic
def _link(issuer: str, subject: str, account: User, now: datetime) -> None:
    identity = Identity(user=account, issuer=issuer, subject=subject, linked_at=now)
    identity.clean_fields()
    identity.save(force_insert=True)
    record_change(account, "Gắn tài khoản đăng nhập chung", by=account, now=now, after=_facts(identity))


@transaction.atomic
def unlink_identities(*, user: User, by: User, now: datetime) -> None:
    """For who has another account with the provider now; the next single sign-on links anew."""
    for identity in Identity.objects.filter(user=user):
        record_change(user, "Gỡ tài khoản đăng nhập chung", by=by, now=now, before=_facts(identity))
        identity.delete()
        end_sessions(user)


def _facts(identity: Identity) -> Facts:
    return {"Hệ thống đăng nhập chung": identity.issuer, "Mã định danh tại đó": identity.subject}
