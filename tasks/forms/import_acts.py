"""What is set for several lines of an import at once; what is left empty stays as it is."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms

from tasks.forms.imports import DATED, DEADLINES
from tasks.importing.proposal import Assignee, Deadline
from tasks.models import PeriodKind
from tasks.models.assignments import Role
from units.forms.fields import DayInput, LinesField, laid_out

KEEP = ("", "Giữ nguyên")
NOTHING = "none"


class SeveralForm(forms.Form):
    """Whether the lines are tasks, who has them, until when, and how often they are reported on."""

    is_task = forms.ChoiceField(
        label="Loại dòng", choices=(KEEP, ("yes", "Nhiệm vụ"), ("no", "Không phải nhiệm vụ")), required=False
    )
    period = forms.ChoiceField(
        label="Kỳ báo cáo", choices=(KEEP, (NOTHING, "Như cả kế hoạch"), *PeriodKind.choices), required=False
    )
    kind = forms.ChoiceField(
        label="Thời hạn", choices=(KEEP, (NOTHING, "Không nêu thời hạn"), *DEADLINES[1:]), required=False
    )
    on = forms.DateField(label="Hạn cuối", required=False, widget=DayInput)
    names = LinesField(
        label="Giao cho",
        required=False,
        help_text="Mỗi dòng một tên đơn vị hoặc tập thể.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    role = forms.ChoiceField(label="Vai trò", choices=Role.choices, initial=Role.IMPLEMENT, required=False)
    instead = forms.BooleanField(label="Thay các đơn vị đang nêu", required=False)
    helper = laid_out(
        Row(Column("is_task"), Column("period")),
        Row(Column("kind"), Column("on")),
        Row(Column("names"), Column("role")),
        "instead",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in DATED and not data.get("on") and "on" not in self.errors:
            self.add_error("on", "Thời hạn theo ngày thì phải có ngày.")
        if data.get("on") and data.get("kind") not in DATED:
            self.add_error("kind", "Đã có ngày thì chọn loại thời hạn theo ngày.")
        if data.get("role") == Role.LEAD and len(data.get("names", ())) > 1:
            self.add_error("names", "Mỗi nhiệm vụ chỉ có một đơn vị chủ trì.")
        if not self.errors and not any(data.get(name) for name in ("is_task", "period", "kind", "names")):
            raise forms.ValidationError("Chưa chọn điều gì để đặt cho các dòng.")
        return data

    def given(self) -> list[Assignee]:
        return [
            Assignee(name[:255], self.cleaned_data["role"] or Role.IMPLEMENT) for name in self.cleaned_data["names"]
        ]

    def deadline(self) -> Deadline | None:
        kind, on = self.cleaned_data["kind"], self.cleaned_data["on"]
        if kind == NOTHING:
            return None
        return Deadline(kind, "Thường xuyên" if kind == "routine" else "", None, on)
