"""Xin gia hạn: a unit asks for a later day, the tracker answers; only acceptance moves the deadline (rule 7).

The first deadline is never lost: `Assignment.first_due_on` is not touched here.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of, vn_date
from tasks.models import Assignment, Extension, Notice
from tasks.permissions import require_can_ask_extension, require_decides_extension
from tasks.selectors.extensions import why_not_extended
from tasks.selectors.people import trackers_of
from tasks.selectors.work import task_name
from tasks.services.notices import assignment_subject, owe_notices, settle_notices
from tasks.services.tallies import move_tally, place_of
from units.models import User
from units.policy import Act
from units.selectors import people_for
from units.services.changes import facts_of, record_change

State = Extension.State
EXTENDED = "Gia hạn"
ANSWERED = "Đề nghị này vừa được người khác trả lời hoặc đã rút."


@transaction.atomic
def ask_extension(
    *, assignment: Assignment, key: UUID, wanted_due_on: date, reason: str, by: User, now: datetime
) -> Extension:
    """Ask for a later day; the plan's trackers are told.

    Takes: key: made with the form. Repeat: the same row for the same key. Errors: PermissionDenied, ValidationError.
    """
    require_can_ask_extension(by, assignment)
    assignment = _locked(assignment.pk)
    if known := Extension.objects.filter(key=key, assignment=assignment, asked_by=by).first():
        return known
    asked_on_due = _movable_day(assignment)
    _require_day(assignment, asked_on_due, "wanted_due_on", wanted_due_on)
    if wanted_due_on < day_of(now):
        raise ValidationError({"wanted_due_on": "Ngày xin không được trước hôm nay."})
    extension = Extension(
        assignment=assignment,
        key=key,
        asked_on_due=asked_on_due,
        wanted_due_on=wanted_due_on,
        reason=reason.strip(),
        asked_at=now,
        asked_by=by,
    )
    extension.full_clean(exclude=["asked_by"])
    extension.save(force_insert=True)
    asked = f"Đến ngày {vn_date(wanted_due_on)}. {extension.reason}"
    record_change(assignment, "Xin gia hạn", by=by, now=now, reason=asked)
    _tell(
        extension,
        trackers_of(assignment.plan, day_of(now)),
        step="asked",
        title=f"{assignment.unit.label} xin gia hạn đến {vn_date(wanted_due_on)}: {task_name(assignment.task)}",
        detail=extension.reason,
        now=now,
    )
    return extension


@transaction.atomic
def accept_extension(
    *, extension: Extension, due_on: date | None = None, reason: str = "", by: User, now: datetime
) -> None:
    """Move the deadline to the day asked for, or to another one that the tracker proposes.

    Errors: PermissionDenied; ValidationError; Conflict when another answered first.
    """
    require_decides_extension(by, extension)
    assignment, due_on, reason = _locked(extension.assignment_id), due_on or extension.wanted_due_on, reason.strip()
    _require_open(extension)
    _require_day(assignment, _movable_day(assignment), "due_on", due_on)
    _close(extension, State.ACCEPTED, by=by, now=now, decided_due_on=due_on, decision_reason=reason)
    before, place = facts_of(assignment, ["due_on"]), place_of(assignment)
    Assignment.objects.filter(pk=assignment.pk).update(due_on=due_on, version=F("version") + 1)
    assignment.due_on = due_on
    said = "\n".join(text for text in (extension.reason, reason) if text)
    record_change(
        assignment, EXTENDED, by=by, now=now, before=before, after=facts_of(assignment, ["due_on"]), reason=said
    )
    settle_notices(subjects=[assignment_subject(assignment.pk)], now=now)
    _tell_unit(extension, assignment, f"Được gia hạn đến {vn_date(due_on)}", now)
    move_tally(place, place_of(assignment))


@transaction.atomic
def refuse_extension(*, extension: Extension, reason: str, by: User, now: datetime) -> None:
    """Leave the deadline where it is and say why. Errors: as accept_extension."""
    require_decides_extension(by, extension)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Xin ghi lý do để đơn vị biết vì sao không gia hạn."})
    assignment = _locked(extension.assignment_id)
    _close(extension, State.REFUSED, by=by, now=now, decision_reason=reason)
    record_change(assignment, "Không gia hạn", by=by, now=now, reason=reason)
    _tell_unit(extension, assignment, "Không được gia hạn", now)


@transaction.atomic
def withdraw_extension(*, extension: Extension, by: User, now: datetime) -> None:
    """The unit no longer asks. Errors: PermissionDenied; Conflict when it was answered first."""
    require_can_ask_extension(by, extension.assignment)
    assignment = _locked(extension.assignment_id)
    _close(extension, State.WITHDRAWN, by=by, now=now)
    record_change(assignment, "Rút đề nghị gia hạn", by=by, now=now)


def _locked(pk: int) -> Assignment:
    """The assignment as it now stands; whoever asks or answers about it at the same moment waits."""
    rows = Assignment.objects.select_related("plan", "task__section", "task__parent__section", "unit")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _movable_day(assignment: Assignment) -> date:
    """The deadline as it stands, which may be moved."""
    if (obstacle := why_not_extended(assignment)) or assignment.due_on is None:
        raise ValidationError(obstacle)
    return assignment.due_on


def _require_day(assignment: Assignment, due_on: date, field: str, day: date) -> None:
    parent = assignment.task.parent
    if day <= due_on:
        raise ValidationError({field: f"Ngày mới phải sau hạn hiện nay ({vn_date(due_on)})."})
    if parent and parent.due_on and day > parent.due_on:
        raise ValidationError({field: f"Ngày mới không được sau hạn của nhiệm vụ cấp trên ({vn_date(parent.due_on)})."})


def _require_open(extension: Extension) -> None:
    current = Extension.objects.get(pk=extension.pk)
    if current.state != State.OPEN:
        raise Conflict(current, ANSWERED)


def _close(extension: Extension, state: str, *, by: User, now: datetime, **values: Any) -> None:
    """Give it this answer if it has none yet; the notices of its asking are settled."""
    values |= {"state": state, "decided_by": by, "decided_at": now}
    if not Extension.objects.filter(pk=extension.pk, state=State.OPEN).update(**values):
        raise Conflict(Extension.objects.get(pk=extension.pk), ANSWERED)
    for name, value in values.items():
        setattr(extension, name, value)
    settle_notices(subjects=[_subject(extension)], now=now)


def _subject(extension: Extension) -> str:
    return f"extension:{extension.pk}"


def _tell_unit(extension: Extension, assignment: Assignment, words: str, now: datetime) -> None:
    people = people_for([assignment.unit_id], Act.REPORT, day_of(now)).get(assignment.unit_id, [])
    title, detail = f"{words}: {task_name(assignment.task)}", extension.decision_reason
    _tell(extension, people, step="answered", title=title, detail=detail, now=now)


def _tell(extension: Extension, people: list[User], *, step: str, title: str, detail: str, now: datetime) -> None:
    assignment = extension.assignment
    owe_notices(
        people=people,
        kind=Notice.Kind.EXTENSION,
        key=f"{_subject(extension)}:{step}",
        subject=_subject(extension),
        title=title,
        detail=detail,
        link=f"/phan-cong/{assignment.pk}/#gia-han",
        unit=assignment.unit,
        plan=assignment.plan,
        assignment=assignment,
        now=now,
    )
