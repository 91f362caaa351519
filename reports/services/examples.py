"""Mô hình, điển hình: a unit names a good way of working, the tracker verifies it, other units say they take it up.

What is verified is shown to every unit. Of what was proposed or declined only the unit and those above know.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F

from kehoach.lib.conflicts import Conflict
from kehoach.lib.days import day_of, vn_date
from kehoach.lib.vietnamese import fold, normalize
from reports.models import Adoption, Example, ExampleFile, UnitReport
from reports.permissions import require_decides_example, require_names_examples, require_tracking
from reports.selectors.examples import lines_to_name
from tasks.models import Assignment, Notice, Plan, Task
from tasks.services.drafts import files_of_drafts
from tasks.services.files import CheckedFile, check_files, keep_files
from tasks.services.notices import owe_notices, settle_notices
from units.models import Unit, User
from units.policy import Act
from units.selectors import get_office, people_for
from units.services.changes import facts_of, record_change

State = Example.State
WORDS = ("title", "text", "task")
PROPOSED = {"state": State.PROPOSED, "decided_by": None, "decided_at": None, "decision_reason": ""}
CHANGED = "Mô hình này vừa được người khác sửa hoặc trả lời. Xin xem bản mới nhất."


def propose_example(
    *,
    plan: Plan,
    unit: Unit,
    key: UUID,
    title: str,
    text: str,
    task: Task | None = None,
    report: UnitReport | None = None,
    files: Sequence[File] = (),
    draft_files: Sequence[int] = (),
    by: User,
    now: datetime,
) -> Example:
    """Name a good way of working; it waits for the tracker.

    Takes: key: made with the form; report: the one it is named for, whose part it then comes into; draft_files: files
    that the person's draft holds.
    Repeat: the same row for the same key. Errors: PermissionDenied, ValidationError.
    """
    require_names_examples(by, unit)
    same = Example.objects.filter(key=key, unit=unit)
    if known := same.first():
        return known
    _require_work(plan, unit, task)
    if report and (report.unit_id, report.period.plan_id) != (unit.pk, plan.pk):
        raise ValidationError("Báo cáo này là của đơn vị khác hoặc của kế hoạch khác.")
    example = Example(plan=plan, unit=unit, task=task, report=report, key=key, proposed_at=now, proposed_by=by)
    try:
        checked = _checked(files, draft_files, by)
        with transaction.atomic():
            _keep(example, title, text, checked)
            record_change(example, "Nêu mô hình", by=by, now=now, after=facts_of(example, WORDS))
    except (IntegrityError, ValidationError):
        if known := same.first():  # the other one was our own second click
            return known
        raise
    return example


def edit_example(
    *,
    example: Example,
    title: str,
    text: str,
    task: Task | None,
    files: Sequence[File] = (),
    draft_files: Sequence[int] = (),
    removed: Iterable[ExampleFile] = (),
    version: int,
    by: User,
    now: datetime,
) -> None:
    """Change the words and files until it is verified; what was declined is thereby proposed again.

    Errors: PermissionDenied, ValidationError, Conflict.
    """
    require_names_examples(by, example.unit)
    if example.is_verified:
        raise ValidationError("Mô hình đã được xác nhận nên không sửa được nữa.")
    _require_work(example.plan, example.unit, task)
    checked = _checked(files, draft_files, by)
    before, again = facts_of(example, (*WORDS, "state")), example.state == State.DECLINED
    with transaction.atomic():
        _claim(example, version)
        for name, value in PROPOSED.items():
            setattr(example, name, value)
        example.task, example.proposed_by = task, by
        if again:
            example.proposed_at = now
        example.files.filter(pk__in=[file.pk for file in removed]).delete()
        _keep(example, title, text, checked)
        settle_notices(subjects=[_subject(example)], now=now)
        after, verb = facts_of(example, (*WORDS, "state")), "Nêu lại mô hình" if again else "Sửa mô hình"
        record_change(example, verb, by=by, now=now, before=before, after=after)


@transaction.atomic
def verify_example(*, example: Example, version: int, by: User, now: datetime) -> None:
    """Say that it is so; from now on every unit sees it. Errors: PermissionDenied, Conflict."""
    require_decides_example(by, example)
    _decide(example, State.VERIFIED, version, verb="Xác nhận mô hình", by=by, now=now)
    _tell_unit(example, "Mô hình được xác nhận", now)


@transaction.atomic
def decline_example(*, example: Example, reason: str, version: int, by: User, now: datetime) -> None:
    """Leave it to the unit, and say why. Errors: PermissionDenied, ValidationError, Conflict."""
    require_decides_example(by, example)
    reason = normalize(reason).strip()
    if not reason:
        raise ValidationError({"reason": "Xin ghi lý do để đơn vị biết cần bổ sung gì."})
    _decide(example, State.DECLINED, version, verb="Không xác nhận mô hình", reason=reason, by=by, now=now)
    _tell_unit(example, "Mô hình chưa được xác nhận", now)


@transaction.atomic
def undo_decision(*, example: Example, version: int, by: User, now: datetime) -> None:
    """Take the answer back: it waits again, and only the unit and those above see it. Errors: as verify_example."""
    require_decides_example(by, example)
    if example.state == State.PROPOSED:
        raise Conflict(example, CHANGED)
    before = facts_of(example, ("state", "decision_reason"))
    _claim(example, version, **PROPOSED)
    settle_notices(subjects=[_subject(example)], now=now)
    after = facts_of(example, ("state", "decision_reason"))
    record_change(example, "Hủy trả lời về mô hình", by=by, now=now, before=before, after=after)


@transaction.atomic
def verify_from_report(
    *, report: UnitReport, key: UUID, title: str, lines: Sequence[str], by: User, now: datetime
) -> Example:
    """Make lines of a report, in the unit's own words, a verified example in one act.

    Takes: lines: some of what lines_to_name gives. Repeat: the same row for the same key.
    Errors: PermissionDenied, ValidationError.
    """
    require_tracking(by, report.period.plan)
    if known := Example.objects.filter(key=key, report=report).first():
        return known
    if report.sent_at is None or not lines or set(lines) - set(lines_to_name(report)):
        raise ValidationError({"lines": "Xin chọn nội dung đang có trong báo cáo."})
    example = Example(
        plan=report.period.plan,
        unit=report.unit,
        report=report,
        key=key,
        proposed_at=report.sent_at,
        proposed_by=report.sent_by,
    )
    require_decides_example(by, example)
    _keep(example, title, "\n".join(lines))
    record_change(example, "Nêu mô hình", by=report.sent_by, now=report.sent_at, after=facts_of(example, WORDS))
    verify_example(example=example, version=example.version, by=by, now=now)
    return example


@transaction.atomic
def adopt_example(*, example: Example, unit: Unit, on: date, note: str = "", by: User, now: datetime) -> Adoption:
    """Say "đơn vị tôi đã làm theo". Repeat: the same row. Errors: PermissionDenied, ValidationError."""
    require_names_examples(by, unit)
    if known := Adoption.objects.filter(example=example, unit=unit).first():
        return known
    if not example.is_verified:
        raise ValidationError("Mô hình này chưa được xác nhận nên chưa làm theo được.")
    if example.unit_id == unit.pk:
        raise ValidationError("Đây là mô hình của chính đơn vị.")
    if on > day_of(now):
        raise ValidationError({"on": "Ngày không được sau hôm nay."})
    adoption = Adoption(example=example, unit=unit, on=on, note=normalize(note).strip(), at=now, by=by)
    adoption.full_clean()
    adoption.save(force_insert=True)
    record_change(example, "Làm theo mô hình", by=by, now=now, reason=_adopted(adoption))
    return adoption


@transaction.atomic
def withdraw_adoption(*, adoption: Adoption, by: User, now: datetime) -> None:
    """The unit does not say so any more; history keeps that it did."""
    require_names_examples(by, adoption.unit)
    record_change(adoption.example, "Thôi làm theo mô hình", by=by, now=now, reason=_adopted(adoption))
    adoption.delete()


def _adopted(adoption: Adoption) -> str:
    return "\n".join(filter(None, [f"{adoption.unit.name}, từ ngày {vn_date(adoption.on)}.", adoption.note]))


def _require_work(plan: Plan, unit: Unit, task: Task | None) -> None:
    """An example shows how the unit does what an active plan gives it."""
    given = Assignment.objects.in_force().filter(plan=plan, unit=unit)
    if plan.state != Plan.State.ACTIVE or not given.exists():
        raise ValidationError("Kế hoạch này hiện không giao việc cho đơn vị nên không nêu mô hình được.")
    if task and not given.filter(task=task).exists():
        raise ValidationError("Nhiệm vụ này không giao cho đơn vị. Xin chọn lại.")


def _checked(files: Iterable[File], draft_files: Sequence[int], by: User) -> list[CheckedFile]:
    """Before the transaction: looking into files takes its time, and others wait for theirs."""
    return check_files(files, get_office(), files_of_drafts(draft_files, by=by))


def _keep(example: Example, title: str, text: str, files: Sequence[CheckedFile] = ()) -> None:
    """Write the words as they now stand, and the new files."""
    example.title, example.text = " ".join(normalize(title).split()), normalize(text).strip()
    example.search_text = fold(f"{example.title} {example.text}")
    example.full_clean()
    example.save()
    office = get_office()
    known = set(example.files.values_list("sha256", flat=True))
    new = [file for file in files if file.sha256 not in known]
    if len(known) + len(new) > office.max_files:
        raise ValidationError({"files": f"Mỗi mô hình có nhiều nhất {office.max_files} ảnh, tệp."})
    keep_files(ExampleFile, new, example=example)


def _decide(
    example: Example, state: str, version: int, *, verb: str, reason: str = "", by: User, now: datetime
) -> None:
    """Answer the wording that was read, if nobody answered before."""
    if example.state != State.PROPOSED:
        raise Conflict(example, CHANGED)
    _claim(example, version, state=state, decided_by=by, decided_at=now, decision_reason=reason)
    after = {"state": State(state).label}
    record_change(example, verb, by=by, now=now, before={"state": State.PROPOSED.label}, after=after, reason=reason)


def _claim(example: Example, version: int, **values: Any) -> None:
    """Change the row if it still stands at this version. Errors: Conflict."""
    rows = Example.objects.filter(pk=example.pk, version=version)
    if not rows.update(**values, version=F("version") + 1):
        raise Conflict(Example.objects.get(pk=example.pk), CHANGED)
    for name, value in values.items():
        setattr(example, name, value)
    example.version = version + 1


def _subject(example: Example) -> str:
    return f"example:{example.pk}"


def _tell_unit(example: Example, words: str, now: datetime) -> None:
    people = people_for([example.unit_id], Act.REPORT, day_of(now)).get(example.unit_id, [])
    owe_notices(
        people=people,
        kind=Notice.Kind.EXAMPLE,
        key=f"{_subject(example)}:{example.version}",
        subject=_subject(example),
        title=f"{words}: {example.title}",
        detail=example.decision_reason,
        link=f"/mo-hinh/{example.pk}/",
        unit=example.unit,
        plan=example.plan,
        now=now,
    )
