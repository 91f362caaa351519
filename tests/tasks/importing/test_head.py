"""The head of the page: number, place, day, the bodies, and what the plan rests on."""

import pytest

from tests.tasks.importing.reading import read

BODY = "KẾ HOẠCH\nTổ chức hội thi năm 2026\n{}\nI. NỘI DUNG\n1. Tổ chức hội thi."


def head_of(lines: str, preamble: str = ""):
    return read(f"{lines}\n{BODY.format(preamble)}").head


@pytest.mark.parametrize(
    ("line", "place", "day"),
    [
        ("Ba Chẽ, ngày 06 tháng 01 năm 2026", "Ba Chẽ", "2026-01-06"),
        ("ngày 06 tháng 01 năm 2026", None, "2026-01-06"),
        ("Ba Chẽ, 06/01/2026", "Ba Chẽ", "2026-01-06"),
        ("Ba Chẽ, ngày 6/01/2026", "Ba Chẽ", "2026-01-06"),
        ("Ba Chẽ, ngày       tháng 01 năm 2026", "Ba Chẽ", "None"),
    ],
)
def test_place_and_day_are_read_as_far_as_they_stand_there(line, place, day):
    proposal = read(f"ĐẢNG ỦY XÃ BA CHẼ\nSố 12-KH/ĐU\n{line}\n{BODY.format('')}")
    head = proposal.head
    assert (head.number, head.symbol, head.place, str(head.issued_on)) == ("12", "KH/ĐU", place, day)
    assert proposal.unread == []


@pytest.mark.parametrize(
    ("line", "number", "symbol"),
    [
        ("Số:15/KH - UBND", "15", "KH-UBND"),
        ("Số: 15/2026/KH-UBND", "15/2026", "KH-UBND"),
        ("Số 15a-KH/ĐU", "15a", "KH/ĐU"),
        ("Số:        /KH-UBND", None, "KH-UBND"),
    ],
)
def test_number_and_symbol_are_read_with_their_spaces_and_years(line, number, symbol):
    head = head_of(f"ĐẢNG ỦY XÃ BA CHẼ\n{line}")
    assert (head.number, head.symbol, head.issuer) == (number, symbol, "ĐẢNG ỦY XÃ BA CHẼ")


def test_stretched_type_is_the_type():
    head = read("ĐẢNG ỦY XÃ BA CHẼ\n" + BODY.format("").replace("KẾ HOẠCH", "K Ế  H O Ạ C H")).head
    assert (head.type, head.title) == ("KẾ HOẠCH", "Tổ chức hội thi năm 2026")


@pytest.mark.parametrize(
    ("lines", "superior", "issuer"),
    [
        (
            "ỦY BAN MTTQ VIỆT NAM\nTỈNH HÀ LƯƠNG\nBAN THƯỜNG TRỰC",
            "ỦY BAN MTTQ VIỆT NAM TỈNH HÀ LƯƠNG",
            "BAN THƯỜNG TRỰC",
        ),
        (
            "ỦY BAN MTTQ VIỆT NAM TỈNH HÀ LƯƠNG\nỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nXÃ BÌNH AN",
            "ỦY BAN MTTQ VIỆT NAM TỈNH HÀ LƯƠNG",
            "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM XÃ BÌNH AN",
        ),
        ("ĐOÀN TNCS HỒ CHÍ MINH\nBCH ĐOÀN XÃ BÌNH AN", "ĐOÀN TNCS HỒ CHÍ MINH", "BCH ĐOÀN XÃ BÌNH AN"),
        ("HỘI LIÊN HIỆP PHỤ NỮ TỈNH\nBAN THƯỜNG VỤ", None, "HỘI LIÊN HIỆP PHỤ NỮ TỈNH BAN THƯỜNG VỤ"),
    ],
)
def test_superior_and_issuing_body_are_told_apart(lines, superior, issuer):
    head = head_of(lines)
    assert (head.superior, head.issuer) == (superior, issuer)


def test_sentence_that_announces_the_plan_is_no_basis_of_its_own():
    head = head_of("", "Căn cứ Luật Hợp tác xã;\nỦy ban nhân dân xã Bình An ban hành Kế hoạch như sau:")
    assert head.bases == ["Căn cứ Luật Hợp tác xã; Ủy ban nhân dân xã Bình An ban hành Kế hoạch như sau:"]
    assert head.issuer == "Ủy ban nhân dân xã Bình An"


def test_sentence_that_announces_the_plan_without_any_basis_stays_visible():
    proposal = read(BODY.format("Ủy ban nhân dân xã Bình An ban hành Kế hoạch như sau:"))
    assert (proposal.head.bases, proposal.head.issuer) == ([], "Ủy ban nhân dân xã Bình An")
    assert [one.text for one in proposal.unread] == ["Ủy ban nhân dân xã Bình An ban hành Kế hoạch như sau:"]
