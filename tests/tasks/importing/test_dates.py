"""Deadlines in prose and in the time column of a table (product.md, rule 16)."""

from datetime import date

import pytest

from tasks.importing import dates

ISSUED = date(2026, 2, 5)


@pytest.mark.parametrize(
    ("text", "kind", "start", "on", "before", "words"),
    [
        ("Xong trước ngày 30/11/2026.", "date", None, "2026-11-30", True, "trước ngày 30/11/2026"),
        ("Nộp chậm nhất ngày 15 tháng 6 năm 2026.", "date", None, "2026-06-15", False, None),
        ("Gửi báo cáo đến ngày 01/07/2026 là xong.", "date", None, "2026-07-01", False, "đến ngày 01/07/2026"),
        ("Báo cáo hằng năm (trước ngày 20/11).", "yearly", None, "2026-11-20", True, "hằng năm (trước ngày 20/11)"),
        ("Trước ngày 15/12 hằng năm, báo cáo.", "yearly", None, "2026-12-15", True, "Trước ngày 15/12 hằng năm"),
        ("Hoàn thành trong Quý III/2026.", "range", "2026-07-01", "2026-09-30", False, "Quý III/2026"),
        ("Tổ chức trong quý I.", "range", "2026-01-01", "2026-03-31", False, "quý I"),
        ("Hoàn thành trong năm 2026.", "range", "2026-01-01", "2026-12-31", False, "trong năm 2026"),
        ("Xong trước tháng 9/2026.", "date", None, "2026-08-31", False, "trước tháng 9/2026"),
        ("Đến hết năm 2027 phải xong.", "date", None, "2027-12-31", False, "Đến hết năm 2027"),
        ("Chậm nhất 15 ngày kể từ ngày ban hành.", "date", None, "2026-02-20", False, None),
        ("Định kỳ hằng quý báo cáo.", "routine", None, None, False, "Định kỳ hằng quý"),
        ("Rà soát. Thời gian: Thường xuyên.", "routine", None, None, False, "Thường xuyên"),
        ("Rà soát. Thời gian thực hiện: sau khi có hướng dẫn.", "other", None, None, False, "sau khi có hướng dẫn"),
    ],
)
def test_prose_with_words_of_time_has_a_deadline(text, kind, start, on, before, words):
    found = dates.deadline(text, ISSUED).to_dict()
    assert (found["kind"], found["from"], found["on"], found["before"]) == (kind, start, on, before)
    assert words is None or found["text"] == words


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Chương trình số 46-CTr/TU, ngày 18/5/2020 của Tỉnh ủy.",
        "Thường xuyên quán triệt, tuyên truyền.",
        "Quán triệt Luật Hợp tác xã ngày 20/6/2023 của Quốc hội.",
        "Kỷ niệm ngày thành lập 03/02/1930.",
        "Thực hiện chiến lược phát triển đến năm 2030.",
        "Rà soát các khoản quỹ, nguồn lực.",
        "Trước ngày 31/02/năm sau thì thôi.",
    ],
)
def test_prose_without_words_of_time_has_none(text):
    assert dates.deadline(text, None) is None or dates.deadline(text, None).kind == "other"


@pytest.mark.parametrize(
    ("cell", "kind", "start", "on"),
    [
        ("30/9/2026", "date", None, "2026-09-30"),
        ("Trước 30/9/2026", "date", None, "2026-09-30"),
        ("Tháng 9/2026", "range", "2026-09-01", "2026-09-30"),
        ("Quý III, IV/2026", "range", "2026-07-01", "2026-12-31"),
        ("6 tháng đầu năm 2026", "range", "2026-01-01", "2026-06-30"),
        ("2024-2026", "range", "2024-01-01", "2026-12-31"),
        ("Năm 2026", "range", "2026-01-01", "2026-12-31"),
        ("Hằng năm", "routine", None, None),
        ("20/11 hằng năm", "yearly", None, "2026-11-20"),
        ("Theo Thông tư mới", "other", None, None),
    ],
)
def test_time_column_needs_no_words_of_time(cell, kind, start, on):
    found = dates.stated(cell, ISSUED).to_dict()
    assert (found["kind"], found["from"], found["on"], found["text"]) == (kind, start, on, cell)


def test_citations_keep_their_number_and_day():
    found = dates.citations("Thực hiện số 46-CTr/TU, ngày 18/5/2020 và Quyết định số 12/2024/QĐ-TTg; cử số 5-10 người.")
    assert [(one.text, one.on) for one in found] == [
        ("số 46-CTr/TU, ngày 18/5/2020", date(2020, 5, 18)),
        ("số 12/2024/QĐ-TTg", None),
    ]
