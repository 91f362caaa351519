"""A form that came without a valid session or token: what was typed goes back to the person, to be sent again.

Nothing is kept here: the texts lie on the page itself, which sends them to the same address with a fresh token when the
person presses the button. Only a form of this site gets them back, so that no other site can put words and a button
before somebody; and none that holds a password.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Unsent:
    """One refused form.

    Takes: back: the page it was typed on, empty when unknown; texts: what has words, to be seen and mended; others: the
    remaining fields as they were; files: names of the fields whose files the browser must be given again.
    """

    action: str
    back: str
    texts: list[tuple[str, str]]
    others: list[tuple[str, str]]
    files: list[str]


def unsent_form(request: HttpRequest) -> Unsent | None:
    """What the person tried to send; None for what may not be shown again."""
    if request.method != "POST" or not is_ours(request) or any("password" in name for name in request.POST):
        return None
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    return Unsent(
        action=request.get_full_path(),
        back=_page_before(request),
        texts=[field for field in fields if _has_words(field[1])],
        others=[field for field in fields if not _has_words(field[1])],
        files=list(request.FILES),
    )


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site made the request."""
    here = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in here


def _page_before(request: HttpRequest) -> str:
    """Path and query of the page the form stood on. A referrer of another site gives a path of ours at worst."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if not parts.path or parts.path.startswith("//") or parts.path == request.path:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _has_words(value: str) -> bool:
    return len(value.split()) > 1
