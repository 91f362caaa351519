"""Numbers in forms: one typed number, and the numbers a line asks for, one a line of text."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kehoach.lib.numbers import number_text, read_number
from kehoach.lib.vietnamese import fold, normalize
from tasks.models import Indicator, Task
from tasks.services.indicators import LEAST, MEASURE, NAME, Stated, stated_of, usual_adding
from units.forms.fields import LinesField, laid_out

WRONG_NUMBER = "Hãy viết số không âm, nhiều nhất hai chữ số thập phân, ví dụ 1.200 hoặc 98,5."
ADDING: dict[str, str] = {fold(label): code for code, label in Indicator.Adding.choices}


class NumberField(forms.CharField):
    """A number as people type it. Gives: Decimal, or None where the field is blank, which is not zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=24, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return number_text(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return read_number(text) if text else None
        except ValueError:
            raise ValidationError(WRONG_NUMBER) from None


class StatedList(list[Stated]):
    """What a line asks for; str() is what one types."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class IndicatorsField(LinesField):
    """Lines "tên | chỉ tiêu | đơn vị tính | cách cộng"; the last part may be left out. Gives: StatedList."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Chỉ tiêu, số liệu")
        kwargs.setdefault(
            "help_text",
            "Mỗi dòng: tên | chỉ tiêu | đơn vị tính | cách cộng. Ví dụ: hợp tác xã thành lập mới | ít nhất 5 | hợp tác "
            "xã | Cộng dồn. Cách cộng là Cộng dồn, Số mới nhất hoặc Tỷ lệ; không có chỉ tiêu thì để trống phần hai.",
        )
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, StatedList) else value

    def clean(self, value: Any) -> StatedList:
        stated = StatedList(_stated(line) for line in super().clean(value))
        names = [each.name for each in stated]
        if again := next((name for name in names if names.count(name) > 1), None):
            raise ValidationError(f"Có hai chỉ tiêu cùng tên “{again}”.")
        return stated


class IndicatorsForm(forms.Form):
    """The numbers that one line of a plan asks for. Takes: instance: the line; none yet for a new one."""

    indicators = IndicatorsField()
    helper = laid_out("indicators")

    def __init__(self, *args: Any, instance: Task | None = None, **kwargs: Any) -> None:
        self.instance = instance
        stated = StatedList(stated_of(instance) if instance else ())
        super().__init__(*args, initial={"indicators": stated}, **kwargs)


def _stated(line: str) -> Stated:
    parts = [part.strip() for part in normalize(line).split("|")]
    name, target, measure, adding = [*parts, *[""] * 4][:4]
    if not name or not measure or len(parts) > 4:
        raise ValidationError(f"“{line}” chưa đúng cách viết: tên | chỉ tiêu | đơn vị tính | cách cộng.")
    at_least = fold(target).startswith(fold(LEAST))
    number = target[len(LEAST) :] if at_least else target
    adds_up = ADDING.get(fold(adding)) if adding else usual_adding(measure)
    if adds_up is None:
        raise ValidationError(f"Cách cộng “{adding}” phải là Cộng dồn, Số mới nhất hoặc Tỷ lệ.")
    if len(name) > NAME or len(measure) > MEASURE:
        raise ValidationError(f"“{name[:60]}…”: tên dài nhất {NAME} ký tự, đơn vị tính dài nhất {MEASURE} ký tự.")
    try:
        return Stated(name, read_number(number) if number.strip() else None, measure, at_least, adds_up)
    except ValueError:
        raise ValidationError(f"Chỉ tiêu “{target}”: {WRONG_NUMBER}") from None
