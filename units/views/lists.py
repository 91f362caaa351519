"""Pages of a list in Excel: upload and dry run, confirmation, the whole list, a template.

Between the dry run and the confirmation the lines that were read travel with the page, signed, so that nothing of a
file is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from units.documents.lists import ExcelList, Line
from units.forms.lists import ListForm
from units.services.lists import Checked

LASTS = 24 * 60 * 60  # seconds
SHOWN = 500  # lines of one kind on the page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOST = "Kết quả kiểm tra này không còn dùng được; xin tải tệp lên lại."


@dataclass(frozen=True)
class ListPages:
    """The pages of one kind of list.

    Takes: name: of its addresses and its template of the upload, e.g. "register"; file: what the downloads are called;
    words: what its pages call things; check, write, export, template: its services; done: where to go and what to say
    of what was written.
    """

    name: str
    file: str
    words: Mapping[str, str]
    columns: ExcelList
    check: Callable[..., Checked]
    write: Callable[..., Checked]
    export: Callable[..., bytes]
    template: Callable[..., bytes]
    done: Callable[[Checked], tuple[str, str]]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """See what a file would do; nothing is written."""
        form = ListForm(request.POST or None, request.FILES or None, columns=self.columns)
        if request.method == "POST" and form.is_valid():
            return self._dry_run(request, form.cleaned_data["file"])
        return self._page(request, f"{self.name}_import", {"form": form}, 422 if form.errors else 200)

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """Write what the dry run showed; when it is another by now, show that instead."""
        try:
            rows, digest = signing.loads(request.POST.get("checked", ""), salt=self._salt, max_age=LASTS)
        except signing.BadSignature:
            messages.error(request, LOST)
            return redirect(f"units:{self.name}_import")
        lines = [Line(number, cells) for number, cells in rows]
        try:
            checked = self.write(lines=lines, digest=digest, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return self._dry_run(request, lines, status=409)
        address, sentence = self.done(checked)
        messages.success(request, sentence)
        return redirect(address)

    def whole(self, request: HttpRequest) -> HttpResponse:
        return self._download(self.export(by=request.user, today=timezone.localdate()), f"{self.file}.xlsx")

    def empty(self, request: HttpRequest) -> HttpResponse:
        return self._download(self.template(today=timezone.localdate()), f"mau-{self.file}.xlsx")

    def token_of(self, lines: Sequence[Line], digest: str) -> str:
        """What the page of a dry run carries to the confirmation: the lines, and what was shown of them."""
        rows = [(line.number, dict(line.cells)) for line in lines]
        return signing.dumps((rows, digest), salt=self._salt, compress=True)

    @property
    def _salt(self) -> str:
        return f"units.{self.name}"

    def _dry_run(self, request: HttpRequest, lines: Sequence[Line], *, status: int = 200) -> HttpResponse:
        checked = self.check(lines=lines, by=request.user)
        context = {"checked": checked, "total": len(lines), "shown": SHOWN}
        context["token"] = self.token_of(lines, checked.digest)
        return self._page(request, "list_check", context, 422 if checked.problems else status)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        names = {f"{act}_address": f"units:{self.name}_{act}" for act in ("import", "confirm", "template", "export")}
        return render(request, f"units/{template}.html", context | names | self.words, status=status)

    def _download(self, content: bytes, name: str) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=XLSX, headers=headers)
