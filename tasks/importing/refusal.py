"""Why a document is not read: the one exception of the importer, and the limits it keeps."""

from collections.abc import Callable
from dataclasses import dataclass

from kehoach.lib.office_files.archive import Refused

__all__ = ["Limits", "Progress", "Refused"]

Progress = Callable[[int, int], None]  # told (parts read so far, parts in all)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the importer accepts before it refuses.

    Measured in: bytes of the file, bytes once unpacked, pages (of at most so many characters where the format has no
    pages), seconds of reading; pages of images, each read by character recognition.
    """

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 200 * 1024 * 1024
    pages: int = 300
    characters_per_page: int = 5_000
    seconds: float = 300
    image_pages: int = 40

    @property
    def too_long(self) -> str:
        return f"Văn bản quá dài (hơn {self.pages} trang); hãy tách thành nhiều tệp."
