"""Writing down progress, and what the tracker answers."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from kehoach.lib.vietnamese import normalize
from tasks.models import Assignment, Plan
from tasks.services.files import SUFFIXES

TEXT_LENGTH = 10_000
WRONG_PERCENT = "Xin ghi một số từ 0 đến 100, hoặc để trống."
State = Assignment.State


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what they hold is looked at by tasks.services.files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(item, initial) for item in given if item]


class TextField(forms.CharField):
    """Some paragraphs, stored as typed and NFC; a text with a secrecy mark is refused."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        text = normalize(super().clean(value))
        if is_marked_secret(text.splitlines()):
            raise forms.ValidationError(REFUSAL)
        return text


class UpdateForm(forms.Form):
    """One entry of progress. `key` is made with the form, so that a double click is one entry."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="Tình hình thực hiện",
        choices=[
            (State.IN_PROGRESS, "Đang thực hiện"),
            (State.AWAITING, "Đã xong, báo hoàn thành"),
            (State.PAUSED, "Tạm hoãn"),
        ],
        widget=forms.RadioSelect,
    )
    percent = forms.IntegerField(
        label="Đã làm được (%)",
        min_value=0,
        max_value=100,
        required=False,
        help_text="Để trống nếu chưa ước được.",
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_PERCENT),
    )
    result = TextField(label="Kết quả đã làm được", required=False, rows=4)
    files = FilesField(label="Minh chứng", required=False, help_text="Ảnh, PDF, Word (.docx) hoặc Excel (.xlsx).")
    difficulties = TextField(label="Khó khăn, vướng mắc", required=False)
    causes = TextField(label="Nguyên nhân", required=False)
    proposals = TextField(label="Kiến nghị, đề xuất", required=False)
    next_steps = TextField(label="Việc tiếp theo", required=False)
    on = forms.DateField(
        label="Ngày", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text="Ngày của kết quả này."
    )

    MORE = ("difficulties", "causes", "proposals", "next_steps", "on")

    def __init__(self, *args: Any, assignment: Assignment, today: date, **kwargs: Any) -> None:
        # Several of these forms may be open in one list.
        initial = initial_of(assignment) | {"on": today}
        super().__init__(*args, auto_id=f"u{assignment.pk}_%s", initial=initial, **kwargs)
        # The browser keeps the chosen files when the form comes back with an error.
        self.fields["files"].widget.attrs |= {"hx-preserve": "true", "accept": ",".join(SUFFIXES.values())}

    @property
    def shows_more(self) -> bool:
        """Whether the fields that are folded away hold something or were refused."""
        return any(self.errors.get(name) or self[name].value() for name in self.MORE if name != "on")

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """What a form of progress begins with."""
    state = assignment.state if assignment.state in (State.PAUSED, State.AWAITING) else State.IN_PROGRESS
    return {"version": assignment.version, "key": uuid.uuid4(), "state": state, "percent": assignment.percent}


class SendBackForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label="Lý do yêu cầu làm lại", help_text="Đơn vị đọc lý do này để biết cần làm gì thêm.")


class VersionForm(forms.Form):
    """A button that acts on the row as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WorkFilter(forms.Form):
    """Which part of "Việc của đơn vị" is shown; values that mean nothing are left out."""

    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    plan = forms.ModelChoiceField(Plan.objects.none(), required=False, label="Kế hoạch", empty_label="Mọi kế hoạch")

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans

    @property
    def has_choice(self) -> bool:
        return len(self.fields["plan"].queryset) > 1
