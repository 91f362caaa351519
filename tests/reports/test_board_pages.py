"""The pages of the board: filters, drill-down, who sees what, how many queries."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Direction, Urge
from tests.factories import NOW, make_assignment, make_period, make_plan, make_report, make_task, make_unit, make_user

BOARD, UNITS, PICTURE = "/tong-quan/", "/tong-quan/don-vi/", "/toan-canh/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)
    return timezone.localdate()


@pytest.fixture
def period(plan, bloc, cast):
    """Base_cell is late, its report accepted; sibling's report is missing; the cell is in term, its report returned."""
    task = plan.tasks.get()
    make_assignment(task, bloc.base_cell, due_on=date(2026, 11, 1), percent=35, state="in_progress")
    make_assignment(task, bloc.sibling)
    make_assignment(task, bloc.cell, due_on=date(2026, 12, 31))
    period = make_period(plan)
    make_report(period, bloc.base_cell, "accepted", difficulties="Thiếu kinh phí tuyên truyền")
    make_report(period, bloc.sibling, difficulties="Bản nháp không ai được đọc")
    make_report(period, bloc.cell, "returned")
    return period


def page_of(client, url, **query):
    return " ".join(client.get(url, query).content.decode().split())


# --- Board ------------------------------------------------------------------------------------------------------------


def test_one_look_says_who_is_late_and_who_has_not_reported(period, bloc, cast, as_user):
    response = as_user(cast.tracker).get(BOARD)
    rows = [(row.unit, row.counts.overdue, row.days_late, row.report.state) for row in response.context["rows"]]
    assert rows == [
        (bloc.base_cell, 1, 17, "accepted"),
        (bloc.sibling, 0, 0, "owed"),
        (bloc.cell, 0, 0, "returned"),
    ]
    page = " ".join(response.content.decode().split())
    assert "= đã hoàn thành 0 ÷ (đã hoàn thành 0 + quá hạn 1)" in page
    assert "= đã hoàn thành 0 ÷ tổng việc có hạn 2" in page
    assert "từ 1/3 phân công có báo phần trăm" in page
    assert "Đã gửi <strong>2/3</strong> đơn vị phải gửi (67 %)" in page
    assert "Chưa gửi, quá hạn" in page
    assert "17 ngày" in page


def test_no_style_or_script_in_the_page(period, cast, as_user):
    client = as_user(cast.tracker)
    for url in (BOARD, UNITS, PICTURE):
        page = page_of(client, url)
        assert " style=" not in page
        assert "onclick" not in page


@pytest.mark.parametrize(
    ("query", "overdue", "total"),
    [({"kind": "cell"}, 0, 1), ({"kind": "base_cell"}, 1, 2), ({"kind": "nonsense"}, 1, 3), ({"state": "x"}, 1, 3)],
)
def test_filters_narrow_the_figures(period, cast, as_user, query, overdue, total):
    counts = as_user(cast.tracker).get(BOARD, query).context["board"].counts
    assert (counts.overdue, counts.total) == (overdue, total)


def test_branch_section_and_state(period, plan, bloc, cast, as_user):
    client = as_user(cast.tracker)
    context = client.get(BOARD, {"branch": bloc.committee.pk}).context
    assert (context["board"].counts.total, [row.unit for row in context["rows"]]) == (1, [bloc.cell])
    assert client.get(BOARD, {"section": plan.sections.get().pk}).context["board"].counts.total == 3
    context = client.get(BOARD, {"state": "missing"}).context
    assert (context["board"].counts.total, [row.unit for row in context["rows"]]) == (3, [bloc.sibling])
    assert "Bộ lọc <span" in page_of(client, BOARD, state="missing")


def test_choices_of_another_plan_fall_away(period, plan, bloc, cast, as_user):
    other = make_plan(bloc.root, number="13", issued_on=date(2025, 1, 1))
    query = {"plan": other.pk, "section": plan.sections.get().pk, "period": period.pk}
    context = as_user(cast.tracker).get(BOARD, query).context
    assert (context["plan"], context["period"], context["look"].section) == (other, None, None)
    assert "Chưa mở kỳ báo cáo nào" in page_of(as_user(cast.tracker), BOARD, plan=other.pk)


def test_newest_active_plan_first_and_a_foreign_one_never(period, plan, bloc, cast, as_user):
    client = as_user(cast.tracker)
    make_plan(bloc.root, number="14", issued_on=date(2026, 9, 1), state="closed")
    make_plan(bloc.root, number="15", issued_on=date(2026, 10, 1), state="draft")
    foreign = make_plan(make_unit("KHAC", "committee"), number="99")
    assert client.get(BOARD).context["plan"] == plan
    assert client.get(BOARD, {"plan": foreign.pk}).context["plan"] == plan
    assert "99-KH" not in page_of(client, BOARD)


def test_links_down_keep_the_filters(period, bloc, cast, as_user):
    page = page_of(as_user(cast.tracker), BOARD, branch=bloc.committee.pk)
    assert f"{UNITS}?branch={bloc.committee.pk}&amp;state=overdue" in page


def test_an_office_without_plans_says_so(cast, as_user):
    for url in (BOARD, UNITS, PICTURE, "/xem-xet/", "/ky-bao-cao/"):
        assert "Chưa có kế hoạch nào" in page_of(as_user(cast.tracker), url)


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts(plan, bloc, cast, as_user, django_assert_num_queries, count):
    period = make_period(plan)
    for number in range(count):
        task, unit = make_task(plan), make_unit(f"Q{number}", "cell", bloc.committee)
        make_assignment(task, unit, due_on=date(2026, 11, 1))
        make_report(period, unit, "accepted", sent_by=cast.secretary, difficulties="Khó")
    client = as_user(cast.tracker)
    with django_assert_num_queries(20):
        assert len(client.get(BOARD).context["rows"]) == count
    with django_assert_num_queries(15):
        assert len(client.get(UNITS).context["rows"]) == count
    with django_assert_num_queries(21):
        assert len(client.get(reverse("reports:unit_status", args=[bloc.committee.pk])).context["rows"]) >= count
    with django_assert_num_queries(17):
        assert len(client.get(PICTURE).context["difficulties"]) == count


# --- Units ------------------------------------------------------------------------------------------------------------


def test_all_units_are_listed_and_paged(period, plan, bloc, cast, as_user):
    for number in range(50):
        make_assignment(plan.tasks.get(), make_unit(f"P{number:02}", "base_cell", bloc.root))
    client = as_user(cast.tracker)
    first, second = (client.get(UNITS, {"page": number}).context for number in (1, 2))
    assert (first["page_obj"].paginator.count, len(first["rows"]), len(second["rows"])) == (53, 50, 3)
    assert not {row.unit for row in first["rows"]} & {row.unit for row in second["rows"]}


def test_a_units_page_shows_its_work_reports_urges_and_directions(period, plan, bloc, cast, as_user):
    fields = {"plan": plan, "unit": bloc.base_cell, "at": NOW, "key": "00000000-0000-0000-0000-000000000001"}
    Urge.objects.create(message="Đề nghị báo cáo ngay", by=cast.tracker, **fields)
    Direction.objects.create(text="Tập trung hoàn thành", by=cast.standing, **fields)
    response = as_user(cast.tracker).get(reverse("reports:unit_status", args=[bloc.base_cell.pk]))
    (group,) = response.context["groups"]
    assert (group.label, len(group.assignments)) == ("Quá hạn", 1)
    page = " ".join(response.content.decode().split())
    for words in ("quá 17 ngày", "Đề nghị báo cáo ngay", "1 lần", "Tập trung hoàn thành", period.name):
        assert words in page


def test_a_units_page_lists_the_units_below(period, bloc, cast, as_user):
    response = as_user(cast.tracker).get(reverse("reports:unit_status", args=[bloc.committee.pk]))
    assert [row.unit for row in response.context["rows"]] == [bloc.other_cell, bloc.cell]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("tracker", 200),
        ("standing", 200),
        ("inspector", 200),
        ("secretary", 200),
        ("sibling_secretary", 404),
        ("stranger", 404),
    ],
)
def test_who_sees_a_unit(period, bloc, cast, as_user, who, status):
    response = as_user(getattr(cast, who)).get(reverse("reports:unit_status", args=[bloc.base_cell.pk]))
    assert response.status_code == status


def test_a_unit_page_without_plans(bloc, cast, as_user):
    url = reverse("reports:unit_status", args=[bloc.youth.pk])
    assert "Chưa có kế hoạch nào" in page_of(as_user(cast.tracker), url)


# --- Picture ----------------------------------------------------------------------------------------------------------


def test_the_picture_shows_what_stands_and_no_draft(period, plan, bloc, cast, as_user):
    Direction.objects.create(
        plan=plan, text="Rà soát ngay", by=cast.standing, at=NOW, key="00000000-0000-0000-0000-000000000002"
    )
    page = page_of(as_user(cast.standing), PICTURE)
    for words in (
        "Thiếu kinh phí tuyên truyền",
        "Rà soát ngay",
        "từ 2/3 đơn vị phải gửi",
        "Số liệu đến ngày 18/11/2026",
    ):
        assert words in page
    assert "Bản nháp không ai được đọc" not in page
    assert "Cho ý kiến chỉ đạo" in page


# --- Who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [BOARD, UNITS, PICTURE])
def test_pages_are_for_those_who_watch(period, cast, as_user, url):
    for who, status in [("tracker", 200), ("standing", 200), ("inspector", 200), ("administrator", 200)]:
        assert as_user(getattr(cast, who)).get(url).status_code == status
    for who in ("secretary", "stranger"):
        assert as_user(getattr(cast, who)).get(url).status_code == 403


@pytest.mark.parametrize("who", ["inspector", "administrator"])
def test_watching_only_shows_no_buttons_that_act(period, bloc, cast, as_user, who):
    client = as_user(getattr(cast, who))
    for url in (BOARD, UNITS, PICTURE, reverse("reports:unit_status", args=[bloc.base_cell.pk])):
        page = page_of(client, url)
        for words in ("Đôn đốc đơn vị đã chọn", 'name="unit"', "Cho ý kiến chỉ đạo", "/don-doc/?"):
            assert words not in page


def test_a_lower_committees_board_shows_its_own_units_only(period, bloc, cast, as_user):
    lower = make_user("tuyengiaoso", make_unit("BTGS", "board", bloc.committee), "tracker")
    context = as_user(lower).get(BOARD).context
    assert (context["board"].counts.total, context["board"].coverage.expected) == (1, 1)
    assert [row.unit for row in context["rows"]] == [bloc.cell]
    page = page_of(as_user(lower), BOARD)
    assert bloc.base_cell.name not in page
    assert bloc.sibling.name not in page
    assert "Đôn đốc đơn vị đã chọn" not in page


def test_nobody_is_offered_to_urge_their_own_unit(plan, bloc, cast, as_user):
    for unit in (bloc.board, bloc.base_cell):
        make_assignment(plan.tasks.get(), unit)
    client = as_user(cast.tracker)
    units = client.get(f"{reverse('reports:board_units')}?plan={plan.pk}").content.decode()
    assert f'name="unit" value="{bloc.base_cell.pk}"' in units
    assert f'name="unit" value="{bloc.board.pk}"' not in units
    offered = [
        reverse("reports:urge") in client.get(reverse("reports:unit_status", args=[unit.pk])).content.decode()
        for unit in (bloc.base_cell, bloc.board)
    ]
    assert offered == [True, False]
