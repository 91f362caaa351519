"""The pages of periods: figures, opening a special one, locking and opening again."""

from datetime import date

import pytest
from django.urls import reverse

from reports.models import Period
from reports.selectors.coverage import Coverage
from tests.factories import make_assignment, make_period, make_plan, make_report, make_unit
from units.models import Change

LIST = "/ky-bao-cao/"
NEW = "/ky-bao-cao/moi/"


@pytest.fixture
def period(plan, bloc, cast):
    period = make_period(plan)
    make_report(period, bloc.base_cell, "accepted")
    make_report(period, bloc.sibling, "sent", on_time=False)
    make_report(period, bloc.youth)
    return period


@pytest.fixture
def special(plan):
    return {
        "plan": plan.pk,
        "kind": "interim",
        "name": "Sơ kết năm 2026",
        "starts_on": "2026-01-01",
        "ends_on": "2026-11-30",
        "due_on": "2026-12-05",
    }


def test_list_shows_expected_sent_on_time(period, cast, as_user):
    response = as_user(cast.tracker).get(LIST)
    assert response.context["rows"] == [(period, Coverage(expected=3, sent=2, on_time=1, waiting=1, accepted=1), 0)]
    assert "2/3 (67 %)" in " ".join(response.content.decode().split())


def test_a_period_past_its_cut_off_can_be_compiled_by_the_tracker(period, plan, cast, as_user, time_machine):
    button = reverse("reports:rollup_compile")
    time_machine.move_to(date(2026, 11, 14))
    assert button not in as_user(cast.tracker).get(LIST).content.decode()
    time_machine.move_to(date(2026, 11, 15))
    assert button in as_user(cast.tracker).get(LIST).content.decode()
    assert button not in as_user(cast.administrator).get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(plan, bloc, cast, as_user, django_assert_num_queries, count):
    for number in range(count):
        make_report(make_period(plan, starts_on=date(2026, number + 1, 1)), bloc.base_cell)
    client = as_user(cast.tracker)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_a_plan_without_periods_says_so(plan, cast, as_user):
    assert "Chưa mở kỳ báo cáo nào" in as_user(cast.tracker).get(LIST).content.decode()


def test_opening_a_special_period_asks_every_unit(plan, bloc, cast, as_user, special):
    make_assignment(plan.tasks.get(), bloc.base_cell)
    response = as_user(cast.tracker).post(NEW, special)
    assert response.url == f"{LIST}?plan={plan.pk}"
    period = Period.objects.get()
    assert (period.kind, period.name, period.due_on) == ("interim", "Sơ kết năm 2026", date(2026, 12, 5))
    assert [report.unit for report in period.unit_reports.all()] == [bloc.base_cell]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "quarter"}, "Hãy chọn một lựa chọn hợp lệ"),
        ({"due_on": "2026-11-01"}, "Hạn gửi báo cáo không được trước ngày chốt số liệu."),
        ({"ends_on": "2025-11-01", "due_on": "2026-01-01"}, "Ngày chốt số liệu không được trước ngày bắt đầu kỳ."),
        ({"name": ""}, "Trường này là bắt buộc"),
    ],
)
def test_a_wrong_special_period_is_refused_and_keeps_what_was_typed(plan, cast, as_user, special, wrong, sentence):
    response = as_user(cast.tracker).post(NEW, special | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "2026-01-01" in response.content.decode()
    assert not Period.objects.exists()


def test_a_second_press_opens_one_period(plan, cast, as_user, special):
    client = as_user(cast.tracker)
    client.post(NEW, special)
    response = client.post(NEW, special)
    assert response.status_code == 422
    assert "Kỳ báo cáo này đã được mở." in response.content.decode()
    assert Period.objects.count() == 1


def test_lock_and_open_again_with_a_reason(period, cast, as_user):
    client = as_user(cast.tracker)
    lock, unlock = (reverse(f"reports:period_{name}", args=[period.pk]) for name in ("lock", "unlock"))
    client.post(lock)
    period.refresh_from_db()
    assert (period.is_locked, period.locked_by) == (True, cast.tracker)
    assert "đã được khóa" in client.post(lock, follow=True).content.decode()
    assert "Mở lại" in client.get(LIST).content.decode()
    assert client.post(unlock, {"reason": ""}).status_code == 422
    client.post(unlock, {"reason": "Đơn vị xin bổ sung"})
    period.refresh_from_db()
    assert not period.is_locked
    assert Change.objects.of(period).first().reason == "Đơn vị xin bổ sung"
    assert "đang mở" in client.post(unlock, {"reason": "x"}, follow=True).content.decode()


@pytest.mark.parametrize(("who", "status"), [("administrator", 302), ("standing", 403), ("inspector", 403)])
def test_who_may_lock(period, cast, as_user, who, status):
    client = as_user(getattr(cast, who))
    assert client.post(reverse("reports:period_lock", args=[period.pk])).status_code == status
    period.refresh_from_db()
    assert period.is_locked is (status == 302)


@pytest.mark.parametrize("who", ["standing", "inspector", "secretary"])
def test_others_open_nothing_and_see_no_buttons(period, cast, as_user, special, who):
    client = as_user(getattr(cast, who))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, special).status_code == 403
    unlock = client.post(reverse("reports:period_unlock", args=[period.pk]), {"reason": "x"})
    assert unlock.status_code == (404 if who == "secretary" else 403)  # the plan gives that unit nothing
    page = client.get(LIST)
    if who == "secretary":
        assert page.status_code == 403
    else:
        assert "Mở kỳ sơ kết" not in page.content.decode()
        assert reverse("reports:period_lock", args=[period.pk]) not in page.content.decode()


def test_a_plan_of_another_committee_is_out_of_reach(cast, as_user, special):
    other = make_unit("KHAC", "committee")
    foreign = make_plan(other, number="99")
    client = as_user(cast.tracker)
    assert client.post(NEW, special | {"plan": foreign.pk}).status_code == 422
    assert client.post(reverse("reports:period_lock", args=[make_period(foreign).pk])).status_code == 404
