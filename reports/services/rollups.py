"""The roll-up's life: compiled from accepted reports, edited, issued (rollup_issue), corrected only by a new one.

Source: document-form.md; reliability.md, promise 6.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.vietnamese import normalize
from reports.models import Period, Rollup, RollupPart
from reports.services.figures import Figures, count_figures
from reports.services.narrative import abstract_of, first_texts
from units.models import Office, User
from units.selectors import get_office
from units.services.changes import facts_of, record_change

log = logging.getLogger(__name__)

TYPE_CODE = "BC"  # báo cáo, as document-form.md abbreviates types
FROZEN: dict[str, str] = {
    Rollup.State.ISSUING: "Báo cáo đang được ban hành nên không sửa được; muốn sửa thì thôi ban hành trước.",
    Rollup.State.ISSUED: "Báo cáo này đã ban hành nên không sửa được nữa; nếu có sai sót, hãy lập bản đính chính.",
}
ACCEPTED, EDITED = "Báo cáo đã xác nhận", "Phần đã sửa"  # how the history names what is no column of the row


@transaction.atomic
def compile_rollup(*, period: Period, by: User | None, now: datetime) -> Rollup:
    """Make the draft of a period. Repeat: the one there is, be it on its way to be issued, is given as it stands.

    Errors: ValidationError when the period's roll-up was issued and no correction was begun.
    """
    _wait_for_turn(period)
    draft = Rollup.objects.filter(period=period).exclude(state=Rollup.State.ISSUED).first()
    if draft is not None:
        return draft
    if Rollup.objects.filter(period=period, state=Rollup.State.ISSUED).exists():
        raise ValidationError("Báo cáo tổng hợp của kỳ này đã ban hành; hãy lập bản đính chính.")
    return _new_draft(period, by, now)


@transaction.atomic
def recompile_rollup(*, rollup: Rollup, version: int, by: User, now: datetime) -> Rollup:
    """Count a draft afresh; parts that a person has edited keep their text.

    Errors: as claim_draft.
    """
    claim_draft(rollup, version)
    rollup.refresh_from_db()
    figures = count_figures(period=rollup.period)
    rollup.figures, rollup.compiled_at, rollup.compiled_by = figures.to_dict(), now, by
    rollup.drafts += 1
    rollup.save(update_fields=["figures", "compiled_at", "compiled_by", "drafts"])
    dropped = _write_parts(rollup, figures, get_office())
    after = {"drafts": rollup.drafts, ACCEPTED: figures.accepted}
    record_change(rollup, "Tổng hợp lại", by=by, now=now, before=dropped, after=after)
    return rollup


def is_outdated(rollup: Rollup) -> bool:
    """Whether a draft's reports have changed since it was compiled. Queries: those of count_figures."""
    return Figures.from_dict(rollup.figures) != count_figures(period=rollup.period)


def compile_due_rollups(*, today: date, now: datetime) -> dict[str, int]:
    """Make the draft of every period whose due day has passed and that has none. Repeat: makes none twice."""
    counts = {"compiled": 0, "failed": 0}
    over = Period.objects.open().filter(
        due_on__lt=today, plan__state="active", rollups=None, unit_reports__expected=True
    )
    for period in over.distinct().select_related("plan"):
        try:
            counts["compiled"] += _compile_first(period, now)
        except Exception:  # one broken period must not silence the others
            log.exception("Roll-up of period %s failed.", period.pk)
            counts["failed"] += 1
    return counts


@transaction.atomic
def _compile_first(period: Period, now: datetime) -> int:
    """The period's first draft, unless somebody made one since the period was read. Gives: 1 or 0."""
    _wait_for_turn(period)
    if Rollup.objects.filter(period=period).exists():
        return 0
    compile_rollup(period=period, by=None, now=now)
    return 1


def _wait_for_turn(period: Period) -> None:
    """Two who compile the same period do so one after the other; SQLite lets one write at a time anyway."""
    Period.objects.select_for_update().get(pk=period.pk)


@transaction.atomic
def save_rollup(
    *, rollup: Rollup, version: int, abstract: str, texts: Mapping[int, str], by: User, now: datetime
) -> Rollup:
    """Keep what a person wrote. Takes: texts by part id, of this roll-up only; others are ignored.

    Errors: as claim_draft.
    """
    claim_draft(rollup, version)
    rollup.refresh_from_db()
    changed = []
    for part in rollup.parts.select_related("task"):
        text = normalize(texts.get(part.pk, part.text)).strip()
        if text != part.text:
            part.text, part.edited = text, True
            changed.append(part)
    RollupPart.objects.bulk_update(changed, ["text", "edited"], batch_size=100)
    before = facts_of(rollup, ["abstract"])
    rollup.abstract = normalize(abstract).strip()
    rollup.full_clean(exclude=["plan", "period", "compiled_by", "issued_by", "corrects"])
    rollup.save(update_fields=["abstract"])
    after = facts_of(rollup, ["abstract"]) | {EDITED: [str(part) for part in changed]}
    record_change(rollup, "Sửa dự thảo", by=by, now=now, before=before, after=after)
    return rollup


@transaction.atomic
def correct_rollup(*, rollup: Rollup, reason: str, by: User, now: datetime) -> Rollup:
    """Begin a new roll-up that will replace an issued one; it starts from the issued texts and fresh figures.

    Errors: ValidationError when it is not issued, was corrected already, or no reason is given.
    """
    if not rollup.is_issued:
        raise ValidationError("Chỉ đính chính báo cáo đã ban hành.")
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do đính chính."})
    if Rollup.objects.filter(corrects=rollup).exists():
        raise ValidationError("Báo cáo này đã có bản đính chính.")
    draft = _new_draft(rollup.period, by, now, corrects=rollup)
    old = {(part.code, part.task_id): part for part in rollup.parts.all()}
    kept = [part for part in draft.parts.all() if (part.code, part.task_id) in old]
    for part in kept:
        part.text, part.edited = old[part.code, part.task_id].text, True
    RollupPart.objects.bulk_update(kept, ["text", "edited"], batch_size=100)
    record_change(draft, "Lập bản đính chính", by=by, now=now, after={"corrects": str(rollup)}, reason=reason)
    return draft


def symbol_of(office: Office) -> str:
    """BC/ĐUK."""
    return f"{TYPE_CODE}/{office.symbol}"


def claim_draft(rollup: Rollup, version: int) -> None:
    """Take the draft for writing: it must still be a draft, at the version the person saw. Errors: as require_draft."""
    rows = Rollup.objects.filter(pk=rollup.pk, version=version, state=Rollup.State.DRAFT)
    if not rows.update(version=F("version") + 1):
        require_draft(Rollup.objects.get(pk=rollup.pk), version)
    rollup.version = version + 1


def require_draft(current: Rollup, version: int) -> None:
    """Errors: ValidationError when it is issued or being issued; Conflict when somebody saved since `version`."""
    if not current.is_draft:
        raise ValidationError(FROZEN[current.state])
    if current.version != version:
        raise Conflict(current)


def _new_draft(period: Period, by: User | None, now: datetime, corrects: Rollup | None = None) -> Rollup:
    office = get_office()
    figures = count_figures(period=period)
    rollup = Rollup.objects.create(
        plan=period.plan,
        period=period,
        corrects=corrects,
        abstract=abstract_of(period),
        figures=figures.to_dict(),
        compiled_at=now,
        compiled_by=by,
        symbol=symbol_of(office),
        term=office.term,
        signing_authority=office.signing_authority,
        signing_post=office.signing_post,
        signer_name=office.signer_name,
        recipients=office.recipients,
    )
    _write_parts(rollup, figures, office)
    record_change(rollup, "Tổng hợp dự thảo", by=by, now=now, after={ACCEPTED: figures.accepted})
    return rollup


def _write_parts(rollup: Rollup, figures: Figures, office: Office) -> dict[str, str]:
    """The parts in their order, with fresh texts; an edited part keeps its text.

    Gives: the edited texts whose task has no place in the report any more, by the part's name.
    """
    kept = {(part.code, part.task_id): part for part in rollup.parts.filter(edited=True).select_related("task")}
    rows = first_texts(period=rollup.period, figures=figures, office=office)
    rollup.parts.all().delete()
    RollupPart.objects.bulk_create(
        RollupPart(
            rollup=rollup,
            code=code,
            task_id=task_id,
            position=position,
            text=kept[code, task_id].text if (code, task_id) in kept else text,
            edited=(code, task_id) in kept,
        )
        for position, (code, task_id, text) in enumerate(rows, start=1)
    )
    placed = {(code, task_id) for code, task_id, _ in rows}
    return {str(part): part.text for key, part in kept.items() if key not in placed}
