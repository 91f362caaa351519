"""The real plan, when the shared folder stands beside the repository."""

from pathlib import Path

import pytest

from tasks.importing import Proposal, propose
from tests.tasks.importing.reading import lost, tree, who

PLAN = Path(__file__).resolve().parents[4] / "shared" / "plans" / "ke-hoach-kl70.md"

pytestmark = pytest.mark.skipif(not PLAN.exists(), reason="the real plan (../shared/plans) is not on this machine")


@pytest.fixture(scope="module")
def plan() -> Proposal:
    return propose(PLAN.read_bytes(), PLAN.name)


def test_head_is_read_from_the_text(plan):
    assert plan.head.type == "KẾ HOẠCH"
    assert plan.head.family == "party"
    assert plan.head.issuer == "Ban Thường vụ Đảng ủy Khối Cơ quan - Doanh nghiệp tỉnh"
    assert (plan.head.number, plan.head.symbol, plan.head.place, plan.head.issued_on) == (None, None, None, None)
    assert plan.head.title.startswith("triển khai thực hiện Kết luận số 70-KL/TW")
    assert plan.head.title.endswith("kinh tế tập thể")
    assert len(plan.head.bases) == 1


def test_outline_has_three_sections_and_seven_tasks(plan):
    assert [(section.numeral, section.title, section.purpose) for section in plan.sections] == [
        ("I", "MỤC ĐÍCH, YÊU CẦU", True),
        ("II", "NHIỆM VỤ VÀ GIẢI PHÁP", False),
        ("III", "TỔ CHỨC THỰC HIỆN", False),
    ]
    assert [tree(section.items) for section in plan.sections] == [
        ["-", "-"],
        ["1", ["2", "-", "-", "-", "-"], "3", "4"],
        ["1", "2", "3"],
    ]


def test_item_broken_over_two_paragraphs_is_one(plan):
    broken = plan.sections[1].items[1].items[1]
    assert "hợp tác xã; kiện toàn, nâng cao năng lực" in broken.text


def test_only_lines_outside_the_purpose_are_tasks(plan):
    assert [[item.is_task for item in section.items] for section in plan.sections] == [
        [False] * 2,
        [True] * 4,
        [True] * 3,
    ]


def test_cited_dates_are_no_deadlines(plan):
    every = [item for section in plan.sections for one in section.items for item in (one, *one.items)]
    assert [item.deadline for item in every] == [None] * 13
    assert [str(citation.on) for citation in plan.citations] == ["2020-03-09", "2020-05-18"] * 2


def test_assignees_are_those_the_plan_names(plan):
    assert [[who(item) for item in section.items] for section in plan.sections[1:]] == [
        [
            [],
            [("cấp ủy cơ sở", "implement")],
            [("Liên minh Hợp tác xã tỉnh", "lead")],
            [("Các đoàn thể", "implement")],
        ],
        [
            [("Các chi ủy, đảng ủy cơ sở", "implement")],
            [
                ("Ban Thường vụ Đoàn Khối", "implement"),
                ("Công đoàn Viên chức", "implement"),
                ("Công đoàn các Khu công nghiệp", "implement"),
            ],
            [("Ban Tuyên giáo Đảng ủy Khối", "tracker")],
        ],
    ]


def test_collectives_are_told_from_named_bodies(plan):
    collective = [[one.collective for one in item.assignees] for section in plan.sections[1:] for item in section.items]
    assert collective == [[], [True], [False], [True], [True], [False] * 3, [False]]


def test_recipients_and_signer(plan):
    assert [(one.report, one.internal) for one in plan.recipients] == (
        [(True, False)] * 3 + [(False, False)] * 5 + [(False, True)] * 2
    )
    assert plan.recipients[0].text == "Thường trực Tỉnh ủy"
    assert (plan.signer.authority, plan.signer.post, plan.signer.name) == ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Võ Văn Kiệt")


def test_every_word_is_kept(plan):
    assert plan.unread == []
    assert lost(PLAN.read_text(encoding="utf-8"), plan, form="Nơi nhận") == {}
