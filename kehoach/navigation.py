"""The menu: what each role comes for, first things first (product.md, "Who uses it")."""

from dataclasses import dataclass

from django.urls import reverse

from units.querysets import Scope

WATCHERS = ("tracker", "standing", "inspection", "administrator")


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool
    count: int | None = None


# (label, URL name, roles that see it; none: everybody who reports for a unit)
ITEMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Việc của đơn vị", "tasks:my_work", ()),
    ("Tổng quan", "reports:board", WATCHERS),
    ("Toàn cảnh", "reports:picture", WATCHERS),
    ("Báo cáo chờ xem xét", "reports:review_queue", ("tracker",)),
    ("Xin gia hạn", "tasks:extension_list", ("tracker",)),
    ("Kỳ báo cáo", "reports:period_list", ("tracker", "administrator")),
    ("Báo cáo tổng hợp", "reports:rollup_list", WATCHERS),
    ("Ý kiến chỉ đạo", "reports:direction_list", WATCHERS),
    ("Kế hoạch", "tasks:plan_list", ()),
    ("Đơn vị", "units:unit_list", WATCHERS),
    ("Người dùng", "units:user_list", ("administrator",)),
    ("Thiết lập", "units:office", ("administrator",)),
)


def menu_for(scope: Scope, path: str) -> list[Item]:
    """The items of the person's roles; the current one is the longest address the page lies under."""
    urls = [(label, reverse(name)) for label, name, roles in ITEMS if _shown(scope, name, roles)]
    current = max((url for _, url in urls if path.startswith(url)), key=len, default="")
    return [Item(label, url, url == current) for label, url in urls]


def _shown(scope: Scope, name: str, roles: tuple[str, ...]) -> bool:
    if name == "tasks:my_work":
        return bool(scope.own_unit_ids)
    if name == "units:office":
        return scope.administers_top
    return not roles or scope.is_any(*roles)
