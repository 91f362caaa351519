"""Vietnamese text compared without accents and sorted as the dictionary does."""

import unicodedata

import pytest

from kehoach.lib.vietnamese import fold, normalize, sort_key


@pytest.mark.parametrize("text", ["Ủy ban", "Uỷ ban", "UỶ  BAN", unicodedata.normalize("NFD", "ủy ban"), " uy ban "])
def test_writings_of_one_name_fold_to_the_same(text):
    assert fold(text) == "uy ban"


def test_d_with_stroke_folds_to_d():
    assert fold("Đảng đoàn") == "dang doan"


def test_letters_before_tones_in_dictionary_order():
    words = ["ân", "an", "ăn", "bá", "ba", "bạ", "bà", "bã", "bả", "đa", "da", "e", "ê", "ơ", "o", "ô", "ư", "u"]

    assert sorted(words, key=sort_key) == [
        "an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "da", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư",
    ]  # fmt: skip


def test_numbers_sort_by_value():
    names = ["Chi bộ 10", "Chi bộ 9", "Chi bộ 1"]

    assert sorted(names, key=sort_key) == ["Chi bộ 1", "Chi bộ 9", "Chi bộ 10"]


def test_shorter_words_come_first():
    assert sorted(["Chi bộ Sở Y tế", "Chi bộ Sở"], key=sort_key) == ["Chi bộ Sở", "Chi bộ Sở Y tế"]


def test_keys_are_plain_so_every_collation_agrees():
    key = sort_key("Đảng bộ Sở Nông nghiệp & Môi trường 12")

    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


def test_stored_text_is_composed_and_has_no_control_characters():
    assert normalize(unicodedata.normalize("NFD", "kế hoạch") + "\x00\x07\r\n\ttiếp") == "kế hoạch\n\ttiếp"
