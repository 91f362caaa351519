"""Roll-ups: listed, compiled, read, edited, issued, downloaded and corrected."""

import logging
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from kehoach.lib.conflicts import Conflict
from kehoach.lib.waking import wake
from reports import permissions
from reports.forms.rollups import CompileForm, CorrectForm, IssueForm, RollupFilter, RollupTextsForm
from reports.jobs import build_rollup_files_job
from reports.models import Period, Rollup, RollupBuild, RollupFile
from reports.services import rollup_files
from reports.services import rollup_issue as issuing
from reports.services import rollups as services
from reports.services.figures import Figures
from reports.services.rollup_documents import counted_annexes, document_of
from reports.views.board import only_watchers
from tasks.forms.updates import VersionForm
from units.forms.differences import Difference, differences
from units.forms.fields import refusals_on
from units.models import Office, User
from units.permissions import can_track
from units.selectors import get_office, history_of

log = logging.getLogger(__name__)

PAGE = 20
CONTENT_TYPES = {
    RollupFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    RollupFile.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LOOK_AGAIN = "Dự thảo vừa được người khác sửa. Xin xem lại bản mới nhất rồi ban hành."
NOT_BUILT = "Tệp của dự thảo này chưa được lập hoặc đã cũ. Xin bấm “Lập tệp Word, Excel”."
BROKEN = "Tệp lưu không còn khớp mã SHA-256 nên không tải được. Xin báo quản trị để khôi phục từ bản sao lưu."


@require_GET
@only_watchers
def rollup_list(request: HttpRequest) -> HttpResponse:
    """The drafts and the issued ones, the latest period first; and for trackers the periods still to be compiled."""
    filters = RollupFilter(request.GET, user=request.user)
    rows = Rollup.objects.visible_to(request.user).filter(**filters.chosen)
    rows = rows.select_related("plan", "period", "corrects", "corrected_by")
    rows = rows.defer("figures", "corrects__figures", "corrected_by__figures")
    offer = CompileForm(user=request.user, today=timezone.localdate()) if can_track(request.user) else None
    context = {
        "form": filters,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "compile_form": offer,
    }
    return render(request, "reports/rollup_list.html", context)


@require_POST
def rollup_compile(request: HttpRequest) -> HttpResponse:
    """Make the draft of a period; where there is one already, go to it."""
    asked = request.POST.get("period", "")
    rows: Any = Period.objects.visible_to(request.user).select_related("plan__issuer")
    period = get_object_or_404(rows, pk=asked if asked.isdigit() else 0)
    permissions.require_preparing(request.user, period.plan)
    try:
        rollup = services.compile_rollup(period=period, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        rollup = Rollup.objects.issued().filter(period=period).latest("pk")
    return redirect("reports:rollup_detail", pk=rollup.pk)


@require_GET
def rollup_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it will lie on the table, with what it rests on and what may be done with it."""
    rollup, office = _rollup(request, pk), get_office()
    build = None if rollup.is_issued else rollup_files.build_of(rollup)
    context = {
        "rollup": rollup,
        "document": _preview(rollup, office),
        "figures": Figures.from_dict(rollup.figures),
        "files": rollup.files.defer("content"),
        "build": build,
        "built": rollup.is_draft and rollup_files.stands(build, rollup, office),
        "edited": rollup.parts.filter(edited=True).select_related("task") if rollup.is_draft else [],
        "outdated": rollup.is_draft and services.is_outdated(rollup),
        "correction": Rollup.objects.filter(corrects=rollup).defer("figures").first(),
        "can_prepare": permissions.prepares(request.user, rollup.plan),
        "can_issue": permissions.issues(request.user, rollup.plan),
        "version_form": VersionForm(initial={"version": rollup.version}),
        "history": history_of(rollup),
    }
    return render(request, "reports/rollup_detail.html", context)


@require_POST
def rollup_recompile(request: HttpRequest, pk: int) -> HttpResponse:
    rollup = _rollup(request, pk)
    permissions.require_preparing(request.user, rollup.plan)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        services.recompile_rollup(rollup=rollup, version=version, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except Conflict:
        messages.warning(request, "Dự thảo vừa được thay đổi. Xin xem bản mới nhất bên dưới.")
    else:
        messages.success(request, "Đã tổng hợp lại từ báo cáo đã xác nhận; các phần đã sửa được giữ nguyên.")
    return redirect("reports:rollup_detail", pk=pk)


def rollup_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rollup = _rollup(request, pk)
    permissions.require_preparing(request.user, rollup.plan)
    if not rollup.is_draft:
        return _refused(request, rollup, services.FROZEN[rollup.state])
    data = request.POST if request.method == "POST" else None
    form = _texts_form(rollup, data)
    if data is None or not form.is_valid():
        return _show_texts(request, rollup, form, status=422 if form.errors else 200)
    try:
        services.save_rollup(
            rollup=rollup,
            version=form.cleaned_data["version"],
            abstract=form.cleaned_data["abstract"],
            texts=form.texts,
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        return _refused(request, rollup, error.messages[0])
    except Conflict:
        return _show_both(request, _rollup(request, pk))
    messages.success(request, "Đã lưu dự thảo.")
    return redirect("reports:rollup_detail", pk=pk)


def rollup_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, day and signer; then a last look at the whole; then it is frozen."""
    rollup = _rollup(request, pk)
    permissions.require_issuing(request.user, rollup.plan)
    if rollup.is_issued:
        return _refused(request, rollup, f"Báo cáo này đã ban hành, số {rollup.number_and_symbol}.")
    if not rollup.is_draft:
        return _refused(request, rollup, f"Báo cáo đang được ban hành, số {rollup.number_and_symbol}.")
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, rollup=rollup, office=get_office(), today=timezone.localdate())
    step = request.POST.get("step", "")
    if data is not None and form.is_valid() and step != "back":
        try:
            with refusals_on(form):
                return _issue(request, rollup, form) if step == "issue" else _last_look(request, rollup, form)
        except Conflict as conflict:
            form.data = {**form.data.dict(), "version": conflict.current.version}
            form.add_error(None, LOOK_AGAIN)
    context = {"rollup": _rollup(request, pk), "form": form}
    return render(request, "reports/rollup_issue.html", context, status=422 if form.errors else 200)


@require_POST
def rollup_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave off issuing while the files are being built."""
    rollup = _rollup(request, pk)
    permissions.require_issuing(request.user, rollup.plan)
    try:
        issuing.take_back_issue(rollup=rollup, by=request.user, now=timezone.now())
    except ValidationError as error:
        return _refused(request, rollup, error.messages[0])
    messages.success(request, "Đã thôi ban hành; số chưa dùng, dự thảo lại sửa được.")
    return redirect("reports:rollup_detail", pk=pk)


@require_http_methods(["GET", "POST"])
def rollup_files_state(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: ask for a draft's files. GET: asked every second while they are built; a full page when they are."""
    rollup = _rollup(request, pk)
    if request.method == "POST":
        try:
            rollup_files.ask_files(rollup=rollup, office=get_office(), now=timezone.now())
        except ValidationError as error:
            return _refused(request, rollup, error.messages[0])
        wake(build_rollup_files_job)
        return redirect("reports:rollup_detail", pk=pk)
    build = rollup_files.build_of(rollup)
    if build is not None and build.state == RollupBuild.State.OWED:
        context = {"rollup": rollup, "build": build, "can_issue": permissions.issues(request.user, rollup.plan)}
        return render(request, "reports/_rollup_building.html", context)
    if rollup.is_issued:
        messages.success(request, f"Đã ban hành {rollup}. Tệp Word và Excel đã lưu cùng mã kiểm tra.")
    return HttpResponseClientRefresh()


@require_safe
def rollup_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The very bytes that were issued, once they are proved whole; or those of the draft as it stands."""
    if kind not in RollupFile.Kind.values:
        raise Http404
    rollup = _rollup(request, pk)
    if not rollup.is_issued:
        return _draft_file(request, rollup, kind)
    file = get_object_or_404(rollup.files, kind=kind)
    if not rollup_files.file_is_whole(file):
        log.error("File %s of roll-up %s does not match its SHA-256.", file.pk, rollup.pk)
        return _refused(request, rollup, BROKEN)
    response = _download(bytes(file.content), file.name, kind)
    response["ETag"] = f'"{file.sha256}"'
    response["Cache-Control"] = "private, no-cache"  # asked for anew each time, sent anew only if it is not there
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _draft_file(request: HttpRequest, rollup: Rollup, kind: str) -> HttpResponse:
    build = RollupBuild.objects.filter(rollup=rollup).only("built_from", kind).first()
    if build is None or not (rollup.is_draft and rollup_files.stands(build, rollup, get_office())):
        return _refused(request, rollup, NOT_BUILT)
    name = f"du-thao-lan-{rollup.drafts}-{rollup.period.starts_on:%Y%m%d}.{kind}"
    return _download(bytes(getattr(build, kind)), name, kind)


def rollup_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the roll-up that will replace an issued one."""
    rollup = _rollup(request, pk)
    permissions.require_preparing(request.user, rollup.plan)
    correction = Rollup.objects.filter(corrects=rollup).first()
    if correction is not None:
        return _refused(request, correction, "Báo cáo này đã có bản đính chính, đang mở ở đây.")
    if not rollup.is_issued:
        return _refused(request, rollup, "Dự thảo thì sửa ngay được, không cần đính chính.")
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            draft = services.correct_rollup(rollup=rollup, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, "Đã lập dự thảo đính chính từ nội dung đã ban hành và số liệu mới nhất.")
            return redirect("reports:rollup_detail", pk=draft.pk)
    context = {"rollup": rollup, "form": form}
    return render(request, "reports/rollup_correct.html", context, status=422 if form.errors else 200)


def _rollup(request: HttpRequest, pk: int) -> Rollup:
    rows = Rollup.objects.visible_to(request.user).select_related(
        "plan__issuer", "period", "corrects", "compiled_by", "issued_by"
    )
    return get_object_or_404(rows, pk=pk)


def _preview(rollup: Rollup, office: Office) -> Any:
    """The document without the annex that grows with the units; the page stays light among 50,000 of them."""
    return document_of(rollup, office, annexes=counted_annexes(Figures.from_dict(rollup.figures)))


def _texts_form(rollup: Rollup, data: Any) -> RollupTextsForm:
    return RollupTextsForm(data, rollup=rollup, parts=list(rollup.parts.all()))


def _show_texts(
    request: HttpRequest,
    rollup: Rollup,
    form: RollupTextsForm,
    *,
    found: Sequence[Difference] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"rollup": rollup, "form": form, "differences": found}
    return render(request, "reports/rollup_edit.html", context, status=status)


def _show_both(request: HttpRequest, rollup: Rollup) -> HttpResponse:
    """What was typed, ready to be saved over what the other saved; and where the two differ."""
    saved = _texts_form(rollup, None)
    standing = {name: saved[name].initial for name in saved.fields}  # a part that came meanwhile keeps its text
    form = _texts_form(rollup, standing | request.POST.dict() | {"version": rollup.version})
    form.is_valid()
    return _show_texts(request, rollup, form, found=differences(form, saved), status=409)


def _last_look(request: HttpRequest, rollup: Rollup, form: IssueForm) -> HttpResponse:
    if form.cleaned_data["version"] != rollup.version:
        raise Conflict(rollup)
    office = get_office()
    issuing.prepare_issue(rollup=rollup, office=office, **_orders(request.user, form))
    context = {"rollup": rollup, "form": form, "document": _preview(rollup, office)}
    return render(request, "reports/rollup_last_look.html", context)


def _issue(request: HttpRequest, rollup: Rollup, form: IssueForm) -> HttpResponse:
    version = form.cleaned_data["version"]
    issuing.issue_rollup(rollup=rollup, version=version, **_orders(request.user, form))
    wake(build_rollup_files_job)
    return redirect("reports:rollup_detail", pk=rollup.pk)


def _orders(user: User, form: IssueForm) -> dict[str, Any]:
    """What a person says of the issue, as the services take it."""
    said = {name: form.cleaned_data[name] for name in ("number", "issued_on")}
    return said | {"signing": form.signing, "by": user, "now": timezone.now()}


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Always a file to keep, never a page of this site."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[RollupFile.Kind(kind)])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _refused(request: HttpRequest, rollup: Rollup, sentence: str) -> HttpResponse:
    messages.warning(request, sentence)
    return redirect("reports:rollup_detail", pk=rollup.pk)
