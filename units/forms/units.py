"""Forms of the unit pages."""

from typing import Any

from django import forms

from units.forms.fields import DayInput, LinesField, UnitField, laid_out
from units.models import Unit, User
from units.permissions import can_place_unit
from units.services.tree import FACT_NAMES, UnitFacts


class UnitFilter(forms.Form):
    """What the list of units is narrowed by; while all is empty the page shows the tree."""

    q = forms.CharField(label="Tên hoặc mã", required=False, max_length=100)
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *Unit.Kind.choices])
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Đang hoạt động"), ("closed", "Đã kết thúc"), ("all", "Tất cả")],
    )

    @property
    def active(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.fields)


class UnitForm(forms.ModelForm):
    """The facts of a unit; for a new one also the unit above, else `version`, which the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = UnitField(label="Đơn vị cấp trên", help_text="Gõ mã hoặc tên; không cần gõ dấu.")
    aliases = LinesField(
        label="Tên gọi khác", required=False, help_text="Các cách gọi trong văn bản, mỗi dòng một tên."
    )

    class Meta:
        model = Unit
        fields = FACT_NAMES
        widgets = {"opened_on": DayInput()}
        help_texts = {
            "code": "Chữ không dấu, chữ số, dấu chấm, gạch nối. Ví dụ: CB07.",
            "short_name": "Tên gọn dùng trong bảng, ví dụ: Sở Y tế.",
            "position": "Đơn vị cùng cấp xếp theo số này, rồi theo vần. Để 0 nếu xếp theo vần.",
            "contact": "Điện thoại, địa chỉ công vụ của đơn vị.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Unit.Kind.choices if self.instance.pk else [("", "Chọn loại"), *Unit.Kind.choices]
        if self.instance.pk:
            del self.fields["parent"]
            self.initial["version"] = self.instance.version
            self.fields["kind"].disabled = not can_place_unit(user, self.instance)
        else:
            del self.fields["version"]
            self.fields["parent"].queryset = Unit.objects.administered_by(user).filter(closed_on=None)
        names = [
            "version",
            "parent",
            "name",
            "short_name",
            "code",
            "kind",
            "opened_on",
            "contact",
            "aliases",
            "position",
        ]
        self.helper = laid_out(*(name for name in names if name in self.fields))

    def facts(self) -> UnitFacts:
        return UnitFacts(**{name: self.cleaned_data[name] for name in FACT_NAMES})
