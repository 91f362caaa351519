"""Keeping an uploaded document under the hash of its content, and reading it."""

import hashlib
import logging
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from kehoach.lib.vietnamese import normalize
from tasks.importing import SUFFIXES, Proposal, Refused, propose
from tasks.models import PlanImport
from tasks.models.imports import import_path
from tasks.permissions import require_set_up_for
from tasks.services.imports.names import known_units, read_meanings
from units.models import Unit, User
from units.selectors import get_office

log = logging.getLogger(__name__)

SMALL = 300 * 1024  # bytes: read while the person waits; more is a job's
CRASHED = "Chương trình gặp lỗi khi đọc tệp này. Hãy thử lưu lại tệp ở dạng .docx hoặc .txt rồi tải lên."


@transaction.atomic
def upload_plan(*, file: File, issuer: Unit, by: User, now: datetime) -> PlanImport:
    """Keep the document and owe its reading (state "reading").

    Errors: ValidationError: another kind of file, empty, too large. PermissionDenied: not this person's committee.
    """
    require_set_up_for(by, issuer)
    name = normalize(PurePath(file.name or "").name).strip() or "ke-hoach"
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise ValidationError({"file": "Chỉ nhận tệp Word (.docx), Markdown (.md) hoặc văn bản thuần (.txt)."})
    if not file.size:
        raise ValidationError({"file": "Tệp rỗng, không có nội dung để đọc."})
    limit = get_office().max_file_mb
    if file.size > limit * 1024 * 1024:
        raise ValidationError({"file": f"Tệp lớn hơn {limit} MB nên không nhận được."})
    record = PlanImport(issuer=issuer, name=name[-200:], sha256=_sha256(file), uploaded_at=now, uploaded_by=by)
    storage = PlanImport._meta.get_field("file").storage
    path = import_path(record, name)
    record.file.name = path if storage.exists(path) else storage.save(path, file)
    record.save(force_insert=True)
    return record


def is_small(record: PlanImport) -> bool:
    """Whether the document is read while the person waits."""
    return record.file.size <= SMALL


def read_import(*, pk: int) -> PlanImport:
    """Read one document that waits to be read; what cannot be read is refused with one sentence.

    Repeat: same result; one that was read already is left alone.
    """
    record = PlanImport.objects.select_related("issuer").get(pk=pk)
    if record.state != PlanImport.State.READING:
        return record
    try:
        with record.file.open("rb") as file:
            proposal = propose(file.read(), record.name, units=known_units(record.issuer))
        result = _what_was_read(proposal, record.issuer)
    except Refused as refusal:
        result = {"state": PlanImport.State.REFUSED, "refusal": str(refusal)}
    except Exception:
        log.exception("plan import %s could not be read", pk)
        result = {"state": PlanImport.State.REFUSED, "refusal": CRASHED}
    PlanImport.objects.filter(pk=pk, state=PlanImport.State.READING).update(**result)
    record.refresh_from_db()
    return record


def read_owed_imports() -> int:
    """Read every document that still waits; how many there were. Repeat: nothing more to do."""
    owed = list(PlanImport.objects.filter(state=PlanImport.State.READING).order_by("pk").values_list("pk", flat=True))
    for pk in owed:
        read_import(pk=pk)
    return len(owed)


def _what_was_read(proposal: Proposal, issuer: Unit) -> dict[str, Any]:
    proposal.head.issuer = proposal.head.issuer or issuer.name
    return {
        "state": PlanImport.State.READY,
        "proposal": proposal.to_dict(),
        "names": read_meanings(proposal, issuer),
        "reports_from": proposal.head.issued_on,
    }


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
