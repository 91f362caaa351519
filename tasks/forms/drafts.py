"""What was typed and not sent: taken in as a draft, and put back into the form when its writer comes back."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from kehoach.lib.secrecy import REFUSAL, is_marked_secret
from tasks.models import Draft, DraftFile
from units.forms.differences import Difference, words_of

TEXT_LENGTH = 20_000
NAME_LENGTH = 100
MOST_FIELDS = 2_000


class DraftForm(forms.Form):
    """What a page sends while its form is being typed into. Takes: fields: the text by the name of its field."""

    draft = forms.IntegerField(required=False)
    revision = forms.IntegerField(min_value=0)
    based_on = forms.IntegerField(min_value=0)
    page = forms.CharField(max_length=32)
    fields_typed = forms.JSONField(required=False)  # an empty one says nothing

    def clean_fields_typed(self) -> dict[str, str]:
        typed = self.cleaned_data["fields_typed"]
        if not isinstance(typed, dict) or len(typed) > MOST_FIELDS or not all(map(_is_text, typed.items())):
            raise forms.ValidationError("Bản nháp không đúng dạng nên chưa lưu được. Xin tải lại trang.")
        if any(is_marked_secret(text.splitlines()) for text in typed.values()):
            raise forms.ValidationError(REFUSAL)
        return typed


class Drafted:
    """A form's drafts as the page shows them: the newest of each text lies in the form, all others beside it.

    Takes: drafts: the person's own, the newest first; version: of what the form shows now. `saved_otherwise` says where
    somebody saved another text since, `elsewhere` where the person typed two texts on two pages; is_typed: the page
    comes back with what was just typed, which is to be kept first of all. `files`: those of all drafts, each once.
    """

    def __init__(self, drafts: Sequence[Draft], version: int, *, is_typed: bool = False) -> None:
        self.page, self.version, self.is_typed = uuid4().hex, version, is_typed
        self.draft = drafts[0] if drafts else None
        self.is_stale = any(draft.based_on != version for draft in drafts)
        self.saved_otherwise: list[Difference] = []
        self.elsewhere: list[Difference] = []
        self._texts: dict[str, list[str]] = defaultdict(list)
        found: dict[str, DraftFile] = {}
        for draft in drafts:
            for file in draft.files.all():
                found.setdefault(file.sha256, file)
            for name, text in draft.fields.items():
                if text not in self._texts[name]:
                    self._texts[name].append(text)
        self.files = list(found.values())

    def fill(self, form: forms.Form, about: str = "") -> None:
        """Put what was typed before into a form that is not bound. Takes: about: what the labels are of."""
        for name, field in form.fields.items():
            texts = self._texts.get(form.add_prefix(name))
            several = getattr(field.widget, "allow_multiple_selected", False)  # a draft has one text a field
            if not texts or field.widget.is_hidden or several:
                continue
            label, saved = f"{about}{field.label}", form.get_initial_for_field(field, name)
            ours = words_of(field, texts[0])
            if self.is_stale and field.has_changed(saved, texts[0]):
                self.saved_otherwise.append(Difference(label, words_of(field, saved), ours))
            self.elsewhere += [Difference(label, words_of(field, text), ours) for text in texts[1:]]
            form.initial[name] = texts[0]


def _is_text(item: tuple[Any, Any]) -> bool:
    name, text = item
    return len(name) <= NAME_LENGTH and isinstance(text, str) and len(text) <= TEXT_LENGTH
