"""Forms of a plan that exists: its filter, its head, one of its lines, its end."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import QuerySet

from tasks.models import Plan, Section, Task
from tasks.services.plans import HEAD
from units.forms.fields import DayInput, laid_out
from units.models import Unit


class PlanFilterForm(forms.Form):
    q = forms.CharField(label="Tìm theo số, trích yếu", required=False)
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Tất cả"), *Plan.State.choices])


class PlanForm(forms.ModelForm):
    """The head of a plan as it stands on paper, who follows it, how it is reported on."""

    class Meta:
        model = Plan
        fields = HEAD
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "issued_on": DayInput,
            "ends_on": DayInput,
            "reports_from": DayInput,
        }
        help_texts = {
            "tracker": "Ban tham mưu theo dõi, đôn đốc kế hoạch này.",
            "period_kind": "Áp dụng cho phân công mới; phân công đã có thì sửa ở trang Phân công.",
        }

    helper = laid_out(
        Row(Column("type_name"), Column("number"), Column("symbol")),
        "title",
        Row(Column("issued_on"), Column("place"), Column("ends_on")),
        Row(Column("superior_name"), Column("issuer_name")),
        Row(Column("signer_authority"), Column("signer_post"), Column("signer_name")),
        "tracker",
        Row(Column("period_kind"), Column("reports_from")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.instance.issuer
        boards = Unit.objects.below(issuer.path).filter(kind__in=Unit.SERVING_KINDS, parent=issuer, closed_on=None)
        kept = Unit.objects.filter(pk=self.instance.tracker_id)
        self.fields["tracker"].queryset = (boards | kept).order_by("path")
        self.fields["tracker"].empty_label = "Chưa chọn"


class TaskForm(forms.ModelForm):
    """One line of the plan."""

    class Meta:
        model = Task
        fields = ("label", "text", "is_task", "due_on", "due_text", "product")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "product": forms.Textarea(attrs={"rows": 2}),
            "due_on": DayInput,
        }
        help_texts = {"due_on": "Để trống nếu là việc thường xuyên."}

    helper = laid_out("label", "text", "is_task", Row(Column("due_on"), Column("due_text")), "product")


class TaskMoveForm(forms.Form):
    """What a new deadline of a line means for those who have it."""

    move_assignments = forms.BooleanField(
        label="Nếu đổi hạn: đổi cả hạn của các phân công đang mang hạn cũ", required=False, initial=True
    )
    reason = forms.CharField(label="Lý do đổi hạn", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    helper = laid_out("move_assignments", "reason")


class TaskPlaceForm(forms.Form):
    """Where a new line goes."""

    section = forms.ModelChoiceField(label="Mục", queryset=Section.objects.none(), empty_label=None)
    parent = forms.ModelChoiceField(
        label="Thuộc nhiệm vụ", queryset=Task.objects.none(), required=False, empty_label="Không, đứng riêng trong mục"
    )
    helper = laid_out("section", "parent")

    def __init__(self, *args: Any, sections: QuerySet[Section], tasks: QuerySet[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["parent"].queryset = tasks


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}))
    helper = laid_out("reason")
