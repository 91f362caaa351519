"""The numbers a plan asks for: read from the document, kept on confirming, mended by a person."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from kehoach.lib.numbers import number_text, read_number
from tasks.forms.indicators import IndicatorsField
from tasks.importing.proposal import Indicator as Read
from tasks.importing.proposal import Item, Passage
from tasks.models import Indicator, PlanImport
from tasks.selectors.indicators import asked_by_task
from tasks.services.imports import confirm_import, read_import, upload_plan
from tasks.services.indicators import Stated, proposed, set_indicators, stated_of
from tasks.services.plans import edit_task
from tests.factories import NOW, form_data, make_assignment, make_task
from units.models import Change

LINE = "hợp tác xã thành lập | ít nhất 5 | hợp tác xã | Cộng dồn"
COOPERATIVES = Stated("hợp tác xã thành lập", Decimal(5), "hợp tác xã", at_least=True)
DOCUMENT = """\
**TỈNH ỦY AN SƠN**

**ĐẢNG ỦY KHỐI**

Số 15-KH/ĐUK

An Sơn, ngày 10 tháng 8 năm 2026

**KẾ HOẠCH**
**phát triển kinh tế tập thể trong Khối**

**I. NHIỆM VỤ**

1. Các chi ủy, đảng ủy cơ sở làm tốt các việc sau.

- Vận động thành lập ít nhất 5 hợp tác xã trong năm.

2. Chi bộ Bảo tàng tỉnh giới thiệu mô hình, 100 % chi bộ tổ chức sinh hoạt chuyên đề.
"""


@pytest.fixture
def record(bloc, cast) -> PlanImport:
    """An import that was read and waits to be confirmed."""
    file = ContentFile(DOCUMENT.encode(), name="ke-hoach.md")
    by = cast.administrator
    return read_import(pk=upload_plan(file=file, issuer=bloc.root, by=by, now=NOW).pk, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", "5"), ("1.200", "1200"), ("1.234.567,5", "1234567.5"), ("98,5", "98.5"), ("98.5", "98.5"), ("0", "0")],
)
def test_a_number_as_people_write_it(text, number):
    assert read_number(text) == Decimal(number)
    assert read_number(number_text(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize("text", ["-1", "năm", "1,234", "12.34.5", "", "99999999999999", "NaN", "1e5"])
def test_no_number(text):
    with pytest.raises(ValueError, match=r".*"):
        read_number(text)


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        (LINE, COOPERATIVES),
        ("hợp tác xã thành lập|ít nhất 5|hợp tác xã", COOPERATIVES),
        ("đảng viên | | người | số mới nhất", Stated("đảng viên", None, "người", adds_up="latest")),
        ("chi bộ sinh hoạt | 98,5 | %", Stated("chi bộ sinh hoạt", Decimal("98.5"), "%", adds_up="ratio")),
    ],
)
def test_a_line_of_text_says_an_indicator(line, stated):
    assert IndicatorsField().clean(line) == [stated]
    assert IndicatorsField().clean(str(stated)) == [stated]


@pytest.mark.parametrize("line", ["chỉ có tên", "tên | năm | cái", "tên | 5 | cái | nhân lên", "a|1|b|cộng dồn|c"])
def test_a_line_that_says_none_is_refused(line):
    with pytest.raises(ValidationError):
        IndicatorsField().clean(line)


def test_two_of_one_name_are_refused_in_a_form_and_told_apart_in_a_document():
    with pytest.raises(ValidationError):
        IndicatorsField().clean("sách | 5 | cuốn\nsách | 6 | cuốn")
    item = Item("1", "Mua sách", Passage("", ""), indicators=[Read("sách", 5, "cuốn"), Read("sách", 6, "cuốn")])
    assert [(each.name, each.target) for each in proposed(item)] == [("sách", 5), ("sách (2)", 6)]


def test_confirming_keeps_what_the_importer_read(record, cast):
    plan = confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)

    rows = list(plan.indicators.values_list("name", "target", "at_least", "measure", "adds_up"))
    assert ("hợp tác xã thành lập", Decimal(5), True, "hợp tác xã", "sum") in rows
    assert [row for row in rows if row[3:] == ("%", "ratio") and row[1] == 100]
    assert len(rows) == 2


def test_the_correction_page_shows_and_changes_them(record, as_user, cast):
    client = as_user(cast.administrator)
    assert "hợp tác xã thành lập" in client.get(reverse("tasks:import_detail", args=[record.pk])).content.decode()
    address = reverse("tasks:import_line", args=[record.pk, "0.0.0"])
    page = client.get(address)
    data = form_data(page.context["form"], page.context["rows"]) | {"version": record.version}
    assert LINE in page.content.decode()

    wrong = client.post(address, data | {"indicators": "hợp tác xã | năm | hợp tác xã"})
    assert wrong.status_code == 422
    client.post(address, data | {"indicators": "tổ hợp tác | | tổ | Số mới nhất"})

    record.refresh_from_db()
    plan = confirm_import(record=record, version=record.version, by=cast.administrator, now=NOW)
    row = plan.indicators.get(task__text__startswith="Vận động")
    assert (row.name, row.target, row.adds_up) == ("tổ hợp tác", None, "latest")


def test_plan_and_task_pages_show_them(plan, assignment, as_user, cast):
    set_indicators(task=assignment.task, stated=[COOPERATIVES])

    for name, pk in (("plan_detail", plan.pk), ("task_detail", assignment.task_id)):
        page = as_user(cast.secretary).get(reverse(f"tasks:{name}", args=[pk])).content.decode()
        assert "hợp tác xã thành lập, ít nhất 5 hợp tác xã" in page


def test_the_administrator_edits_them_with_the_line(plan, assignment, as_user, cast):
    address = reverse("tasks:task_edit", args=[assignment.task_id])
    client = as_user(cast.administrator)
    forms = client.get(address).context["forms"]
    data = {name: value for form in forms for name, value in form_data(form).items()} | {"version": plan.version}

    client.post(address, data | {"indicators": LINE})

    assert stated_of(assignment.task) == [COOPERATIVES]
    change = Change.objects.filter(verb="Sửa nhiệm vụ").get()
    assert change.after == {"Chỉ tiêu, số liệu": LINE}


def test_only_the_target_changes_in_place(assignment):
    task = assignment.task
    set_indicators(task=task, stated=[COOPERATIVES])
    row = task.indicators.get()

    other = Stated("sách", None, "cuốn")
    set_indicators(task=task, stated=[other, Stated("hợp tác xã thành lập", Decimal(7), "hợp tác xã")])

    kept = task.indicators.get(name="hợp tác xã thành lập")
    assert (kept.pk, kept.target, kept.at_least, kept.position) == (row.pk, 7, False, 2)
    set_indicators(task=task, stated=[])
    assert not task.indicators.exists()


def test_leaving_them_out_leaves_them(plan, assignment, cast):
    set_indicators(task=assignment.task, stated=[COOPERATIVES])
    edit_task(task=assignment.task, data={"product": "Sổ sách"}, version=plan.version, by=cast.administrator, now=NOW)
    assert stated_of(assignment.task) == [COOPERATIVES]


def test_a_number_is_asked_on_the_nearest_line_that_was_given(plan, bloc, assignment):
    top = assignment.task
    below = make_task(plan, "Vận động thành lập hợp tác xã", parent=top, label="-")
    given = make_task(plan, "Mua sách", parent=top, label="-")
    free = make_task(plan, "Chưa giao cho ai")
    make_assignment(given, bloc.sibling, due_on=date(2026, 12, 1))
    for task in (top, below, given, free):
        set_indicators(task=task, stated=[Stated(f"số {task.pk}", None, "cái")])

    asked = asked_by_task(plan.pk)

    assert {pk: [row.task_id for row in rows] for pk, rows in asked.items()} == {
        top.pk: [top.pk, below.pk],
        given.pk: [given.pk],
    }


@pytest.mark.parametrize(("rows", "queries"), [(0, 1), (1, 2), (3, 2)])
def test_queries_do_not_grow(plan, assignment, django_assert_num_queries, rows, queries):
    set_indicators(task=assignment.task, stated=[Stated(f"số {number}", None, "cái") for number in range(rows)])
    with django_assert_num_queries(queries):
        asked_by_task(plan.pk)


@pytest.mark.parametrize("fields", [{"target": -1}, {"name": "đã có"}])
def test_the_database_refuses(plan, assignment, fields):
    row = {"plan": plan, "task": assignment.task, "position": 1, "name": "đã có", "measure": "cái"}
    Indicator.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.create(**{**row, "name": "mới", **fields})


def test_strangers_see_none(assignment, cast):
    set_indicators(task=assignment.task, stated=[COOPERATIVES])
    assert Indicator.objects.visible_to(cast.secretary).count() == 1
    assert not Indicator.objects.visible_to(cast.stranger).exists()
    assert not Indicator.objects.visible_to(cast.sibling_secretary).exists()
