"""Who a line gives work to."""

import pytest

from tasks.importing import people
from tasks.importing.bodies import Register

NOBODY = Register([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giao Ban Tổ chức tham mưu kế hoạch.", [("Ban Tổ chức", "lead")]),
        ("Ban Tổ chức tổ chức lớp bồi dưỡng.", [("Ban Tổ chức", "lead")]),
        (
            "Sở Tài chính chủ trì, phối hợp với Sở Nội vụ, Sở Y tế tham mưu kinh phí.",
            [("Sở Tài chính", "lead"), ("Sở Nội vụ", "support"), ("Sở Y tế", "support")],
        ),
        (
            "Liên minh phôi hợp với các cơ quan có liên quan vận động.",
            [("Liên minh", "lead"), ("các cơ quan có liên quan", "support")],
        ),
        (
            "Văn phòng và Ban Dân vận chịu trách nhiệm thực hiện.",
            [("Văn phòng", "implement"), ("Ban Dân vận", "implement")],
        ),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc giám sát việc thực hiện.", [("Ủy ban Mặt trận Tổ quốc", "lead")]),
        ("Các tổ chức đảng tiếp tục quán triệt.", [("Các tổ chức đảng", "implement")]),
        (
            "Các sở, ban, ngành và UBND các xã triển khai.",
            [("Các sở, ban, ngành", "implement"), ("UBND các xã", "implement")],
        ),
        ("Hằng năm, Ủy ban Kiểm tra kiểm tra việc thực hiện.", [("Ủy ban Kiểm tra", "lead")]),
        (
            "Tuyên truyền sâu rộng (Ban Tuyên giáo chủ trì, Văn phòng phối hợp).",
            [("Ban Tuyên giáo", "lead"), ("Văn phòng", "support")],
        ),
        ("Giao Ban Tuyên giáo theo dõi, đôn đốc việc thực hiện và báo cáo.", [("Ban Tuyên giáo", "tracker")]),
        ("Rà soát. Đơn vị thực hiện: Các chi bộ trực thuộc.", [("Các chi bộ trực thuộc", "implement")]),
        ("Ủy ban Kiểm tra phối hợp Ban Tổ chức kiểm tra.", [("Ủy ban Kiểm tra", "lead"), ("Ban Tổ chức", "support")]),
        ("Kiểm tra việc học (giao Ủy ban Kiểm tra theo dõi).", [("Ủy ban Kiểm tra", "tracker")]),
        ("Ban hành văn bản hướng dẫn.", []),
        ("Tổ chức hội nghị quán triệt.", []),
        ("Phòng, chống lãng phí trong cơ quan.", []),
        ("Bộ máy tinh gọn, hoạt động hiệu quả.", []),
        ("Tăng cường sự lãnh đạo của cấp ủy đối với hợp tác xã.", []),
        ("Báo cáo kết quả về Văn phòng.", []),
    ],
)
def test_line_names_its_assignees(text, expected):
    assert [(one.name, one.role) for one in people.read(text, NOBODY)] == expected


@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("Các chi ủy, đảng ủy cơ sở", True),
        ("cấp ủy cơ sở", True),
        ("UBND các huyện", True),
        ("Mỗi đảng bộ cơ sở", True),
        ("Công đoàn các Khu công nghiệp", False),
        ("Ban Quản lý các khu công nghiệp tỉnh", False),
        ("Chi bộ An Phú", False),
        ("Văn phòng", False),
    ],
)
def test_collective_names_are_recognised(name, collective):
    (one,) = people.cell(name, "implement", NOBODY)
    assert (one.name, one.collective) == (name, collective)
