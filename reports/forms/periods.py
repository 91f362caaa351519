"""Special periods opened by hand, and the reason for opening a locked one again."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reports.forms.board import PlanChoice
from reports.models import Period, UnitReport
from tasks.forms.updates import TextField
from tasks.models import Plan
from units.forms.fields import DayInput, UnitField, laid_out
from units.models import Unit, User

SPECIAL = [(kind, label) for kind, label in Period.Kind.choices if kind in Period.SPECIAL_KINDS]


class SpecialPeriodForm(forms.Form):
    """A sơ kết, tổng kết or one-off period: it asks every unit about every assignment of the plan."""

    plan = PlanChoice(Plan.objects.none(), label="Kế hoạch", empty_label=None)
    kind = forms.ChoiceField(label="Loại kỳ", choices=SPECIAL)
    name = forms.CharField(label="Tên kỳ", max_length=80, help_text="Ví dụ: Sơ kết 01 năm thực hiện.")
    starts_on = forms.DateField(label="Từ ngày", widget=DayInput)
    ends_on = forms.DateField(label="Ngày chốt số liệu", widget=DayInput)
    due_on = forms.DateField(label="Hạn gửi báo cáo", widget=DayInput, help_text="Không trước ngày chốt số liệu.")

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        plans: Any = self.fields["plan"]
        plans.queryset = Plan.objects.visible_to(user).active().select_related("issuer")

    @property
    def helper(self) -> FormHelper:
        return laid_out("plan", "kind", "name", "starts_on", "ends_on", "due_on")


class UnlockForm(forms.Form):
    reason = TextField(label="Lý do mở lại", error_messages={"required": "Hãy ghi lý do mở lại kỳ báo cáo."})

    @property
    def helper(self) -> FormHelper:
        return laid_out("reason")


class ReopenForm(forms.Form):
    """One unit for which a locked period is open again, to the end of which day, and why."""

    unit = UnitField(label="Đơn vị", help_text="Gõ mã hoặc tên; chỉ đơn vị có báo cáo trong kỳ này.")
    until = forms.DateField(label="Mở đến hết ngày", widget=DayInput)
    reason = TextField(label="Lý do mở lại", error_messages={"required": "Hãy ghi lý do mở lại cho đơn vị."})

    def __init__(self, data: Any = None, *, period: Period, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        unit: Any = self.fields["unit"]
        asked = UnitReport.objects.filter(period=period).values("unit")
        unit.queryset = Unit.objects.visible_to(user).filter(pk__in=asked)

    @property
    def helper(self) -> FormHelper:
        return laid_out("unit", "until", "reason")
