"""The form that uploads a list in Excel."""

from pathlib import PurePath
from typing import Any

from django import forms

from kehoach.lib.office_files.archive import Refused
from units.documents.lists import ExcelList, Line
from units.forms.fields import laid_out
from units.selectors import get_office


class ListForm(forms.Form):
    """An Excel file. Gives: its lines, or a refusal at the field."""

    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx ghi theo mẫu, hoặc tệp đã tải về từ đây rồi sửa.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "Tệp rỗng, không có nội dung để đọc."},
    )
    helper = laid_out("file")

    def __init__(self, *args: Any, columns: ExcelList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns

    def clean_file(self) -> list[Line]:
        file: Any = self.cleaned_data["file"]
        limit = get_office().max_file_mb
        if PurePath(file.name).suffix.lower() != ".xlsx":
            raise forms.ValidationError("Chỉ nhận tệp Excel (.xlsx).")
        if file.size > limit * 1024 * 1024:
            raise forms.ValidationError(f"Tệp lớn hơn {limit} MB nên không nhận được.")
        try:
            return self.columns.read(file.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
