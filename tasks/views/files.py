"""Sending out a file that somebody gave; who may have it is the business of the view that found it."""

from django.http import FileResponse, Http404

from tasks.models import KeptFile, PlanImport


def as_download(kept: KeptFile | PlanImport) -> FileResponse:
    """Always a download, never a page of this site; an <img> of ours may show it."""
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type=kept.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
