"""Two cells are merged by a decision: written down, looked at, confirmed, read in the life of the units, taken back."""

import pytest
from playwright.sync_api import expect

from tests.factories import NOW, TODAY, make_assignment
from tests.units.reorganising import reorganise, to
from units.models import Unit
from units.services.reorganisations import size
from units.services.reorganisations.due import carry_out_due_acts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_merger_from_the_decision_to_its_undoing(open_as, plan, bloc, cast, assert_accessible):
    make_assignment(plan.tasks.get(), bloc.base_cell)
    page = open_as(cast.administrator, f"/don-vi/{bloc.base_cell.pk}/")
    assert_accessible(page)
    page.get_by_role("link", name="Sáp nhập, hợp nhất").click()
    expect(page.get_by_role("heading", name="Sáp nhập, hợp nhất")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Đơn vị nhận").fill("CB03")
    page.get_by_label("Số quyết định").fill("15-QĐ/ĐUK")
    page.get_by_role("button", name="Xem trước tác động").click()
    expect(page.get_by_role("heading", name="Nhiệm vụ đang thực hiện 1")).to_be_visible()
    assert Unit.objects.get(pk=bloc.base_cell.pk).closed_on is None
    for more in page.locator("#main .kh-more > summary").all():
        more.click()
    expect(page.get_by_text("Tuyên truyền về hợp tác xã kiểu mới")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Xác nhận và thực hiện ngay").click()
    expect(page.get_by_text("Đã thực hiện.")).to_be_visible()
    assert_accessible(page)
    assert Unit.objects.get(pk=bloc.base_cell.pk).kept_by == bloc.sibling

    page = open_as(cast.sibling_secretary, f"/don-vi/{bloc.sibling.pk}/")
    life = page.locator("section", has=page.get_by_role("heading", name="Quá trình của đơn vị"))
    expect(life.get_by_text("Quyết định số 15-QĐ/ĐUK")).to_be_visible()
    assert_accessible(page)
    life.get_by_role("link", name="Chi bộ Công ty Ánh Sáng").click()
    expect(page.get_by_role("heading", name="Chi bộ Công ty Ánh Sáng")).to_be_visible()

    page = open_as(cast.administrator, "/don-vi/sap-xep/")
    assert_accessible(page)
    page.get_by_role("row", name="Sáp nhập, hợp nhất").get_by_role("link").click()
    page.get_by_role("button", name="Hoàn tác việc sắp xếp").click()
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("mọi thứ trở lại như trước")).to_be_visible()
    assert Unit.objects.get(pk=bloc.base_cell.pk).closed_on is None


def test_the_page_of_a_large_act_shows_its_end_by_itself(open_as, plan, bloc, cast, assert_accessible, monkeypatch):
    monkeypatch.setattr(size, "AT_ONCE", 1)
    act = reorganise("merge", [bloc.committee], [to(bloc.sibling)], by=cast.administrator)
    page = open_as(cast.administrator, f"/don-vi/sap-xep/{act.pk}/")
    expect(page.get_by_role("heading", name="Đang thực hiện")).to_be_visible()
    assert_accessible(page)

    carry_out_due_acts(today=TODAY, now=NOW)

    expect(page.get_by_role("button", name="Hoàn tác việc sắp xếp")).to_be_visible()
    assert_accessible(page)
