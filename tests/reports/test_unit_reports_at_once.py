"""The same report sent, and the same draft kept, twenty times at the very same moment."""

from collections.abc import Callable

import pytest

from reports.models import UnitReport
from reports.services.unit_reports import send_report
from tasks.models import Draft
from tasks.services.drafts import keep_draft
from tests.at_once import at_once
from tests.factories import NOW, make_line, make_period, make_report
from units.models import Change

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_sent_twenty_times_at_once_is_sent_once(plan, bloc, cast, assignment):
    draft = make_report(make_period(plan), bloc.base_cell, "draft")
    make_line(draft, assignment)

    def send(wait: Callable[[], object]) -> UnitReport:
        report = UnitReport.objects.select_related("period__plan__issuer", "unit").get(pk=draft.pk)
        by = type(cast.secretary).objects.get(pk=cast.secretary.pk)
        wait()
        return send_report(report=report, version=draft.version, by=by, now=NOW)

    at_once([send] * 20)

    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("sent", 1)
    assert Change.objects.of(draft).filter(verb="Gửi báo cáo").count() == 1


def test_a_page_that_saves_twenty_times_at_once_has_one_draft(cast):
    def keep(wait: Callable[[], object]) -> Draft:
        wait()
        said = {"form": "/a/", "page": "a", "draft": None, "revision": 0, "based_on": 0, "fields": {"result": "Đã"}}
        return keep_draft(by=cast.secretary, now=NOW, **said)

    outcomes = at_once([keep] * 20)

    assert set(outcomes) == {Draft.objects.get()}
