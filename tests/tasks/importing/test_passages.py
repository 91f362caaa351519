"""Which line each paragraph of a document became, and what becomes of what was not understood."""

import pytest

from tasks.importing import Proposal, propose
from tasks.importing.corrections import Impossible, find, walk
from tasks.importing.passages import HEAD, before, join, leave_out, owners, take, tell
from tasks.importing.proposal import Annex, Group, Head, Passage
from tasks.importing.versions import Kept, continue_lines, moved
from tests.tasks.import_documents import DOCUMENT
from tests.tasks.importing import corpus


def read() -> Proposal:
    return propose(DOCUMENT.encode(), "a.md")


def test_every_paragraph_has_its_owner():
    proposal = read()
    found = dict(
        zip((each.text[:12] for each in proposal.paragraphs), owners(proposal, proposal.paragraphs), strict=True)
    )
    assert found["KẾ HOẠCH"] == HEAD
    assert found["II. NHIỆM VỤ"] == "1"
    assert found["1. Các chi ủ"] == "1.0"
    assert found["- Bố trí chỗ"] == "1.0.0"
    assert found["Nguyễn Văn T"] == HEAD


@pytest.mark.parametrize("document", corpus.documents(), ids=lambda document: document.name)
def test_no_passage_that_was_not_understood_is_without_its_place(document):
    proposal = propose(*corpus.file_of(document))
    found = owners(proposal, proposal.paragraphs)
    assert [number for number in range(len(proposal.unread)) if f"unread-{number}" not in found] == []


@pytest.mark.parametrize("document", corpus.documents(), ids=lambda document: document.name)
def test_every_line_leads_to_a_paragraph(document):
    proposal = propose(*corpus.file_of(document))
    found, places = owners(proposal, proposal.paragraphs), {each.place for each in proposal.paragraphs}
    assert [
        item.text for address, item in walk(proposal) if address not in found and item.quote.place not in places
    ] == []


def unread(text: str = "Một câu lạ.") -> Proposal:
    proposal = read()
    proposal.unread = [Passage(text, "đoạn 99")]
    return proposal


@pytest.mark.parametrize(("near", "address"), [("1.0.0", "1.0.1"), ("1.1", "1.2"), ("2", "2.0"), ("", "0.0")])
def test_passage_becomes_a_line_in_its_place(near, address):
    proposal = unread()
    assert take(proposal, 0, near) == address
    assert find(proposal, address).item.text == "Một câu lạ."
    assert proposal.unread == []


def test_passage_makes_a_part_where_there_is_none():
    proposal = Proposal(Head(), unread=[Passage("Một câu lạ.", "đoạn 1")])
    assert take(proposal, 0, "") == "0.0"


def test_passage_goes_on_with_a_line_and_keeps_both_places():
    proposal = unread()
    join(proposal, 0, "1.0.0")
    item = find(proposal, "1.0.0").item
    assert item.text.endswith("\nMột câu lạ.")
    assert item.quote.place.endswith("; đoạn 99")


def test_passage_is_words_of_its_part_but_not_of_a_group():
    proposal = unread()
    tell(proposal, 0, "1.0")
    assert proposal.sections[1].text == "Một câu lạ."
    annexed = Proposal(Head(), annexes=[Annex("PHỤ LỤC", [Group("A")])], unread=[Passage("Câu.", "đoạn 1")])
    with pytest.raises(Impossible):
        tell(annexed, 0, "0")
    with pytest.raises(Impossible):
        join(annexed, 0, "0")


def test_passage_left_out_survives_json():
    proposal = unread()
    leave_out(proposal, [0], left_out=True)
    assert Proposal.from_dict(proposal.to_dict()).unread == [Passage("Một câu lạ.", "đoạn 99", left_out=True)]


def test_nearest_owner_before_a_passage():
    assert before(["head", "0", "0.1", "unread-0", "unread-1"], "unread-1") == "0.1"
    assert before(["head", "unread-0"], "unread-0") == ""
    assert before(["head"], "unread-7") == ""


@pytest.mark.parametrize(
    ("order", "expected"), [([1, 2, 3], set()), ([3, 1, 2], {3}), ([2, 3, 1], {1}), ([], set()), ([2, 1], {2})]
)
def test_fewest_lines_that_moved(order, expected):
    assert moved(order) == expected


def test_lines_go_on_by_their_words_and_labels_decide_between_equals():
    proposal = read()
    kept = [
        Kept(1, "-", "Bố trí chỗ đọc thuận tiện.", "NHIỆM VỤ VÀ GIẢI PHÁP"),
        Kept(2, "-", "Bố trí chỗ đọc thuận tiện.", "TỔ CHỨC THỰC HIỆN"),
        Kept(3, "1", "Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách khang trang tại đơn vị.", "NHIỆM VỤ"),
        Kept(4, "9", "Mua sắm máy vi tính cho văn phòng.", "NHIỆM VỤ"),
    ]
    continue_lines(proposal, kept)
    assert [item.continues for _, item in walk(proposal) if item.continues] == [3, 1]
