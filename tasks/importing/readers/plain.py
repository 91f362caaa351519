"""Plain text: lines that were broken at the edge of the page are put together again; wide gaps are columns."""

import re
from collections.abc import Iterable

from kehoach.lib import legacy_letters
from kehoach.lib.vietnamese import normalize
from tasks.importing import labels
from tasks.importing.blocks import Block, Piece
from tasks.importing.readers.joining import join
from tasks.importing.refusal import Limits, Progress, Refused
from tasks.importing.words import is_capitals, is_finished, is_rule, one_line, starts_lower

WRAPPED_AT = 45  # a shorter line ends where its writer wanted it to end
CENTRED_FROM = 8  # a line that begins so far right was put in the middle
_SURE = 0.85  # of the words: so many are Vietnamese
# "ngày      tháng 3" and "Số      /KH-UBND" leave room for the pen
_COLUMNS = re.compile(r"(?<=\S)(?<!ngày)(?:\t\s*| {4,})(?=\S)(?![-/]\w)")


def read(data: bytes, limits: Limits, progress: Progress) -> list[Piece]:
    """Blocks of a text file, a block for each paragraph."""
    lines = decode(data).split("\n")
    return list(_paragraphs(_uncolumn(lines)))


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, or in one of the older codes when its words are then Vietnamese.

    Errors: Refused when the bytes are no text in these encodings.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _older(data)
    if "\0" in text:
        raise Refused("Tệp không phải là văn bản; hãy chọn đúng tệp văn bản.")
    return normalize(text)


def _older(data: bytes) -> str:
    """Text in Windows-1258; in TCVN3 or VNI, which are told apart and converted later, with those of other formats."""
    words = data.decode("cp1258", "replace").split()
    if b"\0" not in data and legacy_letters.vietnamese_share(words) >= _SURE:
        return data.decode("cp1258", "replace")
    text = data.decode("latin-1")
    try:
        if b"\0" not in data and legacy_letters.by_letters([text]):
            return text
    except legacy_letters.Undecodable:
        pass
    raise Refused("Không đọc được chữ trong tệp; hãy lưu tệp theo bảng mã Unicode (UTF-8) rồi thử lại.")


def _uncolumn(lines: list[str]) -> Iterable[str]:
    """Two columns printed side by side (head, signature), one after the other; a blank line parts them."""
    left: list[str] = []
    right: list[str] = []

    def flush() -> Iterable[str]:
        if right:
            yield from ("", *left, "", *right, "")
        left.clear()
        right.clear()

    for line in lines:
        halves = _COLUMNS.split(line.rstrip())
        indented = right and len(line) - len(line.lstrip()) >= 16
        if len(halves) == 2 and not labels.is_bare(halves[0]):
            left.append(halves[0])
            right.append(halves[1])
        elif indented and line.strip():
            right.append(line)
        elif right and line.strip() and len(line) < WRAPPED_AT and not is_finished(line):
            left.append(line)
        else:
            yield from flush()
            yield line
    yield from flush()


def _paragraphs(lines: Iterable[str]) -> Iterable[Block]:
    """Blocks from lines: a line that only goes on with the one before is joined to it."""
    count = 0
    pending = ""
    last = ""
    centred = False
    for raw in (*lines, ""):
        line = one_line(raw)
        if pending and line and _goes_on(last, line):
            pending = join(pending, line)
        else:
            if pending:
                count += 1
                yield Block(pending, f"đoạn {count}", centred=centred)
            pending = line
            centred = len(raw) - len(raw.lstrip()) >= CENTRED_FROM
        last = line


def _goes_on(last: str, line: str) -> bool:
    """Whether a line belongs to the same paragraph as the line directly above it."""
    if is_rule(line) or is_rule(last) or labels.read(line) or is_capitals(last) or is_capitals(line):
        return False
    if starts_lower(line):
        return True
    return len(last) >= WRAPPED_AT and not is_finished(last)
