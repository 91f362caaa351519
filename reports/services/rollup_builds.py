"""Building the files that are owed: leased, built outside any transaction, then kept by whoever still holds the lease.

The lease lets workers share the rows and survives one that dies, as that of a mail does (tasks.services.digests).
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from reports.models import RollupBuild, RollupFile
from reports.services.rollup_documents import rollup_docx_bytes, rollup_xlsx_bytes
from reports.services.rollup_files import clear_old_files, content_of
from reports.services.rollup_issue import freeze_rollup, take_back_issue
from units.selectors import get_office

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 3
CRASHED = "Chương trình gặp lỗi khi lập tệp."


class _Taken(Exception):
    """Somebody else holds the row, or it was asked for anew or taken back: what was built is thrown away."""


def build_owed_files(*, clock: Callable[[], datetime]) -> dict[str, int]:
    """Build the files of every roll-up that waits for them, each in its own time; let go of old ones.

    Gives: counts: "built", "failed" (to be tried again, or given up), "taken" (by another worker, or back by a person).
    Repeat: builds only what is still owed.
    """
    counts = {"built": 0, "failed": 0, "taken": 0, "cleared": clear_old_files(now=clock())}
    for pk in list(_free(clock()).values_list("pk", flat=True)):
        counts[_build_one(pk, clock)] += 1
    return counts


def _free(now: datetime) -> QuerySet[RollupBuild]:
    """Owed files that no worker holds."""
    return RollupBuild.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), state=RollupBuild.State.OWED
    ).order_by("asked_at", "pk")


def _build_one(pk: int, clock: Callable[[], datetime]) -> str:
    """Lease, build, keep. The lease must begin now, not with the batch."""
    lease, now = uuid.uuid4(), clock()
    if not _free(now).filter(pk=pk).update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1):
        return "taken"
    mine = RollupBuild.objects.filter(pk=pk, lease=lease, state=RollupBuild.State.OWED)
    try:
        _build(mine, clock)
        return "built"
    except _Taken:
        return "taken"
    except Exception as error:
        log.exception("The files of build %s could not be made.", pk)
        _give_back(mine, error, clock())
        return "failed"


def _build(mine: QuerySet[RollupBuild], clock: Callable[[], datetime]) -> None:
    build = mine.select_related("rollup__period", "rollup__corrects", "rollup__issued_by").first()
    if build is None:
        raise _Taken
    if build.attempts > MAX_ATTEMPTS:  # the workers before died of it
        raise RuntimeError("no worker came to the end of it")
    rollup, office = build.rollup, get_office()
    content = content_of(rollup, office)  # named before it is read: what changes meanwhile makes it old, never new
    files = {
        RollupFile.Kind.DOCX: rollup_docx_bytes(rollup=rollup, office=office),
        RollupFile.Kind.XLSX: rollup_xlsx_bytes(rollup=rollup, office=office),
    }
    with transaction.atomic():
        if rollup.is_draft:
            built = {"state": RollupBuild.State.BUILT, "built_from": content, "leased_until": None}
            if not mine.update(**{str(kind): data for kind, data in files.items()}, **built):
                raise _Taken
        elif not mine.delete()[0]:
            raise _Taken
        else:
            freeze_rollup(rollup=rollup, files=files, now=clock())


def _give_back(mine: QuerySet[RollupBuild], error: Exception, now: datetime) -> None:
    """To the next run; or, after the last attempt or when trying again is useless, to the people, with a sentence."""
    build = mine.select_related("rollup").first()
    if build is None:
        return
    if build.attempts < MAX_ATTEMPTS and not isinstance(error, ValidationError):
        mine.update(leased_until=None)
        return
    reason = error.messages[0] if isinstance(error, ValidationError) else CRASHED
    with transaction.atomic():
        if mine.update(state=RollupBuild.State.FAILED, failure=reason, leased_until=None) and not build.rollup.is_draft:
            take_back_issue(rollup=build.rollup, by=None, now=now, reason=reason)
