"""The menu and the dock of a phone: what each role comes for."""

import pytest

from kehoach.navigation import menu_for
from units.querysets import scope_of


@pytest.mark.parametrize(
    ("role", "docked"),
    [
        ("secretary", ["Việc của đơn vị", "Mô hình, điển hình", "Kế hoạch"]),
        ("tracker", ["Việc của đơn vị", "Tổng quan", "Toàn cảnh", "Báo cáo chờ xem xét"]),
        ("standing", ["Tổng quan", "Toàn cảnh", "Báo cáo tổng hợp", "Ý kiến chỉ đạo"]),
        ("administrator", ["Tổng quan", "Kế hoạch", "Đơn vị", "Người dùng"]),
        ("stranger", ["Kế hoạch"]),
    ],
)
def test_dock_holds_what_the_role_comes_for(cast, role: str, docked: list[str]):
    menu = menu_for(scope_of(getattr(cast, role)), "/")

    assert [item.label for item in menu if item.in_dock] == docked


def test_current_item_is_the_longest_address_the_page_lies_under(cast):
    menu = menu_for(scope_of(cast.administrator), "/don-vi/nguoi-dung/7/")

    assert [item.label for item in menu if item.current] == ["Người dùng"]
