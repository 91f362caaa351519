"""Plans as lists and pages, and what an administrator changes on them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Collective, Notice, Plan, Recipient, Section, Task
from tasks.selectors.plans import plan_counts, plan_parts, plans_for, search_units
from tasks.services.notices import owe_notices
from tasks.services.plans import add_task, close_plan, edit_plan, edit_task, reopen_plan
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_unit, make_user
from units.models import Change

LIST_QUERIES = 7
DETAIL_QUERIES = 15


@pytest.fixture
def task(plan):
    return plan.tasks.get()


def detail(plan) -> str:
    return reverse("tasks:plan_detail", args=[plan.pk])


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_filters_by_state_and_searches_without_accents(as_user, cast, bloc, plan):
    make_plan(bloc.root, number="13", title="Học tập và làm theo tấm gương", state="closed")
    client = as_user(cast.administrator)
    url = reverse("tasks:plan_list")
    whole = client.get(url).content.decode()
    assert "12-KH/ĐUK" in whole
    assert "13-KH/ĐUK" in whole
    found = client.get(url, {"q": "hoc tap tam guong"}).content.decode()
    assert ("13-KH/ĐUK" in found, "12-KH/ĐUK" in found) == (True, False)
    closed = client.get(url, {"state": "closed"}).content.decode()
    assert ("13-KH/ĐUK" in closed, "12-KH/ĐUK" in closed) == (True, False)
    assert "12-KH/ĐUK" in client.get(url, {"q": "12-kh/duk"}).content.decode()
    assert "Không có kế hoạch nào khớp" in client.get(url, {"q": "không có"}).content.decode()


def test_list_takes_as_many_queries_for_three_plans_as_for_one(as_user, cast, bloc, plan, django_assert_num_queries):
    client = as_user(cast.tracker)
    url = reverse("tasks:plan_list")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)
    for number in ("13", "14"):
        make_assignment(make_task(make_plan(bloc.root, number=number)), bloc.sibling)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)


def test_secretary_lists_only_active_plans_that_give_the_unit_work(cast, bloc, plan, assignment):
    make_plan(bloc.root, number="13")
    draft = make_plan(bloc.root, number="14", state="draft")
    make_assignment(make_task(draft), bloc.base_cell)
    assert list(plans_for(cast.secretary)) == [plan]
    assert list(plans_for(cast.sibling_secretary)) == []
    assert list(plans_for(cast.stranger)) == []


def test_counts_are_of_the_units_in_scope_and_equal_a_recount(cast, bloc, plan, task):
    make_assignment(task, bloc.base_cell, due_on=date(2026, 11, 17))
    make_assignment(task, bloc.committee, due_on=TODAY)
    make_assignment(task, bloc.cell)
    watcher = plan_counts([plan], cast.tracker, TODAY)[plan.pk]
    assert (watcher.total, watcher.done, watcher.overdue) == (3, 0, 1)
    committee = plan_counts([plan], cast.committee_secretary, TODAY)[plan.pk]
    assert (committee.total, committee.overdue) == (2, 0)
    cell = plan_counts([plan], cast.cell_secretary, TODAY)[plan.pk]
    assert cell.total == 1


# --- The page ---------------------------------------------------------------------------------------------------------


def test_page_keeps_the_order_and_wording_of_the_plan(as_user, cast, bloc, plan, task):
    Section.objects.create(plan=plan, position=2, numeral="III", title="TỔ CHỨC THỰC HIỆN", text="Lời văn của mục.")
    dash = make_task(plan, "Bố trí quỹ đất cho hợp tác xã", parent=task, label="-")
    Recipient.objects.create(plan=plan, position=1, text="Thường trực Tỉnh ủy", report=True)
    page = as_user(cast.administrator).get(detail(plan)).content.decode()
    places = [page.index(text) for text in ("NHIỆM VỤ VÀ GIẢI PHÁP", task.text, dash.text, "Lời văn của mục.")]
    assert places == sorted(places)
    assert "Thường trực Tỉnh ủy (báo cáo)" in page


def test_page_names_collectives_to_those_who_watch_and_own_units_to_others(as_user, cast, bloc, plan, task):
    collective = Collective.objects.create(
        plan=plan, task=task, place=bloc.root, kinds=["base_cell"], phrase="Các chi ủy cơ sở", period_kind="quarter"
    )
    for unit in (bloc.base_cell, bloc.sibling):
        make_assignment(task, unit, collective=collective)
    make_assignment(task, bloc.partner, "support")
    watcher = plan_parts(plan, cast.tracker, TODAY)[0].lines[0]
    assert [(given.name, given.units) for given in watcher.given] == [
        ("Liên minh Hợp tác xã tỉnh", None),
        ("Các chi ủy cơ sở", 2),
    ]
    own = plan_parts(plan, cast.secretary, TODAY)[0].lines[0]
    assert [(given.name, given.state_label) for given in own.given] == [("Chi bộ Công ty Ánh Sáng", "Chưa bắt đầu")]
    page = as_user(cast.secretary).get(detail(plan)).content.decode()
    assert "Chưa bắt đầu" in page
    assert "phân công, hoàn thành" not in page
    assert bloc.sibling.name not in page
    assert bloc.partner.name not in page


def test_page_names_a_few_units_and_counts_the_rest(cast, bloc, plan, task):
    for number in range(8):
        make_assignment(task, make_unit(f"Z{number}", "cell", bloc.committee))
    line = plan_parts(plan, cast.tracker, TODAY)[0].lines[0]
    assert (len(line.given), line.more) == (6, 2)


def test_page_takes_as_many_queries_for_three_tasks_as_for_one(
    as_user, cast, bloc, plan, assignment, django_assert_num_queries
):
    client = as_user(cast.administrator)
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(detail(plan))
    for _ in range(2):
        make_assignment(make_task(plan), bloc.sibling)
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(detail(plan))


def test_plan_out_of_scope_is_not_found(as_user, cast, bloc, plan, assignment):
    assert as_user(cast.sibling_secretary).get(detail(plan)).status_code == 404
    assert as_user(cast.stranger).get(detail(plan)).status_code == 404
    assert as_user(cast.secretary).get(detail(plan)).status_code == 200
    assert as_user(cast.inspector).get(detail(plan)).status_code == 200


# --- The head ---------------------------------------------------------------------------------------------------------


def plan_data(client, plan) -> dict[str, object]:
    response = client.get(reverse("tasks:plan_edit", args=[plan.pk]))
    form = response.context["forms"][0]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None} | {"version": plan.version}


def test_head_is_edited_with_history(as_user, cast, plan):
    client = as_user(cast.administrator)
    data = plan_data(client, plan) | {"title": "Trích yếu mới"}
    client.post(reverse("tasks:plan_edit", args=[plan.pk]), data)
    plan.refresh_from_db()
    assert (plan.title, plan.version) == ("Trích yếu mới", 1)
    change = Change.objects.of(plan).get()
    assert change.after == {"title": "Trích yếu mới"}
    assert change.by == cast.administrator


def test_conflict_shows_what_stands_and_what_was_typed(as_user, cast, plan):
    client = as_user(cast.administrator)
    data = plan_data(client, plan) | {"title": "Bản của tôi"}
    edit_plan(plan=plan, data={"title": "Bản của người khác"}, version=0, by=cast.administrator, now=NOW)
    response = client.post(reverse("tasks:plan_edit", args=[plan.pk]), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bản của người khác" in page
    assert "Bản của tôi" in page
    client.post(reverse("tasks:plan_edit", args=[plan.pk]), data | {"version": 1})
    assert Plan.objects.get().title == "Bản của tôi"


def test_wrong_head_keeps_what_was_typed_and_names_the_field(as_user, cast, plan):
    client = as_user(cast.administrator)
    data = plan_data(client, plan) | {"issued_on": "hôm qua", "title": "Vẫn còn đây"}
    response = client.post(reverse("tasks:plan_edit", args=[plan.pk]), data)
    assert response.status_code == 422
    assert "Vẫn còn đây" in response.content.decode()
    assert Plan.objects.get().version == 0


def test_same_number_twice_is_refused_with_a_sentence(cast, bloc, plan):
    other = make_plan(bloc.root, number="13")
    with pytest.raises(ValidationError, match="số, ký hiệu và ngày này đã có"):
        edit_plan(plan=other, data={"number": "12"}, version=0, by=cast.administrator, now=NOW)


# --- The lines --------------------------------------------------------------------------------------------------------


def test_task_is_edited_and_its_assignments_follow_the_new_deadline(as_user, cast, bloc, plan, task):
    row = make_assignment(task, bloc.base_cell)
    other = make_assignment(task, bloc.sibling, due_on=date(2026, 12, 1))
    response = as_user(cast.administrator).post(
        reverse("tasks:task_edit", args=[task.pk]),
        {
            "version": 0,
            "label": "1",
            "text": "Vận động thành lập hợp tác xã",
            "is_task": "on",
            "due_on": "2026-12-20",
            "move_assignments": "on",
            "reason": "Tỉnh ủy yêu cầu",
        },
    )
    assert response.headers["Location"] == reverse("tasks:task_detail", args=[task.pk])
    task.refresh_from_db()
    assert (task.due_on, task.search_text) == (date(2026, 12, 20), "van dong thanh lap hop tac xa")
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.due_on, other.due_on) == (date(2026, 12, 20), date(2026, 12, 1))


def test_new_deadline_for_assignments_needs_a_reason(as_user, cast, task, assignment):
    response = as_user(cast.administrator).post(
        reverse("tasks:task_edit", args=[task.pk]),
        {"version": 0, "text": task.text, "is_task": "on", "due_on": "2026-12-20", "move_assignments": "on"},
    )
    assert response.status_code == 422
    assert "Đổi hạn thì phải ghi lý do." in response.content.decode()
    assert Task.objects.get().due_on is None


def test_edit_of_an_old_version_is_a_conflict(cast, plan, task):
    edit_plan(plan=plan, data={"title": "Khác"}, version=0, by=cast.administrator, now=NOW)
    with pytest.raises(Conflict):
        edit_task(task=task, data={"text": "Cũ"}, version=0, by=cast.administrator, now=NOW)
    assert Task.objects.get().text != "Cũ"


def test_new_line_stands_behind_the_lines_of_its_parent(cast, plan, task):
    last = make_task(plan, "Cuối cùng")
    section = plan.sections.get()
    lines = ((task, "Con thứ nhất"), (task, "Con thứ hai"), (None, "Đứng cuối mục"))
    for version, (parent, text) in enumerate(lines):
        add_task(
            plan=plan,
            section=section,
            parent=parent,
            data={"text": text, "label": "-"},
            version=version,
            by=cast.administrator,
            now=NOW,
        )
    texts = plan.tasks.order_by("position").values_list("text", flat=True)
    assert list(texts) == [task.text, "Con thứ nhất", "Con thứ hai", last.text, "Đứng cuối mục"]
    assert list(plan.tasks.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_new_line_is_added_on_the_page(as_user, cast, plan, task):
    client = as_user(cast.administrator)
    url = reverse("tasks:task_create", args=[plan.pk])
    client.get(url)
    client.post(
        url,
        {
            "version": 0,
            "section": plan.sections.get().pk,
            "parent": task.pk,
            "text": "Việc bổ sung",
            "is_task": "on",
            "indicators": "lớp tập huấn | ít nhất 2 | lớp",
        },
    )
    added = plan.tasks.get(text="Việc bổ sung")
    assert (added.parent, [row.name for row in added.indicators.all()]) == (task, ["lớp tập huấn"])
    assert Change.objects.of(added).get().after["Chỉ tiêu, số liệu"] == "lớp tập huấn | ít nhất 2 | lớp | Cộng dồn"


def test_empty_office_is_led_to_its_units_first(db, as_user):
    root = make_unit("DUX", "committee", None)
    client, address = as_user(make_user("quantrixa", root, "administrator")), reverse("tasks:plan_list")

    assert "Bắt đầu từ danh sách đơn vị." in client.get(address).content.decode()
    make_unit("CB01", "base_cell", root)
    assert "Chưa có kế hoạch nào." in client.get(address).content.decode()


# --- The end ----------------------------------------------------------------------------------------------------------


def test_plan_is_closed_and_reopened_with_a_reason(as_user, cast, plan, assignment):
    client = as_user(cast.administrator)
    close = reverse("tasks:plan_close", args=[plan.pk])
    assert client.post(close, {"version": 0, "reason": ""}).status_code == 422
    client.post(close, {"version": 0, "reason": "Đã tổng kết"})
    assert Plan.objects.get().state == "closed"
    assert "Mở lại kế hoạch" in client.get(detail(plan)).content.decode()
    close_plan(plan=plan, reason="Lần nữa", by=cast.administrator, now=NOW)
    client.post(reverse("tasks:plan_reopen", args=[plan.pk]), {"version": 1, "reason": "Còn việc"})
    assert Plan.objects.get().state == "active"
    assert list(Change.objects.of(plan).values_list("verb", "reason")) == [
        ("Mở lại kế hoạch", "Còn việc"),
        ("Kết thúc kế hoạch", "Đã tổng kết"),
    ]


def test_closed_plan_is_not_edited(cast, plan, task):
    close_plan(plan=plan, reason="Xong", by=cast.administrator, now=NOW)
    plan = Plan.objects.get()
    with pytest.raises(ValidationError, match="đã kết thúc"):
        edit_plan(plan=plan, data={"title": "x"}, version=plan.version, by=cast.administrator, now=NOW)
    reopen_plan(plan=plan, reason="", by=cast.administrator, now=NOW)
    assert Plan.objects.get().state == "active"


@pytest.mark.parametrize("person", ["secretary", "tracker", "standing", "inspector"])
def test_only_administrators_change_plans(as_user, cast, plan, task, assignment, person):
    client = as_user(getattr(cast, person))
    for name in ("plan_edit", "plan_close", "plan_reopen", "task_create"):
        url = reverse(f"tasks:{name}", args=[plan.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {"version": 0, "reason": "x"}).status_code == 403
    assert client.get(reverse("tasks:task_edit", args=[task.pk])).status_code == 403
    assert (Plan.objects.get().version, Assignment.objects.get().version) == (0, 0)


def test_administrator_of_a_unit_below_does_not_change_the_plan_above(as_user, bloc, plan, assignment):
    make_assignment(assignment.task, bloc.committee)
    client = as_user(make_user("quantricoso", bloc.committee, "administrator"))
    assert client.get(detail(plan)).status_code == 200
    assert client.get(reverse("tasks:plan_edit", args=[plan.pk])).status_code == 403


# --- Search -----------------------------------------------------------------------------------------------------------


def test_unit_search_lets_first_words_go(bloc):
    assert search_units(bloc.root, "Ban Thường vụ Đoàn Khối", TODAY) == [bloc.youth]
    assert search_units(bloc.root, "", TODAY) == []
    assert search_units(bloc.committee, "Bảo tàng", TODAY) == []


def test_a_closed_plan_reminds_nobody(plan, assignment, cast):
    owe_notices(
        people=[cast.secretary], kind="urged", key="urge:1", subject="urge:1", title="Đôn đốc", plan=plan, now=NOW
    )

    close_plan(plan=plan, reason="Đã tổng kết", by=cast.administrator, now=NOW)

    assert not Notice.objects.standing().exists()


def test_line_given_to_very_many_units_tells_their_number(plan, assignment, bloc, cast, monkeypatch):
    make_assignment(plan.tasks.get(), bloc.sibling)
    monkeypatch.setattr("tasks.selectors.plans.SORTED", 1)

    [line] = plan_parts(plan, cast.tracker, TODAY)[0].lines

    assert [(given.role, given.units) for given in line.given] == [("Giao", 2)]
