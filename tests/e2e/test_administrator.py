"""The administrator's job: a document becomes a plan, and work is given."""

import re

import pytest
from playwright.sync_api import Page, expect

from tasks.jobs import read_import_job
from tasks.models import Assignment, Plan
from units.models import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCUMENT = """\
**KẾ HOẠCH**
**phát triển phong trào đọc sách trong Khối**

Đảng ủy Khối, ngày 10 tháng 8 năm 2026

**I. MỤC ĐÍCH, YÊU CẦU**

- Nâng cao nhận thức của đảng viên về việc đọc sách.

**II. NHIỆM VỤ**

1. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách tại đơn vị.

2. Đoàn Thanh niên Khối vận động tặng sách cho các chi bộ.

**T/M BAN THƯỜNG VỤ**
**BÍ THƯ**

**Nguyễn Văn Thử**
"""


def upload(page: Page) -> None:
    page.get_by_role("link", name="Nạp kế hoạch").first.click()
    file = {"name": "doc-sach.md", "mimeType": "text/markdown", "buffer": DOCUMENT.encode()}
    page.get_by_label("Tệp kế hoạch").set_input_files(file)
    page.get_by_role("button", name="Tải lên và đọc").click()
    expect(page.get_by_role("heading", name="Đang đọc văn bản")).to_be_visible()
    read_import_job()
    expect(page.get_by_role("heading", name="Xem và sửa bản nạp")).to_be_visible()


def test_a_plan_is_imported_corrected_confirmed_and_given(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.administrator, "/ke-hoach/")
    assert_accessible(page)
    upload(page)
    assert_accessible(page)

    page.get_by_role("link", name="Sửa phần này").click()
    page.get_by_label("Ngày ban hành").fill("2026-08-10")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu").click()

    page.get_by_role("link", name=re.compile("Sửa dòng 2")).click()
    page.get_by_label("Nội dung").fill("Đoàn Thanh niên Khối vận động tặng 500 cuốn sách.")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu dòng").click()
    expect(page.get_by_text("vận động tặng 500 cuốn sách").first).to_be_visible()

    page.get_by_role("link", name="Xác nhận kế hoạch").click()
    assert_accessible(page)
    page.get_by_role("button", name="Xác nhận và giao việc").click()
    expect(page.get_by_text("Đã lập kế hoạch và giao việc cho các đơn vị.")).to_be_visible()
    assert_accessible(page)
    plan = Plan.objects.get()
    assert plan.tasks.filter(text__contains="500 cuốn").exists()

    page.goto(page.url + "phan-cong/")
    assert_accessible(page)
    page.get_by_role("checkbox", name=bloc.sibling.name).check()
    page.get_by_text("Sửa các phân công đã chọn").click()
    page.get_by_label("Hạn mới").fill("2026-12-15")
    page.get_by_label("Lý do").fill("Theo chỉ đạo của Thường trực.")
    assert_accessible(page)
    page.get_by_role("button", name="Lưu thay đổi").click()
    expect(page.get_by_text("Đã sửa 1 phân công.")).to_be_visible()
    assert str(Assignment.objects.get(plan=plan, unit=bloc.sibling).due_on) == "2026-12-15"


def test_units_people_and_settings(open_as, bloc, cast, assert_accessible):
    page = open_as(cast.administrator, "/don-vi/")
    assert_accessible(page)
    for path in (f"/don-vi/{bloc.cell.pk}/", f"/don-vi/{bloc.cell.pk}/sua/", f"/don-vi/{bloc.cell.pk}/chuyen/"):
        assert_accessible(open_as(cast.administrator, path))
    page = open_as(cast.administrator, "/don-vi/nguoi-dung/")
    assert_accessible(page)
    page.get_by_role("link", name=cast.secretary.full_name, exact=True).click()
    assert_accessible(page)

    page = open_as(cast.administrator, "/don-vi/thiet-lap/")
    assert_accessible(page)
    page.get_by_label(re.compile("Tên cơ quan ban hành", re.I)).fill("Đảng ủy Khối thử nghiệm")
    page.get_by_role("button", name=re.compile("^Lưu")).click()
    expect(page.get_by_text("Đã lưu thiết lập.")).to_be_visible()
    assert Office.objects.get().name == "Đảng ủy Khối thử nghiệm"
