"""Directions of the Standing Committee: given once, told to whom they concern, read by no one else."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reports.models import Direction
from reports.services.directions import give_direction, make_directed_task
from tasks.models import Assignment, Notice
from tests.factories import (
    NOW,
    TODAY,
    form_data,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_user,
)
from units.models import Change, Unit

KEY = uuid.UUID(int=7)


def give(plan, cast, **fields):
    given = {"plan": plan, "text": "Khẩn trương hoàn thành trước ngày 30/11.", "key": KEY, "by": cast.standing}
    return give_direction(**given | {"today": TODAY, "now": NOW} | fields)


def test_a_direction_reaches_the_trackers_and_the_unit(plan, bloc, cast):
    direction = give(plan, cast, unit=bloc.base_cell, task=plan.tasks.get())
    assert (direction.plan, direction.unit, direction.by) == (plan, bloc.base_cell, cast.standing)
    told = {notice.person: notice.unit for notice in Notice.objects.all()}
    assert told == {cast.tracker: None, cast.secretary: bloc.base_cell}
    notice = Notice.objects.get(person=cast.secretary)
    assert (notice.kind, notice.link) == ("direction", reverse("reports:direction_list"))


def test_a_plan_without_a_tracker_tells_the_trackers_of_the_issuers_boards(plan, bloc, cast):
    plan.tracker = None
    plan.save()
    make_user("khac", make_unit("BTGS", "board", bloc.committee), "tracker")  # of a lower committee
    give(plan, cast)
    assert [notice.person for notice in Notice.objects.all()] == [cast.tracker]


def test_words_are_kept_in_one_unicode_form(plan, cast):
    assert give(plan, cast, text="To\u0302\u0301t\r\nhơn ").text == "Tốt\nhơn"


def test_a_second_press_gives_the_same_row(plan, cast):
    assert give(plan, cast) == give(plan, cast)
    assert (Direction.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["tracker", "secretary", "inspector", "administrator", "stranger"])
def test_only_the_standing_committee_directs(plan, cast, who):
    with pytest.raises(PermissionDenied):
        give(plan, cast, by=getattr(cast, who))


def test_words_are_required_and_the_task_is_the_plans(plan, bloc, cast):
    with pytest.raises(ValidationError) as refused:
        give(plan, cast, text="  ")
    assert list(refused.value.message_dict) == ["text"]
    other = make_task(make_plan(bloc.root, number="13"))
    with pytest.raises(ValidationError, match="thuộc kế hoạch khác"):
        give(plan, cast, task=other)


def test_list_shows_only_what_concerns_the_person(plan, bloc, cast, as_user):
    everybody = give(plan, cast)
    own = give(plan, cast, key=uuid.uuid4(), unit=bloc.base_cell)
    url = reverse("reports:direction_list")
    for who, seen in [("standing", 2), ("tracker", 2), ("inspector", 2), ("sibling_secretary", 0), ("stranger", 0)]:
        response = as_user(getattr(cast, who)).get(url)
        assert len(response.context["page_obj"]) == seen, who
    assert list(as_user(cast.secretary).get(url).context["page_obj"]) == [own]
    assert everybody.text in as_user(cast.tracker).get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(plan, bloc, cast, as_user, django_assert_num_queries, count):
    for number in range(count):
        give(plan, cast, key=uuid.UUID(int=number), unit=bloc.base_cell, task=plan.tasks.get())
    client = as_user(cast.standing)
    with django_assert_num_queries(6):
        client.get(reverse("reports:direction_list"))


def test_the_form_gives_a_direction_to_a_unit_by_its_code(plan, bloc, cast, as_user):
    url = reverse("reports:direction_create")
    client = as_user(cast.standing)
    page = client.get(url, {"plan": plan.pk, "unit": "CB02"}).content.decode()
    assert 'value="CB02"' in page
    data = {"key": str(KEY), "plan": plan.pk, "task": plan.tasks.get().pk, "unit": "CB02", "text": "Báo cáo ngay."}
    assert client.post(url, data).url == reverse("reports:direction_list")
    client.post(url, data)
    assert Direction.objects.get().unit == bloc.base_cell


def test_a_refused_form_keeps_what_was_typed(plan, cast, as_user):
    make_unit("KHAC", "committee")
    data = {"key": str(KEY), "plan": plan.pk, "unit": "KHAC", "text": "Điều đã viết"}
    response = as_user(cast.standing).post(reverse("reports:direction_create"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Điều đã viết" in page
    assert "Không tìm thấy đơn vị “KHAC”" in page
    assert not Direction.objects.exists()


@pytest.mark.parametrize("who", ["tracker", "secretary", "inspector", "administrator", "stranger"])
def test_the_form_is_for_the_standing_committee(plan, cast, as_user, who):
    client = as_user(getattr(cast, who))
    url = reverse("reports:direction_create")
    assert client.get(url).status_code == 403
    assert client.post(url, {"plan": plan.pk, "text": "x", "key": str(KEY)}).status_code == 403
    assert "Cho ý kiến chỉ đạo" not in client.get(reverse("reports:direction_list")).content.decode()


# --- Becoming a task --------------------------------------------------------------------------------------------------


def make_it(direction, by, **fields):
    given = {"section": direction.plan.sections.get(), "text": "Mở lớp tập huấn", "due_on": date(2026, 12, 20)}
    rows = Direction.objects.select_related("plan__issuer", "task__section")
    return make_directed_task(direction=rows.get(pk=direction.pk), by=by, now=NOW, **given | fields)


@pytest.mark.parametrize("who", ["tracker", "administrator"])
def test_a_direction_becomes_a_task_of_one_unit(plan, bloc, cast, who):
    direction = give(plan, cast)
    given = make_it(direction, getattr(cast, who), unit=bloc.base_cell)
    assert (given.unit, given.role, given.due_on, given.state) == (
        bloc.base_cell, "lead", date(2026, 12, 20), "not_started"
    )  # fmt: skip
    assert (given.task.text, given.task.parent, given.task.plan) == ("Mở lớp tập huấn", None, plan)
    direction.refresh_from_db()
    assert direction.became == given.task
    notice = Notice.objects.get(person=cast.secretary)
    assert (notice.kind, notice.link) == ("direction", reverse("tasks:assignment_detail", args=[given.pk]))
    assert [change.verb for change in Change.objects.of(direction)] == ["Giao thành nhiệm vụ"]
    assert [change.verb for change in Change.objects.of(given.task)] == ["Thêm nhiệm vụ"]


def test_a_direction_about_a_task_becomes_a_line_below_it(plan, bloc, cast):
    task = plan.tasks.get()
    make_task(plan, "Việc khác")
    given = make_it(give(plan, cast, task=task), cast.tracker, unit=bloc.base_cell, due_on=None)
    assert (given.task.parent, given.task.position, given.due_on) == (task, 2, None)


def test_it_becomes_a_task_once(plan, bloc, cast):
    direction = give(plan, cast)
    make_it(direction, cast.tracker, unit=bloc.base_cell)
    with pytest.raises(ValidationError, match="vừa được giao"):
        make_it(direction, cast.tracker, unit=bloc.sibling)
    assert plan.tasks.count() == 2


@pytest.mark.parametrize("who", ["standing", "secretary", "inspector", "stranger"])
def test_only_trackers_and_editors_make_it_one(plan, bloc, cast, who):
    with pytest.raises(PermissionDenied):
        make_it(give(plan, cast), getattr(cast, who), unit=bloc.base_cell)


def test_a_closed_unit_or_plan_takes_no_task(plan, bloc, cast):
    direction = give(plan, cast)
    Unit.objects.filter(pk=bloc.base_cell.pk).update(closed_on=TODAY)
    with pytest.raises(ValidationError, match="không còn hoạt động"):
        make_it(direction, cast.tracker, unit=bloc.base_cell)
    plan.state = "closed"
    plan.save()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        make_it(direction, cast.tracker, unit=bloc.sibling)


def test_the_page_gives_it_and_the_work_names_its_source(plan, bloc, cast, as_user):
    direction = give(plan, cast, unit=bloc.base_cell)
    client = as_user(cast.tracker)
    url = reverse("reports:direction_task", args=[direction.pk])
    assert url in client.get(reverse("reports:direction_list")).content.decode()
    form = client.get(url).context["form"]
    response = client.post(url, form_data(form) | {"unit": bloc.base_cell.code, "section": plan.sections.get().pk})
    given = Assignment.objects.get()
    assert response.url == reverse("tasks:assignment_detail", args=[given.pk])
    assert client.get(url).url == reverse("tasks:task_detail", args=[given.task_id])
    client = as_user(cast.secretary)
    for address in (response.url, reverse("tasks:task_detail", args=[given.task_id])):
        page = client.get(address).content.decode()
        assert "Nhiệm vụ này được giao theo ý kiến chỉ đạo:" in page
        assert direction.text in page


def test_a_note_stands_where_the_work_is(plan, bloc, cast, assignment, as_user, time_machine):
    time_machine.move_to(NOW)
    report = make_report(make_period(plan), bloc.base_cell)
    own = give(plan, cast, unit=bloc.base_cell, task=plan.tasks.get(), text="Riêng cho chi bộ.")
    give(plan, cast, unit=bloc.sibling, text="Cho chi bộ khác.", key=uuid.uuid4())
    client = as_user(cast.secretary)
    for name, row in (
        ("tasks:my_work", None),
        ("tasks:task_detail", own.task),
        ("tasks:assignment_detail", assignment),
        ("reports:report_detail", report),
    ):
        page = client.get(reverse(name, args=[row.pk] if row else [])).content.decode()
        assert ("Riêng cho chi bộ." in page, "Cho chi bộ khác." in page) == (True, False), name


def test_a_direction_with_a_secrecy_mark_is_refused(plan, cast, as_user):
    form = {"key": KEY, "plan": plan.pk, "text": "MẬT\nKhẩn trương"}
    response = as_user(cast.standing).post(reverse("reports:direction_create"), form)
    assert (response.status_code, Direction.objects.count()) == (422, 0)
