"""Files: built by a job, the very bytes that were issued, a draft's as long as it stays as it is."""

import hashlib
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from reports.jobs import build_rollup_files_job
from reports.models import RollupBuild
from reports.services.rollups import save_rollup
from tests.factories import (
    NOW,
    make_report,
)
from tests.reports.rollups.conftest import said, url


@pytest.mark.parametrize(
    ("kind", "content_type"), [("docx", "wordprocessingml.document"), ("xlsx", "spreadsheetml.sheet")]
)
def test_a_download_is_the_very_bytes_that_were_issued(as_user, cast, issued, kind, content_type):
    client = as_user(cast.standing)
    file = issued.files.get(kind=kind)

    answer = client.get(url("file", issued, kind))

    assert answer.content == bytes(file.content)
    assert hashlib.sha256(answer.content).hexdigest() == file.sha256
    assert answer["Content-Type"].endswith(content_type)
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert (answer["X-Content-Type-Options"], answer["ETag"]) == ("nosniff", f'"{file.sha256}"')
    assert client.get(url("file", issued, kind), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_bytes_that_are_not_whole_are_not_given_out(as_user, cast, issued, monkeypatch, caplog):
    from reports.services import rollup_files

    monkeypatch.setattr(rollup_files, "file_is_whole", lambda file: False)

    answer = as_user(cast.standing).get(url("file", issued, "docx"), follow=True)

    assert "SHA-256" in said(answer)[0]
    assert "does not match" in caplog.text


def test_a_draft_has_its_files_built_for_the_asking(as_user, cast, draft):
    client = as_user(cast.inspector)
    early = client.get(url("file", draft, "docx"), follow=True)
    asked = client.post(url("files", draft), follow=True).content.decode()
    waits = client.get(url("files", draft))
    build_rollup_files_job()

    assert said(early)[0].startswith("Tệp của dự thảo này chưa được lập")
    assert "Đang lập tệp Word và Excel" in asked
    assert "Tải Word" not in asked
    assert "đang chờ đến lượt" in waits.content.decode()
    assert client.get(url("files", draft)).headers["HX-Refresh"] == "true"
    assert "Tải Word" in client.get(url("detail", draft)).content.decode()
    word, excel = (client.get(url("file", draft, kind)) for kind in ("docx", "xlsx"))

    cells = [cell.text for row in Document(BytesIO(word.content)).tables[0].rows for cell in row.cells]
    cover = [row[0] for row in load_workbook(BytesIO(excel.content))["Thông tin"].iter_rows(values_only=True)]
    assert any("Dự thảo lần 1" in cell for cell in cells)
    assert "Dự thảo lần 1" in cover
    assert word["Content-Disposition"] == 'attachment; filename="du-thao-lan-1-20260815.docx"'
    assert "ETag" not in word


def test_a_file_stands_until_the_draft_or_its_reports_change(as_user, bloc, cast, draft, period):
    client = as_user(cast.tracker)
    for change in (
        lambda: None,
        lambda: save_rollup(rollup=draft, version=0, abstract="khác", texts={}, by=cast.tracker, now=NOW),
        lambda: make_report(period, bloc.committee, "sent"),
    ):
        change()
        assert client.get(url("file", draft, "docx")).status_code == 302
        client.post(url("files", draft))
        build_rollup_files_job()
        client.post(url("files", draft))  # stands, so nothing is owed
        assert client.get(url("file", draft, "docx")).status_code == 200


def test_files_of_an_issued_one_are_not_asked_for(as_user, cast, issued):
    answer = as_user(cast.tracker).post(url("files", issued), follow=True)

    assert "đã ban hành" in said(answer)[0]
    assert not RollupBuild.objects.exists()


def test_there_is_no_other_kind_of_file(as_user, cast, issued):
    assert as_user(cast.tracker).get(url("file", issued, "exe")).status_code == 404
