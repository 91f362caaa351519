"""What a person may do with plans, assignments and progress. Sight is the querysets' business (`visible_to`)."""

from django.core.exceptions import PermissionDenied

from tasks.models import Assignment, Extension, Plan
from units.models import Unit, User
from units.permissions import reports_for, require_act, require_reports_for
from units.policy import Act
from units.querysets import scope_of

ASKING_ROLES = (Assignment.Role.LEAD, Assignment.Role.IMPLEMENT)


def can_set_up_for(user: User, issuer: Unit) -> bool:
    """Whether the person sets up plans of this committee: its administrator."""
    return scope_of(user).may(Act.SET_UP, issuer.path)


def can_edit_plan(user: User, plan: Plan) -> bool:
    """Queries: none beyond the plan's issuer, select_related where it is asked for many plans."""
    return can_set_up_for(user, plan.issuer)


def require_set_up_for(user: User, issuer: Unit) -> None:
    require_act(user, Act.SET_UP, issuer, "Chỉ người quản trị của cấp ủy ban hành mới được lập và sửa kế hoạch.")


def require_plan_editor(user: User, plan: Plan) -> None:
    require_set_up_for(user, plan.issuer)


def gives_directed_work(user: User, plan: Plan) -> bool:
    """Whether the person makes a direction a task of the plan: its tracker or its editor."""
    return tracks(user, plan) or can_edit_plan(user, plan)


def require_gives_directed_work(user: User, plan: Plan) -> None:
    if not gives_directed_work(user, plan):
        raise PermissionDenied("Chỉ người theo dõi kế hoạch và quản trị mới giao ý kiến chỉ đạo thành nhiệm vụ.")


def can_log(user: User, assignment: Assignment) -> bool:
    """Whether the person writes down progress: whoever reports for the unit that is given the work."""
    return reports_for(user, assignment.unit_id)


def tracks(user: User, plan: Plan) -> bool:
    """Whether the person follows this plan for its committee: its tracker.

    Queries: none beyond the plan's issuer.
    """
    return scope_of(user).may(Act.TRACK, plan.issuer.path)


def can_ask_extension(user: User, assignment: Assignment) -> bool:
    """Whether the person may ask for a later day: who reports for a unit that leads or implements (rule 7)."""
    return assignment.role in ASKING_ROLES and can_log(user, assignment)


def require_can_ask_extension(user: User, assignment: Assignment) -> None:
    message = "Chỉ người báo cáo của đơn vị chủ trì hoặc thực hiện mới xin gia hạn."
    if assignment.role not in ASKING_ROLES:
        raise PermissionDenied(message)
    require_reports_for(user, assignment.unit_id, message)


def decides_extension(user: User, extension: Extension) -> bool:
    """Whether the person answers it: a tracker of the plan who did not ask. Queries: as tracks."""
    return extension.asked_by_id != user.pk and tracks(user, extension.assignment.plan)


def require_decides_extension(user: User, extension: Extension) -> None:
    issuer = extension.assignment.plan.issuer
    require_act(user, Act.TRACK, issuer, "Chỉ người theo dõi kế hoạch mới trả lời đề nghị gia hạn.")
    if extension.asked_by_id == user.pk:
        raise PermissionDenied("Người xin gia hạn không tự trả lời; xin để người theo dõi khác trả lời.")


def require_can_log(user: User, assignment: Assignment) -> None:
    message = "Chỉ người báo cáo của đơn vị được giao mới cập nhật tiến độ nhiệm vụ này."
    require_reports_for(user, assignment.unit_id, message)


def require_tracks(user: User, plan: Plan) -> None:
    require_act(user, Act.TRACK, plan.issuer, "Chỉ người theo dõi kế hoạch mới xác nhận hoặc yêu cầu làm lại.")
