"""Sending out a file that somebody gave; who may have it is the business of the view that found it."""

from django.core.files import File
from django.http import FileResponse, Http404

from kehoach.lib.pictures import NotAPicture
from tasks.models import KeptFile, PlanImport
from tasks.services.files import small_picture


def as_download(kept: KeptFile | PlanImport) -> FileResponse:
    """Always a download, never a page of this site; an <img> of ours may show it."""
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return _sent(content, kept.name, kept.content_type)


def as_small_picture(kept: KeptFile) -> FileResponse:
    """The picture for an <img> in a list."""
    if not kept.is_image:
        raise Http404
    try:
        content = small_picture(kept)
    except (FileNotFoundError, NotAPicture) as error:
        raise Http404 from error
    return _sent(content, "anh.jpg", "image/jpeg")


def _sent(content: File, name: str, content_type: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
