"""What a person makes of the proposal before it is confirmed; each act is guarded by the version they saw."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from tasks.importing import Proposal
from tasks.models import PlanImport
from tasks.permissions import require_set_up_for
from tasks.services.imports.names import names_in, recognise
from units.models import Unit, User
from units.services.changes import record_change


@transaction.atomic
def correct_proposal(
    *, record: PlanImport, proposal: Proposal, version: int, what: str = "Sửa bản nạp", by: User, now: datetime
) -> PlanImport:
    """Keep the corrected proposal; a name that is new in it is looked up in the register.

    Takes: what: the history's word for it. Errors: Conflict.
    """
    typed = names_in(proposal).keys() - names_in(Proposal.from_dict(record.proposal)).keys() - record.names.keys()
    names = record.names | (recognise(sorted(typed), record.issuer) if typed else {})
    return _save(record, version, {"proposal": proposal.to_dict(), "names": names}, what, by, now)


@transaction.atomic
def choose_reporting(
    *,
    record: PlanImport,
    proposal: Proposal,
    period_kind: str,
    reports_from: date | None,
    version: int,
    by: User,
    now: datetime,
) -> PlanImport:
    """Keep the head of the document, and how often its work is reported on. Errors: Conflict."""
    fields = {"proposal": proposal.to_dict(), "period_kind": period_kind, "reports_from": reports_from}
    return _save(record, version, fields, "Sửa phần đầu", by, now)


@transaction.atomic
def decide_name(
    *,
    record: PlanImport,
    name: str,
    unit: Unit | None = None,
    place: Unit | None = None,
    kinds: list[str] | None = None,
    version: int,
    by: User,
    now: datetime,
) -> PlanImport:
    """Say who a name in the document means: one unit, some kinds of units below a place, or nobody."""
    if place and not kinds:
        raise ValidationError({"kinds": "Chọn ít nhất một loại đơn vị."})
    meaning: dict[str, Any] = {}
    if unit:
        meaning = {"unit": unit.code}
    elif place:
        meaning = {"place": place.code, "kinds": sorted(kinds or [])}
    return _save(record, version, {"names": record.names | {name: meaning}}, "Chọn đơn vị cho tên gọi", by, now)


@transaction.atomic
def discard_import(*, record: PlanImport, by: User, now: datetime) -> None:
    """Give the upload up; the file and what was read stay for the record. Repeat: nothing more."""
    require_set_up_for(by, record.issuer)
    waiting = PlanImport.objects.filter(pk=record.pk).exclude(state__in=("confirmed", "discarded"))
    if waiting.update(state=PlanImport.State.DISCARDED, version=F("version") + 1):
        record_change(record, "Bỏ bản nạp", by=by, now=now)


def _save(record: PlanImport, version: int, fields: dict[str, Any], what: str, by: User, now: datetime) -> PlanImport:
    require_set_up_for(by, record.issuer)
    ready = PlanImport.objects.filter(pk=record.pk, version=version, state=PlanImport.State.READY)
    if not ready.update(**fields, version=version + 1):
        raise Conflict(PlanImport.objects.get(pk=record.pk))
    record_change(record, what, by=by, now=now)
    record.refresh_from_db()
    return record
