"""Evidence files: what is accepted is decided by the content, never by the name; kept under the hash of the content.

Source: reliability.md, "Classes of holes"; a name that lies, a macro and a bare archive are refused with a sentence.
"""

import hashlib
import html
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar
from zipfile import BadZipFile, ZipFile

import puremagic
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from kehoach.lib.vietnamese import normalize
from tasks.models import Evidence, KeptFile, Update
from units.models import Office

Kept = TypeVar("Kept", bound=KeptFile)
ACCEPTED = "ảnh (JPG, PNG), PDF, Word (.docx) hoặc Excel (.xlsx)"
HEAD_BYTES = 4096
NAME_LENGTH = 150
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
# What an Office document must hold inside its archive to be what it says.
OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TEXT_PARTS = re.compile(r"word/(document|header\d+)\.xml|xl/sharedstrings\.xml")
TEXT_BYTES = 2 * 1024 * 1024
PARAGRAPH_END = re.compile(r"</(?:w:p|si)>")
TEXT_RUN = re.compile(r"<(?:w:)?t(?: [^>]*)?>([^<]*)</")


@dataclass(frozen=True)
class CheckedFile:
    """A file found acceptable: its bytes, a clean name with the suffix of its kind, its kind, size and hash."""

    file: File
    name: str
    content_type: str
    size: int
    sha256: str


def check_files(files: Iterable[File], office: Office) -> list[CheckedFile]:
    """Look at every file before any is kept; the same content twice counts once.

    Errors: ValidationError under "files", a sentence for each file that is refused.
    """
    files = list(files)
    if len(files) > office.max_files:
        raise ValidationError(
            {"files": f"Mỗi lần chỉ gửi được {office.max_files} tệp; đồng chí đã chọn {len(files)} tệp."}
        )
    checked: dict[str, CheckedFile] = {}
    problems = []
    for file in files:
        try:
            found = _check(file, office)
        except ValidationError as error:
            problems += error.messages
        else:
            checked.setdefault(found.sha256, found)
    if problems:
        raise ValidationError({"files": problems})
    return list(checked.values())


def keep_evidence(update: Update, files: Iterable[CheckedFile]) -> list[Evidence]:
    return keep_files(Evidence, files, update=update)


def keep_files(model: type[Kept], files: Iterable[CheckedFile], **owner: Any) -> list[Kept]:
    """Write the files and their rows. Content that is already kept is not written again.

    Takes: owner: what the rows belong to, by the name of its field.
    """
    rows = []
    for item in files:
        row = model(name=item.name, content_type=item.content_type, size=item.size, sha256=item.sha256, **owner)
        row.file.name = _keep_content(row, item)
        rows.append(row)
    return model._default_manager.bulk_create(rows)


def clean_name(name: str, suffix: str) -> str:
    """The person's file name without folders, control and direction characters, with the suffix of what it is."""
    name = PurePosixPath(normalize(name).replace("\\", "/")).name
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    stem = name.rpartition(".")[0] if "." in name else name
    return f"{stem[:NAME_LENGTH].strip(' .') or 'tep'}{suffix}"


def _check(file: File, office: Office) -> CheckedFile:
    shown = clean_name(file.name or "", PurePosixPath(file.name or "").suffix[:10])
    if not file.size:
        raise ValidationError(f"Tệp “{shown}” trống. Xin chọn lại tệp.")
    if file.size > office.max_file_mb * 1024 * 1024:
        raise ValidationError(
            f"Tệp “{shown}” nặng {filesizeformat(file.size)}, quá mức {office.max_file_mb} MB. "
            "Xin chọn tệp nhỏ hơn hoặc chụp ảnh ở độ phân giải thấp hơn."
        )
    content_type = _kind_of(file, shown)
    return CheckedFile(
        file, clean_name(file.name or "", SUFFIXES[content_type]), content_type, file.size, _hash_of(file)
    )


def _kind_of(file: File, shown: str) -> str:
    file.seek(0)
    try:
        found = {match.mime_type for match in puremagic.magic_string(file.read(HEAD_BYTES))}
    except (puremagic.PureError, ValueError):
        found = set()
    for content_type in ("image/jpeg", "image/png", "application/pdf"):
        if content_type in found:
            return content_type
    if found & set(OFFICE_PARTS.values()):
        return _office_kind(file, shown)
    raise ValidationError(f"Tệp “{shown}” không dùng được làm minh chứng. Chỉ nhận {ACCEPTED}.")


def _office_kind(file: File, shown: str) -> str:
    """Look inside: a renamed archive opens like a document to everything that reads only its first bytes."""
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            parts = {name.lower() for name in archive.namelist()}
            is_secret = is_marked_secret(_paragraphs(archive))
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise ValidationError(f"Tệp “{shown}” bị hỏng, không mở được. Xin lưu lại rồi chọn lại tệp.") from error
    if any(PurePosixPath(name).name.startswith("vbaproject") for name in parts):
        raise ValidationError(f"Tệp “{shown}” có chứa macro nên không được nhận. Xin lưu thành .docx, .xlsx hoặc PDF.")
    if is_secret:
        raise ValidationError(f"Tệp “{shown}”: {REFUSAL}")
    for part, content_type in OFFICE_PARTS.items():
        if part in parts:
            return content_type
    raise ValidationError(f"Tệp “{shown}” không phải là văn bản Word hay bảng Excel. Chỉ nhận {ACCEPTED}.")


def _paragraphs(archive: ZipFile) -> Iterator[str]:
    """The paragraphs of a document and its headers, or the cells of a workbook, as far as TEXT_BYTES go."""
    for name in archive.namelist():
        if TEXT_PARTS.fullmatch(name.lower()):
            with archive.open(name) as part:
                text = part.read(TEXT_BYTES).decode("utf-8", "replace")
            for paragraph in PARAGRAPH_END.split(text):
                yield html.unescape("".join(TEXT_RUN.findall(paragraph)))


def _hash_of(file: File) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _keep_content(row: KeptFile, item: CheckedFile) -> str:
    """Gives: the name in the storage. A file cut short by a crash is written again."""
    storage, name = row.file.storage, row.file.field.generate_filename(row, item.name)
    if storage.exists(name):
        if storage.size(name) == item.size:
            return name
        storage.delete(name)
    item.file.seek(0)
    return storage.save(name, item.file)
