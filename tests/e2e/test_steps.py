"""The steps that docs/steps.md promises, counted as a person takes them on a phone: presses and texts typed."""

import pytest
from playwright.sync_api import Locator, expect

from reports.models import UnitReport
from tasks.models import Update
from tests.e2e.office import OVERDUE, fill
from tests.factories import make_assignment, make_task, make_update

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("browser_context_args", ["phone"], indirect=True),
]


class Hand:
    """A thumb that counts: each press, and each text."""

    def __init__(self) -> None:
        self.taps = self.texts = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Into a field that must be tapped first, unless the keyboard stands in it already."""
        if not target.evaluate("field => field === document.activeElement"):
            self.tap(target)
        self.texts += 1
        target.page.keyboard.type(text)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_one_update_takes_three_taps_and_a_text(open_as, plan, bloc, cast, hand):
    fill(plan, bloc, cast.secretary)
    page = open_as(cast.secretary, "/viec-cua-don-vi/")
    row = page.get_by_role("listitem").filter(has_text=OVERDUE)

    hand.tap(row.get_by_role("link", name="Cập nhật tiến độ"))
    expect(row.get_by_label("Kết quả đã làm được")).to_be_visible()
    hand.write(row.get_by_label("Kết quả đã làm được"), "Đã lập tổ.")
    hand.tap(row.get_by_role("button", name="Lưu cập nhật"))

    expect(row.get_by_role("status")).to_have_text("Đã ghi cập nhật tiến độ.")
    assert Update.objects.get().result == "Đã lập tổ."
    assert (hand.taps, hand.texts) == (3, 1)


def test_a_report_of_ten_lines_from_its_updates_takes_three_taps(open_as, plan, bloc, cast, hand):
    fill(plan, bloc, cast.secretary)
    for number in range(8):
        make_assignment(make_task(plan, f"Việc {number}"), bloc.base_cell)
    for assignment in bloc.base_cell.assignments.all():
        make_update(assignment, cast.secretary, on="2026-11-10", next_steps="Làm tiếp.", percent=50)
    page = open_as(cast.secretary, "/viec-cua-don-vi/")

    hand.tap(page.get_by_role("button", name="Lập báo cáo"))
    hand.tap(page.get_by_role("button", name="Lưu và kiểm tra lại"))
    hand.tap(page.get_by_role("button", name="Gửi báo cáo"))

    expect(page.get_by_role("link", name="Biên nhận")).to_be_visible()
    report = UnitReport.objects.get(unit=bloc.base_cell)
    assert (report.state, report.lines.count()) == ("sent", 11)
    assert (hand.taps, hand.texts) == (3, 0)


def test_all_open_work_takes_a_tap_a_row_and_two_more(open_as, plan, bloc, cast, hand):
    fill(plan, bloc, cast.secretary)
    page = open_as(cast.secretary, "/viec-cua-don-vi/")

    hand.tap(page.get_by_role("link", name="Cập nhật tất cả"))
    results = page.get_by_label("Kết quả đã làm được")
    expect(results.first).to_be_visible()
    for result in results.all():
        hand.write(result, "Đã làm.")
    hand.tap(page.get_by_role("button", name="Lưu cập nhật"))

    expect(page.get_by_text("Đã ghi cập nhật tiến độ của 2 nhiệm vụ.")).to_be_visible()
    assert (hand.taps, hand.texts) == (4, 2)
