"""Two people saved one thing: where what a person typed differs from what somebody else has saved meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from kehoach.lib.days import vn_date


@dataclass(frozen=True)
class Difference:
    """One field in which what somebody else saved meets what the person typed."""

    label: str
    theirs: str
    ours: str


def differences(typed: forms.BaseForm, saved: forms.BaseForm, about: str = "") -> list[Difference]:
    """The fields in which a valid form differs from the same form made of the row as it stands now.

    Takes: about: what the labels are of.
    """
    return [
        Difference(
            f"{about}{typed[name].label}",
            words_of(field, saved[name].initial),
            words_of(field, typed.cleaned_data[name]),
        )
        for name, field in typed.fields.items()
        if not typed[name].is_hidden and field.has_changed(saved[name].initial, typed[name].data)
    ]


def words_of(field: forms.Field, value: Any) -> str:
    """What a value is called on the screen."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return vn_date(value)
    text = "" if value is None else str(field.prepare_value(value))
    choices = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    return choices.get(text, text) or "để trống"
