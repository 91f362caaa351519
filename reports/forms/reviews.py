"""What the tracker says about reports."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from reports.models import UnitReport
from units.forms.fields import laid_out
from units.models import User

PHRASES = (
    "Chưa nêu kết quả cụ thể (số lượng, thời gian, nơi thực hiện).",
    "Thiếu báo cáo ở một số nhiệm vụ được giao.",
    "Số liệu chưa khớp với kỳ trước hoặc với minh chứng.",
    "Chưa có minh chứng kèm theo.",
    "Chưa nêu khó khăn, vướng mắc và kiến nghị.",
)


class ReturnForm(forms.Form):
    """Why a report goes back: a ready phrase, own words, or both."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    phrase = forms.ChoiceField(
        label="Câu có sẵn",
        choices=[("", "Không dùng câu có sẵn"), *((phrase, phrase) for phrase in PHRASES)],
        required=False,
    )
    reason = forms.CharField(
        label="Lý do trả lại",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        help_text="Đơn vị đọc đúng nội dung này. Có thể chọn câu có sẵn, tự viết, hoặc cả hai.",
    )

    @property
    def helper(self) -> FormHelper:
        return laid_out("revision", "phrase", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parts = [data.get("phrase", ""), data.get("reason", "")]
        data["whole"] = "\n".join(part.strip() for part in parts if part.strip())
        if not data["whole"] and not self.errors:
            self.add_error("reason", "Hãy chọn một câu có sẵn hoặc viết lý do trả lại.")
        return data


def chosen_reports(marks: Iterable[str], user: User) -> tuple[list[UnitReport], int]:
    """The reports ticked in the queue, each as "key-revision", so that only what was shown is accepted.

    Gives: those that still stand as shown, and how many were sent again since.
    """
    pairs = [mark.partition("-") for mark in marks]
    shown = {int(pk): int(revision) for pk, _, revision in pairs if pk.isdigit() and revision.isdigit()}
    rows = UnitReport.objects.visible_to(user).filter(pk__in=shown)
    found = list(rows.select_related("unit", "period__plan__issuer"))
    same = [row for row in found if row.revision == shown[row.pk]]
    return same, len(found) - len(same)
