"""Working without a line: the service worker, the page it shows instead, the queue, and who owns what a phone keeps.

What is kept on the phone, and for whom, is decision 19.
"""

import base64
import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from kehoach.lib.kept_pages import kept_offline

# What the pages that open without a line are drawn with.
SHELL = (
    "vendor/bootstrap/css/bootstrap.min.css",
    "css/tokens.css",
    "css/site.css",
    "css/components.css",
    "css/print.css",
    *(
        f"vendor/be-vietnam-pro/files/be-vietnam-pro-{letters}-{weight}-normal.woff2"
        for letters in ("vietnamese", "latin")
        for weight in (400, 600)
    ),
    "django_htmx/htmx-2.min.js",
    "js/site.js",
    "js/drafts.js",
    "js/store.js",
    "js/queue.js",
    "js/photos.js",
    "img/mark.svg",
    "manifest.webmanifest",
)


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """A few lines with the addresses of this installation; the work is in static/js/worker.js."""
    known = {
        "version": _version(),
        "shell": [static(name) for name in SHELL],
        "offline": reverse("offline"),
        "start": {reverse("home"): reverse("tasks:my_work")},
        "kept": [reverse("tasks:my_work"), reverse("tasks:blank_update"), reverse("queue")],
    }
    scripts = json.dumps([static("js/store.js"), static("js/worker.js")])
    script = f"self.KEHOACH = {json.dumps(known)};\nimportScripts(...{scripts});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for a page that cannot be had; kept by the worker, so it names nobody."""
    return render(request, "offline.html")


@require_safe
@kept_offline
def queue(request: HttpRequest) -> HttpResponse:
    """The frame; what waits lies on the phone alone and is shown by static/js/queue.js."""
    return render(request, "queue.html")


@require_safe
def queue_session(request: HttpRequest) -> JsonResponse:
    """For whom the phone may open and send what it keeps: their key, and the token of this session.

    The key is the person's own, the same after the next log-in; after a change of SECRET_KEY the old ones follow.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    person = str(request.user.pk)
    keys = [salted_hmac("kehoach.offline", person, secret, algorithm="sha256").digest() for secret in secrets]
    return JsonResponse(
        {
            "person": person,
            "token": get_token(request),
            "keys": [base64.b64encode(key).decode() for key in keys],
        }
    )


def _version() -> str:
    """Changes with the content of any file of the shell, so that a phone takes all of them anew together."""
    digest = hashlib.sha256()
    for name in (*SHELL, "js/worker.js"):
        digest.update(static(name).encode())
        digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:16]
