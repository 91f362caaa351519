"""The numbers that a line of a plan asks for, as a person states them and as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from kehoach.lib.numbers import number_text
from tasks.importing.proposal import Item
from tasks.models import Indicator, Task
from tasks.models.indicators import PERCENT

LEAST = "ít nhất"
NAME, MEASURE = 250, 80  # longest; a few letters of the column are left for "(2)"


@dataclass(frozen=True)
class Stated:
    """One indicator as a line of text says it: "hợp tác xã thành lập mới | ít nhất 5 | hợp tác xã | Cộng dồn"."""

    name: str
    target: Decimal | None
    measure: str
    at_least: bool = False
    adds_up: str = Indicator.Adding.SUM

    def __str__(self) -> str:
        return f"{self.name} | {target_text(self)} | {self.measure} | {Indicator.Adding(self.adds_up).label}"

    @classmethod
    def of(cls, row: Indicator) -> Self:
        return cls(row.name, row.target, row.measure, row.at_least, row.adds_up)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What is counted; all else may change after units have reported it."""
        return self.name, self.measure, self.adds_up


def target_text(stated: "Stated | Indicator") -> str:
    """Ít nhất 5; empty where the plan sets no target."""
    return "" if stated.target is None else target_words(stated.target, stated.at_least)


def target_words(target: Decimal, at_least: bool) -> str:
    return f"{LEAST} {number_text(target)}" if at_least else number_text(target)


def usual_adding(measure: str) -> str:
    """How a number adds up unless a person says otherwise: a percentage is a ratio, all else is summed."""
    return Indicator.Adding.RATIO if measure == PERCENT else Indicator.Adding.SUM


def proposed(item: Item) -> list[Stated]:
    """What the line of an import asks for; a number without a name takes the line's words, and no name comes twice."""
    found: dict[str, Stated] = {}
    for each in item.indicators:
        name = base = (each.name or item.text).replace("|", "/").strip()[:NAME]
        target = None if each.target is None else Decimal(str(each.target))
        measure = each.measure.replace("|", "/")[:MEASURE]
        adds_up = each.adds_up or usual_adding(measure)
        again = 1
        while name in found and found[name].target != target:
            again += 1
            name = f"{base} ({again})"
        found.setdefault(name, Stated(name, target, measure, each.at_least, adds_up))
    return list(found.values())


def stated_of(task: Task) -> list[Stated]:
    """What the line asks for now. Queries: 1."""
    return [Stated.of(row) for row in task.indicators.order_by("position", "pk")]


def set_indicators(*, task: Task, stated: Sequence[Stated], keep_reported: bool = False) -> None:
    """Make the line ask for exactly these, in this order; inside the transaction of the act.

    Takes: keep_reported: leave a number that units have reported as it is, behind the others.
    Repeat: same rows. Errors: ValidationError when units have reported a number that would go or mean something else.
    """
    kept = {Stated.of(row).identity: row for row in task.indicators.all()}
    stated = list(stated)
    for identity in kept.keys() - {each.identity for each in stated}:
        try:
            kept[identity].delete()
        except ProtectedError as error:
            if keep_reported:
                stated.append(Stated.of(kept[identity]))
                continue
            raise ValidationError(
                {
                    "indicators": f"“{identity[0]}” đã có số liệu báo cáo nên không bỏ, không đổi tên, đơn vị tính hay "
                    "cách cộng được nữa; chỉ đổi được chỉ tiêu."
                }
            ) from error
    for position, each in enumerate(stated, 1):
        row = kept.get(each.identity) or Indicator(
            plan_id=task.plan_id, task=task, name=each.name, measure=each.measure, adds_up=each.adds_up
        )
        row.position, row.target, row.at_least = position, each.target, each.at_least
        row.full_clean(exclude=["plan", "task"])
        row.save()
