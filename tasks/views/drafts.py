"""Drafts at the address of their form: the page sends what is typed there, and nobody else's form is ever reached."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from tasks.forms.drafts import Drafted, DraftForm
from tasks.models import Draft
from tasks.services.drafts import check_draft_files, drop_draft_files, forget_drafts, keep_draft

SENT = "__Host-kehoach_sent" if settings.SESSION_COOKIE_SECURE else "kehoach_sent"
"""A cookie that tells the page what it need not keep in the browser any longer; see static/js/drafts.js."""
DIGITS = 18


def is_draft(request: HttpRequest) -> bool:
    """Whether the page only wants kept what is typed so far. To be asked after the scope of the form."""
    return request.method == "POST" and "X-Draft" in request.headers


def keep(request: HttpRequest) -> JsonResponse:
    """Keep it. Gives: what the page goes on with, the sentence beside the form, and its files where they changed."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": " ".join(next(iter(form.errors.values())))}, status=422)
    values = form.cleaned_data
    fields, now = values.pop("fields_typed"), timezone.now()
    chosen, dropped = request.FILES.getlist("files"), _numbers(request, "removed_files")
    try:
        files = check_draft_files(form=request.path, files=chosen, by=request.user) if chosen else []
    except ValidationError as error:
        return JsonResponse({"said": " ".join(error.messages)}, status=422)
    draft = keep_draft(form=request.path, fields=fields, files=files, by=request.user, now=now, **values)
    if dropped:
        drop_draft_files(form=request.path, pks=dropped, by=request.user)
    said = f"Đã lưu nháp lúc {date_format(timezone.localtime(now), 'H:i')}."
    if Draft.objects.visible_to(request.user).filter(form=request.path).exclude(pk=draft.pk).exists():
        said += " Ở trang hoặc máy khác cũng có nội dung chưa gửi; xin tải lại trang để xem cả hai."
    answer = {"draft": draft.pk, "revision": draft.revision, "said": said}
    if chosen or dropped:
        answer["files"] = render_to_string("components/_draft_file_list.html", {"files": drafted(request).files})
    return JsonResponse(answer)


def drafted(request: HttpRequest, version: int = 0, *, address: str = "", is_typed: bool = False) -> Drafted:
    """What the person left typed and chosen in the form of this address, or of another that this page shows too.

    Queries: 1, and 1 for the files of what there is.
    """
    drafts = Draft.objects.visible_to(request.user).filter(form=address or request.path).prefetch_related("files")
    return Drafted(list(drafts), version, is_typed=is_typed)


def files_sent(request: HttpRequest) -> list[int]:
    """The files of its draft that the form is sent with; those it is to be sent without go at once."""
    removed = _numbers(request, "removed_files")
    if removed:
        drop_draft_files(form=request.path, pks=removed, by=request.user)
    return [pk for pk in _numbers(request, "draft_files") if pk not in removed]


def thrown_away(request: HttpRequest) -> bool:
    """Whether the person wants the form without what they typed; then it is forgotten."""
    if "forget_draft" not in request.POST:
        return False
    forget_drafts(form=request.path, by=request.user)
    return True


def sent(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The form was sent: its drafts go, here and in the browser."""
    forget_drafts(form=request.path, by=request.user)
    response.set_cookie(SENT, request.path, max_age=3600, secure=settings.SESSION_COOKIE_SECURE, samesite="Strict")
    return response


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) <= DIGITS]
