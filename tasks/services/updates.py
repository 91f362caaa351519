"""Progress: a unit writes it down and says when it is done, the tracker confirms it or sends it back.

Source: product.md, rules 1, 4, 5 and 8; reliability.md, promise 5.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of, vn_date
from tasks.models import Assignment, Notice, Update
from tasks.permissions import require_can_log, require_tracks
from tasks.selectors.work import SENT_BACK
from tasks.services.drafts import files_of_drafts
from tasks.services.files import CheckedFile, check_files, keep_evidence
from tasks.services.notices import assignment_subject, owe_notices, settle_notices
from tasks.services.tallies import Place, move_tally, place_of
from tasks.signals import progress_logged
from units.models import Change, Office, User
from units.policy import Act
from units.selectors import get_office, people_for
from units.services.changes import facts_of, record_change

State = Assignment.State
KEPT = ("state", "percent", "declared_on", "confirmed_at", "confirmed_by")
LOGGED = "Cập nhật tiến độ"
CONFIRMED = "Xác nhận hoàn thành"
FINISHED = (State.AWAITING, State.DONE)
TEXTS = ("result", "difficulties", "causes", "proposals", "next_steps")


def log_update(
    *,
    assignment: Assignment,
    key: UUID,
    state: str,
    percent: int | None = None,
    result: str = "",
    difficulties: str = "",
    causes: str = "",
    proposals: str = "",
    next_steps: str = "",
    files: Sequence[File] = (),
    draft_files: Sequence[int] = (),
    on: date,
    version: int,
    pressed_at: datetime | None = None,
    by: User,
    now: datetime,
) -> Update:
    """Write down one entry of progress and let the assignment stand as it says.

    Takes: key: made with the form; state: in_progress, paused, or awaiting for "we are done", which is done at once
    where the office lets units confirm themselves; percent: None says nothing and leaves the last one; draft_files:
    files that the person's draft holds; version: of the assignment when the person opened the form; pressed_at: when it
    had to wait on a phone.
    Errors: ValidationError, Conflict (somebody else logged first), PermissionDenied. Repeat: the same row for a key.
    """
    require_can_log(by, assignment)
    if known := _known(key, assignment, by):
        return known
    office = get_office()
    update = Update(
        assignment=assignment,
        key=key,
        at=now,
        pressed_at=pressed_at,
        on=on,
        by=by,
        state=_state_to_keep(state, office),
        percent=percent,
        result=result.strip(),
        difficulties=difficulties.strip(),
        causes=causes.strip(),
        proposals=proposals.strip(),
        next_steps=next_steps.strip(),
    )
    try:
        # Files before the transaction: it takes its time, and others wait for theirs.
        checked = check_files(files, office, files_of_drafts(draft_files, by=by))
        _check(update, assignment, today=day_of(update.said_at), has_files=bool(checked))
        _write(update, version, checked)
    except (Conflict, ValidationError):
        if known := _known(key, assignment, by):  # the other one was our own second click
            return known
        raise
    return update


@transaction.atomic
def confirm_done(*, assignments: Iterable[Assignment], by: User, now: datetime) -> int:
    """Confirm that what these units declared is done.

    Gives: how many were confirmed; one that somebody else confirmed first counts too. Errors: PermissionDenied,
    ValidationError, Conflict. Repeat: confirms nothing twice.
    """
    assignments = list(assignments)
    own = _declared_by(assignments, by) if get_office().confirmer == Office.Confirmer.TRACKER else set()
    for assignment in assignments:
        require_tracks(by, assignment.plan)
        if assignment.pk in own:
            raise PermissionDenied("Người báo hoàn thành không tự xác nhận; xin để người theo dõi khác xác nhận.")
        if assignment.state == State.DONE:
            continue
        _require_awaiting(assignment)
        values = {"state": State.DONE, "confirmed_at": now, "confirmed_by": by}
        place = _change(assignment, assignment.version, values, verb=CONFIRMED, by=by, now=now)
        move_tally(place, place_of(assignment))
    return len(assignments)


@transaction.atomic
def send_back(*, assignment: Assignment, reason: str, version: int, by: User, now: datetime) -> None:
    """Ask the unit to go on with what it declared done; its people are told why."""
    require_tracks(by, assignment.plan)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Xin ghi lý do để đơn vị biết cần làm gì thêm."})
    _require_awaiting(assignment)
    values = {"state": State.IN_PROGRESS, "declared_on": None}
    place = _change(assignment, version, values, verb=SENT_BACK, by=by, now=now, reason=reason)
    owe_notices(
        people=people_for([assignment.unit_id], Act.REPORT, day_of(now)).get(assignment.unit_id, []),
        kind=Notice.Kind.RETURNED,
        key=f"{assignment_subject(assignment.pk)}:sent-back:{assignment.version}",
        subject=assignment_subject(assignment.pk),
        title=f"Yêu cầu làm lại: {assignment.task}",
        detail=reason,
        link=f"/phan-cong/{assignment.pk}/",
        unit=assignment.unit,
        plan=assignment.plan,
        assignment=assignment,
        now=now,
    )
    move_tally(place, place_of(assignment))


@transaction.atomic
def undo_confirm(*, assignment: Assignment, version: int, by: User, now: datetime) -> None:
    """Take a confirmation back: the work waits for confirmation again."""
    require_tracks(by, assignment.plan)
    if assignment.state != State.DONE:
        raise ValidationError("Nhiệm vụ này chưa được xác nhận nên không có gì để hoàn tác.")
    values = {"state": State.AWAITING, "confirmed_at": None, "confirmed_by": None}
    place = _change(assignment, version, values, verb="Hoàn tác xác nhận", by=by, now=now)
    move_tally(place, place_of(assignment))


@transaction.atomic
def undo_send_back(*, assignment: Assignment, version: int, by: User, now: datetime) -> None:
    """Take a sending back back, as long as the unit has not written anything since."""
    require_tracks(by, assignment.plan)
    last = Change.objects.of(assignment).first()
    if assignment.state != State.IN_PROGRESS or last is None or last.verb != SENT_BACK:
        raise ValidationError("Đơn vị đã cập nhật sau khi được yêu cầu làm lại nên không hoàn tác được nữa.")
    values = {"state": State.AWAITING, "declared_on": date.fromisoformat(last.before["declared_on"])}
    place = _change(assignment, version, values, verb="Hoàn tác yêu cầu làm lại", by=by, now=now)
    settle_notices(subjects=[assignment_subject(assignment.pk)], now=now)
    move_tally(place, place_of(assignment))


@transaction.atomic
def _write(update: Update, version: int, files: list[CheckedFile]) -> None:
    assignment = update.assignment
    place = _change(assignment, version, _standing(update, assignment), verb=LOGGED, by=update.by, now=update.at)
    update.save(force_insert=True)
    keep_evidence(update, files)
    if update.state in FINISHED:
        settle_notices(subjects=[assignment_subject(assignment.pk)], now=update.at)
    progress_logged.send(Assignment, assignment=assignment, update=update)
    move_tally(place, place_of(assignment))


def _known(key: UUID, assignment: Assignment, by: User) -> Update | None:
    known = Update.objects.filter(key=key).first()
    if known and (known.assignment_id, known.by_id) != (assignment.pk, by.pk):
        raise ValidationError("Biểu mẫu này đã dùng cho một lần cập nhật khác. Xin tải lại trang rồi nhập lại.")
    return known


def _state_to_keep(state: str, office: Office) -> str:
    if state == State.AWAITING and office.confirmer == Office.Confirmer.UNIT:
        return State.DONE
    return state


def _standing(update: Update, assignment: Assignment) -> dict[str, Any]:
    """How the assignment stands after the update; the day of saying "done" is the Vietnam day of the first time."""
    is_done = update.state == State.DONE
    return {
        "state": update.state,
        "percent": assignment.percent if update.percent is None else update.percent,
        "declared_on": (assignment.declared_on or day_of(update.said_at)) if update.state in FINISHED else None,
        "confirmed_at": update.at if is_done else None,
        "confirmed_by": update.by if is_done else None,
        "last_update_at": update.at,
    }


def _check(update: Update, assignment: Assignment, *, today: date, has_files: bool) -> None:
    """The rules of one entry. Errors: ValidationError that names the field."""
    if assignment.ended_on:
        raise ValidationError("Nhiệm vụ này đã thôi giao cho đơn vị nên không cập nhật được nữa.")
    if assignment.plan.state != assignment.plan.State.ACTIVE:
        raise ValidationError("Kế hoạch không còn trong thời gian thực hiện nên không cập nhật được nữa.")
    if assignment.state == State.DONE:
        raise ValidationError("Nhiệm vụ đã được xác nhận hoàn thành nên không cập nhật được nữa.")
    if update.state == State.NOT_STARTED:
        raise ValidationError({"state": "Xin chọn tình hình thực hiện."})
    if update.on > today:
        raise ValidationError({"on": "Ngày không được sau hôm nay."})
    if update.on < assignment.starts_on:
        raise ValidationError({"on": f"Ngày không được trước ngày giao việc ({vn_date(assignment.starts_on)})."})
    if update.state in FINISHED and not update.result:
        raise ValidationError({"result": "Khi báo hoàn thành, xin ghi kết quả đã làm được."})
    if update.state == State.PAUSED and not (update.result or update.difficulties or update.causes):
        raise ValidationError({"result": "Khi tạm hoãn, xin ghi lý do."})
    said = any(getattr(update, name) for name in TEXTS) or has_files
    if not said and update.state == assignment.state and update.percent in (None, assignment.percent):
        raise ValidationError({"result": "Xin ghi kết quả, hoặc sửa phần trăm, trước khi lưu."})
    if update.percent is not None and not 0 <= update.percent <= 100:
        raise ValidationError({"percent": "Phần trăm phải từ 0 đến 100."})
    update.clean_fields(exclude=["assignment", "by"])


def _change(
    assignment: Assignment,
    version: int,
    values: dict[str, Any],
    *,
    verb: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> Place | None:
    """Change the assignment if it still stands at this version, with its history. Gives: its place before."""
    before, place = facts_of(assignment, KEPT), place_of(assignment)
    changed = Assignment.objects.filter(pk=assignment.pk, version=version).update(**values, version=F("version") + 1)
    if not changed or assignment.version != version:
        raise Conflict(Assignment.objects.get(pk=assignment.pk), "Nhiệm vụ này vừa được người khác cập nhật.")
    for name, value in values.items():
        setattr(assignment, name, value)
    assignment.version += 1
    record_change(assignment, verb, by=by, now=now, before=before, after=facts_of(assignment, KEPT), reason=reason)
    return place


def _require_awaiting(assignment: Assignment) -> None:
    if assignment.state != State.AWAITING:
        raise ValidationError("Nhiệm vụ này không còn chờ xác nhận. Xin tải lại trang để xem tình hình mới nhất.")


def _declared_by(assignments: list[Assignment], person: User) -> set[int]:
    """Those of the assignments whose latest declaration was made by this person. Queries: 1."""
    declared = Update.objects.filter(assignment__in=assignments, state=State.AWAITING).order_by("at", "pk")
    latest = dict(declared.values_list("assignment_id", "by_id"))
    return {pk for pk, by_id in latest.items() if by_id == person.pk}
