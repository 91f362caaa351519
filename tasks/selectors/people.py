"""Who answers for a plan."""

from datetime import date

from tasks.models import Plan
from units.models import Unit, User
from units.policy import Act
from units.selectors import people_for


def trackers_of(plan: Plan, day: date) -> list[User]:
    """Who tracks the plan: the people of its tracker; where none is named, of the boards of the issuing committee."""
    boards = Unit.objects.filter(pk=plan.tracker_id) if plan.tracker_id else Unit.objects.filter(parent=plan.issuer_id)
    found = people_for(boards.values_list("pk", flat=True), Act.TRACK, day)
    return list({person.pk: person for people in found.values() for person in people}.values())
