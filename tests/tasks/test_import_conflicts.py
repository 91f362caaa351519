"""Two administrators correct one import: the second sees both versions and loses nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tasks.services.imports import read_import, upload_plan
from tests.factories import NOW, form_data
from tests.tasks.import_documents import read, texts

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


def test_line_that_was_moved_meanwhile_is_still_the_one_that_is_saved(cast, as_user, bloc):
    record = read(DOCUMENT + "\n2. Các đoàn thể dọn vệ sinh trụ sở.\n", bloc, cast)
    client, address = as_user(cast.administrator), reverse("tasks:import_line", args=[record.pk, "0.0"])
    page = client.get(address)
    mine = form_data(page.context["form"], page.context["rows"]) | {"mark": page.context["mark"], "version": 0}
    client.post(reverse("tasks:import_act", args=[record.pk]), {"act": "down:0.0", "version": 0})

    answer = client.post(address, mine | {"text": "Các đoàn thể trồng hoa."})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Các đoàn thể trồng cây quanh trụ sở." in html
    assert reverse("tasks:import_line", args=[record.pk, "0.1"]) in html
    client.post(address, mine | {"text": "Các đoàn thể trồng hoa.", "version": 1})
    assert texts(record) == ["0.0 Các đoàn t", "0.1 Các đoàn t"]
    assert [item["text"] for item in record.proposal["sections"][0]["items"]] == [
        "Các đoàn thể dọn vệ sinh trụ sở.",
        "Các đoàn thể trồng hoa.",
    ]


def test_line_that_is_gone_meanwhile_is_not_saved_over_another(cast, as_user, record):
    client, address = as_user(cast.administrator), reverse("tasks:import_line", args=[record.pk, "0.0"])
    page = client.get(address)
    mine = form_data(page.context["form"], page.context["rows"]) | {"mark": page.context["mark"], "version": 0}
    client.post(reverse("tasks:import_act", args=[record.pk]), {"act": "remove:0.0", "version": 0})
    assert client.post(address, mine).status_code == 404
