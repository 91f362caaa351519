"""What one sent revision of a report says, as plain JSON: kept with a return, and set beside the next revision.

{"parts": {"leadership": …}, "lines": [{"assignment": 5, "task": 2, "state": …, "numbers": {"7": ["12", null]}}]}
"""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from reports.models import IndicatorValue, ReportLine, Review, UnitReport
from reports.selectors.indicators import Amount

Content = dict[str, Any]


def content_of(report: UnitReport) -> Content:
    """What the report says now. Queries: 2."""
    numbers: dict[int, dict[str, list[str | None]]] = defaultdict(dict)
    for value in IndicatorValue.objects.filter(line__report=report):
        numbers[value.line_id][str(value.indicator_id)] = Amount(value.value, value.denominator).to_list()
    lines = report.lines.order_by("pk").values(
        "pk", "assignment", "assignment__task", "state", "percent", *ReportLine.TEXTS
    )
    return {
        "parts": {name: getattr(report, name) for name in UnitReport.PARTS},
        "lines": [
            {"task": line.pop("assignment__task"), "numbers": numbers.get(line.pop("pk"), {}), **line} for line in lines
        ],
    }


def returned_content(report: UnitReport) -> Content:
    """What the last returned revision before this one said; empty when none was returned. Queries: 1."""
    returned = Review.objects.filter(
        report=report, decision=Review.Decision.RETURNED, revision__lt=report.revision
    ).order_by("-revision")
    return returned.values_list("content", flat=True).first() or {}


def content_as_returned(report: UnitReport) -> Content:
    """What a report that is back with its unit said when it was returned. Queries: 1."""
    returned = Review.objects.filter(report=report, decision=Review.Decision.RETURNED, revision=report.revision)
    return returned.values_list("content", flat=True).first() or {}


def report_before(report: UnitReport) -> UnitReport | None:
    """What the unit sent last for an earlier period of the kind; for a special one, of any kind. Queries: 1."""
    earlier = UnitReport.objects.sent().filter(
        Q(period__kind=report.period.kind) if not report.period.is_special else Q(),
        unit=report.unit_id,
        period__plan=report.period.plan_id,
        period__ends_on__lt=report.period.ends_on,
    )
    return earlier.select_related("period").order_by("-period__ends_on", "-period__starts_on").first()
