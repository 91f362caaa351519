"""The one form of the office's settings."""

from datetime import time
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.db.models import Field

from units.forms.fields import DayLinesField, TimeInput, laid_out
from units.models import Office
from units.services.office import SETTINGS

PERIODS = ("month", "quarter", "half", "nine_months", "year")
# What stands beside each other on a wide page is a tuple.
GROUPS: dict[str, tuple[str | tuple[str, str], ...]] = {
    "Tên và nơi ban hành": ("name", "superior_name", ("place", "symbol"), "term"),
    "Ký và gửi văn bản": (("signing_authority", "signing_post"), "signer_name", "recipients"),
    "Xác nhận và hạn": ("confirmer", ("due_soon_days", "overdue_repeat_days"), "before_day_counts"),
    "Thư nhắc và ngày nghỉ": (("quiet_from", "quiet_to"), "holidays"),
    "Kỳ báo cáo": tuple((f"{kind}_cutoff_day", f"{kind}_due_days") for kind in PERIODS),
    "Tệp gửi lên": (("max_file_mb", "max_files"),),
    "Đăng nhập": ("second_factor_for",),
}


class OfficeForm(forms.ModelForm):
    """All settings by groups, each with what it does and its default; `version` is what the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    holidays = DayLinesField(
        label="Ngày nghỉ lễ", required=False, help_text=Office._meta.get_field("holidays").help_text
    )

    class Meta:
        model = Office
        fields = SETTINGS
        widgets = {"quiet_from": TimeInput(), "quiet_to": TimeInput(), "recipients": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name in SETTINGS:
            self.fields[name].help_text = _with_default(Office._meta.get_field(name), self.fields[name].help_text)
        self.helper = laid_out(
            "version",
            *(
                Fieldset(legend, *map(_line, names), css_class="kh-fieldset", css_id=anchor)
                for (anchor, legend), names in zip(self.groups, GROUPS.values(), strict=True)
            ),
        )

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The anchor and the legend of each group."""
        return [(f"nhom-{number}", legend) for number, legend in enumerate(GROUPS, 1)]

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SETTINGS}


def _line(names: str | tuple[str, str]) -> str | Row:
    return names if isinstance(names, str) else Row(*(Column(name, css_class="col-sm-6") for name in names))


def _with_default(column: Field, help_text: str) -> str:
    if "Mặc định" in help_text:
        return help_text
    return f"{help_text} Mặc định: {_words(column)}.".strip()


def _words(column: Field) -> str:
    default = column.get_default()
    if isinstance(default, bool):
        return "có" if default else "không"
    if isinstance(default, time):
        return f"{default:%H:%M}"
    if not default:
        return "để trống"
    return str(dict(column.flatchoices).get(default, default)).replace("\n", "; ")
