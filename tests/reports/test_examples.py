"""Mô hình, điển hình: a unit names a good way of working, the tracker verifies it, other units take it up."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from reports.models import Adoption, Example, ExampleFile, UnitReport
from reports.selectors.examples import lines_to_name
from reports.services import prefill
from reports.services.examples import (
    adopt_example,
    decline_example,
    edit_example,
    propose_example,
    undo_decision,
    verify_example,
    verify_from_report,
    withdraw_adoption,
)
from reports.services.figures import count_figures
from reports.services.narrative import first_texts
from reports.services.prefill import news_for
from reports.services.unit_reports import pull_updates, start_report
from tasks.models import Notice
from tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_example,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_user,
)
from tests.tasks.sample_files import PDF, PNG, upload
from units.models import Change, Office

# --- What the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("proposed", {"title": ""}),
        ("proposed", {"text": ""}),
        ("proposed", {"decided_at": NOW}),
        ("verified", {"decided_at": None}),
        ("verified", {"decided_by": None}),
        ("verified", {"decision_reason": "Chỉ không xác nhận mới có lý do."}),
        ("declined", {"decision_reason": ""}),
    ],
)
def test_half_told_rows_are_refused(plan, bloc, cast, state, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.base_cell, state, **fields)


def test_who_named_it_cannot_decide(plan, bloc, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.board, "verified", proposed_by=cast.tracker, decided_by=cast.tracker)


def test_one_form_one_row(plan, bloc, cast):
    key = uuid.uuid4()
    make_example(plan, bloc.base_cell, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.base_cell, key=key)


def test_a_unit_takes_it_up_once(plan, bloc, cast):
    row = {"example": make_example(plan, bloc.base_cell, "verified"), "unit": bloc.sibling, "on": TODAY, "at": NOW}
    Adoption.objects.create(**row, by=cast.sibling_secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(**row, by=cast.sibling_secretary)


def test_the_same_file_is_kept_once(plan, bloc, cast):
    file = {"example": make_example(plan, bloc.base_cell), "name": "a.png", "size": 1, "sha256": "0" * 64}
    ExampleFile.objects.create(**file)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExampleFile.objects.create(**file)


# --- What the services do ---------------------------------------------------------------------------------------------


@pytest.fixture
def second_tracker(bloc):
    return make_user("tuyengiao2", bloc.board, "tracker")


def propose(assignment, by, **fields):
    given = {"plan": assignment.plan, "unit": assignment.unit, "key": uuid.uuid4(), "by": by, "now": NOW}
    return propose_example(**given | {"title": "Bữa trưa  hợp tác ", "text": "Bếp ăn dùng rau sạch."} | fields)


def verify(example, by, **fields):
    verify_example(**{"example": example, "version": example.version, "by": by, "now": NOW} | fields)
    return example


def decline(example, by, reason="Chưa có kết quả."):
    decline_example(example=example, reason=reason, version=example.version, by=by, now=NOW)
    return example


def edit(example, by, **fields):
    given = {"example": example, "title": example.title, "text": example.text, "task": None, "by": by, "now": NOW}
    edit_example(**given | {"version": example.version} | fields)


def verbs(example):
    return [change.verb for change in Change.objects.of(example)]


def test_a_unit_names_one_with_a_photo_and_nobody_is_mailed(assignment, cast):
    example = propose(assignment, cast.secretary, task=assignment.task, files=[upload("bep.png", PNG)])

    example.refresh_from_db()
    assert (example.title, example.state, example.proposed_by) == ("Bữa trưa hợp tác", "proposed", cast.secretary)
    assert [(file.name, file.content_type) for file in example.files.all()] == [("bep.png", "image/png")]
    assert verbs(example) == ["Nêu mô hình"]
    assert not Notice.objects.exists()


def test_a_double_click_names_one(assignment, cast):
    key = uuid.uuid4()
    assert propose(assignment, cast.secretary, key=key) == propose(assignment, cast.secretary, key=key)
    assert Example.objects.count() == 1


@pytest.mark.parametrize("who", ["sibling_secretary", "tracker", "standing", "administrator", "inspector", "stranger"])
def test_only_the_units_own_people_name_one(assignment, cast, who):
    with pytest.raises(PermissionDenied):
        propose(assignment, getattr(cast, who))


def test_it_is_about_work_that_the_unit_has(assignment, bloc, cast):
    other = make_task(assignment.plan)
    with pytest.raises(ValidationError, match="không giao cho đơn vị"):
        propose(assignment, cast.secretary, task=other)
    with pytest.raises(ValidationError, match="không giao việc"):
        propose(assignment, cast.secretary, plan=make_plan(bloc.root, bloc.board, number="13"))
    report = make_report(make_period(assignment.plan), bloc.sibling)
    with pytest.raises(ValidationError, match="của đơn vị khác"):
        propose(assignment, cast.secretary, report=report)


@pytest.mark.parametrize("fields", [{"title": " "}, {"text": "  "}, {"title": "x" * 201}])
def test_words_are_needed(assignment, cast, fields):
    with pytest.raises(ValidationError) as refused:
        propose(assignment, cast.secretary, **fields)
    assert list(refused.value.message_dict) == list(fields)


def test_files_are_looked_at_and_counted(assignment, cast, settings):
    with pytest.raises(ValidationError, match="không dùng được"):
        propose(assignment, cast.secretary, files=[upload("anh.png", b"MZ khong phai anh")])
    Office.objects.create(pk=1, max_files=1)
    example = propose(assignment, cast.secretary, files=[upload("a.png", PNG)])
    with pytest.raises(ValidationError, match="nhiều nhất 1"):
        edit(example, cast.secretary, files=[upload("b.pdf", PDF)])


def test_the_unit_edits_until_it_is_verified(assignment, cast):
    example = propose(assignment, cast.secretary, files=[upload("a.png", PNG)])
    edit(example, cast.secretary, text="Thêm số liệu.", files=[upload("b.pdf", PDF)], removed=example.files.all())

    example.refresh_from_db()
    assert (example.text, example.version) == ("Thêm số liệu.", 1)
    assert [file.name for file in example.files.all()] == ["b.pdf"]
    verify(example, cast.tracker)
    with pytest.raises(ValidationError, match="đã được xác nhận"):
        edit(example, cast.secretary)


def test_somebody_elses_wording_is_not_overwritten(assignment, bloc, cast):
    example = propose(assignment, cast.secretary)
    edit(Example.objects.get(pk=example.pk), cast.secretary, text="Bản của người khác.")
    with pytest.raises(Conflict):
        edit(example, cast.secretary, text="Bản của tôi.")
    with pytest.raises(Conflict):
        verify(example, cast.tracker)
    assert Example.objects.get().text == "Bản của người khác."


def test_verifying_tells_the_units_people_once(assignment, cast, second_tracker):
    example = verify(propose(assignment, cast.secretary), cast.tracker)

    example.refresh_from_db()
    assert (example.state, example.decided_by, example.decided_at) == ("verified", cast.tracker, NOW)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.link) == (
        cast.secretary, "example", reverse("reports:example_detail", args=[example.pk])
    )  # fmt: skip
    assert Notice.Kind.EXAMPLE in Notice.FROM_PEOPLE
    with pytest.raises(Conflict):
        verify(example, second_tracker)


def test_declining_needs_a_reason_and_may_be_answered(assignment, cast):
    example = propose(assignment, cast.secretary)
    with pytest.raises(ValidationError, match="lý do"):
        decline(example, cast.tracker, reason=" ")
    decline(example, cast.tracker)
    assert Notice.objects.get().detail == "Chưa có kết quả."

    edit(example, cast.secretary, text="Có kết quả rồi.")

    example.refresh_from_db()
    assert (example.state, example.decided_by, example.decision_reason) == ("proposed", None, "")
    assert verbs(example) == ["Nêu lại mô hình", "Không xác nhận mô hình", "Nêu mô hình"]
    assert not Notice.objects.standing().exists()
    verify(example, cast.tracker)
    assert Notice.objects.standing().count() == 1


@pytest.mark.parametrize("answer", [verify, decline])
def test_both_answers_are_taken_back(assignment, cast, answer):
    example = answer(propose(assignment, cast.secretary), cast.tracker)
    undo_decision(example=example, version=example.version, by=cast.tracker, now=NOW)

    example.refresh_from_db()
    assert (example.state, example.decided_by, example.decision_reason) == ("proposed", None, "")
    assert verbs(example)[0] == "Hủy trả lời về mô hình"
    assert not Notice.objects.standing().exists()
    with pytest.raises(Conflict):
        undo_decision(example=example, version=example.version, by=cast.tracker, now=NOW)


@pytest.mark.parametrize("who", ["secretary", "standing", "administrator", "inspector"])
def test_only_a_tracker_answers(assignment, cast, who):
    example, by = propose(assignment, cast.secretary), getattr(cast, who)
    for act in (verify, decline):
        with pytest.raises(PermissionDenied):
            act(example, by)


def test_nobody_answers_their_own(plan, bloc, cast, second_tracker):
    own = make_assignment(plan.tasks.get(), bloc.board)
    example = propose(own, cast.tracker)
    with pytest.raises(PermissionDenied, match="không tự xác nhận"):
        verify(example, cast.tracker)
    edit(example, second_tracker)
    with pytest.raises(PermissionDenied, match="không tự xác nhận"):
        verify(example, second_tracker)
    assert verify(example, cast.tracker).is_verified


# --- Out of a report, into a report, into the roll-up -----------------------------------------------------------------


@pytest.fixture
def period(plan):
    return make_period(plan, starts_on=date(2026, 11, 1), ends_on=TODAY, due_on=date(2026, 11, 20))


@pytest.fixture
def told(period, bloc, cast):
    """A sent report that tells of two good ways of working."""
    text = "- Tổ giúp nhau: 5 hộ.\nKhông có\n- Gian hàng chung (Nhiệm vụ II.1, ngày 2/11/2026)"
    return make_report(period, bloc.base_cell, "sent", examples=text)


def from_report(report, by, lines, **fields):
    given = {"report": report, "key": uuid.uuid4(), "title": "Tổ giúp nhau", "lines": lines, "by": by, "now": NOW}
    return verify_from_report(**given | fields)


def test_the_reviewer_makes_what_a_report_says_an_example_in_one_act(told, cast):
    assert lines_to_name(told) == ["Tổ giúp nhau: 5 hộ.", "Gian hàng chung"]
    key = uuid.uuid4()
    example = from_report(told, cast.tracker, ["Tổ giúp nhau: 5 hộ."], key=key)

    assert (example.state, example.unit, example.report) == ("verified", told.unit, told)
    assert (example.proposed_by, example.decided_by) == (told.sent_by, cast.tracker)
    assert Notice.objects.get().person == cast.secretary
    assert lines_to_name(told) == ["Gian hàng chung"]
    assert from_report(told, cast.tracker, ["Tổ giúp nhau: 5 hộ."], key=key) == example
    with pytest.raises(ValidationError, match="đang có trong báo cáo"):
        from_report(told, cast.tracker, ["Tổ giúp nhau: 5 hộ."])


def test_only_the_units_words_and_not_ones_own_report(told, cast, bloc):
    with pytest.raises(ValidationError, match="đang có trong báo cáo"):
        from_report(told, cast.tracker, ["Lời của người khác"])
    with pytest.raises(PermissionDenied):
        from_report(told, cast.secretary, ["Gian hàng chung"])
    UnitReport.objects.filter(pk=told.pk).update(sent_by=cast.tracker)
    told.refresh_from_db()
    with pytest.raises(PermissionDenied):
        from_report(told, cast.tracker, ["Gian hàng chung"])


def test_what_was_named_in_the_period_comes_into_the_report_once(assignment, period, cast, bloc):
    propose(assignment, cast.secretary)
    propose(assignment, cast.secretary, now=NOW - timedelta(days=40), title="Kỳ trước")
    decline(propose(assignment, cast.secretary, title="Không được"), cast.tracker)
    report = start_report(report=make_report(period, bloc.base_cell), by=cast.secretary, now=NOW)
    assert report.examples == "- Bữa trưa hợp tác: Bếp ăn dùng rau sạch."

    late = NOW + timedelta(days=3)
    propose(assignment, cast.secretary, title="Sau kỳ", now=late)
    assert news_for(report) == 0
    propose(assignment, cast.secretary, title="Cho báo cáo này", text="Nêu muộn.", report=report, now=late)
    assert news_for(report) == 1
    pull_updates(report=report, version=report.version, by=cast.secretary, now=late)
    report.refresh_from_db()
    assert report.examples.splitlines()[1:] == ["- Cho báo cáo này: Nêu muộn."]
    assert news_for(report) == 0


def test_a_longer_period_holds_what_its_shorter_ones_named(told, period, plan, cast):
    from_report(told, cast.tracker, ["Gian hàng chung"])
    year = make_period(plan, kind="year", starts_on=date(2026, 1, 1), ends_on=TODAY, due_on=TODAY)
    later = make_period(plan, kind="month", starts_on=TODAY, ends_on=TODAY, due_on=TODAY)

    found = [Example.objects.of_period(each).count() for each in (period, year, later)]
    assert found == [1, 1, 0]


def test_a_returned_report_does_not_take_its_own_words_again(assignment, told, cast):
    from_report(told, cast.tracker, lines_to_name(told))
    UnitReport.objects.filter(pk=told.pk).update(state="returned")
    told.refresh_from_db()
    assert "examples" not in prefill._pulled(told, None)[2]


def test_the_rollup_says_everything_once(assignment, told, period, cast, bloc):
    verify(propose(assignment, cast.secretary), cast.tracker)  # is in no report
    from_report(told, cast.tracker, ["Gian hàng chung"], title="Gian hàng 6 tổ hợp tác")
    UnitReport.objects.filter(pk=told.pk).update(state="accepted")
    propose(assignment, cast.secretary, title="Còn chờ")
    make_report(period, bloc.sibling, "accepted", examples="- tổ giúp nhau: 5 hộ")
    parts = first_texts(period=period, figures=count_figures(period=period), office=Office())

    name, other = bloc.base_cell.name, bloc.sibling.name
    assert next(text for code, _, text in parts if code == "examples").splitlines() == [
        f"- {name}, {other}: Tổ giúp nhau: 5 hộ.",
        f"- {name}: Gian hàng 6 tổ hợp tác: Gian hàng chung",
        f"- {name}: Bữa trưa hợp tác: Bếp ăn dùng rau sạch.",
    ]


# --- Taking it up -----------------------------------------------------------------------------------------------------


def adopt(example, unit, by, **fields):
    return adopt_example(**{"example": example, "unit": unit, "on": TODAY, "by": by, "now": NOW} | fields)


def test_a_unit_takes_it_up_and_withdraws(plan, bloc, cast):
    example = make_example(plan, bloc.base_cell, "verified")
    adoption = adopt(example, bloc.sibling, cast.sibling_secretary, note=" Làm từ tháng này. ")
    assert adopt(example, bloc.sibling, cast.sibling_secretary) == adoption
    assert (adoption.unit, adoption.note, Adoption.objects.count()) == (bloc.sibling, "Làm từ tháng này.", 1)

    withdraw_adoption(adoption=adoption, by=cast.sibling_secretary, now=NOW)
    assert not Adoption.objects.exists()
    assert verbs(example) == ["Thôi làm theo mô hình", "Làm theo mô hình"]


def test_who_may_take_up_what(plan, bloc, cast):
    example = make_example(plan, bloc.base_cell, "verified")
    with pytest.raises(PermissionDenied):
        adopt(example, bloc.sibling, cast.secretary)
    with pytest.raises(ValidationError, match="chính đơn vị"):
        adopt(example, bloc.base_cell, cast.secretary)
    with pytest.raises(ValidationError, match="sau hôm nay"):
        adopt(example, bloc.sibling, cast.sibling_secretary, on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError, match="chưa được xác nhận"):
        adopt(make_example(plan, bloc.base_cell), bloc.sibling, cast.sibling_secretary)
    adoption = adopt(example, bloc.sibling, cast.sibling_secretary)
    with pytest.raises(PermissionDenied):
        withdraw_adoption(adoption=adoption, by=cast.secretary, now=NOW)
