"""What changed between two texts, word by word."""

from unicodedata import normalize

import pytest

from kehoach.lib.differences import Piece, marked_words


def changed(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Đã họp 2 buổi.", "Đã họp 3 buổi.", ["2"], ["3"]),
        ("Vận động 1.200 đồng chí", "Vận động 12.000 đồng chí", ["1.200"], ["12.000"]),
        ("Họp ngày 2/9/2026 tại chi bộ", "Họp ngày 3/9/2026 tại chi bộ", ["2/9/2026"], ["3/9/2026"]),
        ("Đã tuyên truyền tại chi bộ", "Đã tuyên truyền sâu rộng tại chi bộ", [], ["sâu rộng "]),
        ("Đã mở lớp, tập huấn cho cán bộ", "Đã mở lớp cho cán bộ", [", tập huấn"], []),
        ("Mua hai máy tính mới cho chi bộ", "Mua ba máy in mới cho chi bộ", ["hai", "tính"], ["ba", "in"]),
        ("", "Mới ghi kỳ này", [], ["Mới ghi kỳ này"]),
        ("Kỳ trước có ghi", "", ["Kỳ trước có ghi"], []),
    ],
)
def test_changed_words_are_marked_on_their_side(before, after, gone, come):
    marked = marked_words(before, after)
    assert (changed(marked.before), changed(marked.after)) == (gone, come)
    assert "".join(piece.text for piece in marked.before) == before
    assert "".join(piece.text for piece in marked.after) == after
    assert (marked.is_same, marked.is_new) == (False, False)


@pytest.mark.parametrize(
    "other", ["Đã họp chi bộ\nhai lần", "Đã họp chi bộ\r\nhai lần", normalize("NFD", " Đã họp chi bộ\nhai lần ")]
)
def test_the_way_of_typing_is_no_change(other):
    marked = marked_words("Đã họp chi bộ\nhai lần", other)
    assert marked.is_same
    assert marked.after == (Piece("Đã họp chi bộ\nhai lần", changed=False),)


def test_neighbouring_changes_are_one():
    marked = marked_words("Chi bộ đã mở lớp học cho dân", "Chi bộ đã tổ chức, vận động cho dân")
    assert changed(marked.after) == ["tổ chức, vận động"]


def test_a_text_written_anew_is_not_marked():
    marked = marked_words("Đã tổ chức hội nghị quán triệt", "Thăm hỏi tám gia đình chính sách nhân ngày lễ")
    assert (marked.is_new, marked.is_same, changed(marked.before), changed(marked.after)) == (True, False, [], [])


def test_what_is_too_long_to_compare_is_not_marked():
    assert marked_words("một hai " * 1500, "hai một " * 1500).is_new
