"""What changes accounts and the roles people hold.

What the office hands out is a one-time code: random, given back once to be shown to the administrator, kept as a hash
only. It stands in the place of the password for CODE_LASTS and lets in only to choose a password of one's own.
Sessions hang on the password's hash and on `sessions_version`, so a new password or version ends them all.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of, vn_date
from kehoach.lib.phones import phone_digits
from kehoach.lib.vietnamese import fold, normalize, sort_key
from units.models import Change, Membership, Unit, User
from units.permissions import require_administers
from units.services.changes import Facts, facts_of, new_change, record_change, record_changes, update_many

FACT_NAMES = ("username", "full_name", "post", "phone", "email")
WRITTEN = (*FACT_NAMES, "search_text", "sort_key", "phone_digits")
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
CODE_GROUPS, CODE_GROUP_LENGTH = 4, 4
CODE_ROUNDS = 10_000  # of the hash; a log-in with the code makes it as slow as any other
CODE_LASTS = timedelta(days=3)  # a slip travels by hand to the farthest cell


def new_code() -> str:
    """A random text that can be read out and typed: four groups of four letters (79 bits)."""
    letters = (secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUPS * CODE_GROUP_LENGTH))
    return "-".join("".join(islice(letters, CODE_GROUP_LENGTH)) for _ in range(CODE_GROUPS))


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
    """Make an account. Gives: the person and what lets them in: the password, or a one-time code when none is given.

    Errors: ValidationError when the name or the address is taken or the password is weak.
    """
    user = new_user(username=username, full_name=full_name, post=post, phone=phone, email=email)
    if password:
        validate_password(password, user)
        user.set_password(password)
    else:
        password = set_code(user, now)
    user.full_clean()
    user.save(force_insert=True)
    record_change(user, "Lập tài khoản", by=by, now=now, after=facts_of(user, FACT_NAMES))
    return user, password


def new_user(**facts: str) -> User:
    """Somebody with these facts and no way in; unsaved."""
    user = User()
    _write(user, **facts)
    user.set_unusable_password()
    return user


def mark_of(user: User) -> str:
    """What tells a person's facts as they stand from any others: for a form to carry what was seen."""
    return sha256(json.dumps(facts_of(user, FACT_NAMES), sort_keys=True).encode()).hexdigest()


@transaction.atomic
def edit_user(
    *, user: User, username: str, full_name: str, post: str, phone: str, email: str, seen: str, by: User, now: datetime
) -> User:
    """Write down other facts about a person, over those of the mark `seen`.

    Errors: ValidationError; Conflict when somebody saved other facts in between.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before, mark = facts_of(user, FACT_NAMES), mark_of(user)
    _write(user, username=username, full_name=full_name, post=post, phone=phone, email=email)
    user.full_clean()
    after = facts_of(user, FACT_NAMES)
    if after != before:
        if mark != seen:
            raise Conflict(User.objects.get(pk=user.pk))
        user.save(update_fields=WRITTEN)
        record_change(user, "Sửa thông tin", by=by, now=now, before=before, after=after)
    return user


@transaction.atomic
def edit_users(
    *, edits: Sequence[tuple[User, Mapping[str, str], Unit]], by: User, now: datetime, reason: str = ""
) -> None:
    """Write down other facts about many people, over those that their rows carry; a check has judged them.

    Takes: edits: each with the unit where `by` administers the person.
    Errors: IntegrityError when a name or an address is taken; Conflict when somebody saved other facts in between.
    Queries: a few for a thousand.
    """
    locked = User.objects.select_for_update().in_bulk([user.pk for user, *_ in edits])
    edited, changes = [], []
    for seen, facts, unit in edits:
        user, before = locked[seen.pk], facts_of(seen, FACT_NAMES)
        if facts_of(user, FACT_NAMES) != before:
            raise Conflict(user)
        _write(user, **facts)
        after = facts_of(user, FACT_NAMES)
        if after == before:
            continue
        require_administers(by, unit)
        edited.append(user)
        changes.append(new_change(user, "Sửa thông tin", by=by, now=now, before=before, after=after, reason=reason))
    update_many(User, edited, WRITTEN)
    record_changes(changes)


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
        end_sessions(user)
        record_change(user, "Khóa tài khoản", by=by, now=now, reason=reason)
    return user


@transaction.atomic
def give_code(*, user: User, by: User, now: datetime) -> tuple[User, str]:
    """Let somebody in again by a one-time code, also to a locked account; the old password and sessions end.

    Gives: the person and the code, which is not kept anywhere.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    verb = "Cấp mã dùng một lần" if user.is_active else "Mở lại tài khoản"
    user.is_active = True
    code = set_code(user, now)
    user.save(update_fields=["is_active", "password", "password_expires_at"])
    end_sessions(user)
    record_change(user, verb, by=by, now=now)
    return user, code


@transaction.atomic
def choose_password(*, user: User, password: str, now: datetime) -> None:
    """A person gives themselves another password, which the form has checked; one-time code and sessions end."""
    user.set_password(password)
    user.password_expires_at = None
    user.save(update_fields=["password", "password_expires_at"])
    end_sessions(user)
    record_change(user, "Đặt mật khẩu mới", by=user, now=now)


def end_sessions(user: User) -> None:
    """Every open session of the person is over with its next request."""
    end_sessions_of([user.pk])
    user.refresh_from_db(fields=["sessions_version"])


def end_sessions_of(user_ids: Collection[int]) -> None:
    User.objects.filter(pk__in=user_ids).update(sessions_version=F("sessions_version") + 1)
    UserSession.objects.filter(user__in=user_ids).delete()


@transaction.atomic
def end_own_sessions(*, user: User, now: datetime) -> None:
    """A person signs out wherever they are signed in."""
    end_sessions(user)
    record_change(user, "Đăng xuất mọi thiết bị khác", by=user, now=now)


@transaction.atomic
def remove_second_factor(*, user: User, by: User, now: datetime) -> None:
    """For who has lost the telephone and the recovery codes; whoever must have one sets it up after the next log-in."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user)
        record_change(user, "Gỡ xác nhận hai lớp", by=by, now=now)


@transaction.atomic
def grant_role(
    *, user: User, unit: Unit, role: str, from_on: date, to_on: date | None = None, by: User | None, now: datetime
) -> Membership:
    """Let a person act for a unit in a role, between two days or without an end.

    Errors: ValidationError when the days are reversed or the person holds the role on any of them already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    membership = Membership(user=user, unit=unit, role=role, from_on=from_on, to_on=to_on)
    membership.full_clean()
    _refuse_held(membership)
    membership.save(force_insert=True)
    end_sessions(user)
    record_changes(granted_role(membership, by=by, now=now))
    return membership


def _refuse_held(membership: Membership) -> None:
    """Nobody holds one role at one unit twice on a day; what somebody lent them counts not."""
    held = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=membership.from_on),
        user=membership.user,
        unit=membership.unit,
        role=membership.role,
        stands_for=None,
    )
    if membership.to_on:
        held = held.filter(from_on__lte=membership.to_on)
    if other := held.first():
        days = f"từ ngày {vn_date(other.from_on)}" + (f" đến hết ngày {vn_date(other.to_on)}" if other.to_on else "")
        where = f"{membership.get_role_display()} tại {membership.unit.label}"
        raise ValidationError(f"{membership.user} giữ vai trò {where} {days}; hãy chọn những ngày khác.")


@transaction.atomic
def grant_roles(*, memberships: Sequence[Membership], by: User, now: datetime, reason: str = "") -> None:
    """Give many roles at once, which a check has judged; unsaved rows. Errors: IntegrityError when one is held already.

    Queries: a few for a thousand.
    """
    Membership.objects.bulk_create(memberships)
    end_sessions_of({membership.user_id for membership in memberships})
    changes = []
    for membership in memberships:
        require_administers(by, membership.unit)
        changes += granted_role(membership, by=by, now=now, reason=reason)
    record_changes(changes)


@transaction.atomic
def end_role(*, membership: Membership, last_on: date, by: User, now: datetime, reason: str = "") -> None:
    """The person holds the role to the end of `last_on`; one that has not begun by then is taken back whole.

    Who stands in for them stops with them.

    Errors: ValidationError when the role ends before that anyway, for ending it never makes it longer, or when it is
    the last role of administrator of the person who ends it.
    """
    membership = Membership.objects.select_related("user", "unit", "stands_for__user").get(pk=membership.pk)
    if membership.to_on and last_on > membership.to_on:
        raise ValidationError(f"Vai trò này chỉ đến hết ngày {vn_date(membership.to_on)}; hãy chọn một ngày sớm hơn.")
    if membership.user_id == by.pk and not _administers_without(membership, day_of(now)):
        raise ValidationError("Đây là vai trò quản trị cuối cùng của đồng chí; hãy nhờ một người quản trị khác.")
    for stand_in in membership.stand_ins.filter(to_on__gt=last_on):
        end_role(membership=stand_in, last_on=last_on, by=by, now=now, reason=reason)
    before = _days(membership)
    end_sessions(membership.user)
    if last_on < membership.from_on:
        record_role(membership, "Thu hồi vai trò", by=by, now=now, before=before, reason=reason)
        membership.delete()
        return
    membership.to_on = last_on
    membership.full_clean()
    membership.save(update_fields=["to_on"])
    after = facts_of(membership, ["to_on"])
    record_role(membership, "Thôi vai trò", by=by, now=now, before=before, after=after, reason=reason)


def _administers_without(membership: Membership, today: date) -> bool:
    """Whether the person still administers, or never did by this membership, once it is gone."""
    if membership.role != Membership.Role.ADMINISTRATOR:
        return True
    others = Membership.objects.current(today).filter(user=membership.user_id, role=membership.role, to_on=None)
    return others.exclude(pk=membership.pk).exists()


def set_code(user: User, now: datetime) -> str:
    """A one-time code in the place of the password; unsaved. What is random needs no slow hash (decision 18)."""
    code, hasher = new_code(), PBKDF2PasswordHasher()
    user.password = hasher.encode(code, hasher.salt(), iterations=CODE_ROUNDS)
    user.password_expires_at = now + CODE_LASTS
    return code


def _write(user: User, *, username: str, full_name: str, post: str, phone: str, email: str) -> None:
    user.username = normalize(username).strip().lower()
    user.full_name, user.post, user.phone = (" ".join(normalize(text).split()) for text in (full_name, post, phone))
    user.phone_digits = phone_digits(user.phone)
    user.email = email.strip().lower()
    user.search_text = fold(" ".join([user.full_name, user.username, user.post, user.email, user.phone]))
    *family, given = user.full_name.split() or [""]
    user.sort_key = sort_key(" ".join([given, *family]))  # lists of people go by the given name


def _days(membership: Membership) -> dict[str, object]:
    return facts_of(membership, ["role", "from_on", "to_on"])


def record_role(membership: Membership, verb: str, **act: Any) -> None:
    record_changes(_told(membership, verb, **act))


def granted_role(membership: Membership, **act: Any) -> list[Change]:
    """What the histories say of a role that was given; unsaved."""
    return _told(membership, "Giao vai trò", after=_days(membership), **act)


def _told(
    membership: Membership, verb: str, *, before: Facts | None = None, after: Facts | None = None, **act: Any
) -> list[Change]:
    """The same act for the histories of the person, of the unit, and of whom the person stands for, each naming the
    others.
    """
    lender = membership.stands_for and membership.stands_for.user
    named = {"user": membership.user, "unit": membership.unit, "stands_for": lender}
    changes = []
    for subject in filter(None, named.values()):
        sides: dict[str, Any] = {"before": dict(before or {}), "after": dict(after or {})}
        others = {name: str(row) for name, row in named.items() if row and row != subject}
        sides["before" if before else "after"].update(others)
        changes.append(new_change(subject, verb, **sides, **act))
    return changes
