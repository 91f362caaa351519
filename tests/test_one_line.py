"""One line of a plan, from the uploaded document to the issued report, through the real client. Read this first.

The line is III.1, "Các chi ủy, đảng ủy cơ sở …": a collective that becomes one assignment for each base unit. A
secretary logs progress on it and reports, the board returns and accepts, jobs remind and compile, and the words that
the secretary typed lie in the frozen Word file.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kehoach.demo import load as demo
from reports.jobs import build_rollup_files_job, run_sweep_job
from reports.models import Rollup, UnitReport
from tasks.jobs import read_import_job, send_digests_job
from tasks.models import Assignment, Plan, PlanImport
from tasks.services.tallies import wrong_tallies
from tests.conftest import Bloc, Cast
from tests.factories import SIGNING, form_data
from units.models import User

SignIn = Callable[[User], Client]
REAL = Path(__file__).resolve().parents[2] / "shared" / "plans" / "ke-hoach-kl70.md"
OUR_WORDS = "Đã họp chi bộ, giúp tổ hợp tác Bến Đò lập sổ sách."


def demo_plan() -> bytes:
    """The plan of the demo: the real one's structure in our own words."""
    text = (demo.FOLDER / "ke-hoach-thuong-xuyen.md").read_text()
    return text.replace("{issued}", "10 tháng 8 năm 2026").encode()


def real_plan() -> bytes:
    if not REAL.exists():
        pytest.skip("the real plan lies beside the project in ../shared and is not here")
    return REAL.read_bytes()


@pytest.fixture(params=[demo_plan, real_plan], ids=["demo plan", "real plan"])
def document(request: pytest.FixtureRequest) -> SimpleUploadedFile:
    return SimpleUploadedFile("ke-hoach.md", request.param())


def at(month: int, day: int, hour: int = 9) -> time_machine.travel:
    """That hour of the day in Viet Nam, 2026."""
    return time_machine.travel(datetime(2026, month, day, hour - 7, tzinfo=UTC), tick=False)


def test_one_line_from_document_to_report(document: SimpleUploadedFile, bloc: Bloc, cast: Cast, as_user: SignIn):
    with at(8, 11):
        plan = import_plan(as_user(cast.administrator), document, bloc)
        assignment = our_line(plan, bloc)
    with at(9, 3):
        log_progress(as_user(cast.secretary), assignment)
    with at(9, 11):  # the due day comes near: everybody who owes a report is reminded once
        run_sweep_job()
        send_digests_job()
        send_digests_job()
        owing = (cast.secretary, cast.sibling_secretary, cast.committee_secretary)
        assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in owing)
    with at(9, 15):  # the data cut-off was the 14th
        report = send_report(as_user(cast.secretary), bloc)
    with at(9, 15, hour=15):
        return_and_accept(as_user, cast, report)
    with at(9, 17):  # reports were due on the 16th
        run_sweep_job()
        rollup = Rollup.objects.get(plan=plan)
        issue(as_user(cast.tracker), rollup)
    with at(9, 18):
        file = read_as_standing_committee(as_user(cast.standing), rollup)

    assert OUR_WORDS in text_of(file)
    expected = report.period.unit_reports.filter(expected=True).count()
    assert f"đã xác nhận của 1/{expected} đơn vị" in text_of(file)
    assert wrong_tallies([plan.pk]) == set()


def import_plan(client: Client, document: SimpleUploadedFile, bloc: Bloc) -> Plan:
    """The administrator uploads the document, completes its head, and confirms what was read."""
    client.post(reverse("tasks:plan_import"), {"file": document, "issuer": bloc.root.pk})
    read_import_job()
    record = PlanImport.objects.get()
    head = reverse("tasks:import_head", args=[record.pk])
    page = client.get(head)
    known = form_data(page.context["form"], page.context["rows"])
    client.post(
        head,
        known
        | {"version": record.version, "issued_on": "2026-08-10", "period_kind": "month", "reports_from": "2026-08-15"},
    )
    record.refresh_from_db()
    confirm = reverse("tasks:import_confirm", args=[record.pk])
    assert "phân công" in client.get(confirm).content.decode()
    client.post(confirm, {"version": record.version})
    plan = Plan.objects.get()
    words = client.get(reverse("tasks:plan_detail", args=[plan.pk])).content.decode()
    assert "Các chi ủy, đảng ủy cơ sở" in words
    assert plan.tasks.filter(is_task=True).count() == 11
    assert not plan.tasks.exclude(due_on=None).exists()
    return plan


def our_line(plan: Plan, bloc: Bloc) -> Assignment:
    """III.1 went to every base unit; the one we follow is the secretary's."""
    given = Assignment.objects.filter(plan=plan, task__section__numeral="III", task__label="1")
    assert sorted(given.values_list("unit__code", flat=True)) == ["CB02", "CB03", "DB01"]
    return given.get(unit=bloc.base_cell)


def log_progress(client: Client, assignment: Assignment) -> None:
    """The secretary finds the line on the unit's page and writes what was done."""
    assert "Các chi ủy, đảng ủy cơ sở" in client.get(reverse("tasks:my_work")).content.decode()
    form = {
        "key": str(uuid.uuid4()),
        "version": assignment.version,
        "state": "in_progress",
        "percent": "40",
        "result": OUR_WORDS,
        "on": "2026-09-03",
    }
    address = reverse("tasks:update_create", args=[assignment.pk])
    client.post(address, form)
    client.post(address, form)  # a double click leaves one entry
    assert assignment.updates.count() == 1


def send_report(client: Client, bloc: Bloc) -> UnitReport:
    """The report is filled from the updates; the secretary adds the general parts, checks, and sends."""
    report = UnitReport.objects.get(unit=bloc.base_cell, period__starts_on="2026-08-15")
    edit, check, send = (reverse(f"reports:report_{act}", args=[report.pk]) for act in ("edit", "check", "send"))
    client.post(reverse("reports:report_start", args=[report.pk]))
    page = client.get(edit)
    assert OUR_WORDS in page.content.decode()
    report.refresh_from_db()
    form = {"version": report.version, "leadership": "Chi ủy đã quán triệt.", "next_steps": "Tiếp tục giúp đỡ."}
    for line in report.lines.all():
        form |= {
            f"line-{line.pk}-state": line.state,
            f"line-{line.pk}-percent": "" if line.percent is None else line.percent,
            f"line-{line.pk}-result": line.result or "Chưa triển khai, vì đang chuẩn bị.",
        }
    client.post(edit, form)
    assert client.get(check).status_code == 200
    report.refresh_from_db()
    client.post(send, {"version": report.version})
    report.refresh_from_db()
    assert (report.state, report.on_time) == ("sent", True)
    return report


def return_and_accept(as_user: SignIn, cast: Cast, report: UnitReport) -> None:
    """The board returns it with a reason, the secretary sends it again, the board accepts."""
    board = as_user(cast.tracker)
    assert "Chi bộ Công ty Ánh Sáng" in board.get(reverse("reports:review_queue")).content.decode()
    reason = "Đề nghị ghi rõ nguyên nhân."
    decide = reverse("reports:review", args=[report.pk])
    board.post(decide, {"decision": "returned", "revision": 1, "reason": reason})
    secretary = as_user(cast.secretary)
    assert reason in secretary.get(reverse("tasks:my_work")).content.decode()
    report.refresh_from_db()
    secretary.post(reverse("reports:report_send", args=[report.pk]), {"version": report.version})
    as_user(cast.tracker).post(decide, {"decision": "accepted", "revision": 2})
    report.refresh_from_db()
    assert (report.state, report.revision, report.on_time) == ("accepted", 2, True)


def issue(client: Client, rollup: Rollup) -> None:
    """The sweep made the draft; the board gives it number, day and signer."""
    assert OUR_WORDS in client.get(reverse("reports:rollup_detail", args=[rollup.pk])).content.decode()
    address = reverse("reports:rollup_issue", args=[rollup.pk])
    form = SIGNING | {"version": rollup.version, "number": 5, "issued_on": "2026-09-17"}
    assert "không sửa được nữa" in client.post(address, form).content.decode()  # a last look
    client.post(address, form | {"step": "issue"})
    build_rollup_files_job()  # as a worker does, or the sweep where none runs
    rollup.refresh_from_db()
    assert rollup.number_and_symbol == "05-BC/ĐU"


def read_as_standing_committee(client: Client, rollup: Rollup) -> bytes:
    """The bytes that anybody downloads are the bytes that were frozen."""
    answer = client.get(reverse("reports:rollup_file", args=[rollup.pk, "docx"]))
    content = answer.getvalue()
    assert content == bytes(rollup.files.get(kind="docx").content)
    return content


def text_of(file: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(file)).paragraphs)
