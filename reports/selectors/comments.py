"""What a unit and the board wrote to each other about one report or one assignment."""

from reports.models import Comment, UnitReport
from tasks.models import Assignment
from units.models import User


def comments_about(about: UnitReport | Assignment, user: User) -> list[Comment]:
    """The oldest first. Queries: 1."""
    place = {"report": about} if isinstance(about, UnitReport) else {"assignment": about}
    return list(Comment.objects.visible_to(user).filter(**place).select_related("by"))
