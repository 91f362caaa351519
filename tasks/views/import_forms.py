"""Correcting an import by forms: the head, a part, a line, who a name means. Each shows both texts on a conflict."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from kehoach.lib.conflicts import Conflict
from tasks.forms.imports import (
    AssigneeFormSet,
    CollectiveMeaningForm,
    HeadForm,
    LineForm,
    NewUnitForm,
    PartForm,
    RecipientFormSet,
    assignees_of,
    recipients_of,
)
from tasks.importing import Proposal, corrections
from tasks.importing.proposal import Item, Section
from tasks.models import PlanImport
from tasks.selectors.plans import search_units
from tasks.services import imports
from tasks.views.imports import CHANGED, administrators, corrected, ready_import_of, steps, version_of
from tasks.views.outline import means_words
from units.models import Unit


@administrators
def import_head(request: HttpRequest, pk: int) -> HttpResponse:
    """The head and foot of the document, its recipients, and how its work is reported on."""
    record = ready_import_of(request, pk)
    proposal = Proposal.from_dict(record.proposal)
    reporting = {"period_kind": record.period_kind, "reports_from": record.reports_from}
    form = HeadForm(request.POST or None, initial=HeadForm.initial_of(proposal.head, proposal.signer) | reporting)
    rows = RecipientFormSet(
        request.POST or None, prefix="r", initial=[recipient.to_dict() for recipient in proposal.recipients]
    )

    def save() -> None:
        proposal.head, proposal.signer = form.head(proposal.head), form.signer()
        proposal.recipients = recipients_of(rows)
        imports.choose_reporting(
            record=record,
            proposal=proposal,
            period_kind=form.cleaned_data["period_kind"],
            reports_from=form.cleaned_data["reports_from"],
            version=version_of(request),
            by=request.user,
            now=timezone.now(),
        )

    kept = {"type": proposal.head.type or "", "title": proposal.head.title or ""}
    page = Page(request, record, "tasks/import_head.html", {"form": form, "rows": rows, "kept": kept})
    return page.answer(form.is_bound and form.is_valid() and rows.is_valid(), save, "head")


@administrators
def import_part(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """The head of a section."""
    record = ready_import_of(request, pk)
    proposal = Proposal.from_dict(record.proposal)
    part = _found(lambda: corrections.find_part(proposal, address))
    if not isinstance(part, Section):
        raise Http404
    kept = part.to_dict()
    form = PartForm(request.POST or None, initial=kept)

    def save() -> None:
        form.apply(part)
        _correct(request, record, proposal, "Sửa mục")

    page = Page(request, record, "tasks/import_part.html", {"form": form, "address": address, "kept": kept})
    return page.answer(form.is_bound and form.is_valid(), save, address)


@administrators
def import_line(request: HttpRequest, pk: int, address: str) -> HttpResponse:
    """One line: its words, deadline and product, and whom it gives work to. In place with htmx, else a page."""
    record = ready_import_of(request, pk)
    proposal = Proposal.from_dict(record.proposal)
    address = _followed(proposal, address, request.POST.get("mark", ""))
    item = _found(lambda: corrections.find(proposal, address)).item
    kept = item.to_dict()
    form = LineForm(request.POST or None, initial=LineForm.initial_of(item), standing=_standing(record, proposal, item))
    rows = AssigneeFormSet(
        request.POST or None,
        prefix="a",
        initial=[{"name": each.name, "role": each.role} for each in item.assignees],
    )

    def save() -> None:
        form.apply(item)
        item.assignees = assignees_of(rows, item.assignees)
        if request.POST.get("act") == "split":
            _split(proposal, address, item.text)
        _correct(request, record, proposal, "Tách dòng" if request.POST.get("act") == "split" else "Sửa dòng")

    context = {
        "form": form,
        "rows": rows,
        "address": address,
        "kept": kept,
        "mark": _mark(item),
        "names": imports.names_in(proposal),
    }
    page = Page(request, record, "tasks/import_line.html", context, fragment="tasks/_import_line_form.html")
    return page.answer(form.is_bound and form.is_valid() and rows.is_valid(), save, address)


@administrators
def import_name(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Who one name of the document means: a unit of the register, a collective, or nobody."""
    record = ready_import_of(request, pk)
    names = list(imports.names_in(Proposal.from_dict(record.proposal)).items())
    if number >= len(names):
        raise Http404
    name, tasks = names[number]
    meaning = imports.meanings_of(record).get(name)
    place = meaning.place if meaning and meaning.place else record.issuer
    form = CollectiveMeaningForm(
        request.POST if request.POST.get("means") == "collective" else None,
        issuer=record.issuer,
        initial={"place": place, "kinds": meaning.kinds if meaning else ()},
    )
    new = NewUnitForm(request.POST if request.POST.get("means") == "new" else None)
    if request.method == "POST" and (answer := _decide(request, record, name, form, new)):
        return answer
    text = request.GET.get("q", name)
    context = {
        "record": record,
        "steps": steps(1),
        "number": number,
        "name": name,
        "tasks": tasks,
        "means": means_words(meaning, imports.UnitCounter(timezone.localdate())) if meaning else "",
        "decided": meaning is not None,
        "form": form,
        "new": new,
        "q": text,
        "found": search_units(record.issuer, text, timezone.localdate()),
    }
    template = "tasks/_import_units.html" if request.htmx and request.method == "GET" else "tasks/import_name.html"
    return render(request, template, context, status=422 if form.errors or new.errors else 200)


def _decide(
    request: HttpRequest, record: PlanImport, name: str, form: CollectiveMeaningForm, new: NewUnitForm
) -> HttpResponse | None:
    chosen: dict[str, Any] = {}
    means = request.POST.get("means")
    if means == "unit":
        units = Unit.objects.visible_to(request.user).below(record.issuer.path)
        picked = request.POST.get("unit", "")
        chosen["unit"] = units.filter(pk=picked).first() if picked.isdecimal() else None
        if chosen["unit"] is None:
            messages.warning(request, "Chưa chọn đơn vị nào.")
            return None
    elif means == "collective":
        if not form.is_valid():
            return None
        chosen = form.cleaned_data
    elif means == "new":
        if not new.is_valid():
            return None
        chosen["new_kind"] = new.cleaned_data["kind"]
    try:
        imports.decide_name(
            record=record, name=name, **chosen, version=version_of(request), by=request.user, now=timezone.now()
        )
    except Conflict:
        messages.warning(request, CHANGED)
        return redirect(request.path)
    return redirect(reverse("tasks:import_detail", args=[record.pk]) + "#ten")


class Page:
    """One correction form: shows it, saves it, and keeps what was typed when somebody else saved first."""

    def __init__(
        self, request: HttpRequest, record: PlanImport, template: str, context: dict[str, Any], fragment: str = ""
    ) -> None:
        self.request = request
        self.record = record
        self.template = fragment if request.htmx and fragment else template
        self.context = context | {"record": record, "steps": steps(1), "version": record.version, "conflict": False}

    def answer(self, valid: bool, save: Callable[[], None], address: str) -> HttpResponse:
        if not valid:
            return self._show(422 if self.request.method == "POST" else 200)
        try:
            save()
        except Conflict:
            return self._show(409, conflict=True)
        except ValidationError as error:
            self.context["form"].add_error(None, error)
            return self._show(422)
        return corrected(self.request, self.record.pk, address)

    def _show(self, status: int, conflict: bool = False) -> HttpResponse:
        if self.request.htmx and self.request.method == "POST":  # the form stays in place, not the outline
            answer = render(self.request, self.template, self.context | {"conflict": conflict}, status=422)
            return reswap(retarget(answer, "#line-form"), "outerHTML")
        return render(self.request, self.template, self.context | {"conflict": conflict}, status=status)


def _correct(request: HttpRequest, record: PlanImport, proposal: Proposal, what: str) -> None:
    imports.correct_proposal(
        record=record,
        proposal=proposal,
        version=version_of(request),
        what=what,
        by=request.user,
        now=timezone.now(),
    )


def _followed(proposal: Proposal, address: str, mark: str) -> str:
    """Where the line that the person opened stands now: somebody may have moved it meanwhile."""
    lines = dict(corrections.walk(proposal))
    if not mark or (address in lines and _mark(lines[address]) == mark):
        return address
    return next((found for found, item in lines.items() if _mark(item) == mark), "")


def _mark(item: Item) -> str:
    """What a line is known by while its words are corrected: its source, or of a line without one its words."""
    known = f"{item.quote.place}\n{item.quote.text or item.text}"
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def _split(proposal: Proposal, address: str, text: str) -> None:
    """A line for each line of the text that was typed."""
    texts = [each for each in map(str.strip, text.splitlines()) if each]
    if len(texts) < 2:
        raise ValidationError({"text": "Xuống dòng ở chỗ cần tách rồi bấm lại: mỗi dòng chữ thành một dòng riêng."})
    corrections.split_line(proposal, address, texts)


def _standing(record: PlanImport, proposal: Proposal, item: Item) -> list[tuple[int, str]] | None:
    """Of a new version: the lines of the plan that no other line goes on with."""
    if record.renews is None:
        return None
    taken = {each.continues for _, each in corrections.walk(proposal) if each is not item}
    tasks = record.renews.tasks.standing().order_by("position")
    return [(task.pk, str(task)) for task in tasks if task.pk not in taken]


def _found(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except LookupError as error:
        raise Http404 from error
