"""Evidence: decided by the content, named cleanly, kept under its hash, sent out as a download only."""

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import ExifTags, Image

from tasks.models import Evidence
from tasks.services.files import check_files, clean_name, keep_evidence
from tests.factories import make_update
from tests.kehoach.lib.clamd_daemon import MALWARE, daemon
from tests.tasks.sample_files import (
    BOMB_PNG,
    DOCX,
    INLINE_XLSX,
    JPEG,
    LOCKED_PDF,
    MACRO_DOCX,
    MACRO_XLSX,
    OPEN_DOCX,
    PDF,
    PNG,
    SCRIPT_PDF,
    SECRET_DOCX,
    SECRET_PDF,
    SECRET_XLSX,
    XLSX,
    archive,
    bomb_docx,
    picture,
    upload,
)
from units.models import Office


@pytest.mark.parametrize(
    ("name", "content", "kept_name", "content_type"),
    [
        ("ảnh họp.JPG", JPEG, "ảnh họp.jpg", "image/jpeg"),
        ("man-hinh.png", PNG, "man-hinh.png", "image/png"),
        ("công văn.pdf", PDF, "công văn.pdf", "application/pdf"),
        (
            "báo cáo.docx",
            DOCX,
            "báo cáo.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("bảng.xlsx", XLSX, "bảng.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("anh.pdf", JPEG, "anh.jpg", "image/jpeg"),
    ],
    ids=["jpg", "png", "pdf", "docx", "xlsx", "jpg named pdf"],
)
def test_accepted_kind_is_named_after_its_content(name, content, kept_name, content_type):
    [checked] = check_files([upload(name, content)], Office())

    assert (checked.name, checked.content_type) == (kept_name, content_type)
    checked.file.seek(0)
    assert checked.sha256 == hashlib.sha256(checked.file.read()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gia.docx", archive("hoso.txt"), "không phải là văn bản Word hay bảng Excel"),
        ("trang.jpg", b"<html><script>alert(1)</script></html>", "không dùng được làm minh chứng"),
        ("macro.docx", MACRO_DOCX, "có chứa macro"),
        ("hong.xlsx", DOCX[:60], "bị hỏng"),
        ("rong.pdf", b"", "trống"),
        ("chay.exe", b"MZ" + bytes(64), "không dùng được làm minh chứng"),
        ("mat.docx", SECRET_DOCX, "dấu chỉ độ mật"),
        ("mat.xlsx", SECRET_XLSX, "dấu chỉ độ mật"),
        ("mat.pdf", SECRET_PDF, "dấu chỉ độ mật"),
        ("chay.pdf", SCRIPT_PDF, "có chứa mã lệnh"),
        ("khoa.pdf", LOCKED_PDF, "được đặt mật khẩu"),
        ("hong.pdf", b"%PDF-1.4 cut", "bị hỏng"),
        ("hong.jpg", JPEG[:100], "Ảnh “hong.jpg” bị hỏng"),
        ("to.png", BOMB_PNG, "bị hỏng hoặc quá lớn"),
        ("xlm.xlsx", MACRO_XLSX, "có chứa macro"),
        ("mat-o.xlsx", INLINE_XLSX, "dấu chỉ độ mật"),
        ("no.docx", bomb_docx(), "cấu tạo bất thường"),
        ("chu.txt", "Nghị quyết".encode(), "không dùng được làm minh chứng"),
    ],
    ids=[
        "renamed zip",
        "html as jpg",
        "macro",
        "cut short",
        "empty",
        "program",
        "secret document",
        "secret workbook",
        "secret pdf",
        "pdf with a script",
        "locked pdf",
        "broken pdf",
        "photo cut short",
        "photo of too many pixels",
        "macro sheet",
        "secret cell written in place",
        "bomb",
        "text",
    ],
)
def test_wrong_file_is_refused_with_a_sentence_that_names_it(name, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        check_files([upload("anh.png", PNG), upload(name, content)], Office())

    [message] = refusal.value.message_dict["files"]
    assert sentence in message
    assert f"“{name}”" in message


def test_document_that_only_speaks_of_secrets_is_accepted():
    assert len(check_files([upload("quy-che.docx", OPEN_DOCX)], Office())) == 1


def test_too_large_and_too_many_files_are_refused():
    with pytest.raises(ValidationError) as large:
        check_files([upload("to.png", PNG + bytes(1024 * 1024))], Office(max_file_mb=1))
    with pytest.raises(ValidationError) as many:
        check_files([upload("1.png", PNG), upload("2.pdf", PDF)], Office(max_files=1))

    assert "quá mức 1 MB" in large.value.message_dict["files"][0]
    assert many.value.message_dict["files"] == ["Mỗi lần chỉ gửi được 1 tệp; đồng chí đã chọn 2 tệp."]


def test_same_content_twice_is_one_file():
    assert len(check_files([upload("1.png", PNG), upload("2.png", PNG)], Office())) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\bithu\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("a\u202egpj.exe", "agpj.pdf"),
        ('x"\r\nSet-Cookie: a=1.pdf', "xSet-Cookie a=1.pdf"),
        ("…", "….pdf"),
        (".pdf", "tep.pdf"),
        ("n" * 400 + ".pdf", "n" * 150 + ".pdf"),
    ],
)
def test_name_is_cleaned(given, kept):
    assert clean_name(given, ".pdf") == kept


def test_content_lies_under_its_hash_and_is_written_once(assignment, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    digest = hashlib.sha256(PNG).hexdigest()

    for name in ("mot.png", "hai.png"):
        update = make_update(assignment, cast.secretary)
        keep_evidence(update, check_files([upload(name, PNG)], Office()))

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]
    assert [item.file.name for item in Evidence.objects.all()] == [f"evidence/{digest[:2]}/{digest}"] * 2


@pytest.fixture
def evidence(assignment, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    [row] = keep_evidence(
        make_update(assignment, cast.secretary), check_files([upload("Ảnh hội nghị.png", PNG)], Office())
    )
    return Evidence.objects.get(sha256=row.sha256)


def test_evidence_goes_out_as_a_download_in_a_sandbox(evidence, cast, as_user):
    response = as_user(cast.secretary).get(reverse("tasks:evidence", args=[evidence.pk]))

    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]


def test_evidence_is_seen_by_those_above_and_not_by_a_sibling(evidence, cast, as_user):
    url = reverse("tasks:evidence", args=[evidence.pk])
    people = ("tracker", "inspector", "administrator", "sibling_secretary", "cell_secretary", "stranger")

    answers = {name: as_user(getattr(cast, name)).get(url) for name in people}
    for response in answers.values():
        response.close()

    assert {name: response.status_code for name, response in answers.items()} == {
        "tracker": 200,
        "inspector": 200,
        "administrator": 200,
        "sibling_secretary": 404,
        "cell_secretary": 404,
        "stranger": 404,
    }


def test_evidence_whose_file_is_gone_is_not_found(evidence, cast, as_user):
    evidence.file.storage.delete(evidence.file.name)

    assert as_user(cast.secretary).get(reverse("tasks:evidence", args=[evidence.pk])).status_code == 404


# --- Photos ---------------------------------------------------------------------------------------------------------


def photo(*, turned: int = 1, **options) -> bytes:
    """What a phone makes: 40 × 20 points, the device and the place written into it, turned as the camera was held."""
    facts = Image.Exif()
    facts[ExifTags.Base.Orientation] = turned
    facts[ExifTags.Base.Model] = "May anh cua toi"
    facts.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (22.0, 30.0, 0.0)
    return picture("JPEG", **{"size": (40, 20), "exif": facts, "comment": b"May anh cua toi"} | options)


def kept_photo(content: bytes, name: str = "anh.jpg") -> Image.Image:
    [checked] = check_files([upload(name, content)], Office())
    return Image.open(checked.file)


def test_photo_is_kept_upright_and_without_place_and_device():
    kept = kept_photo(photo(turned=6))

    assert kept.size == (20, 40)
    assert dict(kept.getexif()) == {}
    assert kept.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"May anh" not in photo_bytes(kept)


def test_large_photo_is_made_smaller_and_keeps_its_shape():
    assert kept_photo(photo(size=(4800, 2400))).size == (2400, 1200)


def test_what_hides_behind_a_picture_is_not_kept():
    kept = kept_photo(PNG + b"<script>alert(1)</script>", "anh.png")

    assert b"script" not in photo_bytes(kept)


def test_see_through_picture_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")

    assert kept_photo(out.getvalue(), "dau.png").getpixel((0, 0)) == (255, 0, 0, 0)


def photo_bytes(picture: Image.Image) -> bytes:
    picture.fp.seek(0)
    return picture.fp.read()


def test_small_picture_is_drawn_once_and_served_like_the_file(evidence, cast, as_user, own_files):
    url = reverse("tasks:evidence_small", args=[evidence.pk])

    answers = [as_user(cast.secretary).get(url) for _ in range(2)]

    shown = [b"".join(response.streaming_content) for response in answers]
    assert Image.open(io.BytesIO(shown[0])).format == "JPEG"
    assert shown[0] == shown[1]
    assert answers[0]["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert as_user(cast.sibling_secretary).get(url).status_code == 404


def test_there_is_no_small_picture_of_a_document_or_of_what_is_gone(evidence, assignment, cast, as_user):
    [document] = keep_evidence(make_update(assignment, cast.secretary), check_files([upload("a.pdf", PDF)], Office()))
    evidence.file.storage.delete(evidence.file.name)
    urls = [reverse("tasks:evidence_small", args=[row.pk]) for row in (document, evidence)]

    assert [as_user(cast.secretary).get(url).status_code for url in urls] == [404, 404]


# --- ClamAV ---------------------------------------------------------------------------------------------------------


def test_infected_file_is_refused_and_a_clean_one_taken(settings):
    with daemon() as settings.CLAMD_ADDRESS, pytest.raises(ValidationError, match="có mã độc"):
        check_files([upload("anh.png", PNG + MALWARE)], Office())
    with daemon() as settings.CLAMD_ADDRESS:
        assert len(check_files([upload("anh.png", PNG)], Office())) == 1


def test_no_file_is_taken_while_it_cannot_be_scanned(settings):
    settings.CLAMD_ADDRESS = "tcp://127.0.0.1:1"

    with pytest.raises(ValidationError, match="Chưa quét được mã độc"):
        check_files([upload("anh.png", PNG)], Office())
