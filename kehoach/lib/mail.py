"""Mail as plain text: nothing in it is markup, so nothing typed by a person can become any."""

from typing import Any

from django.template.loader import render_to_string


def render_mail(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body from `<template>_subject.txt` and `<template>.txt`; the subject is one line."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return subject, render_to_string(f"{template}.txt", context).strip() + "\n"
