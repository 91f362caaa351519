"""What changes accounts and the roles people hold.

A password that the office hands out is random and given back once, to be shown to the administrator; only its hash is
kept. Sessions hang on the password's hash, so a new or unusable password ends them all.
"""

import secrets
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import fold, normalize, sort_key
from units.models import Membership, Unit, User
from units.services.changes import Facts, facts_of, new_change, record_change, record_changes

FACT_NAMES = ("username", "full_name", "post", "phone", "email")
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  none that look alike on paper
PASSWORD_GROUPS, PASSWORD_GROUP_LENGTH = 4, 4


def new_password() -> str:
    """A random password that can be read out and typed: four groups of four letters (79 bits)."""
    letters = (secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_GROUPS * PASSWORD_GROUP_LENGTH))
    return "-".join("".join(islice(letters, PASSWORD_GROUP_LENGTH)) for _ in range(PASSWORD_GROUPS))


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    post: str = "",
    phone: str = "",
    email: str = "",
    password: str = "",
    by: User | None,
    now: datetime,
) -> tuple[User, str]:
    """Make an account. Gives: the person and the password, which is not kept anywhere; random when none is given.

    Errors: ValidationError when the name or the address is taken or the password is weak.
    """
    user = User()
    _write(user, username=username, full_name=full_name, post=post, phone=phone, email=email)
    password = _set_password(user, password)
    user.full_clean()
    user.save(force_insert=True)
    record_change(user, "Lập tài khoản", by=by, now=now, after=facts_of(user, FACT_NAMES))
    return user, password


@transaction.atomic
def edit_user(
    *, user: User, username: str, full_name: str, post: str, phone: str, email: str, by: User, now: datetime
) -> User:
    """Write down other facts about a person."""
    user = User.objects.select_for_update().get(pk=user.pk)
    before = facts_of(user, FACT_NAMES)
    _write(user, username=username, full_name=full_name, post=post, phone=phone, email=email)
    user.full_clean()
    after = facts_of(user, FACT_NAMES)
    if after != before:
        user.save(update_fields=[*FACT_NAMES, "search_text", "sort_key"])
        record_change(user, "Sửa thông tin", by=by, now=now, before=before, after=after)
    return user


@transaction.atomic
def disable_user(*, user: User, by: User, now: datetime, reason: str = "") -> User:
    """Lock an account and end its sessions; what the person did stays. Errors: ValidationError for one's own."""
    if user.pk == by.pk:
        raise ValidationError("Đồng chí không thể tự khóa tài khoản của mình.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        record_change(user, "Khóa tài khoản", by=by, now=now, reason=reason)
    return user


@transaction.atomic
def enable_user(*, user: User, by: User, now: datetime) -> tuple[User, str]:
    """Open a locked account with a new random password, which is given back once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    password = _set_password(user, "")
    user.save(update_fields=["is_active", "password"])
    record_change(user, "Mở lại tài khoản", by=by, now=now)
    return user, password


@transaction.atomic
def set_password(*, user: User, password: str = "", by: User, now: datetime) -> str:
    """Give an active account another password, random when none is given; ends its sessions. Gives: the password."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError("Tài khoản đang bị khóa; hãy mở lại tài khoản, mật khẩu mới sẽ được cấp cùng lúc.")
    password = _set_password(user, password)
    user.save(update_fields=["password"])
    record_change(user, "Cấp lại mật khẩu", by=by, now=now)
    return password


@transaction.atomic
def grant_role(
    *, user: User, unit: Unit, role: str, from_on: date, to_on: date | None = None, by: User | None, now: datetime
) -> Membership:
    """Let a person act for a unit in a role, between two days or without an end.

    Errors: ValidationError when the days are reversed or the person holds the role already.
    """
    membership = Membership(user=user, unit=unit, role=role, from_on=from_on, to_on=to_on)
    membership.full_clean()
    membership.save(force_insert=True)
    _record(membership, "Giao vai trò", by=by, now=now, after=_days(membership))
    return membership


@transaction.atomic
def end_role(*, membership: Membership, last_on: date, by: User, now: datetime, reason: str = "") -> None:
    """The person holds the role to the end of `last_on`; one that has not begun by then is taken back whole.

    Errors: ValidationError when it is the last role of administrator of the person who ends it.
    """
    membership = Membership.objects.select_related("user", "unit").get(pk=membership.pk)
    if membership.user_id == by.pk and not _administers_without(membership, day_of(now)):
        raise ValidationError("Đây là vai trò quản trị cuối cùng của đồng chí; hãy nhờ một người quản trị khác.")
    before = _days(membership)
    if last_on < membership.from_on:
        _record(membership, "Thu hồi vai trò", by=by, now=now, before=before, reason=reason)
        membership.delete()
        return
    membership.to_on = last_on
    membership.full_clean()
    membership.save(update_fields=["to_on"])
    after = facts_of(membership, ["to_on"])
    _record(membership, "Thôi vai trò", by=by, now=now, before=before, after=after, reason=reason)


def _administers_without(membership: Membership, today: date) -> bool:
    """Whether the person still administers, or never did by this membership, once it is gone."""
    if membership.role != Membership.Role.ADMINISTRATOR:
        return True
    others = Membership.objects.current(today).filter(user=membership.user_id, role=membership.role, to_on=None)
    return others.exclude(pk=membership.pk).exists()


def _set_password(user: User, password: str) -> str:
    if password:
        validate_password(password, user)
    else:
        password = new_password()
    user.set_password(password)
    return password


def _write(user: User, *, username: str, full_name: str, post: str, phone: str, email: str) -> None:
    user.username = normalize(username).strip().lower()
    user.full_name, user.post, user.phone = (" ".join(normalize(text).split()) for text in (full_name, post, phone))
    user.email = email.strip().lower()
    user.search_text = fold(" ".join([user.full_name, user.username, user.post, user.email, user.phone]))
    *family, given = user.full_name.split() or [""]
    user.sort_key = sort_key(" ".join([given, *family]))  # lists of people go by the given name


def _days(membership: Membership) -> dict[str, object]:
    return facts_of(membership, ["role", "from_on", "to_on"])


def _record(
    membership: Membership, verb: str, *, before: Facts | None = None, after: Facts | None = None, **act: Any
) -> None:
    """The same act in the history of the person and of the unit, each naming the other."""
    changes = []
    for subject, other in ((membership.user, "unit"), (membership.unit, "user")):
        sides: dict[str, Any] = {"before": dict(before or {}), "after": dict(after or {})}
        sides["before" if before else "after"][other] = str(getattr(membership, other))
        changes.append(new_change(subject, verb, **sides, **act))
    record_changes(changes)
