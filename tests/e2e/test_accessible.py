"""axe finds nothing on the pages of secretary and board that the tests of their work do not pass through."""

import pytest
from playwright.sync_api import expect

from reports.models import UnitReport
from tasks.models import Assignment
from tests.conftest import Bloc
from tests.e2e.office import FINISHED, OVERDUE, fill
from tests.factories import NOW, make_example, make_period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pages_of_a_secretary(bloc: Bloc) -> list[str]:
    work = Assignment.objects.get(task__text=OVERDUE)
    return ["/nhac-viec/", "/cho-gui/", "/mo-hinh/", f"/nhiem-vu/{work.task_id}/", f"/phan-cong/{work.pk}/gia-han/"]


def pages_of_the_board(bloc: Bloc) -> list[str]:
    finished, sent = Assignment.objects.get(task__text=FINISHED), UnitReport.objects.get(unit=bloc.youth)
    period = make_period(sent.period.plan, name="Kỳ đã khóa", kind="year", locked_at=NOW)
    example = make_example(sent.period.plan, bloc.base_cell)
    return [
        "/gia-han/",
        "/nhac-viec/",
        f"/xem-xet/cau-co-san/{sent.period.plan_id}/",
        f"/ky-bao-cao/moi/?plan={sent.period.plan_id}",
        f"/ky-bao-cao/{period.pk}/mo-lai-don-vi/",
        f"/phan-cong/{finished.pk}/",
        f"/phan-cong/{finished.pk}/lam-lai/",
        f"/bao-cao/{sent.pk}/",
        f"/bao-cao/{sent.pk}/ban-in/",
        f"/mo-hinh/{example.pk}/khong-xac-nhan/",
    ]


@pytest.mark.parametrize(("person", "pages"), [("secretary", pages_of_a_secretary), ("tracker", pages_of_the_board)])
def test_page_breaks_no_rule(open_as, plan, bloc, cast, assert_accessible, person, pages):
    fill(plan, bloc, cast.secretary)
    for path in pages(bloc):
        page = open_as(getattr(cast, person), path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
