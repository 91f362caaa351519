"""Who a line gives work to."""

import pytest

from tasks.importing import people
from tasks.importing.bodies import Register
from tasks.importing.collectives import kinds_named
from tests.tasks.importing.sentences import sentences

NOBODY = Register([])
ROLES = ("lead", "implement", "support", "tracker")


def told(found):
    """Assignees in the words of who.txt."""
    groups = [(role, [one.name for one in found if one.role == role]) for role in ROLES]
    return " | ".join(f"{role} {' + '.join(names)}" for role, names in groups if names) or "nobody"


@pytest.mark.parametrize(("text", "expected"), sentences("who.txt"))
def test_line_names_its_assignees(text, expected):
    assert told(people.read(text, NOBODY)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Nội vụ:", "lead Sở Nội vụ"),
        ("Các chi bộ, đảng bộ cơ sở", "implement Các chi bộ, đảng bộ cơ sở"),
        ("Đối với Ban Tổ chức và Văn phòng", "implement Ban Tổ chức + Văn phòng"),
        ("Trách nhiệm của các sở, ban, ngành", "implement các sở, ban, ngành"),
        ("Giao Ban Tuyên giáo Đảng ủy:", "lead Ban Tuyên giáo Đảng ủy"),
        ("Công tác kiểm tra, giám sát", "nobody"),
        ("Sở Nội vụ tham mưu kế hoạch", "nobody"),
    ],
)
def test_heading_names_those_its_lines_are_for(text, expected):
    assert told(people.heading(text, NOBODY)) == expected


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("Sở Tài chính\nSở Nội vụ", "lead", "lead Sở Tài chính | implement Sở Nội vụ"),
        ("- Các chi bộ\n- Văn phòng", "lead", "lead Văn phòng | implement Các chi bộ"),
        ("Sở Y tế (chủ trì); Sở Nội vụ phối hợp", "implement", "lead Sở Y tế | support Sở Nội vụ"),
        ("Các sở, ngành liên quan; UBND các xã", "support", "support Các sở, ngành liên quan + UBND các xã"),
        ("Tổ Công nghệ số cộng đồng", "implement", "implement Tổ Công nghệ số cộng đồng"),
        ("Nhóm 2", "implement", "implement Nhóm 2"),
        ("", "lead", "nobody"),
    ],
)
def test_cell_names_bodies_in_its_role(text, role, expected):
    assert told(people.cell(text, role, NOBODY)) == expected


@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("Các chi ủy, đảng ủy cơ sở", True),
        ("cấp ủy cơ sở", True),
        ("UBND các huyện", True),
        ("Ủy ban nhân dân xã, phường, thị trấn", True),
        ("Chủ tịch UBND cấp xã", True),
        ("Cấp ủy các cấp", True),
        ("Mỗi đảng bộ cơ sở", True),
        ("Bí thư cấp ủy", True),
        ("Sở, ban, ngành tỉnh", True),
        ("Công đoàn các Khu công nghiệp", False),
        ("Ban Quản lý các khu công nghiệp tỉnh", False),
        ("Liên hiệp các tổ chức hữu nghị tỉnh", False),
        ("Đảng ủy các cơ quan Đảng tỉnh", False),
        ("Đảng ủy phường", False),
        ("Chi bộ An Phú", False),
        ("Chi bộ 2", False),
        ("Văn phòng", False),
    ],
)
def test_collective_names_are_recognised(name, collective):
    (one,) = people.cell(name, "implement", NOBODY)
    assert (one.name, one.collective) == (name, collective)


@pytest.mark.parametrize(
    ("phrase", "kinds"),
    [
        ("Các chi, đảng bộ cơ sở", ["base_cell", "base_committee"]),
        ("Các đảng ủy, chi ủy cơ sở", ["base_cell", "base_committee"]),
        ("Cấp ủy các cấp", ["base_cell", "base_committee"]),
        ("Các chi bộ trực thuộc", ["cell"]),
        ("Các đảng bộ bộ phận", ["sub_committee"]),
        ("Các đoàn thể chính trị - xã hội", ["mass"]),
        ("Các ban xây dựng Đảng", ["board"]),
        ("Các đảng bộ, chi bộ trực thuộc", ["base_cell", "base_committee"]),
        ("Các huyện ủy, thành ủy", ["committee", "base_committee"]),
        ("UBND các xã", []),
        ("Các tiểu ban giúp việc", []),
    ],
)
def test_collective_phrase_means_kinds_of_units(phrase, kinds):
    assert kinds_named(phrase) == kinds


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Giao Văn phòng theo dõi việc thực hiện.", True),
        ("Các chi bộ căn cứ Kế hoạch này để thực hiện.", True),
        ("Kế hoạch này phổ biến đến chi bộ.", False),
        ("Trên đây là Kế hoạch của Ban Thường vụ.", False),
    ],
)
def test_paragraph_without_a_label_stands_alone_when_it_orders(text, alone):
    assert people.stands_alone(text) is alone


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("Sở Nội vụ tham mưu kế hoạch.", False),
        ("Giao Sở Nội vụ xoay xở.", False),
        ("Ban Tổ chức: nhân sự.", False),
        ("Rà soát danh sách.", False),
        ("Sở Nội vụ xoay xở nhân sự.", True),
    ],
)
def test_body_before_an_unknown_verb_is_a_guess(text, guess):
    assert people.is_guess(text) is guess
