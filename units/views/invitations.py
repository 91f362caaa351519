"""The page of those who have never been in: print slips with one-time codes, or mail links."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from units.forms.people import InvitationFilter
from units.models import User
from units.permissions import act_required
from units.policy import Act
from units.selectors import not_yet_in, with_roles
from units.services.invitations import owe_invitations, print_slips

PAGE_LENGTH = 200
MOST_SLIPS = 2000  # on one print


@require_http_methods(["GET", "HEAD", "POST"])
@act_required(Act.ADMINISTER, message="Chỉ người quản trị được mời người dùng.")
def invitations(request: HttpRequest) -> HttpResponse:
    """The list; and by POST an act on those that are ticked, or on the whole list as it was narrowed."""
    form, today = InvitationFilter(request.GET, user=request.user), timezone.localdate()
    waiting = form.narrow(not_yet_in(request.user, today), today)
    if request.method == "POST":
        ticked = [pk for pk in request.POST.getlist("person") if pk.isdigit()]
        chosen = waiting if request.POST.get("who") == "all" else waiting.filter(pk__in=ticked)
        if refused := ratelimit.consume_or_429(request, action="give_code"):
            return refused
        return _invited(request, chosen)
    page = Paginator(with_roles(waiting, today), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "units/invitations.html", {"form": form, "page_obj": page, "now": timezone.now()})


def _invited(request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse:
    count, by_mail = chosen.count(), request.POST.get("by") == "mail"
    if by_mail and count:
        owed = owe_invitations(users=chosen, by=request.user, now=timezone.now())
        messages.success(request, f"Sẽ gửi {owed} thư mời trong vài phút tới.")
        if count > owed:
            messages.warning(request, f"{count - owed} người không có địa chỉ thư; xin in phiếu cho họ.")
    elif 0 < count <= MOST_SLIPS:
        return _slips(print_slips(users=chosen, by=request.user, now=timezone.now()))
    elif count:
        messages.error(request, f"Mỗi lần in được {MOST_SLIPS} phiếu; xin chọn một nhánh.")
    else:
        messages.error(request, "Chưa chọn ai. Xin đánh dấu người cần mời.")
    return redirect(request.get_full_path())


def _slips(pdf: bytes) -> HttpResponse:
    """Shown once and kept by nobody."""
    headers = {
        "Content-Disposition": 'attachment; filename="phieu-moi.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
