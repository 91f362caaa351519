"""The trackers keep the sentences at hand that they return reports with."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from kehoach.lib.conflicts import Conflict
from kehoach.lib.vietnamese import normalize
from reports.models import Phrases
from reports.permissions import require_keeping_phrases
from reports.selectors.phrases import phrases_of
from units.models import Unit, User
from units.services.changes import record_change

MOST, LONGEST = 30, 300


@transaction.atomic
def keep_phrases(*, issuer: Unit, texts: Sequence[str], version: int, by: User, now: datetime) -> Phrases:
    """Put these in the place of the committee's sentences, in this order, each once.

    Takes: version: of those that were shown, 0 where none were kept yet. Errors: ValidationError, Conflict.
    """
    require_keeping_phrases(by, issuer)
    texts = list(dict.fromkeys(text for given in texts if (text := " ".join(normalize(given).split()))))
    if len(texts) > MOST or any(len(text) > LONGEST for text in texts):
        raise ValidationError({"texts": f"Xin giữ nhiều nhất {MOST} câu, mỗi câu không quá {LONGEST} chữ cái."})
    before = phrases_of(issuer)
    row, _ = Phrases.objects.get_or_create(issuer=issuer, defaults={"texts": before.texts})
    if not Phrases.objects.filter(pk=row.pk, version=version).update(texts=texts, version=version + 1):
        raise Conflict(phrases_of(issuer), "Các câu có sẵn vừa được người khác sửa.")
    row.refresh_from_db()
    record_change(row, "Sửa câu có sẵn", by=by, now=now, before={"texts": before.texts}, after={"texts": texts})
    return row
