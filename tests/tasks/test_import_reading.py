"""Reading uploaded documents in the background: shared by workers, survived by a worker that dies, visible."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tasks.importing import Refused
from tasks.models import PlanImport
from tasks.services import imports
from tasks.services.imports import read as read_module
from tests.factories import NOW

TEXT = "KẾ HOẠCH\nđọc sách\n\nI. NHIỆM VỤ\n\n1. Các chi bộ đọc sách.\n"


@pytest.fixture
def record(cast, bloc):
    """A document that waits to be read."""
    file = ContentFile(TEXT.encode(), name=f"{uuid4()}.txt")
    return imports.upload_plan(file=file, issuer=bloc.root, by=cast.administrator, now=NOW)


def read(record: PlanImport, later: timedelta = timedelta()) -> str:
    return imports.read_import(pk=record.pk, clock=lambda: NOW + later).state


def test_document_that_another_worker_reads_is_left_alone(record):
    PlanImport.objects.update(leased_until=NOW + timedelta(minutes=1))
    assert read(record) == "reading"
    assert imports.read_owed_imports(clock=lambda: NOW) == 0


def test_document_of_a_worker_that_died_is_read_by_the_next(record):
    PlanImport.objects.update(leased_until=NOW + timedelta(minutes=1), attempts=1)
    assert read(record, timedelta(minutes=1)) == "ready"


def test_document_that_three_workers_died_of_is_refused(record):
    PlanImport.objects.update(leased_until=NOW, attempts=3)
    assert read(record) == "refused"
    record.refresh_from_db()
    assert record.refusal == read_module.CRASHED


def test_progress_is_shown_while_the_document_is_read(record, as_user, cast, monkeypatch):
    page = as_user(cast.administrator)
    state = reverse("tasks:import_state", args=[record.pk])
    seen = [page.get(state).content.decode()]

    def reads(data, name, *, progress, **options):
        progress(1, 100)
        progress(50, 100)
        seen.append(page.get(state).content.decode())
        raise Refused("Thử xong.")

    monkeypatch.setattr(read_module, "propose", reads)
    assert read(record) == "refused"
    assert ["0 %" in seen[0], "45 %" in seen[1]] == [True, True]


def test_pages_over_the_setting_are_refused(record, settings):
    settings.IMPORT_MAX_PAGES = 0
    assert read(record) == "refused"
    record.refresh_from_db()
    assert record.refusal == "Văn bản quá dài (hơn 0 trang); hãy tách thành nhiều tệp."
