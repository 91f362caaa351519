"""History: who changed what, when, from what to what; written in the transaction of the act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models

from kehoach.lib.ledger import mark_of
from kehoach.lib.origin import current_origin
from units.models import Change, User

Facts = Mapping[str, Any]
BATCH = 1000


def facts_of(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The row's values of these fields as JSON can keep them; a foreign key as the text people know it by."""
    return {name: _plain(getattr(row, name)) for name in fields}


def new_change(
    row: models.Model,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> Change:
    """An unsaved entry, for record_changes. Only what differs is kept where both sides are given."""
    before, after = dict(before or {}), dict(after or {})
    same = [name for name in before if name in after and before[name] == after[name]]
    for name in same:
        del before[name], after[name]
    return _marked(
        at=now,
        by=by,
        verb=verb,
        subject=row._meta.label_lower,
        subject_id=row.pk,
        name=str(row)[:255],
        before=before,
        after=after,
        reason=reason,
    )


def _marked(**fields: Any) -> Change:
    """An entry with the place it comes from, and the mark that shows later that it is as it was written."""
    by: User | None = fields["by"]
    change = Change(**fields, on_behalf_of_id=by.on_behalf_of_id if by else None, origin=current_origin())
    change.mark = mark_of(settings.LEDGER_KEY, change.facts())
    return change


def record_change(
    row: models.Model,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> Change:
    """Write one entry about one saved row.

    Takes: verb: Vietnamese, as the history shows it ("Sửa hạn"); by: None when the system acts; before and after: the
    changed fields, see facts_of.
    """
    change = new_change(row, verb, by=by, now=now, before=before, after=after, reason=reason)
    change.save(force_insert=True)
    return change


def record_changes(changes: Iterable[Change]) -> None:
    """Write many entries at once, in batches, so that a generator may give any number of them."""
    rest = iter(changes)
    while batch := list(islice(rest, BATCH)):
        Change.objects.bulk_create(batch)


def update_many(model: type[models.Model], rows: Sequence[models.Model], fields: Collection[str]) -> None:
    """Write these columns of many rows that were read and locked: an upsert, many times faster than bulk_update."""
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def record_sign_in(user: User | None, verb: str, *, now: datetime, came_in: bool = True) -> None:
    """Write that somebody came, went or was refused: an act about the session, which is no change of the account.

    Takes: user: None when no account bears the name that was typed.
    """
    _marked(
        at=now,
        by=user if came_in else None,
        verb=verb,
        subject="sessions.session",
        subject_id=user.pk if user else 0,
        name=str(user) if user else "Tài khoản không có",
    ).save(force_insert=True)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
