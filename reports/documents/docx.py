"""A roll-up as a Word file in the form of a Party document."""

from collections.abc import Iterator

from kehoach.lib.office_files.package import (
    XML,
    Entry,
    content_types,
    core_properties,
    package_relationships,
    relationships,
    zipped,
)
from kehoach.lib.office_files.tables import Table
from kehoach.lib.office_files.text import balanced, one_line, paragraphs
from reports.documents.data import Part, Recipients, RollupDocument, Signature
from reports.documents.form import FormProfile, attached_line, day_line, heading, name_lines, number_line, profile_for
from reports.documents.styles import styles_xml
from reports.documents.wordml import NAMESPACE, grid, paragraph, section, section_end, side_by_side, twips

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", "styles": "styles", "settings": "settings", "header1": "header"}
_HEADER_ID = "rId3"
_DEEPEST_HEADING = 4


def rollup_docx(document: RollupDocument) -> bytes:
    """The Word file of a report, in the form in force on its day.

    Repeat: the same document gives the same bytes.
    Errors: ValueError for a table row that has not one value per column.
    """
    return zipped(_entries(document, profile_for(document.head.day)))


def _entries(document: RollupDocument, form: FormProfile) -> Iterator[Entry]:
    head = document.head
    yield content_types("application/xml", {f"word/{part}.xml": f"{_WORD}.{kind}+xml" for part, kind in _PARTS.items()})
    yield package_relationships("word/document.xml")
    yield core_properties(title=document.title, creator=head.issuer, language=form.language, day=head.day)
    yield relationships(
        "word/document.xml", [("styles", "styles.xml"), ("settings", "settings.xml"), ("header", "header1.xml")]
    )
    yield "word/styles.xml", [styles_xml(form)]
    yield "word/settings.xml", [_settings(form)]
    yield "word/header1.xml", [_page_number_header()]
    yield "word/document.xml", _document_xml(document, form)


def _document_xml(document: RollupDocument, form: FormProfile) -> Iterator[str]:
    yield f"{XML}<w:document {NAMESPACE}><w:body>"
    yield from _report(document, form)
    page = _page(form, landscape=False, first=True)
    for order, table in enumerate(document.annexes, 1):
        yield section_end(page)
        yield from _annex(document, table, order, form)
        page = _page(form, landscape=table.landscape)
    yield paragraph("Integrity", document.integrity_line) if document.integrity_line else paragraph("Gap", "")
    yield f"{page}</w:body></w:document>"


def _report(document: RollupDocument, form: FormProfile) -> Iterator[str]:
    yield _head(document, form)
    yield paragraph("DocumentType", one_line(document.type_name).upper())
    for line in paragraphs(document.abstract):
        yield paragraph("Abstract", line)
    yield paragraph("AbstractSign", form.abstract_sign)
    if document.corrects:
        yield paragraph("Corrects", f"({one_line(document.corrects)})")
    body = list(_body_text(document.opening))
    for part in document.parts:
        body += _part(part, form, level=1)
    yield from body[:-1]
    yield from (_kept_with_signature(last) for last in body[-1:])
    yield paragraph("Gap", "", keep_next=True)
    yield _end(document.recipients, document.signature, form)


def _head(document: RollupDocument, form: FormProfile) -> str:
    head = document.head
    left = [paragraph("Superior", "\n".join(name_lines(line, form))) for line in paragraphs(head.superior)]
    left += [paragraph("Issuer", "\n".join(name_lines(line, form))) for line in paragraphs(head.issuer)]
    left.append(paragraph("IssuerSign", form.issuer_sign))
    left.append(paragraph("Number", number_line(head.number, one_line(head.symbol))))
    if document.draft_mark:
        left.append(paragraph("DraftMark", one_line(document.draft_mark)))
    day = balanced(day_line(one_line(head.place), head.day), form.day_characters)
    right = [paragraph("PartyName", form.party_name), paragraph("DayLine", day)]
    return side_by_side("".join(left), "".join(right), _columns(form))


def _body_text(text: str) -> Iterator[str]:
    for line in paragraphs(text):
        yield paragraph("BodyText", line)


def _kept_with_signature(last: str) -> str:
    """The last paragraph of the body, so that a signature never stands alone on a page."""
    return last.replace('"BodyText"', '"LastText"', 1)


def _part(part: Part, form: FormProfile, *, level: int) -> Iterator[str]:
    title = one_line(part.title)
    yield paragraph(
        f"Heading{min(level, _DEEPEST_HEADING)}", heading(part.numeral, title.upper() if level == 1 else title)
    )
    yield from _body_text(part.text)
    for table in part.tables:
        yield paragraph("TableTitle", one_line(table.title))
        yield from grid(table, twips(form.text_width_mm))
        yield paragraph("TableNote", table.note)
    for below in part.parts:
        yield from _part(below, form, level=level + 1)


def _end(recipients: Recipients, signature: Signature, form: FormProfile) -> str:
    lines = [f"- {one_line(line)}" for line in recipients.lines]
    endings = ["," for _ in lines[1:]] + ["."]
    left = [paragraph("RecipientsTitle", "Nơi nhận:")] if lines else [paragraph("Recipient", "")]
    left += [paragraph("Recipient", f"{line}{ending}") for line, ending in zip(lines, endings, strict=False)]
    right = [
        paragraph("Authority", one_line(signature.authority).upper()),
        paragraph("Post", one_line(signature.post).upper()),
        paragraph("Signer", one_line(signature.name)),
    ]
    return side_by_side("".join(left), "".join(right), _columns(form))


def _annex(document: RollupDocument, table: Table, order: int, form: FormProfile) -> Iterator[str]:
    head = document.head
    width = form.landscape_text_width_mm if table.landscape else form.text_width_mm
    yield paragraph("AnnexNumber", f"PHỤ LỤC {order}" if len(document.annexes) > 1 else "PHỤ LỤC")
    yield paragraph("AnnexTitle", one_line(table.title))
    yield paragraph(
        "AnnexSource", attached_line(one_line(document.type_name), head.number, one_line(head.symbol), head.day)
    )
    yield from grid(table, twips(width))
    if table.note:
        yield paragraph("TableNote", table.note)


def _columns(form: FormProfile) -> tuple[int, int]:
    left = twips(form.head_left_mm)
    return left, twips(form.text_width_mm) - left


def _page(form: FormProfile, *, landscape: bool, first: bool = False) -> str:
    width, height = form.page_width_mm, form.page_height_mm
    if landscape:
        width, height = height, width
    margins = {
        "top": form.top_mm,
        "right": form.right_mm,
        "bottom": form.bottom_mm,
        "left": form.left_mm,
        "header": form.page_number_mm,
        "footer": form.page_number_mm,
    }
    return section(width, height, margins, header=_HEADER_ID, first=first)


def _page_number_header() -> str:
    return (
        f'{XML}<w:hdr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p></w:hdr>'
    )


def _settings(form: FormProfile) -> str:
    return (
        f"{XML}<w:settings {NAMESPACE}>"
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="15"/></w:compat><w:themeFontLang w:val="{form.language}"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )
