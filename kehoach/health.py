"""Whether the server lives, and whether it can do its work: the database answers, the jobs run, the mail leaves.

For monitors: JSON without names or addresses; 503 with the reasons, which docs/deploy.md explains.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Max, Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.models import Digest, JobRun, Notice

logger = logging.getLogger(__name__)

SWEEP_LATE = timedelta(minutes=75)  # it is woken twice an hour: two wake-ups were missed
MAIL_LATE = timedelta(hours=2)  # a mail is sent within minutes of being made


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Queries: 3."""
    try:
        answer = _look(timezone.now())
    except DatabaseError:
        logger.exception("The database does not answer.")
        answer = {"status": "not ready", "reasons": ["database"]}
    return JsonResponse(answer, status=503 if answer["reasons"] else 200)


def _look(now: datetime) -> dict[str, Any]:
    swept_at = JobRun.objects.filter(name="sweep").aggregate(at=Max("finished_at"))["at"]
    mail_at = Digest.objects.filter(state=Digest.State.OWED).aggregate(at=Min("made_at"))["at"]
    notice_at = Notice.objects.filter(digest=None, settled_at=None).aggregate(at=Min("owed_at"))["at"]
    reasons = []
    if swept_at is None or now - swept_at > SWEEP_LATE:
        reasons.append("sweep")
    if mail_at is not None and now - mail_at > MAIL_LATE:
        reasons.append("mail")
    return {
        "status": "not ready" if reasons else "ready",
        "reasons": reasons,
        "last_sweep_seconds_ago": _age(swept_at, now),
        "oldest_owed_mail_seconds": _age(mail_at, now),
        "oldest_owed_notice_seconds": _age(notice_at, now),
    }


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else int((now - at).total_seconds())
