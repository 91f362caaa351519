"""A proposal written down as a Word file in the usual form, to be read again."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table

from tasks.importing import labels
from tasks.importing.blocks import Block
from tasks.importing.head import TYPES, is_masthead
from tasks.importing.proposal import Annex, Head, Item, Proposal, Section

_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
_COLUMNS = ("TT", "Nhiệm vụ", "Chủ trì", "Thực hiện", "Phối hợp", "Theo dõi", "Thời gian", "Sản phẩm")
_TITLE_LENGTH = 80
_ROLES = ("lead", "implement", "support", "tracker")


def write(proposal: Proposal) -> bytes:
    word = Document()
    _head(word, proposal.head)
    inner = next((index for index, one in enumerate(proposal.sections) if _enclosed_type(one)), None)
    for section in proposal.sections[:inner]:
        _section(word, section)
    _tail(word, proposal)
    for section in proposal.sections[inner:] if inner else ():
        _section(word, section)
    for annex in proposal.annexes:
        _annex(word, annex)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _section(word: WordDocument, section: Section) -> None:
    lines = [line for line in section.text.split("\n") if line]
    if kind := _enclosed_type(section):
        while lines and is_masthead(Block(lines[0], "")):
            word.add_paragraph(lines.pop(0))
        _bold(word, kind, centred=True)
        _bold(word, (section.title or "")[len(kind) :].strip(), centred=True)
    elif section.numeral or section.title:
        _bold(word, ". ".join(filter(None, (section.numeral, section.title))))
    for line in lines:
        word.add_paragraph(line)
    _items(word, section.items)


def _enclosed_type(section: Section) -> str:
    """The type of the document that begins with this section, behind the signature of the one around it."""
    title = section.title or ""
    return next((kind for kind in TYPES.values() if not section.numeral and title.startswith(f"{kind} ")), "")


def _bold(word: WordDocument, text: str, *, centred: bool = False) -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run(text).bold = True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _head(word: WordDocument, head: Head) -> None:
    if head.family:
        word.add_paragraph(_PARTY if head.family == "party" else _STATE)
    if head.superior:
        word.add_paragraph(head.superior.upper())
    if head.issuer and head.issuer.isupper():
        _bold(word, head.issuer)
    if head.symbol:
        word.add_paragraph(f"Số {head.number or ''}-{head.symbol}")
    if head.issued_on:
        day = head.issued_on
        place = f"{head.place}, " if head.place else ""
        word.add_paragraph(f"{place}ngày {day.day:02d} tháng {day.month:02d} năm {day.year}")
    if head.type == TYPES["CV"]:
        word.add_paragraph(f"V/v {head.title}")
    elif head.type:
        _bold(word, head.type, centred=True)
    if head.title and head.type != TYPES["CV"]:
        _bold(word, head.title, centred=True)
        word.add_paragraph("-----")
    for basis in head.bases:
        word.add_paragraph(basis)


def _items(word: WordDocument, items: list[Item]) -> None:
    for item in items:
        first, *more = item.text.split("\n")
        text = f"{_printed(item)}{first}"
        names_group = not item.is_task and (not item.items if item.label else item.items)
        _bold(word, text) if names_group and len(text) <= _TITLE_LENGTH else word.add_paragraph(text)
        for line in more:
            word.add_paragraph(line)
        _items(word, item.items)


def _printed(item: Item) -> str:
    """The label as the document prints it, with its dot or bracket."""
    if not item.label:
        return ""
    found = labels.read(item.quote.text)
    if found and found.text == item.label:
        return f"{item.quote.text[: found.end].strip()} "
    return f"{item.label}. "


def _tail(word: WordDocument, proposal: Proposal) -> None:
    for text in (proposal.signer.authority, proposal.signer.post, proposal.signer.name):
        if text:
            word.add_paragraph(text)
    if proposal.recipients:
        word.add_paragraph("Nơi nhận:")
    for one in proposal.recipients:
        word.add_paragraph(f"- {one.text}{' (báo cáo)' if one.report else ''},")


def _annex(word: WordDocument, annex: Annex) -> None:
    title = annex.title if annex.title.upper().startswith("PHỤ LỤC") else f"PHỤ LỤC. {annex.title}"
    _bold(word, title, centred=True)
    table = word.add_table(rows=1, cols=len(_COLUMNS))
    for cell, text in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.text = text
    for group in annex.groups:
        if group.title:
            cells = table.add_row().cells
            cells[0].merge(cells[-1]).text = group.title
        for item in group.items:
            _row(table, item)


def _row(table: Table, item: Item) -> None:
    cells = table.add_row().cells
    cells[0].text, cells[1].text = item.label, item.text
    for cell, role in zip(cells[2:], _ROLES, strict=False):
        cell.text = "; ".join(one.name for one in item.assignees if one.role == role)
    cells[6].text = item.deadline.text if item.deadline else ""
    cells[7].text = item.product or ""
    for below in item.items:
        if "." in below.label or below.assignees:
            _row(table, below)
        else:
            cells[1].add_paragraph(f"{below.label}{')' if below.label.isalnum() else ''} {below.text}")
