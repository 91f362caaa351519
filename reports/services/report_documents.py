"""A unit's own report in the form of a Party document, for its paper view and its Word file.

Source: document-form.md, "Order of the roll-up report" and the signature of a chi bộ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from kehoach.lib.days import ROMAN, day_of
from kehoach.lib.vietnamese import fold
from reports.documents.data import Head, Part, Recipients, RollupDocument, Signature
from reports.documents.docx import rollup_docx
from reports.models import ReportLine, UnitReport
from reports.selectors.indicators import LineNumber, numbers_of
from reports.services.figures import task_heading
from reports.services.narrative import abstract_of
from reports.services.unit_reports import lines_of
from units.models import Office, Unit

NUMERALS = (*ROMAN, "V")
NOTHING = "Đơn vị không báo cáo nội dung này."
Kind = Unit.Kind


@dataclass(frozen=True)
class Voice:
    """In whose name a kind of unit speaks. Takes: symbol: after the number; keeper: where the file copy stays."""

    authority: str
    post: str
    symbol: str
    keeper: str


CELL = Voice("T/M CHI BỘ", "BÍ THƯ", "BC/CB", "chi bộ")
COMMITTEE = Voice("T/M ĐẢNG ỦY", "BÍ THƯ", "BC/ĐU", "Văn phòng đảng ủy")
STANDING = Voice("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "BC/BTV", "Văn phòng")
VOICES: dict[str, Voice] = {
    Kind.CELL: CELL,
    Kind.BASE_CELL: CELL,
    Kind.SUB_COMMITTEE: COMMITTEE,
    Kind.BASE_COMMITTEE: COMMITTEE,
    Kind.COMMITTEE: STANDING,
    Kind.STANDING: STANDING,
    Kind.BOARD: Voice("", "TRƯỞNG BAN", "BC", "Văn thư"),
    Kind.MASS: Voice("T/M BAN CHẤP HÀNH", "", "BC", "Văn phòng"),
    Kind.PARTNER: Voice("", "THỦ TRƯỞNG CƠ QUAN", "BC", "Văn thư"),
}


def report_docx(*, report: UnitReport, office: Office) -> bytes:
    """The Word file. Repeat: same rows, same bytes. Queries: as report_document."""
    return rollup_docx(report_document(report, office))


def report_document(report: UnitReport, office: Office) -> RollupDocument:
    """What the unit's report says on paper; a draft says that it is one.

    Takes: report with its unit, the unit's parent, the period's plan and its issuer. Queries: 2, or 5 where the plan
    asks for numbers.
    """
    voice, unit = VOICES[report.unit.kind], report.unit
    lines = list(lines_of(report))
    is_out = report.state in (UnitReport.State.SENT, UnitReport.State.ACCEPTED)
    return RollupDocument(
        head=Head(
            superior=_superior(unit, office),
            issuer=_body(report.unit_name or unit.name, unit.kind),
            number=None,
            symbol=voice.symbol,
            place=office.place,
            day=day_of(report.sent_at) if is_out and report.sent_at else None,
        ),
        abstract=abstract_of(report.period),
        opening="",
        parts=_parts(report, lines, numbers_of(report, lines)),
        signature=_signature(report, voice),
        recipients=Recipients([f"{report.period.plan.issuer.name} (báo cáo)", f"Lưu {voice.keeper}"]),
        draft_mark=None if is_out else "Dự thảo",
    )


def _superior(unit: Unit, office: Office) -> str:
    """Whom the unit reports to: the body at its parent's head."""
    if unit.parent is None:
        return office.superior_name
    return office.name if unit.parent.parent_id is None else _body(unit.parent.name, unit.parent.kind)


def _body(name: str, kind: str) -> str:
    """A đảng bộ speaks through its đảng ủy."""
    return name.replace("Đảng bộ", "Đảng ủy", 1) if VOICES[kind] in (COMMITTEE, STANDING) else name


def _signature(report: UnitReport, voice: Voice) -> Signature:
    """Who sent it signs it, when they are the secretary or a deputy; else the name is left to be written."""
    sender = report.sent_by if report.is_sent else None
    post = fold(sender.post) if sender else ""
    if sender is None or voice.post != CELL.post or "bi thu" not in post:
        return Signature(voice.authority, voice.post, "")
    return Signature(voice.authority, "PHÓ BÍ THƯ" if "pho bi thu" in post else voice.post, sender.full_name)


def _parts(report: UnitReport, lines: Sequence[ReportLine], numbers: Mapping[int, Sequence[LineNumber]]) -> list[Part]:
    numerals, order = iter(NUMERALS), count(1)
    results = [
        Part(str(next(order)), task_heading(line.assignment.task.text), _result(line, numbers.get(line.pk, ())))
        for line in lines
    ]
    difficulties = [
        Part("1", "Hạn chế, khó khăn, vướng mắc", report.difficulties or "Không có."),
        Part("2", "Nguyên nhân", report.causes or NOTHING),
    ]
    return [
        Part(
            next(numerals),
            "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền",
            report.leadership or NOTHING,
        ),
        Part(next(numerals), "Kết quả thực hiện", parts=results),
        Part("", "Mô hình, điển hình", report.examples or "Không có."),
        Part(next(numerals), "Hạn chế, khó khăn, vướng mắc; nguyên nhân", parts=difficulties),
        Part(next(numerals), "Phương hướng, nhiệm vụ kỳ tới", report.next_steps or NOTHING),
        Part(next(numerals), "Kiến nghị, đề xuất", report.proposals or "Không có."),
    ]


def _result(line: ReportLine, numbers: Sequence[LineNumber]) -> str:
    """How the line stands, its numbers and its texts, a paragraph each."""
    percent = "" if line.percent is None else f", đã làm được {line.percent} %"
    named = [
        ("Khó khăn, vướng mắc", line.difficulties),
        ("Kiến nghị", line.proposals),
        ("Việc kỳ tới", line.next_steps),
    ]
    return "\n".join(
        [
            f"Tình hình: {line.get_state_display().lower()}{percent}.",
            *(f"{number.indicator.name[:1].upper()}{number.indicator.name[1:]}: {number.told}." for number in numbers),
            *filter(None, [line.result]),
            *(f"{name}: {text}" for name, text in named if text),
        ]
    )
