"""From an uploaded document to a plan, through the client as an administrator meets it."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.importing import Proposal
from tasks.jobs import read_import_job
from tasks.models import Collective, Plan, PlanImport
from tasks.services import imports
from tasks.services.imports import read as read_module
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, form_data, make_unit, make_user
from tests.kehoach.lib.clamd_daemon import MALWARE, daemon
from tests.tasks.import_documents import DOCUMENT, corrected, document
from units.models import Office

REAL = Path(__file__).resolve().parents[3] / "shared" / "plans" / "ke-hoach-kl70.md"


def test_document_becomes_plan_through_the_client(as_user, cast, bloc):
    client = as_user(cast.administrator)
    response = client.post(reverse("tasks:plan_import"), {"file": document(), "issuer": bloc.root.pk})
    read_import_job()
    record = PlanImport.objects.get()
    assert response.headers["Location"] == reverse("tasks:import_detail", args=[record.pk])
    page = client.get(response.headers["Location"]).content.decode()
    assert "Chưa có ngày ban hành." in page
    assert "Hội Khuyến học tỉnh" in page
    assert "Chưa khớp" in page

    names = list(imports.names_in(Proposal.from_dict(record.proposal)))
    number = names.index("Hội Khuyến học tỉnh")
    name_url = reverse("tasks:import_name", args=[record.pk, number])
    client.get(name_url)
    client.post(name_url, {"version": record.version, "means": "unit", "unit": bloc.partner.pk})
    record.refresh_from_db()
    assert record.names["Hội Khuyến học tỉnh"] == {"unit": "LMHTX"}

    head_url = reverse("tasks:import_head", args=[record.pk])
    response = client.get(head_url)
    data = form_data(response.context["form"], response.context["rows"])
    client.post(
        head_url, data | {"version": record.version, "issued_on": "2026-06-01", "number": "7", "symbol": "KH/ĐUK"}
    )
    record.refresh_from_db()

    confirm_url = reverse("tasks:import_confirm", args=[record.pk])
    page = client.get(confirm_url).content.decode()
    assert "Sẽ tạo 3 mục, 4 nhiệm vụ, 5 phân công cho 5 đơn vị" in page
    response = client.post(confirm_url, {"version": record.version})
    plan = Plan.objects.get()
    assert response.headers["Location"] == reverse("tasks:plan_detail", args=[plan.pk])
    assert plan.number_and_symbol == "7-KH/ĐUK"
    assert [str(section) for section in plan.sections.all()] == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. NHIỆM VỤ VÀ GIẢI PHÁP",
        "III. TỔ CHỨC THỰC HIỆN",
    ]
    given = plan.assignments.order_by("task__position", "unit__path").values_list("unit__code", "role", "due_on")
    assert list(given) == [
        ("DB01", "implement", date(2026, 11, 30)),
        ("CB02", "implement", date(2026, 11, 30)),
        ("CB03", "implement", date(2026, 11, 30)),
        ("LMHTX", "lead", None),
        ("BTG", "tracker", None),
    ]
    assert plan.tracker == bloc.board
    assert [str(line) for line in plan.recipients.filter(internal=False)] == ["Thường trực Tỉnh ủy"]
    assert wrong_tallies([plan.pk]) == set()
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.skipif(not REAL.exists(), reason="the real plan lies beside the repository in ../shared and is not here")
def test_real_plan_becomes_plan(as_user, cast, bloc):
    client = as_user(cast.administrator)
    client.post(
        reverse("tasks:plan_import"),
        {"file": SimpleUploadedFile(REAL.name, REAL.read_bytes()), "issuer": bloc.root.pk},
    )
    read_import_job()
    record = PlanImport.objects.get()
    assert client.get(reverse("tasks:import_detail", args=[record.pk])).status_code == 200
    record = corrected(record, cast)
    client.post(reverse("tasks:import_confirm", args=[record.pk]), {"version": record.version})
    plan = Plan.objects.get()
    assert plan.type_name == "KẾ HOẠCH"
    assert plan.tasks.filter(is_task=True).count() == 11
    assert plan.tasks.exclude(due_on=None).count() == 0
    assert plan.signer_name == "Võ Văn Kiệt"
    assert plan.tracker == bloc.board
    assert plan.recipients.count() == 10
    assert Collective.objects.filter(plan=plan).count() == 3
    assert wrong_tallies([plan.pk]) == set()


# --- Upload and reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("anh.jpg", b"x"), "Chỉ đọc được tệp Word (.docx), PDF"),
        (SimpleUploadedFile("cu.doc", b"x"), "Đây là tệp Word kiểu cũ (.doc)"),
        (SimpleUploadedFile("lenh.docm", b"x"), "Tệp có chứa macro"),
        (SimpleUploadedFile("trong.md", b""), "Tệp rỗng, không có nội dung để đọc."),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(as_user, cast, bloc, file, sentence):
    response = as_user(cast.administrator).post(reverse("tasks:plan_import"), {"file": file, "issuer": bloc.root.pk})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert PlanImport.objects.count() == 0


def test_too_large_file_is_refused(as_user, cast, bloc):
    Office.objects.create(pk=1, max_file_mb=1)
    file = SimpleUploadedFile("dai.txt", b"a" * (1024 * 1024 + 1))
    response = as_user(cast.administrator).post(reverse("tasks:plan_import"), {"file": file, "issuer": bloc.root.pk})
    assert "lớn hơn 1 MB" in response.content.decode()
    assert PlanImport.objects.count() == 0


def test_infected_document_is_not_kept(as_user, cast, bloc, settings):
    with daemon() as settings.CLAMD_ADDRESS:
        response = as_user(cast.administrator).post(
            reverse("tasks:plan_import"), {"file": document(MALWARE.decode()), "issuer": bloc.root.pk}
        )
    assert "có mã độc" in response.content.decode()
    assert PlanImport.objects.count() == 0


def test_document_is_scanned_outside_any_transaction(cast, bloc, settings):
    with daemon() as settings.CLAMD_ADDRESS, CaptureQueriesContext(connection) as queries:
        imports.upload_plan(file=document(), issuer=bloc.root, by=cast.administrator, now=NOW)
    assert [query["sql"] for query in queries if "SAVEPOINT" in query["sql"]] == []


def test_secret_document_is_refused_with_a_sentence(as_user, cast, bloc):
    client = as_user(cast.administrator)
    client.post(
        reverse("tasks:plan_import"), {"file": document("**TUYỆT MẬT**\n\n" + DOCUMENT), "issuer": bloc.root.pk}
    )
    read_import_job()
    record = PlanImport.objects.get()
    assert record.state == "refused"
    assert record.refusal in client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()


def test_same_document_twice_is_kept_once(cast, bloc):
    first, second = (
        imports.upload_plan(file=document(), issuer=bloc.root, by=cast.administrator, now=NOW) for _ in range(2)
    )
    assert first.file.name == second.file.name


def test_document_is_read_by_the_job(as_user, cast, bloc):
    client = as_user(cast.administrator)
    client.post(reverse("tasks:plan_import"), {"file": document(), "issuer": bloc.root.pk})
    record = PlanImport.objects.get()
    assert record.state == "reading"
    state_url = reverse("tasks:import_state", args=[record.pk])
    assert "Đang đọc văn bản" in client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()
    assert "every 1s" in client.get(state_url).content.decode()
    read_import_job()
    read_import_job()
    record.refresh_from_db()
    assert record.state == "ready"
    assert record.version == 0
    assert client.get(state_url).headers["HX-Refresh"] == "true"


def test_one_document_that_breaks_the_reader_does_not_stop_the_others(cast, bloc, monkeypatch):
    broken, sound = (
        imports.upload_plan(
            file=ContentFile(DOCUMENT.encode(), name=name), issuer=bloc.root, by=cast.administrator, now=NOW
        )
        for name in ("hong.md", "lanh.md")
    )
    whole = read_module.propose

    def breaks(data, name, **kwargs):
        if name == "hong.md":
            raise RuntimeError("broken reader")
        return whole(data, name, **kwargs)

    monkeypatch.setattr(read_module, "propose", breaks)
    read_import_job()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, sound.state) == ("refused", "ready")


# --- Rights -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["secretary", "tracker", "standing", "inspector", "stranger"])
def test_only_administrators_import(as_user, cast, record, person):
    client = as_user(getattr(cast, person))
    assert client.get(reverse("tasks:plan_import")).status_code == 403
    assert client.get(reverse("tasks:import_detail", args=[record.pk])).status_code == 403
    assert client.post(reverse("tasks:import_confirm", args=[record.pk]), {"version": 0}).status_code == 403


def test_administrator_of_another_committee_finds_nothing(as_user, cast, record):
    other = make_unit("KHAC", "committee")
    client = as_user(make_user("quantrikhac", other, "administrator"))
    assert client.get(reverse("tasks:import_detail", args=[record.pk])).status_code == 404
    assert "doc-sach.md" not in client.get(reverse("tasks:plan_import")).content.decode()


def test_original_file_is_given_back_as_a_download(as_user, cast, record):
    response = as_user(cast.administrator).get(reverse("tasks:import_file", args=[record.pk]))
    assert b"".join(response.streaming_content).decode() == DOCUMENT
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
