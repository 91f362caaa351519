"""A PDF looked through before it is kept: its first pages as text, and whether it would do something when opened."""

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from kehoach.lib.office_files.archive import Refused

_BROKEN = "Tệp PDF bị hỏng, không mở được; hãy xuất lại tệp rồi chọn lại."
_LOCKED = "Tệp PDF được đặt mật khẩu nên không xem được bên trong; hãy bỏ mật khẩu rồi chọn lại."
_ACTIVE = "Tệp PDF có chứa mã lệnh hoặc tệp đính kèm bên trong nên không được nhận; hãy in lại ra PDF rồi chọn lại."
_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"}
_MOST_PAGES = 10  # a secrecy mark stands on the first
_MOST_BYTES = 2 * 1024 * 1024  # of one page's drawing; a text page has some thousands
_MOST_SECONDS = 5.0


def opened(data: bytes) -> PdfReader:
    """Errors: Refused for a broken file, a password, and one that would run something or carries other files."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):  # one that only forbids printing opens without a password
            raise Refused(_LOCKED)
        root = _resolved(reader.trailer["/Root"])
        if not len(reader.pages):
            raise Refused(_BROKEN)
        if _is_active(root):
            raise Refused(_ACTIVE)
    except Refused:
        raise
    except Exception as error:  # pypdf has no common kind of error for what a broken file makes it meet
        raise Refused(_BROKEN) from error
    return reader


def first_lines(reader: PdfReader) -> Iterator[str]:
    """The text lines of the first pages, as far as they can be had in a moment; a scanned page has none."""
    end = time.monotonic() + _MOST_SECONDS
    for page in reader.pages[:_MOST_PAGES]:
        with suppress(Exception):  # a page that cannot be decoded is only not looked through
            content = page.get_contents()
            if content is not None and len(content.get_data()) <= _MOST_BYTES:
                yield from page.extract_text().splitlines()
        if time.monotonic() > end:
            return


def _is_active(root: DictionaryObject) -> bool:
    names = _resolved(root.get("/Names")) or {}
    if "/JavaScript" in names or "/EmbeddedFiles" in names:
        return True
    action = _resolved(root.get("/OpenAction"))
    if isinstance(action, DictionaryObject) and action.get("/S") in _ACTS:
        return True
    events = _resolved(root.get("/AA")) or {}
    return any(_resolved(event).get("/S") in _ACTS for event in events.values())


def _resolved(value: Any) -> Any:
    return value.get_object() if value is not None else None
