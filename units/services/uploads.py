"""Lists in Excel on their way in: an upload is a row, a job judges it, a person has it written, the job writes it.

Whoever works on a row holds it for a while, so that a worker that dies loses nothing; what is written is written in the
transaction that ends the row's writing, so that nothing is written twice.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of
from kehoach.lib.office_files.archive import Refused
from kehoach.lib.origin import acting_from, current_origin
from kehoach.lib.vietnamese import normalize
from units.documents.lists import Line
from units.models import ListUpload, User
from units.permissions import require_somewhere
from units.policy import Act
from units.selectors import get_office
from units.services.lists import Checked, ListKind, write_seen
from units.services.people_list import PEOPLE_LIST
from units.services.register import UNITS_LIST

log = logging.getLogger(__name__)

State = ListUpload.State
KINDS: Mapping[str, ListKind] = {ListUpload.Kind.UNITS: UNITS_LIST, ListUpload.Kind.PEOPLE: PEOPLE_LIST}
LEASE = timedelta(minutes=2)  # longer than any of the three steps: reading, judging, writing
MAX_ATTEMPTS = 3
KEPT = timedelta(days=1)
READ, JUDGED = 50, 80  # of a hundred
ADMINISTRATORS_ONLY = "Chỉ người quản trị được nạp danh sách này."
CRASHED = (
    "Chương trình gặp lỗi với tệp này nên chưa ghi gì. Xin lưu lại tệp rồi tải lên lại, hoặc báo người quản trị máy."
)


def upload_list(*, kind: str, file: File, by: User, now: datetime) -> ListUpload:
    """Keep a file and owe the look into it (state "checking").

    Errors: ValidationError: another kind of file, empty, too large.
    """
    require_somewhere(by, Act.ADMINISTER, ADMINISTRATORS_ONLY)
    name = normalize(PurePath(file.name or "").name).strip() or "danh-sach.xlsx"
    limit = get_office().max_file_mb
    if PurePath(name).suffix.lower() != ".xlsx":
        raise ValidationError({"file": "Chỉ nhận tệp Excel (.xlsx)."})
    if file.size > limit * 1024 * 1024:
        raise ValidationError({"file": f"Tệp lớn hơn {limit} MB nên không nhận được."})
    record = ListUpload(kind=kind, name=name[-200:], sha256=_sha256(file), uploaded_at=now, uploaded_by=by)
    record.file.save(name, file, save=False)  # each row has a file of its own, so that it can go with it
    record.save(force_insert=True)
    return record


def confirm_list(*, record: ListUpload, digest: str, by: User) -> None:
    """Owe the writing of what the person has seen. Repeat: nothing more.

    Takes: digest: of the result that was seen. Errors: Conflict when it is another by now.
    """
    require_somewhere(by, Act.ADMINISTER, ADMINISTRATORS_ONLY)
    seen = ListUpload.objects.filter(pk=record.pk, state=State.CHECKED, digest=digest)
    owed = {"state": State.WRITING, "origin": current_origin(), "message": "", "percent": 0, "attempts": 0}
    if seen.update(**owed):
        return
    record = ListUpload.objects.defer("result").get(pk=record.pk)
    if record.state == State.CHECKED:
        raise Conflict(record)


def work_on_owed_lists(*, clock: Callable[[], datetime]) -> int:
    """Judge and write every list that is owed, and clear old ones; how many were owed. Repeat: nothing to do."""
    owed = list(ListUpload.objects.owed(clock()).values_list("pk", flat=True))
    for pk in owed:
        work_on_list(pk=pk, clock=clock)
    _clear(clock())
    return len(owed)


def work_on_list(*, pk: int, clock: Callable[[], datetime]) -> None:
    """Do the step that one list waits for, unless another worker does it."""
    now = clock()
    mine = ListUpload.objects.owed(now).filter(pk=pk)
    if not mine.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
        return
    record = ListUpload.objects.select_related("uploaded_by").defer("result").get(pk=pk)
    step = ListUpload.objects.filter(pk=pk, state=record.state)
    try:
        result = _work(record, clock)
    except Refused as refusal:
        result = {"state": State.REFUSED, "message": str(refusal)}
    except PermissionDenied:
        result = {"state": State.REFUSED, "message": ADMINISTRATORS_ONLY}
    except Exception:
        log.exception("list %s could not be taken in", pk)
        result = {"state": State.REFUSED, "message": CRASHED}
    step.update(**result, leased_until=None)
    _remove_files(ListUpload.objects.filter(pk=pk))


def _work(record: ListUpload, clock: Callable[[], datetime]) -> dict[str, Any]:
    """What the row becomes; nothing where it was written."""
    if record.attempts > MAX_ATTEMPTS:  # the workers before died of it
        raise Refused(CRASHED)
    by, kind = record.uploaded_by, KINDS[record.kind]
    require_somewhere(by, Act.ADMINISTER, ADMINISTRATORS_ONLY)  # may be another day than that of the upload
    with record.file.open("rb") as file:
        lines = kind.columns.read(file.read())
    _tell(record, READ, clock)
    now = clock()
    checked = kind.check(lines=lines, by=by, today=day_of(now))
    if record.state == State.CHECKING:
        return _seen(checked, lines)
    _tell(record, JUDGED, clock)
    try:
        with acting_from(lambda: record.origin):
            write_seen(checked, record.digest, lambda: _write(record, checked, now))
    except ValidationError as refusal:
        checked = kind.check(lines=lines, by=_again(by), today=day_of(now))
        return _seen(checked, lines) | {"message": " ".join(refusal.messages)}
    return {}


def _write(record: ListUpload, checked: Checked, now: datetime) -> None:
    """Write it and end the writing of the row at once: who comes second finds it ended."""
    counts = {"new": len(checked.new), "changed": len(checked.changed)}
    writing = ListUpload.objects.filter(pk=record.pk, state=State.WRITING)
    if writing.update(state=State.WRITTEN, result=counts, percent=100, leased_until=None):
        KINDS[record.kind].write(checked=checked, by=record.uploaded_by, now=now)


def _seen(checked: Checked, lines: list[Line]) -> dict[str, Any]:
    result = checked.to_dict() | {"total": len(lines)}
    return {"state": State.CHECKED, "result": result, "digest": checked.digest, "percent": 100}


def _tell(record: ListUpload, percent: int, clock: Callable[[], datetime]) -> None:
    """Write how far it is, and hold the row on."""
    ListUpload.objects.filter(pk=record.pk, state=record.state).update(percent=percent, leased_until=clock() + LEASE)


def _again(user: User) -> User:
    """With the scope as it is now."""
    return User.objects.get(pk=user.pk)


def _clear(now: datetime) -> None:
    """Files that are done with, and all that waits for nobody any more."""
    ended = ListUpload.objects.exclude(state__in=[State.CHECKING, State.WRITING])
    _remove_files(ended)
    old = list(ended.filter(uploaded_at__lt=now - KEPT).only("file"))
    _delete_files(old)
    ListUpload.objects.filter(pk__in=[record.pk for record in old]).delete()


def _remove_files(records: Any) -> None:
    done = list(records.filter(state__in=[State.WRITTEN, State.REFUSED]).exclude(file="").only("file"))
    _delete_files(done)
    ListUpload.objects.filter(pk__in=[record.pk for record in done]).update(file="")


def _delete_files(records: Iterable[ListUpload]) -> None:
    for record in records:
        if record.file:
            record.file.storage.delete(record.file.name)


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
