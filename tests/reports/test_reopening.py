"""A locked period that is open again for one unit: until when, what may be done in it, and how it is marked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import UnitReport
from reports.selectors.queue import waiting_reports
from reports.selectors.unit_reports import owed_reports
from reports.services.periods import close_report, lock_period, reopen_report, unlock_period
from reports.services.reviews import accept_reports, return_report, undo_review
from reports.services.unit_reports import send_report, start_report
from tasks.models import Notice
from tests.factories import NOW, TODAY, make_line, make_period, make_report
from units.models import Change

UNTIL = date(2026, 11, 20)
AFTER = NOW + timedelta(days=3)  # the 21st
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def period(plan, cast):
    return make_period(plan, locked_at=NOW - timedelta(hours=2), locked_by=cast.tracker)


@pytest.fixture
def report(period, bloc, assignment):
    return make_report(period, bloc.base_cell)


def fresh(report):
    return UnitReport.objects.select_related("period__plan__issuer", "unit").get(pk=report.pk)


def reopen(report, cast, **fields):
    given = {"report": fresh(report), "until": UNTIL, "reason": "Mất điện cả tuần.", "by": cast.tracker, "now": NOW}
    reopen_report(**given | fields)
    return fresh(report)


def test_it_opens_for_one_unit_until_the_end_of_a_day(report, period, bloc, cast):
    other = make_report(period, bloc.sibling)
    opened = reopen(report, cast)
    closed = [opened.is_closed(day) for day in (TODAY, UNTIL, date(2026, 11, 21))]
    assert (closed, fresh(other).is_closed(TODAY)) == ([False, False, True], True)
    assert list(UnitReport.objects.open_on(UNTIL)) == [report]
    assert not UnitReport.objects.open_on(date(2026, 11, 21)).exists()


def test_the_unit_is_told_and_the_reason_is_kept(report, bloc, cast):
    reopen(report, cast)
    notice = Notice.objects.get()
    assert (notice.kind, notice.person, notice.detail) == ("reopened", cast.secretary, "Mất điện cả tuần.")
    assert "đến hết ngày 20/11/2026" in notice.title
    change = Change.objects.of(report).get()
    assert (change.verb, change.reason) == ("Mở lại kỳ cho đơn vị", "Mất điện cả tuần.")
    assert change.after == {"reopened_until": "2026-11-20"}


def test_what_is_sent_then_is_marked_and_reviewed(report, bloc, cast):
    reopen(report, cast)
    assert [item.report for item in owed_reports(bloc.base_cell, user=cast.secretary, today=TODAY)] == [report]
    draft = start_report(report=fresh(report), by=cast.secretary, now=NOW)
    draft.lines.update(result="Đã làm.")
    sent = send_report(report=fresh(draft), version=draft.version, by=cast.secretary, now=NOW)
    assert (fresh(sent).entered_late, fresh(sent).on_time) == (True, False)
    assert not Notice.objects.standing().filter(kind="reopened").exists()
    assert list(waiting_reports(cast.tracker, TODAY)) == [report]
    assert accept_reports(reports=[fresh(sent)], by=cast.tracker, now=LATER).refused == []


def test_after_the_day_nothing_is_sent_or_reviewed(report, cast):
    reopen(report, cast)
    with pytest.raises(ValidationError, match="đã khóa"):
        start_report(report=fresh(report), by=cast.secretary, now=AFTER)
    UnitReport.objects.filter(pk=report.pk).update(
        state="sent", first_sent_at=NOW, sent_at=NOW, sent_by=cast.secretary, on_time=False, revision=1
    )
    assert accept_reports(reports=[fresh(report)], by=cast.tracker, now=AFTER).refused[0][1] == "Kỳ báo cáo đã khóa."


def test_an_accepted_report_is_taken_back_and_returned_in_it(period, bloc, cast, assignment):
    sent = make_report(period, bloc.base_cell, "sent")
    make_line(sent, assignment)
    UnitReport.objects.filter(pk=sent.pk).update(reopened_until=TODAY, reopened_reason="x")
    accept_reports(reports=[fresh(sent)], by=cast.tracker, now=NOW)
    close_report(report=fresh(sent), by=cast.tracker, now=LATER)
    with pytest.raises(ValidationError):
        undo_review(report=fresh(sent), by=cast.tracker, now=LATER)
    reopen(sent, cast, now=LATER)
    undo_review(report=fresh(sent), by=cast.tracker, now=LATER)
    return_report(report=fresh(sent), reason="Sai số.", by=cast.tracker, now=LATER)
    assert fresh(sent).state == "returned"


def test_closing_again_and_locking_anew_end_it(report, period, cast):
    reopen(report, cast)
    close_report(report=fresh(report), by=cast.tracker, now=NOW)
    assert fresh(report).is_closed(TODAY)
    assert not Notice.objects.standing().exists()
    with pytest.raises(ValidationError, match="không mở riêng"):
        close_report(report=fresh(report), by=cast.tracker, now=NOW)
    reopen(report, cast)
    unlock_period(period=period, reason="Mở cả kỳ", by=cast.tracker, now=NOW)
    lock_period(period=period, by=cast.tracker, now=NOW)
    assert (fresh(report).reopened_until, fresh(report).is_closed(TODAY)) == (None, True)


@pytest.mark.parametrize(("wrong", "field"), [({"reason": " "}, "reason"), ({"until": date(2026, 11, 17)}, "until")])
def test_it_needs_a_reason_and_a_day_to_come(report, cast, wrong, field):
    with pytest.raises(ValidationError) as refused:
        reopen(report, cast, **wrong)
    assert list(refused.value.message_dict) == [field]


def test_an_open_period_needs_no_reopening(plan, bloc, cast):
    with pytest.raises(ValidationError, match="đang mở"):
        reopen(make_report(make_period(plan), bloc.base_cell), cast)


@pytest.mark.parametrize("who", ["secretary", "standing", "inspector", "stranger"])
def test_only_who_keeps_periods_opens_them(report, cast, who):
    with pytest.raises(PermissionDenied):
        reopen(report, cast, by=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        close_report(report=fresh(report), by=getattr(cast, who), now=NOW)


@pytest.mark.parametrize("wrong", [{"reopened_until": UNTIL}, {"reopened_reason": "x"}])
def test_a_day_and_a_reason_come_together(report, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitReport.objects.filter(pk=report.pk).update(**wrong)


def test_the_page_opens_and_closes_it(report, period, bloc, cast, as_user, time_machine):
    time_machine.move_to(NOW, tick=False)
    client, url = as_user(cast.tracker), reverse("reports:period_reopen", args=[period.pk])
    given = {"unit": "CB02", "until": "2026-11-20", "reason": "Mất điện."}
    assert client.post(url, given | {"unit": "CB03"}).status_code == 422  # it has no report in this period
    assert client.post(url, given).url == url
    page = client.get(url).content.decode()
    assert "Đến hết ngày 20/11/2026: Mất điện." in page
    assert "mở riêng 1 đơn vị" in client.get(reverse("reports:period_list")).content.decode()
    close = reverse("reports:report_close", args=[report.pk])
    assert close in page
    client.post(close)
    assert "Đang mở riêng" not in client.get(url).content.decode()


@pytest.mark.parametrize("who", ["secretary", "tracker"])
def test_both_sides_read_why_on_the_report(report, cast, as_user, time_machine, who):
    time_machine.move_to(NOW, tick=False)
    reopen(report, cast)
    page = as_user(getattr(cast, who)).get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    assert "được mở lại riêng cho đơn vị đến hết ngày 20/11/2026. Lý do: Mất điện cả tuần." in page
    assert ("Đổi ngày hoặc đóng lại" in page) is (who == "tracker")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_unit_as_for_three(
    period, bloc, plan, cast, as_user, time_machine, django_assert_num_queries, count
):
    time_machine.move_to(NOW, tick=False)
    for unit in (bloc.base_cell, bloc.sibling, bloc.youth)[:count]:
        make_report(period, unit, reopened_until=UNTIL, reopened_reason="x")
    client = as_user(cast.tracker)
    with django_assert_num_queries(6):
        client.get(reverse("reports:period_reopen", args=[period.pk]))
