from datetime import date
from decimal import Decimal

import pytest

from kehoach.lib.office_files.text import balanced, clean, paragraphs, short_day, shown
from reports.documents.data import Recipients


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (14068, "14.068"),
        (-1234567, "-1.234.567"),
        (98.63, "98,63"),
        (61.0, "61"),
        (Decimal("1270.5"), "1.270,5"),
        (date(2026, 2, 5), "05/02/2026"),
        ("2026", "2026"),
    ],
)
def test_values_are_shown_as_vietnamese_readers_write_them(value, text):
    assert shown(value) == text


def test_clean_keeps_text_and_drops_what_no_file_can_hold():
    assert clean("a\x00b\x1b[31m\ud800\uffff\u202ec\r\nd\u2028ế\tđ 🙂") == "ab[31mc\nd\nế\tđ 🙂"


def test_paragraphs_are_the_lines_that_are_not_blank():
    assert paragraphs(" Một \r\n\n \n- Hai") == ["Một", "- Hai"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ĐẢNG ỦY XÃ", "ĐẢNG ỦY XÃ"),
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", "ĐẢNG ỦY KHỐI\nCÁC CƠ QUAN TỈNH"),
        ("MỘTTỪRẤTDÀIKHÔNGCÓKHOẢNGTRẮNG", "MỘTTỪRẤTDÀIKHÔNGCÓKHOẢNGTRẮNG"),
        ("", ""),
    ],
)
def test_long_names_are_broken_evenly(text, lines):
    assert balanced(text, 25) == lines


def test_recipients_are_read_as_people_type_them():
    text = "- Tỉnh ủy (báo cáo),\n\n + Các chi bộ;\n– Lưu Văn phòng."
    assert Recipients.from_text(text).lines == ("Tỉnh ủy (báo cáo)", "Các chi bộ", "Lưu Văn phòng")


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2026, 2, 5), "05/02/2026"), (date(2026, 9, 24), "24/9/2026"), (date(2026, 11, 3), "03/11/2026")],
)
def test_days_have_one_form_everywhere(day, text):
    assert short_day(day) == shown(day) == text
