"""Naming an example, answering it, and taking one up."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from reports.forms.board import PlanChoice, short_name
from reports.models import Example, ExampleFile
from tasks.forms.updates import FilesField, TextField
from tasks.models import Plan, Task
from tasks.selectors.work import task_name
from tasks.services.files import SUFFIXES
from units.forms.fields import DayInput, laid_out
from units.models import Unit

LABEL_LENGTH = 80


class ExampleFilter(forms.Form):
    """Which examples are shown; values that mean nothing are left out."""

    words = forms.CharField(label="Tìm", required=False, max_length=100)
    plan = PlanChoice(Plan.objects.none(), label="Kế hoạch", required=False, empty_label="Tất cả")
    kind = forms.ChoiceField(label="Loại đơn vị", choices=[("", "Tất cả"), *Unit.Kind.choices], required=False)
    state = forms.ChoiceField(label="Trạng thái", choices=[("", "Tất cả"), *Example.State.choices], required=False)

    def __init__(self, data: Any, *, plans: QuerySet[Plan]) -> None:
        super().__init__(data)
        field: Any = self.fields["plan"]
        field.queryset = plans
        self.full_clean()

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        return len(self.chosen)


class TitleField(forms.CharField):
    """A short name; one with a secrecy mark is refused."""

    def __init__(self) -> None:
        super().__init__(label="Tên mô hình", max_length=Example.TITLE_LENGTH, help_text="Ngắn gọn, nói được cách làm.")

    def clean(self, value: Any) -> str:
        title = super().clean(value)
        if is_marked_secret([title]):
            raise ValidationError(REFUSAL)
        return title


class ExampleForm(forms.Form):
    """A good way of working: of which unit, about which line of which plan, in words and photos.

    Takes: units: those the person may name one for; tasks: what plans give to them; example: the one that is edited.
    Gives: plan and task, where `line` says the plan, or the plan and the task, as "3" or "3-17".
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label=None)
    line = forms.TypedChoiceField(label="Thuộc nhiệm vụ", help_text="Chọn “Cả kế hoạch” nếu không riêng nhiệm vụ nào.")
    title = TitleField()
    text = TextField(
        label="Cách làm và kết quả", rows=6, help_text="Làm gì, làm thế nào, được gì; đơn vị khác đọc để làm theo."
    )
    files = FilesField(
        label="Ảnh, tài liệu",
        required=False,
        help_text="Ảnh, PDF, Word (.docx) hoặc Excel (.xlsx); chọn được nhiều tệp.",
    )
    removed = forms.ModelMultipleChoiceField(
        ExampleFile.objects.none(), label="Bỏ bớt", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, units: Sequence[Unit], tasks: Iterable[Task], example: Example | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.lines = _lines(tasks)
        fields["line"].choices = _choices(self.lines)
        fields["line"].coerce = self.lines.get
        fields["files"].widget.attrs["accept"] = ",".join(SUFFIXES.values())
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")
        if len(units) == 1:
            fields["unit"].widget, fields["unit"].initial = forms.HiddenInput(), units[0].pk
        if example:
            fields["removed"].queryset = example.files.all()
        if not example or not example.files.exists():
            del fields["removed"]

    @property
    def helper(self) -> FormHelper:
        return laid_out(*self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["plan"], data["task"] = data.pop("line", None) or (None, None)
        return data


class DeclineForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label="Lý do không xác nhận", help_text="Đơn vị đọc lý do này; sửa xong thì nêu lại được.")

    @property
    def helper(self) -> FormHelper:
        return laid_out("version", "reason")


class FromReportForm(forms.Form):
    """Which lines of the report are the example, and what it is called."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = TitleField()
    lines = forms.MultipleChoiceField(label="Nội dung trong báo cáo", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"lines": lines}, **kwargs)
        field: Any = self.fields["lines"]
        field.choices = [(line, line) for line in lines]

    @property
    def helper(self) -> FormHelper:
        return laid_out("key", "title", "lines")


class AdoptForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label=None)
    on = forms.DateField(label="Làm theo từ ngày", widget=DayInput)
    note = TextField(label="Đơn vị làm thế nào", required=False, help_text="Không bắt buộc.")

    def __init__(self, *args: Any, units: Sequence[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")
        if len(units) == 1:
            field.widget, field.initial = forms.HiddenInput(), units[0].pk

    @property
    def helper(self) -> FormHelper:
        return laid_out("unit", "on", "note")


def line_code(plan_id: int, task_id: int | None) -> str:
    """How the form names a plan, or one line of it."""
    return f"{plan_id}-{task_id}" if task_id else str(plan_id)


def _lines(tasks: Iterable[Task]) -> dict[str, tuple[Plan, Task | None]]:
    """All that may be chosen, by its code: each plan, then its lines."""
    found: dict[str, tuple[Plan, Task | None]] = {}
    for task in tasks:
        found.setdefault(line_code(task.plan_id, None), (task.plan, None))
        found[line_code(task.plan_id, task.pk)] = (task.plan, task)
    return found


def _choices(lines: dict[str, tuple[Plan, Task | None]]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = groupby(lines.items(), key=lambda item: item[1][0])
    return [(short_name(plan), [(code, _label(task)) for code, (_, task) in items]) for plan, items in groups]


def _label(task: Task | None) -> str:
    if task is None:
        return "Cả kế hoạch"
    label = f"{task_name(task)}: {task.text}"
    return label if len(label) <= LABEL_LENGTH else f"{label[: LABEL_LENGTH - 1].rstrip()}…"
