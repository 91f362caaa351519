"""The pages of examples: who sees what, one flow from the unit to the others, and what each page asks the database."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from reports.models import Adoption, Example, ExampleFile
from tasks.models import Draft
from tasks.services.files import check_files, keep_files
from tests.factories import NOW, TODAY, make_assignment, make_example, make_period, make_report, make_unit
from tests.tasks.sample_files import PNG, upload
from units.models import Office

LIST = reverse("reports:example_list")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name, row):
    return reverse(f"reports:{name}", args=[row.pk])


def titles(client, **query):
    return [example.title for example in client.get(LIST, query).context["page_obj"]]


@pytest.fixture
def three(plan, bloc, cast):
    """One in every state, all of base_cell."""
    return {
        state: make_example(plan, bloc.base_cell, state, title=state, proposed_at=NOW - timedelta(days=number))
        for number, state in enumerate(("proposed", "verified", "declined"))
    }


def test_the_list_shows_each_person_what_is_theirs_to_see(three, cast, as_user):
    every = ["proposed", "verified", "declined"]
    seen = {"secretary": every, "tracker": every, "standing": every, "inspector": every, "administrator": every}
    seen |= {"sibling_secretary": ["verified"], "cell_secretary": ["verified"], "stranger": []}
    for person, expected in seen.items():
        assert titles(as_user(getattr(cast, person))) == expected, person


def test_the_list_is_narrowed(plan, bloc, cast, as_user, three):
    make_example(plan, bloc.youth, "verified", title="Tổ đổi công", proposed_by=cast.secretary)
    client = as_user(cast.tracker)

    assert titles(client, words="to doi CONG") == ["Tổ đổi công"]
    assert titles(client, words="doan thanh nien") == ["Tổ đổi công"]
    assert titles(client, kind="mass") == ["Tổ đổi công"]
    assert titles(client, state="declined") == ["declined"]
    assert len(titles(client, plan=plan.pk)) == 4
    assert len(titles(client, plan="9999", kind="la", state="x")) == 4
    assert "Không có mô hình nào khớp" in client.get(LIST, {"words": "không đâu có"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(plan, bloc, cast, as_user, django_assert_num_queries, count):
    for number in range(count):
        example = make_example(
            plan, make_unit(f"X{number}", "base_cell", bloc.root), "verified", proposed_by=cast.secretary
        )
        Adoption.objects.create(example=example, unit=bloc.sibling, on=TODAY, at=NOW, by=cast.sibling_secretary)
    client = as_user(cast.secretary)
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(plan, bloc, cast, as_user, django_assert_num_queries, count):
    example = make_example(plan, bloc.base_cell, "verified", task=plan.tasks.get())
    for number in range(count):
        unit = make_unit(f"X{number}", "base_cell", bloc.root)
        Adoption.objects.create(example=example, unit=unit, on=TODAY, at=NOW, by=cast.secretary)
    client = as_user(cast.tracker)
    with django_assert_num_queries(12):
        client.get(url("example_detail", example))


def test_from_the_unit_to_the_others(assignment, bloc, cast, as_user):
    """Named with a photo, verified, seen and taken up elsewhere, withdrawn."""
    client = as_user(cast.secretary)
    page = client.get(reverse("reports:example_create"))
    assert [label for label, _ in page.context["form"].fields["line"].choices] == [str(assignment.plan.name)]
    form = {
        "key": uuid.uuid4(),
        "unit": bloc.base_cell.pk,
        "line": f"{assignment.plan_id}-{assignment.task_id}",
        "title": "Bữa trưa hợp tác",
        "text": "Bếp ăn dùng rau của hợp tác xã.",
        "files": [upload("bep.png", PNG)],
    }
    assert client.post(reverse("reports:example_create"), form).status_code == 302
    example = Example.objects.get()
    assert (example.task, example.files.get().name) == (assignment.task, "bep.png")
    photo = url("example_file", example.files.get())

    client = as_user(cast.sibling_secretary)
    assert (client.get(url("example_detail", example)).status_code, client.get(photo).status_code) == (404, 404)

    client = as_user(cast.tracker)
    assert (
        'Mô hình chờ xác nhận <span class="kh-tally">1</span>'
        in client.get(reverse("reports:review_queue")).content.decode()
    )
    client.post(url("example_verify", example), {"version": 0})
    example.refresh_from_db()
    assert example.is_verified

    client = as_user(cast.sibling_secretary)
    page = client.get(url("example_detail", example)).content.decode()
    assert photo in page
    assert "Đơn vị tôi đã làm theo" in page
    assert "Người nêu" not in page  # who wrote it is not for other units
    sent = client.get(photo)
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "attachment" in sent["Content-Disposition"]
    assert sent.getvalue() == PNG
    client.post(url("example_adopt", example), {"unit": bloc.sibling.pk, "on": TODAY, "note": "Làm mỗi thứ sáu."})
    assert Adoption.objects.get().unit == bloc.sibling
    assert "Làm mỗi thứ sáu." in client.get(url("example_detail", example)).content.decode()

    page = as_user(cast.cell_secretary).get(url("example_detail", example)).content.decode()
    assert 'Đơn vị làm theo <span class="kh-tally">1</span>' in page
    assert bloc.sibling.name not in page

    as_user(cast.sibling_secretary).post(url("adoption_withdraw", Adoption.objects.get()))
    assert not Adoption.objects.exists()


def test_a_refused_form_keeps_what_was_typed_and_asks_for_the_files_again(assignment, bloc, cast, as_user):
    form = {"key": uuid.uuid4(), "unit": bloc.base_cell.pk, "line": assignment.plan_id, "text": "Điều đã viết"}
    response = as_user(cast.secretary).post(
        reverse("reports:example_create"), form | {"title": "TỐI MẬT", "files": [upload("a.png", PNG)]}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "Điều đã viết" in page
    assert "độ mật" in page
    assert "Xin chọn lại ảnh" in page
    assert not Example.objects.exists()


def test_what_is_typed_and_chosen_is_kept_until_the_form_is_sent(assignment, bloc, cast, as_user):
    client, address = as_user(cast.secretary), reverse("reports:example_create")
    typed = json.dumps({"title": "Bữa trưa hợp tác", "line": str(assignment.plan_id)})
    draft = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": typed, "files": [upload("bep.png", PNG)]}
    assert client.post(address, draft, headers={"X-Draft": "1"}).status_code == 200

    page = client.get(address)
    [held] = page.context["drafted"].files
    assert ("bep.png" in page.content.decode(), page.context["form"]["title"].value()) == (True, "Bữa trưa hợp tác")
    assert as_user(cast.sibling_secretary).get(address).context["drafted"].files == []
    form = {"key": uuid.uuid4(), "unit": bloc.base_cell.pk, "line": assignment.plan_id, "title": "Bữa trưa"}
    form |= {"text": "Bếp ăn dùng rau của hợp tác xã.", "draft_files": [held.pk]}
    client = as_user(cast.secretary)
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]

    assert [file.name for file in Example.objects.get().files.all()] == ["bep.png"]
    assert not Draft.objects.exists()


def test_taking_one_up_is_a_draft_until_it_is_sent(assignment, bloc, cast, as_user):
    make_assignment(assignment.task, bloc.sibling)
    example = make_example(assignment.plan, bloc.base_cell, "verified")
    client, address = as_user(cast.sibling_secretary), url("example_adopt", example)
    draft = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": json.dumps({"note": "Làm mỗi thứ sáu."})}
    assert client.post(address, draft, headers={"X-Draft": "1"}).status_code == 200

    form = client.get(address).context["form"]

    assert form["note"].value() == "Làm mỗi thứ sáu."
    sent = {"unit": bloc.sibling.pk, "on": "2026-11-01", "note": "Làm mỗi thứ sáu."}
    assert client.post(address, sent).status_code == 302
    assert (Adoption.objects.get().note, Draft.objects.exists()) == ("Làm mỗi thứ sáu.", False)


def test_the_files_to_take_out_are_ticked_anew(assignment, bloc, cast, as_user):
    """A draft has one text for a field, and half of the ticks would take out another file."""
    example = make_example(assignment.plan, bloc.base_cell)
    keep_files(ExampleFile, check_files([upload("bep.png", PNG)], Office()), example=example)
    client, address = as_user(cast.secretary), url("example_edit", example)
    draft = {"page": "a", "revision": 0, "based_on": 0, "fields_typed": json.dumps({"removed": "12", "title": "Bếp"})}
    client.post(address, draft, headers={"X-Draft": "1"})

    form = client.get(address).context["form"]

    assert [form["title"].value(), form["removed"].value()] == ["Bếp", None]


def test_two_people_editing_see_both_texts(assignment, bloc, cast, as_user):
    example = make_example(assignment.plan, bloc.base_cell, text="Bản đang lưu", version=3)
    form = {"key": example.key, "unit": bloc.base_cell.pk, "line": assignment.plan_id, "title": "T", "version": 2}
    client = as_user(cast.secretary)

    response = client.post(url("example_edit", example), form | {"text": "Bản tôi viết"})
    page = response.content.decode()
    assert (response.status_code, "Bản đang lưu" in page, "Bản tôi viết" in page) == (422, True, True)

    form |= {"version": response.context["form"]["version"].value(), "text": "Bản tôi viết"}
    assert client.post(url("example_edit", example), form).status_code == 302
    example.refresh_from_db()
    assert example.text == "Bản tôi viết"


def test_the_report_leads_to_naming_one_for_it(assignment, bloc, cast, as_user):
    report = make_report(make_period(assignment.plan), bloc.base_cell, "draft")
    client = as_user(cast.secretary)
    address = f"{reverse('reports:example_create')}?bao-cao={report.pk}"
    assert address in client.get(url("report_edit", report)).content.decode()

    form = {"key": uuid.uuid4(), "unit": bloc.base_cell.pk, "line": assignment.plan_id, "title": "T", "text": "N"}
    assert client.post(address, form).url == url("report_edit", report)
    assert Example.objects.get().report == report
    page = client.get(url("report_edit", report))
    assert page.context["news"] == 2  # a line for the assignment, and the part with the example

    other = make_report(report.period, bloc.sibling, "draft")
    assert client.get(reverse("reports:example_create"), {"bao-cao": other.pk}).status_code == 404


def test_the_reviewer_finds_the_act_beside_the_report(plan, bloc, cast, as_user):
    report = make_report(make_period(plan), bloc.base_cell, "sent", examples="- Tổ giúp nhau.\n- Gian hàng chung.")
    client, address = as_user(cast.tracker), url("example_from_report", report)
    assert address in client.get(url("report_detail", report)).content.decode()

    assert client.post(address, {"key": uuid.uuid4(), "title": "", "lines": ["Tổ giúp nhau."]}).status_code == 422
    client.post(address, {"key": uuid.uuid4(), "title": "Tổ", "lines": ["Tổ giúp nhau.", "Gian hàng chung."]})
    example = Example.objects.get()
    assert (example.text, example.is_verified) == ("Tổ giúp nhau.\nGian hàng chung.", True)

    assert address not in client.get(url("report_detail", report)).content.decode()
    assert client.get(address).url == url("report_detail", report)
    assert address not in as_user(cast.secretary).get(url("report_detail", report)).content.decode()


def test_somebody_else_was_first(plan, bloc, cast, as_user):
    example = make_example(plan, bloc.base_cell, version=1)
    client = as_user(cast.tracker)
    for name, form in (("example_verify", {}), ("example_decline", {"reason": "Chưa rõ."})):
        page = client.post(url(name, example), form | {"version": 0}, follow=True).content.decode()
        assert "vừa được người khác sửa" in page
    assert client.post(url("example_decline", example), {"version": 1, "reason": ""}).status_code == 422
    client.post(url("example_decline", example), {"version": 1, "reason": "Chưa rõ."})
    client.post(url("example_undo", example), {"version": 2})
    example.refresh_from_db()
    assert (example.state, example.version) == ("proposed", 3)
