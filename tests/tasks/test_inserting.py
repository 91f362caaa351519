"""Rows the database makes from rows it has."""

import pytest
from django.db.models import F

from tasks.models import Assignment
from tasks.services.inserting import insert_from
from tests.factories import NOW, TODAY
from units.models import Change, Unit


def test_every_source_row_gives_one_row(plan, bloc):
    task = plan.tasks.get()
    units = Unit.objects.filter(kind="base_cell").order_by("path")
    made = insert_from(
        units,
        Assignment,
        plan=plan,
        task_id=task.pk,
        unit_id=F("pk"),
        branch_id=F("branch_id"),
        role="implement",
        period_kind="month",
        starts_on=TODAY,
    )
    rows = Assignment.objects.order_by("pk")
    assert made == 2
    assert [(row.unit, row.branch, row.plan, row.starts_on) for row in rows] == [
        (unit, unit, plan, TODAY) for unit in units
    ]
    assert {(row.state, row.due_on, row.percent, row.version) for row in rows} == {("not_started", None, None, 0)}


def test_times_and_json_come_back_as_they_went_in(bloc):
    after = {"due_on": None, "kinds": ["cơ sở", 1]}
    insert_from(
        Unit.objects.filter(pk=bloc.cell.pk),
        Change,
        at=NOW,
        by=None,
        verb="Thử",
        subject="units.unit",
        subject_id=F("pk"),
        name=F("name"),
        after=after,
    )
    row = Change.objects.get()
    assert (row.at, row.subject_id, row.name, row.before, row.after) == (NOW, bloc.cell.pk, bloc.cell.name, {}, after)


def test_column_that_is_not_there_is_refused(bloc):
    with pytest.raises(ValueError, match="Change has no colour"):
        insert_from(Unit.objects.all(), Change, colour="red")


def test_no_source_rows_give_none(bloc):
    assert insert_from(Unit.objects.none(), Change, at=NOW, verb="x", subject="x", subject_id=F("pk")) == 0
