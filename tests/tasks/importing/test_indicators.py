"""Numbers that a line asks for."""

import pytest

from tasks.importing import indicators


def told(text):
    return [(one.name, one.target, one.measure, one.at_least) for one in indicators.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vận động thành lập mới ít nhất 5 hợp tác xã.", ("hợp tác xã thành lập mới", 5, "hợp tác xã", True)),
        ("Học tập cho 100% chi bộ trực thuộc trong Quý III/2026.", ("chi bộ trực thuộc", 100, "%", False)),
        ("100 % chi bộ sinh hoạt chuyên đề.", ("chi bộ sinh hoạt chuyên đề", 100, "%", False)),
        ("Tổ chức tối thiểu 02 đợt/năm.", ("đợt/năm được tổ chức", 2, "đợt/năm", True)),
        ("Từ 80% trở lên chi bộ đạt chuẩn.", ("chi bộ đạt chuẩn", 80, "%", True)),
        ("Phấn đấu 90% chi bộ trở lên đạt chuẩn.", ("chi bộ", 90, "%", True)),
        ("Tỷ lệ đảng viên dự họp đạt 95% trở lên.", ("Tỷ lệ đảng viên dự họp", 95, "%", True)),
        ("Trên 98,5% hộ dân dùng nước sạch.", ("hộ dân dùng nước sạch", 98.5, "%", True)),
        ("Mỗi chi bộ 01 mô hình.", ("mô hình của mỗi chi bộ", 1, "mô hình", False)),
        ("Giảm 10% văn bản giấy so với năm 2025.", ("văn bản giấy giảm", 10, "%", False)),
        ("Kết nạp 20 đảng viên trong năm 2026.", ("đảng viên được kết nạp", 20, "đảng viên", False)),
        ("Trồng ít nhất 5.000 cây xanh;", ("cây xanh được trồng", 5000, "cây xanh", True)),
        ("Thành lập mới từ 50 hợp tác xã trở lên.", ("hợp tác xã thành lập mới", 50, "hợp tác xã", True)),
        (
            "Ra mắt ít nhất 03 câu lạc bộ gia đình phát triển bền vững trong năm.",
            ("câu lạc bộ gia đình phát triển bền vững được ra mắt", 3, "câu lạc bộ", True),
        ),
        (
            "Lắp đặt 40 bóng đèn năng lượng mặt trời trên các tuyến đường.",
            ("bóng đèn năng lượng mặt trời được lắp đặt", 40, "bóng đèn năng lượng mặt trời", False),
        ),
        ("Khám bệnh cho 500 công nhân", ("công nhân được khám bệnh", 500, "công nhân", False)),
        ("Giải ngân ít nhất 500 triệu đồng cho hộ nghèo.", ("triệu đồng", 500, "triệu đồng", True)),
    ],
)
def test_number_with_a_target_is_an_indicator(text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2025 đã thành lập 12 hợp tác xã, đạt 80% kế hoạch.",
        "Thực hiện Nghị quyết số 20-NQ/TW; Điều 3 Quy định 37 của Trung ương.",
        "Kinh phí thực hiện khoảng 500 triệu đồng từ ngân sách.",
        "Vận động 1/3 số hộ tham gia.",
        "Trực 24/24 giờ.",
        "Ban Chỉ đạo 35 thường xuyên đấu tranh.",
        "Xong trước 30 ngày; tổ chức 2 tháng một lần.",
        "Trong giai đoạn 2026-2030, nhiệm kỳ 2025-2030.",
    ],
)
def test_other_numbers_are_no_targets(text):
    assert told(text) == []


def test_every_target_of_a_line_is_read_in_its_order():
    text = "Nhiệm kỳ qua đã kết nạp 120 đảng viên; phấn đấu kết nạp 150 đảng viên, mở 3 lớp, 100% chi bộ tham gia."
    assert [(one.target, one.measure) for one in indicators.read(text)] == [
        (150, "đảng viên"),
        (3, "lớp"),
        (100, "%"),
    ]
