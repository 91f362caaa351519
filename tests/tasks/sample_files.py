"""Small files of every kind that evidence accepts or refuses, made byte by byte."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(40) + bytes.fromhex("ffd9")
PNG = b"\x89PNG\r\n\x1a\n" + bytes.fromhex("0000000d49484452") + bytes(40)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


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
SECRET_DOCX = archive("word/document.xml", text="<w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>")
OPEN_DOCX = archive("word/document.xml", text="<w:p><w:t>Giữ gìn bí mật, tài liệu MẬT của đơn vị</w:t></w:p>")
SECRET_XLSX = archive("xl/workbook.xml", "xl/sharedStrings.xml", text="<si><t>Bảng</t></si><si><t>(MẬT)</t></si>")


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)
