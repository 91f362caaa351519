"""Writing down progress in place, its evidence, and the tracker's answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import reswap, retarget

from kehoach.lib.conflicts import Conflict
from kehoach.lib.kept_pages import kept_offline
from kehoach.lib.waiting import is_queued, pressed_at
from tasks.forms.drafts import Drafted
from tasks.forms.update_all import RowForm
from tasks.forms.updates import SendBackForm, UpdateForm, VersionForm
from tasks.models import Assignment, Evidence, Task, Update
from tasks.permissions import require_can_log, require_tracks
from tasks.selectors.work import awaiting_work, own_units, task_name
from tasks.services.updates import confirm_done, log_update, send_back, undo_confirm, undo_send_back
from tasks.views import drafts, queued
from tasks.views.files import as_download, as_small_picture
from tasks.views.work import row_of, visible_assignment
from units.permissions import act_required
from units.policy import Act

LOGGED = "Đã ghi cập nhật tiến độ."
PAGE = 25


@kept_offline
def update_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The form: inside its row of the list with htmx, else a page of its own."""
    assignment = visible_assignment(request.user, pk)
    require_can_log(request.user, assignment)
    if drafts.is_draft(request):
        return drafts.keep(request)
    today = timezone.localdate()
    if request.method != "POST" or drafts.thrown_away(request):
        return _show_empty(request, assignment, UpdateForm(assignment=assignment, today=today))
    form = UpdateForm(request.POST, request.FILES, assignment=assignment, today=today)
    latest, now, files = None, timezone.now(), drafts.files_sent(request)
    if form.is_valid():
        try:
            said = {"draft_files": files, "pressed_at": pressed_at(request.headers, now)} | form.cleaned_data
            log_update(assignment=assignment, by=request.user, now=now, **said)
        except ValidationError as error:
            add_errors(form, error)
        except Conflict as conflict:
            latest, assignment.version = show_both(form, conflict.current), conflict.current.version
        else:
            return drafts.sent(request, _show_logged(request, assignment))
    if is_queued(request.headers):
        return queued.refused(queued.reasons_of(form))
    drafted = drafts.drafted(request, assignment.version, is_typed=True)
    return _show_form(request, assignment, form, drafted, latest=latest, status=422)


@require_GET
@kept_offline
def blank_update(request: HttpRequest) -> HttpResponse:
    """The form of no row in particular, which a phone keeps and puts into a row when there is no line (queue.js)."""
    if not own_units(request.user):
        raise PermissionDenied("Đồng chí chưa được giao báo cáo cho đơn vị nào.")
    nothing = Assignment(pk=0, task=Task(text=""), state=Assignment.State.NOT_STARTED)
    form = UpdateForm(assignment=nothing, today=timezone.localdate())
    context = {"assignment": nothing, "form": form, "latest": None, "in_row": True, "lost_files": False}
    return render(request, "tasks/_update_form.html", context | {"drafted": Drafted([], 0)})


@require_GET
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file of somebody in scope."""
    return as_download(get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk))


@require_GET
def evidence_small(request: HttpRequest, pk: int) -> FileResponse:
    return as_small_picture(get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk))


@require_safe
@act_required(Act.WATCH, message="Danh sách này dành cho người theo dõi kế hoạch.")
def awaiting_list(request: HttpRequest) -> HttpResponse:
    """Work that units say is done, the longest wait first."""
    page = Paginator(awaiting_work(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "rows": [(row, task_name(row.task)) for row in page]}
    return render(request, "tasks/awaiting_list.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = visible_assignment(request.user, pk)
    form = VersionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["version"] != assignment.version:
        return _stale(request, assignment)
    return _answer(request, assignment, confirm_done, "Đã xác nhận hoàn thành.", assignments=[assignment])


def return_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Send declared work back with a reason."""
    assignment = visible_assignment(request.user, pk)
    require_tracks(request.user, assignment.plan)
    form = SendBackForm(request.POST or None, initial={"version": assignment.version})
    if request.method == "POST" and form.is_valid():
        text = "Đã yêu cầu làm lại; đơn vị được báo trong mục Nhắc việc."
        return _answer(request, assignment, send_back, text, assignment=assignment, **form.cleaned_data)
    context = {"assignment": assignment, "form": form}
    return render(request, "tasks/send_back.html", context, status=422 if form.errors else 200)


@require_POST
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a confirmation, or a sending back the unit has not answered yet."""
    assignment = visible_assignment(request.user, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _stale(request, assignment)
    undo = undo_confirm if assignment.state == Assignment.State.DONE else undo_send_back
    return _answer(request, assignment, undo, "Đã hoàn tác.", assignment=assignment, **form.cleaned_data)


def _show_empty(request: HttpRequest, assignment: Assignment, form: UpdateForm) -> HttpResponse:
    """The form before it is sent, with what the person left typed in it; beside that what others logged since."""
    drafted = drafts.drafted(request, assignment.version)
    drafted.fill(form)
    latest = assignment.updates.select_related("by").first() if drafted.is_stale else None
    return _show_form(request, assignment, form, drafted, latest=latest)


def _show_form(
    request: HttpRequest,
    assignment: Assignment,
    form: UpdateForm,
    drafted: Drafted,
    *,
    latest: Update | None = None,
    status: int = 200,
) -> HttpResponse:
    in_row = bool(request.htmx)
    context = {"assignment": assignment, "form": form, "latest": latest, "in_row": in_row, "drafted": drafted}
    context["lost_files"] = bool(request.FILES) and not in_row
    template = "tasks/_update_form.html" if in_row else "tasks/update_form.html"
    response = render(request, template, context, status=status)
    return reswap(retarget(response, f"#update-{assignment.pk}"), "innerHTML") if in_row else response


def _show_logged(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    if is_queued(request.headers):
        return queued.taken(reverse("tasks:assignment_detail", args=[assignment.pk]))
    if not request.htmx:
        messages.success(request, LOGGED)
        return redirect("tasks:assignment_detail", pk=assignment.pk)
    context = {"row": row_of(assignment, request.user), "done": LOGGED, "show_unit": False}
    return render(request, "tasks/_assignment_row.html", context)


def show_both(form: UpdateForm | RowForm, current: Assignment) -> Update | None:
    """Keep what was typed, ready to be saved after the other's entry. Gives: that entry."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = current.version
    form.add_error(
        None, "Nhiệm vụ này vừa được người khác cập nhật. Xin xem lại rồi lưu tiếp; nội dung đã nhập vẫn còn."
    )
    return current.updates.select_related("by").first()


def add_errors(form: UpdateForm | RowForm, error: ValidationError) -> None:
    """The service's sentences at the fields they name."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def _answer(request: HttpRequest, seen: Assignment, act: Any, text: str, **kwargs: Any) -> HttpResponse:
    """Do what the tracker decided and say how it went, on the assignment's page."""
    try:
        act(by=request.user, now=timezone.now(), **kwargs)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    except Conflict:
        return _stale(request, seen)
    else:
        messages.success(request, text)
    return redirect("tasks:assignment_detail", pk=seen.pk)


def _stale(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    messages.error(request, "Nhiệm vụ này vừa được cập nhật. Xin xem nội dung mới nhất rồi quyết định lại.")
    return redirect("tasks:assignment_detail", pk=assignment.pk)
