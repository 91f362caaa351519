"""Older codes of Vietnamese letters: told by font or by their words, converted exactly, or refused."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kehoach.lib.legacy_letters import by_font, by_letters, from_tcvn3, from_vni
from tasks.importing import Refused, propose
from tests.tasks.importing.pdf_files import page_of, pdf_file
from tests.tasks.importing.pieces import texts

TCVN3 = "Thùc hiÖn NghÞ quyÕt cña §¶ng bé tØnh, ng­êi ®øng ®Çu c¸c chi bé ch\xdeu tr¸ch nhiÖm."
VNI = "Thöïc hieän Nghò quyeát cuûa Ñaûng boä tænh, ngöôøi ñöùng ñaàu caùc chi boä chòu traùch nhieäm."
UNICODE = "Thực hiện Nghị quyết của Đảng bộ tỉnh, người đứng đầu các chi bộ chịu trách nhiệm."
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
TCVN3_ALPHABET = "aµ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®eÌÎÏÐÑªÒÓÔÕÖi×ØÜÝÞoßáâãä«åæçèé¬êëìíîuïñòóô\xadõö÷øùyúûüýþ"
VNI_ALPHABET = (
    "a aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ e eø eû eõ eù eï eâ eà eå eã eá eä i ì æ ó í ò "
    "o oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï u uø uû uõ uù uï ö öø öû öõ öù öï y yø yû yõ yù î"
)


def word_file(*runs: tuple[str, str]) -> bytes:
    """A Word file with one paragraph of runs, each (font, text)."""
    document = Document()
    paragraph = document.add_paragraph()
    for font, text in runs:
        run = paragraph.add_run(text)
        run._r.get_or_add_rPr().append(parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="{font}" w:hAnsi="{font}"/>'))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_every_letter_of_both_codes_is_known():
    assert from_tcvn3(TCVN3_ALPHABET) == ALPHABET
    assert from_vni(VNI_ALPHABET).replace(" ", "") == ALPHABET
    assert from_vni(VNI_ALPHABET.upper()).replace(" ", "") == ALPHABET.upper()
    assert from_tcvn3("¡¢§£¤¥¦") == "ĂÂĐÊÔƠƯ"


def test_font_says_the_code():
    names = (".VnTime", ".VnTimeH", "VNI-Times", "Times New Roman", "")
    converted = [convert("KÕ") if (convert := by_font(name)) else None for name in names]
    assert converted == ["Kế", "KẾ", "KÕ", None, None]


@pytest.mark.parametrize(("font", "text"), [(".VnTime", TCVN3), ("VNI-Times", VNI)])
def test_word_file_in_a_legacy_font_is_converted(font, text):
    assert texts(word_file((font, text)), "a.docx") == [UNICODE]


def test_tone_in_the_next_run_belongs_to_its_vowel():
    assert texts(word_file(("VNI-Times", "Keá hoa"), ("VNI-Times", "ïch")), "a.docx") == ["Kế hoạch"]


def test_capital_font_gives_capitals_and_other_fonts_beside_stay():
    data = word_file((".VnTimeH", "kÕ ho¹ch "), ("Times New Roman", "của Đảng bộ"))
    assert texts(data, "a.docx") == ["KẾ HOẠCH của Đảng bộ"]


def test_unicode_text_under_a_legacy_font_stays():
    assert texts(word_file((".VnTime", UNICODE)), "a.docx") == [UNICODE]


@pytest.mark.parametrize("text", [TCVN3, VNI])
def test_words_say_the_code_where_no_font_does(text):
    assert texts(text.encode(), "a.txt") == [UNICODE]
    assert texts(text.encode("latin-1"), "a.txt") == [UNICODE]
    assert texts(word_file(("Times New Roman", text)), "a.docx") == [UNICODE]
    assert " ".join(texts(pdf_file(page_of(text)), "a.pdf")) == UNICODE


def test_words_in_capitals_are_capitals_where_no_font_says_so():
    assert texts("KÕ HO¹CH cña §¶ng bé\n\nI. MôC §ÝCH, Y£U CÇU".encode("latin-1"), "a.txt") == [
        "KẾ HOẠCH của Đảng bộ",
        "I. MỤC ĐÍCH, YÊU CẦU",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_text_file_in_each_code_page_is_read(encoding):
    text = UNICODE
    if encoding == "cp1258":  # its tones stand behind their vowels
        marks = {"ự": "ư\u0323", "ệ": "ê\u0323", "ị": "i\u0323", "ế": "ê\u0301", "ủ": "u\u0309", "ả": "a\u0309"}
        marks |= {"ộ": "ô\u0323", "ỉ": "i\u0309", "ờ": "ơ\u0300", "ứ": "ư\u0301", "ầ": "â\u0300", "ạ": "a\u0323"}
        text = "".join(marks.get(letter, letter) for letter in text)
    assert texts(text.encode(encoding), "a.txt") == [UNICODE]


def test_vietnamese_without_rare_letters_is_left_alone():
    assert by_letters(["Các chi khai báo, báo cáo, thành viên tham gia."]) is None
    assert texts("Các à, café, naïve.".encode(), "a.txt") == ["Các à, café, naïve."]


def test_letters_nobody_knows_are_refused_with_a_sentence():
    with pytest.raises(Refused, match="bảng mã"):
        propose("þæðß öäøñ çêþð æøåß ".encode() * 10, "a.txt")
    with pytest.raises(Refused, match="bảng mã"):
        propose(bytes(range(0x80, 0x100)) * 10, "a.txt")


def test_hyphens_that_only_guide_the_line_break_go():
    text = "Số 12\N{NON-BREAKING HYPHEN}KH/ĐUK của Đảng\N{SOFT HYPHEN} ủy"
    assert texts(text.encode(), "a.txt") == ["Số 12-KH/ĐUK của Đảng ủy"]
