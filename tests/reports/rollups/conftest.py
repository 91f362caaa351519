"""A period of two units with its draft, the issued roll-up, and what a browser would send."""

import pytest
from django.urls import reverse

from reports.services.rollup_builds import build_owed_files
from reports.services.rollup_issue import issue_rollup
from reports.services.rollups import compile_rollup
from tests.factories import NOW, TODAY, make_assignment, make_line, make_period, make_report

SIGNED = {
    "signing_authority": "T/M BAN THƯỜNG VỤ",
    "signing_post": "BÍ THƯ",
    "signer_name": "Lê Thị Thử",
    "recipients": "Thường trực Tỉnh ủy (báo cáo)\nLưu Văn phòng",
}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def period(plan, bloc, cast):
    period = make_period(plan)
    report = make_report(period, bloc.base_cell, "accepted", leadership="Đã quán triệt trong chi bộ.")
    make_line(report, make_assignment(plan.tasks.get(), bloc.base_cell, state="in_progress"), percent=40)
    make_report(period, bloc.sibling)
    return period


@pytest.fixture
def draft(period, cast):
    return compile_rollup(period=period, by=cast.tracker, now=NOW)


@pytest.fixture
def issued(draft, cast):
    return issue(draft, cast.tracker)


def order(rollup, by, **changes):
    """What a person does: the number is taken, the files are owed."""
    orders = {"version": rollup.version, "number": 1, "issued_on": TODAY, "signing": SIGNED}
    return issue_rollup(rollup=rollup, **orders | changes, by=by, now=NOW)


def issue(rollup, by, **changes):
    """The whole of it: ordered by a person, then built and frozen by a worker."""
    order(rollup, by, **changes)
    build_owed_files(clock=lambda: NOW)
    rollup.refresh_from_db()
    return rollup


def url(name, rollup, *args):
    return reverse(f"reports:rollup_{name}", args=[rollup.pk, *args])


def orders(version=0, **changes):
    return {"version": version, "number": 1, "issued_on": TODAY.isoformat(), **SIGNED, "step": "issue"} | changes


def texts(rollup, **changes):
    """The edit form as the browser sends it back, with some boxes changed."""
    parts = {f"part-{part.code}-{part.task_id or 0}": part.text for part in rollup.parts.all()}
    return {"version": rollup.version, "abstract": rollup.abstract, **parts} | changes


def said(response):
    return [str(message) for message in response.context["messages"]]
