from datetime import date

import pytest

from reports.documents.form import HD05, HD36, attached_line, day_line, heading, number_line, profile_for


@pytest.mark.parametrize(
    ("day", "profile"),
    [
        (date(2026, 2, 5), HD05),
        (date(2026, 1, 1), HD05),
        (date(2025, 12, 31), HD36),
        (date(2017, 1, 1), HD36),
        (None, HD05),
    ],
)
def test_profile_follows_the_documents_day(day, profile):
    assert profile_for(day) is profile


def test_profiles_hold_the_page_of_the_guideline():
    assert [(p.top_mm, p.bottom_mm, p.left_mm, p.right_mm, p.indent_mm) for p in (HD05, HD36)] == [
        (20, 20, 30, 15, 10)
    ] * 2


@pytest.mark.parametrize(
    ("number", "line"), [(5, "Số 05-BC/ĐUK"), (12, "Số 12-BC/ĐUK"), (None, f"Số {chr(160) * 6}-BC/ĐUK")]
)
def test_number_line_has_a_leading_zero_below_ten(number, line):
    assert number_line(number, "BC/ĐUK") == line


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 5), "Bến Tre, ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "Bến Tre, ngày 15 tháng 3 năm 2026"),
        (date(2026, 12, 9), "Bến Tre, ngày 09 tháng 12 năm 2026"),
    ],
)
def test_day_line_has_a_leading_zero_for_small_days_and_two_months(day, line):
    assert day_line("Bến Tre", day) == line


def test_day_line_leaves_room_until_issued():
    assert " ".join(day_line("Bến Tre", None).split()) == "Bến Tre, ngày tháng năm"


def test_attached_line_names_the_document():
    line = attached_line("Báo cáo", 5, "BC/ĐUK", date(2026, 2, 5))
    assert line == "(Kèm theo Báo cáo số 05-BC/ĐUK, ngày 05/02/2026)"


@pytest.mark.parametrize(
    ("numeral", "line"),
    [("I", "I- Kết quả"), ("1", "1- Kết quả"), ("1.1", "1.1- Kết quả"), ("a", "a) Kết quả"), ("", "Kết quả")],
)
def test_heading_marks_by_level(numeral, line):
    assert heading(numeral, "Kết quả") == line
