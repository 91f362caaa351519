"""Forms of the assignment editor: its filter, one act on many rows, new units, a collective."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import QuerySet

from tasks.models import PeriodKind, Plan, Task
from tasks.models.assignments import Role
from units.forms.fields import DayInput, UnitField, laid_out
from units.models import Unit

KEEP = [("", "Giữ nguyên")]


class EditorFilterForm(forms.Form):
    task = forms.ModelChoiceField(
        label="Nhiệm vụ", queryset=Task.objects.none(), required=False, empty_label="Tất cả nhiệm vụ"
    )
    q = forms.CharField(label="Tìm đơn vị", required=False)
    kind = forms.ChoiceField(label="Loại đơn vị", required=False, choices=[("", "Tất cả"), *Unit.Kind.choices])
    branch = forms.ModelChoiceField(label="Nhánh", queryset=Unit.objects.none(), required=False, empty_label="Tất cả")
    role = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Tất cả"), *Role.choices])

    def __init__(self, *args: Any, tasks: QuerySet[Task], branches: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = tasks
        self.fields["branch"].queryset = branches


class ChangeForm(forms.Form):
    """What to change on all ticked assignments; empty keeps."""

    role = forms.ChoiceField(label="Vai trò", required=False, choices=[*KEEP, *Role.choices])
    period_kind = forms.ChoiceField(label="Kỳ báo cáo", required=False, choices=[*KEEP, *PeriodKind.choices])
    due_on = forms.DateField(label="Hạn mới", required=False, widget=DayInput)
    no_due = forms.BooleanField(label="Bỏ hạn, thành việc thường xuyên", required=False)
    reason = forms.CharField(
        label="Lý do",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bắt buộc khi đổi hạn hoặc thôi giao.",
    )
    helper = laid_out(Row(Column("role"), Column("period_kind"), Column("due_on")), "no_due", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due_on") and data.get("no_due"):
            self.add_error("no_due", "Chọn hạn mới hoặc bỏ hạn, không chọn cả hai.")
        return data

    def changes(self) -> dict[str, Any]:
        """What the person really asked to change."""
        data = self.cleaned_data
        changes = {name: data[name] for name in ("role", "period_kind", "due_on") if data[name]}
        return changes | ({"due_on": None} if data["no_due"] else {})


class TermsForm(forms.Form):
    """On what terms work is given."""

    role = forms.ChoiceField(label="Vai trò", choices=Role.choices, initial=Role.IMPLEMENT)
    due_on = forms.DateField(
        label="Hạn hoàn thành", required=False, widget=DayInput, help_text="Để trống nếu là việc thường xuyên."
    )
    period_kind = forms.ChoiceField(label="Kỳ báo cáo", choices=PeriodKind.choices)
    helper = laid_out(Row(Column("role"), Column("due_on"), Column("period_kind")))

    @staticmethod
    def initial_of(task: Task, plan: Plan) -> dict[str, Any]:
        return {"due_on": task.due_on, "period_kind": plan.period_kind}


class CollectiveForm(forms.Form):
    """All units of some kinds below a place."""

    place = UnitField(label="Trong phạm vi", help_text="Gõ mã hoặc tên đơn vị; chỉ tính các đơn vị ở dưới đơn vị này.")
    kinds = forms.MultipleChoiceField(
        label="Loại đơn vị", choices=Unit.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    phrase = forms.CharField(
        label="Cách gọi trong văn bản",
        required=False,
        max_length=255,
        help_text="Ví dụ: các chi ủy, đảng ủy cơ sở.",
    )
    helper = laid_out("place", "kinds", "phrase")

    def __init__(self, *args: Any, issuer: Unit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"place": issuer}, **kwargs)
        self.fields["place"].queryset = Unit.objects.below(issuer.path)
