"""What a person makes of the proposal before it is confirmed; each act is guarded by the version they saw."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from tasks.importing import Proposal
from tasks.models import ImportStep, PlanImport
from tasks.permissions import require_set_up_for
from tasks.services.imports.names import names_in, recognise
from tasks.services.imports.steps import take_step
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
    fields = {"proposal": proposal.to_dict(), "names": names}
    return take_step(record=record, version=version, fields=fields, what=what, by=by, now=now)


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
    return take_step(record=record, version=version, fields=fields, what="Sửa phần đầu", by=by, now=now)


@transaction.atomic
def decide_name(
    *,
    record: PlanImport,
    name: str,
    unit: Unit | None = None,
    place: Unit | None = None,
    kinds: list[str] | None = None,
    new_kind: str = "",
    version: int,
    by: User,
    now: datetime,
) -> PlanImport:
    """Say who a name in the document means: one unit, some kinds of units below a place, or nobody.

    Takes: new_kind: a unit of this kind and name is made below the issuer when the plan is. Errors: ValidationError,
    Conflict.
    """
    if place and not kinds:
        raise ValidationError({"kinds": "Chọn ít nhất một loại đơn vị."})
    meaning: dict[str, Any] = {}
    if unit:
        meaning = {"unit": unit.code}
    elif place:
        meaning = {"place": place.code, "kinds": sorted(kinds or [])}
    elif new_kind:
        meaning = {"new": new_kind}
    fields = {"names": record.names | {name: meaning}}
    return take_step(record=record, version=version, fields=fields, what="Chọn đơn vị cho tên gọi", by=by, now=now)


@transaction.atomic
def decide_gone(*, record: PlanImport, decisions: dict[str, str], version: int, by: User, now: datetime) -> PlanImport:
    """Say of lines that the new version has no longer whether they end ("close") or stay ("keep"). Errors: Conflict."""
    fields = {"gone": record.gone | {pk: said for pk, said in decisions.items() if said in ("close", "keep")}}
    what = "Quyết định dòng không còn trong bản mới"
    return take_step(record=record, version=version, fields=fields, what=what, by=by, now=now)


@transaction.atomic
def discard_import(*, record: PlanImport, by: User, now: datetime) -> None:
    """Give the upload up; the file and what was read stay for the record. Repeat: nothing more."""
    require_set_up_for(by, record.issuer)
    waiting = PlanImport.objects.filter(pk=record.pk).exclude(state__in=("confirmed", "discarded"))
    if waiting.update(state=PlanImport.State.DISCARDED, version=F("version") + 1):
        ImportStep.objects.filter(record=record).delete()
        record_change(record, "Bỏ bản nạp", by=by, now=now)
