"""Two administrators correct one import: the second sees both versions and loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tasks.services.imports import read_import, upload_plan
from tests.factories import NOW, form_data

DOCUMENT = "**KẾ HOẠCH**\n**trồng cây**\n\n**I. NHIỆM VỤ**\n\n1. Các đoàn thể trồng cây quanh trụ sở.\n"


@pytest.fixture
def record(cast, bloc):
    file = SimpleUploadedFile("trong-cay.md", DOCUMENT.encode())
    return read_import(
        pk=upload_plan(file=file, issuer=bloc.root, by=cast.administrator, now=NOW).pk, clock=lambda: NOW
    )


def test_head_saved_by_another_first_shows_both(record, cast, as_user):
    client, address = as_user(cast.administrator), reverse("tasks:import_head", args=[record.pk])
    page = client.get(address)
    mine = form_data(page.context["form"], page.context["rows"]) | {
        "issued_on": "2026-06-01",
        "version": record.version,
    }
    client.post(address, mine | {"title": "trồng cây gây rừng"})

    answer = client.post(address, mine | {"title": "trồng hoa"})

    html = answer.content.decode()
    assert "trồng cây gây rừng" in html
    assert "trồng hoa" in html
    record.refresh_from_db()
    assert record.proposal["title"] == "trồng cây gây rừng"
