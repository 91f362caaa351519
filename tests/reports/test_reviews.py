"""Accepting, returning, undoing; two reviewers; the queue and the panel."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from kehoach.lib.secrecy import REFUSAL
from reports.models import Review, UnitReport
from reports.selectors.queue import next_waiting, waiting_reports
from reports.services.reviews import ALREADY, accept_reports, return_report, undo_review
from reports.templatetags.reviews import review_panel
from tasks.models import Notice
from tests.factories import NOW, TODAY, make_line, make_period, make_plan, make_report, make_unit, make_user
from units.models import Change

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def period(plan):
    return make_period(plan)


@pytest.fixture
def report(period, bloc, cast):
    return make_report(period, bloc.base_cell, "sent")


def fresh(report):
    return UnitReport.objects.select_related("period__plan__issuer", "unit").get(pk=report.pk)


# --- Services ---------------------------------------------------------------------------------------------------------


def test_accept_writes_review_and_history_and_moves_the_version(report, cast):
    outcome = accept_reports(reports=[report], by=cast.tracker, now=NOW)
    assert (outcome.reports, outcome.refused) == ([report], [])
    after = fresh(report)
    assert (after.state, after.version) == ("accepted", report.version)
    review = Review.objects.get()
    assert (review.report, review.revision, review.decision, review.by) == (report, 1, "accepted", cast.tracker)
    change = Change.objects.of(report).get()
    assert (change.verb, change.after) == ("Xác nhận báo cáo", {"state": "Đã xác nhận"})


def test_two_reviewers_cannot_both_decide(report, bloc, cast):
    colleague = make_user("tuyengiao2", bloc.board, "tracker")
    mine, theirs = fresh(report), fresh(report)
    return_report(report=mine, reason="Thiếu số liệu", by=cast.tracker, now=NOW)
    outcome = accept_reports(reports=[theirs], by=colleague, now=LATER)
    assert outcome.refused == [(theirs, ALREADY)]
    assert Review.objects.get().decision == "returned"
    with pytest.raises(ValidationError, match="vừa được xem xét"):
        return_report(report=theirs, reason="Cũng thiếu", by=colleague, now=LATER)


def test_a_revision_that_was_sent_again_is_not_accepted_unread(report, cast):
    read = fresh(report)
    UnitReport.objects.filter(pk=report.pk).update(revision=2)
    assert accept_reports(reports=[read], by=cast.tracker, now=NOW).refused == [(read, ALREADY)]


def test_one_refused_report_does_not_stop_the_others(report, period, bloc, cast):
    own = make_report(period, bloc.sibling, "sent", sent_by=cast.tracker)
    outcome = accept_reports(reports=[own, report], by=cast.tracker, now=NOW)
    assert (outcome.reports, [row for row, _ in outcome.refused]) == ([report], [own])
    assert fresh(own).state == "sent"


def test_nobody_reviews_what_they_sent(period, bloc, cast):
    own = make_report(period, bloc.board, "sent", sent_by=cast.tracker)
    with pytest.raises(ValidationError, match="chính đồng chí gửi"):
        return_report(report=own, reason="Thiếu", by=cast.tracker, now=NOW)


@pytest.mark.parametrize("who", ["secretary", "standing", "inspector", "administrator", "stranger"])
def test_only_the_tracker_reviews(report, cast, who):
    with pytest.raises(PermissionDenied):
        accept_reports(reports=[report], by=getattr(cast, who), now=NOW)
    with pytest.raises(PermissionDenied):
        return_report(report=report, reason="Thiếu", by=getattr(cast, who), now=NOW)
    with pytest.raises(PermissionDenied):
        undo_review(report=report, by=getattr(cast, who), now=NOW)


def test_a_tracker_of_a_lower_committee_does_not_review_for_the_bloc(period, bloc, cast):
    board = make_unit("BTGS", "board", bloc.committee)
    lower = make_user("tuyengiaoso", board, "tracker")
    report = make_report(period, bloc.cell, "sent")
    with pytest.raises(PermissionDenied):
        accept_reports(reports=[report], by=lower, now=NOW)


def test_return_needs_a_reason_and_tells_the_units_people_once(report, bloc, cast):
    deputy = make_user("phobithu", bloc.base_cell, "deputy")
    make_user("cu", bloc.base_cell).memberships.update(to_on=datetime(2021, 1, 1, tzinfo=UTC).date())
    with pytest.raises(ValidationError) as refused:
        return_report(report=report, reason="  ", by=cast.tracker, now=NOW)
    assert list(refused.value.message_dict) == ["reason"]
    return_report(report=report, reason="Chưa có minh chứng.", by=cast.tracker, now=NOW)
    assert fresh(report).state == "returned"
    notices = Notice.objects.order_by("person__username")
    assert [notice.person for notice in notices] == [cast.secretary, deputy]
    notice = notices[0]
    assert (notice.kind, notice.unit, notice.detail) == ("returned", bloc.base_cell, "Chưa có minh chứng.")
    assert notice.link == reverse("reports:report_detail", args=[report.pk])
    assert Change.objects.of(report).get().reason == "Chưa có minh chứng."


def test_undo_brings_the_report_back_and_ends_the_notice(report, cast):
    return_report(report=report, reason="Nhầm", by=cast.tracker, now=NOW)
    undo_review(report=report, by=cast.tracker, now=LATER)
    assert fresh(report).state == "sent"
    assert not Review.objects.exists()
    assert not Notice.objects.standing().exists()
    assert [change.verb for change in Change.objects.of(report)] == ["Hủy kết quả xem xét", "Trả lại báo cáo"]
    return_report(report=fresh(report), reason="Lần này thì thiếu thật", by=cast.tracker, now=LATER)
    assert Notice.objects.standing().get().detail == "Lần này thì thiếu thật"


def test_undo_is_refused_once_the_unit_went_on(report, cast):
    return_report(report=report, reason="Thiếu", by=cast.tracker, now=NOW)
    Change.objects.create(
        at=LATER, by=cast.secretary, verb="Sửa báo cáo", subject="reports.unitreport", subject_id=report.pk
    )
    with pytest.raises(ValidationError, match="đơn vị đã sửa"):
        undo_review(report=fresh(report), by=cast.tracker, now=LATER)
    assert fresh(report).state == "returned"


def test_undo_is_refused_once_the_period_is_locked(report, period, cast):
    return_report(report=report, reason="Thiếu", by=cast.tracker, now=NOW)
    period.locked_at, period.locked_by = NOW, cast.tracker
    period.save()
    with pytest.raises(ValidationError, match="đã khóa"):
        undo_review(report=fresh(report), by=cast.tracker, now=LATER)
    assert fresh(report).state == "returned"


def test_nothing_is_reviewed_in_a_locked_period(report, period, cast):
    period.locked_at, period.locked_by = NOW, cast.tracker
    period.save()
    assert accept_reports(reports=[fresh(report)], by=cast.tracker, now=NOW).refused[0][1] == "Kỳ báo cáo đã khóa."
    stale = report  # read before the lock
    stale.period.locked_at = None
    assert accept_reports(reports=[stale], by=cast.tracker, now=NOW).refused == [(stale, ALREADY)]


# --- Queue ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(period, report, bloc, cast):
    """Three waiting: the sibling's longest, then base_cell's, then the tracker's own."""
    early = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
    oldest = make_report(period, bloc.sibling, "sent", first_sent_at=early)
    own = make_report(period, bloc.board, "sent", sent_by=cast.tracker, first_sent_at=NOW)
    return [oldest, report, own]


def test_the_longest_wait_is_first_and_scope_holds(queue, cast):
    assert list(waiting_reports(cast.tracker, TODAY)) == queue
    assert list(waiting_reports(cast.secretary, TODAY)) == [queue[1]]
    assert list(waiting_reports(cast.stranger, TODAY)) == []


def test_next_skips_ones_own(queue, cast):
    assert next_waiting(queue[0], cast.tracker, TODAY) == queue[1]
    assert next_waiting(queue[1], cast.tracker, TODAY) == queue[0]
    accept_reports(reports=queue[:1], by=cast.tracker, now=NOW)
    assert next_waiting(queue[1], cast.tracker, TODAY) is None


@pytest.fixture
def of_other_plan(bloc, cast):
    """A report of another plan that waits longest of all."""
    period = make_period(make_plan(bloc.root, number="27"))
    at = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)
    return make_report(period, bloc.youth, "sent", sent_by=cast.secretary, first_sent_at=at)


def test_next_is_of_the_same_plan_then_of_another(queue, of_other_plan, cast):
    assert next_waiting(queue[0], cast.tracker, TODAY) == queue[1]
    accept_reports(reports=queue[:1], by=cast.tracker, now=NOW)
    assert next_waiting(queue[1], cast.tracker, TODAY) == of_other_plan
    assert next_waiting(queue[1], cast.inspector, TODAY) is None


def test_queue_holds_all_plans_until_one_is_chosen(queue, of_other_plan, cast, as_user):
    client, url = as_user(cast.tracker), reverse("reports:review_queue")
    assert list(client.get(url).context["page_obj"]) == [of_other_plan, *queue]
    response = client.get(url, {"plan": of_other_plan.period.plan_id})
    assert list(response.context["page_obj"]) == [of_other_plan]
    assert response.context["form"].active == 1


def test_accepting_goes_back_to_the_queue_as_it_was_narrowed(queue, of_other_plan, cast, as_user):
    narrowed = f"?plan={of_other_plan.period.plan_id}"
    client, url = as_user(cast.tracker), reverse("reports:accept_many") + narrowed
    assert f'action="{url}"' in client.get(reverse("reports:review_queue") + narrowed).content.decode()
    response = client.post(url, {"report": f"{of_other_plan.pk}-1"})
    assert response.url == reverse("reports:review_queue") + narrowed


def test_queue_page_shows_waiting_reports_and_ticks_for_the_tracker(queue, cast, as_user):
    response = as_user(cast.tracker).get(reverse("reports:review_queue"))
    assert list(response.context["page_obj"]) == queue
    page = response.content.decode()
    assert page.count('name="report"') == 2
    assert "do chính đồng chí gửi" in page


@pytest.mark.parametrize("count", [1, 3])
def test_queue_page_query_count(period, bloc, cast, as_user, django_assert_num_queries, count):
    for number in range(count):
        make_report(period, make_unit(f"Q{number}", "base_cell", bloc.root), "sent", sent_by=cast.secretary)
    client = as_user(cast.tracker)
    with django_assert_num_queries(10):
        client.get(reverse("reports:review_queue"))


@pytest.mark.parametrize(
    ("who", "status"), [("inspector", 200), ("standing", 200), ("secretary", 403), ("stranger", 403)]
)
def test_queue_is_read_only_for_others(queue, cast, as_user, who, status):
    client = as_user(getattr(cast, who))
    response = client.get(reverse("reports:review_queue"))
    assert response.status_code == status
    if status == 200:
        page = response.content.decode()
        assert 'name="report"' not in page
        assert "Xác nhận báo cáo đã chọn" not in page


def test_accepting_several_at_once(queue, cast, as_user):
    client = as_user(cast.tracker)
    UnitReport.objects.filter(pk=queue[0].pk).update(revision=2)  # sent again since the page was opened
    marks = [f"{row.pk}-1" for row in queue] + ["7-x", "x"]
    response = client.post(reverse("reports:accept_many"), {"report": marks}, follow=True)
    assert [fresh(row).state for row in queue] == ["sent", "accepted", "sent"]
    said = [str(message) for message in response.context["messages"]]
    assert said[0] == "Đã xác nhận 1 báo cáo."
    assert said[1].startswith("1 báo cáo vừa được gửi lại")
    assert "chính đồng chí gửi" in said[2]


def test_accepting_none_says_so(cast, as_user, plan):
    response = as_user(cast.tracker).post(reverse("reports:accept_many"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Chưa chọn báo cáo nào."]


def decide(client, report, decision="accepted", **given):
    return client.post(review_url(report), {"decision": decision, "revision": 1, **given})


def review_url(report):
    return reverse("reports:review", args=[report.pk])


def test_accept_goes_on_to_the_next_report_where_it_can_be_taken_back(queue, cast, as_user):
    client = as_user(cast.tracker)
    response = decide(client, queue[0])
    assert response.url == f"{review_url(queue[1])}?sau={queue[0].pk}"
    page = client.get(response.url).content.decode()
    assert reverse("reports:review_undo", args=[queue[0].pk]) in page
    assert decide(client, queue[0]).url == review_url(queue[0])
    assert decide(client, queue[1]).url == f"{reverse('reports:review_queue')}?sau={queue[1].pk}"
    assert Review.objects.count() == 2


def test_accept_of_an_old_revision_is_refused(report, cast, as_user):
    response = as_user(cast.tracker).post(review_url(report), {"decision": "accepted", "revision": 0}, follow=True)
    assert ALREADY in response.content.decode()
    assert fresh(report).state == "sent"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"phrase": "Chưa có minh chứng kèm theo."}, "Chưa có minh chứng kèm theo."),
        ({"reason": " Sai số liệu "}, "Sai số liệu"),
        (
            {"phrase": "Chưa có minh chứng kèm theo.", "reason": "Nhất là việc 2."},
            "Chưa có minh chứng kèm theo.\nNhất là việc 2.",
        ),
    ],
)
def test_return_with_a_phrase_own_words_or_both(report, cast, as_user, typed, reason):
    response = decide(as_user(cast.tracker), report, "returned", **typed)
    assert response.url == f"{reverse('reports:review_queue')}?sau={report.pk}"
    assert Review.objects.get().reason == reason


def test_a_line_is_returned_from_the_page(report, assignment, cast, as_user):
    line = make_line(report, assignment)
    decide(as_user(cast.tracker), report, "returned", **{f"line-{line.pk}": "Chưa nêu số buổi."})
    review = Review.objects.get()
    assert review.reason == "Nhiệm vụ II.1: Chưa nêu số buổi."
    assert [(each.line, each.reason) for each in review.lines.all()] == [(line, "Chưa nêu số buổi.")]


def test_return_without_reason_keeps_the_page_and_changes_nothing(report, cast, as_user):
    response = decide(as_user(cast.tracker), report, "returned")
    assert response.status_code == 422
    assert "Hãy ghi lý do ở dòng cần sửa" in response.content.decode()
    assert fresh(report).state == "sent"


@pytest.mark.parametrize("field", ["reason", "line"])
def test_a_reason_with_a_secrecy_mark_is_refused(report, assignment, cast, as_user, field):
    name = f"line-{make_line(report, assignment).pk}" if field == "line" else field
    response = decide(as_user(cast.tracker), report, "returned", **{name: "TỐI MẬT"})
    assert response.status_code == 422
    assert REFUSAL in response.content.decode()
    assert fresh(report).state == "sent"


def test_return_of_what_a_colleague_decided_keeps_what_was_typed(report, bloc, cast, as_user):
    stale = {"decision": "returned", "revision": 0, "reason": "Điều tôi đã viết"}
    response = as_user(cast.tracker).post(review_url(report), stale)
    assert response.status_code == 422
    assert "Điều tôi đã viết" in response.content.decode()
    assert ALREADY in response.content.decode()


@pytest.mark.parametrize("name", ["review", "review_undo"])
@pytest.mark.parametrize(
    ("who", "status"), [("inspector", 403), ("standing", 403), ("secretary", 403), ("sibling_secretary", 404)]
)
def test_decisions_are_the_trackers_alone(report, cast, as_user, name, who, status):
    url = reverse(f"reports:{name}", args=[report.pk])
    response = as_user(getattr(cast, who)).post(url, {"decision": "returned", "revision": 1, "reason": "x"})
    assert response.status_code == status
    assert fresh(report).state == "sent"


def test_undo_from_the_page(report, cast, as_user):
    accept_reports(reports=[report], by=cast.tracker, now=NOW)
    client = as_user(cast.tracker)
    response = client.post(reverse("reports:review_undo", args=[report.pk]))
    assert response.url == review_url(report)
    assert fresh(report).state == "sent"
    client.post(reverse("reports:review_undo", args=[report.pk]))
    assert fresh(report).state == "sent"


# --- Panel ------------------------------------------------------------------------------------------------------------


def test_panel_offers_what_the_person_may_do(queue, period, cast):
    oldest, report, own = (fresh(row) for row in queue)
    panel = review_panel(report, cast.tracker)
    assert (panel.can_decide, panel.blocked, panel.undoable, panel.following) == (True, "", None, oldest)
    assert "chính đồng chí gửi" in review_panel(own, cast.tracker).blocked
    panel = review_panel(report, cast.inspector)
    assert (panel.can_decide, panel.blocked, panel.undoable, panel.following) == (False, "", None, None)
    accept_reports(reports=[report], by=cast.tracker, now=NOW)
    assert review_panel(report, cast.tracker).undoable == Review.objects.get()
    assert review_panel(report, cast.secretary).undoable is None


@pytest.mark.parametrize(("who", "offered"), [("tracker", True), ("inspector", False), ("secretary", False)])
def test_the_page_of_a_report_leads_the_tracker_to_its_review(report, cast, as_user, who, offered):
    page = as_user(getattr(cast, who)).get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    assert (review_url(report) in page) is offered


@pytest.mark.parametrize(("who", "offered"), [("tracker", True), ("inspector", False), ("standing", False)])
def test_who_only_watches_reads_without_deciding(report, assignment, cast, as_user, who, offered):
    make_line(report, assignment)
    page = as_user(getattr(cast, who)).get(review_url(report)).content.decode()
    assert ("Xác nhận báo cáo</button>" in page, "Trả lại dòng này" in page) == (offered, offered)


def test_what_was_never_sent_is_not_reviewed(period, bloc, cast, as_user):
    owed = make_report(period, bloc.sibling)
    assert as_user(cast.tracker).get(review_url(owed)).url == reverse("reports:report_detail", args=[owed.pk])
