"""What Word and Excel files have in common: an archive of XML parts, opened only when nothing in it can do harm."""

import io
import zipfile
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED_PART = "EncryptedPackage".encode("utf-16-le")
_MOST_PARTS = 5000
_SUSPICIOUS = 1024 * 1024  # bytes unpacked: a smaller part may shrink as much as it likes
_MOST_SHRUNK = 200
_BROKEN = "Tệp {kind} bị hỏng hoặc không phải là {suffix}; hãy mở bằng {kind}, lưu lại rồi thử lại."
_BOMB = "Tệp {kind} có cấu tạo bất thường (nở quá lớn khi mở) nên không được nhận."
_LOCKED = "Tệp {kind} được đặt mật khẩu; hãy bỏ mật khẩu rồi tải lên lại."
_OLD = "Đây là tệp {kind} kiểu cũ ({old}); hãy mở bằng {kind}, lưu lại dạng {suffix} rồi tải lên lại."
_MACRO = "Tệp có chứa macro nên không được nhận; hãy lưu lại thành {suffix} không có macro rồi tải lên."


class Refused(Exception):
    """The file cannot be read; str() is one Vietnamese sentence that says why and what to do."""


class OfficeFile:
    """The parts of one file. Takes: the name of its program, its ending, the ending of older files, its main part."""

    def __init__(self, kind: str, suffix: str, old: str, main: str) -> None:
        self._words = {"kind": kind, "suffix": suffix, "old": old}
        self._main = main

    def refusal(self, sentence: str) -> Refused:
        return Refused(sentence.format(**self._words))

    @property
    def broken(self) -> Refused:
        return self.refusal(_BROKEN)

    @property
    def bomb(self) -> Refused:
        return self.refusal(_BOMB)

    def parts(self, data: bytes, unpacked_bytes: int, wanted: Callable[[str], bool]) -> dict[str, bytes]:
        """The wanted parts by name.

        Errors: Refused for a password, an older kind, macros, a zip bomb, another kind of archive or a broken one.
        """
        if data.startswith(_OLE):
            raise self.refusal(_LOCKED if _LOCKED_PART in data else _OLD)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._check(archive, unpacked_bytes)
                return {name: archive.read(name) for name in archive.namelist() if wanted(name)}
        except Refused:
            raise
        except Exception as error:  # besides its own kinds zipfile lets those of zlib, lzma and struct through
            raise self.broken from error

    def _check(self, archive: zipfile.ZipFile, unpacked_bytes: int) -> None:
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise self.refusal(_LOCKED)
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > unpacked_bytes:
            raise self.bomb
        if any(
            info.file_size > _SUSPICIOUS and info.file_size > _MOST_SHRUNK * max(info.compress_size, 1)
            for info in infos
        ):
            raise self.bomb
        if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
            raise self.refusal(_MACRO)
        if self._main not in names:
            raise self.broken

    def tree(self, content: bytes) -> Element:
        """A part parsed. Errors: Refused for entities and other definitions, and for what is no XML."""
        try:
            return fromstring(content, forbid_dtd=True)
        except DefusedXmlException:
            raise self.bomb from None
        except (ParseError, ValueError, LookupError):
            raise self.broken from None
