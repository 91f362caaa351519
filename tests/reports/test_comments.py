"""What a unit and the board write to each other: about a report, about a unit's work on a task."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from kehoach.lib.secrecy import REFUSAL
from reports.models import Comment, UnitReport
from reports.selectors.comments import comments_about
from reports.services.comments import write_comment
from tasks.models import Assignment, Draft, Notice
from tests.factories import NOW, make_period, make_report, make_user
from units.models import Change

KEY = uuid.UUID(int=9)


@pytest.fixture(params=["report", "assignment"])
def about(request, plan, bloc, assignment, cast):
    if request.param == "assignment":
        rows = Assignment.objects.select_related("unit", "plan__issuer", "task__section", "task__parent")
        return rows.get(pk=assignment.pk)
    report = make_report(make_period(plan), bloc.base_cell, "sent")
    return UnitReport.objects.select_related("unit", "period__plan__issuer").get(pk=report.pk)


def address(about) -> str:
    return reverse(f"reports:comment_on_{about._meta.model_name.removeprefix('unit')}", args=[about.pk])


def page_of(about) -> str:
    names = {"unitreport": "reports:report_detail", "assignment": "tasks:assignment_detail"}
    return reverse(names[about._meta.model_name], args=[about.pk])


def write(about, by, **fields):
    return write_comment(**{"about": about, "text": "Xin nêu rõ số buổi.", "key": KEY, "by": by, "now": NOW} | fields)


def test_the_board_writes_and_the_units_people_are_told(about, bloc, cast):
    deputy = make_user("phobithu", bloc.base_cell, "deputy")
    comment = write(about, cast.tracker)
    assert {notice.person for notice in Notice.objects.all()} == {cast.secretary, deputy}
    notice = Notice.objects.first()
    assert (notice.kind, notice.detail, notice.unit) == ("comment", "Xin nêu rõ số buổi.", bloc.base_cell)
    assert notice.link == f"{page_of(about)}#trao-doi"
    assert Change.objects.of(comment).get().after == {"text": "Xin nêu rõ số buổi."}


def test_the_unit_writes_and_the_trackers_are_told(about, cast):
    write(about, cast.secretary)
    assert [notice.person for notice in Notice.objects.all()] == [cast.tracker]


def test_a_second_press_writes_once(about, cast):
    assert write(about, cast.tracker) == write(about, cast.tracker)
    assert (Comment.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["sibling_secretary", "standing", "inspector", "administrator", "stranger"])
def test_only_the_unit_and_the_tracker_write(about, cast, who):
    with pytest.raises(PermissionDenied):
        write(about, getattr(cast, who))


def test_who_does_not_see_the_unit_sees_no_comment(about, cast):
    write(about, cast.tracker)
    seen = [len(comments_about(about, person)) for person in (cast.secretary, cast.inspector, cast.sibling_secretary)]
    assert seen == [1, 1, 0]


def test_both_sides_read_it_on_the_page(about, cast, as_user):
    write(about, cast.tracker, text="Đề nghị bổ sung ảnh.")
    for person, may_write in ((cast.secretary, True), (cast.tracker, True), (cast.inspector, False)):
        page = as_user(person).get(page_of(about)).content.decode()
        assert ("Đề nghị bổ sung ảnh." in page, "Gửi trao đổi</button>" in page) == (True, may_write)


def test_it_is_sent_from_the_page_with_and_without_htmx(about, cast, as_user):
    client = as_user(cast.secretary)
    plain = client.post(address(about), {"key": uuid.uuid4(), "text": "Đã rõ."})
    assert plain.url == f"{page_of(about)}#trao-doi"
    part = client.post(
        address(about), {"key": uuid.uuid4(), "text": "Sẽ bổ sung."}, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith('<section class="kh-card" id="trao-doi"')
    assert part.index("Đã rõ.") < part.index("Sẽ bổ sung.")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_is_typed_is_a_draft_until_it_is_sent(about, cast, as_user, headers):
    client = as_user(cast.secretary)
    typed = {"revision": 0, "based_on": 0, "page": "a", "fields_typed": '{"text": "Xin hướng dẫn."}'}
    assert client.post(address(about), typed, headers={"X-Draft": "1"}).status_code == 200
    assert "Xin hướng dẫn." in client.get(page_of(about)).content.decode()
    assert not Comment.objects.exists()

    answer = client.post(address(about), {"key": uuid.uuid4(), "text": "Xin hướng dẫn thêm."}, headers=headers)

    assert answer.cookies["kehoach_sent"].value == address(about)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("text", "refusal"), [(" ", "Hãy viết nội dung trao đổi."), ("TUYỆT MẬT", REFUSAL)])
def test_what_is_refused_stays_on_the_page(about, cast, as_user, text, refusal):
    response = as_user(cast.secretary).post(address(about), {"key": KEY, "text": text})
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert refusal in response.content.decode()


def test_a_comment_is_about_one_thing_and_says_something(plan, bloc, assignment, cast):
    report = make_report(make_period(plan), bloc.base_cell)
    said = {"text": "x", "at": NOW, "by": cast.tracker}
    for wrong in ({}, {"report": report, "assignment": assignment}, {"report": report, "text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.create(**said | wrong, key=uuid.uuid4())
