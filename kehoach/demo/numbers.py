"""The numbers that the demo's units give in their reports."""

import random
from decimal import Decimal

from reports.models import UnitReport
from reports.selectors.indicators import Amount, numbers_of

GIVEN = 0.85  # share of the numbers that are not left blank


def invented_numbers(dice: random.Random, report: UnitReport) -> dict[int, dict[int, Amount | None]]:
    """Most units give the numbers that the plan asks for; some leave them blank, some did nothing in the period."""
    asked = numbers_of(report, report.lines.select_related("assignment"))
    return {
        line: {
            number.indicator.pk: Amount(Decimal(dice.randrange(3))) if dice.random() < GIVEN else None
            for number in numbers
        }
        for line, numbers in asked.items()
    }
