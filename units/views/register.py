"""The register of units and the list of people, out to Excel and in again; for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from kehoach.lib.conflicts import Conflict
from units.models import ListUpload
from units.permissions import act_required
from units.policy import Act
from units.services import people_list, register
from units.services.lists import CHANGED_MEANWHILE
from units.services.uploads import ADMINISTRATORS_ONLY, confirm_list
from units.views.lists import ListPages, go_on

PAGE = 100  # lines of a result

UNITS_PAGES = ListPages(
    kind=ListUpload.Kind.UNITS,
    name="register",
    file="don-vi",
    list_address="units:unit_list",
    list_label="Đơn vị",
    noun="đơn vị",
    export=register.export_units,
    template=register.template,
)
PEOPLE_PAGES = ListPages(
    kind=ListUpload.Kind.PEOPLE,
    name="people",
    file="nguoi-dung",
    list_address="units:user_list",
    list_label="Người dùng",
    noun="người",
    export=people_list.export_people,
    template=people_list.template,
)
PAGES = {pages.kind: pages for pages in (UNITS_PAGES, PEOPLE_PAGES)}

for_administrators = act_required(Act.ADMINISTER, message=ADMINISTRATORS_ONLY)

register_import = for_administrators(UNITS_PAGES.upload)
register_export = require_safe(for_administrators(UNITS_PAGES.whole))
register_template = require_safe(for_administrators(UNITS_PAGES.empty))

people_import = for_administrators(PEOPLE_PAGES.upload)
people_export = require_safe(for_administrators(PEOPLE_PAGES.whole))
people_template = require_safe(for_administrators(PEOPLE_PAGES.empty))


@require_safe
@for_administrators
def list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an upload stands: under way, refused, what it would do, or what it did."""
    record = get_object_or_404(ListUpload.objects.visible_to(request.user), pk=pk)
    context = {"record": record, "pages": PAGES[record.kind]}
    if record.state == ListUpload.State.CHECKED:
        result = record.result
        rows = result["problems"] or [*result["changed"], *(row | {"is_new": True} for row in result["new"])]
        context["page_obj"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "units/list_detail.html", context)


@require_GET
@for_administrators
def list_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked every second while the upload is under way; a full page when it no longer is."""
    record = get_object_or_404(ListUpload.objects.visible_to(request.user).defer("result"), pk=pk)
    if record.is_under_way:
        return render(request, "units/_list_working.html", {"record": record})
    return HttpResponseClientRefresh()


@require_POST
@for_administrators
def list_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Have written what the page showed; when it is another by now, show that instead."""
    record = get_object_or_404(ListUpload.objects.visible_to(request.user).defer("result"), pk=pk)
    try:
        confirm_list(record=record, digest=request.POST.get("digest", ""), by=request.user)
    except Conflict:
        messages.warning(request, CHANGED_MEANWHILE)
    else:
        if record.file:
            go_on(record)
    return redirect("units:list_detail", pk)
