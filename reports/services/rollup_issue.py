"""Issuing a roll-up: it takes its number, a job builds its files, then all of it is frozen at once, or given back.

Source: document-form.md; reliability.md, promise 6.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import normalize
from reports.models import Rollup, RollupBuild, RollupFile
from reports.services.rollup_files import Files, keep_files, owe_files, sha256_of
from reports.services.rollups import claim_draft, is_outdated, require_draft, symbol_of
from units.models import Office, User
from units.selectors import get_office
from units.services.changes import record_change
from units.services.ledger import Head, current_head

SIGNING = ("signing_authority", "signing_post", "signer_name", "recipients")
HEAD = ("superior_name", "issuer_name", "place", "ledger_hash")
ISSUED = ("issued_on", "issued_at", "issued_by", "ledger_number")
NEWS = "Báo cáo của đơn vị đã thay đổi sau khi tổng hợp. Hãy tổng hợp lại rồi ban hành."


@transaction.atomic
def issue_rollup(
    *, rollup: Rollup, version: int, number: int, issued_on: date, signing: Mapping[str, str], by: User, now: datetime
) -> Rollup:
    """Give the draft its number, day and signer and owe its files; freeze_rollup ends it, take_back_issue undoes it.

    Takes: number: see next_number; signing: signing_authority, signing_post, signer_name, recipients.
    Errors: ValidationError as prepare_issue says, or when it is no draft; Conflict when somebody saved since `version`.
    """
    rollup.refresh_from_db()
    require_draft(rollup, version)
    office = get_office()
    prepare_issue(rollup=rollup, number=number, issued_on=issued_on, signing=signing, office=office, by=by, now=now)
    claim_draft(rollup, version)
    try:
        with transaction.atomic():
            rollup.save(update_fields=[*SIGNING, *HEAD, "number", "symbol", "term", *ISSUED, "state"])
    except IntegrityError as error:
        raise ValidationError({"number": "Số này đã dùng trong nhiệm kỳ; hãy lấy số khác."}) from error
    owe_files(rollup, now)
    record_change(rollup, "Lấy số để ban hành", by=by, now=now, after=_number_and_day(rollup))
    return rollup


def prepare_issue(
    *,
    rollup: Rollup,
    number: int,
    issued_on: date,
    signing: Mapping[str, str],
    office: Office,
    by: User,
    now: datetime,
) -> None:
    """Fill in what issuing adds, and check it; nothing is saved, so that it can be looked at before.

    Errors: ValidationError for a used number, a missing signer, a day before the cut-off or after today, or when
    reports have changed since the draft was compiled: its figures and its annexes would not agree.
    """
    if issued_on < rollup.period.ends_on:
        raise ValidationError({"issued_on": "Ngày ban hành không được trước ngày chốt số liệu."})
    if issued_on > day_of(now):
        raise ValidationError({"issued_on": "Ngày ban hành không được sau hôm nay."})
    if not signing["signer_name"].strip():
        raise ValidationError({"signer_name": "Hãy ghi họ tên người ký."})
    if is_outdated(rollup):
        raise ValidationError(NEWS)
    for name in SIGNING:
        setattr(rollup, name, normalize(signing[name]).strip())
    rollup.number, rollup.symbol, rollup.term = number, symbol_of(office), office.term
    rollup.superior_name, rollup.issuer_name, rollup.place = office.superior_name, office.name, office.place
    rollup.issued_on, rollup.issued_at, rollup.issued_by = issued_on, now, by
    ledger = current_head()
    rollup.ledger_number, rollup.ledger_hash = (ledger.number, ledger.hash) if ledger else (None, "")
    rollup.state = Rollup.State.ISSUING
    used = Rollup.objects.exclude(state=Rollup.State.DRAFT)
    if used.filter(symbol=rollup.symbol, term=rollup.term, number=number).exists():
        raise ValidationError({"number": f"Số {rollup.number_and_symbol} đã dùng trong nhiệm kỳ; hãy lấy số khác."})


@transaction.atomic
def freeze_rollup(*, rollup: Rollup, files: Files, now: datetime) -> None:
    """End an issue: the files are kept and nothing of it changes any more.

    Errors: ValidationError when it was taken back meanwhile, or reports have changed since it was compiled.
    """
    if not _issuing(rollup).update(version=F("version") + 1):
        raise ValidationError("Việc ban hành đã được thôi.")
    if is_outdated(rollup):
        raise ValidationError(NEWS)
    keep_files(rollup, files)
    _issuing(rollup).update(state=Rollup.State.ISSUED)
    after = _number_and_day(rollup) | {"SHA-256 tệp Word": sha256_of(files[RollupFile.Kind.DOCX])}
    record_change(rollup, "Ban hành", by=rollup.issued_by, now=now, after=after)


@transaction.atomic
def take_back_issue(*, rollup: Rollup, by: User | None, now: datetime, reason: str = "") -> None:
    """Make a draft again of what is being issued; its number is free again. Takes: by: None when building it failed.

    Errors: ValidationError when it is issued already, or is a draft.
    """
    if by is not None:  # before the roll-up, in the order in which a worker takes them
        RollupBuild.objects.filter(rollup=rollup).delete()
    nothing = dict.fromkeys(("number", *ISSUED)) | dict.fromkeys(HEAD, "")
    before = _number_and_day(rollup)
    if not _issuing(rollup).update(**nothing, state=Rollup.State.DRAFT, version=F("version") + 1):
        raise ValidationError("Báo cáo này không còn ở bước đang ban hành.")
    verb = "Thôi ban hành" if by else "Không ban hành được"
    record_change(rollup, verb, by=by, now=now, before=before, reason=reason)


def next_number(office: Office) -> int:
    """The next free number of reports in this term; numbers run from 01 per type and term. Queries: 1."""
    taken = Rollup.objects.exclude(state=Rollup.State.DRAFT).filter(symbol=symbol_of(office), term=office.term)
    return (taken.aggregate(last=Max("number"))["last"] or 0) + 1


def heads_on_rollups() -> list[Head]:
    """Where the ledger ended when each roll-up was issued, as its frozen row and its files say."""
    stated = Rollup.objects.issued().filter(ledger_number__isnull=False).order_by("pk")
    return [Head(*head) for head in stated.values_list("ledger_number", "ledger_hash")]


def _issuing(rollup: Rollup) -> QuerySet[Rollup]:
    return Rollup.objects.filter(pk=rollup.pk, state=Rollup.State.ISSUING)


def _number_and_day(rollup: Rollup) -> dict[str, str]:
    return {"number": rollup.number_and_symbol, "issued_on": rollup.issued_on.isoformat() if rollup.issued_on else ""}
