"""What the pages of every list in Excel have in common: the upload, the whole list, a template."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.waking import wake
from units.forms.lists import ListForm
from units.jobs import take_in_lists_job
from units.models import ListUpload
from units.services.uploads import upload_list, work_on_list

SHOWN = 5  # uploads listed under the form
AT_ONCE = 64 * 1024  # bytes, some 1,000 lines: done before a worker would have woken up
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ListPages:
    """The pages of one kind of list.

    Takes: name: of its addresses and its template of the upload, e.g. "register"; file: what the downloads are called;
    list_address, list_label: the page of what the list holds; noun: what a line is; export, template: its
    services.
    """

    kind: str
    name: str
    file: str
    list_address: str
    list_label: str
    noun: str
    export: Callable[..., bytes]
    template: Callable[..., bytes]

    @property
    def import_address(self) -> str:
        return f"units:{self.name}_import"

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take a file; what it would do is shown on the page of the upload."""
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                file = form.cleaned_data["file"]
                record = upload_list(kind=self.kind, file=file, by=request.user, now=timezone.now())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                go_on(record)
                return redirect("units:list_detail", record.pk)
        records = ListUpload.objects.visible_to(request.user).filter(kind=self.kind).defer("result")[:SHOWN]
        context: dict[str, Any] = {"form": form, "pages": self, "records": records}
        context |= {f"{act}_address": f"units:{self.name}_{act}" for act in ("template", "export")}
        return render(request, f"units/{self.name}_import.html", context, status=422 if form.errors else 200)

    def whole(self, request: HttpRequest) -> HttpResponse:
        return self._download(self.export(by=request.user, today=timezone.localdate()), f"{self.file}.xlsx")

    def empty(self, request: HttpRequest) -> HttpResponse:
        return self._download(self.template(today=timezone.localdate()), f"mau-{self.file}.xlsx")

    def _download(self, content: bytes, name: str) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=XLSX, headers=headers)


def go_on(record: ListUpload) -> None:
    """Have the next step of an upload done: a small list's right away, else by a worker."""
    if record.file.size <= AT_ONCE:
        work_on_list(pk=record.pk, clock=timezone.now)
    else:
        wake(take_in_lists_job)
