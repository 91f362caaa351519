"""Whom the tracker urges, about what, in which words."""

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reports.models import Period
from reports.services.urges import AT_ONCE, OPENING
from tasks.models import Assignment, Plan
from units.forms.fields import laid_out
from units.models import Unit, User

TOO_MANY = f"Mỗi lần đôn đốc tối đa {AT_ONCE} đơn vị; hãy chia theo nhánh."


class UrgeTarget(forms.Form):
    """What is urged about: a plan, one period of it or one assignment; and the units, named one by one."""

    plan = forms.ModelChoiceField(Plan.objects.none(), label="Kế hoạch")
    period = forms.ModelChoiceField(Period.objects.none(), label="Kỳ báo cáo", required=False)
    assignment = forms.ModelChoiceField(Assignment.objects.none(), label="Phân công", required=False)
    unit = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="Đơn vị",
        error_messages={"required": "Hãy chọn ít nhất một đơn vị."},
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        plans = Plan.objects.visible_to(user).exclude(state="draft")
        fields: dict[str, Any] = self.fields
        fields["plan"].queryset = plans.select_related("issuer")
        fields["period"].queryset = Period.objects.filter(plan__in=plans)
        fields["assignment"].queryset = Assignment.objects.in_force().visible_to(user)
        fields["unit"].queryset = Unit.objects.visible_to(user).order_by("path")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        plan, units = data.get("plan"), data.get("unit")
        for name in ("period", "assignment"):
            if plan and data.get(name) and data[name].plan_id != plan.pk:
                self.add_error(name, "Thuộc kế hoạch khác với kế hoạch đã chọn.")
        if units is not None and len(units) > AT_ONCE:
            self.add_error("unit", TOO_MANY)
        return data


class UrgeForm(forms.Form):
    """The tracker's words; `key` stops a second press."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    message = forms.CharField(
        label="Lời đôn đốc",
        widget=forms.Textarea(attrs={"rows": 3}),
        initial=OPENING,
        max_length=2000,
        error_messages={"required": "Hãy viết nội dung đôn đốc."},
        help_text="Dưới lời này, mỗi đơn vị nhận danh sách những việc chính đơn vị đó còn nợ.",
    )

    @property
    def helper(self) -> FormHelper:
        return laid_out("key", "message")
