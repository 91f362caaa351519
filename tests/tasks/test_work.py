"""Việc của đơn vị, one assignment, one task: what each person sees there and does in place."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tasks.models import Assignment, Update
from tasks.selectors.work import GROUPS, count_groups, listed, task_number
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, TODAY, make_assignment, make_plan, make_task, make_update, make_user
from tests.tasks.sample_files import MACRO_DOCX, PNG, upload
from units.models import Change, Membership

MY_WORK = reverse("tasks:my_work")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def form(assignment, **values):
    return {
        "version": assignment.version,
        "key": str(uuid.uuid4()),
        "state": "in_progress",
        "percent": "40",
        "result": "Đã họp chi bộ",
        "on": TODAY.isoformat(),
    } | values


def urls_of(assignment):
    return reverse("tasks:assignment_detail", args=[assignment.pk]), reverse(
        "tasks:update_create", args=[assignment.pk]
    )


# --- The list -------------------------------------------------------------------------------------------------------


def test_groups_are_what_the_assignment_says_of_itself(plan, bloc):
    for days, values in (
        (-3, {}),
        (0, {}),
        (7, {}),
        (8, {}),
        (None, {}),
        (-3, {"state": "awaiting", "declared_on": TODAY}),
        (-3, {"state": "done", "declared_on": TODAY, "confirmed_at": NOW}),
        (-3, {"state": "paused"}),
    ):
        due_on = None if days is None else TODAY + timedelta(days=days)
        make_assignment(make_task(plan), bloc.base_cell, due_on=due_on, **values)

    rows = list(listed(Assignment.objects.all(), today=TODAY, due_soon_days=7))

    for row in rows:
        assert GROUPS[row.group][0] == row.bucket(TODAY, 7).replace("done_late", "done").replace("done_on_time", "done")
    counts = count_groups(Assignment.objects.all(), today=TODAY, due_soon_days=7)
    assert [group.count for group in counts] == [2, 2, 1, 1, 1, 1]


def test_number_of_a_dash_item_is_its_parents(plan):
    parent = plan.tasks.get()
    dash = make_task(plan, parent=parent, label="-")

    assert (task_number(parent), task_number(dash)) == ("II.1", "II.1 –")


def test_secretary_sees_own_work_only(assignment, plan, bloc, cast, as_user):
    make_assignment(make_task(plan, "Việc của đơn vị bạn"), bloc.sibling)

    page = as_user(cast.secretary).get(MY_WORK)

    assert [row.assignment for row in page.context["rows"]] == [assignment]
    assert "Việc của đơn vị bạn" not in page.content.decode()


def test_overdue_work_comes_first_with_its_age(assignment, plan, bloc, cast, as_user):
    late = make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY - timedelta(days=5))

    page = as_user(cast.secretary).get(MY_WORK)

    assert [row.assignment for row in page.context["rows"]] == [late, assignment]
    assert "Quá hạn 5 ngày" in page.content.decode()


def test_list_is_filtered_by_group_and_plan(assignment, plan, bloc, cast, as_user):
    other = make_plan(bloc.root, bloc.board, number="13")
    late = make_assignment(make_task(other), bloc.base_cell, due_on=TODAY - timedelta(days=5))
    client = as_user(cast.secretary)

    def shown(**query):
        return [row.assignment for row in client.get(MY_WORK, query).context["rows"]]

    assert shown(group="overdue") == [late]
    assert shown(plan=plan.pk) == [assignment]
    assert shown(plan=plan.pk, group="overdue") == []
    assert shown(plan="x", group="x") == [late, assignment]


def test_person_of_two_units_switches_between_them(assignment, plan, bloc, cast, as_user):
    Membership.objects.create(user=cast.secretary, unit=bloc.youth, role="secretary", from_on=TODAY)
    other = make_assignment(plan.tasks.get(), bloc.youth)
    client = as_user(cast.secretary)

    first = client.get(MY_WORK, {"unit": bloc.base_cell.pk})
    second = client.get(MY_WORK, {"unit": bloc.youth.pk})

    assert [row.assignment for row in first.context["rows"]] == [assignment]
    assert [row.assignment for row in second.context["rows"]] == [other]
    assert len(first.context["unit_tabs"]) == 2


def test_unit_of_somebody_else_is_not_chosen(assignment, bloc, cast, as_user):
    page = as_user(cast.secretary).get(MY_WORK, {"unit": bloc.sibling.pk})

    assert page.context["unit"] == bloc.base_cell


def test_committee_sees_the_work_of_its_cells_and_cannot_change_it(plan, bloc, cast, as_user):
    own = make_assignment(plan.tasks.get(), bloc.committee)
    below = make_assignment(plan.tasks.get(), bloc.cell)
    client = as_user(cast.committee_secretary)

    page = client.get(MY_WORK, {"view": "below"})

    assert [(row.assignment, row.can_log) for row in page.context["rows"]] == [(below, False)]
    assert [row.assignment for row in client.get(MY_WORK).context["rows"]] == [own]
    assert client.get(urls_of(below)[0]).status_code == 200
    assert client.post(urls_of(below)[1], form(below)).status_code == 403


def test_unit_without_cells_is_not_asked_about_them(assignment, cast, as_user):
    assert as_user(cast.secretary).get(MY_WORK).context["view_tabs"] == []


@pytest.mark.parametrize("name", ["stranger", "standing", "inspector", "administrator"])
def test_who_reports_for_no_unit_is_told_so(cast, as_user, name):
    page = as_user(getattr(cast, name)).get(MY_WORK)

    assert page.status_code == 403
    assert "chưa được giao báo cáo cho đơn vị nào" in page.content.decode()


def test_empty_list_says_so(cast, as_user):
    assert "Chưa có nhiệm vụ nào." in as_user(cast.secretary).get(MY_WORK).content.decode()


def test_list_is_paged(plan, bloc, cast, as_user):
    for _ in range(26):
        make_assignment(make_task(plan), bloc.base_cell)
    client = as_user(cast.secretary)

    assert len(client.get(MY_WORK).context["rows"]) == 25
    assert len(client.get(MY_WORK, {"page": 2}).context["rows"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    plan, bloc, cast, as_user, django_assert_num_queries, count
):
    for _ in range(count):
        make_assignment(make_task(plan), bloc.base_cell)
    client = as_user(cast.secretary)

    with django_assert_num_queries(13):
        client.get(MY_WORK)


# --- Logging in place -----------------------------------------------------------------------------------------------


def test_form_opens_in_its_row(assignment, cast, as_user):
    response = as_user(cast.secretary).get(urls_of(assignment)[1], headers=HTMX)

    html = response.content.decode()
    assert "<html" not in html
    assert f'hx-target="#assignment-{assignment.pk}"' in html
    assert response["HX-Retarget"] == f"#update-{assignment.pk}"


def test_form_is_a_page_without_script(assignment, cast, as_user):
    html = as_user(cast.secretary).get(urls_of(assignment)[1]).content.decode()

    assert "<html" in html
    assert "hx-post" not in html


def test_saved_update_answers_with_the_row_as_it_now_stands(assignment, cast, as_user):
    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment), headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 200
    assert "Đã ghi cập nhật tiến độ." in html
    assert "40 %" in html
    assert "HX-Retarget" not in response
    assert Update.objects.get().by == cast.secretary


def test_saved_update_without_script_leads_to_the_assignment(assignment, cast, as_user):
    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment), follow=True)

    assert response.redirect_chain == [(urls_of(assignment)[0], 302)]
    assert "Đã ghi cập nhật tiến độ." in response.content.decode()


def test_double_click_leaves_one_update(assignment, cast, as_user):
    client, values = as_user(cast.secretary), form(assignment)

    answers = [client.post(urls_of(assignment)[1], values, headers=HTMX).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Update.objects.count() == 1
    assert wrong_tallies([assignment.plan_id]) == set()


def test_conflict_shows_both_and_then_saves(assignment, bloc, cast, as_user):
    make_user("phobithu", bloc.base_cell, "deputy", full_name="Phó Bí thư")
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment, result="Của người trước", percent="70"))
    mine = form(assignment, result="Của tôi")

    shown = client.post(urls_of(assignment)[1], mine, headers=HTMX)

    html = shown.content.decode()
    assert shown.status_code == 422
    assert "Của người trước" in html
    assert "Của tôi" in html
    assert "vừa được người khác cập nhật" in html
    assert Update.objects.count() == 1
    saved = client.post(urls_of(assignment)[1], mine | {"version": shown.context["form"]["version"].value()})
    assert saved.status_code == 302
    assert [update.result for update in Update.objects.all()] == ["Của tôi", "Của người trước"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"percent": "101"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"percent": "-1"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"percent": "nhiều"}, "Xin ghi một số từ 0 đến 100, hoặc để trống."),
        ({"on": "2026-11-19"}, "Ngày không được sau hôm nay."),
        ({"state": "awaiting", "result": ""}, "Khi báo hoàn thành, xin ghi kết quả đã làm được."),
        ({"result": "TUYỆT MẬT\nKết quả"}, "Nội dung có dấu chỉ độ mật"),
        ({"state": "x"}, "Tình hình thực hiện</a>"),
    ],
)
def test_wrong_entry_keeps_what_was_typed(assignment, cast, as_user, values, sentence):
    response = as_user(cast.secretary).post(
        urls_of(assignment)[1], form(assignment, difficulties="Thiếu người", **values), headers=HTMX
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "Thiếu người" in html
    assert Update.objects.count() == 0


def test_wrong_file_keeps_what_was_typed_and_says_which(assignment, cast, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = {"files": [upload("anh.png", PNG), upload("macro.docx", MACRO_DOCX)]}

    response = as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment) | files)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Tệp “macro.docx” có chứa macro" in html
    assert "Xin chọn lại tệp minh chứng." in html
    assert "Đã họp chi bộ" in html
    assert list(tmp_path.rglob("*")) == []


def test_several_files_are_kept(assignment, cast, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    files = {"files": [upload("1.png", PNG), upload("2.png", PNG + b"2")]}

    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment) | files)

    assert [item.name for item in Update.objects.get().evidence.all()] == ["1.png", "2.png"]


# --- One assignment -------------------------------------------------------------------------------------------------


def test_assignment_of_a_sibling_is_not_found(assignment, cast, as_user):
    client = as_user(cast.sibling_secretary)

    assert [client.get(url).status_code for url in urls_of(assignment)] == [404, 404]
    for name in ("confirm_done", "send_back", "undo_decision"):
        assert client.post(reverse(f"tasks:{name}", args=[assignment.pk])).status_code == 404


def test_assignment_page_shows_the_plans_words_updates_and_history(assignment, cast, as_user):
    assignment.task.quote = "1. Nguyên văn trong kế hoạch"
    assignment.task.save()
    make_update(assignment, cast.secretary, result="<script>alert(1)</script>", on=TODAY - timedelta(days=2))

    html = as_user(cast.tracker).get(urls_of(assignment)[0]).content.decode()

    assert "1. Nguyên văn trong kế hoạch" in html
    assert "NHIỆM VỤ VÀ GIẢI PHÁP" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "Nhập sau" in html


@pytest.mark.parametrize("count", [1, 3])
def test_assignment_page_takes_as_many_queries_for_one_update_as_for_three(
    assignment, cast, as_user, django_assert_num_queries, count
):
    for _ in range(count):
        make_update(assignment, cast.secretary)
    client = as_user(cast.secretary)

    with django_assert_num_queries(12):
        client.get(urls_of(assignment)[0])


def test_tracker_confirms_and_undoes_on_the_page(assignment, cast, as_user):
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment, state="awaiting"))
    client = as_user(cast.tracker)

    def press(name, **values):
        version = Assignment.objects.get().version
        return client.post(
            reverse(f"tasks:{name}", args=[assignment.pk]), {"version": version} | values, follow=True
        ).content.decode()

    assert "Đã xác nhận hoàn thành." in press("confirm_done")
    assert "Đã hoàn tác." in press("undo_decision")
    assert "Đã yêu cầu làm lại" in press("send_back", reason="Thiếu số liệu")
    assert Assignment.objects.get().state == "in_progress"
    html = as_user(cast.secretary).get(MY_WORK).content.decode()
    assert "Thiếu số liệu" in html


def test_sending_back_without_a_reason_asks_for_one(assignment, cast, as_user):
    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment, state="awaiting"))

    response = as_user(cast.tracker).post(reverse("tasks:send_back", args=[assignment.pk]), {"version": 1})

    assert response.status_code == 422
    assert Assignment.objects.get().state == "awaiting"


def test_confirming_what_has_changed_since_is_refused(assignment, cast, as_user):
    as_user(cast.secretary).post(urls_of(assignment)[1], form(assignment, state="awaiting"))

    response = as_user(cast.tracker).post(
        reverse("tasks:confirm_done", args=[assignment.pk]), {"version": 0}, follow=True
    )

    assert "vừa được cập nhật" in response.content.decode()
    assert Assignment.objects.get().state == "awaiting"


@pytest.mark.parametrize("name", ["secretary", "standing", "inspector", "administrator"])
def test_others_in_scope_may_not_confirm(assignment, cast, as_user, name):
    response = as_user(getattr(cast, name)).post(reverse("tasks:confirm_done", args=[assignment.pk]), {"version": 0})

    assert response.status_code == 403


def test_decisions_are_not_made_by_a_link(assignment, cast, as_user):
    client = as_user(cast.tracker)

    assert client.get(reverse("tasks:confirm_done", args=[assignment.pk])).status_code == 405
    assert client.get(reverse("tasks:undo_decision", args=[assignment.pk])).status_code == 405


# --- One task -------------------------------------------------------------------------------------------------------


def test_watcher_sees_all_units_of_a_task_and_a_secretary_the_own(assignment, bloc, cast, as_user):
    other = make_assignment(assignment.task, bloc.sibling, due_on=TODAY - timedelta(days=1))
    url = reverse("tasks:task_detail", args=[assignment.task_id])

    watched = as_user(cast.tracker).get(url)
    own = as_user(cast.secretary).get(url)

    assert [row.assignment for row in watched.context["rows"]] == [other, assignment]
    assert watched.context["total"] == 2
    assert [row.assignment for row in own.context["rows"]] == [assignment]
    assert "Chi bộ Bảo tàng tỉnh" not in own.content.decode()


def test_task_of_an_unseen_plan_is_not_found(assignment, cast, as_user):
    url = reverse("tasks:task_detail", args=[assignment.task_id])

    assert as_user(cast.sibling_secretary).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_task_page_takes_as_many_queries_for_one_unit_as_for_three(
    plan, bloc, cast, as_user, django_assert_num_queries, count
):
    task = plan.tasks.get()
    for unit in (bloc.base_cell, bloc.sibling, bloc.youth)[:count]:
        make_assignment(task, unit)
    client = as_user(cast.tracker)

    with django_assert_num_queries(12):
        client.get(reverse("tasks:task_detail", args=[task.pk]))


def test_history_of_progress_is_shown_in_words(assignment, cast, as_user):
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment))

    html = client.get(urls_of(assignment)[0]).content.decode()

    assert Change.objects.get().verb == "Cập nhật tiến độ"
    assert "<ins>Đang thực hiện</ins>" in html
