"""Keeping the numbers that a unit gives in its report; a number that is left blank has no row."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError

from reports.models import IndicatorValue, ReportLine, UnitReport
from reports.selectors.indicators import Amount, LineNumber, numbers_of

Given = Mapping[int, Mapping[int, Amount | None]]
"""By line, by indicator: the number, or None for blank."""


def save_numbers(
    report: UnitReport, lines: Sequence[ReportLine], given: Given
) -> tuple[dict[str, str], dict[str, str]]:
    """Write the numbers of these lines, inside the transaction of the act.

    Gives: what changed before and after, by the number's name. Errors: ValidationError for a number that the line does
    not ask for, or a ratio without both its parts.
    """
    if not any(given.values()):
        return {}, {}
    asked = numbers_of(report, lines)
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for line_id, amounts in given.items():
        known = {each.indicator.pk: each for each in asked.get(line_id, [])}
        if amounts.keys() - known.keys():
            raise ValidationError("Có số liệu không thuộc báo cáo này. Xin tải lại trang rồi nhập lại.")
        for pk, amount in amounts.items():
            if amount != known[pk].given:
                _write(line_id, known[pk], amount)
                name = known[pk].indicator.name
                before[name], after[name] = str(known[pk].given or ""), str(amount or "")
    return before, after


def _write(line_id: int, number: LineNumber, amount: Amount | None) -> None:
    rows = IndicatorValue.objects.filter(line=line_id, indicator=number.indicator)
    if amount is None:
        rows.delete()
        return
    if number.indicator.is_ratio != (amount.denominator is not None):
        raise ValidationError(f"“{number.indicator.name}”: tỷ lệ thì phải có cả số đạt và tổng số.")
    row = rows.first() or IndicatorValue(line_id=line_id, indicator=number.indicator)
    row.value, row.denominator = amount.value, amount.denominator
    row.full_clean(exclude=["line", "indicator"])
    row.save()
