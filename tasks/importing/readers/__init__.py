"""From bytes to blocks: one module for each format, each with `read(data, limits) -> list[Piece]`.

A new format is one module and one line in READERS.
"""

from collections.abc import Callable
from pathlib import PurePath

from tasks.importing.blocks import Piece
from tasks.importing.readers import docx, markdown, plain
from tasks.importing.refusal import Limits, Refused

Reader = Callable[[bytes, Limits], list[Piece]]

READERS: dict[str, Reader] = {
    ".docx": docx.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
}

_LATER = {
    ".pdf": "Chưa đọc được tệp PDF; hãy dùng bản Word (.docx) của văn bản.",
    ".xlsx": "Chưa đọc được bảng Excel; hãy dùng bản Word (.docx) của văn bản.",
    ".doc": "Đây là tệp Word kiểu cũ (.doc); hãy mở bằng Word, lưu thành .docx rồi tải lên lại.",
    ".docm": "Tệp có chứa macro nên không được nhận; hãy lưu lại thành .docx rồi tải lên.",
}


def read(data: bytes, filename: str, limits: Limits) -> list[Piece]:
    """The blocks of a file, by the reader of its kind.

    Errors: Refused for an empty, too big or unsupported file, and whatever the reader refuses.
    """
    if not data.strip():
        raise Refused("Tệp không có nội dung; hãy kiểm tra lại tệp đã chọn.")
    if len(data) > limits.file_bytes:
        raise Refused(f"Tệp lớn hơn {limits.file_bytes // 1024 // 1024} MB; hãy chọn tệp nhỏ hơn.")
    suffix = PurePath(filename).suffix.lower()
    if suffix not in READERS:
        raise Refused(_LATER.get(suffix, "Chỉ đọc được tệp Word (.docx), Markdown (.md) hoặc văn bản thuần (.txt)."))
    return READERS[suffix](data, limits)
