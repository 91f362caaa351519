"""Secrecy marks: which lines are one, and which only hold the word (product.md, rule 14)."""

import pytest

from kehoach.lib.secrecy import is_marked_secret


@pytest.mark.parametrize(
    "line",
    [
        "MẬT",
        "(MẬT)",
        "M Ậ T",
        "TỐI MẬT",
        "Tối mật",
        "tuyệt mật",
        "Tuyệt Mật.",
        "T ố i  m ậ t",
        "Độ mật: Mật",
        "Dấu độ mật: tối mật",
        "TỈNH ỦY A\tTuyệt mật",
    ],
)
def test_mark_alone_on_its_line_is_one(line):
    assert is_marked_secret(["KẾ HOẠCH", line])


@pytest.mark.parametrize(
    "line",
    [
        "Mật",
        "mật",
        "Mật ong",
        "Bí mật",
        "Bảo mật",
        "Mật độ dân số",
        "Tài liệu tuyệt mật phải nộp lưu",
        "Độ mật của tài liệu",
        "Tối mật mã hóa",
    ],
)
def test_word_with_other_uses_is_no_mark(line):
    assert not is_marked_secret(["KẾ HOẠCH", line])
