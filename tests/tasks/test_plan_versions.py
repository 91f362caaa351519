"""A new version of a plan: what goes on keeps its progress, its first deadlines and its reports."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from tasks.importing import Proposal
from tasks.importing.proposal import Assignee
from tasks.models import Task
from tasks.services import imports
from tasks.services.assignments import assign_units
from tasks.services.imports.difference import Changed
from tasks.services.tallies import wrong_tallies
from tests.factories import NOW, TODAY, make_line, make_period, make_report, make_unit, make_update
from tests.tasks.import_documents import corrected, document, read
from units.models import Change, Unit

FIRST = """\
**ĐẢNG ỦY KHỐI THỬ NGHIỆM**

Bến Tre, ngày 01 tháng 6 năm 2026

**KẾ HOẠCH**
**phát triển phong trào đọc sách trong Khối**

**I. NHIỆM VỤ VÀ GIẢI PHÁP**

1. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách tại đơn vị trước ngày 30/11/2026.

- Bố trí chỗ đọc thuận tiện cho đảng viên của đơn vị.

2. Đoàn Thanh niên Khối chủ trì vận động tặng sách cho các chi bộ trong Khối.

3. Liên minh Hợp tác xã tỉnh tổ chức hội thi kể chuyện sách hằng năm.

**II. TỔ CHỨC THỰC HIỆN**

1. Giao Ban Tuyên giáo Đảng ủy Khối theo dõi, đôn đốc việc thực hiện Kế hoạch này.
"""
# The second line comes first, the first is reworded and due later, the third is gone, and one is new.
SECOND = """\
**ĐẢNG ỦY KHỐI THỬ NGHIỆM**

Bến Tre, ngày 01 tháng 6 năm 2026

**KẾ HOẠCH**
**phát triển phong trào đọc sách và học tập suốt đời trong Khối**

**I. NHIỆM VỤ VÀ GIẢI PHÁP**

1. Đoàn Thanh niên Khối chủ trì vận động tặng sách cho các chi bộ trong Khối.

2. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách khang trang tại đơn vị trước ngày 31/12/2026.

- Bố trí chỗ đọc thuận tiện cho đảng viên của đơn vị.

3. Liên minh Hợp tác xã tỉnh mở lớp tin học cho xã viên cao tuổi.

**II. TỔ CHỨC THỰC HIỆN**

1. Giao Ban Tuyên giáo Đảng ủy Khối theo dõi, đôn đốc việc thực hiện Kế hoạch này.
"""


@pytest.fixture
def plan(bloc, cast):
    record = read(FIRST, bloc, cast)
    return imports.confirm_import(record=record, version=0, by=cast.administrator, now=NOW)


@pytest.fixture
def newer(plan, bloc, cast):
    return read(SECOND, bloc, cast, renews=plan)


def difference_of(record):
    return imports.compare(record, imports.draft_today(record, TODAY))


def decided(record, cast, said="close"):
    gone = {str(row.own.pk): said for row in difference_of(record).of("gone")}
    return imports.decide_gone(record=record, decisions=gone, version=record.version, by=cast.administrator, now=NOW)


def renewed(record, cast, **versions):
    seen = {"version": record.version, "plan_version": record.renews.version} | versions
    return imports.renew_plan(record=record, **seen, by=cast.administrator, now=NOW)


def line(plan, words) -> Task:
    return plan.tasks.get(text__contains=words)


def test_difference_names_what_changed_line_by_line(newer):
    rows = [(row.kind, row.own.text[:22]) for row in difference_of(newer).rows]
    assert rows == [
        ("changed", "Đoàn Thanh niên Khối c"),
        ("gone", "Liên minh Hợp tác xã t"),
        ("changed", "Các chi ủy, đảng ủy cơ"),
        ("same", "Bố trí chỗ đọc thuận t"),
        ("new", "Liên minh Hợp tác xã t"),
        ("same", "Giao Ban Tuyên giáo Đả"),
    ]
    reworded = difference_of(newer).rows[2]
    assert {change.name for change in reworded.changes} >= {"Lời văn", "Thời hạn", "Số thứ tự"}
    assert [piece.text for piece in reworded.marked.after if piece.changed] == ["khang trang ", "31/12/2026"]


def test_confirming_says_what_is_given_anew(as_user, plan, newer, bloc, cast):
    make_unit("HCCB", Unit.Kind.MASS, bloc.root)
    before = set(plan.assignments.values_list("pk", flat=True))
    record = decided(newer, cast)
    proposal = Proposal.from_dict(record.proposal)
    proposal.sections[0].items[0].assignees.append(Assignee("Các đoàn thể", "support"))  # one of them has it already
    record = corrected(record, cast, proposal)
    said = imports.given_anew(difference_of(record), imports.UnitCounter(TODAY))
    page = as_user(cast.administrator).get(reverse("tasks:import_confirm", args=[record.pk])).content.decode()

    renewed(record, cast)

    made = plan.assignments.exclude(pk__in=before)
    assert said == (made.count(), made.values("unit").distinct().count())
    assert f"{said[0]} phân công cho {said[1]} đơn vị" in page
    assert [row.unit.code for row in made.filter(task=line(plan, "Đoàn Thanh niên"))] == ["HCCB"]


def test_what_goes_on_keeps_progress_first_deadline_and_reports(plan, newer, bloc, cast):
    kept = plan.assignments.get(task=line(plan, "góc đọc sách"), unit=bloc.base_cell)
    update = make_update(kept, cast.secretary, percent=40)
    type(kept).objects.filter(pk=kept.pk).update(state="in_progress", percent=40)
    report = make_report(make_period(plan), bloc.base_cell, "sent")
    reported = make_line(report, kept)

    renewed(decided(newer, cast), cast)

    kept.refresh_from_db()
    assert kept.task == line(plan, "góc đọc sách khang trang")
    assert (kept.state, kept.percent, kept.ended_on) == ("in_progress", 40, None)
    assert (kept.first_due_on, kept.due_on) == (date(2026, 11, 30), date(2026, 12, 31))
    assert list(kept.updates.all()) == [update]
    report.refresh_from_db()
    assert report.state == "sent"
    assert reported in report.lines.all()
    assert wrong_tallies([plan.pk]) == set()


def test_plan_has_the_order_and_the_words_of_the_new_version(plan, newer, cast):
    ids = set(plan.tasks.values_list("pk", flat=True))

    renewed(decided(newer, cast), cast)

    plan.refresh_from_db()
    assert plan.title.endswith("học tập suốt đời trong Khối")
    assert [(task.label, task.text[:20]) for task in plan.tasks.filter(closed_on=None).order_by("position")] == [
        ("1", "Đoàn Thanh niên Khối"),
        ("2", "Các chi ủy, đảng ủy "),
        ("-", "Bố trí chỗ đọc thuận"),
        ("3", "Liên minh Hợp tác xã"),
        ("1", "Giao Ban Tuyên giáo "),
    ]
    assert ids <= set(plan.tasks.values_list("pk", flat=True))
    assert plan.sections.count() == 2
    assert Change.objects.of(plan).filter(verb="Nạp bản mới").count() == 1


def test_closed_line_ends_its_work_and_keeps_its_history(plan, newer, bloc, cast):
    gone = line(plan, "hội thi kể chuyện")
    given = gone.assignments.get()

    renewed(decided(newer, cast), cast)

    given.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.closed_on, given.ended_on) == (TODAY, TODAY)
    assert [change.verb for change in Change.objects.of(gone)] == ["Bỏ khỏi kế hoạch"]
    assert line(plan, "tin học").assignments.get().unit == bloc.partner
    with pytest.raises(ValidationError, match="không còn trong bản mới"):
        assign_units(
            task=gone,
            units=Unit.objects.filter(pk=bloc.youth.pk),
            role="support",
            due_on=None,
            period_kind="quarter",
            by=cast.administrator,
            now=NOW,
        )


def test_closed_line_is_offered_nowhere_and_shown_with_its_day(plan, newer, cast, as_user):
    renewed(decided(newer, cast), cast)
    client = as_user(cast.administrator)

    page = client.get(reverse("tasks:plan_detail", args=[plan.pk])).content.decode()
    assert "Không còn trong kế hoạch từ ngày 18/11/2026" in page
    for name in ("assignment_editor", "task_create"):
        assert "hội thi kể chuyện" not in client.get(reverse(f"tasks:{name}", args=[plan.pk])).content.decode()


def test_finished_work_of_a_closed_line_stays_counted(plan, newer, cast):
    given = line(plan, "hội thi kể chuyện").assignments.get()
    done = {"state": "done", "declared_on": TODAY, "confirmed_at": NOW}
    type(given).objects.filter(pk=given.pk).update(**done)

    renewed(decided(newer, cast), cast)

    given.refresh_from_db()
    assert (given.state, given.ended_on) == ("done", None)
    assert wrong_tallies([plan.pk]) == set()


def test_kept_line_goes_on(plan, newer, cast):
    renewed(decided(newer, cast, "keep"), cast)

    gone = line(plan, "hội thi kể chuyện")
    assert gone.closed_on is None
    assert gone.assignments.in_force().count() == 1


def test_nothing_is_renewed_before_every_gone_line_is_decided(plan, newer, cast):
    with pytest.raises(ValidationError, match="chưa được quyết định"):
        renewed(newer, cast)

    plan.refresh_from_db()
    assert (plan.version, plan.tasks.count()) == (0, 5)


def test_plan_changed_meanwhile_is_a_conflict(plan, newer, cast):
    record = decided(newer, cast)
    type(plan).objects.filter(pk=plan.pk).update(version=5)

    with pytest.raises(Conflict):
        renewed(record, cast, plan_version=0)

    record.refresh_from_db()
    assert record.state == "ready"


def test_renewing_twice_renews_once(plan, newer, cast):
    record = decided(newer, cast)

    answers = [renewed(record, cast, version=1) for _ in range(2)]

    assert answers == [plan, plan]
    assert Change.objects.of(plan).filter(verb="Nạp bản mới").count() == 1


def test_same_document_again_changes_no_line(plan, bloc, cast):
    record = read(FIRST, bloc, cast, renews=plan)

    assert {row.kind for row in difference_of(record).rows} == {"same"}
    before = list(plan.assignments.order_by("pk").values())
    renewed(record, cast)
    assert list(plan.assignments.order_by("pk").values()) == before


def test_another_lead_takes_over(plan, bloc, cast):
    record = read(
        FIRST.replace("Đoàn Thanh niên Khối chủ trì", "Ủy ban Kiểm tra Đảng ủy Khối chủ trì"), bloc, cast, plan
    )
    assert record.names["Ủy ban Kiểm tra Đảng ủy Khối"] == {"unit": "UBKT"}

    renewed(record, cast)

    task = line(plan, "tặng sách")
    assert [(row.unit, row.role) for row in task.assignments.in_force()] == [(bloc.inspection, "lead")]
    assert task.assignments.get(unit=bloc.youth).ended_on == TODAY


def test_a_person_says_which_line_goes_on(plan, newer, cast):
    proposal = Proposal.from_dict(newer.proposal)
    proposal.sections[0].items[2].continues = line(plan, "hội thi kể chuyện").pk
    record = imports.correct_proposal(record=newer, proposal=proposal, version=0, by=cast.administrator, now=NOW)

    assert difference_of(record).of("gone", "new") == []


def test_what_the_new_document_does_not_say_of_itself_stays(plan, bloc, cast):
    record = read(FIRST.replace("Bến Tre, ngày 01 tháng 6 năm 2026\n", ""), bloc, cast, plan)
    assert (record.proposal["issued_on"], record.proposal["place"]) == ("2026-06-01", "Bến Tre")
    assert imports.foresee(record, TODAY).problems == []


def test_line_that_others_overtook_says_so(plan, newer):
    row = next(row for row in difference_of(newer).rows if "tặng sách" in row.own.text)
    assert Changed("Thứ tự", "dòng thứ 3", "dòng thứ 1") in row.changes


def test_gone_lines_are_decided_on_the_page_one_by_one_or_all(plan, newer, cast, as_user):
    client, url = as_user(cast.administrator), reverse("tasks:import_difference", args=[newer.pk])
    gone = difference_of(newer).asked[0].own
    assert "chưa được quyết định" in client.get(url).content.decode()
    client.post(url, {"version": 0, f"gone-{gone.pk}": "keep"})
    newer.refresh_from_db()
    assert newer.gone == {str(gone.pk): "keep"}
    client.post(url, {"version": 1, "all": "close"})
    newer.refresh_from_db()
    assert newer.gone == {str(gone.pk): "close"}

    response = client.post(url, {"version": 0, f"gone-{gone.pk}": "keep"})

    assert response.status_code == 409
    assert "vừa được người khác thay đổi" in response.content.decode()


def test_unit_that_is_named_no_longer_is_told_and_goes_on(plan, bloc, cast):
    task = line(plan, "hội thi kể chuyện")
    assign_units(
        task=task,
        units=Unit.objects.filter(pk=bloc.youth.pk),
        role="support",
        due_on=None,
        period_kind="quarter",
        by=cast.administrator,
        now=NOW,
    )
    again = read(FIRST, bloc, cast, renews=plan)

    told = [(row.kind, [each.unit for each in row.unnamed]) for row in difference_of(again).rows if row.unnamed]

    assert told == [("changed", [bloc.youth])]
    renewed(again, cast)
    assert task.assignments.get(unit=bloc.youth).ended_on is None


def test_differences_of_a_long_plan_come_in_pages(plan, newer, cast, as_user, monkeypatch):
    monkeypatch.setattr("tasks.views.import_versions.LINES", 4)
    client, address = as_user(cast.administrator), reverse("tasks:import_difference", args=[newer.pk])

    shown = [len(client.get(address, {"page": page}).context["rows"]) for page in (1, 2)]

    assert shown == [4, 2]


def test_closed_plan_takes_no_new_version(plan, cast, as_user):
    type(plan).objects.filter(pk=plan.pk).update(state="closed")
    response = as_user(cast.administrator).post(reverse("tasks:plan_renew", args=[plan.pk]), {"file": document()})
    assert response.status_code == 422
    assert "đang thực hiện" in response.content.decode()


def test_page_of_differences_asks_as_often_for_one_line_as_for_three(plan, bloc, cast, as_user):
    client, counts = as_user(cast.administrator), []
    client.get(reverse("tasks:plan_list"))  # the first page of a session asks more
    for count in (1, 3):
        more = "\n\n".join(f"{number}. Các chi ủy, đảng ủy cơ sở trồng cây {number}." for number in range(4, 4 + count))
        newer = read(SECOND.replace("**II. TỔ CHỨC", f"{more}\n\n**II. TỔ CHỨC"), bloc, cast, renews=plan)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("tasks:import_difference", args=[newer.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_number_of_questions_does_not_grow_with_the_lines(newer, django_assert_num_queries):
    draft = imports.draft_today(newer, TODAY)
    with django_assert_num_queries(6):
        imports.compare(newer, draft)
