"""The tracker's decision on what a unit sent: accept it, or return it with a reason; and take the decision back.

Two reviewers cannot both decide: the decision is a conditional update of the revision that was read.
Source: product.md, rule 4; reliability.md, "Exactly once".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from kehoach.lib.days import day_of
from kehoach.lib.vietnamese import normalize
from reports.models import LineReturn, Review, UnitReport
from reports.permissions import require_tracking, why_not_review
from reports.querysets import UnitReportQuerySet
from reports.selectors.revisions import content_of
from reports.services.periods import CLOSED_AGAIN, REOPENED
from reports.services.reminders import report_subject
from reports.services.unit_reports import lines_of
from tasks.models import Notice
from tasks.selectors.work import task_name
from tasks.services.notices import owe_notices, settle_notices
from units.models import Change, User
from units.policy import Act
from units.selectors import people_for
from units.services.changes import record_change

ALREADY = "Báo cáo này vừa được xem xét hoặc vừa được gửi lại; xin tải lại trang để xem bản mới nhất."
DECIDED = {Review.Decision.ACCEPTED: "Xác nhận báo cáo", Review.Decision.RETURNED: "Trả lại báo cáo"}


@dataclass
class Accepted:
    """What came of accepting several reports: each lies in one of the two, the refused ones with the reason."""

    reports: list[UnitReport] = field(default_factory=list)
    refused: list[tuple[UnitReport, str]] = field(default_factory=list)


@transaction.atomic
def accept_reports(*, reports: Iterable[UnitReport], by: User, now: datetime) -> Accepted:
    """Accept the revisions that were read. One that may not be accepted does not stop the others.

    Errors: PermissionDenied when the person does not track a report's plan.
    """
    outcome = Accepted()
    for report in reports:
        try:
            _decide(report, Review.Decision.ACCEPTED, "", by, now)
        except ValidationError as refusal:
            outcome.refused.append((report, refusal.messages[0]))
        else:
            outcome.reports.append(report)
    settle_notices(subjects=[report_subject(report.pk) for report in outcome.reports], now=now)
    return outcome


@transaction.atomic
def return_report(
    *, report: UnitReport, reason: str, lines: Mapping[int, str] | None = None, by: User, now: datetime
) -> Review:
    """Send the revision that was read back to the unit, and owe its people a notice with the reason.

    Takes: lines: the reason of each line that is returned, by the line's key; the others are then settled. Without
    lines the whole report is returned, and reason is required. What the revision said is kept with the review.
    """
    returned = {pk: text for pk, given in (lines or {}).items() if (text := normalize(given).strip())}
    own = {line.pk: line for line in lines_of(report).filter(pk__in=returned)}
    if returned.keys() - own.keys():
        raise ValidationError("Có dòng không thuộc báo cáo này. Xin tải lại trang.")
    named = [f"{task_name(own[pk].assignment.task)}: {returned[pk]}" for pk in own]
    whole = "\n".join(text for text in (normalize(reason).strip(), *named) if text)
    if not whole:
        raise ValidationError({"reason": "Hãy ghi lý do trả lại để đơn vị biết cần bổ sung gì."})
    review = _decide(report, Review.Decision.RETURNED, whole, by, now)
    LineReturn.objects.bulk_create([LineReturn(review=review, line=own[pk], reason=returned[pk]) for pk in own])
    answering = report.unit.answering_id
    owe_notices(
        people=people_for([answering], Act.REPORT, day_of(now)).get(answering, []),
        kind=Notice.Kind.RETURNED,
        key=f"{report_subject(report.pk)}:returned:{review.pk}",
        subject=report_subject(report.pk),
        title=f"Báo cáo {report.period.name} bị trả lại",
        detail=review.reason,
        link=f"/bao-cao/{report.pk}/",
        unit=report.unit,
        plan=report.period.plan,
        now=now,
    )
    return review


@transaction.atomic
def undo_review(*, report: UnitReport, by: User, now: datetime) -> None:
    """Take back the last decision, while the period is open and the unit has not gone on; history keeps what it was."""
    require_tracking(by, report.period.plan)
    report = UnitReport.objects.select_related("period").get(pk=report.pk)
    review = report.reviews.filter(revision=report.revision, decision=report.state).select_related("by").first()
    later = Change.objects.of(report).exclude(verb__in=(REOPENED, CLOSED_AGAIN))
    if review is None or later.filter(at__gt=review.at).exists():
        raise ValidationError("Không hủy được nữa: đơn vị đã sửa hoặc đã gửi lại báo cáo.")
    unchanged = _free(report, report.state, now).filter(version=report.version)
    if not unchanged.update(state=UnitReport.State.SENT, version=F("version") + 1):
        raise ValidationError("Không hủy được: kỳ báo cáo đã khóa, hoặc báo cáo vừa được thay đổi.")
    review.delete()
    settle_notices(subjects=[report_subject(report.pk)], now=now)
    before = {"decision": review.get_decision_display(), "by": str(review.by)}
    record_change(report, "Hủy kết quả xem xét", by=by, now=now, before=before, reason=review.reason)


def _decide(report: UnitReport, decision: str, reason: str, by: User, now: datetime) -> Review:
    require_tracking(by, report.period.plan)
    if blocked := why_not_review(by, report, day_of(now)):
        raise ValidationError(blocked)
    sent = _free(report, UnitReport.State.SENT, now).exclude(sent_by=by)
    if not sent.update(state=decision, version=F("version") + 1):
        raise ValidationError(ALREADY)
    review = Review(report=report, revision=report.revision, decision=decision, reason=reason, at=now, by=by)
    if decision == Review.Decision.RETURNED:
        review.content = content_of(UnitReport.objects.get(pk=report.pk))
    review.full_clean()
    review.save(force_insert=True)
    before, after = {"state": UnitReport.State.SENT.label}, {"state": UnitReport.State(decision).label}
    record_change(report, DECIDED[Review.Decision(decision)], by=by, now=now, before=before, after=after, reason=reason)
    report.refresh_from_db(fields=["state", "version"])
    return review


def _free(report: UnitReport, state: str, now: datetime) -> UnitReportQuerySet:
    """The report's row, as long as it stands in this state and revision and is open."""
    return UnitReport.objects.open_on(day_of(now)).filter(pk=report.pk, state=state, revision=report.revision)
