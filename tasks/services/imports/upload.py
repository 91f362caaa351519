"""Keeping an uploaded document under the hash of its content; the job reads it (read.py)."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File

from kehoach.lib.vietnamese import normalize
from tasks.importing import Refused, kind_of
from tasks.models import Plan, PlanImport
from tasks.models.imports import import_path
from tasks.permissions import require_set_up_for
from tasks.services.files import refuse_infected
from units.models import Unit, User
from units.selectors import get_office


def upload_plan(*, file: File, issuer: Unit, renews: Plan | None = None, by: User, now: datetime) -> PlanImport:
    """Keep the document and owe its reading (state "reading").

    One row is written and no transaction held: scanning takes its time, and others wait for theirs.

    Takes: renews: the plan of this committee that the document is a new version of.
    Errors: ValidationError: another kind of file, empty, too large. PermissionDenied: not this person's committee.
    """
    require_set_up_for(by, issuer)
    name = normalize(PurePath(file.name or "").name).strip() or "ke-hoach"
    try:
        kind_of(name)
    except Refused as refusal:
        raise ValidationError({"file": str(refusal)}) from None
    limit = get_office().max_file_mb
    if file.size > limit * 1024 * 1024:
        raise ValidationError({"file": f"Tệp lớn hơn {limit} MB nên không nhận được."})
    refuse_infected(file, name)
    if renews and (renews.issuer_id != issuer.pk or renews.state == Plan.State.CLOSED):
        raise ValidationError("Chỉ nạp bản mới cho kế hoạch đang thực hiện của chính cấp ủy này.")
    record = PlanImport(
        issuer=issuer, renews=renews, name=name[-200:], sha256=_sha256(file), uploaded_at=now, uploaded_by=by
    )
    storage = PlanImport._meta.get_field("file").storage
    path = import_path(record, name)
    record.file.name = path if storage.exists(path) else storage.save(path, file)
    record.save(force_insert=True)
    return record


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
