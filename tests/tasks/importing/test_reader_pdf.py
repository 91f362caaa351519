"""PDF files: lines put together to paragraphs, columns and tables by where they stand, images told apart from text."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tasks.importing import Limits, Refused, propose
from tasks.importing.readers import ocr
from tests.tasks.importing.pdf_files import Page, page_of, pdf_file
from tests.tasks.importing.pieces import asides, pieces, rows, texts
from tests.tasks.importing.reading import tree, who

FILES = Path(__file__).parent / "files"
FULL = "Căn cứ nghị quyết của cấp trên, Ban Thường vụ xây dựng kế hoạch gồm nhiều"  # as wide as the page


def lines(*text: str) -> bytes:
    return pdf_file(page_of(*text))


def test_full_lines_are_one_paragraph_and_a_short_one_ends_it():
    data = lines(FULL, "việc như sau.", "Các chi bộ thực hiện.")
    assert texts(data, "a.pdf") == [f"{FULL} việc như sau.", "Các chi bộ thực hiện."]


def test_indented_line_begins_a_paragraph():
    page = Page([(106, 760, FULL[:-8]), (70, 744, FULL), (106, 728, "Đảng bộ cơ sở thực hiện.")])
    assert texts(pdf_file(page), "a.pdf") == [f"{FULL[:-8]} {FULL}", "Đảng bộ cơ sở thực hiện."]


def test_bold_heading_under_a_bold_title_that_fills_its_line_is_not_its_rest():
    title = FULL.removeprefix("Căn cứ ")  # indented, so that the heading stands further left
    page = Page([(70, 728, FULL), (70, 712, "việc.")], bold=[(112, 760, title), (70, 744, "I. Mục tiêu")])
    assert texts(pdf_file(page), "a.pdf") == [title, "I. Mục tiêu", f"{FULL} việc."]


def test_number_cut_at_its_hyphen_is_mended():
    first = "Thực hiện sự chỉ đạo của cấp trên, căn cứ nghị quyết đã ban hành số 20-"
    assert texts(lines(first, "NQ/TW, ngày 16/6/2022."), "a.pdf") == [f"{first}NQ/TW, ngày 16/6/2022."]


def test_paragraph_goes_on_over_the_page():
    data = pdf_file(page_of("Mở đầu.", FULL), page_of("việc như sau."))
    assert texts(data, "a.pdf") == ["Mở đầu.", f"{FULL} việc như sau."]


def test_columns_of_the_head_are_read_one_after_the_other():
    head = Page([
        (90, 800, "TỈNH ỦY CỬA NAM"), (320, 800, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (90, 784, "ĐẢNG ỦY KHỐI"), (320, 784, "Cửa Nam, ngày 05 tháng 02"),
        (320, 768, "năm 2026"), (90, 752, "Số 12-KH/ĐUK"),
        (270, 720, "KẾ HOẠCH"),
    ])  # fmt: skip
    assert texts(pdf_file(head), "a.pdf") == [
        "TỈNH ỦY CỬA NAM",
        "ĐẢNG ỦY KHỐI",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Cửa Nam, ngày 05 tháng 02 năm 2026",
        "Số 12-KH/ĐUK",
        "KẾ HOẠCH",
    ]


def test_country_beside_a_long_name_begins_the_other_column():
    head = Page([
        (70, 800, "SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐÔNG"), (255, 800, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (90, 784, "SƠN"), (300, 784, "Độc lập - Tự do - Hạnh phúc"),
    ])  # fmt: skip
    assert texts(pdf_file(head), "a.pdf")[0] == "SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐÔNG SƠN"


def test_subject_of_a_letter_is_its_own_and_whom_it_is_for_is_not():
    head = Page([
        (90, 800, "TỈNH ỦY CỬA NAM"), (320, 800, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (90, 784, "Số 12-CV/TU"), (320, 784, "Cửa Nam, ngày 05 tháng 02 năm 2026"),
        (90, 768, "V/v chuẩn bị"), (90, 752, "mùa mưa bão"),
        (90, 720, "Kính gửi: - Các đảng ủy xã,"), (150, 704, "- Ủy ban Kiểm tra."),
    ])  # fmt: skip
    assert texts(pdf_file(head), "a.pdf") == [
        "TỈNH ỦY CỬA NAM",
        "Số 12-CV/TU",
        "V/v chuẩn bị mùa mưa bão",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Cửa Nam, ngày 05 tháng 02 năm 2026",
        "Kính gửi: - Các đảng ủy xã,",
        "- Ủy ban Kiểm tra.",
    ]


def test_running_heads_page_numbers_and_footnotes_stand_aside():
    def page(number: int) -> Page:
        body = page_of("Kế hoạch năm", "", f"{7 * number} {FULL}", "việc.", "Đã giao.", f"Đã xong {7 * number}.")
        return Page([*body.texts, (290, 40, str(number + 3))], notes=[(70, 60, f"1 Xem nghị quyết {7 * number}.")])

    data = pdf_file(*map(page, range(1, 4)))
    notes = [(f"chú thích, trang {number}", f"1 Xem nghị quyết {7 * number}.") for number in range(1, 4)]
    assert asides(data, "a.pdf") == [*notes, ("đầu trang", "Kế hoạch năm")]
    assert texts(data, "a.pdf")[:3] == [f"7 {FULL} việc.", "Đã giao.", "Đã xong 7."]


def test_ruled_table_gives_its_cells_and_goes_on_over_the_page():
    edges, first, second = (70, 110, 300, 420), (700, 660, 620), (760, 720)

    def ruled(levels: tuple[int, ...]) -> list[tuple[float, float, float, float]]:
        lying = [(edges[0], level, edges[-1], level) for level in levels]
        return lying + [(edge, levels[-1], edge, levels[0]) for edge in edges]

    one = Page(
        [
            (80, 680, "TT"), (120, 680, "Nhiệm vụ"), (310, 680, "Chủ trì"),
            (80, 648, "1"), (120, 648, "Tổ chức hội nghị"), (310, 648, "Văn phòng"),
            (120, 632, "quán triệt, học"),
        ],
        ruled(first),
    )  # fmt: skip
    two = Page([(120, 740, "tập nghị quyết")], ruled(second))
    assert rows(pdf_file(one, two), "a.pdf") == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Tổ chức hội nghị quán triệt, học tập nghị quyết", "Văn phòng"],
    ]


def test_cell_over_several_columns_is_repeated_in_each():
    edges = (70, 110, 300, 420)
    lying = [(70.0, level, 420.0, level) for level in (700.0, 660.0, 620.0)]
    standing = [(edge, 660, edge, 700) for edge in edges] + [(edge, 620, edge, 660) for edge in (70, 420)]
    page = Page(
        [(80, 676, "TT"), (120, 676, "Nhiệm vụ"), (310, 676, "Chủ trì"), (80, 636, "I. HỖ TRỢ")], lying + standing
    )
    assert rows(pdf_file(page), "a.pdf")[1] == ["I. HỖ TRỢ"] * 3


@pytest.mark.parametrize("name", ["hai-cot-va-bang.pdf", "tu-trinh-duyet.pdf"])
def test_printed_plan_is_read_with_head_table_and_signature(name):
    proposal = propose((FILES / name).read_bytes(), name)
    assert proposal.head.type == "KẾ HOẠCH"
    assert proposal.head.issued_on is not None
    assert proposal.signer.name in ("Nguyễn Văn An", "Trần Thị Bình")
    assert len(proposal.recipients) == 3
    (annex,) = proposal.annexes
    assert [tree(group.items) for group in annex.groups] == [["1", "2"]]
    assert [role for _, role in who(annex.groups[0].items[1])] == ["lead"]


def test_locked_file_is_refused_and_one_that_only_forbids_printing_is_read():
    for password, outcome in (("bi-mat", "mật khẩu"), ("", "Các chi bộ")):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines("Các chi bộ thực hiện."))))
        writer.encrypt(user_password=password, owner_password="chu", algorithm="RC4-128")
        buffer = io.BytesIO()
        writer.write(buffer)
        try:
            found = " ".join(texts(buffer.getvalue(), "a.pdf"))
        except Refused as refusal:
            found = str(refusal)
        assert outcome in found


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_kept_lying_and_shown_upright_is_read_upright(turn):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(lines(FULL, "việc như sau.", "Các chi bộ."))))
    writer.pages[0].rotate(turn).transfer_rotation_to_content()
    writer.pages[0].rotate(-turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert texts(buffer.getvalue(), "a.pdf") == [f"{FULL} việc như sau.", "Các chi bộ."]


def test_too_many_pages_are_refused():
    with pytest.raises(Refused, match="hơn 2 trang"):
        pieces(pdf_file(*[page_of("Một trang.")] * 3), "a.pdf", Limits(pages=2))


def test_reading_that_takes_too_long_is_refused():
    with pytest.raises(Refused, match="quá lâu"):
        pieces(lines("Một trang."), "a.pdf", Limits(seconds=-1))


@pytest.mark.skipif(ocr.is_installed(), reason="tesseract with Vietnamese is installed and reads the image")
def test_scanned_file_is_refused_and_a_scanned_page_among_others_is_named():
    with pytest.raises(Refused, match="ảnh quét"):
        pieces(pdf_file(Page(image=True)), "a.pdf")
    data = pdf_file(page_of("Các chi bộ thực hiện."), Page(image=True))
    assert [place for place, _ in asides(data, "a.pdf")] == ["trang 2"]


@pytest.mark.skipif(not ocr.is_installed(), reason="needs tesseract with Vietnamese (tesseract-ocr-vie) and pdftoppm")
def test_scanned_page_is_recognised():
    runs = ocr.runs_of((FILES / "hai-cot-va-bang.pdf").read_bytes(), 1, 60)
    assert "KẾ HOẠCH" in " ".join(run.text for run in runs or ())


def test_recognised_words_stand_on_the_base_of_their_line():
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    words = ["5\t1\t1\t1\t1\t1\t300\t300\t200\t50\t96\tKẾ", "5\t1\t1\t1\t1\t2\t520\t310\t300\t50\t95\tHOẠCH"]
    dirt = "5\t1\t1\t1\t2\t1\t0\t900\t20\t20\t4\t~"
    found = ocr.words_of("\n".join([head, *words, dirt]))
    assert [(run.text, round(run.left, 1), round(run.base, 1)) for run in found] == [
        ("KẾ", 72, -86.4),
        ("HOẠCH", 124.8, -86.4),
    ]


def test_watermark_stands_aside_once():
    lines = ("KẾ HOẠCH", "", "1. Ban Tuyên giáo chủ trì biên soạn tài liệu.", "2. Văn phòng chuẩn bị hội nghị.")
    pages = [page_of(*lines), page_of(*lines[2:])]
    for page in pages:
        page.across = "DỰ THẢO"
    assert asides(pdf_file(*pages), "a.pdf") == [("chữ chìm, trang 1", "DỰ THẢO")]


def test_secrecy_mark_across_the_page_is_refused():
    page = page_of("KẾ HOẠCH", "", "1. Ban Tuyên giáo chủ trì biên soạn tài liệu.")
    page.across = "TUYỆT MẬT"
    with pytest.raises(Refused):
        pieces(pdf_file(page), "a.pdf")
