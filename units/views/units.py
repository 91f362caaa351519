"""Pages of the units: the tree, one unit, and what an administrator changes."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.lib.conflicts import Conflict
from units.forms.differences import differences
from units.forms.fields import refusals_on, unit_text
from units.forms.units import UnitFilter, UnitForm
from units.models import Reorganisation, Unit
from units.permissions import act_required, can_administer, can_edit_unit, can_place_unit, require_administers
from units.policy import Act
from units.selectors import (
    ancestors_of,
    children_of,
    facts_about,
    history_of,
    life_of,
    memberships_of,
    tops_for,
    with_children_count,
)
from units.services.tree import create_unit, edit_unit
from units.views import number_in

PAGE_LENGTH = 50
PROPOSED = 10


@require_safe
@act_required(Act.SEE, message="Tài khoản của đồng chí chưa được giao vai trò tại đơn vị nào.")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree, opened level by level; or the units that a filter finds, in one flat list."""
    form = UnitFilter(request.GET)
    context = {"form": form, "can_create": can_administer(request.user)}
    if form.active and form.is_valid():
        return render(request, "units/unit_list.html", context | {"page_obj": _page(request, _filtered(request, form))})
    tops = tops_for(request.user)
    place = _place(request, tops)
    rows = with_children_count(children_of(place, request.user).filter(closed_on=None) if place else tops)
    context |= {"place": place, "page_obj": _page(request, rows)}
    if request.htmx:
        return render(request, "units/_branch.html", context)
    crumbs = ancestors_of(place, request.user) if place else []
    return render(request, "units/unit_list.html", context | {"crumbs": crumbs})


def _place(request: HttpRequest, tops: QuerySet[Unit]) -> Unit | None:
    """The unit whose children are shown: the chosen one, else the only top of one's sight."""
    if request.GET.get("parent"):
        return get_object_or_404(Unit.objects.visible_to(request.user), pk=number_in(request, "parent"))
    first_two = tops[:2]
    return first_two[0] if len(first_two) == 1 else None


def _filtered(request: HttpRequest, form: UnitFilter) -> QuerySet[Unit]:
    units = Unit.objects.visible_to(request.user).search(form.cleaned_data["q"]).select_related("parent")
    if kind := form.cleaned_data["kind"]:
        units = units.filter(kind=kind)
    if form.cleaned_data["state"] != "all":
        units = units.filter(closed_on__isnull=form.cleaned_data["state"] != "closed")
    return units.order_by("sort_key", "pk")


def _page(request: HttpRequest, units: QuerySet[Unit]) -> Page:
    return Paginator(units, PAGE_LENGTH).get_page(request.GET.get("page"))


@require_safe
@act_required(Act.SEE)
def unit_options(request: HttpRequest) -> HttpResponse:
    """Units in scope for the field that asks (units.forms.fields.UnitInput), as options of its list."""
    text = request.GET.get(request.GET.get("field", ""), "").strip()
    units = Unit.objects.visible_to(request.user).filter(closed_on=None).search(text).order_by("sort_key", "pk")
    options = [unit_text(unit) for unit in units[:PROPOSED]] if text else []
    return render(request, "units/_options.html", {"options": options})


@require_safe
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk)
    children, can_place = children_of(unit, request.user), can_place_unit(request.user, unit)
    context = {
        "unit": unit,
        "crumbs": ancestors_of(unit, request.user),
        "facts": facts_about(unit, request.user),
        "memberships": memberships_of(unit, timezone.localdate()),
        "children": with_children_count(children)[:PAGE_LENGTH],
        "children_total": children.count(),
        "life": life_of(unit, request.user, planned=can_place),
        "history": history_of(unit),
        "can_edit": can_edit_unit(request.user, unit),
        "acts": _acts_on(unit) if can_place and not unit.closed_on else [],
    }
    return render(request, "units/unit_detail.html", context)


def _acts_on(unit: Unit) -> list[tuple[str, str]]:
    """The acts that may begin from this unit's page; the top of a tree only changes its name."""
    kinds = Reorganisation.Kind
    possible = [kinds.RENAME, kinds.CONVERT]
    if unit.parent_id:
        possible += [kinds.TRANSFER, kinds.MERGE, kinds.SPLIT, kinds.DISSOLVE]
    return [(kind.value, str(kind.label)) for kind in possible]


@act_required(Act.ADMINISTER)
def unit_create(request: HttpRequest) -> HttpResponse:
    above = Unit.objects.administered_by(request.user).filter(pk=number_in(request, "parent")).first()
    form = UnitForm(
        request.POST or None, user=request.user, initial={"parent": above, "opened_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        require_administers(request.user, parent)
        with refusals_on(form):
            unit = create_unit(parent=parent, facts=form.facts(), by=request.user, now=timezone.now())
            messages.success(request, f"Đã lập đơn vị {unit}.")
            return redirect("units:unit_detail", unit.pk)
    context = {"form": form, "unit": None, "differences": []}
    return render(request, "units/unit_form.html", context, status=422 if form.errors else 200)


def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _unit(request, pk)
    require_administers(request.user, unit)
    form = UnitForm(request.POST or None, user=request.user, instance=unit)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                _save(request, unit, form)
                messages.success(request, "Đã lưu thông tin đơn vị.")
                return redirect("units:unit_detail", pk)
        except Conflict as conflict:
            return _show_both(request, form, conflict.current)
    context = {"form": form, "unit": Unit.objects.get(pk=pk), "differences": []}
    return render(request, "units/unit_form.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, unit: Unit, form: UnitForm) -> None:
    version = form.cleaned_data["version"]
    edit_unit(unit=unit, facts=form.facts(), version=version, by=request.user, now=timezone.now())


def _show_both(request: HttpRequest, form: UnitForm, current: Unit) -> HttpResponse:
    """What was typed, ready to be saved over what the other saved; and where the two differ."""
    found = differences(form, UnitForm(user=request.user, instance=current))
    typed = UnitForm({**request.POST.dict(), "version": str(current.version)}, user=request.user, instance=current)
    context = {"form": typed, "unit": Unit.objects.get(pk=current.pk), "differences": found}
    return render(request, "units/unit_form.html", context, status=409)


def _unit(request: HttpRequest, pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent", "branch"), pk=pk)
