"""Zip packages whose bytes depend on their content alone: Word and Excel files carry no time of writing."""

import shutil
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)


class TimelessZip(ZipFile):
    """A new zip file in memory or on disk in which every entry has the earliest time a zip can state."""

    def __init__(self, file: Any) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(_entry(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with open(filename, "rb") as source, self.open(_entry(arcname or filename), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def zipped(entries: dict[str, str]) -> bytes:
    """One package of named texts, in their order."""
    file = BytesIO()
    with TimelessZip(file) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return file.getvalue()


def _entry(name: Any) -> ZipInfo:
    entry = ZipInfo(str(name), EARLIEST)
    entry.compress_type = ZIP_DEFLATED
    return entry
