"""What the Standing Committee directs."""

import uuid
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reports.forms.board import PlanChoice
from tasks.models import Plan, Task
from units.forms.fields import UnitField, laid_out
from units.models import Unit, User


class DirectionForm(forms.Form):
    """One direction about a plan, and where it helps about one task or one unit of it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    plan = PlanChoice(Plan.objects.none(), label="Về kế hoạch", empty_label=None)
    task = forms.ModelChoiceField(Task.objects.none(), label="Về nhiệm vụ", empty_label="Cả kế hoạch", required=False)
    unit = UnitField(
        label="Gửi riêng đơn vị",
        required=False,
        help_text="Gõ mã hoặc tên. Để trống nếu chỉ đạo chung; người theo dõi kế hoạch luôn nhận được.",
    )
    text = forms.CharField(
        label="Ý kiến chỉ đạo",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        error_messages={"required": "Hãy viết ý kiến chỉ đạo."},
    )

    def __init__(self, data: Any = None, *, user: User, plan: Plan | None, today: date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["plan"].queryset = Plan.objects.visible_to(user).exclude(state="draft").select_related("issuer")
        fields["task"].queryset = Task.objects.visible_to(user).filter(plan=plan, is_task=True)
        fields["unit"].queryset = Unit.objects.visible_to(user).open_on(today)

    @property
    def helper(self) -> FormHelper:
        return laid_out("key", "plan", "task", "unit", "text")
