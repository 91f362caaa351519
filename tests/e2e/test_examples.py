"""A good way of working, from the unit that names it to the unit that takes it up."""

import re
from base64 import b64decode

import pytest
from playwright.sync_api import expect

from reports.models import Adoption
from tests.factories import make_assignment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = b64decode(  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_named_with_a_photo_verified_and_taken_up(open_as, plan, bloc, cast, assert_accessible):
    for unit in (bloc.base_cell, bloc.sibling):
        make_assignment(plan.tasks.get(), unit)
    page = open_as(cast.secretary, "/mo-hinh/moi/")
    page.get_by_label("Tên mô hình").fill("Bữa trưa hợp tác")
    page.get_by_label("Cách làm và kết quả").fill("Bếp ăn dùng rau của hợp tác xã.")
    page.get_by_label("Ảnh, tài liệu").set_input_files({"name": "bep.png", "mimeType": "image/png", "buffer": PHOTO})
    assert_accessible(page)
    page.get_by_role("button", name="Nêu mô hình").click()
    expect(page.get_by_role("heading", name="Bữa trưa hợp tác")).to_be_visible()

    page = open_as(cast.tracker, "/xem-xet/")
    page.get_by_role("link", name=re.compile("Mô hình chờ xác nhận")).click()
    assert_accessible(page)
    page.get_by_role("link", name="Bữa trưa hợp tác").click()
    photo = page.get_by_role("img", name="Ảnh bep.png")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận mô hình").click()
    expect(page.get_by_text("mọi đơn vị đều xem được mô hình này")).to_be_visible()

    page = open_as(cast.sibling_secretary, "/mo-hinh/")
    page.get_by_role("link", name="Bữa trưa hợp tác").click()
    page.get_by_role("link", name="Đơn vị tôi đã làm theo").click()
    assert_accessible(page)
    page.get_by_label("Đơn vị làm thế nào").fill("Làm mỗi thứ sáu.")
    page.get_by_role("button", name="Ghi làm theo").click()
    expect(page.get_by_text("Làm mỗi thứ sáu.")).to_be_visible()
    assert_accessible(page)
    assert Adoption.objects.get().unit == bloc.sibling
