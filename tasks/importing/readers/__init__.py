"""From bytes to blocks: one module for each format, each with `read(data, limits, progress) -> list[Piece]`.

A new format is one module and one line in READERS.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath

from kehoach.lib import legacy_letters
from tasks.importing.blocks import Block, Piece, Table, every_block
from tasks.importing.readers import docx, markdown, pdf, plain, xlsx
from tasks.importing.refusal import Limits, Progress, Refused

Reader = Callable[[bytes, Limits, Progress], list[Piece]]

READERS: dict[str, Reader] = {
    ".docx": docx.read,
    ".pdf": pdf.read,
    ".xlsx": xlsx.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
}
ACCEPTED = "Word (.docx), PDF, Excel (.xlsx), Markdown (.md) hoặc văn bản thuần (.txt)"

_OTHERS = {
    ".doc": "Đây là tệp Word kiểu cũ (.doc); hãy mở bằng Word, lưu lại dạng .docx rồi tải lên lại.",
    ".xls": "Đây là tệp Excel kiểu cũ (.xls); hãy mở bằng Excel, lưu lại dạng .xlsx rồi tải lên lại.",
    ".docm": "Tệp có chứa macro nên không được nhận; hãy lưu lại thành .docx rồi tải lên.",
    ".xlsm": "Tệp có chứa macro nên không được nhận; hãy lưu lại thành .xlsx rồi tải lên.",
}
# What files of each kind begin with; what is in an archive is told by its parts.
_BEGINNINGS = (
    (b"%PDF-", "PDF", (".pdf",)),
    (b"PK\x03\x04", "Word hoặc Excel", (".docx", ".xlsx")),
    (b"\xd0\xcf\x11\xe0", "Word hoặc Excel kiểu cũ", (".docx", ".xlsx")),
    (b"{\\rtf", "RTF; hãy mở bằng Word, lưu lại dạng .docx", ()),
    (b"\xff\xd8\xff", "ảnh JPG", ()),
    (b"\x89PNG", "ảnh PNG", ()),
)
_SWAPPED = {
    (".xlsx", b"word/document.xml"): "Nội dung tệp là Word chứ không phải Excel; hãy đổi đuôi thành .docx rồi thử lại.",
    (".docx", b"xl/workbook.xml"): "Nội dung tệp là Excel chứ không phải Word; hãy đổi đuôi thành .xlsx rồi thử lại.",
}
_UNKNOWN_LETTERS = (
    "Chữ trong tệp theo một bảng mã cũ không nhận ra được; hãy chuyển văn bản sang Unicode (UTF-8) rồi tải lên lại."
)
_SOFT_HYPHEN, _FIRM_HYPHEN = "\N{SOFT HYPHEN}", "\N{NON-BREAKING HYPHEN}"


def read(data: bytes, filename: str, limits: Limits, progress: Progress) -> list[Piece]:
    """The blocks of a file, by the reader of its kind, in Unicode.

    Errors: Refused for an empty, too big or unsupported file, for one whose content is of another kind than its name
    says, for letters nobody can decode, and whatever the reader refuses.
    """
    if not data.strip():
        raise Refused("Tệp không có nội dung; hãy kiểm tra lại tệp đã chọn.")
    if len(data) > limits.file_bytes:
        raise Refused(f"Tệp lớn hơn {limits.file_bytes // 1024 // 1024} MB; hãy chọn tệp nhỏ hơn.")
    suffix = kind_of(filename)
    _check_kind(data, suffix)
    return _in_unicode(READERS[suffix](data, limits, progress))


def kind_of(filename: str) -> str:
    """The ending of a file name, in small letters, that says who reads the file. Errors: Refused when nobody does."""
    suffix = PurePath(filename).suffix.lower()
    if suffix not in READERS:
        raise Refused(_OTHERS.get(suffix, f"Chỉ đọc được tệp {ACCEPTED}."))
    return suffix


def _check_kind(data: bytes, suffix: str) -> None:
    for beginning, kind, suffixes in _BEGINNINGS:
        if data.startswith(beginning) and suffix not in suffixes:
            raise Refused(f"Tên tệp có đuôi {suffix} nhưng nội dung là {kind}; hãy chọn đúng tệp văn bản.")
    for (named, part), sentence in _SWAPPED.items():
        if suffix == named and data.startswith(b"PK\x03\x04") and part in data:
            raise Refused(sentence)


def _in_unicode(pieces: list[Piece]) -> list[Piece]:
    """The pieces with legacy letters converted, and without the hyphens that only allow or forbid a line break."""
    try:
        convert = legacy_letters.by_letters(block.text for block in every_block(pieces))
    except legacy_letters.Undecodable:
        raise Refused(_UNKNOWN_LETTERS) from None

    def clean(text: str) -> str:
        if convert and not legacy_letters.is_unicode(text):
            text = convert(text)
        return text.replace(_SOFT_HYPHEN, "").replace(_FIRM_HYPHEN, "-")

    def cleaned(block: Block) -> Block:
        text, bold = clean(block.text), clean(block.bold)
        bolds = tuple(clean(bold) for bold in block.bolds)
        if (text, bold, bolds) == (block.text, block.bold, block.bolds):
            return block
        return replace(block, text=text, bold=bold, bolds=bolds)

    return [
        cleaned(piece) if isinstance(piece, Block) else replace(piece, rows=tuple(_rows(piece, cleaned)))
        for piece in pieces
    ]


def _rows(table: Table, cleaned: Callable[[Block], Block]) -> Iterator[tuple[tuple[Block, ...], ...]]:
    """The rows of a table, cleaned; a cell repeated over several places stays one and the same."""
    known: dict[int, tuple[Block, ...]] = {}
    for row in table.rows:
        yield tuple(known.setdefault(id(cell), tuple(map(cleaned, cell))) for cell in row)
