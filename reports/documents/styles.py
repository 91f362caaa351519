"""The named paragraph styles of a Party document.

An office that wants another size in the Word file changes one style, not each line.
"""

from dataclasses import dataclass

from reports.documents.form import FormProfile
from reports.documents.wordml import NAMESPACE, twips

_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'


@dataclass(frozen=True)
class Style:
    """One paragraph style. Sizes, lines and room before and after are in points, indents in millimetres."""

    id: str
    name: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "center"
    before: float = 0
    after: float = 0
    exact_line: float = 0
    first_indent_mm: float = 0
    side_indent_mm: float = 0
    rule_below: bool = False
    keep_next: bool = False
    outline: int | None = None
    based_on: str = "Normal"


def styles_xml(form: FormProfile) -> str:
    """The styles part, word/styles.xml."""
    font = f'<w:rFonts w:ascii="{form.font}" w:hAnsi="{form.font}" w:eastAsia="{form.font}" w:cs="{form.font}"/>'
    language = f'<w:lang w:val="{form.language}" w:eastAsia="{form.language}" w:bidi="ar-SA"/>'
    size = _size(form.body_size)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {NAMESPACE}>'
        f"<w:docDefaults><w:rPrDefault><w:rPr>{font}{size}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        f"{''.join(_style_xml(style) for style in styles_of(form))}</w:styles>"
    )


def styles_of(form: FormProfile) -> list[Style]:
    """Every style, with the sizes of one form."""
    return [*_head_styles(form), *_body_styles(form), *_table_styles(form), *_end_styles(form)]


def _head_styles(form: FormProfile) -> list[Style]:
    party_room = (form.text_width_mm - form.head_left_mm - form.party_name_mm) / 2
    return [
        Style("PartyName", "Tiêu đề Đảng", form.party_name_size, bold=True, side_indent_mm=party_room, rule_below=True),
        Style("Superior", "Cơ quan cấp trên", form.issuer_size),
        Style("Issuer", "Cơ quan ban hành", form.issuer_size, bold=True),
        Style("IssuerSign", "Dấu sao", form.issuer_size),
        Style("Number", "Số và ký hiệu", form.number_size),
        Style("DayLine", "Địa danh, ngày tháng", form.day_size, italic=True, before=6),
        Style("DraftMark", "Chỉ dẫn dự thảo", form.draft_size, bold=True, before=4),
        Style("DocumentType", "Tên loại văn bản", form.type_size, bold=True, before=24, after=2, keep_next=True),
        Style("Abstract", "Trích yếu", form.abstract_size, bold=True, keep_next=True),
        Style("AbstractSign", "Gạch dưới trích yếu", form.abstract_size, after=8, keep_next=True),
        Style("Corrects", "Đính chính", form.body_size, italic=True, after=8),
        Style("Header", "header", form.page_number_size),
    ]


def _body_styles(form: FormProfile) -> list[Style]:
    def body(id: str, name: str, **how: object) -> Style:
        return Style(
            id,
            name,
            form.body_size,
            align="both",
            after=form.gap_pt,
            exact_line=form.line_pt,
            first_indent_mm=form.indent_mm,
            **how,  # type: ignore[arg-type]
        )

    return [
        body("BodyText", "Body Text"),
        body("LastText", "Đoạn cuối", keep_next=True),
        body("Heading1", "heading 1", bold=True, keep_next=True, outline=0, before=form.gap_pt),
        body("Heading2", "heading 2", bold=True, keep_next=True, outline=1),
        body("Heading3", "heading 3", bold=True, italic=True, keep_next=True, outline=2),
        body("Heading4", "heading 4", italic=True, keep_next=True, outline=3),
    ]


def _table_styles(form: FormProfile) -> list[Style]:
    size = form.table_size
    return [
        Style("TableTitle", "Tên bảng", form.body_size, bold=True, before=6, after=6, keep_next=True),
        Style("TableHead", "Đầu bảng", size, bold=True, before=3, after=3, keep_next=True),
        Style("TableCell", "Ô bảng", size, align="left", before=2, after=2),
        Style("TableTotal", "Dòng tổng cộng", size, bold=True, align="left", before=2, after=2),
        Style("TableNote", "Ghi chú bảng", size, italic=True, align="both", before=4, after=10),
        Style("AnnexNumber", "Số phụ lục", form.body_size, bold=True, outline=0, keep_next=True),
        Style("AnnexTitle", "Tên phụ lục", form.body_size, bold=True, keep_next=True),
        Style("AnnexSource", "Văn bản kèm theo", form.body_size, italic=True, after=10, keep_next=True),
    ]


def _end_styles(form: FormProfile) -> list[Style]:
    return [
        Style("Authority", "Quyền hạn ký", form.signature_size, bold=True, before=8),
        Style("Post", "Chức vụ người ký", form.signature_size),
        Style("Signer", "Người ký", form.signature_size, bold=True, before=form.signing_room_pt),
        Style(
            "RecipientsTitle", "Nơi nhận", form.recipients_title_size, underline=True, align="left", before=8, after=2
        ),
        Style("Recipient", "Dòng nơi nhận", form.recipients_size, align="left"),
        Style("Integrity", "Mã đối chiếu", form.integrity_size, italic=True, align="left", before=10),
        Style("Gap", "Khoảng cách", 1, exact_line=1),
    ]


def _style_xml(style: Style) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/><w:qFormat/>'
        f"<w:pPr>{_paragraph_properties(style)}</w:pPr><w:rPr>{_run_properties(style)}</w:rPr></w:style>"
    )


def _paragraph_properties(style: Style) -> str:
    """In the order the format's schema asks for."""
    line = f' w:line="{style.exact_line * 20:.0f}" w:lineRule="exact"' if style.exact_line else ""
    side = twips(style.side_indent_mm)
    return "".join(
        (
            "<w:keepNext/>" if style.keep_next else "",
            _RULE if style.rule_below else "",
            f'<w:spacing w:before="{style.before * 20:.0f}" w:after="{style.after * 20:.0f}"{line}/>',
            f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="{twips(style.first_indent_mm)}"/>',
            f'<w:jc w:val="{style.align}"/>',
            f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else "",
        )
    )


def _run_properties(style: Style) -> str:
    return "".join(
        (
            "<w:b/><w:bCs/>" if style.bold else "",
            "<w:i/><w:iCs/>" if style.italic else "",
            '<w:color w:val="000000"/>',
            _size(style.size),
            '<w:u w:val="single"/>' if style.underline else "",
        )
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'
