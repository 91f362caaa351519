"""What a person may do about reports, periods and directions. Sight is the querysets' business (`visible_to`)."""

from datetime import date

from django.core.exceptions import PermissionDenied

from reports.models import Example, UnitReport
from tasks.models import Plan
from tasks.permissions import tracks
from units.models import Unit, User
from units.permissions import may_somewhere, reports_for, require_act, require_reports_for
from units.policy import Act
from units.querysets import scope_of

ONLY_WATCHERS = "Trang này dành cho người theo dõi kế hoạch, Ban Thường vụ, Ủy ban Kiểm tra và quản trị."

ONLY_PERIOD_MANAGERS = "Chỉ người theo dõi kế hoạch và quản trị được mở hoặc khóa kỳ báo cáo."
ONLY_STANDING = "Chỉ Ban Thường vụ được cho ý kiến chỉ đạo."


def watches(user: User) -> bool:
    return may_somewhere(user, Act.WATCH)


def directs(user: User, plan: Plan) -> bool:
    """Whether the person gives directions on this plan: the Standing Committee of the committee that issued it."""
    return scope_of(user).may(Act.DIRECT, plan.issuer.path)


def manages_periods(user: User, plan: Plan) -> bool:
    return scope_of(user).may(Act.KEEP_PERIODS, plan.issuer.path)


def why_not_review(user: User, report: UnitReport, today: date) -> str:
    """Why a tracker may not decide on this report; empty when they may."""
    if report.sent_by_id == user.pk:
        return "Báo cáo này do chính đồng chí gửi nên phải do người khác xem xét."
    return "Kỳ báo cáo đã khóa." if report.is_closed(today) else ""


def require_tracking(user: User, plan: Plan) -> None:
    require_act(user, Act.TRACK, plan.issuer, "Chỉ người theo dõi kế hoạch này được xem xét báo cáo và đôn đốc.")


def require_directing(user: User, plan: Plan) -> None:
    require_act(user, Act.DIRECT, plan.issuer, ONLY_STANDING)


def require_managing_periods(user: User, plan: Plan) -> None:
    require_act(user, Act.KEEP_PERIODS, plan.issuer, ONLY_PERIOD_MANAGERS)


def can_report(user: User, report: UnitReport) -> bool:
    """Whether the person writes and sends this report: whoever reports for its unit, or for the one that keeps it."""
    return reports_for(user, report.unit_id) or reports_for(user, report.unit.answering_id)


def require_can_report(user: User, report: UnitReport) -> None:
    require_reports_for(user, report.unit.answering_id, "Chỉ người báo cáo của đơn vị mới lập, sửa và gửi báo cáo này.")


def prepares(user: User, plan: Plan) -> bool:
    """Whether the person compiles, edits and corrects the plan's roll-ups: its tracker."""
    return tracks(user, plan)


def issues(user: User, plan: Plan) -> bool:
    """Whether the person gives a roll-up its number: the tracker, or the Standing Committee in whose name it speaks."""
    return scope_of(user).may(Act.ISSUE, plan.issuer.path)


def require_preparing(user: User, plan: Plan) -> None:
    message = "Chỉ người theo dõi kế hoạch này được lập, sửa và đính chính báo cáo tổng hợp."
    require_act(user, Act.TRACK, plan.issuer, message)


def require_issuing(user: User, plan: Plan) -> None:
    message = "Chỉ người theo dõi kế hoạch này và Ban Thường vụ được ban hành báo cáo tổng hợp."
    require_act(user, Act.ISSUE, plan.issuer, message)


def require_names_examples(user: User, unit: Unit) -> None:
    """Whoever reports for a unit names its good ways of working, and says what it takes up from others."""
    message = "Chỉ người báo cáo của đơn vị mới nêu mô hình và ghi làm theo cho đơn vị."
    require_reports_for(user, unit.pk, message)


def decides_example(user: User, example: Example) -> bool:
    """Whether the person verifies or declines it: a tracker of the plan who did not name it. Queries: as tracks."""
    return example.proposed_by_id != user.pk and tracks(user, example.plan)


def require_decides_example(user: User, example: Example) -> None:
    require_act(user, Act.TRACK, example.plan.issuer, "Chỉ người theo dõi kế hoạch mới xác nhận mô hình.")
    if example.proposed_by_id == user.pk:
        raise PermissionDenied("Người nêu mô hình không tự xác nhận; xin để người theo dõi khác xác nhận.")


def require_keeping_phrases(user: User, issuer: Unit) -> None:
    """The trackers of a committee keep its ready sentences."""
    require_act(user, Act.TRACK, issuer, "Chỉ người theo dõi kế hoạch được sửa các câu có sẵn.")


def comments(user: User, unit: Unit, plan: Plan) -> bool:
    """Whether the person takes part in what a unit and the board write to each other. Queries: as tracks."""
    return reports_for(user, unit.answering_id) or tracks(user, plan)


def require_commenting(user: User, unit: Unit, plan: Plan) -> None:
    if not comments(user, unit, plan):
        raise PermissionDenied("Chỉ người báo cáo của đơn vị và người theo dõi kế hoạch trao đổi ở đây.")
