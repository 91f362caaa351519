"""Two people, or one person's clicks, at the very same moment: on a real database, from many connections."""

import uuid
from collections.abc import Callable
from functools import partial

import pytest

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Update
from tasks.services.tallies import wrong_tallies
from tasks.services.updates import log_update
from tests.at_once import at_once
from tests.factories import NOW, TODAY
from units.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def log_at_once(assignment: Assignment, person: User, keys: list[uuid.UUID]) -> list[object]:
    """Log one update with each key, all at the same moment. Gives: the updates, or the errors."""

    def act(key: uuid.UUID, wait: Callable[[], object]) -> Update:
        row = Assignment.objects.select_related("plan").get(pk=assignment.pk)
        said = {"state": "in_progress", "percent": 40, "result": "Cùng lúc", "on": TODAY, "version": 0}
        by = User.objects.get(pk=person.pk)
        wait()
        return log_update(assignment=row, key=key, by=by, now=NOW, **said)

    return at_once([partial(act, key) for key in keys])


def test_twenty_equal_forms_at_once_are_one_update(transactional_db, assignment, cast):
    key = uuid.uuid4()

    outcomes = log_at_once(assignment, cast.secretary, [key] * 20)

    assert outcomes == [Update.objects.get()] * 20
    assert wrong_tallies([assignment.plan_id]) == set()


def test_two_forms_at_once_are_one_update_and_a_conflict(transactional_db, assignment, cast):
    outcomes = log_at_once(assignment, cast.secretary, [uuid.uuid4(), uuid.uuid4()])

    assert {type(outcome) for outcome in outcomes} == {Update, Conflict}
    assert Update.objects.count() == 1
    assert wrong_tallies([assignment.plan_id]) == set()
