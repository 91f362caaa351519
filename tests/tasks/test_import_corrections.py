"""Correcting an import by its forms: a line, the place of a name."""

import pytest
from django.urls import reverse

from tasks.models import Plan
from tests.factories import form_data
from tests.tasks.import_documents import corrected, texts
from units.models import Unit


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
    assert record.names["Hội Khuyến học tỉnh"] == {"place": "DB01", "kinds": ["cell"]}
    client.post(url, {"version": 1, "means": "nobody"})
    record.refresh_from_db()
    assert record.names["Hội Khuyến học tỉnh"] == {}


def test_line_is_split_where_the_text_is_broken(as_user, cast, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_line", args=[record.pk, "1.0"])
    response = client.get(url)
    data = form_data(response.context["form"], response.context["rows"]) | {"version": 0, "act": "split"}

    client.post(url, data | {"text": "Các chi ủy mở góc đọc sách.\nb) Các đảng ủy mua sách."})

    assert texts(record, "1.") == ["1.0 Các chi ủy", "1.1 Các đảng ủ", "1.1.0 Bố trí chỗ", "1.2 Hội Khuyến"]
    first, second = record.proposal["sections"][1]["items"][:2]
    assert (second["label"], second["assignees"], second["deadline"]) == ("b", first["assignees"], first["deadline"])
    assert client.post(url, data | {"version": 1}).status_code == 422


def test_name_becomes_a_unit_that_is_made_with_the_plan(as_user, cast, bloc, record):
    client = as_user(cast.administrator)
    client.post(reverse("tasks:import_name", args=[record.pk, 1]), {"version": 0, "means": "new", "kind": "partner"})
    record.refresh_from_db()
    record = corrected(record, cast)
    confirm = reverse("tasks:import_confirm", args=[record.pk])
    assert "Lập 1 đơn vị: Hội Khuyến học tỉnh" in client.get(confirm).content.decode()
    assert not Unit.objects.filter(name="Hội Khuyến học tỉnh").exists()

    client.post(confirm, {"version": record.version})

    unit = Unit.objects.get(name="Hội Khuyến học tỉnh")
    assert (unit.parent, unit.kind) == (bloc.root, "partner")
    assert [row.unit for row in Plan.objects.get().tasks.get(label="2").assignments.all()] == [unit]
