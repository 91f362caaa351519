"""Urging one unit or many: what each gets, nobody twice, who has nothing owed."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from reports.models import UnitReport, Urge
from reports.services import urges
from reports.services.urges import settle_urges, urge_units
from tasks.models import Notice
from tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_user,
)

KEY = uuid.UUID(int=1)
URL = "/don-doc/"


@pytest.fixture
def period(plan, bloc, cast):
    """Base_cell owes a late assignment, sibling the report; youth owes nothing; the plan's other task is in term."""
    make_assignment(plan.tasks.get(), bloc.base_cell, due_on=date(2026, 11, 1))
    make_assignment(make_task(plan), bloc.youth, due_on=date(2027, 11, 1))
    period = make_period(plan)
    make_report(period, bloc.base_cell, "accepted")
    make_report(period, bloc.sibling)
    make_report(period, bloc.youth, "sent", sent_by=cast.secretary)
    return period


def send(plan, units, cast, **fields):
    given = {"plan": plan, "units": units, "message": "Đề nghị khẩn trương.", "key": KEY, "by": cast.tracker}
    return urge_units(**given | {"today": TODAY, "now": NOW} | fields)


# --- Service ----------------------------------------------------------------------------------------------------------


def test_each_unit_gets_the_words_and_what_it_owes(plan, period, bloc, cast):
    assert send(plan, [bloc.base_cell, bloc.sibling], cast, period=period) == 2
    assert {urge.unit: urge.message for urge in Urge.objects.all()} == {
        bloc.base_cell: (
            "Đề nghị khẩn trương.\n- II.1. Tuyên truyền về hợp tác xã kiểu mới: hạn 1/11/2026, quá 17 ngày."
        ),
        bloc.sibling: "Đề nghị khẩn trương.\n- Báo cáo Quý thử nghiệm: hạn gửi 17/11/2026, chậm 1 ngày.",
    }
    notices = {notice.person: notice for notice in Notice.objects.all()}
    assert set(notices) == {cast.secretary, cast.sibling_secretary}
    notice = notices[cast.sibling_secretary]
    assert (notice.kind, notice.unit, notice.plan) == ("urged", bloc.sibling, plan)
    assert notice.subject == f"report:{bloc.sibling.reports.get().pk}"  # sending the report ends it
    assert notice.link == reverse("tasks:my_work")


def test_a_second_press_sends_nothing(plan, period, bloc, cast):
    assert send(plan, [bloc.base_cell], cast) == 1
    assert send(plan, [bloc.base_cell], cast) == 0
    assert send(plan, [bloc.base_cell, bloc.sibling], cast) == 1  # the same page sent again with one more
    assert (Urge.objects.count(), Notice.objects.count()) == (2, 2)
    assert send(plan, [bloc.base_cell], cast, key=uuid.uuid4()) == 1


def test_the_database_refuses_a_double(plan, period, bloc, cast):
    send(plan, [bloc.base_cell], cast)
    with pytest.raises(IntegrityError):
        Urge.objects.create(plan=plan, unit=bloc.base_cell, message="x", key=KEY, at=NOW, by=cast.tracker)


def test_about_one_assignment(plan, period, bloc, cast):
    assignment = bloc.base_cell.assignments.get()
    send(plan, [bloc.base_cell], cast, assignment=assignment)
    notice = Notice.objects.get()
    assert (notice.assignment, notice.subject) == (assignment, f"assignment:{assignment.pk}")
    assert notice.link == reverse("tasks:assignment_detail", args=[assignment.pk])


def test_urge_about_several_things_ends_when_nothing_is_owed_any_more(plan, period, bloc, cast):
    bloc.base_cell.reports.all().delete()
    make_report(period, bloc.base_cell)
    send(plan, [bloc.base_cell], cast)
    late = bloc.base_cell.assignments.get()

    assert settle_urges(today=TODAY, now=NOW) == 0
    UnitReport.objects.filter(unit=bloc.base_cell).delete()
    assert settle_urges(today=TODAY, now=NOW) == 0
    type(late).objects.filter(pk=late.pk).update(state="awaiting", declared_on=TODAY)

    assert (settle_urges(today=TODAY, now=NOW), settle_urges(today=TODAY, now=NOW)) == (1, 0)


def test_words_to_a_unit_that_owes_nothing_stand_until_they_are_read(plan, period, bloc, cast):
    make_user("bithudoan", bloc.youth)
    send(plan, [bloc.youth], cast)

    assert settle_urges(today=TODAY, now=NOW) == 0
    assert Notice.objects.standing().count() == 1


def test_a_unit_without_people_is_recorded(plan, period, bloc, cast):
    assert send(plan, [bloc.youth], cast) == 1
    assert Urge.objects.get().message == "Đề nghị khẩn trương."
    assert not Notice.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "standing", "inspector", "administrator", "stranger"])
def test_only_the_tracker_urges(plan, period, bloc, cast, who):
    with pytest.raises(PermissionDenied):
        send(plan, [bloc.base_cell], cast, by=getattr(cast, who))


def test_words_and_units_are_required_and_bounded(plan, period, bloc, cast, monkeypatch):
    with pytest.raises(ValidationError) as refused:
        send(plan, [], cast, message=" ")
    assert sorted(refused.value.message_dict) == ["message", "units"]
    monkeypatch.setattr(urges, "AT_ONCE", 1)
    with pytest.raises(ValidationError, match="tối đa 1 đơn vị"):
        send(plan, [bloc.base_cell, bloc.sibling], cast)


def test_queries_do_not_grow_but_for_one_notice_a_unit(plan, period, bloc, cast, django_assert_num_queries):
    send(plan, [bloc.youth], cast, key=uuid.uuid4())
    with django_assert_num_queries(8):  # two savepoints, doubles, owed 2, people, urges, 1 notice
        send(plan, [bloc.base_cell], cast, key=uuid.uuid4())
    with django_assert_num_queries(9):
        send(plan, [bloc.base_cell, bloc.sibling], cast, key=uuid.uuid4())


# --- Pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def today(time_machine):
    time_machine.move_to(NOW, tick=False)
    return timezone.localdate()


def ask(plan, period, *units):
    return {"plan": plan.pk, "period": period.pk, "unit": [unit.pk for unit in units]}


def test_the_page_ticks_who_owes_and_points_out_who_does_not(plan, period, bloc, cast, as_user, today):
    response = as_user(cast.tracker).get(URL, ask(plan, period, bloc.base_cell, bloc.youth, bloc.sibling))
    shown = {item.unit: bool(item.owed) for item in response.context["addressees"]}
    assert shown == {bloc.base_cell: True, bloc.sibling: True, bloc.youth: False}
    page = response.content.decode()
    assert page.count("checked") == 2
    assert page.count("Không nợ việc, không nợ báo cáo") == 1
    assert page.count("Chưa có người báo cáo nào") == 1
    assert "quá 17 ngày" in page


def test_preview_shows_the_whole_text_then_sending_leaves_exactly_it(plan, period, bloc, cast, as_user, today):
    client = as_user(cast.tracker)
    data = ask(plan, period, bloc.sibling) | {"key": str(KEY), "message": "Xin gửi ngay."}
    preview = client.post(URL, data | {"step": "preview"})
    (item,) = preview.context["addressees"]
    assert not Urge.objects.exists()
    response = client.post(URL, data | {"step": "send"})
    assert response.url == f"{reverse('reports:board')}?plan={plan.pk}"
    assert Urge.objects.get().message == item.text
    again = client.post(URL, data | {"step": "send"}, follow=True)
    assert "đã gửi rồi" in again.content.decode()
    assert (Urge.objects.count(), Notice.objects.count()) == (1, 1)


def test_going_back_from_the_preview_keeps_the_words(plan, period, bloc, cast, as_user, today):
    data = ask(plan, period, bloc.sibling) | {"key": str(KEY), "message": "Lời của tôi", "step": "write"}
    page = as_user(cast.tracker).post(URL, data).content.decode()
    assert "Lời của tôi" in page
    assert 'value="preview"' in page


def test_an_empty_message_is_refused_and_nothing_sent(plan, period, bloc, cast, as_user, today):
    data = ask(plan, period, bloc.sibling) | {"key": str(KEY), "message": "", "step": "send"}
    response = as_user(cast.tracker).post(URL, data)
    assert response.status_code == 422
    assert "Hãy viết nội dung đôn đốc." in response.content.decode()
    assert not Urge.objects.exists()


def test_no_unit_chosen_leads_back_to_the_board(plan, period, cast, as_user, today):
    response = as_user(cast.tracker).get(URL, ask(plan, period))
    assert response.url == f"{reverse('reports:board')}?plan={plan.pk}"


def test_what_is_out_of_scope_does_not_exist(plan, period, bloc, cast, as_user, today):
    other = make_unit("KHAC", "committee")
    foreign = make_plan(other, number="99")
    client = as_user(cast.tracker)
    assert client.get(URL, ask(plan, period, other)).status_code == 404
    assert client.get(URL, {"plan": foreign.pk, "unit": bloc.sibling.pk}).status_code == 404
    assert client.get(URL).status_code == 404
    assert client.get(URL, {"plan": "x", "unit": "y"}).status_code == 404


def test_a_period_of_another_plan_is_refused(plan, period, bloc, cast, as_user, today):
    other = make_period(make_plan(bloc.root, number="13"))
    response = as_user(cast.tracker).get(URL, ask(plan, other, bloc.sibling))
    assert response.status_code == 422
    assert "Thuộc kế hoạch khác" in response.content.decode()


@pytest.mark.parametrize(("who", "status"), [("standing", 403), ("inspector", 403), ("administrator", 403)])
def test_others_may_not_urge(plan, period, bloc, cast, as_user, who, status):
    client = as_user(getattr(cast, who))
    assert client.get(URL, ask(plan, period, bloc.sibling)).status_code == status
    data = ask(plan, period, bloc.sibling) | {"key": str(KEY), "message": "x", "step": "send"}
    assert client.post(URL, data).status_code == status
    assert not Urge.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(plan, period, bloc, cast, as_user, django_assert_num_queries, count):
    units = [bloc.base_cell, bloc.sibling, bloc.youth][:count]
    client = as_user(cast.tracker)
    with django_assert_num_queries(11):
        client.get(URL, ask(plan, period, *units))
