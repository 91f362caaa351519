"""Word files as people make them: automatic numbers, tables for layout and assignment, tracked changes, breaks."""

import io
from copy import deepcopy

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tasks.importing import Proposal, propose
from tests.tasks.importing.reading import tree, who

LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))


def number_lists(document: WordDocument) -> None:
    """One list of four levels (id 77), and the same list begun anew (id 78)."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text) in enumerate(LEVELS)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    numbering.insert(0, abstract)
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for name, override in ((77, ""), (78, restart)):
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="77"/>{override}</w:num>')
        )


def listed(document: WordDocument, text: str, level: int, name: int = 77) -> Paragraph:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>')
    )
    return paragraph


def read(document: WordDocument) -> Proposal:
    buffer = io.BytesIO()
    document.save(buffer)
    return propose(buffer.getvalue(), "ke-hoach.docx")


@pytest.fixture
def document() -> WordDocument:
    """A plan with a head table, automatic numbers, a signature table and an annex."""
    document = Document()
    number_lists(document)
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "ĐẢNG BỘ TỈNH CỬA NAM\nĐẢNG ỦY KHỐI\n*\nSố 07-KH/ĐUK"
    head.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nCửa Nam, ngày 01 tháng 3 năm 2026"
    document.add_paragraph().add_run("KẾ HOẠCH\nHọc tập nghị quyết năm 2026").bold = True
    document.add_paragraph("Căn cứ Chương trình số 9-CTr/TU, ngày 02/01/2026 của Tỉnh ủy;")
    listed(document, "MỤC ĐÍCH", 0)
    listed(document, "Nâng cao nhận thức.", 1)
    listed(document, "NHIỆM VỤ", 0)
    listed(document, "Giao Ban Tuyên giáo mở lớp trước ngày 30/6/2026.", 1)
    listed(document, "Các chi bộ thực hiện:", 1)
    listed(document, "Học tập;", 2)
    listed(document, "Viết thu hoạch.", 2)
    listed(document, "Nộp về Văn phòng.", 3)
    tail = document.add_table(1, 2)
    tail.cell(0, 0).text = "Nơi nhận:\n- Tỉnh ủy (báo cáo),\n- Lưu VP."
    tail.cell(0, 1).text = "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nLê Văn Cường"
    document.add_paragraph("PHỤ LỤC 1")
    annex = document.add_table(1, 5)
    rows = [
        ("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian"),
        ("I", "Học tập", "", "", ""),
        ("1", "Mở lớp", "Ban Tuyên giáo", "Văn phòng", "Quý II/2026"),
        ("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian"),
        ("2", "Kiểm tra", "Ủy ban Kiểm tra", "", "Thường xuyên"),
    ]
    for index, row in enumerate(rows):
        cells = annex.rows[0].cells if not index else annex.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    merged = annex.rows[1].cells
    merged[1].merge(merged[4])
    return document


def test_head_and_signature_tables(document):
    proposal = read(document)
    assert (proposal.head.number, proposal.head.symbol, str(proposal.head.issued_on)) == ("07", "KH/ĐUK", "2026-03-01")
    assert (proposal.head.superior, proposal.head.issuer) == ("ĐẢNG BỘ TỈNH CỬA NAM", "ĐẢNG ỦY KHỐI")
    assert (proposal.head.type, proposal.head.title) == ("KẾ HOẠCH", "Học tập nghị quyết năm 2026")
    assert [(one.text, one.report, one.internal) for one in proposal.recipients] == [
        ("Tỉnh ủy", True, False),
        ("Lưu VP", False, True),
    ]
    assert (proposal.signer.post, proposal.signer.name) == ("BÍ THƯ", "Lê Văn Cường")
    assert proposal.unread == []


def test_automatic_numbers_become_labels(document):
    purpose, work = read(document).sections
    assert [(purpose.numeral, tree(purpose.items)), (work.numeral, tree(work.items))] == [
        ("I", ["1"]),
        ("II", ["1", ["2", "a", ["b", "-"]]]),
    ]
    assert work.items[0].quote.text == "1. Giao Ban Tuyên giáo mở lớp trước ngày 30/6/2026."


def test_annex_with_merged_group_rows_and_repeated_head(document):
    (annex,) = read(document).annexes
    assert annex.title == "PHỤ LỤC 1"
    assert [(group.title, tree(group.items)) for group in annex.groups] == [("I Học tập", ["1", "2"])]
    assert who(annex.groups[0].items[0]) == [("Ban Tuyên giáo", "lead"), ("Văn phòng", "support")]


def test_restarted_list_counts_from_one():
    document = Document()
    number_lists(document)
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("thử nghiệm")
    for name in (77, 78):
        listed(document, "NHIỆM VỤ CHUNG", 0, name)
        listed(document, "Rà soát.", 1, name)
    assert [section.numeral for section in read(document).sections] == ["I", "I"]


def test_manual_line_break_does_not_cut_a_sentence(document):
    listed(document, "Rà soát danh sách\nĐảng viên mới kết nạp.", 1)
    proposal = read(document)
    assert "Rà soát danh sách Đảng viên mới kết nạp." in str(proposal.to_dict())


def test_tracked_changes_give_the_final_text():
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("thử nghiệm")
    document.add_paragraph("I. NHIỆM VỤ CHUNG")
    paragraph = document.add_paragraph("1. Rà soát ")
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>toàn bộ</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="a"><w:r><w:delText>một phần</w:delText></w:r></w:del>')
    )
    (item,) = read(document).sections[0].items
    assert item.text == "Rà soát toàn bộ"


def test_text_box_is_not_lost_and_not_doubled():
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("thử nghiệm")
    paragraph = document.add_paragraph("I. NHIỆM VỤ CHUNG")
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung chữ.</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph.runs[0]._r.append(
        parse_xml(
            f'<mc:AlternateContent {mc} {nsdecls("w")}><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
    )
    assert read(document).sections[0].text == "Trong khung chữ."


def test_page_head_is_shown_as_unread(document):
    document.sections[0].header.paragraphs[0].text = "Bản gửi các chi bộ"
    assert [(one.text, one.place) for one in read(document).unread] == [("Bản gửi các chi bộ", "đầu trang")]


def test_vertically_merged_cell_counts_for_every_row(document):
    annex = document.tables[2]
    row = deepcopy(annex.rows[4]._tr)
    annex._tbl.append(row)
    annex.rows[5].cells[0].text = "3"
    annex.rows[5].cells[1].text = "Giám sát"
    annex.rows[5].cells[2].text = ""
    annex.rows[4].cells[2].merge(annex.rows[5].cells[2])
    items = read(document).annexes[0].groups[0].items
    assert [who(item) for item in items[1:]] == [[("Ủy ban Kiểm tra", "lead")]] * 2


def test_bold_lines_that_numbers_go_on_over_are_sections():
    document = Document()
    for text, bold in (
        ("CHƯƠNG TRÌNH", True),
        ("Căn cứ tình hình.", False),
        ("Công tác tổ chức", True),
        ("1. Kiện toàn chi ủy.", False),
        ("2. Kết nạp đảng viên.", False),
        ("Công tác kiểm tra", True),
        ("3. Kiểm tra đảng phí.", False),
        ("Công tác khác", True),
    ):
        document.add_paragraph().add_run(text).bold = bold
    sections = read(document).sections
    assert [(section.title, tree(section.items)) for section in sections] == [
        ("Công tác tổ chức", ["1", "2"]),
        ("Công tác kiểm tra", ["3"]),
        ("Công tác khác", []),
    ]
