"""What the tracker says about reports."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from reports.models import Phrases, ReportLine, UnitReport
from tasks.forms.updates import TextField
from units.forms.fields import LinesField, laid_out
from units.models import User

PHRASES_ID = "phrases"  # of the page's <datalist>


class Sentence(TextField):
    """A short reason on one line, with the ready sentences on offer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = forms.TextInput({"list": PHRASES_ID, "maxlength": 1000, "autocomplete": "off"})


class ReturnForm(forms.Form):
    """Why a report goes back: single lines, each with its reason; or the whole, by a ready sentence or own words."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    phrase = forms.ChoiceField(label="Câu có sẵn", required=False)
    reason = TextField(
        label="Lý do chung",
        required=False,
        help_text="Đơn vị đọc đúng nội dung này. Nếu đã ghi lý do ở từng dòng thì không bắt buộc.",
    )

    def __init__(
        self, data: Any = None, *, report: UnitReport, lines: Iterable[ReportLine], phrases: Sequence[str]
    ) -> None:
        super().__init__(data, initial={"revision": report.revision})
        phrase: Any = self.fields["phrase"]
        phrase.choices = [("", "Không dùng câu có sẵn"), *((text, text) for text in phrases)]
        self._lines = {f"line-{line.pk}": line.pk for line in lines}
        for name in self._lines:
            self.fields[name] = Sentence(label="Lý do trả lại dòng này", required=False)

    @property
    def helper(self) -> FormHelper:
        return laid_out("revision", "phrase", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parts = [data.get("phrase", ""), data.get("reason", "")]
        data["whole"] = "\n".join(part.strip() for part in parts if part.strip())
        data["lines"] = {pk: text for name, pk in self._lines.items() if (text := data.get(name, "").strip())}
        if not data["whole"] and not data["lines"] and not self.errors:
            self.add_error("reason", "Hãy ghi lý do ở dòng cần sửa, chọn một câu có sẵn, hoặc viết lý do chung.")
        return data


class PhrasesForm(forms.Form):
    """The ready sentences of a committee, one a line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    texts = LinesField(
        label="Các câu, mỗi câu một dòng",
        required=False,
        widget=forms.Textarea({"rows": 10}),
        help_text="Thứ tự ở đây là thứ tự khi chọn. Xóa hết nếu không dùng câu có sẵn.",
    )

    def __init__(self, data: Any = None, *, phrases: Phrases) -> None:
        super().__init__(data, initial={"version": phrases.version, "texts": phrases.texts})

    @property
    def helper(self) -> FormHelper:
        return laid_out("version", "texts")

    def clean_texts(self) -> list[str]:
        texts: list[str] = self.cleaned_data["texts"]
        if is_marked_secret(texts):
            raise forms.ValidationError(REFUSAL)
        return texts


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
