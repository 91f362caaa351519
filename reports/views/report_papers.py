"""The unit's report on paper: in the Party's form on the page and as Word, and the receipt of its sending."""

import hashlib
import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from reports.models import RollupFile, UnitReport
from reports.permissions import can_report
from reports.selectors.indicators import numbers_of
from reports.selectors.revisions import content_of
from reports.services.report_documents import report_document, report_docx
from reports.services.unit_reports import PARTS, lines_of
from reports.views.rollups import CONTENT_TYPES
from units.selectors import get_office

NOT_SENT = "Đơn vị đang soạn báo cáo này, chưa gửi."
NO_RECEIPT = "Báo cáo không ở trong tay người xem xét nên chưa có biên nhận; gửi hoặc gửi lại xong thì có."


@require_safe
def report_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """As it lies on paper, to be read and printed."""
    report = _readable(request, pk)
    context = {"report": report, "document": report_document(report, get_office())}
    return render(request, "reports/report_paper.html", context)


@require_safe
def report_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a Word file, to be signed and kept."""
    report = _readable(request, pk)
    content = report_docx(report=report, office=get_office())
    response = HttpResponse(content, content_type=CONTENT_TYPES[RollupFile.Kind.DOCX])
    name = f"bao-cao-{report.unit.code}-{report.period.ends_on:%Y%m%d}.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def report_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """That it was sent, when, by whom, and what was in it."""
    report = _readable(request, pk)
    if report.state not in (UnitReport.State.SENT, UnitReport.State.ACCEPTED):
        messages.info(request, NO_RECEIPT)
        return redirect("reports:report_detail", pk=pk)
    lines = list(lines_of(report))
    plain = json.dumps(content_of(report), ensure_ascii=False, sort_keys=True)
    context = {
        "report": report,
        "lines": lines,
        "numbers": numbers_of(report, lines),
        "parts": [(UnitReport._meta.get_field(name).verbose_name, len(getattr(report, name))) for name in PARTS],
        "mark": hashlib.sha256(plain.encode()).hexdigest()[:16],
    }
    return render(request, "reports/report_receipt.html", context)


def _readable(request: HttpRequest, pk: int) -> UnitReport:
    """One report in scope whose text the person may read: their own unit's, or one that was sent."""
    rows = UnitReport.objects.visible_to(request.user).select_related("unit__parent", "period__plan__issuer", "sent_by")
    report = get_object_or_404(rows, pk=pk)
    if report.state == UnitReport.State.OWED or not (report.is_sent or can_report(request.user, report)):
        raise PermissionDenied(NOT_SENT)
    return report
