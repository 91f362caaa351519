"""Trao đổi: the board and a unit write to each other about a report or an assignment. Nothing written is changed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import normalize
from reports.models import Comment, UnitReport
from reports.permissions import require_commenting
from tasks.models import Assignment, Notice, Plan
from tasks.selectors.people import trackers_of
from tasks.selectors.work import task_title
from tasks.services.notices import owe_notices
from units.models import Unit, User
from units.permissions import reports_for
from units.policy import Act
from units.selectors import people_for
from units.services.changes import record_change


@transaction.atomic
def write_comment(*, about: UnitReport | Assignment, text: str, key: UUID, by: User, now: datetime) -> Comment:
    """Write one comment and tell the other side: the plan's trackers, or the people of the unit.

    Takes: about: with its unit and plan; key: made with the form. Repeat: the same row for the same key.
    """
    unit, plan = about.unit, about.period.plan if isinstance(about, UnitReport) else about.plan
    require_commenting(by, unit, plan)
    if written := Comment.objects.filter(key=key, by=by).first():
        return written
    place = {"report": about} if isinstance(about, UnitReport) else {"assignment": about}
    comment = Comment(**place, key=key, text=normalize(text).strip(), at=now, by=by)
    comment.full_clean()
    comment.save(force_insert=True)
    record_change(comment, "Viết ý kiến trao đổi", by=by, now=now, after={"text": comment.text})
    _tell(comment, unit, plan, now)
    return comment


def _tell(comment: Comment, unit: Unit, plan: Plan, now: datetime) -> None:
    today = day_of(now)
    if reports_for(comment.by, unit.answering_id):
        people = trackers_of(plan, today)
    else:
        people = people_for([unit.answering_id], Act.REPORT, today).get(unit.answering_id, [])
    if comment.report_id:
        name, link = f"báo cáo {comment.report.period.name}", f"/bao-cao/{comment.report_id}/#trao-doi"
    else:
        name, link = task_title(comment.assignment.task), f"/phan-cong/{comment.assignment_id}/#trao-doi"
    owe_notices(
        people=[person for person in people if person.pk != comment.by_id],
        kind=Notice.Kind.COMMENT,
        key=f"comment:{comment.pk}",
        subject=f"comment:{comment.pk}",
        title=f"{comment.by} trao đổi về {name}, {unit.name}",
        detail=comment.text,
        link=link,
        unit=unit,
        plan=plan,
        assignment=comment.assignment,
        now=now,
    )
