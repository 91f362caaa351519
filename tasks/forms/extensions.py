"""Asking for a later day, and the tracker's answer."""

import uuid
from typing import Any

from django import forms

from kehoach.lib.days import vn_date
from tasks.forms.updates import TextField
from tasks.models import Assignment, Extension
from units.forms.fields import DayInput


class AskForm(forms.Form):
    """`key` is made with the form, so that a double click is one request."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    wanted_due_on = forms.DateField(label="Xin gia hạn đến ngày", widget=DayInput)
    reason = TextField(label="Lý do xin gia hạn", help_text="Vì sao chưa xong, còn phải làm gì.")

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, auto_id="extension_%s", **kwargs)
        self.fields["wanted_due_on"].help_text = f"Hạn hiện nay {vn_date(assignment.due_on)}."


class DecideForm(forms.Form):
    ACCEPT, REFUSE = "accept", "refuse"

    decision = forms.ChoiceField(
        label="Trả lời",
        choices=[(ACCEPT, "Chấp thuận"), (REFUSE, "Không chấp thuận")],
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label="Gia hạn đến ngày",
        widget=DayInput,
        required=False,
        help_text="Sửa nếu chỉ chấp thuận đến ngày khác.",
    )
    reason = TextField(label="Lý do", required=False, help_text="Bắt buộc khi không chấp thuận; đơn vị đọc được.")

    def __init__(self, *args: Any, extension: Extension, **kwargs: Any) -> None:
        initial = {"due_on": extension.wanted_due_on}
        super().__init__(*args, initial=initial, auto_id="decision_%s", **kwargs)
