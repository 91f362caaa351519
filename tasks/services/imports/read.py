"""Reading the documents that are owed: leased, read outside any transaction, the progress written for who waits."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from tasks.importing import Limits, Proposal, Refused, propose
from tasks.models import PlanImport
from tasks.services.imports.difference import read_version
from tasks.services.imports.names import known_units, read_meanings
from units.models import Unit
from units.selectors import get_office

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any step between two words of progress
MAX_ATTEMPTS = 3
CRASHED = "Chương trình gặp lỗi khi đọc tệp này. Hãy thử lưu lại tệp ở dạng .docx hoặc .txt rồi tải lên."
_READ_SHARE = 90  # of a hundred: the rest is understanding what was read
_STEP = 4  # of a hundred: less is not worth a write


def read_owed_imports(*, clock: Callable[[], datetime]) -> int:
    """Read every document that waits and that no other worker reads; how many there were. Repeat: nothing to do."""
    owed = list(_free(clock()).order_by("pk").values_list("pk", flat=True))
    for pk in owed:
        read_import(pk=pk, clock=clock)
    return len(owed)


def read_import(*, pk: int, clock: Callable[[], datetime]) -> PlanImport:
    """Read one document that waits to be read; what cannot be read is refused with one sentence.

    Repeat: same result; one that was read already, or that another worker reads, is left alone.
    """
    now = clock()
    mine = _free(now).filter(pk=pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    record = PlanImport.objects.select_related("issuer", "renews").get(pk=pk)
    if mine:
        result = _result(record, clock)
        PlanImport.objects.filter(pk=pk, state=PlanImport.State.READING).update(**result, leased_until=None)
        record.refresh_from_db()
    return record


def _free(now: datetime) -> QuerySet[PlanImport]:
    """Documents to be read that no worker holds."""
    return PlanImport.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=PlanImport.State.READING)


def _result(record: PlanImport, clock: Callable[[], datetime]) -> dict[str, Any]:
    """What the row becomes; refused as well when the workers before died of the document."""
    limits = Limits(file_bytes=get_office().max_file_mb * 1024 * 1024, pages=settings.IMPORT_MAX_PAGES)
    try:
        if record.attempts > MAX_ATTEMPTS:
            raise Refused(CRASHED)
        with record.file.open("rb") as file:
            proposal = propose(
                file.read(),
                record.name,
                units=known_units(record.issuer),
                limits=limits,
                progress=_Progress(record, clock),
            )
        result = _what_was_read(proposal, record.issuer)
        return result | (read_version(proposal, record.renews, result["names"]) if record.renews else {})
    except Refused as refusal:
        return {"state": PlanImport.State.REFUSED, "refusal": str(refusal)}
    except Exception:
        log.exception("plan import %s could not be read", record.pk)
        return {"state": PlanImport.State.REFUSED, "refusal": CRASHED}


class _Progress:
    """Writes how far the reading is, now and then, and keeps the lease."""

    def __init__(self, record: PlanImport, clock: Callable[[], datetime]) -> None:
        self._row = PlanImport.objects.filter(pk=record.pk)
        self._clock = clock
        self._percent = 0

    def __call__(self, done: int, of: int) -> None:
        percent = _READ_SHARE * done // max(of, 1)
        if percent >= self._percent + _STEP:
            self._percent = percent
            self._row.update(read_percent=percent, leased_until=self._clock() + LEASE)


def _what_was_read(proposal: Proposal, issuer: Unit) -> dict[str, Any]:
    proposal.head.issuer = proposal.head.issuer or issuer.name
    return {
        "state": PlanImport.State.READY,
        "proposal": proposal.to_dict(),
        "paragraphs": [paragraph.to_dict() for paragraph in proposal.paragraphs],
        "names": read_meanings(proposal, issuer),
        "reports_from": proposal.head.issued_on,
    }
