"""From an uploaded document to a plan, through the client as an administrator meets it."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tasks.importing import Proposal
from tasks.jobs import read_import_job
from tasks.models import Assignment, Collective, Plan, PlanImport
from tasks.services import imports
from tasks.services.imports import read as read_module
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, TODAY, form_data, make_unit
from units.models import Change, Office

REAL = Path(__file__).resolve().parents[3] / "shared" / "plans" / "ke-hoach-kl70.md"
DOCUMENT = """\
**KẾ HOẠCH**
**phát triển phong trào đọc sách trong Khối**

Thực hiện Chương trình số 3-CTr/TU, ngày 05/5/2026 của Tỉnh ủy, Ban Thường vụ Đảng ủy Khối xây dựng kế hoạch như sau:

**I. MỤC ĐÍCH, YÊU CẦU**

- Nâng cao nhận thức của đảng viên về việc đọc sách.

**II. NHIỆM VỤ VÀ GIẢI PHÁP**

1. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách tại đơn vị trước ngày 30/11/2026.

- Bố trí chỗ đọc thuận tiện.

2. Hội Người yêu sách tỉnh vận động tặng sách cho các chi bộ.

**III. TỔ CHỨC THỰC HIỆN**

1. Giao Ban Tuyên giáo Đảng ủy Khối theo dõi, đôn đốc việc thực hiện Kế hoạch này và báo cáo kết quả.

Nơi nhận:

- Thường trực Tỉnh ủy (báo cáo),
- Lưu VP.

**T/M BAN THƯỜNG VỤ**
**BÍ THƯ**

**Nguyễn Văn Thử**
"""


def document(text: str = DOCUMENT, name: str = "doc-sach.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def record(cast, bloc):
    """The document, read."""
    made = imports.upload_plan(file=document(), issuer=bloc.root, by=cast.administrator, now=NOW)
    return imports.read_import(pk=made.pk, clock=lambda: NOW)


def dated(record: PlanImport) -> Proposal:
    proposal = Proposal.from_dict(record.proposal)
    proposal.head.issued_on = date(2026, 6, 1)
    return proposal


def corrected(record, cast):
    return imports.correct_proposal(
        record=record, proposal=dated(record), version=record.version, by=cast.administrator, now=NOW
    )


# --- End to end -----------------------------------------------------------------------------------------------------


def test_document_becomes_plan_through_the_client(as_user, cast, bloc):
    client = as_user(cast.administrator)
    response = client.post(reverse("tasks:plan_import"), {"file": document(), "issuer": bloc.root.pk})
    read_import_job()
    record = PlanImport.objects.get()
    assert response.headers["Location"] == reverse("tasks:import_detail", args=[record.pk])
    page = client.get(response.headers["Location"]).content.decode()
    assert "Chưa có ngày ban hành." in page
    assert "Hội Người yêu sách tỉnh" in page
    assert "Chưa khớp" in page

    names = list(imports.names_in(Proposal.from_dict(record.proposal)))
    number = names.index("Hội Người yêu sách tỉnh")
    name_url = reverse("tasks:import_name", args=[record.pk, number])
    client.get(name_url)
    client.post(name_url, {"version": record.version, "means": "unit", "unit": bloc.partner.pk})
    record.refresh_from_db()
    assert record.names["Hội Người yêu sách tỉnh"] == {"unit": "LMHTX"}

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
        (SimpleUploadedFile("anh.jpg", b"x"), "Chỉ nhận tệp Word"),
        (SimpleUploadedFile("trong.md", b""), "rỗng"),
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


# --- Correcting -------------------------------------------------------------------------------------------------------


def test_line_is_corrected_with_and_without_htmx(as_user, cast, bloc, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_line", args=[record.pk, "1.0"])
    response = client.get(url)
    data = form_data(response.context["form"], response.context["rows"])
    changed = data | {"text": "Các chi bộ mở góc đọc sách.", "a-0-name": "Đoàn Thanh niên Khối", "a-0-role": "lead"}
    response = client.post(url, changed | {"version": record.version})
    assert response.headers["Location"] == reverse("tasks:import_detail", args=[record.pk]) + "#dong-1.0"
    record.refresh_from_db()
    assert record.version == 1
    assert record.proposal["sections"][1]["items"][0]["text"] == "Các chi bộ mở góc đọc sách."
    assert record.names["Đoàn Thanh niên Khối"] == {"unit": "DTN"}

    response = client.post(url, changed | {"version": 1, "label": "1a"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.count('id="import-body"') == 1
    assert "<html" not in page
    assert "1a" in page


def test_wrong_line_keeps_what_was_typed(as_user, cast, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_line", args=[record.pk, "1.0"])
    response = client.get(url)
    data = form_data(response.context["form"], response.context["rows"])
    response = client.post(url, data | {"version": 0, "text": "", "product": "Một góc đọc sách"})
    assert response.status_code == 422
    assert "Một góc đọc sách" in response.content.decode()
    record.refresh_from_db()
    assert record.version == 0


def test_conflict_shows_both_texts_and_loses_neither(as_user, cast, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_line", args=[record.pk, "1.0"])
    response = client.get(url)
    data = form_data(response.context["form"], response.context["rows"])
    corrected(record, cast)
    response = client.post(url, data | {"version": 0, "text": "Lời của tôi"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Lời của tôi" in page
    assert "Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách" in page
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize(
    ("act", "address", "texts"),
    [
        ("task", "1.1", ["Các chi ủy", "Bố trí", "Hội Người"]),
        ("remove", "1.0.0", ["Các chi ủy", "Hội Người"]),
        ("promote", "1.0.0", ["Các chi ủy", "Bố trí", "Hội Người"]),
        ("demote", "1.1", ["Các chi ủy", "Bố trí", "Hội Người"]),
        ("merge", "1.1", ["Các chi ủy", "Bố trí"]),
        ("add", "1.0", ["Các chi ủy", "Bố trí", "", "Hội Người"]),
    ],
)
def test_structural_act_keeps_the_order_of_the_document(as_user, cast, record, act, address, texts):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_act", args=[record.pk, address])
    response = client.post(url, {"act": act, "version": record.version})
    assert response.status_code == 302
    record.refresh_from_db()
    proposal = Proposal.from_dict(record.proposal)
    found = [item.text for address, item in imports_walk(proposal) if address.startswith("1.")]
    assert len(found) == len(texts)
    assert all(text.startswith(start) for text, start in zip(found, texts, strict=True))
    assert record.version == 1


def imports_walk(proposal):
    from tasks.importing.corrections import walk

    return walk(proposal)


def test_removed_line_stays_visible_as_not_understood_and_comes_back(as_user, cast, record):
    client = as_user(cast.administrator)
    client.post(reverse("tasks:import_act", args=[record.pk, "1.1"]), {"act": "remove", "version": 0})
    record.refresh_from_db()
    unread = record.proposal["unread"]
    place = next(n for n, passage in enumerate(unread) if "Hội Người yêu sách" in passage["text"])
    page = client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()
    assert "Phần chưa hiểu" in page
    url = reverse("tasks:import_act", args=[record.pk, place])
    client.post(url, {"act": "take", "part": "2", "version": 1})
    record.refresh_from_db()
    assert "Hội Người yêu sách" in record.proposal["sections"][2]["items"][-1]["text"]


@pytest.mark.parametrize(("act", "address"), [("promote", "1.0"), ("demote", "1.0"), ("merge", "1.0")])
def test_impossible_act_says_why_and_changes_nothing(as_user, cast, record, act, address):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_act", args=[record.pk, address])
    response = client.post(url, {"act": act, "version": 0}, follow=True)
    assert "kh-note-soon" in response.content.decode()
    record.refresh_from_db()
    assert record.version == 0


@pytest.mark.parametrize("address", ["9.0", "1.9", "1.x", "1.-1", "1"])
def test_address_that_is_not_there_is_not_found(as_user, cast, record, address):
    client = as_user(cast.administrator)
    assert client.get(reverse("tasks:import_line", args=[record.pk, address])).status_code == 404


def test_collective_is_chosen_for_a_name(as_user, cast, bloc, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_name", args=[record.pk, 1])
    data = {"version": 0, "means": "collective", "place": "DB01", "kinds": ["cell"]}
    client.post(url, data)
    record.refresh_from_db()
    assert record.names["Hội Người yêu sách tỉnh"] == {"place": "DB01", "kinds": ["cell"]}
    client.post(url, {"version": 1, "means": "nobody"})
    record.refresh_from_db()
    assert record.names["Hội Người yêu sách tỉnh"] == {}


# --- Confirming -------------------------------------------------------------------------------------------------------


def test_confirming_twice_makes_one_plan(as_user, cast, record):
    record = corrected(record, cast)
    client = as_user(cast.administrator)
    url = reverse("tasks:import_confirm", args=[record.pk])
    answers = [client.post(url, {"version": record.version}).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Plan.objects.count() == 1


def test_confirming_an_old_version_changes_nothing(cast, record):
    newer = corrected(record, cast)
    with pytest.raises(Conflict):
        imports.confirm_import(record=newer, version=newer.version - 1, by=cast.administrator, now=NOW)
    assert Plan.objects.count() == 0


def test_problem_stops_the_whole_confirmation(as_user, cast, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_confirm", args=[record.pk])
    response = client.post(url, {"version": record.version}, follow=True)
    assert "Chưa có ngày ban hành." in response.content.decode()
    assert (Plan.objects.count(), Assignment.objects.count()) == (0, 0)


def test_two_leads_of_one_task_are_a_problem(cast, record):
    proposal = dated(record)
    item = proposal.sections[1].items[1]
    item.assignees = [*item.assignees, type(item.assignees[0])("Đoàn Thanh niên Khối", "lead")]
    record = imports.correct_proposal(record=record, proposal=proposal, version=0, by=cast.administrator, now=NOW)
    record = imports.decide_name(
        record=record,
        name="Hội Người yêu sách tỉnh",
        unit=make_unit("HNYS", "partner", record.issuer),
        version=1,
        by=cast.administrator,
        now=NOW,
    )
    problems = imports.foresee(record, TODAY).problems
    assert [problem.address for problem in problems] == ["1.1"]


def test_before_a_day_excludes_it_when_the_office_says_so(cast, record):
    Office.objects.create(pk=1, before_day_counts=False)
    record = corrected(record, cast)
    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    assert plan.tasks.get(label="1", section__numeral="II").due_on == date(2026, 11, 29)


def test_confirmation_keeps_its_history(cast, record):
    record = corrected(record, cast)
    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    verbs = Change.objects.filter(subject="tasks.assignment").values_list("verb", flat=True)
    assert list(verbs) == ["Giao việc"] * plan.assignments.count()
    assert Change.objects.of(plan).get().by == cast.administrator


def test_discarded_import_makes_no_plan(as_user, cast, record):
    client = as_user(cast.administrator)
    client.post(reverse("tasks:import_discard", args=[record.pk]))
    record.refresh_from_db()
    assert record.state == "discarded"
    with pytest.raises(Conflict):
        imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    assert "đã bỏ" in client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()


# --- Rights -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["secretary", "tracker", "standing", "inspector", "stranger"])
def test_only_administrators_import(as_user, cast, record, person):
    client = as_user(getattr(cast, person))
    assert client.get(reverse("tasks:plan_import")).status_code == 403
    assert client.get(reverse("tasks:import_detail", args=[record.pk])).status_code == 403
    assert client.post(reverse("tasks:import_confirm", args=[record.pk]), {"version": 0}).status_code == 403


def test_administrator_of_another_committee_finds_nothing(as_user, cast, record):
    other = make_unit("KHAC", "committee")
    from tests.factories import make_user

    client = as_user(make_user("quantrikhac", other, "administrator"))
    assert client.get(reverse("tasks:import_detail", args=[record.pk])).status_code == 404
    assert "doc-sach.md" not in client.get(reverse("tasks:plan_import")).content.decode()
