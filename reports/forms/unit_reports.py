"""The unit's report as a page of fields: general parts, and a form for each of the report's own lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from reports.models import ReportLine, UnitReport
from reports.selectors.indicators import Amount, LineNumber
from reports.services.unit_reports import LINE_FIELDS, PARTS
from tasks.forms.indicators import NumberField
from tasks.forms.updates import WRONG_PERCENT, TextField
from tasks.models import Assignment, Indicator
from tasks.services.indicators import target_text


class ReportForm(forms.Form):
    """The general parts."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    leadership = TextField(
        label="Công tác lãnh đạo, quán triệt, tuyên truyền",
        required=False,
        rows=4,
        help_text="Văn bản đã ban hành, hội nghị, số buổi, số người được quán triệt.",
    )
    examples = TextField(label="Mô hình, điển hình", required=False, help_text="Cách làm hay của đơn vị, nếu có.")
    difficulties = TextField(label="Khó khăn, vướng mắc", required=False, rows=4)
    causes = TextField(label="Nguyên nhân", required=False)
    proposals = TextField(label="Kiến nghị, đề xuất", required=False)
    next_steps = TextField(label="Phương hướng, nhiệm vụ kỳ tới", required=False)

    def __init__(self, *args: Any, report: UnitReport, **kwargs: Any) -> None:
        initial = {name: getattr(report, name) for name in ("version", *PARTS)}
        super().__init__(*args, initial=initial, **kwargs)


class LineForm(forms.Form):
    """One line; bound to a line that the server chose, never to a key from the browser."""

    state = forms.ChoiceField(label="Tình hình", choices=Assignment.State.choices)
    percent = forms.IntegerField(
        label="Đã làm được (%)",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_PERCENT),
    )
    result = TextField(label="Kết quả", required=False, rows=5)
    difficulties = TextField(label="Khó khăn, vướng mắc", required=False)
    proposals = TextField(label="Kiến nghị", required=False)
    next_steps = TextField(label="Việc kỳ tới", required=False)

    MORE = ("difficulties", "proposals", "next_steps")

    def __init__(self, line: ReportLine, data: QueryDict | None = None, numbers: Sequence[LineNumber] = ()) -> None:
        self.line, self.numbers = line, numbers
        super().__init__(data, prefix=f"line-{line.pk}", initial={name: getattr(line, name) for name in LINE_FIELDS})
        for number in numbers:
            self._add_number(number)

    def _add_number(self, number: LineNumber) -> None:
        """A field for the number, and for a ratio one for its whole."""
        indicator, given = number.indicator, number.given
        self.fields[f"number_{indicator.pk}"] = NumberField(
            label=_label(indicator),
            initial=given.value if given else None,
            help_text=_known(number),
        )
        if indicator.is_ratio:
            whole = given.denominator if given else None
            self.fields[f"whole_{indicator.pk}"] = NumberField(label="trên tổng số", initial=whole)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in self.numbers:
            if number.indicator.is_ratio:
                self._check_ratio(number.indicator.pk)
        return data

    def _check_ratio(self, pk: int) -> None:
        part, whole = f"number_{pk}", f"whole_{pk}"
        if part in self.errors or whole in self.errors:
            return
        if (self.cleaned_data[part] is None) != (self.cleaned_data[whole] is None):
            self.add_error(part, "Tỷ lệ thì ghi cả số đạt và tổng số, hoặc để trống cả hai.")
        elif self.cleaned_data[whole] == 0:
            self.add_error(whole, "Tổng số phải lớn hơn 0.")

    def amounts(self) -> dict[int, Amount | None]:
        """By indicator, what was typed; None is blank."""
        data, found = self.cleaned_data, {}
        for number in self.numbers:
            pk = number.indicator.pk
            value = data[f"number_{pk}"]
            found[pk] = None if value is None else Amount(value, data.get(f"whole_{pk}"))
        return found

    def number_fields(self) -> list[tuple[LineNumber, list[forms.BoundField]]]:
        """Each number with its fields."""
        keys = [(number, (f"number_{number.indicator.pk}", f"whole_{number.indicator.pk}")) for number in self.numbers]
        return [(number, [self[name] for name in names if name in self.fields]) for number, names in keys]

    @property
    def shows_more(self) -> bool:
        return any(self[name].value() or self.errors.get(name) for name in self.MORE)

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]


def forms_for(
    lines: Iterable[ReportLine], data: QueryDict | None, numbers: Mapping[int, Sequence[LineNumber]]
) -> list[LineForm]:
    """A form for each of these lines, in their order. Takes: numbers: what each line asks for."""
    return [LineForm(line, data, numbers.get(line.pk, ())) for line in lines]


def _label(indicator: Indicator) -> str:
    """Tổ hợp tác được giúp đỡ: số trong kỳ; the measure only where the name does not say it."""
    asked = {"sum": "số trong kỳ", "latest": "số mới nhất", "ratio": "số đạt"}[indicator.adds_up]
    unsaid = not indicator.is_ratio and indicator.measure.lower() not in indicator.name.lower()
    return f"{capfirst(indicator.name)}: {asked}" + (f" ({indicator.measure})" if unsaid else "")


def _known(number: LineNumber) -> str:
    """What stands beside the field: the cumulative number before this period, and the plan's target."""
    parts = [f"Lũy kế trước kỳ này: {number.earlier_text}." if number.earlier else "Chưa có số liệu kỳ trước."]
    if number.indicator.target is not None:
        measure = number.indicator.measure
        parts.append(f"Chỉ tiêu chung của kế hoạch: {target_text(number.indicator)} {measure}.")
    return " ".join(parts)
