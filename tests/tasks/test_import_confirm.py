"""Confirming an import: all or nothing, once, and it says before what it makes."""

from datetime import date

import pytest
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tasks.importing.proposal import Passage
from tasks.models import Assignment, ImportStep, Plan
from tasks.services import imports
from tests.factories import NOW, TODAY, make_unit
from tests.tasks.import_documents import corrected, dated
from units.models import Change, Office


def test_confirming_twice_makes_one_plan(as_user, cast, record):
    record = corrected(record, cast)
    client = as_user(cast.administrator)
    url = reverse("tasks:import_confirm", args=[record.pk])
    answers = [client.post(url, {"version": record.version}).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Plan.objects.count() == 1


def test_confirming_an_old_version_changes_nothing(cast, record):
    newer = corrected(record, cast)
    with pytest.raises(Conflict):
        imports.confirm_import(record=newer, version=newer.version - 1, by=cast.administrator, now=NOW)
    assert Plan.objects.count() == 0


def test_problem_stops_the_whole_confirmation(as_user, cast, record):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_confirm", args=[record.pk])
    response = client.post(url, {"version": record.version}, follow=True)
    assert "Chưa có ngày ban hành." in response.content.decode()
    assert (Plan.objects.count(), Assignment.objects.count()) == (0, 0)


def test_what_the_plan_lacks_is_named(cast, record):
    proposal = dated(record)
    proposal.head.type = proposal.head.title = None
    proposal.sections[1].items[1].text = ""
    problems = imports.foresee(corrected(record, cast, proposal), TODAY).problems
    assert [(problem.address, problem.text) for problem in problems] == [
        ("head", "Chưa có loại văn bản."),
        ("head", "Chưa có trích yếu."),
        ("1.1", "Chưa có nội dung."),
    ]


def test_two_leads_of_one_task_are_a_problem(cast, record):
    proposal = dated(record)
    item = proposal.sections[1].items[1]
    item.assignees = [*item.assignees, type(item.assignees[0])("Đoàn Thanh niên Khối", "lead")]
    record = imports.correct_proposal(record=record, proposal=proposal, version=0, by=cast.administrator, now=NOW)
    record = imports.decide_name(
        record=record,
        name="Hội Khuyến học tỉnh",
        unit=make_unit("HNYS", "partner", record.issuer),
        version=1,
        by=cast.administrator,
        now=NOW,
    )
    problems = imports.foresee(record, TODAY).problems
    assert [problem.address for problem in problems] == ["1.1"]


def test_before_a_day_excludes_it_when_the_office_says_so(cast, record):
    Office.objects.create(pk=1, before_day_counts=False)
    record = corrected(record, cast)
    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    assert plan.tasks.get(label="1", section__numeral="II").due_on == date(2026, 11, 29)


def test_confirmation_keeps_its_history(cast, record):
    record = corrected(record, cast)
    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    verbs = Change.objects.filter(subject="tasks.assignment").values_list("verb", flat=True)
    assert list(verbs) == ["Giao việc"] * plan.assignments.count()
    assert Change.objects.of(plan).get().by == cast.administrator


def test_discarded_import_makes_no_plan(as_user, cast, record):
    client = as_user(cast.administrator)
    client.post(reverse("tasks:import_discard", args=[record.pk]))
    record.refresh_from_db()
    assert record.state == "discarded"
    with pytest.raises(Conflict):
        imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    assert "đã bỏ" in client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()


def test_line_is_reported_on_as_often_as_a_person_says(cast, record):
    proposal = dated(record)
    proposal.sections[1].items[0].period = "month"
    record = corrected(record, cast, proposal)

    plan = imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)

    kinds = plan.assignments.order_by("task__position").values_list("task__label", "period_kind").distinct()
    assert set(kinds) == {("1", "month"), ("1", "quarter")}


def test_nothing_can_be_undone_after_confirming(cast, record):
    record = corrected(record, cast)
    assert ImportStep.objects.count() == 1

    imports.confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)

    assert ImportStep.objects.count() == 0


def test_what_is_not_understood_or_left_out_is_counted(cast, record):
    proposal = dated(record)
    proposal.unread += [Passage("Một câu lạ.", "đoạn 40"), Passage("Trang 2", "đoạn 41", left_out=True)]
    outcome = imports.foresee(corrected(record, cast, proposal), TODAY)
    assert (outcome.unread, outcome.left_out) == (1, 1)
