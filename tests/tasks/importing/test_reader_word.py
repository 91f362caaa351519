"""What Word users do: numbers of every kind, tracked changes, fields, boxes, notes, hidden text, merged cells."""

import io
import zipfile

import pytest
from docx import Document

from tasks.importing import propose
from tests.tasks.importing.pieces import asides, blocks, rows, texts

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word_file(body: str, **parts: str) -> bytes:
    """A Word file of raw XML. Takes: the content of the body, and of other parts by name (numbering, styles …)."""
    buffer = io.BytesIO()
    roots = {"document": f"<w:body>{body}</w:body>", **parts}
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in roots.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{content}</w:{name}>")
    return buffer.getvalue()


def p(text: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text) if text else ''}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def lists(*levels: str, extra: str = "") -> str:
    """A list (id 1) with a level for each (kind|text|more)."""
    found = ""
    for index, level in enumerate(levels):
        kind, text, more = [*level.split("|"), ""][:3]
        start = f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        found += f'{start}{more}<w:lvlText w:val="{text}"/></w:lvl>'
    return f'<w:abstractNum w:abstractNumId="5">{found}</w:abstractNum>{number(1)}{extra}'


def number(name: int, override: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="5"/>{override}</w:num>'


def field(instruction: str, result: str) -> str:
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin = turn.format("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + turn.format("separate")
    return begin + r(result) + turn.format("end")


def box(text: str) -> str:
    return f"<w:txbxContent>{p(text)}</w:txbxContent>"


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("decimal", ["1.", "2.", "3."]),
        ("decimalZero", ["01.", "02.", "03."]),
        ("lowerLetter", ["a.", "b.", "c."]),
        ("upperLetter", ["A.", "B.", "C."]),
        ("lowerRoman", ["i.", "ii.", "iii."]),
        ("upperRoman", ["I.", "II.", "III."]),
        ("cardinalText", ["một.", "hai.", "ba."]),
        ("decimalEnclosedParen", ["(1).", "(2).", "(3)."]),
        ("none", [".", ".", "."]),
    ],
)
def test_each_kind_of_number_is_printed_as_word_does(kind, labels):
    data = word_file(listed("Việc") * 3, numbering=lists(f"{kind}|%1."))
    assert [block.marker for block in blocks(data, "a.docx")] == labels


def test_levels_are_numbered_together_and_begin_anew_below_the_next():
    body = "".join(listed("Việc", level) for level in (0, 1, 1, 2, 0, 1))
    data = word_file(body, numbering=lists("upperRoman|%1.", "decimal|%1.%2.", "decimal|%1.%2.%3.|<w:isLgl/>"))
    assert [(block.marker, block.level) for block in blocks(data, "a.docx")] == [
        ("I.", 0), ("I.1.", 1), ("I.2.", 1), ("1.2.1.", 2), ("II.", 0), ("II.1.", 1),
    ]  # fmt: skip


def test_level_that_never_begins_anew_goes_on():
    body = "".join(listed("Việc", level) for level in (0, 1, 0, 1))
    data = word_file(body, numbering=lists("decimal|%1.", 'lowerLetter|%2)|<w:lvlRestart w:val="0"/>'))
    assert [block.marker for block in blocks(data, "a.docx")] == ["1.", "a)", "2.", "b)"]


def test_list_begun_anew_and_list_switched_off():
    anew = number(2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>')
    body = (
        listed("Một") + listed("Hai") + listed("Bốn", number=2) + listed("Năm", number=2) + listed("Thường", number=0)
    )
    data = word_file(body, numbering=lists("decimal|%1-", extra=anew))
    assert texts(data, "a.docx") == ["1- Một", "2- Hai", "4- Bốn", "5- Năm", "Thường"]


def test_empty_paragraph_of_a_list_takes_a_number():
    data = word_file(listed("Một") + listed("") + listed("Ba"), numbering=lists("decimal|%1."))
    assert texts(data, "a.docx") == ["1. Một", "3. Ba"]


def test_list_of_a_style_finds_its_level_by_the_name_of_the_style():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        for level, name in enumerate(("Muc", "Diem"), 1)
    )
    numbering = lists('upperRoman|%1.|<w:pStyle w:val="Muc"/>', 'decimal|%2.|<w:pStyle w:val="Diem"/>')
    body = "".join(p("Nhiệm vụ", f'<w:pStyle w:val="{name}"/>') for name in ("Muc", "Diem", "Diem", "Muc"))
    found = blocks(word_file(body, numbering=numbering, styles=styles), "a.docx")
    assert [(block.marker, block.heading, block.all_bold) for block in found] == [
        ("I.", 1, True), ("1.", 2, True), ("2.", 2, True), ("II.", 1, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("sign", "label"), [("-", "-"), ("+", "+"), ("\uf0b7", "•"), ("\uf02d", "-"), ("\uf046", "•")])
def test_bullet_is_the_sign_that_is_printed(sign, label):
    data = word_file(listed("Việc"), numbering=lists(f"bullet|{sign}"))
    assert texts(data, "a.docx") == [f"{label} Việc"]


def test_bold_passages_are_told_with_the_text():
    body = f"<w:p>{r('Ban Tuyên giáo', '<w:b/>')}{r(' chủ trì, phối hợp với ')}{r('Văn phòng', '<w:b/>')}{r('.')}</w:p>"
    (block,) = blocks(word_file(body), "a.docx")
    assert (block.bold, block.bolds) == ("Ban Tuyên giáo", ("Ban Tuyên giáo", "Văn phòng"))


def test_letters_shown_as_capitals_are_capitals_and_hidden_ones_stand_aside():
    body = f"<w:p>{r('Mục đích', '<w:caps/>')}{r(' chưa duyệt', '<w:vanish/>')}</w:p>"
    data = word_file(body)
    assert texts(data, "a.docx") == ["MỤC ĐÍCH"]
    assert asides(data, "a.docx") == [("chữ ẩn ở đoạn 1", "chưa duyệt")]


def test_final_text_of_tracked_changes_moves_and_deleted_marks():
    deleted_mark = "<w:rPr><w:del/></w:rPr>"
    body = (
        p("Rà soát", deleted_mark)
        + f"<w:p>{r(' toàn bộ')}<w:moveTo>{r(' đảng viên')}</w:moveTo></w:p>"
        + f"<w:p><w:moveFrom>{r('đảng viên')}</w:moveFrom><w:ins>{r('Báo cáo')}</w:ins><w:del>{r('Gửi')}</w:del></w:p>"
        + p("Hết", deleted_mark)
    )
    assert texts(word_file(body), "a.docx") == ["Rà soát toàn bộ đảng viên", "Báo cáo", "Hết"]


def test_field_gives_its_result_and_a_page_number_nothing():
    body = f"<w:p>{field('REF so', 'Số 12')}{r('-KH/ĐUK ')}{field('PAGE', '7')}</w:p>"
    simple = '<w:fldSimple w:instr=" PAGE ">' + r("9") + "</w:fldSimple>"
    footer = f"<w:p>{r('Trang ')}{field('PAGE', '1')}</w:p><w:p>{simple}</w:p>"
    data = word_file(body)
    assert texts(data, "a.docx") == ["Số 12-KH/ĐUK"]
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/footer1.xml", f"<w:ftr {SPACES}>{footer}</w:ftr>")
        archive.writestr("word/footer2.xml", f"<w:ftr {SPACES}>{footer}</w:ftr>")
    assert asides(buffer.getvalue(), "a.docx") == [("chân trang", "Trang")]


def test_contents_that_repeat_the_headings_stand_aside():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    body = (
        f'<w:p>{begin}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("I. NHIỆM VỤ")}</w:p>'
        f'<w:p>{r("II. TỔ CHỨC")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' + p("I. NHIỆM VỤ")
    )
    data = word_file(body)
    assert texts(data, "a.docx")[-1] == "I. NHIỆM VỤ"
    assert ("mục lục", "I. NHIỆM VỤ") in asides(data, "a.docx")


def test_boxes_art_symbols_and_hyphens_are_read_once():
    drawn = (
        f"<mc:AlternateContent><mc:Choice>{box('Trong khung')}</mc:Choice>"
        f"<mc:Fallback>{box('Trong khung')}</mc:Fallback>"
        '</mc:AlternateContent><v:textpath string="BẢN DỰ THẢO"/>'
    )
    body = (
        f'<w:p><w:r><w:sym w:char="F0D8"/><w:t> Số 12</w:t><w:noBreakHyphen/><w:t>KH</w:t><w:softHyphen/><w:tab/>'
        f"<w:t>Bí thư</w:t>{drawn}</w:r></w:p>"
    )
    assert texts(word_file(body), "a.docx") == ["➢ Số 12-KH\tBí thư", "Trong khung", "BẢN DỰ THẢO"]


def test_wrappers_of_all_kinds_let_their_text_through():
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Trong ô nhập')}</w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{r('Trang tin')}</w:hyperlink><w:smartTag>{r(' Khối')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{r(' 2026')}</w:sdtContent></w:sdt></w:p>"
    )
    assert texts(word_file(body), "a.docx") == ["Trong ô nhập", "Trang tin Khối 2026"]


def test_notes_stand_aside_each_with_its_number():
    note = '<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>' + p("Điều lệ Đảng.") + "</w:footnote>"
    endnote = "<w:endnote>" + p("Xem thêm.") + "</w:endnote>"
    data = word_file(p("Các chi bộ."), footnotes=note, endnotes=endnote)
    assert asides(data, "a.docx") == [("chú thích cuối 1", "Xem thêm."), ("chú thích 1", "Điều lệ Đảng.")]


def test_table_with_cells_over_columns_and_rows_a_table_inside_and_a_deleted_row():
    def cell(content: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(p('a'))}{cell(p('b'))}</w:tr></w:tbl>"
    over, over_three = '<w:vMerge w:val="{}"/>', '<w:gridSpan w:val="3"/>'
    body = (
        "<w:tbl>"
        f"<w:tr>{cell(p('Tiêu đề'), over_three)}</w:tr>"
        f"<w:tr>{cell(p('1'), over.format('restart'))}{cell(inner + p())}{cell(p('Sở Y tế'))}</w:tr>"
        f"<w:tr>{cell(p(), over.format('continue'))}{cell(p('c'))}{cell(p('Sở Nội vụ'))}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell(p('bỏ'))}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell(p("d"))}{cell(p("e"))}</w:tr>'
        "</w:tbl>"
    )
    assert rows(word_file(body), "a.docx") == [
        ["Tiêu đề"] * 3,
        ["1", "a b", "Sở Y tế"],
        ["1", "c", "Sở Nội vụ"],
        ["", "d", "e"],
    ]


def test_both_forms_of_unicode_are_one():
    document = Document()
    document.add_paragraph("Ke\u0302\u0301 hoa\u0323ch\xa0na\u0306m")
    buffer = io.BytesIO()
    document.save(buffer)
    assert texts(buffer.getvalue(), "a.docx") == ["Kế hoạch năm"]


def test_letters_that_only_word_counts_with_are_labels():
    body = p("KẾ HOẠCH") + p("I. NHIỆM VỤ") + p("1. Các chi bộ:") + listed("Học tập.") * 10
    (section,) = propose(word_file(body, numbering=lists("lowerLetter|%1)")), "a.docx").sections
    assert "".join(item.label for item in section.items[0].items) == "abcdefghij"
