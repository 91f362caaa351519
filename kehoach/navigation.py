"""The menu: what each role comes for, first things first (product.md, "Who uses it")."""

from dataclasses import dataclass

from django.urls import reverse

from units.policy import Act
from units.querysets import Scope


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool
    in_dock: bool
    count: int | None = None


# (label, URL name, what one must be allowed to do somewhere; None: everybody)
ITEMS: tuple[tuple[str, str, Act | None], ...] = (
    ("Việc của đơn vị", "tasks:my_work", Act.REPORT),
    ("Tổng quan", "reports:board", Act.WATCH),
    ("Toàn cảnh", "reports:picture", Act.WATCH),
    ("Báo cáo chờ xem xét", "reports:review_queue", Act.TRACK),
    ("Xin gia hạn", "tasks:extension_list", Act.TRACK),
    ("Kỳ báo cáo", "reports:period_list", Act.KEEP_PERIODS),
    ("Báo cáo tổng hợp", "reports:rollup_list", Act.WATCH),
    ("Ý kiến chỉ đạo", "reports:direction_list", Act.WATCH),
    ("Mô hình, điển hình", "reports:example_list", Act.SEE),
    ("Kế hoạch", "tasks:plan_list", None),
    ("Đơn vị", "units:unit_list", Act.WATCH),
    ("Người dùng", "units:user_list", Act.ADMINISTER),
    ("Nhật ký", "units:ledger", Act.AUDIT),
    ("Thiết lập", "units:office", Act.ADMINISTER),
)
FOR_THE_TOP = ("units:ledger", "units:office")  # what speaks of every unit
# What stands at hand on a phone: the first of these that the person may; a name comes again for who may less.
DOCK: tuple[tuple[str, Act | None], ...] = (
    ("tasks:my_work", Act.REPORT),
    ("reports:review_queue", Act.TRACK),
    ("reports:board", Act.WATCH),
    ("tasks:plan_list", Act.ADMINISTER),
    ("units:unit_list", Act.ADMINISTER),
    ("units:user_list", Act.ADMINISTER),
    ("reports:picture", Act.WATCH),
    ("tasks:extension_list", Act.TRACK),
    ("reports:rollup_list", Act.WATCH),
    ("reports:direction_list", Act.WATCH),
    ("tasks:plan_list", None),
    ("reports:example_list", Act.SEE),
)
IN_DOCK = 4


def menu_for(scope: Scope, path: str) -> list[Item]:
    """The items of the person's roles; the current one is the longest address the page lies under."""
    rows = [(label, name, reverse(name)) for label, name, act in ITEMS if _shown(scope, name, act)]
    current = max((url for *_, url in rows if path.startswith(url)), key=len, default="")
    docked = list(dict.fromkeys(name for name, act in DOCK if _shown(scope, name, act)))[:IN_DOCK]
    return [Item(label, url, url == current, name in docked) for label, name, url in rows]


def _shown(scope: Scope, name: str, act: Act | None) -> bool:
    if act is not None and name in FOR_THE_TOP:
        return scope.may_at_top(act)
    return act is None or scope.may_somewhere(act)
