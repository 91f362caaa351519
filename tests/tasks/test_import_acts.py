"""Acts on lines and passages of an import: on one, on several at once; undone, done again, and by two people."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.importing import Proposal
from tasks.importing.corrections import remove_line, walk
from tasks.importing.proposal import Passage
from tasks.models import ImportStep, PlanImport
from tasks.services import imports
from tasks.services.imports.steps import KEPT_STEPS
from tests.factories import NOW, make_plan, make_user
from tests.tasks.import_documents import DOCUMENT, corrected, document, read, texts

START = ["1.0 Các chi ủy", "1.0.0 Bố trí chỗ", "1.1 Hội Khuyến"]


@pytest.fixture
def act(as_user, cast, record):
    """Presses a button of the page, at the version that stands now."""
    client = as_user(cast.administrator)

    def press(button: str, *, name: str = "import_act", follow: bool = False, **data):
        record.refresh_from_db()
        form = {"act": button, "version": record.version} | data
        return client.post(reverse(f"tasks:{name}", args=[record.pk]), form, follow=follow)

    return press


def page_of(as_user, cast, record, **query) -> str:
    url = reverse("tasks:import_detail", args=[record.pk])
    return as_user(cast.administrator).get(url, query).content.decode()


def with_unread(record, cast, *passages) -> PlanImport:
    proposal = Proposal.from_dict(record.proposal)
    proposal.unread += [Passage(text, place) for text, place in passages]
    return corrected(record, cast, proposal)


# --- One line ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "lines"),
    [
        ("task:1.1", START),
        ("remove:1.0.0", ["1.0 Các chi ủy", "1.1 Hội Khuyến"]),
        ("promote:1.0.0", ["1.0 Các chi ủy", "1.1 Bố trí chỗ", "1.2 Hội Khuyến"]),
        ("demote:1.1", ["1.0 Các chi ủy", "1.0.0 Bố trí chỗ", "1.0.1 Hội Khuyến"]),
        ("merge:1.1", ["1.0 Các chi ủy", "1.0.0 Bố trí chỗ"]),
        ("add:1.0", ["1.0 Các chi ủy", "1.0.0 Bố trí chỗ", "1.1", "1.2 Hội Khuyến"]),
        ("add:1", [*START, "1.2"]),
        ("up:1.1", ["1.0 Hội Khuyến", "1.1 Các chi ủy", "1.1.0 Bố trí chỗ"]),
        ("down:1.0", ["1.0 Hội Khuyến", "1.1 Các chi ủy", "1.1.0 Bố trí chỗ"]),
    ],
)
def test_act_on_one_line(act, record, button, lines):
    assert act(button).status_code == 302
    assert [line.strip() for line in texts(record, "1.")] == lines
    assert record.version == 1


@pytest.mark.parametrize("button", ["promote:1.0", "demote:1.0", "merge:1.0", "up:1.0", "down:1.1"])
def test_impossible_act_says_why_and_changes_nothing(act, record, button):
    assert "kh-note-soon" in act(button, follow=True).content.decode()
    assert texts(record, "1.") == START
    assert record.version == 0


@pytest.mark.parametrize("button", ["promote:9.0", "take:7", "take:x", "fly:1.0", "move:1.0", "back:"])
def test_act_that_is_not_there_is_not_found(act, record, button):
    assert act(button, to="77").status_code in (302, 404)
    assert texts(record, "1.") == START


# --- Several lines ----------------------------------------------------------------------------------------------------


def test_several_lines_are_set_at_once(act, record):
    act(
        "set",
        line=["1.0", "1.1"],
        is_task="yes",
        kind="date",
        on="2026-12-20",
        period="month",
        names="Đoàn Thanh niên Khối\nBan Tuyên giáo Đảng ủy Khối",
        role="support",
        instead="on",
    )
    record.refresh_from_db()
    for item in record.proposal["sections"][1]["items"]:
        assert [(one["name"], one["role"]) for one in item["assignees"]] == [
            ("Đoàn Thanh niên Khối", "support"),
            ("Ban Tuyên giáo Đảng ủy Khối", "support"),
        ]
        assert (item["deadline"]["on"], item["period"]) == ("2026-12-20", "month")
    assert record.names["Đoàn Thanh niên Khối"] == {"unit": "DTN"}


def test_several_lines_keep_what_is_not_set(act, record):
    before = [item["assignees"] for item in record.proposal["sections"][1]["items"]]
    act("set", line=["1.0", "1.1"], is_task="no")
    record.refresh_from_db()
    items = record.proposal["sections"][1]["items"]
    assert [item["is_task"] for item in items] == [False, False]
    assert [item["assignees"] for item in items] == before


def test_second_lead_is_refused_and_what_was_typed_stays(act, record):
    response = act("set", line=["1.1"], names="Đoàn Thanh niên Khối", role="lead")
    page = response.content.decode()
    assert response.status_code == 422
    assert "chỉ có một đơn vị chủ trì" in page
    assert "Đoàn Thanh niên Khối</textarea>" in page
    assert record.version == 0


@pytest.mark.parametrize("data", [{}, {"kind": "date"}, {"on": "2026-12-20"}, {"names": "A\nB", "role": "lead"}])
def test_nothing_or_half_a_wish_is_refused(act, data):
    assert act("set", line=["1.0"], **data).status_code == 422


def test_several_lines_are_demoted_promoted_merged_and_removed(act, record):
    act("demote", line=["1.1"])
    act("promote", line=["1.0.0", "1.0.1"])
    assert texts(record, "1.") == ["1.0 Các chi ủy", "1.1 Bố trí chỗ", "1.2 Hội Khuyến"]
    act("merge", line=["1.0", "1.1", "1.2"])
    assert texts(record, "1.") == ["1.0 Các chi ủy"]
    assert "tặng sách" in record.proposal["sections"][1]["items"][0]["text"]
    act("remove", line=["1.0"])
    assert texts(record, "1.") == []


def test_line_takes_those_below_it_along(act, record):
    act("move", line=["1.0", "1.0.0"], to="2")
    assert texts(record, "2.") == ["2.0 Giao Ban T", "2.1 Các chi ủy", "2.1.0 Bố trí chỗ"]
    act("move", line=["2.1"], to="1.0")
    assert texts(record, "1.") == ["1.0 Hội Khuyến", "1.1 Các chi ủy", "1.1.0 Bố trí chỗ"]


def test_line_is_not_moved_into_itself(act, record):
    act("move", line=["1.0"], to="1.0.0")
    assert texts(record, "1.") == START
    assert record.version == 0


def test_act_without_a_line_says_so(act):
    assert "Chưa chọn dòng nào." in act("promote", follow=True).content.decode()


# --- What was not understood ------------------------------------------------------------------------------------------


def test_removed_line_is_not_understood_in_its_place_and_comes_back(as_user, cast, act, record):
    act("remove:1.0.0")
    page = page_of(as_user, cast, record)
    assert page.index("góc đọc sách") < page.index("Chưa hiểu") < page.index("2. Hội Khuyến học")
    number = next(n for n, passage in enumerate(record_of(record)["unread"]) if "Bố trí" in passage["text"])
    act(f"take:{number}")
    assert [line[4:] for line in texts(record, "1.")] == ["Các chi ủy", "- Bố trí c", "Hội Khuyến"]


def test_passage_of_two_paragraphs_is_decided_once(as_user, cast, bloc):
    broken = DOCUMENT.replace("- Bố trí chỗ đọc thuận tiện.", "- Bố trí chỗ đọc\n\nthuận tiện cho mọi người.")
    other = read(broken, bloc, cast)
    proposal = Proposal.from_dict(other.proposal)
    remove_line(proposal, "1.0.0")
    corrected(other, cast, proposal)
    page = page_of(as_user, cast, other)
    assert (page.count("Thành một dòng"), page.count("Cùng với đoạn trên")) == (1, 1)


def record_of(record):
    record.refresh_from_db()
    return record.proposal


def test_passage_goes_on_with_the_line_before_it_or_into_the_words_of_its_part(act, cast, record):
    act("remove:1.0.0")
    number = len(record_of(record)["unread"]) - 1
    act(f"join:{number}")
    item = record_of(record)["sections"][1]["items"][0]
    assert item["text"].endswith("Bố trí chỗ đọc thuận tiện.")
    act("undo", name="import_undo")
    act(f"tell:{number}")
    assert record_of(record)["sections"][1]["text"].endswith("Bố trí chỗ đọc thuận tiện.")


def test_passages_are_left_out_knowingly_and_looked_at_again(as_user, cast, act, record):
    record = with_unread(record, cast, ("Trang 2/5", "đoạn 90"), ("Trang 3/5", "đoạn 91"))
    first = len(record.proposal["unread"]) - 2
    act("leave", unread=[first, first + 1])
    assert [one.get("left_out") for one in record_of(record)["unread"][first:]] == [True, True]
    assert "Đã bỏ qua: đoạn 90" in page_of(as_user, cast, record)
    act(f"back:{first}")
    assert [one.get("left_out") for one in record_of(record)["unread"][first:]] == [None, True]


# --- Undo -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "undone", "redone"),
    [
        ("task:1.1", "#dong-1.1", "#dong-1.1"),
        ("promote:1.0.0", "#dong-1.0.0", "#dong-1.1"),
        ("demote:1.1", "#dong-1.1", "#dong-1.0.1"),
        ("add:2.0", "#dong-2.0", "#dong-2.1"),
    ],
)
def test_page_goes_to_the_line_that_undoing_changed(act, button, undone, redone):
    act(button)
    assert act("undo", name="import_undo").headers["Location"].endswith(undone)
    assert act("redo", name="import_undo").headers["Location"].endswith(redone)


def test_steps_are_undone_and_done_again_also_by_somebody_else(as_user, cast, bloc, act, record):
    act("promote:1.0.0")
    act("remove:1.1")
    colleague = make_user("quantri2", bloc.root, "administrator")
    client = as_user(colleague)
    undo = reverse("tasks:import_undo", args=[record.pk])
    for _ in range(2):
        record.refresh_from_db()
        client.post(undo, {"act": "undo", "version": record.version})
    assert texts(record, "1.") == START
    client.post(undo, {"act": "redo", "version": record.version})
    assert texts(record, "1.") == ["1.0 Các chi ủy", "1.1 Bố trí chỗ", "1.2 Hội Khuyến"]


def test_a_new_act_ends_what_could_be_done_again(act, record):
    act("promote:1.0.0")
    act("undo", name="import_undo")
    act("task:1.1")
    act("redo", name="import_undo")
    assert texts(record, "1.") == START
    assert list(record.steps.values_list("undone", flat=True)) == [False]


def test_undoing_nothing_changes_nothing(act, record):
    act("undo", name="import_undo")
    assert texts(record, "1.") == START
    assert record.version == 0


def test_more_than_twenty_steps_can_be_undone_and_old_ones_go(cast, record):
    by, proposal = cast.administrator, Proposal.from_dict(record.proposal)
    for number in range(KEPT_STEPS + 3):
        proposal.sections[1].items[0].text = f"Lần {number}"
        record = corrected(record, cast, proposal)
    assert ImportStep.objects.filter(record=record).count() == KEPT_STEPS
    for _ in range(KEPT_STEPS):
        record = imports.undo_step(record=record, version=record.version, by=by, now=NOW)
    assert record.proposal["sections"][1]["items"][0]["text"] == "Lần 2"


def test_chosen_unit_is_undone_too(as_user, cast, act, record):
    record = imports.decide_name(record=record, name="Hội Khuyến học tỉnh", version=0, by=cast.administrator, now=NOW)
    act("undo", name="import_undo")
    record.refresh_from_db()
    assert "Hội Khuyến học tỉnh" not in record.names


# --- Two people -------------------------------------------------------------------------------------------------------


def test_act_on_an_old_version_shows_the_new_one_and_what_was_typed(act, cast, record):
    corrected(record, cast)
    response = act("set", line=["1.0"], names="Đoàn Thanh niên Khối", version=0)
    page = response.content.decode()
    assert response.status_code == 409
    assert "vừa được người khác thay đổi" in page
    assert "Đoàn Thanh niên Khối</textarea>" in page


def test_undo_of_an_old_version_is_a_conflict(act, cast, record):
    corrected(record, cast)
    assert act("undo", name="import_undo", version=0).status_code == 409


def test_page_asks_now_and_then_whether_somebody_changed_it(as_user, cast, record):
    client, state = as_user(cast.administrator), reverse("tasks:import_state", args=[record.pk])
    assert client.get(state, {"version": 0}).status_code == 204
    corrected(record, cast)
    page = client.get(state, {"version": 0}).content.decode()
    assert f"{cast.administrator.full_name} vừa sửa bản nạp này: Sửa bản nạp" in page


# --- The page ---------------------------------------------------------------------------------------------------------


def test_every_paragraph_leads_to_its_line_and_back(as_user, cast, record):
    page = page_of(as_user, cast, record)
    number = next(n for n, each in enumerate(record.paragraphs, 1) if "góc đọc sách" in each["text"])
    assert f'<li id="doan-{number}" data-owner="1.0"' in page
    assert 'href="#dong-1.0"' in page
    assert f'href="#doan-{number}"' in page
    assert f"đoạn {number}</a>" in page


@pytest.fixture
def long(bloc, cast) -> PlanImport:
    """A document of three pages."""
    work = "Các chi ủy, đảng ủy cơ sở trồng cây số"
    lines = "\n\n".join(f"{number}. {work} {number} quanh trụ sở." for number in range(1, 251))
    return read(DOCUMENT.replace("2. Hội Khuyến học tỉnh vận động tặng sách cho các chi bộ.", lines), bloc, cast)


def test_what_is_not_understood_is_led_to_on_its_page(as_user, cast, long):
    proposal = Proposal.from_dict(long.proposal)
    remove_line(proposal, next(address for address, item in walk(proposal) if "cây số 99 " in item.text))
    corrected(long, cast, proposal)
    assert '<a href="?trang=2#doan-' in page_of(as_user, cast, long)
    number = page_of(as_user, cast, long).partition('<a href="?trang=2#doan-')[2].partition('"')[0]
    assert f'<li id="doan-{number}" data-owner="unread' in page_of(as_user, cast, long, trang=2)


def test_long_document_is_shown_by_the_page_with_as_many_questions(as_user, cast, record, long):
    client = as_user(cast.administrator)
    url = reverse("tasks:import_detail", args=[long.pk])
    counts = []
    for address, query in ((url, {}), (url, {"trang": 3}), (reverse("tasks:import_detail", args=[record.pk]), {})):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address, query)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert "trồng cây số 250" in client.get(url, {"trang": 3}).content.decode()
    assert response.content.decode().count("kh-line") < 10
    first = client.get(url).content.decode()
    assert "trồng cây số 250" not in first
    assert first.count('class="kh-doc-0 kh-line"') <= 101


# --- The database -----------------------------------------------------------------------------------------------------


def test_database_refuses_a_second_step_of_one_version(cast, record):
    corrected(record, cast)
    step = ImportStep.objects.get()
    step.pk = None
    with pytest.raises(IntegrityError, match=r"tasks_importstep_once|UNIQUE"), transaction.atomic():
        step.save(force_insert=True)


def test_database_refuses_another_plan_than_the_renewed_one(bloc, record):
    one, other = make_plan(bloc.root), make_plan(bloc.root, number="13")
    with pytest.raises(IntegrityError, match="tasks_planimport_renews_its_plan"), transaction.atomic():
        PlanImport.objects.filter(pk=record.pk).update(state="confirmed", plan=one, renews=other)


def test_database_refuses_a_plan_made_twice(cast, bloc, record):
    plan = make_plan(bloc.root)
    twin = imports.upload_plan(file=document(), issuer=bloc.root, by=cast.administrator, now=NOW)
    PlanImport.objects.filter(pk=record.pk).update(state="confirmed", plan=plan)
    with pytest.raises(IntegrityError, match=r"tasks_planimport_makes_a_plan_once|UNIQUE"), transaction.atomic():
        PlanImport.objects.filter(pk=twin.pk).update(state="confirmed", plan=plan)
