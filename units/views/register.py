"""The register of units and the list of people, out to Excel and in again; for administrators."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from units.documents.lists import Line
from units.documents.people import PEOPLE
from units.documents.register import REGISTER
from units.models import User
from units.permissions import act_required
from units.policy import Act
from units.services import people_list, register
from units.services.lists import Checked
from units.views.lists import ListPages


def _units_done(checked: Checked) -> tuple[str, str]:
    return reverse("units:unit_list"), f"Đã nạp: {len(checked.new)} đơn vị mới, {len(checked.changed)} đơn vị thay đổi."


def _check_people(*, lines: Sequence[Line], by: User) -> Checked:
    return people_list.check_people(lines=lines, by=by, today=timezone.localdate())


def _people_done(checked: Checked) -> tuple[str, str]:
    """Who was made has no way in yet: that is the next thing to do."""
    address = f"{reverse('units:invitations')}?invited=no" if checked.new else reverse("units:user_list")
    return address, f"Đã nạp: {len(checked.new)} người mới, {len(checked.changed)} người thay đổi."


UNITS_PAGES = ListPages(
    name="register",
    file="don-vi",
    words={
        "list_address": "units:unit_list",
        "list_label": "Đơn vị",
        "new_label": "Đơn vị mới",
        "changed_label": "Đơn vị thay đổi",
    },
    columns=REGISTER,
    check=register.check_units,
    write=register.import_units,
    export=register.export_units,
    template=register.template,
    done=_units_done,
)
PEOPLE_PAGES = ListPages(
    name="people",
    file="nguoi-dung",
    words={
        "list_address": "units:user_list",
        "list_label": "Người dùng",
        "new_label": "Người mới",
        "changed_label": "Người thay đổi",
    },
    columns=PEOPLE,
    check=_check_people,
    write=people_list.import_people,
    export=people_list.export_people,
    template=people_list.template,
    done=_people_done,
)

for_administrators = act_required(Act.ADMINISTER, message="Chỉ người quản trị được nạp và tải danh sách này.")

register_import = for_administrators(UNITS_PAGES.upload)
register_confirm = require_POST(for_administrators(UNITS_PAGES.confirm))
register_export = require_safe(for_administrators(UNITS_PAGES.whole))
register_template = require_safe(for_administrators(UNITS_PAGES.empty))

people_import = for_administrators(PEOPLE_PAGES.upload)
people_confirm = require_POST(for_administrators(PEOPLE_PAGES.confirm))
people_export = require_safe(for_administrators(PEOPLE_PAGES.whole))
people_template = require_safe(for_administrators(PEOPLE_PAGES.empty))
