"""The page of the office's settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.conflicts import Conflict
from units.forms.differences import Difference, differences
from units.forms.fields import refusals_on
from units.forms.office import OfficeForm
from units.models import Office
from units.permissions import require_sets_office
from units.selectors import get_office, history_of
from units.services.office import save_office


def office(request: HttpRequest) -> HttpResponse:
    require_sets_office(request.user)
    current = get_office()
    form = OfficeForm(request.POST or None, instance=current)
    context = {"form": form, "history": history_of(current), "differences": []}
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                _save(request, form)
                messages.success(request, "Đã lưu thiết lập.")
                return redirect("units:office")
        except Conflict as conflict:
            context["form"], context["differences"] = _over(request, form, conflict.current)
            return render(request, "units/office.html", context, status=409)
    return render(request, "units/office.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: OfficeForm) -> None:
    version = form.cleaned_data["version"]
    save_office(settings=form.settings(), version=version, by=request.user, now=timezone.now())


def _over(request: HttpRequest, form: OfficeForm, current: Office) -> tuple[OfficeForm, list[Difference]]:
    """What was typed, ready to be saved over what the other saved; and where the two differ."""
    found = differences(form, OfficeForm(instance=current))
    return OfficeForm({**request.POST.dict(), "version": str(current.version)}, instance=current), found
