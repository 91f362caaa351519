"""Fields that several forms share, and how forms are laid out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from kehoach.lib.days import vn_date
from kehoach.lib.vietnamese import fold
from units.models import Unit

SEPARATOR = " – "
SHOWN_MATCHES = 5
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


class DayInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class UnitInput(forms.TextInput):
    """A text that finds a unit; with htmx it proposes units while one types (units:unit_options)."""

    template_name = "units/widgets/unit_input.html"


class FoundField(forms.CharField):
    """A row named by its key, or by its name without regard to accents; chosen among `queryset` only.

    Gives: the row, or None. A <select> of 50,000 units would serve nobody. A subclass says by which columns it finds
    and what the sentences call it.
    """

    key: str
    names: tuple[str, ...]
    noun: str
    how: str

    def __init__(self, *, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset: Any = queryset

    def text_of(self, row: Model) -> str:
        return f"{getattr(row, self.key)}{SEPARATOR}{getattr(row, self.names[0])}"

    def prepare_value(self, value: Any) -> Any:
        return self.text_of(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self._find(text) if text else None

    def _find(self, text: str) -> Any:
        key = text.split(SEPARATOR)[0].strip()
        if exact := self.queryset.filter(**{f"{self.key}__iexact": key}).first():
            return exact
        found = list(self.queryset.search(text).order_by("sort_key", "pk")[: SHOWN_MATCHES + 1])
        named = [row for row in found if fold(text) in [fold(getattr(row, name)) for name in self.names]]
        if len(found) == 1 or len(named) == 1:
            return (named or found)[0]
        if not found:
            raise ValidationError(f"Không tìm thấy {self.noun} “{text}”. {self.how}")
        shown = "; ".join(map(self.text_of, found[:SHOWN_MATCHES]))
        raise ValidationError(f"Nhiều {self.noun} có tên gần giống, hãy chọn một: {shown}.")


class UnitField(FoundField):
    """A unit named by its code or its name."""

    widget = UnitInput
    key, names, noun, how = "code", ("name", "short_name"), "đơn vị", "Hãy gõ mã hoặc tên đơn vị."


class PersonField(FoundField):
    """A person named by the user name or the full name."""

    key, names, noun, how = "username", ("full_name",), "người", "Hãy gõ tên đăng nhập hoặc họ tên."


def unit_text(unit: Unit) -> str:
    """A unit as its field shows it."""
    return f"{unit.code}{SEPARATOR}{unit.name}"


class LinesField(forms.CharField):
    """A list of texts, one a line. Gives: list[str]."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line for line in map(str.strip, super().clean(value).splitlines()) if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class DayLinesField(LinesField):
    """A list of days, one a line, as people write them. Gives: ISO days, sorted, each once."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(vn_date(date.fromisoformat(day)) for day in value)
        return value

    def clean(self, value: Any) -> list[str]:
        return sorted({_iso_day(line) for line in super().clean(value)})


def _iso_day(text: str) -> str:
    for day_format in DAY_FORMATS:
        try:
            return datetime.strptime(text, day_format).date().isoformat()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValidationError(f"“{text}” không phải là một ngày. Hãy viết như 2/9/2026.")


def laid_out(*fields: Any) -> FormHelper:
    """Fields and nothing else: the template owns <form>, the token and the buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """What a service refuses inside the block becomes errors of the form, each at its field where the form has it."""
    try:
        yield
    except ValidationError as refusal:
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, messages in by_field.items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
