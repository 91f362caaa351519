"""What a unit and the board write to each other."""

import uuid

from django import forms

from tasks.forms.updates import TextField


class CommentForm(forms.Form):
    """One comment. `key` is made with the form, so that a double click is one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = TextField(label="Viết trao đổi", error_messages={"required": "Hãy viết nội dung trao đổi."})
