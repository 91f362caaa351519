"""Who gets in and who acts for whom: slips to print, a role lent for some days, a successor."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.factories import TODAY, make_assignment, make_user
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"\b(?:[a-z0-9]{4}-){3}[a-z0-9]{4}\b")


def test_a_slip_is_printed_and_lets_its_person_in(
    open_as, page, live_server, bloc, cast, assert_accessible, tmp_path: Path
):
    make_user("moi", bloc.cell, full_name="Đỗ Thị Hường", email="")
    User.objects.exclude(username="moi").update(last_login="2026-01-01T00:00:00Z")
    open_as(cast.administrator, "/don-vi/nguoi-dung/moi/")
    assert_accessible(page)

    page.get_by_role("checkbox", name="Đỗ Thị Hường").check()
    page.get_by_role("button", name="In phiếu").click()
    assert_accessible(page)
    with page.expect_download() as printed:
        page.get_by_role("button", name="Đồng ý").click()
    file = tmp_path / printed.value.suggested_filename
    printed.value.save_as(file)

    [code] = CODE.findall(" ".join(sheet.extract_text() for sheet in PdfReader(file).pages))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(f"{live_server.url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("moi")
    page.get_by_label("Mật khẩu", exact=True).fill(code)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name=re.compile("mật khẩu", re.IGNORECASE))).to_be_visible()


def test_a_role_is_lent_and_used_in_the_lenders_place(open_as, page, bloc, cast, plan, assert_accessible):
    """The committee's secretary lends the role to the cell's; who then switches between both units."""
    for unit in (bloc.committee, bloc.cell):
        make_assignment(plan.tasks.get(), unit)
    open_as(cast.committee_secretary, "/tai-khoan")
    page.get_by_role("link", name="Ủy quyền").click()
    assert_accessible(page)
    page.get_by_label("Người làm thay").fill("bithucb")
    page.get_by_label("Đến hết ngày").fill((TODAY + timedelta(days=6)).isoformat())
    page.get_by_role("button", name="Ủy quyền").click()
    expect(page.get_by_text("Người bithucb làm thay từ")).to_be_visible()
    assert_accessible(page)

    open_as(User.objects.get(pk=cast.cell_secretary.pk), "/viec-cua-don-vi/")
    expect(page.get_by_text("làm thay Người bithudb")).to_be_visible()
    assert_accessible(page)
    units = page.get_by_role("navigation", name="Đơn vị")
    units.get_by_role("link", name=bloc.cell.name).click()
    expect(page.get_by_text("làm thay Người bithudb")).not_to_be_visible()
    page.goto(page.url.partition("?")[0])  # and stays there
    expect(units.get_by_role("link", name=bloc.cell.name)).to_have_attribute("aria-current", "page")
    page.goto(page.url.replace("viec-cua-don-vi/", f"phan-cong/{bloc.committee.assignments.get().pk}/cap-nhat/"))
    page.get_by_label("Kết quả").first.fill("Đã họp cấp ủy.")
    page.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.get_by_text("Người bithucb, thay Người bithudb").first).to_be_visible()
    assert_accessible(page)


def test_a_successor_takes_over(open_as, page, cast, assert_accessible):
    open_as(cast.administrator, f"/don-vi/nguoi-dung/{cast.secretary.pk}/")
    page.get_by_role("link", name="Bàn giao cho người khác").click()
    assert_accessible(page)
    page.get_by_label("Người kế nhiệm").fill("bithu2")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("chuyển cho Người bithu2")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Bàn giao và khóa tài khoản").click()

    expect(page.get_by_text("Đã bàn giao 1 vai trò cho Người bithu2")).to_be_visible()
    assert not User.objects.get(pk=cast.secretary.pk).is_active
