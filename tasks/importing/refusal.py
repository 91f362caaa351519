"""Why a document is not read: the one exception of the importer, and the limits it keeps."""

from dataclasses import dataclass


class Refused(Exception):
    """The document cannot be read; str() is one Vietnamese sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the importer accepts before it refuses.

    Measured in: bytes of the file, bytes once unpacked, characters of text (300 pages of some 5,000 each).
    """

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 200 * 1024 * 1024
    characters: int = 1_500_000
