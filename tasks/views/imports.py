"""Uploading a plan, correcting what was read of it, confirming it: for administrators of its committee."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap

from kehoach.lib.conflicts import Conflict
from kehoach.lib.waking import wake
from tasks.forms.import_acts import SeveralForm
from tasks.forms.imports import UploadForm
from tasks.importing import Proposal
from tasks.jobs import read_import_job
from tasks.models import Plan, PlanImport
from tasks.selectors.imports import imports_for, issuers_for
from tasks.services import imports
from tasks.views.files import as_download
from tasks.views.outline import outline_of, page_at
from units.permissions import act_required
from units.policy import Act
from units.selectors import history_of

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
        context = page_context(record, page=page_of(request), focus=request.GET.get("dong", ""))
        return render(request, "tasks/import_detail.html", context)
    return render(request, "tasks/import_state.html", {"record": record, "steps": steps(0)})


@administrators
@require_GET
def import_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked every second while the document is read; a full page when it is."""
    record = import_of(request, pk)
    if record.state == PlanImport.State.READING:
        return render(request, "tasks/_import_reading.html", {"record": record})
    if "version" not in request.GET or record.state != PlanImport.State.READY:
        return HttpResponseClientRefresh()
    if request.GET["version"] == str(record.version):
        return HttpResponse(status=204)
    return render(request, "tasks/_import_news.html", {"record": record, "last": history_of(record)[0]})


@administrators
@require_GET
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    """The document as it was uploaded."""
    return as_download(import_of(request, pk))


@administrators
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What confirming will make, or change of the plan that this is a new version of, and the button that does it."""
    record = import_of(request, pk)
    if request.method == "POST":
        try:
            plan = _confirm(request, record)
        except Conflict:
            messages.warning(request, "Bản nạp hoặc kế hoạch vừa được người khác sửa. Xin xem lại rồi xác nhận.")
            return redirect("tasks:import_confirm", pk)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return redirect("tasks:import_difference" if record.renews_id else "tasks:import_detail", pk)
        done = "Đã đưa bản mới vào kế hoạch." if record.renews_id else "Đã lập kế hoạch và giao việc cho các đơn vị."
        messages.success(request, done)
        return redirect("tasks:plan_detail", plan.pk)
    if record.state == PlanImport.State.CONFIRMED:
        return redirect("tasks:plan_detail", record.plan_id)
    if record.state != PlanImport.State.READY:
        return redirect("tasks:import_detail", pk)
    today = timezone.localdate()
    counter = imports.UnitCounter(today)
    outcome = imports.foresee(record, today, counter)
    context = {"record": record, "outcome": outcome, "steps": steps(2), "difference": None}
    if record.renews_id:
        difference = imports.compare(record, imports.draft_today(record, today))
        assignments, units = imports.given_anew(difference, counter)
        context |= {"difference": difference, "assignments": assignments, "units": units}
    return render(request, "tasks/import_confirm.html", context)


def _confirm(request: HttpRequest, record: PlanImport) -> Plan:
    acting = {"record": record, "version": version_of(request), "by": request.user, "now": timezone.now()}
    if not record.renews_id:
        return imports.confirm_import(**acting)
    seen = request.POST.get("plan_version", "")
    return imports.renew_plan(plan_version=int(seen) if seen.isdecimal() else -1, **acting)


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


def page_of(request: HttpRequest) -> int:
    """The page of a long document that the person looks at."""
    value = (request.POST if request.method == "POST" else request.GET).get("trang", "")
    return int(value) if value.isdecimal() else 1


def page_context(
    record: PlanImport, *, page: int = 1, focus: str = "", form: SeveralForm | None = None, ticked: Sequence[str] = ()
) -> dict[str, Any]:
    outline = outline_of(record, timezone.localdate(), page=page, focus=focus)
    return {
        "record": record,
        "outline": outline,
        "steps": steps(1),
        "form": form or SeveralForm(),
        "open": form is not None,
        "ticked": set(ticked),
        "focus": focus,
    }


def corrected(request: HttpRequest, pk: int, address: str, *, page: int = 1) -> HttpResponse:
    """After an act: the page afresh, because addresses may have moved."""
    if request.htmx:
        refused = bool(messages.get_messages(request))
        context = page_context(ready_import_of(request, pk), page=page, focus=address)
        answer = render(request, "tasks/_import_body.html", context)
        return to_message(answer) if refused else answer
    place = page_at(Proposal.from_dict(ready_import_of(request, pk).proposal), address) if address else page
    query = f"?trang={place}" if place > 1 else ""
    return redirect(f"{reverse('tasks:import_detail', args=[pk])}{query}" + (f"#dong-{address}" if address else ""))


def to_message(answer: HttpResponse) -> HttpResponse:
    """The answer to htmx with a word to the person, which stands at the top of the outline."""
    return reswap(answer, "outerHTML show:top")
