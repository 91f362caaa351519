"""The unit's report as a page of fields: general parts, and a form for each of the report's own lines."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from reports.models import ReportLine, UnitReport
from reports.services.unit_reports import LINE_FIELDS, PARTS
from tasks.forms.updates import WRONG_PERCENT, TextField
from tasks.models import Assignment


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

    def __init__(self, line: ReportLine, data: QueryDict | None = None) -> None:
        self.line = line
        super().__init__(data, prefix=f"line-{line.pk}", initial={name: getattr(line, name) for name in LINE_FIELDS})

    @property
    def shows_more(self) -> bool:
        return any(self[name].value() or self.errors.get(name) for name in self.MORE)

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]


def forms_for(lines: Iterable[ReportLine], data: QueryDict | None = None) -> list[LineForm]:
    """A form for each of these lines, in their order."""
    return [LineForm(line, data) for line in lines]
