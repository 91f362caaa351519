from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kehoach.lib.office_files.tables import Column, Table
from reports.documents.data import Part, Recipients
from reports.documents.docx import rollup_docx
from tests.reports.documents.samples import result_table, sample_report, status_annex


def opened(document):
    return Document(BytesIO(rollup_docx(document)))


def body(word):
    return [(p.style.style_id, p.text) for p in word.paragraphs if p.text]


def cell_lines(cell):
    return [(p.style.style_id, p.text) for p in cell.paragraphs]


def test_page_is_a4_with_the_guidelines_margins():
    section = opened(sample_report()).sections[0]

    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    assert [
        round(length.mm)
        for length in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ] == [20, 20, 30, 15]


def test_page_number_is_in_the_middle_above_and_not_on_page_one():
    section = opened(sample_report()).sections[0]
    number = section.header.paragraphs[0]

    assert section.different_first_page_header_footer
    assert round(section.header_distance.mm) == 10
    assert (number.style.font.size, number.style.paragraph_format.alignment.name) == (Pt(14), "CENTER")
    assert number._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"


def test_letters_are_times_new_roman_and_vietnamese():
    word = opened(sample_report())
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")

    assert set(defaults.find(qn("w:rFonts")).attrib.values()) == {"Times New Roman"}
    assert defaults.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


def test_head_names_the_bodies_the_number_and_the_day():
    left, right = opened(sample_report()).tables[0].rows[0].cells

    assert cell_lines(left) == [
        ("Superior", "ĐẢNG BỘ TỈNH BẾN TRE"),
        ("Issuer", "ĐẢNG ỦY KHỐI\nCÁC CƠ QUAN TỈNH"),
        ("IssuerSign", "*"),
        ("Number", "Số 05-BC/ĐUK"),
    ]
    assert cell_lines(right) == [
        ("PartyName", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("DayLine", "Bến Tre, ngày 05 tháng 02 năm 2026"),
    ]


def test_party_name_has_a_rule_below():
    style = opened(sample_report()).styles.element.get_by_id("PartyName")

    assert style.pPr.find(f"{qn('w:pBdr')}/{qn('w:bottom')}").get(qn("w:val")) == "single"


def test_head_and_signature_tables_have_no_borders_and_figures_do():
    tables = opened(sample_report()).tables

    bordered = [table._tbl.tblPr.find(qn("w:tblBorders")) is not None for table in tables]
    assert bordered == [False, True, False, True, True]


def test_body_is_justified_indented_with_exact_lines():
    form = opened(sample_report()).styles["Body Text"].paragraph_format

    assert form.alignment.name == "JUSTIFY"
    assert round(form.first_line_indent.mm, 1) == 10
    assert (form.line_spacing, form.line_spacing_rule.name) == (Pt(20), "EXACTLY")
    assert form.space_after == Pt(6)


def test_title_block_follows_the_form():
    assert body(opened(sample_report()))[:5] == [
        ("DocumentType", "BÁO CÁO"),
        ("Abstract", "kết quả thực hiện Kế hoạch số 21-KH/ĐUK về phát triển"),
        ("Abstract", "kinh tế tập thể, quý I/2026"),
        ("AbstractSign", "-----"),
        ("BodyText", sample_report().opening),
    ]


def test_older_documents_keep_the_older_form():
    head = replace(sample_report().head, day=date(2025, 6, 1))
    word = opened(sample_report(head=head))

    assert word.styles["Tên loại văn bản"].font.size == Pt(16)


def test_a_long_name_is_broken_after_its_dash():
    head = replace(sample_report().head, issuer="Đảng ủy Khối Cơ quan - Doanh nghiệp tỉnh")
    cell = opened(sample_report(head=head)).tables[0].cell(0, 0)

    assert cell.paragraphs[1].text == "ĐẢNG ỦY KHỐI CƠ QUAN\N{NO-BREAK SPACE}-\nDOANH NGHIỆP TỈNH"


def test_headings_are_marked_and_outlined_by_level():
    headings = [line for line in body(opened(sample_report())) if line[0].startswith("Heading")]

    assert headings[:3] == [
        ("Heading1", "I- ĐẶC ĐIỂM TÌNH HÌNH; CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, QUÁN TRIỆT, TUYÊN TRUYỀN"),
        ("Heading1", "II- KẾT QUẢ THỰC HIỆN"),
        (
            "Heading2",
            "1- Nhiệm vụ 1: tuyên truyền, quán triệt nội dung Kết luận đến cán bộ, đảng viên và người lao động",
        ),
    ]
    assert ("Heading3", "2.1- Đối với các chi ủy, đảng ủy cơ sở") in headings
    assert ("Heading1", "MÔ HÌNH, ĐIỂN HÌNH") in headings
    assert ("Heading3", "a) Khách quan") in headings


def test_text_is_one_paragraph_a_line():
    word = opened(sample_report(parts=[Part("I", "Kết quả", "Đoạn một.\n\n- Đoạn hai.\r\nĐoạn cuối.")]))

    assert body(word)[5:][:4] == [
        ("Heading1", "I- KẾT QUẢ"),
        ("BodyText", "Đoạn một."),
        ("BodyText", "- Đoạn hai."),
        ("LastText", "Đoạn cuối."),
    ]


def test_signature_stays_with_the_last_paragraph():
    word = opened(sample_report())

    assert word.styles["Đoạn cuối"].paragraph_format.keep_with_next
    assert word.tables[2]._tbl.tr_lst[0].trPr.find(qn("w:cantSplit")) is not None


def test_end_has_recipients_left_and_signature_right():
    left, right = opened(sample_report()).tables[2].rows[0].cells

    assert cell_lines(left) == [
        ("RecipientsTitle", "Nơi nhận:"),
        ("Recipient", "- Ban Thường vụ Tỉnh ủy (báo cáo),"),
        ("Recipient", "- Ban Tuyên giáo và Dân vận Tỉnh ủy,"),
        ("Recipient", "- Các đồng chí Ủy viên Ban Chấp hành Đảng bộ,"),
        ("Recipient", "- Các tổ chức cơ sở đảng trực thuộc,"),
        ("Recipient", "- Lưu Văn phòng."),
    ]
    assert cell_lines(right) == [
        ("Authority", "T/M BAN THƯỜNG VỤ"),
        ("Post", "PHÓ BÍ THƯ"),
        ("Signer", "Nguyễn Văn An"),
    ]


def test_table_repeats_its_header_and_ends_with_its_totals():
    table = opened(sample_report()).tables[1]

    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == [column.title for column in result_table().columns]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "Sở Nội vụ",
        "4",
        "1.137",
        "91,5",
        "Đã báo cáo đúng hạn",
    ]
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "30", "6.655", "93,55", ""]
    assert len(table.rows) == 7


def test_table_is_as_wide_as_the_text():
    columns = opened(sample_report()).tables[1].columns

    assert abs(sum(column.width for column in columns) - Mm(165)) < Mm(0.1)


def test_wide_annexes_lie_on_landscape_pages_of_their_own():
    word = opened(sample_report())

    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    assert round(word.sections[2].page_width.mm) == 297
    assert [section.different_first_page_header_footer for section in word.sections] == [True, False, False]
    assert [text for style, text in body(word) if style == "AnnexNumber"] == ["PHỤ LỤC 1", "PHỤ LỤC 2"]
    assert ("AnnexSource", "(Kèm theo Báo cáo số 05-BC/ĐUK, ngày 05/02/2026)") in body(word)


def test_a_single_annex_has_no_number():
    word = opened(sample_report(annexes=[result_table()]))

    assert [text for style, text in body(word) if style == "AnnexNumber"] == ["PHỤ LỤC"]


def test_draft_says_so_and_leaves_room_for_number_and_day():
    head = replace(sample_report().head, number=None, day=None)
    left, right = opened(sample_report(head=head, draft_mark="Dự thảo lần 1")).tables[0].rows[0].cells

    assert cell_lines(left)[-1] == ("DraftMark", "Dự thảo lần 1")
    assert [" ".join(cell.paragraphs[at].text.split()) for cell, at in ((left, 3), (right, 1))] == [
        "Số -BC/ĐUK",
        "Bến Tre, ngày tháng năm",
    ]


def test_correction_and_integrity_lines_are_printed():
    word = opened(sample_report(corrects="Thay thế Báo cáo số 04-BC/ĐUK, ngày 05/01/2026"))

    assert body(word)[4] == ("Corrects", "(Thay thế Báo cáo số 04-BC/ĐUK, ngày 05/01/2026)")
    assert body(word)[-1] == ("Integrity", sample_report().integrity_line)


def test_properties_carry_title_author_language_and_the_documents_day():
    properties = opened(sample_report()).core_properties

    assert properties.title == (
        "Báo cáo kết quả thực hiện Kế hoạch số 21-KH/ĐUK về phát triển kinh tế tập thể, quý I/2026"
    )
    assert (properties.author, properties.language) == ("Đảng ủy Khối các cơ quan tỉnh", "vi-VN")
    assert properties.created.date() == properties.modified.date() == date(2026, 2, 5)


def test_same_document_gives_the_same_bytes():
    assert rollup_docx(sample_report()) == rollup_docx(sample_report())


def test_entries_carry_no_time_of_writing():
    with ZipFile(BytesIO(rollup_docx(sample_report()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_is_never_markup():
    odd = "<w:p>&amp; </w:t> {{ 7*7 }} \x00\x0b\ud83d =HYPERLINK(1) 🙂 ệ\tx"
    table = Table(odd, [Column(odd)], [[odd]], note=odd)
    document = sample_report(
        abstract=odd,
        opening=odd,
        parts=[Part("I", odd, odd, tables=[table])],
        annexes=[table],
        recipients=Recipients([odd]),
        integrity_line=odd,
        corrects=odd,
    )

    cell = opened(document).tables[1].rows[1].cells[0].text
    assert cell == "<w:p>&amp; </w:t> {{ 7*7 }} \n =HYPERLINK(1) 🙂 ệ\tx"


def test_nine_hundred_rows_are_all_there():
    table = opened(sample_report(annexes=[status_annex(900)])).tables[-1]

    assert len(table._tbl.tr_lst) == 901


def test_row_without_a_value_per_column_is_refused():
    table = Table("Bảng", [Column("Một"), Column("Hai")], [["chỉ một"]])

    with pytest.raises(ValueError, match="zip"):
        rollup_docx(sample_report(annexes=[table]))


def test_long_rows_may_break_across_pages_and_short_ones_not():
    table = Table("Bảng", [Column("Một")], [["ngắn"], ["dài " * 1000]])
    rows = opened(sample_report(annexes=[table])).tables[-1]._tbl.tr_lst

    assert [row.trPr is not None for row in rows] == [True, True, False]


def test_empty_report_still_opens():
    word = opened(sample_report(opening="", parts=(), annexes=(), recipients=Recipients(()), integrity_line=None))

    assert [style for style, _ in body(word)] == ["DocumentType", "Abstract", "Abstract", "AbstractSign"]
