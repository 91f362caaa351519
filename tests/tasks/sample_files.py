"""Small files of every kind that evidence accepts or refuses, made byte by byte."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from tests.tasks.importing.pdf_files import page_of, pdf_file


def picture(kind: str = "PNG", *, size: tuple[int, int] = (8, 4), colour: Any = "red", **options: Any) -> bytes:
    """A plain picture; options are Pillow's, such as exif."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def pdf(lock: str = "", script: str = "") -> bytes:
    """An empty page, behind a password, or with a script that runs when it is opened."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        writer.add_open_action(JavaScript(script))
    if lock:
        writer.encrypt(lock, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


JPEG = picture("JPEG")
PNG = picture()
PDF = pdf()
LOCKED_PDF = pdf(lock="khoa")
SCRIPT_PDF = pdf(script="app.alert(1)")
SECRET_PDF = pdf_file(page_of("TỈNH ỦY", "MẬT", "Kế hoạch"))


def archive(*parts: str, text: str = "<x/>") -> bytes:
    """A zip that holds these parts, each with this text."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for part in parts:
            packed.writestr(part, text)
    return content.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
MACRO_DOCX = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
MACRO_XLSX = archive("xl/workbook.xml", "xl/macrosheets/sheet1.xml")
SECRET_DOCX = archive("word/document.xml", text="<w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>")
OPEN_DOCX = archive("word/document.xml", text="<w:p><w:t>Giữ gìn bí mật, tài liệu MẬT của đơn vị</w:t></w:p>")
INLINE_XLSX = archive(
    "xl/workbook.xml", "xl/worksheets/sheet1.xml", text='<x:c t="inlineStr"><x:is><x:t>TUYỆT MẬT</x:t></x:is></x:c>'
)
SECRET_XLSX = archive("xl/workbook.xml", "xl/sharedStrings.xml", text="<si><t>Bảng</t></si><si><t>(MẬT)</t></si>")

BOMB_PNG = picture(size=(8000, 8000))  # some kilobytes that unpack to 192 million


def bomb_docx() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(8 * 1024 * 1024))
    return content.getvalue()


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
