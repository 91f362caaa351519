"""Names in lists, and the unit of the register that each means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.importing import bodies, dates, indicators, people
from tasks.importing.bodies import KnownUnit, Register
from tests.tasks.importing.reading import read

UNITS = (
    KnownUnit("VP", "Văn phòng Đảng ủy Khối", "VP"),
    KnownUnit("BTG", "Ban Tuyên giáo Đảng ủy Khối", "BTG"),
    KnownUnit("BTC", "Ban Tổ chức Đảng ủy Khối", "BTC", former_names=("Ban Tổ chức cán bộ", "Hội Nông dân tỉnh")),
    KnownUnit("DTN", "Đoàn Thanh niên Khối", "Đoàn Khối"),
    KnownUnit("HND", "Hội Nông dân tỉnh"),
    KnownUnit("HNCT", "Hội Người cao tuổi tỉnh"),
    KnownUnit("HPN", "Hội Liên hiệp Phụ nữ tỉnh"),
    KnownUnit("CB-HND", "Chi bộ Hội Nông dân tỉnh"),
    KnownUnit("MT", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
    KnownUnit("LMHTX", "Liên minh Hợp tác xã tỉnh An Sơn", aliases=("Liên minh HTX",)),
    KnownUnit("BAO", "Báo và Đài Phát thanh, Truyền hình An Sơn"),
    KnownUnit("SYT", "Sở Y tế"),
    KnownUnit("DB-SYT", "Đảng bộ Sở Y tế"),
    KnownUnit("SNN", "Sở Nông nghiệp và Môi trường"),
    KnownUnit("CB1", "Chi bộ 1"),
    KnownUnit("AP", "Chi bộ An Phú"),
    KnownUnit("BM1", "Chi bộ Bình Minh"),
    KnownUnit("BM2", "Chi bộ Bình Minh"),
    KnownUnit("KHOI", "Đảng bộ Khối Doanh nghiệp tỉnh An Sơn", "Đảng ủy Khối"),
)
REGISTER = Register(UNITS, "Ban Thường vụ Đảng ủy Khối Doanh nghiệp tỉnh An Sơn", "TỈNH ỦY AN SƠN")


@pytest.mark.parametrize(
    ("above", "line", "expected"),
    [
        ("Trung tâm Chính trị xã", "Văn phòng Đảng ủy", True),
        ("Ban Tổ chức", "Tỉnh ủy", False),
        ("Ban Thường trực Ủy ban", "MTTQ Việt Nam xã", False),
        ("Ban Vận động Liên hiệp", "Hội Văn học tỉnh", False),
    ],
)
def test_cell_that_breaks_a_name_keeps_it_whole(above, line, expected):
    assert bodies.begins_another(above, line) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ban Tuyên giáo Đảng ủy Khối", "BTG"),
        ("BAN TUYÊN GIÁO ĐẢNG UỶ KHỐI", "BTG"),
        ("Ban Tuyên giáo", "BTG"),
        ("BTG Đảng ủy", "BTG"),
        ("VPĐU Khối", "VP"),
        ("Chánh Văn phòng Đảng ủy", "VP"),
        ("Trưởng Ban Tổ chức Đảng ủy Khối", "BTC"),
        ("BTV Đoàn Khối", "DTN"),
        ("đồng chí Bí thư Đảng ủy Khối", "KHOI"),
        ("Hội Nông dân", "HND"),
        ("HND tỉnh", "HND"),
        ("Hội LHPN tỉnh", "HPN"),
        ("UBMTTQVN tỉnh", "MT"),
        ("MTTQ tỉnh", "MT"),
        ("Liên minh Hợp tác xã tinh", "LMHTX"),
        ("Báo và Đài PT-TH tỉnh", "BAO"),
        ("Giám đốc Sở Y tế", "SYT"),
        ("Đảng uỷ Sở Y tế", "DB-SYT"),
        ("Sở NN&MT", "SNN"),
        ("Ban Tổ chức cán bộ", "BTC"),
    ],
)
def test_name_means_the_unit_it_certainly_is(name, code):
    assert REGISTER.code(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Liên mlnh Hợp tác xã tỉnh", "LMHTX"),
        ("Hội Nôngdân tỉnh", "HND"),
        ("Ban Tồ chúc Đàng ủy Khốl", "BTC"),
        ("Sở Nông nghíệp và Môi trưòng", "SNN"),
        ("Chi bộ An Phủ", "AP"),
    ],
)
def test_slips_of_a_scanner_are_seen_through(name, code):
    assert REGISTER.code(name) == code


@pytest.mark.parametrize(
    "name",
    [
        "Ban Tổ chức Tỉnh ủy",  # that of another body
        "Văn phòng UBND tỉnh",
        "Hội Người dân tỉnh",  # near in letters, but a word of its own
        "Hội Nông trang tỉnh",
        "Chi bộ An Thu",
        "Chi bộ 2",
        "Chi bộ 11",
        "Chi bộ Bình Minh",  # two units bear it
        "Sở Nội vụ",
        "Chủ tịch UBND tỉnh",
        "",
    ],
)
def test_name_that_is_not_certain_means_nobody(name):
    assert REGISTER.code(name) is None


def test_own_name_comes_before_what_another_was_called():
    assert REGISTER.code("Hội Nông dân tỉnh") == "HND"


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Sở Y tế, Sở Nội vụ rà soát", ("Sở Y tế", "Sở Nội vụ"), " rà soát"),
        ("Báo và Đài Phát thanh – Truyền hình tỉnh", ("Báo và Đài Phát thanh – Truyền hình tỉnh",), ""),
        ("Ban Tổ chức, Tuyên giáo và Dân vận: làm", ("Ban Tổ chức", "Ban Tuyên giáo và Dân vận"), ": làm"),
        ("các Sở: Nội vụ, Giáo dục và Đào tạo", ("Sở Nội vụ", "Sở Giáo dục và Đào tạo"), ""),
        ("Rà soát các sở", (), "Rà soát các sở"),
    ],
)
def test_list_of_names_ends_where_the_sentence_goes_on(text, names, rest):
    found = bodies.listed(text)
    assert (found.names, text[found.end :]) == (names, rest)


WORDS = st.sampled_from(
    [
        "Giao",
        "các",
        "chi",
        "bộ",
        ",",
        "đảng",
        "ủy",
        "và",
        "Ban",
        "Tổ",
        "chức",
        "chủ",
        "trì",
        "phối",
        "hợp",
        "với",
        "Sở",
        "trước",
        "ngày",
        "30/6",
        "/2026",
        "quý",
        "III",
        "năm",
        ";",
        ":",
        "(",
        ")",
        "-",
        "đ/c",
        "100",
        "%",
        "ít",
        "nhất",
        "5",
        "hợp",
        "tác",
        "xã",
        "đồng",
        "chí",
        "thuộc",
        "của",
        "tháng",
        "từ",
        "đến",
        "hết",
        "hằng",
        "31/02",
        "Đ",
        "Ủy",
    ]
)


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=120))
def test_any_words_are_read_alike_twice_and_without_an_error(text):
    def everything():
        return (
            people.read(text, REGISTER),
            people.heading(text, REGISTER),
            people.cell(text, "lead", REGISTER),
            dates.deadline(text, None),
            dates.stated(text, None),
            dates.citations(text),
            indicators.read(text),
        )

    first = everything()
    assert everything() == first
    assert sum(one.role == "lead" for one in first[0]) <= 1


@pytest.mark.parametrize(("name", "slip"), [("Liên mlnh HTX", True), ("Liên minh HTX", False), ("Sở Nội vụ", False)])
def test_misread_name_is_known_for_one(name, slip):
    assert REGISTER.is_slip(name) is slip


def test_line_that_was_guessed_at_asks_to_be_looked_at():
    lines = ("1. Ban Tuyên glao Đảng ủy Khối vận động.", "2. Ban Tuyên giáo vận động.", "3. Sở Nội vụ xoay xở.")
    items = read("\n\n".join(("KẾ HOẠCH\nthử", "I. NHIỆM VỤ", *lines)), units=UNITS).sections[0].items
    assert [item.confidence < 0.6 for item in items] == [True, False, True]
    assert items[1].confidence >= 0.9
