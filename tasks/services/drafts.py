"""Drafts: what a person types is kept beside the form until it is sent, thrown away, or too old.

Not in the history: a draft is nobody's act yet, and only its writer ever sees it. Source: reliability.md, promise 5.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tasks.models import Draft
from units.models import User

KEPT_FOR = timedelta(days=30)
MOST = 10
"""Drafts of one form that are kept for one person; the oldest go first."""


@transaction.atomic
def keep_draft(
    *,
    form: str,
    page: str,
    draft: int | None,
    revision: int,
    based_on: int,
    fields: Mapping[str, str],
    by: User,
    now: datetime,
) -> Draft:
    """Keep what a page holds that is not sent yet.

    Takes: form: its address; page: made with the page; draft, revision: the one that the page showed, which it goes on
    with unless another page did meanwhile; based_on: the version of what the page showed; fields: all that was typed.
    Repeat: the same row with the same text.
    """
    own = Draft.objects.visible_to(by).filter(form=form)
    going_on = own.select_for_update().filter(pk=draft, revision=revision).exclude(page=page)
    if not own.filter(page=page).exists():
        going_on.update(page=page)
    known, _ = own.select_for_update().get_or_create(person=by, form=form, page=page, defaults={"at": now})
    known.fields, known.at, known.based_on = {**known.fields, **fields}, now, based_on
    known.revision += 1
    known.save(update_fields=["fields", "at", "based_on", "revision"])
    newest = list(own.values_list("pk", flat=True)[:MOST])
    own.exclude(pk__in=newest).delete()
    return known


@transaction.atomic
def forget_drafts(*, form: str, by: User) -> None:
    """What was typed into this form was sent or thrown away, on whatever page."""
    Draft.objects.visible_to(by).filter(form=form).delete()


def clear_old_drafts(*, now: datetime) -> int:
    """Let go of what nobody came back to. Gives: how many."""
    return Draft.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
