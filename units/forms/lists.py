"""The form that uploads a list in Excel."""

from django import forms

from units.forms.fields import laid_out


class ListForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx ghi theo mẫu, hoặc tệp đã tải về từ đây rồi sửa.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "Tệp rỗng, không có nội dung để đọc."},
    )
    helper = laid_out("file")
