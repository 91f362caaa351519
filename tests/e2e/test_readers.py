"""Who reads: the Standing Committee, which also directs; the inspection, which changes nothing."""

import pytest
from playwright.sync_api import Page, expect

from reports.models import Direction, UnitReport
from tasks.models import Assignment, Plan
from tests.e2e.office import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    fill(plan, bloc, cast.secretary)


def test_the_standing_committee_reads_the_picture_and_directs(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.standing, "/toan-canh/")
    assert_accessible(page)
    page.get_by_role("link", name="Cho ý kiến chỉ đạo").click()
    page.get_by_label("Gửi riêng đơn vị").fill(bloc.base_cell.code)
    page.get_by_label("Ý kiến chỉ đạo", exact=False).last.fill("Khẩn trương hoàn thành việc quá hạn.")
    assert_accessible(page)
    page.get_by_role("button", name="Gửi ý kiến chỉ đạo").click()

    expect(page.get_by_text("Đã gửi ý kiến chỉ đạo.")).to_be_visible()
    assert_accessible(page)
    assert Direction.objects.get().unit == bloc.base_cell


def pages_of(bloc) -> list[str]:
    plan, report = Plan.objects.get(), UnitReport.objects.filter(state="sent").first()
    return [
        "/tong-quan/",
        "/tong-quan/don-vi/",
        f"/tong-quan/don-vi/{bloc.base_cell.pk}/",
        "/toan-canh/",
        "/xem-xet/",
        "/ky-bao-cao/",
        "/tong-hop/",
        "/chi-dao/",
        "/ke-hoach/",
        f"/ke-hoach/{plan.pk}/",
        f"/nhiem-vu/{plan.tasks.first().pk}/",
        f"/phan-cong/{Assignment.objects.filter(state='awaiting').get().pk}/",
        f"/bao-cao/{report.pk}/",
        "/don-vi/",
        f"/don-vi/{bloc.base_cell.pk}/",
        "/nhac-viec/",
    ]


def test_the_inspection_sees_everything_and_nothing_to_press(open_as, bloc, cast, assert_accessible):
    for path in pages_of(bloc):
        page = open_as(cast.inspector, path)
        assert acts_on(page) == [], path
        assert_accessible(page)


def acts_on(page: Page) -> list[str]:
    """The buttons of the page itself that would send something; those of a filter only ask."""
    return page.locator("main form[method=post] button:visible").all_inner_texts()
