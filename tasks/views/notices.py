"""Nhắc việc: what the person was told, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tasks.models import Notice
from tasks.services.notices import mark_read

PAGE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    notices = Notice.objects.visible_to(request.user).select_related("unit")
    unread = notices.standing().filter(read_at=None).count()
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/notice_list.html", {"page_obj": page, "unread": unread})


@require_safe
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go to what it speaks of."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(person=request.user, notices=[notice.pk], now=timezone.now())
    if notice.link and url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None):
        return redirect(notice.link)
    return redirect("tasks:notice_list")


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    mark_read(person=request.user, now=timezone.now())
    return redirect("tasks:notice_list")
