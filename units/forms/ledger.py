"""The filter of the ledger."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from kehoach.lib.days import VIETNAM
from units.forms.fields import DayInput
from units.models import Change, User
from units.selectors import subject_choices


class LedgerFilter(forms.Form):
    """What the ledger is narrowed by; every condition is answered by an index or within the chosen days."""

    person = forms.CharField(label="Người làm", required=False, max_length=100)
    subject = forms.ChoiceField(label="Loại dữ liệu", required=False)
    first = forms.DateField(label="Từ ngày", required=False, widget=DayInput)
    last = forms.DateField(label="Đến hết ngày", required=False, widget=DayInput)
    origin = forms.CharField(label="Từ địa chỉ", required=False, max_length=45)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject: Any = self.fields["subject"]
        subject.choices = [("", "Tất cả"), *subject_choices()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "Ngày cuối không được trước ngày đầu.")
        return data

    @property
    def active(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.fields)

    def narrow(self, rows: QuerySet[Change]) -> QuerySet[Change]:
        """The changes that were asked for; all of them where a condition could not be read."""
        wanted = self.cleaned_data if self.is_valid() else {}
        if wanted.get("person"):
            rows = rows.filter(by__in=User.objects.search(wanted["person"]))
        if wanted.get("subject"):
            rows = rows.filter(subject=wanted["subject"])
        if wanted.get("first"):
            rows = rows.filter(at__gte=datetime.combine(wanted["first"], time(), VIETNAM))
        if wanted.get("last"):
            rows = rows.filter(at__lt=datetime.combine(wanted["last"] + timedelta(days=1), time(), VIETNAM))
        if wanted.get("origin"):
            rows = rows.filter(origin=wanted["origin"].strip())
        return rows
