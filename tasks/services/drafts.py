"""Drafts: what a person types is kept beside the form until it is sent, thrown away, or too old; files as well.

Not in the history: a draft is nobody's act yet, and only its writer ever sees it. Source: reliability.md, promise 5;
decision 20.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Sum

from tasks.models import Draft, DraftFile
from tasks.querysets import DraftQuerySet
from tasks.services.files import CheckedFile, check_files, keep_files, refuse_too_many
from units.models import User
from units.selectors import get_office

KEPT_FOR = timedelta(days=30)
MOST = 10
"""Drafts of one form that are kept for one person; the oldest go first."""
MOST_FILES = 60
MOST_BYTES = 100 * 1024 * 1024
"""Of all drafts of one person together."""
FULL = (
    "Tệp “{}” chưa lưu nháp được vì các tệp chưa gửi của đồng chí đã quá nhiều. Xin gửi hoặc bỏ bớt nội dung chưa gửi."
)
GONE = "Có tệp đã chọn trước đó không còn được giữ. Xin chọn lại tệp."
LEFT_OVER_AFTER = timedelta(days=1)


@transaction.atomic
def keep_draft(
    *,
    form: str,
    page: str,
    draft: int | None,
    revision: int,
    based_on: int,
    fields: Mapping[str, str],
    files: Sequence[CheckedFile] = (),
    by: User,
    now: datetime,
) -> Draft:
    """Keep what a page holds that is not sent yet.

    Takes: form: its address; page: made with the page; draft, revision: the one that the page showed, which it goes on
    with unless another page did meanwhile; based_on: the version of what the page showed; fields: all that was typed;
    files: what check_draft_files found.
    Repeat: the same row with the same text and files.
    """
    own = Draft.objects.visible_to(by).filter(form=form)
    going_on = own.select_for_update().filter(pk=draft, revision=revision).exclude(page=page)
    if not own.filter(page=page).exists():
        going_on.update(page=page)
    known, _ = own.select_for_update().get_or_create(person=by, form=form, page=page, defaults={"at": now})
    known.fields, known.at, known.based_on = {**known.fields, **fields}, now, based_on
    known.revision += 1
    known.save(update_fields=["fields", "at", "based_on", "revision"])
    there = set(known.files.values_list("sha256", flat=True)) if files else set()
    keep_files(DraftFile, [file for file in files if file.sha256 not in there], draft=known)
    newest = list(own.values_list("pk", flat=True)[:MOST])
    _let_go(own.exclude(pk__in=newest))
    return known


def check_draft_files(*, form: str, files: Iterable[File], by: User) -> list[CheckedFile]:
    """Look at files chosen in a form as if it was sent with them, and whether the person may keep so much.

    Errors: ValidationError. Not in a transaction: looking takes its time.
    """
    office, own = get_office(), DraftFile.objects.visible_to(by)
    checked = check_files(files, office)
    there = set(own.filter(draft__form=form).values_list("sha256", flat=True))
    new = [file for file in checked if file.sha256 not in there]
    refuse_too_many(len(there) + len(new), office)
    held = own.aggregate(count=Count("pk"), size=Sum("size", default=0))
    if new and (held["count"] + len(new) > MOST_FILES or held["size"] + sum(file.size for file in new) > MOST_BYTES):
        raise ValidationError(FULL.format(new[0].name))
    return checked


def files_of_drafts(pks: Sequence[int], *, by: User) -> list[CheckedFile]:
    """Files that the person's drafts hold, ready to go with what is sent.

    Errors: ValidationError under "files": one is held no longer. Queries: 1, none without files.
    """
    rows = list(DraftFile.objects.visible_to(by).filter(pk__in=pks)) if pks else []
    if len(rows) != len(set(pks)):
        raise ValidationError({"files": GONE})
    return [_as_checked(row) for row in rows]


@transaction.atomic
def drop_draft_files(*, form: str, pks: Sequence[int], by: User) -> None:
    """Take these files out of all the person's drafts of the form."""
    own = DraftFile.objects.visible_to(by).filter(draft__form=form)
    dropped = own.filter(sha256__in=list(own.filter(pk__in=pks).values_list("sha256", flat=True)))
    names = list(dropped.values_list("file", flat=True))
    dropped.delete()
    transaction.on_commit(partial(_delete_content, names))


@transaction.atomic
def forget_drafts(*, form: str, by: User) -> None:
    """What was typed into this form was sent or thrown away, on whatever page."""
    _let_go(Draft.objects.visible_to(by).filter(form=form))


@transaction.atomic
def clear_old_drafts(*, now: datetime) -> int:
    """Let go of what nobody came back to. Gives: how many."""
    return _let_go(Draft.objects.filter(at__lt=now - KEPT_FOR))


def clear_leftovers(*, now: datetime) -> int:
    """Remove files in folders of drafts that are no more: a stop of the machine left them. Gives: how many."""
    storage = DraftFile._meta.get_field("file").storage
    if not storage.exists(DraftFile.FOLDER):
        return 0
    known = {str(pk) for pk in DraftFile.objects.values_list("draft_id", flat=True)}
    names = [
        f"{DraftFile.FOLDER}/{folder}/{name}"
        for folder in storage.listdir(DraftFile.FOLDER)[0]
        if folder not in known
        for name in storage.listdir(f"{DraftFile.FOLDER}/{folder}")[1]
    ]
    # One that is being written this moment is known only when its transaction ends.
    old = [name for name in names if storage.get_modified_time(name) < now - LEFT_OVER_AFTER]
    _delete_content(old)
    return len(old)


def _let_go(drafts: DraftQuerySet) -> int:
    """Delete drafts, and the content of their files once that is certain. Gives: how many drafts."""
    names = list(DraftFile.objects.filter(draft__in=drafts).values_list("file", flat=True))
    deleted = drafts.delete()[1]
    transaction.on_commit(partial(_delete_content, names))
    return deleted.get(Draft._meta.label, 0)


def _delete_content(names: Iterable[str]) -> None:
    storage = DraftFile._meta.get_field("file").storage
    for name in names:
        storage.delete(name)


def _as_checked(row: DraftFile) -> CheckedFile:
    try:
        with row.file.open("rb") as content:
            data = ContentFile(content.read())
    except FileNotFoundError as error:
        raise ValidationError({"files": GONE}) from error
    return CheckedFile(data, row.name, row.content_type, row.size, row.sha256)
