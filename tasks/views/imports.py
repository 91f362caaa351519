"""Uploading a plan, correcting what was read of it, confirming it: for administrators of its committee."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap

from kehoach.lib.conflicts import Conflict
from tasks.forms.imports import UploadForm
from tasks.importing import Proposal, corrections
from tasks.jobs import read_import_job, wake
from tasks.models import PlanImport
from tasks.selectors.imports import imports_for, issuers_for
from tasks.services import imports
from tasks.views.outline import outline_of
from units.permissions import act_required
from units.policy import Act

administrators = act_required(Act.SET_UP, message="Chỉ người quản trị được nạp kế hoạch.")
STEPS = ("Tải tệp lên", "Xem và sửa", "Xác nhận")
SHOWN = 20  # uploads listed under the form


def import_of(request: HttpRequest, pk: int) -> PlanImport:
    """The import, when it is in the person's scope."""
    return get_object_or_404(imports_for(request.user), pk=pk)


def ready_import_of(request: HttpRequest, pk: int) -> PlanImport:
    """The import, when it can be corrected."""
    record = import_of(request, pk)
    if record.state != PlanImport.State.READY:
        raise Http404
    return record


def steps(current: int) -> list[dict[str, str]]:
    states = ["done"] * current + ["current"] + ["todo"] * (len(STEPS) - current - 1)
    return [{"label": label, "state": state, "url": ""} for label, state in zip(STEPS, states, strict=True)]


@administrators
def plan_import(request: HttpRequest) -> HttpResponse:
    """The upload, and what was uploaded before."""
    form = UploadForm(request.POST or None, request.FILES or None, issuers=issuers_for(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            record = imports.upload_plan(**form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            wake(read_import_job)
            return redirect("tasks:import_detail", record.pk)
    context = {"form": form, "steps": steps(0), "records": imports_for(request.user)[:SHOWN]}
    return render(request, "tasks/import_upload.html", context, status=422 if form.errors else 200)


@require_safe
@administrators
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: being read, refused, to be corrected, or done."""
    record = import_of(request, pk)
    if record.state == PlanImport.State.CONFIRMED:
        return redirect("tasks:plan_detail", record.plan_id)
    if record.state == PlanImport.State.READY:
        return render(request, "tasks/import_detail.html", page_context(record))
    return render(request, "tasks/import_state.html", {"record": record, "steps": steps(0)})


@administrators
@require_GET
def import_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked every second while the document is read; a full page when it is."""
    record = import_of(request, pk)
    if record.state != PlanImport.State.READING:
        return HttpResponseClientRefresh()
    return render(request, "tasks/_import_reading.html", {"record": record})


@administrators
@require_POST
def import_act(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """One structural act on one line: the button pressed says which."""
    record = ready_import_of(request, pk)
    proposal = Proposal.from_dict(record.proposal)
    try:
        what, focus = _act(proposal, address, request.POST)
        imports.correct_proposal(
            record=record,
            proposal=proposal,
            version=version_of(request),
            what=what,
            by=request.user,
            now=timezone.now(),
        )
    except corrections.Impossible as error:
        messages.warning(request, str(error))
        focus = address
    except LookupError as error:
        raise Http404 from error
    except Conflict:
        messages.warning(request, CHANGED)
        focus = address
    return corrected(request, record.pk, focus)


@administrators
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What confirming will make, and the button that does it."""
    record = import_of(request, pk)
    if request.method == "POST":
        try:
            plan = imports.confirm_import(
                record=record, version=version_of(request), by=request.user, now=timezone.now()
            )
        except Conflict:
            messages.warning(request, "Bản nạp vừa được người khác sửa. Xin xem lại rồi xác nhận.")
            return redirect("tasks:import_confirm", pk)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return redirect("tasks:import_detail", pk)
        messages.success(request, "Đã lập kế hoạch và giao việc cho các đơn vị.")
        return redirect("tasks:plan_detail", plan.pk)
    if record.state == PlanImport.State.CONFIRMED:
        return redirect("tasks:plan_detail", record.plan_id)
    if record.state != PlanImport.State.READY:
        return redirect("tasks:import_detail", pk)
    outcome = imports.foresee(record, timezone.localdate())
    return render(request, "tasks/import_confirm.html", {"record": record, "outcome": outcome, "steps": steps(2)})


@administrators
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    record = import_of(request, pk)
    imports.discard_import(record=record, by=request.user, now=timezone.now())
    messages.success(request, f"Đã bỏ bản nạp “{record.name}”.")
    return redirect("tasks:plan_import")


CHANGED = "Bản nạp vừa được người khác thay đổi. Trang đã hiện bản mới nhất; xin xem rồi làm lại."


def version_of(request: HttpRequest) -> int:
    """The version the person saw; a form without one saw none."""
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() else -1


def page_context(record: PlanImport) -> dict[str, Any]:
    return {"record": record, "outline": outline_of(record, timezone.localdate()), "steps": steps(1)}


def corrected(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """After an act: the whole outline afresh, because addresses may have moved."""
    if request.htmx:
        refused = bool(messages.get_messages(request))  # said at the top of the outline
        answer = render(request, "tasks/_import_body.html", page_context(ready_import_of(request, pk)))
        return reswap(answer, "outerHTML show:top") if refused else answer
    return redirect(f"{reverse('tasks:import_detail', args=[pk])}#dong-{address}")


def _act(proposal: Proposal, address: str, data: Any) -> tuple[str, str]:
    """Do the act; (the history's word for it, the line to look at next)."""
    act = data.get("act", "")
    above = address.rpartition(".")[0]
    if act == "task":
        item = corrections.find(proposal, address).item
        item.is_task = not item.is_task
        return "Đổi là nhiệm vụ hay lời dẫn", address
    if act == "add":
        return "Thêm dòng", corrections.add_line(proposal, address)
    if act == "take":
        part = data.get("part", "")
        return "Đưa đoạn chưa hiểu vào kế hoạch", corrections.take_unread(proposal, address, part)
    acts = {
        "remove": ("Xóa dòng", corrections.remove_line),
        "promote": ("Nâng cấp dòng", corrections.promote_line),
        "demote": ("Hạ cấp dòng", corrections.demote_line),
        "merge": ("Nối với dòng trước", corrections.merge_line),
    }
    if act not in acts:
        raise LookupError(act)
    what, correct = acts[act]
    correct(proposal, address)
    return what, address if act in ("promote", "demote") else above
