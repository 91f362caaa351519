"""The office that the people of the browser tests find: one plan, and the quarter whose reports are due now."""

from datetime import date

from reports.models import UnitReport
from tasks.models import Assignment, Plan
from tests.conftest import Bloc
from tests.factories import make_assignment, make_line, make_period, make_report, make_task
from units.models import Unit, User

OVERDUE = "Thành lập tổ tuyên truyền tại chi bộ"
FINISHED = "Tổ chức hội nghị quán triệt kế hoạch"


def fill(plan: Plan, bloc: Bloc, secretary: User) -> None:
    """Three units have routine work; one of them has work overdue and work that it says is done."""
    routine = plan.tasks.get()
    for unit in (bloc.base_cell, bloc.sibling, bloc.committee, bloc.youth):
        make_assignment(routine, unit, state="in_progress", percent=30)
    make_assignment(make_task(plan, OVERDUE), bloc.base_cell, due_on=date(2026, 11, 10))
    finished = {"due_on": date(2026, 11, 1), "state": "awaiting", "declared_on": date(2026, 10, 30)}
    make_assignment(make_task(plan, FINISHED), bloc.base_cell, **finished)
    period = make_period(plan)
    make_report(period, bloc.base_cell)
    for unit in (bloc.sibling, bloc.committee, bloc.youth):
        sent(period, unit, secretary, Assignment.objects.get(task=routine, unit=unit))


def sent(period, unit: Unit, by: User, assignment: Assignment) -> UnitReport:
    texts = {"leadership": "Đã quán triệt trong chi bộ.", "difficulties": "Kinh phí còn ít."}
    report = make_report(period, unit, "sent", sent_by=by, **texts)
    make_line(report, assignment, percent=30, result="Đã tuyên truyền hai buổi.")
    return report
