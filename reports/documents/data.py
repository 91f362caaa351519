"""What a document is made of, before it is Word or Excel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kehoach.lib.office_files.tables import Table


@dataclass(frozen=True)
class Part:
    """A headed piece of the body and what lies below it.

    Takes: numeral: "I", "1", "1.1", "a", or "" for a heading without one; text: paragraphs, one a line.
    """

    numeral: str
    title: str
    text: str = ""
    tables: Sequence[Table] = ()
    parts: Sequence["Part"] = ()


@dataclass(frozen=True)
class Head:
    """Who speaks, under which number, where and when.

    `number` and `day` are None until the document is issued: room is left to write them by hand.
    """

    superior: str
    issuer: str
    number: int | None
    symbol: str
    place: str
    day: date | None


@dataclass(frozen=True)
class Signature:
    """T/M BAN THƯỜNG VỤ / BÍ THƯ / Nguyễn Văn A."""

    authority: str
    post: str
    name: str


@dataclass(frozen=True)
class Recipients:
    """Nơi nhận, in order; the last one is the file copy ("Lưu Văn phòng")."""

    lines: Sequence[str]

    @classmethod
    def from_text(cls, text: str) -> "Recipients":
        """One recipient a line, as people type them: a leading dash and the closing comma or full stop are dropped."""
        bare = (line.strip().lstrip("-–+•").strip().rstrip(",;.").strip() for line in text.splitlines())
        return cls(tuple(line for line in bare if line))


@dataclass(frozen=True)
class RollupDocument:
    """A report to be written in the Party's form.

    Takes: abstract, opening: one line or paragraph a line; draft_mark: "Dự thảo lần 1", None once issued; corrects:
    what this report replaces; integrity_line: the small last line that names the hash of the history.
    """

    head: Head
    abstract: str
    opening: str
    parts: Sequence[Part]
    signature: Signature
    recipients: Recipients
    annexes: Sequence[Table] = ()
    type_name: str = "Báo cáo"
    draft_mark: str | None = None
    corrects: str | None = None
    integrity_line: str | None = None

    @property
    def title(self) -> str:
        return f"{self.type_name} {' '.join(self.abstract.split())}"
