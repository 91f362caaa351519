"""Mô hình, điển hình: which ones a person sees, who takes them up, and what a report says of them already."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kehoach.lib.lines import bare_lines, line_key
from reports.models import Adoption, Example, ExampleFile, UnitReport
from tasks.models import Assignment, Plan, Task
from units.models import Unit, User
from units.querysets import scope_of


def listed_examples(
    user: User, *, plan: Plan | None = None, state: str = "", kind: str = "", words: str = ""
) -> QuerySet[Example]:
    """Each with `adopted`, how many units take it up, and `has_files`; the newest first."""
    rows = Example.objects.visible_to(user).search(words)
    narrowed = {"plan": plan, "state": state, "unit__kind": kind}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    counts = Adoption.objects.filter(example=OuterRef("pk")).order_by().values("example").annotate(n=Count("pk"))
    return rows.select_related("plan", "unit").annotate(
        adopted=Coalesce(Subquery(counts.values("n"), output_field=IntegerField()), 0),
        has_files=Exists(ExampleFile.objects.filter(example=OuterRef("pk"))),
    )


def plans_with_examples(user: User) -> QuerySet[Plan]:
    """The plans of what the person sees, for the filter."""
    return Plan.objects.filter(pk__in=Example.objects.visible_to(user).order_by().values("plan"))


def lines_of_work(units: Iterable[Unit], *, plan_id: int | None = None) -> list[Task]:
    """What active plans, or one of them, give to these units: what an example may be about, in the plans' own order."""
    given = Assignment.objects.in_force().filter(unit__in=units, plan__state=Plan.State.ACTIVE)
    if plan_id:
        given = given.filter(plan=plan_id)
    tasks = Task.objects.filter(pk__in=given.order_by().values("task"))
    return list(tasks.select_related("plan", "section", "parent__section").order_by("plan_id", "position"))


def units_to_adopt(user: User, example: Example) -> QuerySet[Unit]:
    """The units the person reports for that may still say they take it up; nobody follows their own example."""
    own = Unit.objects.filter(pk__in=scope_of(user).own_unit_ids).exclude(pk=example.unit_id)
    return own.exclude(adoptions__example=example).order_by("path")


def stands_in(text: str, example: Example) -> bool:
    """Whether a report's text says all of the example already, in one line or in several."""
    said = line_key(" ".join(text.split()))
    return all(line_key(line) in said for line in bare_lines(example.text))


def unnamed_lines(text: str, examples: Iterable[Example]) -> list[str]:
    """The lines of a report's text that none of its unit's examples says."""
    said = [line_key(example.line) for example in examples]
    return [line for line in bare_lines(text) if not any(line_key(line) in one for one in said)]


def lines_to_name(report: UnitReport) -> list[str]:
    """What a report says of good ways of working that nobody has made an example of yet. Queries: 1 or none."""
    if report.state not in (UnitReport.State.SENT, UnitReport.State.ACCEPTED) or not report.examples:
        return []
    named: Any = Example.objects.of_period(report.period).filter(unit=report.unit_id)
    return unnamed_lines(report.examples, named)
