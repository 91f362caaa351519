"""Evidence files: what is accepted is decided by the content, never by the name; kept under the hash of the content.

Source: reliability.md, "Classes of holes"; a name that lies, a macro and a bare archive are refused with a sentence.
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar
from zipfile import BadZipFile, ZipFile

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat

from kehoach.lib import pdf_files, pictures
from kehoach.lib.clamd import Unreachable, infection_of
from kehoach.lib.office_files.archive import OfficeFile, Refused
from kehoach.lib.office_files.sheets import EXCEL
from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from kehoach.lib.vietnamese import normalize
from tasks.models import Evidence, KeptFile, Update
from units.models import Office

Kept = TypeVar("Kept", bound=KeptFile)
ACCEPTED = "ảnh (JPG, PNG), PDF, Word (.docx) hoặc Excel (.xlsx)"
HEAD_BYTES = 4096
NAME_LENGTH = 150
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx"}
WORD = OfficeFile("Word", ".docx", ".doc", "word/document.xml")
# By the part that such a file must hold inside its archive to be what it says.
OFFICE_FILES = {"word/document.xml": (DOCX, WORD), "xl/workbook.xml": (XLSX, EXCEL)}
UNPACKED_BYTES = 100 * 1024 * 1024
TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml|xl/(sharedstrings|worksheets/sheet\d+)\.xml")
TEXT_BYTES = 2 * 1024 * 1024
PARAGRAPH_END = re.compile(r"</(?:\w+:)?(?:p|si|is)>")
TEXT_RUN = re.compile(r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)</")


@dataclass(frozen=True)
class CheckedFile:
    """A file found acceptable: its bytes, a clean name with the suffix of its kind, its kind, size and hash."""

    file: File
    name: str
    content_type: str
    size: int
    sha256: str


def check_files(files: Iterable[File], office: Office, known: Iterable[CheckedFile] = ()) -> list[CheckedFile]:
    """Look at every file before any is kept; the same content twice counts once.

    Takes: known: what goes with them and was looked at before. Gives: those, then the new ones.
    Errors: ValidationError under "files", a sentence for each file that is refused.
    """
    files = list(files)
    checked = {file.sha256: file for file in known}
    refuse_too_many(len(checked) + len(files), office)
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


def refuse_too_many(count: int, office: Office) -> None:
    if count > office.max_files:
        raise ValidationError({"files": f"Mỗi lần chỉ gửi được {office.max_files} tệp; đồng chí đã chọn {count} tệp."})


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


def small_picture(kept: KeptFile) -> File:
    """The picture for a list, drawn when it is first asked for and kept beside the large one.

    Errors: FileNotFoundError: the content is gone.
    """
    storage, name = kept.file.storage, f"{kept.file.name}.small"
    if not storage.exists(name):
        with storage.open(kept.file.name) as content:
            storage.save(name, ContentFile(pictures.small(content, kept.content_type)))
    return storage.open(name)


def refuse_infected(file: File, shown: str) -> None:
    """Ask ClamAV, where the installation names one. Errors: ValidationError; also when it cannot be asked."""
    if not settings.CLAMD_ADDRESS:
        return
    file.seek(0)
    try:
        found = infection_of(file.chunks(), settings.CLAMD_ADDRESS)
    except Unreachable as error:
        raise ValidationError(
            f"Chưa quét được mã độc nên chưa nhận tệp “{shown}”. Xin thử lại sau ít phút, hoặc báo người quản trị."
        ) from error
    if found:
        raise ValidationError(f"Tệp “{shown}” có mã độc ({found}) nên không được nhận. Xin báo người quản trị máy.")


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
    refuse_infected(file, shown)
    if content_type in pictures.FORMATS:
        file = _picture(file, content_type, shown)
    else:
        _look_inside(file, content_type, shown)
    size, sha256 = file.size, _hash_of(file)
    return CheckedFile(file, clean_name(shown, SUFFIXES[content_type]), content_type, size, sha256)


def _kind_of(file: File, shown: str) -> str:
    """What the bytes say; for a zip, what its parts say: a renamed archive begins like a document."""
    file.seek(0)
    try:
        found = {match.mime_type for match in puremagic.magic_string(file.read(HEAD_BYTES))}
    except (puremagic.PureError, ValueError):
        found = set()
    for content_type in (*pictures.FORMATS, PDF):
        if content_type in found:
            return content_type
    if not found & {DOCX, XLSX}:
        raise ValidationError(f"Tệp “{shown}” không dùng được làm minh chứng. Chỉ nhận {ACCEPTED}.")
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise ValidationError(f"Tệp “{shown}” bị hỏng, không mở được. Xin lưu lại rồi chọn lại tệp.") from error
    for part, (content_type, _) in OFFICE_FILES.items():
        if part in names:
            return content_type
    raise ValidationError(f"Tệp “{shown}” không phải là văn bản Word hay bảng Excel. Chỉ nhận {ACCEPTED}.")


def _picture(file: File, content_type: str, shown: str) -> File:
    """The picture alone, without what the camera wrote beside it."""
    try:
        return ContentFile(pictures.cleaned(file, content_type))
    except pictures.NotAPicture as error:
        raise ValidationError(
            f"Ảnh “{shown}” bị hỏng hoặc quá lớn nên không mở được. Xin chụp hoặc chọn lại."
        ) from error


def _look_inside(file: File, content_type: str, shown: str) -> None:
    """Errors: ValidationError for macros and other things that run, passwords, bombs, and a secrecy mark."""
    file.seek(0)
    data = file.read()
    try:
        lines = (
            pdf_files.first_lines(pdf_files.opened(data)) if content_type == PDF else _paragraphs(data, content_type)
        )
        is_secret = is_marked_secret(lines)
    except Refused as error:
        raise ValidationError(f"“{shown}”: {error}") from error
    if is_secret:
        raise ValidationError(f"“{shown}”: {REFUSAL}")


def _pdf_lines(data: bytes) -> Iterator[str]:
    return pdf_files.first_lines(pdf_files.opened(data))


def _paragraphs(data: bytes, content_type: str) -> Iterator[str]:
    """The paragraphs of a document, its heads and feet, or the cells of a workbook, as far as TEXT_BYTES go."""
    [kind] = [kind for known, kind in OFFICE_FILES.values() if known == content_type]
    parts = kind.parts(data, UNPACKED_BYTES, lambda name: bool(TEXT_PARTS.fullmatch(name.lower())))
    for part in parts.values():
        for paragraph in PARAGRAPH_END.split(part[:TEXT_BYTES].decode("utf-8", "replace")):
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
