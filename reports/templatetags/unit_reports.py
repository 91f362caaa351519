"""The unit's reports on pages of the tasks app, which may not know of reports; what a report calls a task."""

from datetime import date
from typing import Any

from django import template

from reports.models import ReportLine
from reports.selectors.indicators import LineNumber
from reports.selectors.unit_reports import by_turn, owed_reports
from tasks.models import Task
from tasks.selectors.work import task_name, task_title
from units.models import Unit

register = template.Library()
register.filter("title_of", task_title)


@register.inclusion_tag("reports/_owed_reports.html", takes_context=True)
def reports_due(context: dict[str, Any], unit: Unit, today: date) -> dict[str, Any]:
    """What the unit has to report now. Queries: 2."""
    first, others = by_turn(owed_reports(unit, user=context["request"].user, today=today))
    return {"first": first, "others": others, "csrf_token": context.get("csrf_token", "")}


@register.filter
def asked_on(numbers: dict[int, list[LineNumber]], line: ReportLine) -> list[LineNumber]:
    """The numbers that this line of the report asks for."""
    return numbers.get(line.pk, [])


@register.filter
def known_facts(number: LineNumber) -> list[tuple[str, object]]:
    """What static/js/report.js works a number out from as it is typed, by the name of the attribute."""
    facts = {
        "adding": number.indicator.adds_up,
        "measure": number.indicator.measure,
        "target": number.indicator.target,
        "earlier": number.earlier and number.earlier.share,
        "last": number.last and number.last.share,
        "year-ago": number.year_ago and number.year_ago.share,
    }
    return [(name, value) for name, value in facts.items() if value is not None]


@register.filter
def number_of(task: Task) -> str:
    """Nhiệm vụ II.2"""
    return task_name(task)
