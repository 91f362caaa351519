"""The pages of the register: upload, dry run, confirmation, outcome, files."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.conftest import Bloc, Cast
from tests.units.test_register import NEW, book, of
from units.jobs import take_in_lists_job
from units.models import ListUpload, Unit
from units.views import lists, register

IMPORT, LIST = reverse("units:register_import"), reverse("units:unit_list")


def upload(client, *rows, name: str = "don-vi.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, book(*rows))}, follow=True)


def confirm(client, shown):
    """Press the button of the page; what is shown next."""
    record = shown.context["record"]
    return client.post(reverse("units:list_confirm", args=[record.pk]), {"digest": record.digest}, follow=True)


def test_a_file_is_shown_first_and_written_when_confirmed(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)

    shown = upload(client, NEW, of(bloc.cell, **{"Liên hệ": "0210"}))

    assert (shown.status_code, Unit.objects.filter(code="CB77").exists()) == (200, False)
    assert "Liên hệ: (trống) → 0210" in shown.content.decode()
    done = confirm(client, shown)
    assert Unit.objects.filter(code="CB77").count() == 1
    assert "Đã nạp: 1 đơn vị mới, 1 đơn vị thay đổi." in done.content.decode()
    assert "don-vi.xlsx" in client.get(IMPORT).content.decode()


def test_a_long_file_waits_for_a_worker_and_says_so(bloc: Bloc, cast: Cast, as_user, monkeypatch):
    monkeypatch.setattr(lists, "AT_ONCE", 0)
    client = as_user(cast.administrator)
    waiting = upload(client, NEW)
    pk = waiting.context["record"].pk
    state = reverse("units:list_state", args=[pk])

    assert "Đang kiểm tra" in waiting.content.decode()
    assert "Đang kiểm tra" in client.get(state).content.decode()
    take_in_lists_job()
    assert client.get(state)["HX-Refresh"] == "true"
    writing = confirm(client, client.get(reverse("units:list_detail", args=[pk])))
    assert "Đang ghi" in writing.content.decode()
    assert not Unit.objects.filter(code="CB77").exists()
    take_in_lists_job()
    assert "Đã nạp: 1 đơn vị mới" in client.get(reverse("units:list_detail", args=[pk])).content.decode()


def test_problems_are_shown_without_a_way_to_write(bloc: Bloc, cast: Cast, as_user):
    shown = upload(as_user(cast.administrator), NEW | {"Loại": "Hội"})

    assert "Dòng 2, cột “Loại”" in shown.content.decode()
    assert "Ghi vào danh sách" not in shown.content.decode()


def test_confirming_what_another_has_changed_shows_the_new_result(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    shown = upload(client, of(bloc.cell, **{"Liên hệ": "0210"}))
    Unit.objects.filter(pk=bloc.cell.pk).update(contact="0999", version=1)

    answer = confirm(client, shown)

    assert "đã có người khác thay đổi" in answer.content.decode()
    assert "Liên hệ: 0999 → 0210" in answer.content.decode()
    assert "Đã nạp" not in confirm(client, shown).content.decode()  # the result that was seen first
    assert "Đã nạp" in confirm(client, answer).content.decode()


def test_the_exported_file_changes_nothing(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)
    file = client.get(reverse("units:register_export"))

    answer = client.post(IMPORT, {"file": SimpleUploadedFile("don-vi.xlsx", file.content)}, follow=True)

    assert "0 thay đổi" in answer.content.decode()


def test_other_files_are_refused(bloc: Bloc, cast: Cast, as_user):
    client = as_user(cast.administrator)

    other = upload(client, NEW, name="don-vi.csv")
    assert (other.status_code, "Chỉ nhận tệp Excel (.xlsx)." in other.content.decode()) == (422, True)
    broken = client.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", b"PK")}, follow=True)
    assert "không phải là .xlsx" in broken.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_result_takes_as_many_queries_for_one_line_as_for_three(
    bloc: Bloc, cast: Cast, as_user, django_assert_num_queries, number: int
):
    client = as_user(cast.administrator)
    shown = upload(client, *(NEW | {"Mã": f"CB7{place}"} for place in range(number)))

    with django_assert_num_queries(5):
        client.get(reverse("units:list_detail", args=[shown.context["record"].pk]))


@pytest.mark.parametrize("number", [1, 3])
def test_the_uploads_take_as_many_queries_for_one_as_for_three(
    bloc: Bloc, cast: Cast, as_user, django_assert_num_queries, number: int
):
    client = as_user(cast.administrator)
    for _ in range(number):
        upload(client, NEW)

    with django_assert_num_queries(5):
        client.get(IMPORT)


def test_a_long_result_has_pages(bloc: Bloc, cast: Cast, as_user, monkeypatch):
    monkeypatch.setattr(register, "PAGE", 2)
    client = as_user(cast.administrator)

    shown = upload(client, *(NEW | {"Mã": f"CB7{place}"} for place in range(3)))

    assert "Trang 1/2" in shown.content.decode()
    rest = client.get(shown.redirect_chain[-1][0], {"page": 2})
    assert [row["name"] for row in rest.context["page_obj"]] == ["CB72 – Chi bộ Kho bạc"]


def test_template_is_an_excel_file(bloc: Bloc, cast: Cast, as_user):
    answer = as_user(cast.administrator).get(reverse("units:register_template"))

    assert load_workbook(BytesIO(answer.content)).sheetnames[1] == "Danh sách đơn vị"
    assert answer["Content-Disposition"] == 'attachment; filename="mau-don-vi.xlsx"'


def test_only_who_administers_finds_the_way(bloc: Bloc, cast: Cast, as_user):
    assert IMPORT in as_user(cast.administrator).get(LIST).content.decode()
    assert IMPORT not in as_user(cast.tracker).get(LIST).content.decode()


def test_an_upload_is_its_persons_alone(bloc: Bloc, cast: Cast, as_user):
    upload(as_user(cast.administrator), NEW)
    record = ListUpload.objects.get()
    ListUpload.objects.update(uploaded_by=cast.tracker)

    for person, status in ((cast.administrator, 404), (cast.tracker, 403)):
        assert as_user(person).get(reverse("units:list_detail", args=[record.pk])).status_code == status
