"""Acts on lines of an import and on passages that were not understood: on one, or on all that are ticked."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.conflicts import Conflict
from tasks.forms.import_acts import NOTHING, SeveralForm
from tasks.importing import Proposal, corrections, passages, several
from tasks.importing.proposal import Item
from tasks.models import PlanImport
from tasks.services import imports
from tasks.views.imports import (
    CHANGED,
    administrators,
    corrected,
    page_context,
    page_of,
    ready_import_of,
    to_message,
    version_of,
)
from tasks.views.outline import near_unread

Done = tuple[str, str]  # the history's word for an act, and the line or part to look at next

STRUCTURE: dict[str, tuple[str, several.Act]] = {
    "promote": ("Đưa lên một cấp", corrections.promote_line),
    "demote": ("Đưa xuống một cấp", corrections.demote_line),
    "up": ("Chuyển lên trên", lambda proposal, address: corrections.move_line(proposal, address, -1)),
    "down": ("Chuyển xuống dưới", lambda proposal, address: corrections.move_line(proposal, address, 1)),
    "remove": ("Xóa dòng", corrections.remove_line),
}
PASSAGES: dict[str, tuple[str, Callable[[Proposal, int, str], str]]] = {
    "take": ("Đưa đoạn chưa hiểu thành dòng", passages.take),
    "join": ("Nối đoạn chưa hiểu vào dòng trước", passages.join),
    "tell": ("Đưa đoạn chưa hiểu vào lời văn của mục", passages.tell),
}


@administrators
@require_POST
def import_act(request: HttpRequest, pk: int) -> HttpResponse:
    """The button pressed says the act, and of one line or passage also which ("promote:1.2.0"); else what is ticked."""
    record = ready_import_of(request, pk)
    proposal = Proposal.from_dict(record.proposal)
    act, _, one = request.POST.get("act", "").partition(":")
    form = SeveralForm(request.POST) if act == "set" else None
    if form and not form.is_valid():
        return _show(request, record, form, 422)
    lines = [one] if one else request.POST.getlist("line")
    try:
        what, focus = _act(proposal, record, act, one, lines, form, request.POST)
        _save(request, record, proposal, what)
    except corrections.Impossible as error:
        messages.warning(request, str(error))
        if form:
            return _show(request, record, form, 422)
        focus = lines[0] if lines else ""
    except LookupError as error:
        raise Http404 from error
    except Conflict:
        messages.warning(request, CHANGED)
        return _show(request, ready_import_of(request, pk), form, 409)
    return corrected(request, record.pk, focus)


@administrators
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last step back, or do it again; the page goes to the first line that this changed."""
    record = ready_import_of(request, pk)
    before = Proposal.from_dict(record.proposal)
    turn = imports.redo_step if request.POST.get("act") == "redo" else imports.undo_step
    try:
        record = turn(record=record, version=version_of(request), by=request.user, now=timezone.now())
    except Conflict:
        messages.warning(request, CHANGED)
        return _show(request, ready_import_of(request, pk), None, 409)
    changed = corrections.first_change(before, Proposal.from_dict(record.proposal))
    return corrected(request, pk, changed, page=page_of(request))


def _save(request: HttpRequest, record: PlanImport, proposal: Proposal, what: str) -> None:
    imports.correct_proposal(
        record=record,
        proposal=proposal,
        version=version_of(request),
        what=what,
        by=request.user,
        now=timezone.now(),
    )


def _show(request: HttpRequest, record: PlanImport, form: SeveralForm | None, status: int) -> HttpResponse:
    """The page as it stands now, with what was typed and what was ticked."""
    told = bool(messages.get_messages(request))
    context = page_context(record, page=page_of(request), form=form, ticked=request.POST.getlist("line"))
    if request.htmx:  # 409 is not swapped in
        answer = render(request, "tasks/_import_body.html", context, status=422)
        return to_message(answer) if told else answer
    return render(request, "tasks/import_detail.html", context, status=status)


def _act(
    proposal: Proposal,
    record: PlanImport,
    act: str,
    one: str,
    lines: Sequence[str],
    form: SeveralForm | None,
    data: Any,
) -> Done:
    if act in PASSAGES:
        what, take = PASSAGES[act]
        return what, take(proposal, _number(one), near_unread(record, proposal, _number(one)))
    if act in ("leave", "back"):
        return _leave(proposal, record, [one] if one else data.getlist("unread"), left_out=act == "leave")
    if act == "add":
        return "Thêm dòng", corrections.add_line(proposal, one)
    if not lines:
        raise corrections.Impossible("Chưa chọn dòng nào.")
    if form:
        return _set(several.lines_of(proposal, lines), form), lines[0]
    if act == "task":
        item = corrections.find(proposal, lines[0]).item
        several.call_lines([item], is_task=not item.is_task)
        return "Đổi là nhiệm vụ hay không", lines[0]
    if act == "merge":
        return "Nối dòng", _merge(proposal, lines)
    if act == "move":
        return "Chuyển dòng đến chỗ khác", several.move_lines(proposal, lines, data.get("to", ""))
    what, change = STRUCTURE[act]
    above = lines[0].rpartition(".")[0]
    return what, several.each(proposal, lines, change) or above


def _merge(proposal: Proposal, lines: Sequence[str]) -> str:
    """Several lines become one; one line becomes one with that before it."""
    if len(lines) > 1:
        return several.merge_lines(proposal, lines)
    corrections.merge_line(proposal, lines[0])
    steps = lines[0].split(".")
    return ".".join([*steps[:-1], str(int(steps[-1]) - 1)]) if steps[-1] != "0" else ".".join(steps[:-1])


def _leave(proposal: Proposal, record: PlanImport, numbers: Sequence[str], *, left_out: bool) -> Done:
    if not numbers:
        raise corrections.Impossible("Chưa chọn đoạn nào.")
    passages.leave_out(proposal, [_number(number) for number in numbers], left_out=left_out)
    what = "Bỏ qua đoạn chưa hiểu" if left_out else "Xét lại đoạn đã bỏ qua"
    return what, near_unread(record, proposal, _number(numbers[0]))


def _set(items: Sequence[Item], form: SeveralForm) -> str:
    """Write what was filled in into every line. Gives: the history's word."""
    data = form.cleaned_data
    if data["is_task"]:
        several.call_lines(items, is_task=data["is_task"] == "yes")
    if data["kind"]:
        several.date_lines(items, form.deadline())
    if data["period"]:
        several.report_lines(items, None if data["period"] == NOTHING else data["period"])
    if data["names"]:
        several.give_lines(items, form.given(), instead=data["instead"])
    return f"Sửa {len(items)} dòng"


def _number(text: str) -> int:
    if not text.isdecimal():
        raise LookupError(text)
    return int(text)
