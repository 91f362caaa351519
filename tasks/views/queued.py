"""Answers to what a phone had queued (static/js/queue.js): it reads them to the person, so they are no pages."""

from collections.abc import Iterable

from django import forms
from django.http import JsonResponse


def taken(url: str) -> JsonResponse:
    """It is kept, now or since an earlier sending of the same. Takes: url: where it can be seen."""
    return JsonResponse({"url": url})


def refused(reasons: Iterable[str]) -> JsonResponse:
    return JsonResponse({"reasons": list(reasons)}, status=422)


def reasons_of(form: forms.Form) -> list[str]:
    """Sentences, each with the field that it speaks of."""
    reasons = [str(error) for error in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields:
            reasons += [f"{form.fields[name].label or 'Biểu mẫu'}: {error}" for error in errors]
    return reasons
