"""What is said between the boards and the units of the demo: returns, urges, directions, requests for a later day."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kehoach.demo import texts
from reports.models import Period, UnitReport
from reports.services.comments import write_comment
from reports.services.directions import give_direction
from reports.services.reviews import return_report
from reports.services.urges import urge_units
from tasks.models import Assignment, Extension, Plan
from tasks.services.extensions import accept_extension, ask_extension, refuse_extension
from units.models import User
from units.services.substitution import lend_role

if TYPE_CHECKING:
    from kehoach.demo.load import World


def urge_and_direct(world: "World", plan: Plan, now: datetime) -> None:
    period = Period.objects.filter(plan=plan, due_on__lt=world.today).order_by("-due_on").first()
    if period is None:
        return
    missing = UnitReport.objects.filter(period=period, expected=True, first_sent_at=None).select_related("unit")
    units = [report.unit for report in missing.order_by("unit__path")[:6]]
    if units:
        urge_units(
            plan=plan,
            units=units,
            message=texts.URGE,
            key=_key(world),
            period=period,
            by=world.people["tuyengiao"],
            today=world.today,
            now=now,
        )
    for text in texts.DIRECTIONS:
        give_direction(plan=plan, text=text, key=_key(world), by=world.people["thuongvu"], today=world.today, now=now)


def send_back(world: "World", report: UnitReport, reason: str, *, line_only: bool, now: datetime) -> None:
    """Return a report: the whole, or one line of it and a word to the unit beside."""
    board, line = world.people["tuyengiao"], report.lines.order_by("pk").first()
    if not line_only or line is None:
        return_report(report=report, reason=reason, by=board, now=now)
        return
    return_report(report=report, reason="", lines={line.pk: reason}, by=board, now=now)
    write_comment(about=report, text=texts.COMMENT, key=_key(world), by=board, now=now)


def ask_for_time(world: "World", plan: Plan) -> None:
    """Some units that are late ask for a later day; of four, one is granted it, one another day, one is refused."""
    late = Assignment.objects.open().filter(
        plan=plan, due_on__lt=world.today, task__parent=None, unit__in=world.secretaries, role__in=["lead", "implement"]
    )
    late = late.select_related("plan__issuer", "task", "unit")
    for number, assignment in enumerate(late.order_by("unit__path", "pk")[:8]):
        extension = ask_extension(
            assignment=assignment,
            key=_key(world),
            wanted_due_on=world.today + timedelta(days=14),
            reason=world.dice.choice(texts.EXTENSION_REASONS),
            by=world.secretaries[assignment.unit_id],
            now=world.at(world.today - timedelta(days=1 + number % 3)),
        )
        _answer(world, extension, number % 4)


def _answer(world: "World", extension: Extension, number: int) -> None:
    by: User = world.people["tuyengiao"]
    now = world.at(world.today - timedelta(days=1), 15)
    if number == 1:
        accept_extension(extension=extension, by=by, now=now)
    elif number == 2:
        sooner = extension.wanted_due_on - timedelta(days=7)
        accept_extension(extension=extension, due_on=sooner, reason=texts.SOONER, by=by, now=now)
    elif number == 3:
        refuse_extension(extension=extension, reason=texts.REFUSAL, by=by, now=now)


def lend_a_role(world: "World", *, away: str, acting: str) -> User:
    """One is away this week and lends the only role. Gives: who stands in, as the next request reads them."""
    lender, begins = world.people[away], world.today - timedelta(days=2)
    days = {"from_on": begins, "to_on": begins + timedelta(days=7)}
    lent = lender.memberships.get()
    lend_role(membership=lent, user=world.people[acting], **days, by=lender, now=world.at(begins))
    return User.objects.get(username=acting)


def _key(world: "World") -> uuid.UUID:
    return uuid.UUID(int=world.dice.getrandbits(128), version=4)
