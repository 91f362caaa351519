"""The steps of correcting an import: each guarded by the version the person saw, each undone and done again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from tasks.models import ImportStep, PlanImport
from tasks.permissions import require_set_up_for
from units.models import User
from units.services.changes import record_change

DRAFT = ("proposal", "names", "period_kind", "reports_from", "gone")  # what a person corrects
KEPT_STEPS = 30  # a draft of 300 pages is 2.5 MB


def take_step(
    *, record: PlanImport, version: int, fields: dict[str, Any], what: str, by: User, now: datetime
) -> PlanImport:
    """Keep what a person made of the draft, and how it was before; inside the transaction of the act.

    Takes: record: as it was read; version: what the person saw. Errors: Conflict.
    """
    before = _draft_of(record)
    _write(record, version, fields, by)
    ImportStep.objects.filter(record=record, undone=True).delete()  # a new act ends what could be done again
    ImportStep.objects.create(record=record, version=version + 1, what=what, by=by, at=now, draft=before)
    ImportStep.objects.filter(record=record, version__lte=version + 1 - KEPT_STEPS).delete()
    record_change(record, what, by=by, now=now)
    record.refresh_from_db()
    return record


def steps_of(record: PlanImport) -> tuple[ImportStep | None, ImportStep | None]:
    """(the step that can be undone, the step that can be done again). Queries: 1."""
    last, again = None, None
    for step in ImportStep.objects.filter(record=record).defer("draft").select_related("by").order_by("version"):
        if not step.undone:
            last = step
        elif again is None:
            again = step
    return last, again


@transaction.atomic
def undo_step(*, record: PlanImport, version: int, by: User, now: datetime) -> PlanImport:
    """Take the last step back, whoever did it. Repeat: the step before; nothing when there is none.

    Errors: Conflict.
    """
    last, _ = steps_of(record)
    return _swap(record, last, version, "Hoàn tác", by, now)


@transaction.atomic
def redo_step(*, record: PlanImport, version: int, by: User, now: datetime) -> PlanImport:
    """Do the step that was taken back last once more. Errors: Conflict."""
    _, again = steps_of(record)
    return _swap(record, again, version, "Làm lại", by, now)


def _swap(record: PlanImport, step: ImportStep | None, version: int, verb: str, by: User, now: datetime) -> PlanImport:
    """The draft of the step becomes the import's, and the import's the step's."""
    if step is None:
        return record
    other = _draft_of(record)
    _write(record, version, step.draft, by)
    ImportStep.objects.filter(pk=step.pk).update(draft=other, undone=not step.undone)
    record_change(record, f"{verb}: {step.what}"[:60], by=by, now=now)
    record.refresh_from_db()
    return record


def _draft_of(record: PlanImport) -> dict[str, Any]:
    """What a person corrects, as JSON keeps it."""
    draft = {name: getattr(record, name) for name in DRAFT}
    return draft | {"reports_from": record.reports_from and record.reports_from.isoformat()}


def _write(record: PlanImport, version: int, fields: dict[str, Any], by: User) -> None:
    require_set_up_for(by, record.issuer)
    ready = PlanImport.objects.filter(pk=record.pk, version=version, state=PlanImport.State.READY)
    if record.version != version or not ready.update(**fields, version=F("version") + 1):
        raise Conflict(PlanImport.objects.get(pk=record.pk))
