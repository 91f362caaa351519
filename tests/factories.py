"""Rows for tests, made directly and whole; what services do is tested through services."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from kehoach.lib.vietnamese import fold, sort_key
from reports.models import Example, Period, ReportLine, UnitReport
from tasks.models import Assignment, Plan, Section, Task, Update
from tasks.services.tallies import rebuild_tallies
from units.models import Membership, Unit, User
from units.querysets import PATH_STEP

PASSWORD = "mat-khau-thu-nghiem-1"
TODAY = date(2026, 11, 18)  # a Wednesday; the quarter's cut-off was the 14th, reports were due on the 17th
NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # 10:00 in Viet Nam

SIGNING = {
    "signing_authority": "T/M BAN THƯỜNG VỤ",
    "signing_post": "PHÓ BÍ THƯ",
    "signer_name": "Lê Thị Thử",
    "recipients": "Thường trực Tỉnh ủy (báo cáo)\nLưu Văn phòng",
}


def form_data(form: Any, rows: Any = ()) -> dict[str, Any]:
    """What a browser would send of a form as it stands, with the rows of its formset."""
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    if rows:
        data |= {f"{rows.prefix}-{key}": value for key, value in rows.management_form.initial.items()}
        for row in rows:
            data |= {row.add_prefix(name): row[name].value() for name in row.fields}
    return {name: value for name, value in data.items() if value is not None and value is not False}


def make_unit(code: str, kind: str = "base_cell", parent: Unit | None = None, **fields: Any) -> Unit:
    """A unit under `parent`; its path is the parent's and the next free step."""
    siblings = Unit.objects.filter(parent=parent).count()
    path = (parent.path if parent else "") + str(siblings + 1).zfill(PATH_STEP)
    name = fields.pop("name", f"Đơn vị {code}")
    depth = parent.depth + 1 if parent else 0
    unit = Unit(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        path=path,
        depth=depth,
        branch=parent.branch if depth > 1 else None,
        opened_on=fields.pop("opened_on", date(2020, 1, 1)),
        search_text=fold(f"{name} {fields.get('short_name', '')} {code}"),
        sort_key=sort_key(name),
        **fields,
    )
    unit.save()
    if depth <= 1:
        unit.branch = unit
        unit.save(update_fields=["branch"])
    return unit


def make_user(username: str, unit: Unit | None = None, role: str = "secretary", **fields: Any) -> User:
    """A person, with one membership where a unit is given; everybody's password is PASSWORD."""
    fields.setdefault("full_name", f"Người {username}")
    fields.setdefault("email", f"{username}@vidu.vn")
    fields.setdefault("search_text", fold(f"{fields['full_name']} {username} {fields['email']}"))
    user = User(username=username, sort_key=sort_key(fields["full_name"]), **fields)
    user.set_password(PASSWORD)
    user.save()
    if unit is not None:
        Membership.objects.create(user=user, unit=unit, role=role, from_on=date(2020, 1, 1))
    return user


def make_plan(issuer: Unit, tracker: Unit | None = None, **fields: Any) -> Plan:
    """An active plan with one section, reported quarterly."""
    fields.setdefault("title", "phát triển kinh tế tập thể trong Khối")
    fields.setdefault("number", "12")
    fields.setdefault("symbol", "KH/ĐUK")
    fields.setdefault("issued_on", date(2026, 1, 10))
    fields.setdefault("reports_from", date(2025, 12, 15))
    fields.setdefault("state", "active")
    plan = Plan.objects.create(issuer=issuer, tracker=tracker, **fields)
    Section.objects.create(plan=plan, position=1, numeral="II", title="NHIỆM VỤ VÀ GIẢI PHÁP")
    return plan


def make_task(plan: Plan, text: str = "Tuyên truyền về hợp tác xã kiểu mới", **fields: Any) -> Task:
    position = fields.pop("position", plan.tasks.count() + 1)
    section = fields.pop("section", None) or plan.sections.first()
    fields.setdefault("label", str(position))
    return Task.objects.create(
        plan=plan, section=section, position=position, text=text, search_text=fold(text), **fields
    )


def make_assignment(task: Task, unit: Unit, role: str = "implement", **fields: Any) -> Assignment:
    """One assignment, routine unless due_on is given, with the tallies of its plan in step."""
    fields.setdefault("starts_on", task.plan.reports_from)
    fields.setdefault("period_kind", task.plan.period_kind)
    fields.setdefault("first_due_on", fields.get("due_on"))
    assignment = Assignment.objects.create(
        plan=task.plan, task=task, unit=unit, branch_id=unit.branch_id or unit.pk, role=role, **fields
    )
    rebuild_tallies([task.plan_id])
    return assignment


def make_update(assignment: Assignment, by: User, **fields: Any) -> Update:
    fields.setdefault("key", uuid.uuid4())
    fields.setdefault("at", NOW)
    fields.setdefault("on", TODAY)
    fields.setdefault("state", "in_progress")
    fields.setdefault("result", "Đã tuyên truyền hai buổi sinh hoạt chi bộ.")
    return Update.objects.create(assignment=assignment, by=by, **fields)


def make_period(plan: Plan, **fields: Any) -> Period:
    """The quarter 15/8–14/11/2026 with its reports due on 17/11, unless other days are given."""
    fields.setdefault("kind", "quarter")
    fields.setdefault("name", "Quý thử nghiệm")
    fields.setdefault("starts_on", date(2026, 8, 15))
    fields.setdefault("ends_on", date(2026, 11, 14))
    fields.setdefault("due_on", date(2026, 11, 17))
    return Period.objects.create(plan=plan, **fields)


def make_report(period: Period, unit: Unit, state: str = "owed", **fields: Any) -> UnitReport:
    """A report of a unit; in a sent state it carries what sending writes."""
    if state in ("sent", "returned", "accepted"):
        fields.setdefault("first_sent_at", datetime(2026, 11, 16, 3, 0, tzinfo=UTC))
        fields.setdefault("sent_at", fields["first_sent_at"])
        fields.setdefault("on_time", True)
        fields.setdefault("revision", 1)
        fields.setdefault("unit_name", unit.name)
        fields.setdefault("sent_by", User.objects.filter(memberships__unit=unit).first())
    return UnitReport.objects.create(
        period=period, unit=unit, branch_id=unit.branch_id or unit.pk, state=state, **fields
    )


def make_line(report: UnitReport, assignment: Assignment, **fields: Any) -> ReportLine:
    fields.setdefault("state", assignment.state)
    fields.setdefault("result", "Đã triển khai đến toàn thể đảng viên.")
    return ReportLine.objects.create(report=report, assignment=assignment, **fields)


def make_example(plan: Plan, unit: Unit, state: str = "proposed", **fields: Any) -> Example:
    """A good way of working of a unit, named by one of its people; decided by the tracker of the board where it is."""
    fields.setdefault("key", uuid.uuid4())
    fields.setdefault("title", "Bữa trưa hợp tác")
    fields.setdefault("text", "Bếp ăn dùng rau của hợp tác xã, 120 suất mỗi ngày.")
    fields.setdefault("search_text", fold(f"{fields['title']} {fields['text']}"))
    fields.setdefault("proposed_at", NOW)
    fields.setdefault("proposed_by", User.objects.filter(memberships__unit=unit).first())
    if state != "proposed":
        fields.setdefault("decided_at", NOW)
        fields.setdefault("decided_by", User.objects.filter(memberships__role="tracker").first())
    if state == "declined":
        fields.setdefault("decision_reason", "Chưa có kết quả cụ thể.")
    return Example.objects.create(plan=plan, unit=unit, state=state, **fields)
