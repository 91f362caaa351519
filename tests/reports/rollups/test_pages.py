"""The pages of roll-ups, through the client: who may read them, and nothing typed is lost."""

import pytest
from django.urls import reverse

from reports.models import Rollup, RollupPart
from reports.services.rollups import compile_rollup, correct_rollup, save_rollup
from tests.factories import (
    NOW,
    make_period,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_user,
)
from tests.reports.rollups.conftest import said, texts, url

WATCHERS = ["tracker", "standing", "inspector", "administrator"]
OTHERS = ["secretary", "committee_secretary", "stranger"]


@pytest.mark.parametrize("who", WATCHERS)
def test_watchers_read_and_download(as_user, cast, issued, who):
    client = as_user(getattr(cast, who))

    assert client.get(reverse("reports:rollup_list")).status_code == 200
    assert client.get(url("detail", issued)).status_code == 200
    assert client.get(url("file", issued, "docx")).status_code == 200
    assert client.get(url("file", issued, "xlsx")).status_code == 200


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("name", ["detail", "edit", "issue", "correct"])
def test_others_find_nothing(as_user, cast, issued, who, name):
    client = as_user(getattr(cast, who))

    assert client.get(url(name, issued)).status_code == 404
    assert client.get(url("file", issued, "docx")).status_code == 404
    assert client.post(url("recompile", issued)).status_code == 404
    assert client.get(reverse("reports:rollup_list")).status_code == 403


def test_rollups_of_another_committee_are_not_found(as_user, db, issued):
    other = make_unit("KHAC", "committee", name="Đảng bộ khác")
    client = as_user(make_user("tuyengiao2", make_unit("BTG2", "board", other), "tracker"))

    assert client.get(url("detail", issued)).status_code == 404
    assert client.post(reverse("reports:rollup_compile"), {"period": issued.period_id}).status_code == 404
    assert not client.get(reverse("reports:rollup_list")).context["page_obj"].object_list


@pytest.mark.parametrize(
    ("who", "edits", "issues"),
    [("tracker", 200, 200), ("standing", 403, 200), ("inspector", 403, 403), ("administrator", 403, 403)],
)
def test_the_tracker_prepares_and_the_standing_committee_may_issue(as_user, cast, draft, who, edits, issues):
    client = as_user(getattr(cast, who))

    assert client.get(url("edit", draft)).status_code == edits
    assert client.get(url("issue", draft)).status_code == issues
    assert (client.post(url("recompile", draft), {"version": 0}).status_code == 403) == (edits == 403)


@pytest.mark.parametrize("who", ["standing", "inspector", "administrator"])
def test_only_the_tracker_compiles_and_corrects(as_user, cast, issued, who):
    client = as_user(getattr(cast, who))

    assert client.post(reverse("reports:rollup_compile"), {"period": issued.period_id}).status_code == 403
    assert client.get(url("correct", issued)).status_code == 403


def test_the_list_tells_drafts_issued_and_corrected(as_user, cast, issued):
    correct_rollup(rollup=issued, reason="Sai số liệu", by=cast.tracker, now=NOW)
    client = as_user(cast.standing)

    page = client.get(reverse("reports:rollup_list"))
    drafts = client.get(reverse("reports:rollup_list"), {"state": "draft", "plan": "lạ"})

    assert "Đang lập bản đính chính" in page.content.decode()
    assert "đính chính Báo cáo 01-BC/ĐU" in page.content.decode()
    assert [row.state for row in drafts.context["page_obj"]] == ["draft"]


def test_the_list_filters_by_plan(as_user, cast, bloc, draft):
    other = make_plan(bloc.root, bloc.board, number="13")
    make_task(other)
    compile_rollup(period=make_period(other), by=cast.tracker, now=NOW)

    page = as_user(cast.tracker).get(reverse("reports:rollup_list"), {"plan": other.pk})

    assert [row.plan for row in page.context["page_obj"]] == [other]


def test_the_list_asks_as_much_for_three_as_for_one(as_user, cast, plan, draft, django_assert_num_queries):
    client = as_user(cast.standing)
    client.get(reverse("reports:rollup_list"))
    with django_assert_num_queries(7):
        client.get(reverse("reports:rollup_list"))
    for kind in ("month", "half"):
        compile_rollup(period=make_period(plan, kind=kind), by=cast.tracker, now=NOW)

    with django_assert_num_queries(7):
        client.get(reverse("reports:rollup_list"))


def test_a_period_is_offered_until_it_is_compiled(as_user, cast, period):
    client = as_user(cast.tracker)
    assert list(client.get(reverse("reports:rollup_list")).context["compile_form"].fields["period"].queryset) == [
        period
    ]

    for _ in range(2):
        answer = client.post(reverse("reports:rollup_compile"), {"period": period.pk})

    draft = Rollup.objects.get()
    assert answer.url == url("detail", draft)
    assert draft.drafts == 1
    assert not client.get(reverse("reports:rollup_list")).context["compile_form"].fields["period"].queryset


def test_compiling_an_issued_period_leads_to_what_was_issued(as_user, cast, issued):
    answer = as_user(cast.tracker).post(reverse("reports:rollup_compile"), {"period": issued.period_id}, follow=True)

    assert answer.context["rollup"] == issued
    assert said(answer) == ["Báo cáo tổng hợp của kỳ này đã ban hành; hãy lập bản đính chính."]


def test_no_period_is_not_found(as_user, cast):
    assert as_user(cast.tracker).post(reverse("reports:rollup_compile"), {"period": "x"}).status_code == 404


def test_the_page_shows_the_document_its_coverage_and_its_figures(as_user, cast, draft):
    page = as_user(cast.inspector).get(url("detail", draft)).content.decode()

    assert "50,0 %, từ 1/2 đơn vị" in page
    assert "Dự thảo lần 1" in page
    assert "I- ĐẶC ĐIỂM TÌNH HÌNH" in page
    assert "- Chi bộ Công ty Ánh Sáng: Đã quán triệt trong chi bộ." in page
    assert "÷" in page


def test_the_page_warns_of_news_and_compiles_again(as_user, bloc, cast, draft, period):
    client = as_user(cast.tracker)
    assert not client.get(url("detail", draft)).context["outdated"]
    make_report(period, bloc.committee, "accepted")

    page = client.get(url("detail", draft))
    answers = [client.post(url("recompile", draft), {"version": 0}, follow=True) for _ in range(2)]

    assert page.context["outdated"]
    assert "Tổng hợp lại" in page.content.decode()
    assert [said(answer)[0][:20] for answer in answers] == ["Đã tổng hợp lại từ b", "Dự thảo vừa được tha"]
    draft.refresh_from_db()
    assert (draft.drafts, draft.figures["accepted"]) == (2, 2)


def test_the_page_of_an_issued_one_keeps_its_head(as_user, cast, issued):
    from units.models import Office

    Office.objects.create(pk=1, name="Đảng ủy Khối đã đổi tên")

    page = as_user(cast.standing).get(url("detail", issued)).content.decode()

    assert "ĐẢNG ỦY KHỐI ĐÃ ĐỔI TÊN" not in page
    assert all(file.sha256 in page for file in issued.files.all())


def test_texts_are_saved_and_marked(as_user, cast, draft):
    client = as_user(cast.tracker)
    data = texts(draft, **{"part-leadership-0": "Câu của tôi\r\ncâu thứ hai", "abstract": "kết quả quý"})

    answer = client.post(url("edit", draft), data, follow=True)

    part = draft.parts.get(code="leadership")
    assert (part.text, part.edited) == ("Câu của tôi\ncâu thứ hai", True)
    assert list(draft.parts.filter(edited=True)) == [part]
    assert list(answer.context["edited"]) == [part]
    assert "Đã sửa: giữ nguyên" in client.get(url("edit", draft)).content.decode()


def test_a_part_of_another_rollup_is_not_touched(as_user, cast, plan, draft):
    other = compile_rollup(period=make_period(plan, kind="final", name="Tổng kết"), by=cast.tracker, now=NOW)

    as_user(cast.tracker).post(url("edit", draft), texts(draft, **{"part-lessons-0": "lạc"}))

    assert not RollupPart.objects.filter(text="lạc").exists()
    assert other.parts.get(code="lessons").text == ""


def test_an_empty_abstract_is_refused_and_keeps_what_was_typed(as_user, cast, draft):
    answer = as_user(cast.tracker).post(url("edit", draft), texts(draft, abstract=" ", **{"part-causes-0": "Giữ tôi"}))

    assert answer.status_code == 422
    assert "Giữ tôi" in answer.content.decode()
    assert not draft.parts.filter(edited=True).exists()


def test_a_conflict_shows_both_texts_and_loses_neither(as_user, cast, draft):
    client = as_user(cast.tracker)
    mine = texts(draft, **{"part-causes-0": "Câu của tôi", "part-proposals-0": "Kiến nghị của tôi"})
    theirs = {draft.parts.get(code="causes").pk: "Câu của người kia"}
    save_rollup(rollup=draft, version=0, abstract=draft.abstract, texts=theirs, by=cast.tracker, now=NOW)

    both = client.post(url("edit", draft), mine)

    assert both.status_code == 409
    shown = both.content.decode()
    assert all(text in shown for text in ("Câu của tôi", "Kiến nghị của tôi", "Câu của người kia"))
    assert draft.parts.get(code="causes").text == "Câu của người kia"

    client.post(url("edit", draft), mine | {"version": both.context["form"]["version"].value()})
    assert draft.parts.get(code="causes").text == "Câu của tôi"


def test_what_was_typed_finds_its_box_after_somebody_compiled_again(as_user, cast, draft):
    client = as_user(cast.tracker)
    mine = texts(draft, **{"part-causes-0": "Câu của tôi"})
    client.post(url("recompile", draft), {"version": 0})

    both = client.post(url("edit", draft), mine)

    assert both.status_code == 409
    assert both.context["form"]["part-causes-0"].value() == "Câu của tôi"
