"""Which numbers a plan asks for, and which line they are reported on."""

from django.db.models import Exists, OuterRef

from tasks.models import Assignment, Indicator, Task

Asked = dict[int, list[Indicator]]


def indicators_of(plan_id: int) -> Asked:
    """By line, every number that stands in it. Queries: 1."""
    found: Asked = {}
    for indicator in Indicator.objects.filter(plan=plan_id):
        found.setdefault(indicator.task_id, []).append(indicator)
    return found


def asked_by_task(plan_id: int) -> Asked:
    """By line that was given to somebody, the numbers its units report: its own, and those of lines below it that
    nobody was given. A number that nobody was given a line for is left out. Queries: 1, or 2 where there are numbers.
    """
    standing = indicators_of(plan_id)
    if not standing:
        return {}
    given = Exists(Assignment.objects.filter(task=OuterRef("pk")))
    rows = Task.objects.filter(plan=plan_id).values_list("pk", "parent_id", given)
    parents = {pk: (parent_id, is_given) for pk, parent_id, is_given in rows}
    found: Asked = {}
    for task_id, indicators in standing.items():
        bearer: int | None = task_id
        while bearer is not None and not parents[bearer][1]:
            bearer = parents[bearer][0]
        if bearer is not None:
            found.setdefault(bearer, []).extend(indicators)
    return found
