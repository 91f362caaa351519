"""Deadlines in prose and in the time column of a table (product.md, rule 16)."""

from datetime import date

import pytest

from tasks.importing import dates
from tests.tasks.importing.sentences import sentences

ISSUED = date(2026, 2, 5)


def told(found):
    """A deadline in the words of when.txt."""
    if found is None:
        return "none"
    days = [str(day) for day in (found.start, found.on) if day]
    return " ".join([found.kind, *days, *(["before"] if found.before else [])])


@pytest.mark.parametrize(("text", "expected"), sentences("when.txt"))
def test_line_states_its_deadline(text, expected):
    is_cell = text.startswith("|")
    assert told(dates.stated(text[1:], ISSUED) if is_cell else dates.deadline(text, ISSUED)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Xong trước ngày 30/11/2026.", "trước ngày 30/11/2026"),
        ("Gửi báo cáo đến ngày 01/07/2026 là xong.", "đến ngày 01/07/2026"),
        ("Báo cáo hằng năm (trước ngày 20/11).", "hằng năm (trước ngày 20/11)"),
        ("Trước ngày 15/12 hằng năm, báo cáo.", "Trước ngày 15/12 hằng năm"),
        ("Hoàn thành trong Quý III/2026.", "Quý III/2026"),
        ("Hoàn thành trong năm 2026.", "trong năm 2026"),
        ("Định kỳ hằng quý báo cáo.", "Định kỳ hằng quý"),
        ("Báo cáo trước ngày 25 hằng tháng.", "trước ngày 25 hằng tháng"),
        ("Từ nay đến ngày 30/9/2026 hoàn thành.", "đến ngày 30/9/2026"),
        ("Thực hiện từ tháng 7 đến tháng 9/2026.", "từ tháng 7 đến tháng 9/2026"),
    ],
)
def test_deadline_keeps_the_words_that_state_it(text, words):
    assert dates.deadline(text, ISSUED).text == words


@pytest.mark.parametrize(
    "text", ["Trước ngày 31/02/2026 thì thôi.", "Ngày 45/13/2026.", "Quý V/2026.", "Tháng 13/2026."]
)
def test_day_that_is_in_no_calendar_is_no_deadline(text):
    assert dates.deadline(text, ISSUED) is None


@pytest.mark.parametrize(
    ("issued", "on"),
    [(date(2026, 12, 20), "2027-06-30"), (date(2026, 2, 5), "2026-06-30"), (date(2026, 6, 30), "2026-06-30")],
)
def test_day_without_a_year_is_the_next_one(issued, on):
    assert str(dates.deadline("Xong trước ngày 30/6.", issued).on) == on


def test_day_without_a_year_stays_open_when_the_plan_has_no_day():
    assert dates.deadline("Xong trước ngày 30/6.", None).to_dict() == {
        "kind": "other",
        "from": None,
        "on": None,
        "before": False,
        "text": "trước ngày 30/6",
    }


def test_citations_keep_their_number_and_day():
    found = dates.citations(
        "Thực hiện số 46-CTr/TU, ngày 18/5/2020 và Quyết định số 12/2024/QĐ-TTg; cử số 5-10 người; "
        "Luật Hợp tác xã ngày 20 tháng 6 năm 2023; báo cáo kết quả trước ngày 15/7/2026."
    )
    assert [(one.text, one.on) for one in found] == [
        ("số 46-CTr/TU, ngày 18/5/2020", date(2020, 5, 18)),
        ("số 12/2024/QĐ-TTg", None),
        ("Luật Hợp tác xã ngày 20 tháng 6 năm 2023", date(2023, 6, 20)),
    ]
