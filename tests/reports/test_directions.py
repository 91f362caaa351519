"""Directions of the Standing Committee: given once, told to whom they concern, read by no one else."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reports.models import Direction
from reports.services.directions import give_direction
from tasks.models import Notice
from tests.factories import NOW, TODAY, make_plan, make_task, make_unit, make_user

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
