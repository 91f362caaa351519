"""What the Standing Committee directs."""

import uuid
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reports.forms.board import PlanChoice
from reports.models import Direction
from tasks.forms.updates import TextField
from tasks.models import Plan, Section, Task
from units.forms.fields import DayInput, UnitField, laid_out
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
    text = TextField(label="Ý kiến chỉ đạo", rows=6, error_messages={"required": "Hãy viết ý kiến chỉ đạo."})

    def __init__(self, data: Any = None, *, user: User, plan: Plan | None, today: date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["plan"].queryset = Plan.objects.visible_to(user).exclude(state="draft").select_related("issuer")
        fields["task"].queryset = Task.objects.visible_to(user).filter(plan=plan, is_task=True)
        fields["unit"].queryset = Unit.objects.visible_to(user).open_on(today)

    @property
    def helper(self) -> FormHelper:
        return laid_out("key", "plan", "task", "unit", "text")


class DirectionTaskForm(forms.Form):
    """The task that a direction becomes: its words, who leads it, and by when."""

    section = forms.ModelChoiceField(Section.objects.none(), label="Thuộc mục", empty_label=None)
    text = TextField(label="Nội dung nhiệm vụ", error_messages={"required": "Hãy viết nội dung nhiệm vụ."})
    unit = UnitField(label="Đơn vị chủ trì", help_text="Gõ mã hoặc tên đơn vị.")
    due_on = forms.DateField(
        label="Hạn hoàn thành", widget=DayInput, required=False, help_text="Để trống nếu là việc thường xuyên."
    )

    def __init__(self, data: Any = None, *, direction: Direction, user: User, today: date) -> None:
        super().__init__(data, initial={"text": direction.text, "unit": direction.unit})
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.visible_to(user).open_on(today)
        fields["section"].queryset = Section.objects.filter(plan=direction.plan, purpose=False)
        if direction.task:
            fields["section"].initial = direction.task.section
            fields["section"].disabled = True

    @property
    def helper(self) -> FormHelper:
        return laid_out("section", "text", "unit", "due_on")
