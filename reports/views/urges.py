"""Urging: choose units, write, look at what each will get, send."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from reports import permissions
from reports.forms.urges import UrgeForm, UrgeTarget
from reports.selectors.units import Owed, last_urges, owed_by
from reports.services.urges import urge_text, urge_units
from units.forms.fields import refusals_on
from units.models import Unit, User
from units.policy import Act
from units.selectors import people_for


@dataclass(frozen=True)
class Addressee:
    """One unit as the preview shows it: what it owes, who gets the message, and the whole text."""

    unit: Unit
    owed: Owed
    people: list[User]
    last_urged_at: Any
    lines: list[str]
    text: str


def urge(request: HttpRequest) -> HttpResponse:
    """GET: whom and about what. POST step=preview: the whole text for each; POST step=send: done."""
    target = _target(request)
    if target.has_error("unit", "required"):
        messages.warning(request, "Hãy chọn ít nhất một đơn vị để đôn đốc.")
        return redirect(f"{reverse('reports:board')}?plan={target.cleaned_data['plan'].pk}")
    step = request.POST.get("step", "write")
    form = UrgeForm(request.POST if request.method == "POST" else None)
    if step == "send" and form.is_valid() and not target.errors and _send(request, target, form):
        return redirect(f"{reverse('reports:board')}?plan={target.cleaned_data['plan'].pk}")
    preview = step == "preview" and form.is_valid() and not target.errors
    message = form.cleaned_data["message"] if preview else ""
    context = {
        "target": target,
        "form": form,
        "preview": preview,
        "message": message,
        "addressees": _addressees(target, message) if not target.errors else [],
    } | {name: target.cleaned_data.get(name) for name in ("plan", "period", "assignment")}
    return render(request, "reports/urge.html", context, status=422 if form.errors or target.errors else 200)


def _target(request: HttpRequest) -> UrgeTarget:
    """What the person may urge about; anything out of their scope does not exist."""
    target = UrgeTarget(request.POST if request.method == "POST" else request.GET, user=request.user)
    if target.has_error("plan") or any(target.has_error(name, "invalid_choice") for name in target.fields):
        raise Http404("Không có kế hoạch hoặc đơn vị này trong phạm vi của đồng chí.")
    permissions.require_tracking(request.user, target.cleaned_data["plan"])
    return target


def _addressees(target: UrgeTarget, message: str) -> list[Addressee]:
    chosen, today = target.cleaned_data, timezone.localdate()
    units = list(chosen["unit"])
    ids = [unit.pk for unit in units]
    assignment = chosen["assignment"]
    owed = owed_by(
        chosen["plan"], ids, today, period=chosen["period"], assignment=assignment.pk if assignment else None
    )
    people, urged = people_for(ids, Act.REPORT, today), last_urges(chosen["plan"], ids)
    return [
        Addressee(
            unit=unit,
            owed=owed[unit.pk],
            people=people.get(unit.pk, []),
            last_urged_at=urged.get(unit.pk),
            lines=owed[unit.pk].lines(today),
            text=urge_text(message, owed[unit.pk], today),
        )
        for unit in units
    ]


def _send(request: HttpRequest, target: UrgeTarget, form: UrgeForm) -> bool:
    """Whether it was sent; what the service refuses stands in the form."""
    chosen, count = target.cleaned_data, 0
    with refusals_on(form):
        count = urge_units(
            plan=chosen["plan"],
            units=list(chosen["unit"]),
            message=form.cleaned_data["message"],
            key=form.cleaned_data["key"],
            period=chosen["period"],
            assignment=chosen["assignment"],
            by=request.user,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    if form.errors:
        return False
    if count:
        messages.success(request, f"Đã đôn đốc {count} đơn vị.")
    else:
        messages.info(request, "Lần đôn đốc này đã gửi rồi nên không gửi thêm.")
    return True
