"""Cập nhật tất cả: a row for each piece of open work, of which only those that were changed say anything."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from tasks.forms.updates import UpdateForm, initial_of
from tasks.models import Update
from tasks.selectors.work import WorkRow


class DayForm(forms.Form):
    """The day that all rows speak of."""

    on = UpdateForm.base_fields["on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)


class RowForm(forms.Form):
    """One row; bound to an assignment that the server chose, never to a key from the browser.

    Whether a row was changed is judged against what stood in it when the page was opened, which comes back with it: so
    a row that somebody else changed meanwhile, and nobody here, stays alone.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="Tình hình", choices=UpdateForm.base_fields["state"].choices, show_hidden_initial=True
    )
    percent = forms.IntegerField(
        label="Đã làm được (%)",
        min_value=0,
        max_value=100,
        required=False,
        show_hidden_initial=True,
        error_messages=UpdateForm.base_fields["percent"].error_messages,
    )
    result = UpdateForm.base_fields["result"]
    difficulties = UpdateForm.base_fields["difficulties"]

    SAYS = frozenset({"state", "percent", "result", "difficulties"})

    def __init__(self, row: WorkRow, data: QueryDict | None = None) -> None:
        self.row, assignment = row, row.assignment
        self.latest: Update | None = None  # what somebody else logged meanwhile
        initial = initial_of(assignment)
        prefix = f"a{assignment.pk}"
        super().__init__(data if data and f"{prefix}-key" in data else None, prefix=prefix, initial=initial)
        opened = {self[name].html_initial_name: initial[name] for name in ("state", "percent")}
        self.opened_with = {name: self.data.get(name, "") for name in opened} if self.is_bound else opened

    @property
    def says_something(self) -> bool:
        return self.is_bound and bool(self.SAYS & set(self.changed_data))

    @property
    def shows_more(self) -> bool:
        return bool(self["difficulties"].value())
