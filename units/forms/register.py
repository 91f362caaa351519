"""The form that uploads the register of units."""

from pathlib import PurePath
from typing import Any

from django import forms

from kehoach.lib.office_files.archive import Refused
from units.documents.register import Line, read_register
from units.forms.fields import laid_out
from units.selectors import get_office


class RegisterForm(forms.Form):
    """An Excel file. Gives: its lines, or a refusal at the field."""

    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx ghi theo mẫu, hoặc tệp đã tải về từ đây rồi sửa.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "Tệp rỗng, không có nội dung để đọc."},
    )
    helper = laid_out("file")

    def clean_file(self) -> list[Line]:
        file: Any = self.cleaned_data["file"]
        limit = get_office().max_file_mb
        if PurePath(file.name).suffix.lower() != ".xlsx":
            raise forms.ValidationError("Chỉ nhận tệp Excel (.xlsx).")
        if file.size > limit * 1024 * 1024:
            raise forms.ValidationError(f"Tệp lớn hơn {limit} MB nên không nhận được.")
        try:
            return read_register(file.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
