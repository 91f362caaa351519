"""What holds for every document, not only for ours."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tasks.importing import SUFFIXES, Proposal, Refused, columns, propose
from tasks.importing.blocks import Block, Piece, every_block
from tasks.importing.proposal import Item
from tasks.importing.readers import read
from tasks.importing.refusal import Limits
from tests.tasks.importing.corpus import documents as labelled
from tests.tasks.importing.corpus import file_of
from tests.tasks.importing.documents import PARTY, STATE
from tests.tasks.importing.pdf_files import page_of, pdf_file
from tests.tasks.importing.pieces import pieces
from tests.tasks.importing.reading import lost, words
from tests.tasks.importing.word_form import write

MARKUP = "*\\|<>#"
LEGACY = "".join(map(chr, range(0xA0, 0x100)))  # letters of older encodings, which are decoded
BEGINNINGS = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0", b"\xff\xfe"]
LABELS = ["", "I. ", "II- ", "A. ", "Điều 3. ", "1. ", "2- ", "1.1. ", "a) ", "(1) ", "- ", "+ ", "• ", "Phần thứ hai "]
OPENINGS = [
    "Giao Ban Tuyên giáo",
    "Các chi bộ",
    "Rà soát",
    "NHIỆM VỤ CHUNG",
    "tiếp tục",
    "Sản phẩm:",
    "Thời gian:",
    "Nơi nhận:",
]
MIDDLES = [
    "theo dõi việc thực hiện",
    "trước ngày 30/11/2026",
    "số 46-CTr/TU, ngày 18/5/2020",
    "ít nhất 5 hợp tác xã",
    "T/M",
]
ENDS = ["", ".", ";", ":", ",", " 99"]
LETTERHEAD = (
    "Đảng Cộng sản Việt Nam Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc Hội Nông dân Việt Nam "
    "Số ngày tháng năm Nơi nhận để để V/v "
)
FORM = "Nơi nhận " * 60 + "báo cáo " * 60

lines = st.builds(
    lambda label, opening, middle, end: f"{label}{opening} {middle}{end}",
    st.sampled_from(LABELS),
    st.sampled_from(OPENINGS)
    | st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters=MARKUP + LEGACY), max_size=20),
    st.sampled_from(MIDDLES) | st.just(""),
    st.sampled_from(ENDS),
)
documents = st.builds(
    lambda head, body, gap: head + gap.join(body),
    st.sampled_from(["", "KẾ HOẠCH\nvề việc thử\n-----\n\n"]),
    st.lists(lines, min_size=1, max_size=12),
    st.sampled_from(["\n", "\n\n"]),
)
tables = st.lists(st.lists(lines, min_size=3, max_size=3, unique=True), min_size=1, max_size=5)


def word_of(paragraphs: list[str], rows: list[list[str]]) -> bytes:
    """A Word file with paragraphs and a table of three columns under a head."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(0, 3)
        for row in (["TT", "Nhiệm vụ", "Chủ trì"], *rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return saved(document)


def book_of(paragraphs: list[str], rows: list[list[str]]) -> bytes:
    """A workbook with title rows and the same table."""
    book = Workbook()
    for row in [[text] for text in paragraphs] + (rows and [["TT", "Nhiệm vụ", "Chủ trì"], *rows]):
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s"
    return saved(book)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


SOUND = {
    ".docx": word_of(["KẾ HOẠCH"], []),
    ".xlsx": book_of(["KẾ HOẠCH"], [["1", "Mở lớp", "Ban Tuyên giáo"]]),
    ".pdf": pdf_file(page_of("KẾ HOẠCH", "1. Các chi bộ thực hiện.")),
}
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(data: bytes, filename: str) -> str:
    """The proposal as text, or the sentence of the refusal."""
    try:
        return json.dumps(propose(data, filename).to_dict(), ensure_ascii=False)
    except Refused as refusal:
        return str(refusal)


@quick
@given(documents, st.sampled_from(["a.txt", "a.md"]))
def test_no_word_disappears(text, filename):
    try:
        proposal = propose(text.encode(), filename)
    except Refused:
        return
    assert lost(text, proposal, FORM) == {}


@quick
@given(st.lists(lines, max_size=6), tables, st.sampled_from([".docx", ".xlsx"]))
def test_no_word_of_a_table_disappears(paragraphs, rows, suffix):
    data = (word_of if suffix == ".docx" else book_of)(paragraphs, rows)
    try:
        found = every_block(pieces(data, f"a{suffix}"))
    except Refused:
        return
    source = " ".join([*paragraphs, *(text for row in rows for text in row)])
    assert words(source) - words(" ".join(block.full for block in found)) == {}


@quick
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_any_bytes_give_a_proposal_or_a_sentence(beginning, data, suffix):
    assert outcome(beginning + data, f"a{suffix}")


@quick
@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md"]))
def test_any_text_gives_a_proposal_or_a_sentence(text, filename):
    assert outcome(text.encode("utf-8", "ignore"), filename)


@quick
@given(st.sampled_from([".docx", ".xlsx", ".pdf"]), st.integers(0, 10_000), st.integers(0, 255))
def test_broken_file_gives_a_proposal_or_a_sentence(suffix, at, value):
    data = bytearray(SOUND[suffix])
    data[at % len(data)] = value
    assert outcome(bytes(data), f"a{suffix}")


@quick
@given(st.text(alphabet="0123456789 /<>[]()TjJfdmlreSQq'\n", max_size=200))
def test_any_drawing_inside_a_pdf_gives_a_proposal_or_a_sentence(drawing):
    sound = SOUND[".pdf"]
    assert outcome(sound.replace(b"BT /F1", drawing.encode() + b" BT /F1"), "a.pdf")


@quick
@given(st.text(alphabet='<>/w:pr"= xtbl&;aA', max_size=120))
def test_any_xml_inside_a_word_file_gives_a_proposal_or_a_sentence(xml):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>')
    assert outcome(buffer.getvalue(), "a.docx")


@quick
@given(documents)
def test_reading_twice_gives_the_same(text):
    assert outcome(text.encode(), "a.md") == outcome(text.encode(), "a.md")


def shape(items: list[Item]) -> list[object]:
    return [(one.label, one.text, one.is_task, one.assignees, shape(one.items)) for one in items]


def reading(proposal: Proposal) -> dict[str, object]:
    """What a proposal says, without where in the file it stands."""
    return {
        "head": proposal.head,
        "sections": [(one.numeral, one.title, one.purpose, one.text, shape(one.items)) for one in proposal.sections],
        "annexes": [(group.title, shape(group.items)) for annex in proposal.annexes for group in annex.groups],
        "recipients": proposal.recipients,
        "signer": proposal.signer,
    }


@pytest.mark.parametrize("document", labelled(), ids=lambda document: document.name)
def test_proposal_written_as_word_file_reads_the_same(document):
    proposal = propose(*file_of(document))
    assert reading(propose(write(proposal), "a.docx")) == reading(proposal)


@pytest.mark.parametrize("document", labelled(), ids=lambda document: document.name)
def test_no_word_of_a_labelled_document_disappears(document):
    data, filename = file_of(document)
    source = body_texts(read(data, filename, Limits(), lambda *_: None))
    assert lost("\n".join(source), propose(data, filename), LETTERHEAD) == {}


def body_texts(found: list[Piece]) -> Iterator[str]:
    """The paragraphs of a document without the heads of its tables; a cell that is merged or repeated in a row once."""
    for piece in found:
        if isinstance(piece, Block):
            yield piece.full
            continue
        head = columns.of(piece)
        for row in piece.rows:
            if not (head and head.is_header(row)):
                yield from dict.fromkeys(block.full for cell in row for block in cell)


def test_proposal_survives_json():
    for text, filename in ((PARTY, "a.txt"), (STATE, "a.md")):
        printed = propose(text.encode(), filename).to_dict()
        assert Proposal.from_dict(json.loads(json.dumps(printed))).to_dict() == printed
