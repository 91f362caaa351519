"""What is not read, each with its own sentence."""

import io
import zipfile

import pytest
from docx import Document

from tasks.importing import Limits, Refused, propose
from tests.tasks.importing.documents import PARTY
from tests.tasks.importing.pdf_files import page_of, pdf_file


def word_file(extra: dict[str, bytes] | None = None, text: str = "KẾ HOẠCH") -> bytes:
    """A Word file with parts added or replaced."""
    document = Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    source = zipfile.ZipFile(buffer)
    parts = {name: source.read(name) for name in source.namelist()} | (extra or {})
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return result.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NESTED = b"<w:document " + SPACE + b"><w:body>" + b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000 + b"</w:body></w:document>"
XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (b"", "a.docx", "không có nội dung"),
        (b"  \n", "a.txt", "không có nội dung"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"PK", "a.xlsx", "Excel"),
        (b"x", "a.doc", "kiểu cũ"),
        (b"x", "a.docm", "macro"),
        (b"x", "a.xls", "lưu lại dạng .xlsx"),
        (b"x", "a.xlsm", "macro"),
        (b"%PDF-1.7", "a.docx", "nội dung là PDF"),
        (b"\x89PNG\r\n", "a.pdf", "nội dung là ảnh PNG"),
        (b"{\\rtf1 a}", "a.docx", "RTF"),
        (word_file(), "a.txt", "nội dung là Word hoặc Excel"),
        (word_file(), "a.xlsx", "đổi đuôi thành .docx"),
        (OLE, "a.xlsx", "kiểu cũ"),
        (b"x", "a.exe", "Chỉ đọc được"),
        (b"x", "khong-duoi", "Chỉ đọc được"),
        (OLE, "a.docx", "kiểu cũ"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "mật khẩu"),
        (b"PK\x03\x04 hong", "a.docx", "hỏng"),
        (b"\xff\xfe\x00", "a.txt", "bảng mã"),
        (b"a\x00b", "a.txt", "không phải là văn bản"),
        (word_file({"word/vbaProject.bin": b"x"}), "a.docx", "macro"),
        (word_file({"word/document.xml": XML_BOMB}), "a.docx", "bất thường"),
        (word_file({"word/document.xml": NESTED}), "a.docx", "bất thường"),
        (word_file({"word/styles.xml": b"<a"}), "a.docx", "hỏng"),
        (word_file({"word/document.xml": b" " * 30_000_000}), "a.docx", "bất thường"),
        (word_file(text=" "), "a.docx", "Không tìm thấy chữ"),
        (word_file(text="TỐI MẬT"), "a.docx", "độ mật"),
        ("MẬT\n\nKẾ HOẠCH".encode(), "a.txt", "độ mật"),
        ("TỈNH ỦY CỬA NAM                    T Ố I   M Ậ T\n\nKẾ HOẠCH".encode(), "a.txt", "độ mật"),
        ("Độ mật: TỐI MẬT\n\nKẾ HOẠCH".encode(), "a.txt", "độ mật"),
        (pdf_file(page_of("TUYỆT MẬT", "KẾ HOẠCH")), "a.pdf", "độ mật"),
        ("**TUYỆT MẬT**\n\nKẾ HOẠCH".encode(), "a.md", "độ mật"),
    ],
)
def test_unusable_file_is_refused_with_a_sentence(data, filename, words):
    with pytest.raises(Refused) as refusal:
        propose(data, filename)
    assert words in str(refusal.value)


def test_file_over_the_limit_is_refused():
    with pytest.raises(Refused, match="lớn hơn"):
        propose(b"a" * (1024 * 1024 + 1), "a.txt", limits=Limits(file_bytes=1024 * 1024))
    with pytest.raises(Refused, match="quá dài"):
        propose(PARTY.encode(), "a.txt", limits=Limits(pages=1, characters_per_page=100))


def test_the_word_secret_in_a_sentence_is_no_mark():
    text = "KẾ HOẠCH\nbảo vệ bí mật nhà nước\n\nI. NHIỆM VỤ\n\n1. Giữ bí mật. Tài liệu TUYỆT MẬT phải nộp lưu."
    assert propose(text.encode(), "a.txt").sections[0].items[0].label == "1"
