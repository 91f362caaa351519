"""How much there is of everything, by size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """One installation. Below the root lie `branches` committees with `units` shared between them, or no branch and all
    units right below. Every unit that works has all tasks of the root's plans and of its branch's plans."""

    units: int
    branches: int
    root_plans: int
    branch_plans: int
    tasks: int
    updates: int = 4  # for each assignment
    periods: int = 4  # the last one is running


SIZES = {
    "office": Size(units=100, branches=0, root_plans=3, branch_plans=0, tasks=8),
    "bloc": Size(units=500, branches=0, root_plans=4, branch_plans=0, tasks=10),
    "region": Size(units=5_000, branches=4, root_plans=1, branch_plans=3, tasks=10),
    "nation": Size(units=50_000, branches=34, root_plans=1, branch_plans=3, tasks=10),
}
PASSWORD = "do-toc-do-trang"  # noqa: S105  of invented people on a scratch database
