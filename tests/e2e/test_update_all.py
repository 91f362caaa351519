"""Cập nhật tất cả in the browser: typed, lost, found again, half wrong, sent."""

import re

import pytest
from playwright.sync_api import expect

from tasks.models import Draft, Update
from tests.e2e.office import fill
from tests.e2e.phone import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rows_are_kept_while_typed_and_a_wrong_one_holds_no_other_up(
    open_as, plan, bloc, cast, context, assert_accessible
):
    fill(plan, bloc, cast.secretary)
    address = f"/viec-cua-don-vi/{bloc.base_cell.pk}/cap-nhat/"
    page = open_as(cast.secretary, address)
    assert_accessible(page)
    rows = page.locator("fieldset")
    rows.nth(0).get_by_label("Kết quả đã làm được").fill("Đã lập tổ.")
    rows.nth(1).get_by_label("Tình hình").select_option("Tạm hoãn")
    expect(page.locator("[data-draft]")).to_have_text(re.compile("Đã lưu nháp"))
    page.close(run_before_unload=False)

    page = open_as(cast.secretary, address, context.new_page())
    rows = page.locator("fieldset")
    expect(rows.nth(1).get_by_label("Tình hình")).to_have_value("paused")
    page.get_by_role("button", name="Lưu cập nhật").click()

    expect(page.get_by_text("Còn 1 dòng chưa ghi được")).to_be_visible()
    expect(rows.nth(0).get_by_label("Kết quả đã làm được")).to_have_value("")
    assert_accessible(page)
    rows.nth(1).get_by_label("Kết quả đã làm được").fill("Chờ kinh phí.")
    page.get_by_role("button", name="Lưu cập nhật").click()

    expect(page).to_have_url(re.compile(r"/viec-cua-don-vi/\?unit="))
    expect(page.get_by_text("Đã ghi cập nhật tiến độ của 1 nhiệm vụ.")).to_be_visible()
    assert sorted(Update.objects.values_list("result", flat=True)) == ["Chờ kinh phí.", "Đã lập tổ."]
    assert not Draft.objects.exists()


def test_all_rows_wait_together_without_a_line(open_as, plan, bloc, cast, context):
    fill(plan, bloc, cast.secretary)
    page = open_as(cast.secretary, f"/viec-cua-don-vi/{bloc.base_cell.pk}/cap-nhat/")
    ready(page)
    page.locator("fieldset").nth(0).get_by_label("Kết quả đã làm được").fill("Đã lập tổ.")
    context.set_offline(True)
    page.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.get_by_text("được cất trên máy này")).to_be_visible()
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
    assert not Update.objects.exists()

    context.set_offline(False)

    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_hidden()
    assert Update.objects.get().result == "Đã lập tổ."
