"""Pages of the acts on the organisation: what is planned and was done, one act before and after it is done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from kehoach.lib.waking import wake
from units.forms.fields import refusals_on
from units.forms.reorganisations import ActForm, ChoicesForm, initial_of_act, initial_of_unit
from units.jobs import carry_out_acts_job
from units.models import Reorganisation, Unit
from units.permissions import act_required, can_reorganise
from units.policy import Act
from units.selectors import history_of
from units.services.reorganisations.acts import confirm_act, holdings_of, prepare_act, undo_act
from units.views import number_in

PAGE_LENGTH = 30
State = Reorganisation.State
OPEN_STATES = (State.DRAFT, State.PLANNED)
WAITING = (*OPEN_STATES, State.UNDOING)
CONFIRMED = {State.DONE: "Đã thực hiện.", State.PLANNED: "Đã xác nhận; việc tự thực hiện khi đến ngày."}
UNDONE = {State.UNDONE: "Đã hủy việc sắp xếp; mọi thứ trở lại như trước."}
NOT_ALL_OURS = "Việc sắp xếp này có đơn vị do người quản trị cấp trên quản lý."


@require_safe
@act_required(Act.ADMINISTER)
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    """What waits for a person or a day first, then what was done."""
    acts = Reorganisation.objects.visible_to(request.user).prefetch_related("units")
    context = {
        "waiting": acts.filter(state__in=WAITING).order_by("effective_on", "pk"),
        "page_obj": Paginator(acts.exclude(state__in=WAITING), PAGE_LENGTH).get_page(request.GET.get("page")),
        "kinds": Reorganisation.Kind.choices,
    }
    return render(request, "units/reorganisation_list.html", context)


@act_required(Act.ADMINISTER)
def reorganisation_create(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Reorganisation.Kind.values:
        raise Http404
    start = Unit.objects.administered_by(request.user).filter(pk=number_in(request, "unit")).first()
    initial = initial_of_unit(start, kind) | {"decided_on": timezone.localdate(), "effective_on": timezone.localdate()}
    return _write(request, None, ActForm(request.POST or None, kind=kind, user=request.user, initial=initial), start)


@act_required(Act.ADMINISTER)
def reorganisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    act = _act(request, pk)
    if act.state not in OPEN_STATES:
        return redirect("units:reorganisation_detail", pk)
    return _write(
        request, act, ActForm(request.POST or None, kind=act.kind, user=request.user, initial=initial_of_act(act)), None
    )


def _write(request: HttpRequest, act: Reorganisation | None, form: ActForm, start: Unit | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            written = prepare_act(
                act=act,
                kind=form.kind,
                **form.decision(),
                before=form.before(),
                outcomes=form.outcomes(),
                by=request.user,
                now=timezone.now(),
            )
            return redirect("units:reorganisation_detail", written.pk)
    context = {"form": form, "kind": Reorganisation.Kind(form.kind), "act": act, "start": start}
    return render(request, "units/reorganisation_form.html", context, status=422 if form.errors else 200)


@require_safe
@act_required(Act.ADMINISTER)
def reorganisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    act = _act(request, pk)
    waits = act.state in OPEN_STATES and not act.is_under_way(timezone.localdate())
    return _show(request, act, _choices(act) if waits else None)


@require_POST
@act_required(Act.ADMINISTER)
def reorganisation_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    act = _act(request, pk)
    form = _choices(act, request.POST)
    if form.is_valid():
        try:
            with refusals_on(form):
                version, choices = form.cleaned_data["version"], form.chosen()
                act = confirm_act(act=act, choices=choices, version=version, by=request.user, now=timezone.now())
                return _go_on(request, act, CONFIRMED)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("units:reorganisation_detail", pk)
    return _show(request, act, form)


@require_POST
@act_required(Act.ADMINISTER)
def reorganisation_undo(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        act = undo_act(act=_act(request, pk), by=request.user, now=timezone.now())
    except Conflict as conflict:
        messages.error(request, str(conflict))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        return _go_on(request, act, UNDONE)
    return redirect("units:reorganisation_detail", pk)


def _go_on(request: HttpRequest, act: Reorganisation, said: dict[str, str]) -> HttpResponse:
    """Say what became of the act; a large one is left to a worker, and its page shows when it is done."""
    if act.is_under_way(timezone.localdate()):
        wake(carry_out_acts_job)
    else:
        messages.success(request, said[act.state])
    return redirect("units:reorganisation_detail", act.pk)


def _act(request: HttpRequest, pk: int) -> Reorganisation:
    """An act in scope, for who administers all of its units."""
    acts = Reorganisation.objects.visible_to(request.user).select_related("prepared_by")
    act = get_object_or_404(acts.prefetch_related("units__unit", "units__parent"), pk=pk)
    parts = act.units.all()
    units = [part.unit for part in parts if part.unit]
    if not can_reorganise(request.user, units, [part.parent for part in parts if part.parent]):
        raise PermissionDenied(NOT_ALL_OURS)
    return act


def _choices(act: Reorganisation, data: object = None) -> ChoicesForm:
    return ChoicesForm(data, act=act, groups=holdings_of(act))


def _show(request: HttpRequest, act: Reorganisation, form: ChoicesForm | None) -> HttpResponse:
    context = {
        "act": act,
        "under_way": act.is_under_way(timezone.localdate()),
        "form": form,
        "groups": list(form.shown()) if form else [],
        "today": timezone.localdate(),
        "history": history_of(act),
    }
    return render(request, "units/reorganisation_detail.html", context, status=422 if form and form.errors else 200)
