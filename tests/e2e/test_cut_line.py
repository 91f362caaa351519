"""The line is cut at the moment of pressing or while it is sent: nothing typed is lost, and again makes one record.

Forms that wait on the phone by themselves are in test_offline.py, what is typed meanwhile in test_drafts.py.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Error, Locator, Page, Route, expect

from reports.models import Adoption, Comment, Example, Review, UnitReport
from tasks.models import Assignment, Extension, Plan
from tasks.services.extensions import ask_extension
from tests.conftest import Bloc, Cast
from tests.e2e.office import FINISHED, OVERDUE, fill
from tests.e2e.phone import ready
from tests.factories import NOW, make_example
from units.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_SENT = "Không có mạng nên chưa gửi được. Nội dung đã nhập vẫn còn trên trang; xin bấm lại khi có mạng."
NOT_REACHED = "Không kết nối được máy chủ. Nội dung đã nhập vẫn còn trên trang; xin kiểm tra mạng rồi thử lại."


class Step(NamedTuple):
    """Who does it where, what is typed (label → text) and pressed, what the page says then, and what rows it makes."""

    by: str
    path: Callable[[Bloc], str]
    typed: dict[str, str]
    button: str
    then: str
    made: Callable[[], QuerySet]
    opened_by: str = ""
    refusal: str = NOT_SENT


def work(text: str) -> Assignment:
    return Assignment.objects.get(task__text=text)


def page_of(text: str) -> Callable[[Bloc], str]:
    return lambda bloc: f"/phan-cong/{work(text).pk}/"


def asked(bloc: Bloc) -> str:
    """The page of the overdue work, for which its unit has asked for more time."""
    ask_extension(
        assignment=work(OVERDUE),
        key=uuid4(),
        wanted_due_on=date(2026, 12, 10),
        reason="Chờ hướng dẫn.",
        by=bloc.base_cell.memberships.get().user,
        now=NOW,
    )
    return page_of(OVERDUE)(bloc)


def example_of(unit: Unit, state: str = "proposed") -> Example:
    return make_example(Plan.objects.get(), unit, state=state)


def review_of_youth(bloc: Bloc) -> str:
    return f"/xem-xet/{UnitReport.objects.get(unit=bloc.youth).pk}/"


STEPS = {
    "accept": Step("tracker", review_of_youth, {}, "Xác nhận báo cáo", "Đã xác nhận báo cáo", Review.objects.all),
    "return": Step(
        "tracker",
        review_of_youth,
        {"Lý do chung": "Chưa nêu số người dự."},
        "Trả lại báo cáo",
        "Đã trả lại báo cáo",
        Review.objects.all,
        opened_by="Trả lại để đơn vị bổ sung",
    ),
    "confirm": Step(
        "tracker",
        page_of(FINISHED),
        {},
        "Xác nhận hoàn thành",
        "Đã xác nhận hoàn thành.",
        lambda: Assignment.objects.filter(state="done"),
    ),
    "send back": Step(
        "tracker",
        page_of(FINISHED),
        {"Lý do": "Chưa có biên bản."},
        "Yêu cầu làm lại",
        "Đã yêu cầu làm lại",
        lambda: Assignment.objects.filter(state="in_progress", task__text=FINISHED),
        opened_by="Chưa đạt, yêu cầu làm lại",
    ),
    "ask for more time": Step(
        "secretary",
        page_of(OVERDUE),
        {"Xin gia hạn đến ngày": "2026-12-10", "Lý do xin gia hạn": "Chờ hướng dẫn của cấp trên."},
        "Gửi đề nghị gia hạn",
        "Đã gửi đề nghị gia hạn",
        Extension.objects.all,
        opened_by="Xin lùi hạn hoàn thành",
    ),
    "answer a wish for more time": Step(
        "tracker",
        asked,
        {"Lý do": "Không còn thời gian."},
        "Trả lời đơn vị",
        "Đã trả lời; đơn vị được báo.",
        lambda: Extension.objects.filter(state="refused"),
        opened_by="Không chấp thuận",
    ),
    "give more time": Step(
        "tracker",
        asked,
        {},
        "Trả lời đơn vị",
        "Đã trả lời; đơn vị được báo.",
        lambda: Extension.objects.filter(state="accepted"),
        opened_by="Chấp thuận",
    ),
    "comment": Step(
        "secretary",
        page_of(OVERDUE),
        {"Viết trao đổi": "Xin hướng dẫn thêm."},
        "Gửi trao đổi",
        "Xin hướng dẫn thêm.",
        Comment.objects.all,
        refusal=NOT_REACHED,
    ),
    "name an example": Step(
        "secretary",
        lambda bloc: "/mo-hinh/moi/",
        {"Tên mô hình": "Bữa trưa hợp tác", "Cách làm và kết quả": "Bếp ăn dùng rau của hợp tác xã."},
        "Nêu mô hình",
        "Chờ xác nhận",
        Example.objects.all,
    ),
    "verify an example": Step(
        "tracker",
        lambda bloc: f"/mo-hinh/{example_of(bloc.base_cell).pk}/",
        {},
        "Xác nhận mô hình",
        "mọi đơn vị đều xem được mô hình này",
        lambda: Example.objects.filter(state="verified"),
    ),
    "take an example up": Step(
        "secretary",
        lambda bloc: f"/mo-hinh/{example_of(bloc.sibling, 'verified').pk}/lam-theo/",
        {"Đơn vị làm thế nào": "Làm mỗi thứ sáu."},
        "Ghi làm theo",
        "Làm mỗi thứ sáu.",
        Adoption.objects.all,
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_cut_line_loses_nothing_and_makes_one_record(open_as, plan, bloc: Bloc, cast: Cast, context, name: str):
    fill(plan, bloc, cast.secretary)
    step = STEPS[name]
    page = open_as(getattr(cast, step.by), step.path(bloc))
    button = prepare(page, step)
    context.set_offline(True)
    button.click()
    expect(page.get_by_text(step.refusal)).to_be_visible()
    for label, text in step.typed.items():
        expect(page.get_by_label(label)).to_have_value(text)
    assert not step.made().exists()

    context.set_offline(False)
    button.click()

    expect(page.get_by_text(step.then).first).to_be_visible()
    assert step.made().count() == 1


@pytest.mark.parametrize("browser_context_args", ["phone"], indirect=True)
@pytest.mark.parametrize("name", STEPS)
def test_line_cut_while_sending_makes_one_record(open_as, plan, bloc: Bloc, cast: Cast, name: str):
    """First what is sent is lost, then the answer; the browser's own "tải lại" sends the same once more."""
    fill(plan, bloc, cast.secretary)
    step = STEPS[name]
    page = open_as(getattr(cast, step.by), step.path(bloc))
    button = prepare(page, step)
    stays = step.refusal == NOT_REACHED  # sent by htmx
    again = button.click if stays else page.reload
    lost = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or "x-draft" in route.request.headers:
            return route.fallback()
        lost.append(route.fetch(max_redirects=0) if lost else None)
        return route.abort()

    page.route("**", lose)
    for send, made in ((button.click, 0), (again, 1)):
        with page.expect_event("requestfailed", lambda request: request.method == "POST"), suppress(Error):
            send()
        expect(page).to_have_url(re.compile("^http" if stays else "^chrome-error"))
        assert step.made().count() == made
    page.unroute("**")
    again()

    expect(page.get_by_text(step.then).first).to_be_visible()
    expect(page.get_by_text(step.refusal)).to_be_hidden()
    assert step.made().count() == 1


def test_cut_line_accepts_none_of_several(open_as, plan, bloc: Bloc, cast: Cast, context, assert_accessible):
    fill(plan, bloc, cast.secretary)
    page = open_as(cast.tracker, "/xem-xet/")
    ready(page)
    page.get_by_role("button", name="Chọn tất cả").click()
    context.set_offline(True)
    page.get_by_role("button", name="Xác nhận báo cáo đã chọn").click()
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    assert [box.is_checked() for box in page.get_by_role("checkbox").all()] == [True, True, True]
    assert_accessible(page)

    context.set_offline(False)
    page.get_by_role("button", name="Xác nhận báo cáo đã chọn").click()
    page.get_by_role("dialog").get_by_role("button", name="Xác nhận").click()

    expect(page.get_by_text("Đã xác nhận 3 báo cáo.")).to_be_visible()
    assert Review.objects.count() == 3


def test_network_without_a_way_out_is_no_line(open_as, plan, bloc: Bloc, cast: Cast):
    """The phone says that it is online, and nothing gets through."""
    fill(plan, bloc, cast.secretary)
    step = STEPS["return"]
    page = open_as(cast.tracker, step.path(bloc))
    button = prepare(page, step)
    page.route("**", lambda route: route.abort())
    button.click()
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    expect(page.get_by_label("Lý do chung")).to_have_value("Chưa nêu số người dự.")
    assert page.evaluate("navigator.onLine")

    page.unroute("**")
    button.click()

    expect(page.get_by_text(step.then)).to_be_visible()
    assert Review.objects.get().reason == "Chưa nêu số người dự."


def prepare(page: Page, step: Step) -> Locator:
    """Everything is typed; what is left is to press the button, which this gives."""
    ready(page)
    if step.opened_by:
        page.get_by_text(step.opened_by).first.click()
    for label, text in step.typed.items():
        page.get_by_label(label).fill(text)
    return page.get_by_role("button", name=step.button)
