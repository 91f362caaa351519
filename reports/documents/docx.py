"""A roll-up as a Word file in the form of a Party document."""

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from reports.documents.data import Part, Recipients, RollupDocument, Signature, Table
from reports.documents.form import FormProfile, attached_line, day_line, heading, number_line, profile_for
from reports.documents.package import zipped
from reports.documents.styles import styles_xml
from reports.documents.text import clean, one_line, paragraphs
from reports.documents.wordml import NAMESPACE, grid, paragraph, section, section_end, side_by_side, twips

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEADER_ID = "rId3"
_DEEPEST_HEADING = 4
_UNDATED = date(2026, 1, 1)


def rollup_docx(document: RollupDocument) -> bytes:
    """The Word file of a report, in the form in force on its day.

    Repeat: the same document gives the same bytes.
    Errors: ValueError for a table row that has not one value per column.
    """
    form = profile_for(document.head.day)
    return zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _package_relationships(),
            "docProps/core.xml": _core_properties(document, form),
            "word/_rels/document.xml.rels": _document_relationships(),
            "word/document.xml": _document_xml(document, form),
            "word/styles.xml": styles_xml(form),
            "word/settings.xml": _settings(form),
            "word/header1.xml": _page_number_header(),
        }
    )


def _document_xml(document: RollupDocument, form: FormProfile) -> str:
    annexes = list(_annexes(document, form))
    pieces = [f"{_XML}<w:document {NAMESPACE}><w:body>", *_report(document, form)]
    page = _page(form, landscape=False, first=True)
    for table, pieces_of_annex in annexes:
        pieces += [section_end(page), *pieces_of_annex]
        page = _page(form, landscape=table.landscape)
    pieces.append(paragraph("Integrity", document.integrity_line) if document.integrity_line else paragraph("Gap", ""))
    pieces += [page, "</w:body></w:document>"]
    return "".join(pieces)


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
    left = [paragraph("Superior", line.upper()) for line in paragraphs(head.superior)]
    left += [paragraph("Issuer", line.upper()) for line in paragraphs(head.issuer)]
    left.append(paragraph("IssuerSign", form.issuer_sign))
    left.append(paragraph("Number", number_line(head.number, one_line(head.symbol))))
    if document.draft_mark:
        left.append(paragraph("DraftMark", one_line(document.draft_mark)))
    right = [paragraph("PartyName", form.party_name), paragraph("DayLine", day_line(one_line(head.place), head.day))]
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


def _annexes(document: RollupDocument, form: FormProfile) -> Iterator[tuple[Table, list[str]]]:
    head = document.head
    source = attached_line(one_line(document.type_name), head.number, one_line(head.symbol), head.day)
    for order, table in enumerate(document.annexes, 1):
        width = form.landscape_text_width_mm if table.landscape else form.text_width_mm
        yield (
            table,
            [
                paragraph("AnnexNumber", f"PHỤ LỤC {order}" if len(document.annexes) > 1 else "PHỤ LỤC"),
                paragraph("AnnexTitle", one_line(table.title)),
                paragraph("AnnexSource", source),
                *grid(table, twips(width)),
                paragraph("TableNote", table.note) if table.note else "",
            ],
        )


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
        f'{_XML}<w:hdr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p></w:hdr>'
    )


def _settings(form: FormProfile) -> str:
    return (
        f"{_XML}<w:settings {NAMESPACE}>"
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="15"/></w:compat><w:themeFontLang w:val="{form.language}"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _core_properties(document: RollupDocument, form: FormProfile) -> str:
    """Title, author and language. The times are the document's own day: the file carries no clock."""
    time = f"{document.head.day or _UNDATED:%Y-%m-%d}T00:00:00Z"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(document.title))}</dc:title>"
        f"<dc:creator>{escape(one_line(document.head.issuer))}</dc:creator>"
        f"<dc:language>{form.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{time}</dcterms:modified></cp:coreProperties>'
    )


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _package_relationships() -> str:
    return _relationships(
        {
            "rId1": (f"{_OFFICE}/officeDocument", "word/document.xml"),
            "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        }
    )


def _document_relationships() -> str:
    return _relationships(
        {
            "rId1": (f"{_OFFICE}/styles", "styles.xml"),
            "rId2": (f"{_OFFICE}/settings", "settings.xml"),
            _HEADER_ID: (f"{_OFFICE}/header", "header1.xml"),
        }
    )


def _relationships(targets: dict[str, tuple[str, str]]) -> str:
    rows = "".join(f'<Relationship Id="{id}" Type="{kind}" Target="{to}"/>' for id, (kind, to) in targets.items())
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
