"""Mô hình, điển hình: the list and one of them, naming and answering, taking one up."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kehoach.lib.conflicts import Conflict
from reports.forms.examples import AdoptForm, DeclineForm, ExampleFilter, ExampleForm, FromReportForm, line_code
from reports.models import Adoption, Example, ExampleFile, UnitReport
from reports.permissions import (
    can_report,
    decides_example,
    require_decides_example,
    require_names_examples,
    require_tracking,
)
from reports.selectors import examples as selectors
from reports.services import examples as services
from reports.views.unit_reports import visible_report
from tasks.forms.drafts import Drafted
from tasks.forms.updates import VersionForm
from tasks.models import Plan
from tasks.selectors.work import own_units, task_name
from tasks.views import drafts
from tasks.views.files import as_download
from units.forms.fields import refusals_on
from units.models import User
from units.permissions import act_required, may_somewhere, reports_for
from units.policy import Act
from units.querysets import scope_of
from units.selectors import history_of

PAGE = 20
ADOPTIONS = 50
ONLY_UNITS = "Chỉ người báo cáo của đơn vị mới nêu mô hình."
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def example_list(request: HttpRequest) -> HttpResponse:
    """What is verified, and what else is the person's business; the newest first."""
    form = ExampleFilter(request.GET, plans=selectors.plans_with_examples(request.user))
    rows = selectors.listed_examples(request.user, **form.chosen)
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "can_name": may_somewhere(request.user, Act.REPORT),
    }
    return render(request, "reports/example_list.html", context)


@require_safe
def example_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Words and photos for everybody who sees it; who wrote and answered, only for the unit and those above."""
    user, example = request.user, _visible(request.user, pk)
    files = list(example.files.all())
    in_scope = scope_of(user).may(Act.SEE, example.unit.path)
    adoptions = Adoption.objects.visible_to(user).filter(example=example).select_related("unit").order_by("unit__path")
    decides = decides_example(user, example)
    context = {
        "example": example,
        "task_name": task_name(example.task) if example.task else "",
        "sees_plan": Plan.objects.visible_to(user).filter(pk=example.plan_id).exists(),
        "photos": [file for file in files if file.is_image],
        "documents": [file for file in files if not file.is_image],
        "adopted": example.adoptions.count(),
        "page_obj": Paginator(adoptions, ADOPTIONS).get_page(request.GET.get("page")),
        "own_unit_ids": scope_of(user).own_unit_ids,
        "in_scope": in_scope,
        "history": history_of(example) if in_scope else [],
        "may_edit": reports_for(user, example.unit_id) and not example.is_verified,
        "may_adopt": example.is_verified and selectors.units_to_adopt(user, example).exists(),
        "version_form": VersionForm(initial={"version": example.version}) if decides else None,
        "decline_form": DeclineForm(initial={"version": example.version}) if decides else None,
    }
    return render(request, "reports/example_detail.html", context)


@form_page
@act_required(Act.REPORT, message=ONLY_UNITS)
def example_create(request: HttpRequest) -> HttpResponse:
    """A new one; of a report that is being written, when the address names it."""
    if drafts.is_draft(request):
        return drafts.keep(request)
    report = _report_asked(request)
    units = [report.unit] if report else own_units(request.user)
    tasks = selectors.lines_of_work(units, plan_id=report.period.plan_id if report else None)
    initial = {"line": line_code(report.period.plan_id, None)} if report else {}
    form = ExampleForm(*_sent(request), units=units, tasks=tasks, initial=initial)
    if form.is_bound:
        said = {"report": report, "draft_files": drafts.files_sent(request)}
        if form.is_valid():
            with refusals_on(form):
                example = services.propose_example(**_words(form), **said, by=request.user, now=timezone.now())
                messages.success(request, "Đã nêu mô hình; người theo dõi kế hoạch sẽ xem và xác nhận.")
                to_report = report and redirect("reports:report_edit", report.pk)
                return drafts.sent(request, to_report or redirect("reports:example_detail", example.pk))
    return _drafted_form(request, form, report=report, has_work=bool(tasks))


@form_page
def example_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Until it is verified; when somebody else saved first, both wordings are shown."""
    example = _visible(request.user, pk)
    require_names_examples(request.user, example.unit)
    if example.is_verified:
        messages.warning(request, "Mô hình đã được xác nhận nên không sửa được nữa.")
        return redirect("reports:example_detail", pk)
    if drafts.is_draft(request):
        return drafts.keep(request)
    form, latest = _edit_form(request, example), None
    if form.is_bound:
        files = drafts.files_sent(request)
        if form.is_valid():
            try:
                with refusals_on(form):
                    _edit(request, example, form, files)
                    messages.success(request, "Đã lưu mô hình.")
                    return drafts.sent(request, redirect("reports:example_detail", pk))
            except Conflict as conflict:
                latest = _show_both(form, conflict)
    version = latest.version if latest else example.version
    return _drafted_form(request, form, version, example=example, latest=latest, has_work=True)


@require_POST
def example_verify(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, services.verify_example, "Đã xác nhận; mọi đơn vị đều xem được mô hình này.")


@form_page
def example_decline(request: HttpRequest, pk: int) -> HttpResponse:
    example = _visible(request.user, pk)
    require_decides_example(request.user, example)
    form = DeclineForm(request.POST or None, initial={"version": example.version})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _act(request, example, services.decline_example, "Đã trả lời; đơn vị được báo.", **form.cleaned_data)
    return _form(request, "reports/example_decline.html", form, example=example)


@require_POST
def example_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, services.undo_decision, "Đã hủy trả lời; mô hình trở lại chờ xác nhận.")


@form_page
def example_from_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Make what a unit wrote in its report a verified example in one act."""
    report = visible_report(request.user, pk)
    require_tracking(request.user, report.period.plan)
    lines = selectors.lines_to_name(report)
    if not lines:
        messages.warning(request, "Báo cáo này không có nội dung nào chưa được nêu thành mô hình.")
        return redirect("reports:report_detail", pk)
    form = FromReportForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        by, now = request.user, timezone.now()
        with refusals_on(form):
            example = services.verify_from_report(report=report, by=by, now=now, **form.cleaned_data)
            messages.success(request, "Đã xác nhận mô hình từ báo cáo; mọi đơn vị đều xem được.")
            return redirect("reports:example_detail", example.pk)
    return _form(request, "reports/example_from_report.html", form, report=report)


@form_page
@act_required(Act.REPORT, message="Chỉ người báo cáo của đơn vị mới ghi làm theo.")
def example_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Đơn vị tôi đã làm theo."""
    example = _visible(request.user, pk)
    units = list(selectors.units_to_adopt(request.user, example))
    if not units or not example.is_verified:
        messages.warning(request, "Đơn vị của đồng chí đã ghi làm theo, hoặc đây là mô hình của chính đơn vị.")
        return redirect("reports:example_detail", pk)
    if drafts.is_draft(request):
        return drafts.keep(request)
    form = AdoptForm(_sent(request)[0], units=units, today=timezone.localdate())
    if form.is_valid():
        with refusals_on(form):
            services.adopt_example(example=example, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "Đã ghi: đơn vị làm theo mô hình này.")
            return drafts.sent(request, redirect("reports:example_detail", pk))
    return _form(request, "reports/example_adopt.html", form, drafted=_drafted(request, form), example=example)


@require_POST
def adoption_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    adoption = get_object_or_404(Adoption.objects.visible_to(request.user).select_related("example", "unit"), pk=pk)
    services.withdraw_adoption(adoption=adoption, by=request.user, now=timezone.now())
    messages.success(request, "Đã rút ghi nhận làm theo.")
    return redirect("reports:example_detail", adoption.example_id)


@require_safe
def example_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of an example that the person sees."""
    return as_download(get_object_or_404(ExampleFile.objects.visible_to(request.user), pk=pk))


def _visible(user: User, pk: int) -> Example:
    rows = Example.objects.visible_to(user).select_related(
        "plan__issuer", "unit", "task__section", "task__parent__section", "report", "proposed_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form, "lost_files": bool(request.FILES)}
    return render(request, template, context, status=422 if form.errors else 200)


def _drafted_form(request: HttpRequest, form: ExampleForm, version: int = 0, **context: Any) -> HttpResponse:
    """The form of an example, with what the person left typed and chosen in it."""
    context["label"] = "Lưu mô hình" if context.get("example") else "Nêu mô hình"
    return _form(request, "reports/example_form.html", form, drafted=_drafted(request, form, version), **context)


def _drafted(request: HttpRequest, form: ExampleForm | AdoptForm, version: int = 0) -> Drafted:
    """What the person left typed, put into a form that is not bound."""
    drafted = drafts.drafted(request, version, is_typed=form.is_bound)
    if not form.is_bound:
        drafted.fill(form)
    return drafted


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What the form is bound to: nothing when it is opened, or when what was typed in it is thrown away."""
    if request.method != "POST" or drafts.thrown_away(request):
        return None, None
    return request.POST, request.FILES


def _words(form: ExampleForm) -> dict[str, Any]:
    names = ("plan", "unit", "key", "title", "text", "task", "files")
    return {name: form.cleaned_data[name] for name in names}


def _edit_form(request: HttpRequest, example: Example) -> ExampleForm:
    initial = {name: getattr(example, name) for name in ("version", "title", "text")}
    initial["line"] = line_code(example.plan_id, example.task_id)
    tasks = selectors.lines_of_work([example.unit], plan_id=example.plan_id)
    return ExampleForm(*_sent(request), units=[example.unit], tasks=tasks, example=example, initial=initial)


def _edit(request: HttpRequest, example: Example, form: ExampleForm, draft_files: Sequence[int]) -> None:
    said = {name: form.cleaned_data[name] for name in ("title", "text", "task", "files", "version")}
    removed, by = form.cleaned_data.get("removed", ()), request.user
    services.edit_example(example=example, draft_files=draft_files, removed=removed, by=by, now=timezone.now(), **said)


def _show_both(form: ExampleForm, conflict: Conflict) -> Any:
    """Keep what was typed, ready to be saved over what somebody else saved. Gives: that."""
    latest: Any = conflict.current
    form.data = form.data.copy()
    form.data["version"] = latest.version
    form.add_error(None, "Mô hình này vừa được sửa hoặc trả lời. Xin xem lại rồi lưu; nội dung đã nhập vẫn còn.")
    return latest


def _report_asked(request: HttpRequest) -> UnitReport | None:
    """The report that the address names, where the person writes it."""
    asked = request.GET.get("bao-cao", "")
    report = visible_report(request.user, int(asked)) if asked.isdigit() else None
    return report if report and can_report(request.user, report) and report.is_editable else None


def _answer(request: HttpRequest, pk: int, act: Any, text: str) -> HttpResponse:
    """A button of the tracker, about the wording that was shown."""
    example, form = _visible(request.user, pk), VersionForm(request.POST)
    require_decides_example(request.user, example)
    return _act(request, example, act, text, version=form.cleaned_data["version"] if form.is_valid() else -1)


def _act(request: HttpRequest, example: Example, act: Any, text: str, **said: Any) -> HttpResponse:
    """Do it and say so on the example's page; or say there that somebody else was first."""
    try:
        act(example=example, by=request.user, now=timezone.now(), **said)
    except Conflict as conflict:
        messages.error(request, str(conflict))
    else:
        messages.success(request, text)
    return redirect("reports:example_detail", example.pk)
