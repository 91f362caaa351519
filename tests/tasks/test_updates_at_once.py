"""Two people, or one person's two clicks, at the very same moment: on a real database, from two connections."""

import threading
import uuid

import pytest
from django.db import connection

from kehoach.lib.conflicts import Conflict
from tasks.models import Assignment, Update
from tasks.services.tallies import wrong_tallies
from tasks.services.updates import log_update
from tests.factories import NOW, TODAY
from units.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def log_at_once(assignment: Assignment, person: User, keys: list[uuid.UUID]) -> list[object]:
    """Log one update with each key, all at the same moment. Gives: the updates, or the errors."""
    start, outcomes = threading.Barrier(len(keys)), []

    def act(key: uuid.UUID) -> None:
        try:
            row = Assignment.objects.select_related("plan").get(pk=assignment.pk)
            by = User.objects.get(pk=person.pk)
            start.wait(timeout=20)
            outcomes.append(
                log_update(
                    assignment=row,
                    key=key,
                    state="in_progress",
                    percent=40,
                    result="Cùng lúc",
                    on=TODAY,
                    version=0,
                    by=by,
                    now=NOW,
                )
            )
        except Conflict as conflict:
            outcomes.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_clicks_at_once_are_one_update(transactional_db, assignment, cast):
    key = uuid.uuid4()

    outcomes = log_at_once(assignment, cast.secretary, [key] * 4)

    assert outcomes == [Update.objects.get()] * 4
    assert wrong_tallies([assignment.plan_id]) == set()


def test_two_forms_at_once_are_one_update_and_a_conflict(transactional_db, assignment, cast):
    outcomes = log_at_once(assignment, cast.secretary, [uuid.uuid4(), uuid.uuid4()])

    assert {type(outcome) for outcome in outcomes} == {Update, Conflict}
    assert Update.objects.count() == 1
    assert wrong_tallies([assignment.plan_id]) == set()
