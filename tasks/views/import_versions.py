"""A new version of a plan: its upload, and what it would change of the plan, line by line."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.conflicts import Conflict
from kehoach.lib.waking import wake
from tasks.forms.imports import RenewalForm
from tasks.jobs import read_import_job
from tasks.permissions import require_plan_editor
from tasks.services import imports
from tasks.views.imports import CHANGED, administrators, ready_import_of, steps, version_of
from tasks.views.plans import plan_of
from units.forms.fields import refusals_on

LINES = 100
DECISIONS = (("close", "Kết thúc"), ("keep", "Giữ lại"))


def plan_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The upload of a new version of this plan."""
    plan = plan_of(request, pk)
    require_plan_editor(request.user, plan)
    form = RenewalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            record = imports.upload_plan(
                file=form.cleaned_data["file"], issuer=plan.issuer, renews=plan, by=request.user, now=timezone.now()
            )
            wake(read_import_job)
            return redirect("tasks:import_detail", record.pk)
    context = {"plan": plan, "form": form, "steps": steps(0), "files": plan.imports.order_by("-uploaded_at")}
    return render(request, "tasks/plan_renew.html", context, status=422 if form.errors else 200)


@administrators
def import_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What the new version changes; a person says what becomes of the lines it has no longer."""
    record = ready_import_of(request, pk)
    if record.renews_id is None:
        raise Http404
    today = timezone.localdate()
    draft = imports.draft_today(record, today)
    difference = imports.compare(record, draft)
    said = {name.removeprefix("gone-"): value for name, value in request.POST.items() if name.startswith("gone-")}
    if every := request.POST.get("all"):
        said = {str(row.own.pk): every for row in difference.asked}
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            imports.decide_gone(
                record=record, decisions=said, version=version_of(request), by=request.user, now=timezone.now()
            )
            return redirect(request.get_full_path())
        except Conflict:
            status, refusal = 409, CHANGED
            record = ready_import_of(request, pk)
            draft = imports.draft_today(record, today)
            difference = imports.compare(record, draft)
    shown = [row for row in difference.rows if row.kind != "past"]
    page = Paginator(shown, LINES).get_page(request.GET.get("page"))
    context = {
        "record": record,
        "difference": difference,
        "problems": draft.problems,
        "page_obj": page,
        "rows": [(row, said.get(str(row.own.pk), row.decision)) for row in page],
        "decisions": DECISIONS,
        "refusal": refusal,
        "steps": steps(1),
    }
    return render(request, "tasks/import_difference.html", context, status=status)
