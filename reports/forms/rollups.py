"""Forms of the roll-up: which ones to list, which period to compile, its texts, its issue, the reason to correct it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from kehoach.lib.vietnamese import normalize
from reports.forms.board import PlanChoice
from reports.models import Period, Rollup, RollupPart
from reports.services.figures import Figures
from reports.services.rollup_issue import SIGNING, next_number
from tasks.models import Plan
from units.forms.fields import DayInput, laid_out
from units.models import Office, User
from units.policy import Act
from units.querysets import scope_of

TEXT_LENGTH = 200_000  # a part may quote many units
LINE_CHARACTERS = 90
ROWS = (4, 24)  # the lowest and the highest text box


class RollupFilter(forms.Form):
    """What to list; a choice that is none falls away without a complaint."""

    plan = PlanChoice(Plan.objects.none(), label="Kế hoạch", empty_label="Tất cả", required=False)
    state = forms.ChoiceField(label="Trạng thái", choices=[("", "Tất cả"), *Rollup.State.choices], required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        plans: Any = self.fields["plan"]
        plans.queryset = Plan.objects.visible_to(user).exclude(state=Plan.State.DRAFT).select_related("issuer")
        self.full_clean()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}


class PeriodChoice(forms.ModelChoiceField):
    def label_from_instance(self, period: Period) -> str:
        return f"{period.name} – {period.plan}"


class CompileForm(forms.Form):
    """The ended periods that have no roll-up yet, of the plans the person tracks."""

    period = PeriodChoice(Period.objects.none(), label="Kỳ đã chốt số liệu, chưa tổng hợp", empty_label=None)

    def __init__(self, *, user: User, today: date) -> None:
        super().__init__()
        periods: Any = self.fields["period"]
        ended = Period.objects.filter(
            scope_of(user).q("plan__issuer__path", Act.TRACK), rollups=None, ends_on__lt=today
        )
        periods.queryset = ended.exclude(plan__state=Plan.State.DRAFT).select_related("plan").order_by("-ends_on", "pk")

    @property
    def helper(self) -> FormHelper:
        return laid_out("period")


class TextBox(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_LENGTH, widget=forms.Textarea, **kwargs)

    def clean(self, value: Any) -> str:
        return normalize(super().clean(value)).strip()


class RollupTextsForm(forms.Form):
    """The abstract, and a text for each of the roll-up's own parts; bound to parts that the server chose."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    abstract = TextBox(label="Trích yếu", help_text="Viết thường, không có dấu chấm cuối câu.")

    def __init__(self, data: Any = None, *, rollup: Rollup, parts: Sequence[RollupPart]) -> None:
        super().__init__(data, initial={"version": rollup.version, "abstract": rollup.abstract})
        self.fields["abstract"].widget.attrs["rows"] = 3
        # Named by what they are, not by id: ids are new after each compiling, and what was typed must find its box.
        self.parts = {f"part-{part.code}-{part.task_id or 0}": part for part in parts}
        titles = titles_of(rollup, parts)
        for name, part in self.parts.items():
            self.fields[name] = TextBox(label=titles[part.pk], required=False, initial=part.text)
            self.fields[name].widget.attrs["rows"] = _rows_for(part.text)
            if part.edited:
                self.fields[name].help_text = "Đã sửa: giữ nguyên khi tổng hợp lại."

    @property
    def texts(self) -> dict[int, str]:
        return {part.pk: self.cleaned_data[name] for name, part in self.parts.items()}

    @property
    def helper(self) -> FormHelper:
        return laid_out("version", "abstract", *self.parts)


def titles_of(rollup: Rollup, parts: Sequence[RollupPart]) -> dict[int, str]:
    """What each part is called on the page, by its id; those of tasks carry their number in the document."""
    numbered = enumerate(Figures.from_dict(rollup.figures).tasks, start=1)
    headings = {task.task_id: f"Kết quả {number}. {task.heading}" for number, task in numbered}
    return {part.pk: headings.get(part.task_id, part.get_code_display()) for part in parts}


def _rows_for(text: str) -> int:
    lines = sum(1 + len(line) // LINE_CHARACTERS for line in text.split("\n"))
    return min(max(lines + 1, ROWS[0]), ROWS[1])


class IssueForm(forms.Form):
    """Number, day and signing; what the office has set stands in it at first."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(
        label="Số", min_value=1, max_value=99_999, help_text="Chạy từ 01 theo loại văn bản trong cả nhiệm kỳ."
    )
    issued_on = forms.DateField(
        label="Ngày ban hành", widget=DayInput, help_text="Không trước ngày chốt số liệu, không sau hôm nay."
    )
    signing_authority = forms.CharField(label="Thẩm quyền ký", max_length=120, required=False)
    signing_post = forms.CharField(label="Chức vụ người ký", max_length=120)
    signer_name = forms.CharField(
        label="Họ tên người ký", max_length=150, error_messages={"required": "Hãy ghi họ tên người ký."}
    )
    recipients = forms.CharField(
        label="Nơi nhận",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        required=False,
        help_text="Mỗi dòng một nơi; dòng cuối là nơi lưu.",
    )

    def __init__(self, data: Any = None, *, rollup: Rollup, office: Office, today: date) -> None:
        initial = {name: getattr(office, name) for name in SIGNING}
        initial |= {"version": rollup.version, "issued_on": today}
        super().__init__(data, initial=initial)
        if not self.is_bound:
            self.initial["number"] = next_number(office)

    @property
    def signing(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SIGNING}

    @property
    def helper(self) -> FormHelper:
        return laid_out("version", "number", "issued_on", *SIGNING)


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label="Lý do đính chính",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Hãy ghi lý do đính chính."},
    )

    @property
    def helper(self) -> FormHelper:
        return laid_out("reason")
