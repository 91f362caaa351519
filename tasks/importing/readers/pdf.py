"""PDF files: the text layer put together again; pages that are images are recognised, where that is installed."""

import io
import logging
import time
import unicodedata

from pypdf import PageObject, PdfReader

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from tasks.importing.blocks import Block, Piece
from tasks.importing.readers import ocr
from tasks.importing.readers.page_flow import pieces_of
from tasks.importing.readers.page_furniture import Page
from tasks.importing.readers.page_lines import grids_of, lines_of
from tasks.importing.readers.pdf_page import Fonts, Run, contents
from tasks.importing.refusal import Limits, Progress, Refused
from tasks.importing.words import one_line

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends in a broken file is no news for the office

_BROKEN = "Tệp PDF bị hỏng, không đọc được; hãy xuất lại tệp từ bản gốc rồi thử lại."
_LOCKED = "Tệp PDF được đặt mật khẩu; hãy bỏ mật khẩu rồi tải lên lại."
_SCANNED = (
    "Tệp PDF là ảnh quét, không có lớp chữ để đọc; hãy dùng bản Word (.docx) hoặc bản PDF xuất từ Word của văn bản."
)
_TOO_MANY_IMAGES = "Tệp PDF có {count} trang ảnh quét, quá mức {limit} trang; hãy dùng bản Word (.docx) của văn bản."
_SLOW = "Đọc tệp PDF mất quá lâu nên đã dừng; hãy dùng bản Word (.docx) hoặc tách thành nhiều tệp."
_HEADER_WITHIN = 1024  # bytes before which the mark of a PDF stands
_IMAGE_COSTS = 50  # times what reading the text of a page does
_READABLE = 0.7  # of the characters of a page: with fewer its fonts cannot be decoded


def read(data: bytes, limits: Limits, progress: Progress) -> list[Piece]:
    """Blocks and ruled tables of a PDF file.

    Errors: Refused for a password, too many pages, too much time, pages without text, and files that are no PDF.
    """
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise Refused(_BROKEN)
    try:
        sources = _open(data)
        if len(sources) > limits.pages:
            raise Refused(limits.too_long)
        return _read(data, sources, limits, progress)
    except Refused:
        raise
    except Exception as error:  # pypdf has no common kind of error for what a broken file makes it meet
        raise Refused(_BROKEN) from error


def _open(data: bytes) -> list[PageObject]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        try:
            opened = reader.decrypt("")  # a file that only forbids printing opens without a password
        except Exception as error:  # ciphers that are not installed
            raise Refused(_LOCKED) from error
        if not opened:
            raise Refused(_LOCKED)
    return list(reader.pages)


def _read(data: bytes, sources: list[PageObject], limits: Limits, progress: Progress) -> list[Piece]:
    end = time.monotonic() + limits.seconds
    fonts = Fonts()
    pages: list[Page] = []
    images: list[int] = []
    marks: dict[str, Block] = {}
    for number, source in enumerate(sources, 1):
        runs, rulings = contents(source, fonts)
        if not _is_readable(runs):
            if runs or "/XObject" in (source.get("/Resources") or {}):
                images.append(number)
            runs = []
        if mark := _watermark(runs):
            marks.setdefault(mark, Block(mark, f"chữ chìm, trang {number}", aside=True))
        grids, rest = grids_of([run for run in runs if not run.slanted], rulings)
        pages.append(Page(number, tuple(lines_of(rest)), tuple(grids)))
        progress(number, len(sources) + _IMAGE_COSTS * len(images))
        if time.monotonic() > end:
            raise Refused(_SLOW)
    unread = _recognised(data, pages, images, limits, end, progress)
    if is_marked_secret([*marks, *(line.text for page in pages for line in page.every_line())]):
        raise Refused(REFUSAL)  # here, because a stamp may stand close to another line and be joined with it
    return [*pieces_of(pages), *marks.values(), *unread]


def _watermark(runs: list[Run]) -> str:
    """What is written across the page, drawn letter by letter or at one go."""
    texts = [run.text for run in runs if run.slanted]
    return one_line(("" if all(len(text) == 1 for text in texts) else " ").join(texts))


def _is_readable(runs: list[Run]) -> bool:
    """Whether the fonts of a page give letters: private, control and replacement characters are none."""
    text = "".join(run.text for run in runs)
    return bool(text) and sum(unicodedata.category(char)[0] != "C" and char != "\ufffd" for char in text) >= (
        _READABLE * len(text)
    )


def _recognised(
    data: bytes, pages: list[Page], images: list[int], limits: Limits, end: float, progress: Progress
) -> list[Piece]:
    """Put the recognised lines of the pages that are images into `pages`; gives a note for each that stays unread."""
    only_images = not any(page.lines or page.grids for page in pages)
    if not images:
        return []
    if not ocr.is_installed():
        if only_images:
            raise Refused(_SCANNED)
        return [_unread(number) for number in images]
    if len(images) > limits.image_pages:
        raise Refused(_TOO_MANY_IMAGES.format(count=len(images), limit=limits.image_pages))
    for done, number in enumerate(images, 1):
        runs = ocr.runs_of(data, number, end - time.monotonic())
        if runs is None:
            raise Refused(_SLOW)
        pages[number - 1] = Page(number, tuple(lines_of(runs)))
        progress(len(pages) + _IMAGE_COSTS * done, len(pages) + _IMAGE_COSTS * len(images))
    return []


def _unread(number: int) -> Block:
    place = f"trang {number}"
    return Block(f"Trang {number} là ảnh quét hoặc dùng phông chữ lạ, không đọc được chữ.", place, aside=True)
