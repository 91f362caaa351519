"""The pages of the register: upload, dry run, confirmation, files."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from tests.conftest import Bloc, Cast
from tests.units.test_register import NEW, book, of
from units.models import Unit

IMPORT, CONFIRM, LIST = map(reverse, ("units:register_import", "units:register_confirm", "units:unit_list"))


def upload(client, *rows, name: str = "don-vi.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, book(*rows))})


def token(response) -> str:
    return html.fromstring(response.content.decode()).xpath("//input[@name='checked']/@value")[0]


def test_a_file_is_shown_first_and_written_when_confirmed(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)

    shown = upload(client, NEW, of(bloc.cell, **{"Liên hệ": "0210"}))

    assert (shown.status_code, Unit.objects.filter(code="CB77").exists()) == (200, False)
    assert "Liên hệ: (trống) → 0210" in shown.content.decode()
    done = client.post(CONFIRM, {"checked": token(shown)}, follow=True)
    assert (done.redirect_chain[0][0], Unit.objects.filter(code="CB77").count()) == (LIST, 1)
    assert "Đã nạp: 1 đơn vị mới, 1 đơn vị thay đổi." in done.content.decode()


def test_problems_are_shown_without_a_way_to_write(bloc: Bloc, cast: Cast, as_user):
    shown = upload(as_user(cast.administrator), NEW | {"Loại": "Hội"})

    text = shown.content.decode()
    assert shown.status_code == 422
    assert "Dòng 2, cột “Loại”" in text
    assert CONFIRM not in text


def test_confirming_what_another_has_changed_shows_the_new_result(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    checked = token(upload(client, of(bloc.cell, **{"Liên hệ": "0210"})))
    Unit.objects.filter(pk=bloc.cell.pk).update(contact="0999", version=1)

    answer = client.post(CONFIRM, {"checked": checked})

    assert answer.status_code == 409
    assert "Liên hệ: 0999 → 0210" in answer.content.decode()
    assert client.post(CONFIRM, {"checked": token(answer)}).status_code == 302


def test_a_confirmation_that_was_tampered_with_is_refused(bloc: Bloc, cast: Cast, as_user):
    answer = as_user(cast.administrator).post(CONFIRM, {"checked": "x"}, follow=True)

    assert answer.redirect_chain[0][0] == IMPORT
    assert "xin tải tệp lên lại" in answer.content.decode()


def test_the_exported_file_changes_nothing(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    file = client.get(reverse("units:register_export"))

    answer = client.post(IMPORT, {"file": SimpleUploadedFile("don-vi.xlsx", file.content)})

    assert "0 thay đổi" in answer.content.decode()


def test_other_files_are_refused_at_the_field(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)

    assert "Chỉ nhận tệp Excel (.xlsx)." in upload(client, NEW, name="don-vi.csv").content.decode()
    broken = client.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", b"PK")})
    assert (broken.status_code, "không phải là .xlsx" in broken.content.decode()) == (422, True)


def test_template_is_an_excel_file(bloc: Bloc, cast: Cast, as_user):
    answer = as_user(cast.administrator).get(reverse("units:register_template"))

    assert load_workbook(BytesIO(answer.content)).sheetnames[1] == "Danh sách đơn vị"
    assert answer["Content-Disposition"] == 'attachment; filename="mau-don-vi.xlsx"'


def test_only_who_administers_finds_the_way(bloc: Bloc, cast: Cast, as_user):
    assert IMPORT in as_user(cast.administrator).get(LIST).content.decode()
    assert IMPORT not in as_user(cast.tracker).get(LIST).content.decode()
