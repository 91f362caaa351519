"""The ledger of all acts: read, narrowed, and taken away as a file."""

import csv
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.days import VIETNAM
from units.forms.ledger import LedgerFilter
from units.models import Change, LedgerEntry
from units.permissions import can_audit
from units.selectors import LedgerRow, ledger_rows
from units.services.changes import record_change
from units.views import number_in

PAGE = 50
CHUNK = 1000  # rows read at once for a file of any length
COLUMNS = ("Số", "Lúc", "Người làm", "Từ địa chỉ", "Việc", "Loại dữ liệu", "Dữ liệu", "Thay đổi", "Lý do", "Mã băm")


def for_auditors(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not can_audit(request.user):
            raise PermissionDenied("Sổ nhật ký dành cho quản trị và Ủy ban Kiểm tra của cấp ủy cao nhất.")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_auditors
def ledger(request: HttpRequest) -> HttpResponse:
    """The newest acts first, a page from any of them on; no count, because there may be millions."""
    form = LedgerFilter(request.GET)
    found = _after(form.narrow(Change.objects.whole()), number_in(request, "after"))
    changes = list(found[: PAGE + 1])
    context = {
        "form": form,
        "rows": ledger_rows(changes[:PAGE]),
        "next_after": changes[PAGE - 1].pk if len(changes) > PAGE else None,
        "is_first": "after" not in request.GET,
        "head": LedgerEntry.objects.first(),
    }
    return render(request, "units/ledger.html", context)


@require_POST
@for_auditors
def ledger_export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that the filter found, complete, as a file for Excel; and a line in the ledger that it was taken."""
    form = LedgerFilter(request.POST)
    changes = form.narrow(Change.objects.whole())
    record_change(request.user, "Xuất sổ nhật ký", by=request.user, now=timezone.now())
    response = StreamingHttpResponse(_lines(changes), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="so-nhat-ky.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _after(changes: QuerySet[Change], pk: int | None) -> QuerySet[Change]:
    last = Change.objects.filter(pk=pk).first() if pk else None
    return changes.before(last.at, last.pk) if last else changes


def _lines(changes: QuerySet[Change]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for change in changes.iterator(chunk_size=CHUNK):
        (row,) = ledger_rows([change])
        yield writer.writerow([_harmless(cell) for cell in _cells(row, change)])


def _cells(row: LedgerRow, change: Change) -> list[str]:
    entry = row.entry
    changed = "; ".join(f"{item.name}: {item.before or '–'} → {item.after or '–'}" for item in entry.changes)
    sealed = change.entry.hash if row.number else ""
    at = entry.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    return [
        str(row.number or ""),
        at,
        entry.by,
        row.origin,
        entry.what,
        row.kind,
        row.name,
        changed,
        entry.note,
        sealed,
    ]


def _harmless(text: str) -> str:
    """No text becomes a formula in a spreadsheet."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text
