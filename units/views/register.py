"""The register of units out to Excel and in again, for administrators; between the dry run and the confirmation the
lines that were read travel with the page, signed, so that nothing of a file is kept."""

from collections.abc import Sequence

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from units.documents.register import Line
from units.forms.register import RegisterForm
from units.permissions import act_required
from units.policy import Act
from units.services import register

SALT = "units.register"
LASTS = 24 * 60 * 60  # seconds
SHOWN = 500  # lines of one kind on the page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOST = "Kết quả kiểm tra này không còn dùng được; xin tải tệp lên lại."

for_administrators = act_required(Act.ADMINISTER, message="Chỉ người quản trị được nạp và tải danh sách đơn vị.")


@for_administrators
def register_import(request: HttpRequest) -> HttpResponse:
    """Upload a file and see what it would do; nothing is written."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _dry_run(request, form.cleaned_data["file"])
    return render(request, "units/register_import.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_administrators
def register_confirm(request: HttpRequest) -> HttpResponse:
    """Write what the dry run showed; when it is another by now, show that instead."""
    try:
        rows, digest = signing.loads(request.POST.get("checked", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        messages.error(request, LOST)
        return redirect("units:register_import")
    lines = [Line(number, cells) for number, cells in rows]
    try:
        done = register.import_units(lines=lines, digest=digest, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _dry_run(request, lines, status=409)
    messages.success(request, f"Đã nạp: {len(done.new)} đơn vị mới, {len(done.changed)} đơn vị thay đổi.")
    return redirect("units:unit_list")


@require_safe
@for_administrators
def register_export(request: HttpRequest) -> HttpResponse:
    return _file(register.export_units(by=request.user, today=timezone.localdate()), "don-vi.xlsx")


@require_safe
@for_administrators
def register_template(request: HttpRequest) -> HttpResponse:
    return _file(register.template(today=timezone.localdate()), "mau-don-vi.xlsx")


def _dry_run(request: HttpRequest, lines: Sequence[Line], *, status: int = 200) -> HttpResponse:
    checked = register.check_units(lines=lines, by=request.user)
    context = {
        "checked": checked,
        "total": len(lines),
        "shown": SHOWN,
        "token": token_of(lines, checked.digest),
    }
    return render(request, "units/register_check.html", context, status=422 if checked.problems else status)


def token_of(lines: Sequence[Line], digest: str) -> str:
    """What the page of a dry run carries to the confirmation: the lines, and what was shown of them."""
    return signing.dumps(([(line.number, dict(line.cells)) for line in lines], digest), salt=SALT, compress=True)


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
