"""What changes the settings of the office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from kehoach.lib.conflicts import Conflict
from units.models import Office, User
from units.policy import Act, roles_that
from units.services.changes import facts_of, record_change
from units.services.people import end_sessions

SETTINGS = tuple(field.name for field in Office._meta.fields if field.editable and not field.primary_key)

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@transaction.atomic
def save_office(*, settings: Mapping[str, Any], version: int, by: User | None, now: datetime) -> Office:
    """Save some or all settings over the version the person has seen.

    Takes: settings: values by field name; holidays as ISO days.
    Errors: ValidationError; KeyError for what is no setting; Conflict when somebody saved in between.
    """
    if unknown := settings.keys() - set(SETTINGS):
        raise KeyError(f"no such settings: {sorted(unknown)}")
    Office.objects.get_or_create(pk=1)
    office = Office.objects.get(pk=1)
    before = facts_of(office, SETTINGS)
    for name, value in settings.items():
        setattr(office, name, value)
    office.full_clean()
    after = facts_of(office, SETTINGS)
    if after == before:
        return office
    if not Office.objects.filter(pk=1, version=version).update(**settings, version=version + 1):
        raise Conflict(Office.objects.get(pk=1))
    record_change(office, "Sửa thiết lập", by=by, now=now, before=before, after=after)
    if (
        after["second_factor_for"] != before["second_factor_for"]
        and office.second_factor_for == office.SecondFactor.TRUSTED
    ):
        _ask_for_second_factors()
    return Office.objects.get(pk=1)


def _ask_for_second_factors() -> None:
    """Who must have a second factor and has none logs in anew, and is led to set it up."""
    trusted = User.objects.filter(memberships__role__in=roles_that(Act.ADMINISTER) | roles_that(Act.TRACK))
    for user in trusted.exclude(authenticator__type__in=FACTORS).distinct():
        end_sessions(user)
