"""The number and symbol of a document as the Party and the State write them."""

import pytest

from kehoach.lib.document_numbers import number_and_symbol


@pytest.mark.parametrize(
    ("number", "symbol", "written"),
    [
        ("12", "KH/ĐUK", "12-KH/ĐUK"),
        ("215", "KH-UBND", "215/KH-UBND"),
        ("30", "2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("7", "KH", "7-KH"),
        ("7", "", "7"),
        ("", "KH/ĐUK", "KH/ĐUK"),
        ("", "", ""),
    ],
)
def test_the_mark_behind_the_number_is_the_other_one(number, symbol, written):
    assert number_and_symbol(number, symbol) == written
