"""Whole documents of both families, and the shapes that outlines take."""

from datetime import date

import pytest

from tasks.importing import KnownUnit, propose, tail
from tasks.importing.blocks import Block
from tests.tasks.importing.documents import PARTY, STATE
from tests.tasks.importing.reading import lost, read, tree, who


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)


def test_party_head_is_read_from_two_columns():
    head = read(PARTY).head
    assert (head.family, head.type, head.number, head.symbol) == ("party", "KẾ HOẠCH", "12", "KH/ĐUK")
    assert (head.place, head.issued_on) == ("Cửa Nam", date(2026, 2, 5))
    assert (head.superior, head.issuer) == ("ĐẢNG BỘ TỈNH CỬA NAM", "ĐẢNG ỦY KHỐI DOANH NGHIỆP")
    assert head.title == "Thực hiện Nghị quyết số 20-NQ/TW, ngày 16/6/2022 về kinh tế hợp tác"
    assert len(head.bases) == 2


def test_party_outline_people_and_dates():
    purpose, work, order = read(PARTY).sections
    assert [purpose.purpose, work.purpose, order.purpose] == [True, False, False]
    assert [tree(section.items) for section in (purpose, work, order)] == [
        ["1", "2"],
        [["1", "a", "b"], "2"],
        ["1", "2"],
    ]
    assert [item.is_task for item in purpose.items] == [False, False]
    assert not work.items[0].is_task
    study, teach = work.items[0].items
    assert who(study) == [("Ban Tuyên giáo", "lead"), ("Văn phòng", "support"), ("Ủy ban Kiểm tra", "support")]
    assert who(teach) == [("Các chi bộ, đảng bộ cơ sở", "implement")]
    assert teach.indicators[0].to_dict() == {
        "name": "chi bộ trực thuộc",
        "target": 100,
        "measure": "%",
        "at_least": False,
    }
    assert work.items[1].indicators[0].to_dict() == {
        "name": "hợp tác xã thành lập mới",
        "target": 5,
        "measure": "hợp tác xã",
        "at_least": True,
    }
    assert who(order.items[0]) == [("Văn phòng Đảng ủy", "tracker")]
    assert [one.name for one in order.items[1].assignees] == [
        "Sở Kế hoạch và Đầu tư",
        "Sở Lao động, Thương binh và Xã hội",
        "UBND các huyện",
    ]
    assert order.text == "Trên đây là Kế hoạch của Ban Thường vụ."


def test_party_tail_is_read_from_two_columns():
    proposal = read(PARTY)
    assert [(one.text, one.report, one.internal) for one in proposal.recipients] == [
        ("Tỉnh ủy", True, False),
        ("Các chi bộ trực thuộc", False, False),
        ("Lưu VP", False, True),
    ]
    assert proposal.signer.to_dict() == {
        "authority": "T/M BAN THƯỜNG VỤ",
        "post": "PHÓ BÍ THƯ",
        "name": "Nguyễn Văn An",
    }


def test_state_document_with_tables():
    proposal = read(STATE, "ke-hoach.md")
    assert (proposal.head.family, proposal.head.number, proposal.head.symbol) == ("state", "45", "KH-UBND")
    assert proposal.head.issuer == "ỦY BAN NHÂN DÂN TỈNH CỬA NAM"
    department, alliance, passive, fields = proposal.sections[1].items
    assert not department.is_task
    assert who(department.items[0]) == [
        ("Sở Nông nghiệp và Môi trường", "lead"),
        ("Sở Tài chính", "support"),
    ]
    assert who(department.items[1]) == [("Sở Nông nghiệp và Môi trường", "tracker")]
    assert department.items[1].deadline.kind == "routine"
    assert who(alliance) == [("Liên minh Hợp tác xã tỉnh", "lead")]
    assert who(passive) == [("Sở Tài chính", "lead"), ("Sở Nội vụ", "support")]
    assert who(fields) == [
        ("Sở Khoa học và Công nghệ", "lead"),
        ("Sở Nội vụ", "support"),
        ("UBND các xã", "support"),
    ]
    assert fields.deadline.on == date(2026, 12, 31)
    assert [item.is_task for item in fields.items] == [False, False]
    assert proposal.signer.post == "PHÓ CHỦ TỊCH"


def test_annex_table_becomes_groups_of_items():
    (annex,) = read(STATE, "ke-hoach.md").annexes
    assert annex.title == "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ"
    assert [(group.title, tree(group.items)) for group in annex.groups] == [
        ("I Tuyên truyền", ["1", ["2", "-", "-"]]),
        ("II Hỗ trợ", ["1", "2"]),
    ]
    meeting, material = annex.groups[0].items
    assert who(meeting) == [("Sở Nội vụ", "lead"), ("Sở Tài chính", "support"), ("UBND các xã", "support")]
    assert (meeting.deadline.on, meeting.product) == (date(2026, 9, 30), "Hội nghị")
    assert meeting.quote.place == "bảng 2, dòng 3"
    assert who(material) == [("Ban Tuyên giáo", "lead"), ("Sở Y tế", "support")]
    assert [item.deadline.kind for item in (material, *annex.groups[1].items)] == ["routine", "range", "other"]


@pytest.mark.parametrize(
    ("source", "filename", "form"),
    [
        (PARTY, "a.txt", "Đảng Cộng sản Việt Nam số ngày tháng năm nơi nhận"),
        (
            STATE.replace("<br>", " "),
            "a.md",
            "Cộng hòa xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc số ngày tháng năm nơi nhận để "
            "TT nhiệm vụ cơ quan chủ trì cơ quan phối hợp thời gian hoàn thành sản phẩm ghi chú",
        ),
    ],
)
def test_no_word_of_a_document_disappears(source, filename, form):
    assert lost(source, read(source, filename), form) == {}


def test_numbers_restart_and_letters_stand_without_their_number():
    body = paragraphs(
        "KẾ HOẠCH\nvề việc thử\n-----",
        "I. NHIỆM VỤ",
        "a) Rà soát.",
        "b) Củng cố.",
        "1. Tiếp tục.",
        "1.1. Chi tiết.",
        "(1) Nhỏ hơn.",
        "- Gạch.",
        "+ Cộng.",
        "II. GIẢI PHÁP",
        "1. Lại từ đầu.",
    )
    first, second = read(body).sections
    assert tree(first.items) == ["a", "b", ["1", ["1.1", ["1", ["-", "+"]]]]]
    assert tree(second.items) == ["1"]


def test_chapters_and_lost_numerals_are_sections():
    body = paragraphs(
        "KẾ HOẠCH\nthử",
        "Phần thứ nhất\nTÌNH HÌNH CHUNG",
        "Một đoạn văn.",
        "Phần thứ hai\nNHIỆM VỤ TRỌNG TÂM",
        "A. LĨNH VỰC KINH TẾ",
        "1. Rà soát.",
        "TỔ CHỨC THỰC HIỆN",
        "1. Thực hiện.",
    )
    assert [(section.numeral, section.title, len(section.items)) for section in read(body).sections] == [
        ("Phần thứ nhất", "TÌNH HÌNH CHUNG", 0),
        ("Phần thứ hai", "NHIỆM VỤ TRỌNG TÂM", 0),
        ("A", "LĨNH VỰC KINH TẾ", 1),
        (None, "TỔ CHỨC THỰC HIỆN", 1),
    ]


def test_heading_without_its_number_begins_a_section():
    body = paragraphs(
        "KẾ HOẠCH\nvề việc thử", "Căn cứ tình hình.", "MỤC ĐÍCH", "- Để biết.", "II. NHIỆM VỤ", "1. Rà soát."
    )
    proposal = read(body)
    assert proposal.head.bases == ["Căn cứ tình hình."]
    assert [(section.numeral, section.title, tree(section.items)) for section in proposal.sections] == [
        (None, "MỤC ĐÍCH", ["-"]),
        ("II", "NHIỆM VỤ", ["1"]),
    ]


def test_centred_lines_are_one_title():
    body = "KẾ HOẠCH\n          Học tập nghị quyết của\n          Ban Chấp hành\n\nI. NHIỆM VỤ\n\n1. Học tập."
    assert read(body).head.title == "Học tập nghị quyết của Ban Chấp hành"


def test_party_committee_is_a_recipient_and_a_posting_is_none():
    body = "KẾ HOẠCH\nthử\n\nI. NHIỆM VỤ\n\n1. Học.\n\nNơi nhận:\n- Đảng ủy xã,\n- Đăng trang tin,\n- Lưu."
    assert [one.internal for one in read(body).recipients] == [False, True, True]


def test_numbered_headings_are_sections_when_there_are_no_others():
    body = (
        "**KẾ HOẠCH**\n\n**thử**\n\n**1. MỤC ĐÍCH**\n\n- Để biết.\n\n**2. NHIỆM VỤ**\n\n2.1. Rà soát.\n\n2.2. Củng cố."
    )
    sections = read(body, "a.md").sections
    assert [(section.numeral, section.purpose, tree(section.items)) for section in sections] == [
        ("1", True, ["-"]),
        ("2", False, ["2.1", "2.2"]),
    ]


def test_numbered_titles_of_a_text_without_bold_are_sections():
    body = paragraphs("KẾT LUẬN\nthử", "1. Đánh giá chung", "Còn chậm.", "2. Nhiệm vụ thời gian tới", "- Rà soát.")
    assert [(one.title, tree(one.items)) for one in read(body).sections] == [
        ("Đánh giá chung", []),
        ("Nhiệm vụ thời gian tới", ["-"]),
    ]


def test_heading_of_a_text_without_bold_ends_the_item_above_it():
    body = paragraphs("KẾ HOẠCH\nthử", "I. MỤC ĐÍCH", "- Để biết.", "Nội dung thực hiện", "- Học.", "Quý II", "- Làm.")
    body += "\n\nIII. TỔ CHỨC THỰC HIỆN\n\n- Theo dõi."
    assert [(one.title, tree(one.items)) for one in read(body).sections] == [
        ("MỤC ĐÍCH", ["-"]),
        ("Nội dung thực hiện", ["-", ["", "-"]]),
        ("TỔ CHỨC THỰC HIỆN", ["-"]),
    ]


def test_field_on_a_line_of_its_own_is_that_of_the_task_above_its_fields():
    fields = ("- Nội dung: Luật Đất đai.", "- Đối tượng: thanh niên.", "Thời gian: Tháng 5. Đơn vị chủ trì: Ban A.")
    (item,) = read(paragraphs("KẾ HOẠCH\nthử", "I. NHIỆM VỤ", "1. Mở hội thi", *fields)).sections[0].items
    assert (who(item), item.deadline.text) == ([("Ban A", "lead")], "Tháng 5")


def test_unlabelled_order_is_a_task_of_its_own():
    body = paragraphs(
        "KẾ HOẠCH\nthử",
        "I. TỔ CHỨC THỰC HIỆN",
        "Giao Văn phòng theo dõi việc thực hiện và báo cáo.",
        "Các chi bộ căn cứ Kế hoạch này để thực hiện.",
    )
    items = read(body).sections[0].items
    assert [(item.label, who(item)) for item in items] == [
        ("", [("Văn phòng", "tracker")]),
        ("", [("Các chi bộ", "implement")]),
    ]


def test_line_that_fits_nowhere_is_shown_as_unread():
    proposal = read("DỰ THẢO LẦN 2\n\nKẾ HOẠCH\nthử\n-----\n\nMột câu lạc lõng.\n\nI. NHIỆM VỤ\n\n1. Rà soát.")
    assert [(passage.text, passage.place) for passage in proposal.unread] == [
        ("DỰ THẢO LẦN 2", "đoạn 1"),
        ("Một câu lạc lõng.", "đoạn 5"),
    ]


def test_names_are_matched_with_the_register():
    units = [
        KnownUnit("BTG", "Ban Tuyên giáo Đảng ủy Khối", "BTG"),
        KnownUnit("LMHTX", "Liên minh Hợp tác xã tỉnh", aliases=("Liên minh HTX",)),
        KnownUnit("UBKT", "Ủy ban Kiểm tra"),
        KnownUnit("A1", "Chi bộ An Phú"),
        KnownUnit("A2", "Chi bộ An Phú"),
    ]
    body = paragraphs(
        "KẾ HOẠCH\nthử",
        "I. NHIỆM VỤ",
        "1. BTG Đảng uỷ Khối chủ trì học tập.",
        "2. Liên minh HTX tinh phôi hợp với các cơ quan liên quan vận động.",
        "3. UBKT kiểm tra.",
        "4. Chi bộ An Phú báo cáo.",
        "5. Sở Nội vụ báo cáo.",
    )
    items = read(body, units=units).sections[0].items
    assert [item.assignees[0].unit for item in items] == ["BTG", "LMHTX", "UBKT", None, None]


LISTS = """\
# KẾ HOẠCH

**Kiểm tra công vụ năm 2026**

## I. Nội dung

1.  Kiểm tra giờ giấc làm việc:

    -   Kiểm tra đột xuất;
    -   Kiểm tra thẻ công chức.

2.  Kiểm tra hồ sơ.

    a)  Hồ sơ đất đai;

    b)  Hồ sơ hộ tịch.
"""


@pytest.mark.parametrize("known_by", ["a unit", "a heading", "a cell", "a recipient"])
def test_name_that_stands_alone_elsewhere_is_read_whole(known_by):
    name = "Phòng Hỗ trợ người tham gia"
    body = paragraphs("**KẾ HOẠCH**", "**thử**", "**I. NHIỆM VỤ**", f"1. {name} lập danh sách.")
    units = [KnownUnit("PHT", name)] if known_by == "a unit" else []
    after = {
        "a heading": f"\n\n2. {name}\n\n- Thu nợ.",
        "a cell": f"\n\nPHỤ LỤC\n\n| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | Thu nợ | {name} |\n",
        "a recipient": f"\n\nNơi nhận:\n\n- {name};\n\n- Lưu.",
    }
    proposal = propose((body + after.get(known_by, "")).encode(), "a.md", units=units)
    assert who(proposal.sections[0].items[0]) == [(name, "lead")]


def test_nested_lists_of_markdown_are_nested():
    (section,) = read(LISTS, "ke-hoach.md").sections
    assert tree(section.items) == [["1", "-", "-"], ["2", "a", "b"]]


def test_another_sign_stands_below_the_one_before_it():
    body = paragraphs(
        "KẾ HOẠCH\nthử", "I. NHIỆM VỤ", "* Về nội dung:", "- Làm A.", "- Làm B.", "* Về hình thức:", "- C."
    )
    (section,) = read(body).sections
    assert tree(section.items) == [["*", "-", "-"], ["*", "-"]]


def test_items_that_share_a_paragraph_are_parted():
    body = paragraphs(
        "KẾ HOẠCH\nthử",
        "I. NHIỆM VỤ",
        "1. Thực hiện: - Rà soát; - Kiểm tra. 2. Báo cáo theo tiêu chí: (1) Đúng hạn; (2) Đủ.",
    )
    (section,) = read(body).sections
    assert tree(section.items) == [["1", "-", "-"], "2"]


def test_numbers_behind_letters_stand_below_them():
    body = paragraphs(
        "KẾ HOẠCH\nthử", "I. NHIỆM VỤ", "1. Rà soát.", "a) Sổ.", "a.1) Sổ một.", "a.2) Sổ hai.", "b) Quỹ."
    )
    (section,) = read(body).sections
    assert tree(section.items) == [["1", ["a", "a.1", "a.2"], "b"]]


def test_bold_names_end_before_the_verb():
    body = paragraphs("**KẾ HOẠCH**", "**thử**", "**I. NHIỆM VỤ**", "**1. Các đoàn thể** giới thiệu mô hình tiêu biểu.")
    (section,) = read(body, "ke-hoach.md").sections
    assert who(section.items[0]) == [("Các đoàn thể", "implement")]


def test_paragraphs_that_begin_with_bold_names_are_parted():
    orders = ("**Các chi bộ trực thuộc** chuẩn bị báo cáo.", "**Văn phòng Đảng ủy** cử cán bộ tham gia các đoàn.")
    (section,) = read(paragraphs("**KẾ HOẠCH**", "**thử**", "**III. TỔ CHỨC THỰC HIỆN**", *orders), "a.md").sections
    assert [who(item) for item in section.items] == [
        [("Các chi bộ trực thuộc", "implement")],
        [("Văn phòng Đảng ủy", "lead")],
    ]


def test_bold_lines_are_sections_where_nothing_is_numbered():
    body = paragraphs("**KẾ HOẠCH**", "**thử**", "**Mục đích**", "Để biết.", "**Nhiệm vụ**", "- Rà soát.")
    assert [(one.title, one.purpose, tree(one.items)) for one in read(body, "ke-hoach.md").sections] == [
        ("Mục đích", True, []),
        ("Nhiệm vụ", False, ["-"]),
    ]


def test_recipients_on_one_line_are_parted():
    body = "KẾ HOẠCH\nthử\n\nI. NHIỆM VỤ\n\n1. Học.\n\nNơi nhận: - Huyện ủy (b/c); - Các chi bộ; - Lưu."
    assert [one.text for one in read(body).recipients] == ["Huyện ủy", "Các chi bộ", "Lưu"]


def test_head_of_two_columns_on_one_line_is_parted():
    top = "ĐẢNG ỦY XÃ A ĐẢNG CỘNG SẢN VIỆT NAM\nSố 12-KH/ĐU Xã A, ngày 05 tháng 02 năm 2026"
    head = read(f"{top}\n\nKẾ HOẠCH\nthử\n\nI. NHIỆM VỤ").head
    assert (head.family, head.issuer, head.number, head.place) == ("party", "ĐẢNG ỦY XÃ A", "12", "Xã A")


def test_rows_of_a_table_cut_by_a_page_belong_together():
    row = "| {} | Việc {} | Văn phòng | Quý I/2026 |\n"
    table = "| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n"
    body = (
        "KẾ HOẠCH\nthử\n\nI. NHIỆM VỤ\n\n1. Làm.\n\nPHỤ LỤC\n\n"
        + table
        + row.format(1, 1)
        + "\n"
        + table
        + row.format(2, 2)
    )
    (annex,) = read(body, "ke-hoach.md").annexes
    assert [tree(group.items) for group in annex.groups] == [["1", "2"]]


@pytest.mark.parametrize(
    ("line", "authority", "post"),
    [
        ("T/M BAN THƯỜNG VỤ BÍ THƯ", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TM. BAN CHỦ NHIỆM CHỦ NHIỆM", "TM. BAN CHỦ NHIỆM", "CHỦ NHIỆM"),
        ("TM. ĐẢNG ỦY TRƯỜNG BÍ THƯ", "TM. ĐẢNG ỦY TRƯỜNG", "BÍ THƯ"),
        ("TM. BAN GIÁM ĐỐC", "TM. BAN GIÁM ĐỐC", None),
        ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", None),
        ("KT. TRƯỞNG BAN", "KT. TRƯỞNG BAN", None),
    ],
)
def test_post_behind_the_authority_is_read_apart(line, authority, post):
    _, signer, _ = tail.read([Block(line, "đoạn 1"), Block("Nguyễn Văn An", "đoạn 2")])
    assert (signer.authority, signer.post) == (authority, post)


def test_recipients_in_one_line_are_several():
    line = "- Thường trực Tỉnh ủy (b/c), - Các chi bộ, - Lưu Văn phòng."
    recipients, _, _ = tail.read([Block("Nơi nhận:", "đoạn 1"), Block(line, "đoạn 2")])
    assert [(one.text, one.report, one.internal) for one in recipients] == [
        ("Thường trực Tỉnh ủy", True, False),
        ("Các chi bộ", False, False),
        ("Lưu Văn phòng", False, True),
    ]


def test_signature_beside_the_recipients_is_parted_from_them():
    lines = ("Nơi nhận: KT. CHỦ TỊCH", "- Hội Nông dân Việt", "Nam tỉnh (b/c); PHÓ CHỦ TỊCH", "- Lưu. Đỗ Thị Mai")
    recipients, signer, unread = tail.read([Block(line, "đoạn 1") for line in lines])
    assert [one.text for one in recipients] == ["Hội Nông dân Việt Nam tỉnh", "Lưu"]
    assert (signer.authority, signer.post, signer.name, unread) == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đỗ Thị Mai", [])


def test_file_that_is_only_an_annex_begins_with_its_title():
    table = (
        "| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | Học | Ban A (Ban B phối hợp) |\n"
        "| 2 | - Họp<br>- Báo cáo | Ban C |\n"
    )
    proposal = read(paragraphs("**PHỤ LỤC**", "**PHÂN CÔNG NHIỆM VỤ**", table), "a.md")
    (annex,) = proposal.annexes
    assert (proposal.sections, annex.title) == ([], "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ")
    assert [tree(group.items) for group in annex.groups] == [["1", "-", "-"]]
    assert who(annex.groups[0].items[0]) == [("Ban A", "lead"), ("Ban B", "support")]


@pytest.mark.parametrize("month", ["9", "…"])
def test_draft_without_its_day_is_of_its_year(month):
    head = f"Số:    /KH-UBND          Yên Lãng, ngày …  tháng {month}  năm 2026"
    proposal = read(paragraphs(head, "KẾ HOẠCH\nthử", "I. NHIỆM VỤ", "1. Học xong trước ngày 25/10."))
    assert proposal.head.issued_on is None
    assert str(proposal.sections[0].items[0].deadline.on) == "2026-10-25"
